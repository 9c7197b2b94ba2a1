"""A learner's function on a few arguments: what it gives, whether that is the same, how to say it."""
from __future__ import annotations

import linecache
import re
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from .answers import shown

MOST_NUMBERS = 40  # beyond so many, a sentence says how many there are


class NotUsable(Exception):
    """What a learner's function did that cannot be compared, in a sentence."""


def called(function: Callable, arguments: tuple) -> Any:
    """A function's result on arguments of its own. Raises NotUsable with the learner's own line where it fails."""
    try:
        with np.errstate(all="ignore"):
            return function(*(value.copy() if isinstance(value, np.ndarray) else value for value in arguments))
    except Exception as failed:
        raise NotUsable(own_line(function, failed)) from None


def flat(result: Any) -> np.ndarray | None:
    """All numbers of a result in a row; None where it holds something else."""
    try:
        if isinstance(result, (list, tuple)):
            return np.concatenate([flat(item) for item in result]) if len(result) else np.array([])
        return np.ravel(np.asarray(result, dtype=float))
    except (TypeError, ValueError, RecursionError):
        return None


def equal(one: Any, other: Any) -> bool:
    """Whether two results hold the same numbers in the same places."""
    if not alike(one, other):
        return False
    one, other = flat(one), flat(other)
    return one is not None and one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9)


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


def own_line(program: Callable, failed: Exception) -> str:
    """The learner's line that failed, and what Python said, without the package's frames."""
    own = [frame for frame in traceback.extract_tb(failed.__traceback__)
           if frame.filename == getattr(program, "__code__", program).co_filename]
    line = f" at `{(own[-1].line or linecache.getline(own[-1].filename, own[-1].lineno)).strip()}`" if own else ""
    shapes = " The shapes do not fit: is a transpose missing, or np.outer?" if isinstance(failed, ValueError) and re.search(
        "matmul|broadcast|shapes|dimension", f"{failed}") else ""
    return f"Your function stops{line} with {type(failed).__name__}: {failed}.{shapes}"
