"""Answers as they are typed: numbers, text, lists, arrays; to how many digits they are a value, and whether by accident."""

import re
import reprlib
from collections.abc import Iterator
from decimal import Decimal
from math import floor, isfinite, log10
from typing import Any, NamedTuple

import numpy as np

from ..functions import Array
from .words import code

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,5})?", re.I)
MINUS = re.compile("[−–‒﹣－]")
INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
SPACED = re.compile(r"[-+]?\s*(\d+|\d{1,3}(\s\d{3})+)?([.,](\d*|\d{3}(\s\d{3})*(\s\d{1,3})?))?(e[-+]?\d+)?", re.I)  # 1 000.5
MOST_DIGITS = 12  # beyond these, two right programs may differ
VALUE = "value"  # the argument of bp.diagnose, as its errors name it
MOST_DEEP = 8  # lists in lists
SINGLE = 2e-6  # relative; what single precision leaves of a number after a few operations
NESTED = (list, tuple, np.ndarray)
ENDS = 0.999  # of a unit; with more than this behind its last digit, a number is the next one, but for noise
NOISE = 1e-12  # relative to the largest entry; what another order of operations may change
NOTHING = 1e-15  # what another order of operations may leave of a zero
NUDGED = 1e-9  # the same for slopes that were nudged


class Unreadable(TypeError, ValueError):
    """What was given is no answer: of the wrong type, or with a wrong value; either name catches it."""


class Answer(NamedTuple):
    """values: all numbers in a row; units: what one step in the last digit is; kinds: "text", where trailing zeros count,
    "number" as a program is typed, or "computed" and "single", which came from NumPy; shapes: of the arrays they came in."""

    values: Array
    units: Array
    kinds: Array
    shapes: tuple[tuple[int, ...], ...]


def read_answer(value: Any, argument: str = VALUE) -> Answer:
    """What was typed, as numbers. Raises Unreadable, in which it has this name, for what is none."""
    for name in ("weights", "biases"):
        if hasattr(value, name):
            raise Unreadable(f"{argument} is a {code(type(value).__name__)}, expected its {name}, or a list of arrays")
    shapes: list[tuple[int, ...]] = []
    typed = list(_numbers(value, shapes, argument))
    if not typed:
        raise Unreadable(f"{argument} is empty, expected at least one number")
    values, units, kinds = map(np.array, zip(*typed))
    zero = (values == 0) & ((kinds != "text") | (len(values) == 1))  # alone, it says nothing of how small a number is
    units[zero] = units[values != 0].min() if values.any() else 1e-300  # in an array, it has the places of the others
    single = kinds == "single"
    units[single] = np.maximum(units, 2 * SINGLE * np.maximum(abs(values), abs(values).max() / 8))[single]
    return Answer(values, units, kinds, tuple(shapes))


def abridge(value: Any) -> str:
    """What was typed, short enough for a sentence."""
    try:
        return " ".join(reprlib.repr(value).split())
    except Exception:  # a number of more digits than Python prints, or an object of the learner's own
        return f"a huge {type(value).__name__}"


def quote(value: Any) -> str:
    """The same as Markdown, letter by letter."""
    return code(abridge(value))


def _numbers(value: Any, shapes: list[tuple[int, ...]], argument: str, deep: int = 0) -> Iterator[tuple[float, float, str]]:
    """Every number in a nested value: itself, its unit, its kind."""
    if deep > MOST_DEEP:
        raise Unreadable(f"{argument} is a list in a list in a list … without an end, expected numbers")
    if isinstance(value, np.ndarray):
        shape, items = value.shape, list(value.ravel())
    elif isinstance(value, (list, tuple)):
        table = len(value) > 0 and all(isinstance(row, (list, tuple)) for row in value)
        rows = value if table else [value]
        shape = (len(value), len(rows[0])) if table else (len(value),)
        items = [item for row in rows for item in row]
        if len(set(map(len, rows))) > 1 or any(isinstance(item, NESTED) for item in items):
            for item in value:
                yield from _numbers(item, shapes, argument, deep + 1)
            return
    else:
        shape, items = (), [value]
    shapes.append(shape)
    for item in items:
        yield _number(item, argument)


def _number(value: Any, argument: str) -> tuple[float, float, str]:
    """A number, its unit and its kind, as typed."""
    if isinstance(value, bool) or not isinstance(value, (str, Decimal, int, float, np.integer, np.floating)):
        raise Unreadable(f"{argument} is {quote(value)}, expected a number")
    huge = isinstance(value, int) and abs(value) > 1e300
    text = "" if huge else _as_python(value, argument) if isinstance(value, str) else str(value).removesuffix(".0")
    exact = Decimal(text) if NUMBER.fullmatch(text) else Decimal("nan")
    number = float(exact)
    if not isfinite(number):
        expected = "a number" if exact.is_nan() and isinstance(value, str) else "a finite number"
        raise Unreadable(f"{argument} is {quote(value)}, expected {expected}")
    finest = 10.0 ** (floor(log10(abs(number))) - MOST_DIGITS + 1) if number else 0.0  # the last that right programs share
    unit = max(10.0 ** min(300, max(-300, int(exact.as_tuple().exponent))), finest)
    return (
        number,
        unit,
        "text"
        if isinstance(value, (str, Decimal))
        else "single"
        if isinstance(value, np.float32)
        else ("computed" if isinstance(value, np.generic) else "number"),
    )


def _as_python(typed: str, argument: str) -> str:
    """A number as Python writes it, from one with another minus, groups of three digits, or a decimal comma."""
    text = MINUS.sub("-", INVISIBLE.sub("", typed)).strip()
    text = "".join(text.split()) if SPACED.fullmatch(text) else text
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+\.\d*|[-+]?\d{1,3}(,\d{3}){2,}", text):
        return text.replace(",", "")  # 1,234.5
    if re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", text):
        raise Unreadable(
            f"{argument} is {quote(typed)}, which may be {text.replace(',', '')} or {text.replace(',', '.')}: "
            "write it without the comma"
        )
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text  # 0,0821


def fits(given: Answer, numbers: Array) -> Array:
    """Whether a row of numbers, rounded as typed, is what was typed, but for its last bits; of several rows, each."""
    sizes = abs(numbers)
    bits = 10 * NOISE * sizes + (NOISE * sizes.max(axis=-1, keepdims=True) if len(given.values) > 1 else 0)
    close = abs(given.values - numbers) <= np.maximum(given.units / 2 * (1 + 1e-6), bits)
    close |= (numbers == 0) & (abs(given.values) < NOTHING)
    return np.asarray(close.all(axis=-1))


def cut_off(given: Answer, numbers: Array) -> Array:
    """Whether a row of numbers, cut off where the typed ones end, is what was typed; what ends there is rounded."""
    rest = (numbers - given.values) * np.sign(numbers)
    return np.asarray(((rest >= 0) & (rest < ENDS * given.units) & ((numbers != 0) | (given.values == 0))).all(axis=-1))


def length(given: Answer) -> int:
    """How many significant digits were typed, of the shortest number."""
    return int((_place(given.values) - np.log10(given.units)).round().min()) + 1


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
    off = abs(given.values - right)
    largest = abs(right).max()
    first = _place(np.where(right == 0, largest, right)) + 1
    with np.errstate(divide="ignore"):
        missed = np.log10(2 * np.where(off <= NUDGED * largest * (len(right) > 1), 0, off))
        agree = np.floor(first - missed + 1e-9)
        whole = bool(fits(given, right) or cut_off(given, right))
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


def _place(number: Array) -> Array:
    """Where the first digit stands: 0 for ones, -1 for tenths."""
    with np.errstate(divide="ignore"):
        return np.maximum(np.floor(np.log10(abs(number))), -300)
