"""What a learner's function gives on a few arguments: whether two results are the same, how to say one."""
from __future__ import annotations

from typing import Any

import numpy as np

from .answers import shown

MOST_NUMBERS = 40  # beyond so many, a sentence says how many there are


def flat(result: Any) -> np.ndarray | None:
    """All numbers of a result in a row; None where it holds something else."""
    try:
        if isinstance(result, (list, tuple)):
            return np.concatenate([flat(item) for item in result]) if len(result) else np.array([])
        return np.ravel(np.asarray(result, dtype=float))
    except (TypeError, ValueError, RecursionError):  # a list may hold itself
        return None


def equal(one: Any, other: Any) -> bool:
    """Whether two results hold the same numbers in the same places; nan is the same as nan."""
    if not alike(one, other):
        return False
    one, other = flat(one), flat(other)
    return one is not None and one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True)


def alike(one: Any, other: Any) -> bool:
    """Whether two results have one shape, where both have one; a row, a column and a list are the same."""
    one, other = shape(one), shape(other)
    return one is None or other is None or [size for size in one if size != 1] == [size for size in other if size != 1]


def shape(result: Any) -> tuple[int, ...] | None:
    """A result's shape; None for what is no table of numbers."""
    try:
        return np.asarray(result, dtype=float).shape
    except (TypeError, ValueError, RecursionError):
        return None


def plain(value: Any) -> str:
    """An argument or a result, short enough for a sentence."""
    if value is None:
        return "nothing (is there a return?)"
    if callable(value):
        return getattr(value, "__name__", "a function")
    numbers = flat(value)
    if numbers is None:
        return shown(value)
    if numbers.size > MOST_NUMBERS:
        return f"{numbers.size} numbers"
    return str(round(float(value), 6) if shape(value) == () else numbers.round(6).tolist())
