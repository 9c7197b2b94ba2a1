"""Answers as they are typed: numbers, text, lists, arrays; how many digits they have, and what that leaves open."""
from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import floor, log10
from typing import Any, NamedTuple

import numpy as np

from ..functions import Array

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.I)
MOST_DIGITS = 12  # beyond these, two right programs may differ
SINGLE = 2e-6  # relative; what single precision leaves of a number after a few operations


class Answer(NamedTuple):
    """values: all numbers in a row; units: what one step in the last typed digit is; digits: the most of any of them;
    shapes: of the arrays they came in."""

    values: Array
    units: Array
    digits: int
    shapes: tuple[tuple[int, ...], ...]


def answer(value: Any) -> Answer:
    """What was typed, as numbers. Raises TypeError or ValueError for what is none."""
    for name in ("weights", "biases"):
        if hasattr(value, name):
            raise TypeError(f"value is a {type(value).__name__}, expected its {name}, or a list of arrays")
    shapes: list[tuple[int, ...]] = []
    typed = list(_numbers(value, shapes))
    if not typed:
        raise ValueError("value is empty, expected at least one number")
    values, units, digits = zip(*typed)
    decimals = min(units)  # in an array, trailing zeros are lost: all its numbers have as many places as the longest
    return Answer(np.array(values), np.maximum(decimals, [_finest(v) for v in values]) if len(values) > 1 else
                  np.array(units), max(digits), tuple(shapes))


def _numbers(value: Any, shapes: list) -> Iterator[tuple[float, float, int]]:
    """Every number in a nested value: itself, its unit, its digits."""
    if isinstance(value, np.ndarray) and value.ndim:
        shapes.append(value.shape)
        for item in value.ravel():
            yield _number(item)
    elif isinstance(value, (list, tuple)):
        flat = not any(isinstance(item, (list, tuple, np.ndarray)) for item in value)
        rows = [item for item in value if isinstance(item, (list, tuple))]
        if flat:
            shapes.append((len(value),))
        elif len(rows) == len(value) and len({len(row) for row in rows}) == 1 and not any(
                isinstance(item, (list, tuple, np.ndarray)) for row in rows for item in row):
            shapes.append((len(rows), len(rows[0])))
            value = [item for row in rows for item in row]
        for item in value:
            yield from _numbers(item, shapes) if isinstance(item, (list, tuple, np.ndarray)) else [_number(item)]
    else:
        shapes.append(())
        yield _number(value)


def _number(value: Any) -> tuple[float, float, int]:
    """A number, its unit and its digits, as typed."""
    if isinstance(value, np.ndarray):
        value = value[()]
    if value is None or value is ... or isinstance(value, (bool, np.bool_)) or not isinstance(
            value, (str, int, float, np.integer, np.floating)):
        raise TypeError(f"value is {value!r}, expected a number")
    text = str(value).strip().replace("−", "-").replace(" ", "")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")  # 0,0821
    if not NUMBER.fullmatch(text):
        raise ValueError(f"value is {value!r}, expected a finite number")
    exact = Decimal(text)
    sign, figures, exponent = exact.as_tuple()
    number, unit = float(exact), 10.0 ** exponent
    if isinstance(value, np.float32):
        unit = max(unit, 2 * SINGLE * abs(number))
    unit = max(unit, _finest(number))
    digits = len(f"{int(''.join(map(str, figures)))}") if number else max(1, -exponent)
    return number, unit, min(digits, MOST_DIGITS)


def _finest(number: float) -> float:
    """The last digit that two right programs share."""
    return 10.0 ** (floor(log10(abs(number))) - MOST_DIGITS + 1) if number else 1e-15
