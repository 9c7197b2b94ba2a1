"""Answers as they are typed: numbers, text, lists, arrays; and what one step in their last digit is."""

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
MINUS, NOTHING = re.compile("[−–‒﹣－]"), re.compile("[\u200b\u2060\ufeff]")
SPACED = re.compile(r"[-+]?\s*(\d+|\d{1,3}(\s\d{3})+)?([.,](\d*|\d{3}(\s\d{3})*(\s\d{1,3})?))?(e[-+]?\d+)?", re.I)  # 1 000.5
MOST_DIGITS = 12  # beyond these, two right programs may differ
VALUE = "value"  # the argument of bp.diagnose, as its errors name it
MOST_DEEP = 8  # lists in lists
SINGLE = 2e-6  # relative; what single precision leaves of a number after a few operations
NESTED = (list, tuple, np.ndarray)


class Unreadable(TypeError, ValueError):
    """What was given is no answer: of the wrong type, or with a wrong value; either name catches it."""


class Answer(NamedTuple):
    """values: all numbers in a row; units: what one step in the last digit is; kinds: "text", where trailing zeros count,
    "number" as a program is typed, or "computed" and "single", which came from NumPy; shapes: of the arrays they came in."""

    values: Array
    units: Array
    kinds: Array
    shapes: tuple[tuple[int, ...], ...]


def answer(value: Any, argument: str = VALUE) -> Answer:
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


def shown(value: Any) -> str:
    """What was typed, short enough for a sentence."""
    try:
        return " ".join(reprlib.repr(value).split())
    except Exception:  # a number of more digits than Python prints, or an object of the learner's own
        return f"a huge {type(value).__name__}"


def quoted(value: Any) -> str:
    """The same as Markdown, letter by letter."""
    return code(shown(value))


def _numbers(value: Any, shapes: list, argument: str, deep: int = 0) -> Iterator[tuple[float, float, str]]:
    """Every number in a nested value: itself, its unit, its kind."""
    if deep > MOST_DEEP:
        raise Unreadable(f"{argument} is a list in a list in a list … without an end, expected numbers")
    if isinstance(value, np.ndarray):
        shape, items = value.shape, value.ravel()
    elif isinstance(value, (list, tuple)):
        table = len(value) > 0 and all(isinstance(row, (list, tuple)) for row in value)
        rows = value if table else [value]
        shape, items = (len(value), len(rows[0])) if table else (len(value),), [item for row in rows for item in row]
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
        raise Unreadable(f"{argument} is {quoted(value)}, expected a number")
    huge = isinstance(value, int) and abs(value) > 1e300
    text = "" if huge else _plain(value, argument) if isinstance(value, str) else str(value).removesuffix(".0")
    exact = Decimal(text) if NUMBER.fullmatch(text) else Decimal("nan")
    number = float(exact)
    if not isfinite(number):
        expected = "a number" if exact.is_nan() and isinstance(value, str) else "a finite number"
        raise Unreadable(f"{argument} is {quoted(value)}, expected {expected}")
    unit = max(10.0 ** min(300, max(-300, exact.as_tuple().exponent)), _finest(number))
    return number, unit, "text" if isinstance(value, (str, Decimal)) else "single" if isinstance(value, np.float32) else (
        "computed" if isinstance(value, np.generic) else "number")


def _plain(typed: str, argument: str) -> str:
    """A number as Python writes it, from one with another minus, groups of three digits, or a decimal comma."""
    text = MINUS.sub("-", NOTHING.sub("", typed)).strip()
    text = "".join(text.split()) if SPACED.fullmatch(text) else text
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+\.\d*|[-+]?\d{1,3}(,\d{3}){2,}", text):
        return text.replace(",", "")  # 1,234.5
    if re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", text):
        raise Unreadable(f"{argument} is {quoted(typed)}, which may be {text.replace(',', '')} or {text.replace(',', '.')}: "
                         "write it without the comma")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text  # 0,0821


def _finest(number: float) -> float:
    """The last digit that two right programs share."""
    return 10.0 ** (floor(log10(abs(number))) - MOST_DIGITS + 1) if number else 0.0
