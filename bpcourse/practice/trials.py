"""What a learner's function gives on a few arguments: whether two results are the same, how to say one."""
from __future__ import annotations

from typing import Any

import numpy as np


def flat(result: Any) -> np.ndarray | None:
    """All numbers of a result in a row; None where it holds something else."""
    try:
        if isinstance(result, (list, tuple)):
            return np.concatenate([flat(item) for item in result]) if len(result) else np.array([])
        return np.ravel(np.asarray(result, dtype=float))
    except (TypeError, ValueError, RecursionError):  # a list may hold itself
        return None


def equal(one: Any, other: Any) -> bool:
    """Whether two results hold the same numbers; where one overflowed to nan, the other must have, too."""
    one, other = flat(one), flat(other)
    return one is not None and one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True)


def plain(value: Any) -> str:
    """An argument or a result, short enough for a sentence."""
    if value is None:
        return "nothing (is there a return?)"
    if callable(value):
        return getattr(value, "__name__", "a function")
    numbers = flat(value)
    if numbers is None:
        return repr(value)
    return str(numbers.round(6).tolist() if np.ndim(value) else round(float(value), 6))
