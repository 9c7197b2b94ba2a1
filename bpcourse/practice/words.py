"""What there is to say to an answer, first as data, then as sentences: the paragraphs of doctor.md, filled in."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from itertools import permutations
from math import floor, log10
from pathlib import Path
from typing import Any, NamedTuple

from ..tables import count
from .page import Page

ASKED = 3  # significant digits that an answer needs where nobody says how many
MOST_TOLD = 2  # mistakes, where several make the same number
LONG = 6  # digits of a long number that are enough where its last ones are off: nudging finds a slope no better
Names = tuple[str, ...]


@cache
def paragraphs() -> dict[str, str]:
    """The paragraphs of doctor.md by their headings."""
    page = Page(Path(__file__).with_name("doctor.md"))
    return {
        head.children[0].content: page.text([block for block in blocks if block.type == "paragraph"])
        for head, blocks in page.sections()
    }


class _Facts(dict[str, Any]):
    """What is filled into a paragraph; a name that is no fact is that of another paragraph."""

    def __missing__(self, name: str) -> str:
        return say(name, self)


def say(name: str, facts: Mapping[str, Any]) -> str:
    """The paragraph of this name with its facts filled in. Raises KeyError where there is none."""
    return paragraphs()[name].format_map(_Facts(facts))


def explain(alternatives: Sequence[Names], facts: Mapping[str, Any], own: Mapping[str, str]) -> list[str]:
    """What is said to the first two of these mistakes, or pairs of them, in an exercise's own words or the doctor's; once.

    Where one paragraph tells both, "a or b", it stands for them. Several texts are numbered: (1) the first, (2) the second.
    """
    both = [" or ".join(first + second) for first, second in permutations(alternatives, 2)]
    if shared := [name for name in both if name in paragraphs() and not own.keys() & {*name.split(" or ")}]:
        return [say(shared[0], facts)]
    texts = dict.fromkeys(" And: ".join(own.get(name) or say(name, facts) for name in names) for names in alternatives)
    return [f"({k}) {text}" for k, text in enumerate(texts, 1)] if len(texts) > 1 else list(texts)


def code(text: str) -> str:
    """What came from a learner or from Python, as Markdown shows it letter by letter."""
    text = " ".join(text.split("\n")).strip()
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


class Verdict(StrEnum):
    """Equal to its text. From COMPARE on: what bp.check alone says.

    Not recognised is also a function that stops or gives something else, and a text that is too short.
    """

    RIGHT = "right"
    MISTAKE = "mistake"
    TIE = "tie"
    TWO_MISTAKES = "two mistakes"
    FEWER_DIGITS = "fewer digits"
    TOO_FEW_DIGITS = "too few digits"
    NOT_RECOGNISED = "not recognised"
    OTHER_CONVENTION = "other convention"
    COMPARE = "compare"
    COUNTED = "counted"
    OPEN = "open"
    NOT_UNDERSTOOD = "not understood"


NAMED = (Verdict.MISTAKE, Verdict.TIE, Verdict.TWO_MISTAKES)


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """verdict: right, mistake, tie, two mistakes, fewer digits, too few digits or not recognised. mistakes: what makes
    exactly this, the likeliest first, each a tuple of one or two names; posterior: how likely each is. message: what a tutor
    would say.

    sayings: headings of the paragraphs in doctor.md that say it, the verdict's own where there is none. facts: what is
    filled into them. own: what an exercise says to its mistakes. notes: paragraphs that come last.
    """

    verdict: Verdict
    mistakes: tuple[Names, ...] = ()
    sayings: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    posterior: tuple[float, ...] = ()
    told: int = MOST_TOLD

    @property
    def message(self) -> str:
        """The sentences, as Markdown."""
        texts = explain(self.mistakes[: self.told], self.facts, self.own) if self.verdict in NAMED else []
        sayings = self.sayings if texts or self.sayings else (self.verdict,)
        first, last = ([say(name, self.facts) for name in names] for names in (sayings, self.notes))
        return " ".join([*first, *texts, *last])

    def noting_changes(self, arguments: Collection[str]) -> "Diagnosis":
        """The same of a function that has changed these arguments in place: then it is not right."""
        if not arguments:
            return self
        facts = {**self.facts, "arguments": " and ".join(map(code, arguments))}
        if self.verdict == Verdict.RIGHT:
            return Diagnosis(Verdict.MISTAKE, (("changed-in-place",),), (), facts)
        return replace(self, facts=facts, notes=("arguments changed",))

    def __repr__(self) -> str:
        return self.message

    def _repr_markdown_(self) -> str:
        return f"**{self.verdict.capitalize()}.**{'' if self == RIGHTLY else f' {self.message}'}"


RIGHTLY = Diagnosis(Verdict.RIGHT)


class Precision(NamedTuple):
    """How precisely an answer is wanted.

    digits: significant ones. long: right ones that are enough, where a longer number is off after them. decimals: where
    the question asks for these, with `front` digits before the point.
    """

    digits: int = ASKED
    long: int = LONG
    decimals: int = 0
    front: int = 0

    @classmethod
    def of_question(cls, digits: int, decimals: int, right: float) -> "Precision":
        """So many significant digits, or, where there are any, so many decimals of this value."""
        front = 1 + floor(log10(abs(right))) if decimals else 0  # below 1, zeros behind the point are no digits
        return cls(max(1, decimals + front) if decimals else digits, LONG, decimals, front)

    def grade(self, digits: int, whole: bool) -> Diagnosis | None:
        """What there is to say to a number that is right to so many digits, if there is anything. whole: these are all
        that were typed."""
        count = digits - self.front if self.decimals else digits
        unit = "digits" if not self.decimals else "decimal" if count == 1 else "decimals"
        facts = {"right": count, "unit": unit, "need": self.decimals or self.digits}
        if digits >= (self.digits if whole else self.long):
            return RIGHTLY
        if whole and digits == 1:
            sayings = ("too few decimals",) if self.decimals else ()
            return Diagnosis(Verdict.TOO_FEW_DIGITS, sayings=sayings, facts=facts)
        if digits < (2 if whole else ASKED):
            return None
        return Diagnosis(
            Verdict.FEWER_DIGITS, sayings=("fewer digits" if digits < self.digits else "last digits",), facts=facts
        )


def name_mistakes(
    alternatives: Sequence[Names],
    made: str = "exactly this number",
    posterior: Sequence[float] = (),
    sure: bool = False,
) -> Diagnosis:
    """One mistake, a tie, or two mistakes together, the likeliest first. made: what they make; sure: whether the
    others are too unlikely to be spoken of."""
    told = 1 if sure else MOST_TOLD
    pairs = len(alternatives[0]) == 2
    several = len(alternatives[:told]) > 1
    sayings = {(True, True): ("several pairs",), (True, False): ("two mistakes",), (False, True): ("tie",)}
    verdict = Verdict.TWO_MISTAKES if pairs else Verdict.TIE if several else Verdict.MISTAKE
    facts = {"made": made, "parameter": "weight", "p": "w"}
    more = len(alternatives) - told if several else 0
    return Diagnosis(
        verdict,
        tuple(alternatives),
        sayings.get((pairs, several), ()),
        facts | {"more": count(more, "other")},
        notes=("others",) if more > 0 else (),
        posterior=tuple(posterior),
        told=told,
    )
