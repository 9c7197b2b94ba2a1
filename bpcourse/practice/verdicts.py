"""What the doctor says: right, to so many digits, one mistake, several that cannot be told apart."""
from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from math import floor, log10
from typing import Any

from .mistakes import MISTAKES
from .quantities import Quantity

ASKED = 3  # significant digits that an answer needs where nobody says how many
LONG = 6  # digits of a long number that are enough where its last ones are off: nudging finds a slope no better
Names = tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """verdict: right, mistake, tie, two mistakes, fewer digits, too few digits or not recognised. mistakes: the
    alternatives, each a tuple of one or two names. message: what a tutor would say."""

    verdict: str
    mistakes: tuple[Names, ...] = field(default=())
    message: str = ""

    def __repr__(self) -> str:
        return self.message

    def _repr_markdown_(self) -> str:
        return f"**{self.verdict.capitalize()}.** {self.message.removeprefix('Right.')}".strip()


RIGHTLY = Diagnosis("right", (), "Right.")


def graded(digits: int, whole: bool, need: int, long: int = LONG) -> Diagnosis | None:
    """What there is to say to a number that is right to so many digits, if there is anything. whole: these are all that
    were typed; long: how many are enough where they are not."""
    if digits >= (need if whole else long):
        return RIGHTLY
    if whole and digits == 1:
        return Diagnosis("too few digits", (), f"A single digit fits by accident: give {need}, and I can tell.")
    if digits < (2 if whole else ASKED):
        return None
    return Diagnosis("fewer digits", (), f"Right to {digits} digits; {need} are asked for." if digits < need else
                     f"Right to {digits} digits, but not in those after them.")


def in_front(number: float) -> int:
    """A number's significant digits in front of the decimal point; below 0, the zeros behind it."""
    return 1 + floor(log10(abs(number)))


def in_decimals(found: Diagnosis, decimals: int, right: float) -> Diagnosis:
    """What is said of the right value's digits, said of decimals where so many are asked for."""
    def right_to(digits: re.Match) -> str:
        count = int(digits[1]) - in_front(right)
        return f"Right to {count} decimal{'s' * (count != 1)}"
    if not decimals:
        return found
    message = re.sub(r"Right to (\d+) digits", right_to, found.message)
    message = re.sub(r"\d+ are asked for", f"{decimals} are asked for", message)
    return replace(found, message=re.sub(r"give \d+, and", f"give {decimals} decimals, and", message))


def told(fitting: list[tuple[Names, Any]], asked: Quantity | None = None, made: str = "exactly this number") -> Diagnosis:
    """One mistake, a tie, or two mistakes together, in the words of a tutor. made: what the mistakes make."""
    alternatives = tuple(dict.fromkeys(names for names, _ in fitting))
    texts = [" And: ".join(MISTAKES[name].told(asked) for name in names) for names in alternatives]
    pairs = len(alternatives[0]) == 2
    if len(alternatives) == 1:
        lead = f"Two mistakes together make {made}. " if pairs else ""
        return Diagnosis("two mistakes" if pairs else "mistake", alternatives, lead + texts[0])
    return Diagnosis("two mistakes" if pairs else "tie", alternatives, " ".join(
        [f"More than one {'pair of mistakes' if pairs else 'mistake'} makes {made}, so it does not tell them apart.",
         *(f"({k}) {text}" for k, text in enumerate(texts, 1))]))
