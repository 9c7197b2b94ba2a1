"""What a learner's function gives on a few arguments: whether two results are the same, how to say one."""
from __future__ import annotations

from typing import Any

import numpy as np

from .answers import quoted
from .words import code

MOST_NUMBERS = 40  # beyond so many, a sentence says how many there are
FIGURES = 6  # significant digits of a number in a sentence


def flat(result: Any) -> np.ndarray | None:
    """All numbers of a result in a row; None where it holds something else: text, a complex number, nothing."""
    try:
        if isinstance(result, (list, tuple)):
            return np.concatenate([flat(item) for item in result]) if len(result) else np.array([])
        return np.ravel(_real(result))
    except Exception:  # a list may hold itself, a number be beyond all floats, an object of theirs refuse to be one
        return None


def _real(result: Any) -> np.ndarray:
    """A table of real numbers. Raises whatever NumPy does, TypeError for what it would make into numbers."""
    raw = np.asarray(result)
    if raw.dtype.kind in "SU" or raw.dtype.kind == "c" and raw.imag.any():
        raise TypeError("text or a complex number")
    return (raw.real if raw.dtype.kind == "c" else raw).astype(float)


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
        return _real(result).shape
    except Exception:
        return None


def form(result: Any) -> str:
    """What a result of numbers is, without them: one number, two that are given back together, a table."""
    if isinstance(result, tuple) and len(shape(result)) == 1:
        return f"{len(result)} numbers"
    return f"an array of shape {shape(result)}" if shape(result) else "one number"


def plain(value: Any, figures: int = FIGURES) -> str:
    """An argument or a result, short enough for a sentence, as Python would write it."""
    if value is None:
        return "nothing (is there a return?)"
    if callable(value):
        return code(getattr(value, "__name__", "a function"))
    numbers = flat(value)
    if numbers is None:
        return quoted(value)
    if numbers.size > MOST_NUMBERS:
        return f"an array of shape {shape(value)}" if shape(value) else f"{numbers.size} numbers"
    return _written(value, figures)


def _written(value: Any, figures: int) -> str:
    """Lists in lists, as they came; whole numbers whole, the others to so many digits."""
    if isinstance(value, (list, tuple)) or np.ndim(value):
        return f"[{', '.join(_written(item, figures) for item in value)}]"
    item = np.asarray(value).item()
    return str(item) if isinstance(item, int) else str(float(f"{float(np.real(item)):.{figures}g}"))


def apart(result: Any, right: Any) -> tuple[str, str]:
    """Two results in words, in as many digits as it takes to see that they differ."""
    said = [(plain(result, figures), plain(right, figures)) for figures in range(FIGURES, 18)]
    return next(((one, other) for one, other in said if one != other), said[-1])
