"""What a box of a lesson asks."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np


class Question(NamedTuple):
    """What is asked, a function that computes the answer, what there is to choose from, and the reason."""

    asked: str
    answer: Callable[[], object]
    choices: Sequence[str] = ()
    why: str = ""


def compared(value: float, other: float, same: str, more: str, less: str) -> str:
    """Which of three answers holds for a value beside another one."""
    return [same, more, less][int(np.sign(value - other))]
