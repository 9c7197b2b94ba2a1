"""Evidence: whether an answer is a value as far as it was typed, to how many digits, and whether a random number is, too."""

from typing import Any

import numpy as np

from ..functions import Array
from .answers import MOST_DIGITS, Answer

CHANCE = 0.005  # a mistake is named only where a random number hits one less often than this
NEAR = 1e-3  # relative; nearer to the right value than this, numbers are computed, not random
SHORT = 4  # digits of a random number that may have lost its trailing zeros
ENDS = 0.999  # of a unit; with more than this behind its last digit, a number is the next one, but for noise
NOISE = 1e-12  # relative to the largest entry; what another order of operations may change
NOTHING = 1e-15  # what another order of operations may leave of a zero
NUDGED = 1e-9  # the same for slopes that were nudged


def fits(given: Answer, number: Array) -> bool:
    """Whether the number, rounded as typed, is what was typed."""
    return bool((abs(given.values - number) <= given.units / 2 * (1 + 1e-6)).all())


def length(given: Answer) -> int:
    """How many significant digits were typed, of the shortest number."""
    return int((_place(given.values) - np.log10(given.units)).round().min()) + 1


def cut_off(given: Answer, number: Array) -> bool:
    """Whether the number, cut off instead of rounded, is what was typed; what ends there has nothing to be cut off."""
    rest = (number - given.values) * np.sign(number)
    return bool(((rest >= 0) & (rest < ENDS * given.units) & ((number != 0) | (given.values == 0))).all())


def exactly(given: Answer, number: Array, right: Array) -> bool:
    """Whether it is this very number, in all its digits, but for the last bits of numbers of this size.

    Noise is as good as other noise, but a zero that was typed is only an exact one.
    """
    size = max(abs(number).max(), abs(right).max() if len(right) == 1 else 0.0)
    close = abs(given.values - number) <= 10 * NOISE * abs(number) + NOISE / (10 if len(right) == 1 else 1) * size
    close |= (number == 0) & (abs(given.values) < NOTHING)
    return bool(close.all() and (given.values.any() or not number.any()))


def agreement(given: Answer, right: Array) -> tuple[int, bool]:
    """To how many significant digits the answer is right, and whether these are all that were typed.

    An array's entries may all have the same decimals, so the typed places count from the digits of the largest one; an
    entry that was rounded to nothing is no evidence of more than two. A 1 that stands for 0.96 or more, a place in front
    of its first digit, counts as one.
    """
    off, largest = abs(given.values - right), abs(right).max()
    first = _place(np.where(right == 0, largest, right)) + 1
    with np.errstate(divide="ignore"):
        missed = np.log10(2 * np.where(off <= NUDGED * largest * (len(right) > 1), 0, off))
        agree = np.floor(first - missed + 1e-9)
        whole = fits(given, right) or cut_off(given, right)
        if whole:  # a float has lost its trailing zeros
            kept = (given.kinds == "text") & (right != 0)
            step = np.where(kept, np.log10(given.units), np.minimum(np.log10(given.units), missed))
            typed = np.floor(_place(largest) + 1 - step + 1e-9)
            typed = np.maximum(typed, off <= 0.5 * 10.0 ** _place(right))  # 1 is 0.96, rounded to one digit; not 0.94
            agree = np.where((agree < 1) & (len(right) > 1), np.minimum(typed, 2), typed)
    return int(np.clip(agree.min(), 0, MOST_DIGITS)), whole


def rounded(given: Answer, right: Array, digits: int) -> bool:
    """Whether the answer is the right value rounded to so many digits, whatever zeros were left out at its end."""
    return bool((abs(given.values - right) <= 0.5 * 10.0 ** (_place(right) - digits + 1) * (1 + 1e-6)).all())


def improbable(given: Answer, right: Array, found: list[tuple[Any, Array]], most: float = CHANCE) -> bool:
    """Whether a random number would hardly ever hit one of these values at the digits typed, however near it is drawn.

    The values as near to the right one as the typed one, each as wide as its last digit, over the room there is. For
    several numbers at once the widths multiply. A zero that was typed is no number yet.
    """
    if not given.values.any() and (given.kinds != "computed").any():
        return False
    reach = np.maximum.reduce([abs(given.values - right), NEAR * abs(right), given.units / 2])
    inside = [np.round(number / given.units) for _, number in found if (abs(number - right) <= reach + given.units).all()]
    return len(np.unique(inside, axis=0)) * float(np.prod(np.minimum(1, given.units / (2 * reach)))) < most


def sharpened(given: Answer) -> Answer:
    """The answer as if it had at least four digits, the last of them zeros."""
    return given._replace(units=np.minimum(given.units, 10.0 ** (_place(given.values) - SHORT + 1)))


def with_a_zero(given: Answer) -> Answer:
    """The answer with one more digit, a zero, where a float may have lost one."""
    return given._replace(units=np.where(given.kinds == "text", given.units, given.units / 10))


def _place(number: Array) -> Array:
    """Where the first digit stands: 0 for ones, -1 for tenths."""
    with np.errstate(divide="ignore"):
        return np.maximum(np.floor(np.log10(abs(number))), -300)
