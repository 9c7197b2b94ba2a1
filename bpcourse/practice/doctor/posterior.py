"""How likely each explanation of a number is, by Bayes' rule, with a slip that nobody knows among the explanations.

posterior = prior · likelihood / Σ (prior · likelihood). The likelihood of an explanation is that of typing just these
digits: 1 where its number, rounded, is what was typed, less where it was cut off, else 0. An unknown slip may give any
number, so only the share of its numbers that begin with these digits counts; half of it is spread over all sizes, the other
half around the right value, where small slips of arithmetic lie.
"""

from collections import defaultdict
from collections.abc import Iterator
from math import log
from typing import NamedTuple

import numpy as np

from ...functions import Array
from ..typed import Answer, cut_off, fits, length
from ..words import Names
from .explanations import Explanations
from .mistakes import RARE

UNKNOWN = 2.5  # how common an unknown slip is, where all that is known, the right value too, is 1
SIZES = log(1e8)  # powers of e over which an unknown slip is spread: sizes
NEAREST = 1e-3  # and distances from the right value, relative; nearer to it, numbers differ by rounding, which is known
NEAR = log(1 / NEAREST)
CUT = 0.15  # cut off in place of rounded
SHORT = 0.05  # one digit less than was asked for
ALIKE = 0.1  # of the likelihood of what fits best: what is less likely does not fit the number as it was typed
ROUNDED, MISTYPED = ("rounded",), ("digits-exchanged",)
TELLING = 3  # digits of a single number that say something
FEWEST = 4  # digits in which a wrong one can be told from another number


class Likely(NamedTuple):
    """One or two mistakes, how likely it is that they were made, and to how many places somebody rounded on the way."""

    names: Names
    share: float
    places: int | None


def weigh(given: Answer, explanations: Explanations, digits: int) -> list[Likely]:
    """Which mistakes fit the number, the likeliest first. digits: how many are asked for."""
    names, places = [*explanations.names, MISTYPED], [*explanations.places, None]
    priors, right = explanations.priors, explanations.numbers[0]
    likelihoods, of_unknown = np.zeros(len(names)), 0.0
    for share, reading in _readings(given, digits):
        fitting = likelihood(reading, explanations.numbers)
        if reading is not given:  # who rounds on the way does not end with zeros
            fitting = fitting * [place is None for place in explanations.places]
        likelihoods += share * np.append(fitting, mistyped(reading, right))
        of_unknown += share * likelihood_of_unknown(reading, right)
    weights = np.append(priors, RARE) * likelihoods
    total = max(weights.sum() + UNKNOWN * priors.sum() * of_unknown, 1e-300)
    likely = np.flatnonzero((likelihoods > 0) & (likelihoods >= ALIKE * likelihoods[1:-1].max(initial=0.0)))
    shares: dict[Names, float] = defaultdict(float)
    likeliest: dict[Names, int | None] = {}
    for k in sorted(likely[likely > 0], key=lambda k: -weights[k]):
        shares[names[k]] += float(weights[k] / total)
        likeliest.setdefault(names[k], places[k])
    return sorted((Likely(name, share, likeliest[name]) for name, share in shares.items()), key=lambda one: -one.share)


def _readings(given: Answer, digits: int) -> Iterator[tuple[float, Answer]]:
    """What was typed, with how likely it is meant so: as it stands, or with as many digits as were asked for, the last of
    which are zeros that a program does not print."""
    missing = max(0, digits - length(given)) if len(given.values) == 1 else 0
    yield SHORT**missing, given
    if missing and given.kinds[0] == "number":
        yield 1 - SHORT**missing, given._replace(units=given.units / 10.0**missing)


def likelihood(given: Answer, numbers: Array) -> Array:
    """Of typing this, for each row of numbers."""
    return np.where(fits(given, numbers), 1.0, CUT * cut_off(given, numbers))


def likelihood_of_unknown(given: Answer, right: Array) -> float:
    """Of typing this after an unknown slip. Digits that are the right value's show none; a zero says nothing, nor do two
    digits, which are often those of one slip or another."""
    if len(right) == 1 and length(given) < TELLING:
        return 1.0
    off = abs(given.values - right)
    seen = off > given.units / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        far = given.units / (2 * abs(given.values) * SIZES)
        near = np.where(off <= abs(right), given.units / (2 * np.maximum(off, NEAREST * abs(right)) * NEAR), 0)
        each = np.where(seen & (given.values != 0), np.minimum(1, (far + near) / 2), 1)
    return float(np.prod(each)) if seen.any() else 0.0


def mistyped(given: Answer, right: Array) -> float:
    """The likelihood of typing this where two digits of the right value are exchanged, one is missing, or one is wrong."""
    if len(right) > 1 or given.kinds[0] not in ("text", "number") or given.values[0] * right[0] <= 0:
        return 0.0
    unit = given.units[0]
    typed, meant, longer = (
        str(round(abs(float(n)))) for n in (given.values[0] / unit, right[0] / unit, 10 * right[0] / unit)
    )
    if len(typed) < FEWEST:
        return 0.0
    missing = typed in [longer[:k] + longer[k + 1 :] for k in range(len(longer))]
    exchanged = typed in [meant[:k] + meant[k + 1] + meant[k] + meant[k + 2 :] for k in range(len(meant) - 1)]
    wrong = len(typed) == len(meant) and sum(map(str.__ne__, typed, meant)) == 1
    return (missing / len(longer) + exchanged / len(meant) + wrong / (9 * len(meant))) / 3
