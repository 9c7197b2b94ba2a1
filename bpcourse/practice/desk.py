"""bp.check, bp.hint, bp.solution, bp.progress: what a learner says to the exercises, and what comes back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from ..tables import Tabular
from . import record
from .content import EXERCISES
from .content.exercise import Exercise
from .kinds import Open
from .typed import Unreadable
from .words import RIGHTLY, Diagnosis, Names, Verdict

HEADS = {
    Verdict.RIGHT: "right.",
    Verdict.COMPARE: "compare.",
    Verdict.COUNTED: "counted.",
    Verdict.OPEN: "not answered yet.",
    Verdict.NOT_UNDERSTOOD: "that is no answer I can read.",
    Verdict.FEWER_DIGITS: "nearly.",
    Verdict.OTHER_CONVENTION: "nearly.",
}  # any other: not yet
MIME = "application/vnd.bpcourse+json"
_hinted: dict[str, int] = {}
_checking: list[str] = []


@dataclass(frozen=True, repr=False)
class Note:
    """What comes back to a hint or a solution: what it is, and its text, as Markdown. It is no right answer."""

    exercise: str
    title: str
    message: str

    def __bool__(self) -> bool:
        return False

    @property
    def head(self) -> str:
        """What it is, as it is shown: 3.2: right."""
        return f"{self.exercise}: {self.title}"

    def __repr__(self) -> str:
        return f"{self.head} {self.message}".strip()

    def _repr_markdown_(self) -> str:
        return f"**{self.head}** {self.message}".strip()


@dataclass(frozen=True, repr=False)
class Reply(Note):
    """What comes back to an answer: a verdict, a sentence or two, and the mistakes that make the answer, by their names.

    True only where the answer is right, so that `assert bp.check(…)` fails for any other.
    """

    verdict: Verdict
    mistakes: tuple[Names, ...] = ()

    def __bool__(self) -> bool:
        return self.verdict == Verdict.RIGHT

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, dict[str, Any]]:
        """For programs that read a notebook, beside text and Markdown."""
        return {MIME: {"id": self.exercise, "verdict": self.verdict.value, "mistakes": list(map(list, self.mistakes))}}


def _exercise(name: Any) -> Exercise:
    if not isinstance(name, str):
        raise TypeError(f"id is {name!r}, expected text such as '3.2'")
    if name not in EXERCISES:
        lesson = [key for key in EXERCISES if key.split(".")[0] == name.split(".")[0]]
        raise ValueError(f"id is '{name}', expected one of {', '.join(lesson or EXERCISES)}")
    return EXERCISES[name]


def check(id: str, answer: Any = ..., counts: bool = False) -> Reply:
    """Is the answer right, and if not, which mistake makes exactly this?

    counts: said by you, of an answer in your own words, once you have compared it. Raises TypeError or ValueError for what
    is no exercise's id, ValueError for counts where the answer is no thought.
    """
    exercise = _exercise(id)
    if counts and not isinstance(exercise.kind, Open):
        raise ValueError(f"counts is {counts!r}, but exercise {id} is no thought of your own: its answer is checked")
    found = _judge(exercise, answer)
    if counts and found.verdict == Verdict.COMPARE:
        found = Diagnosis(Verdict.COUNTED)
    message = [] if found == RIGHTLY else [replace(found, facts={"id": id, "name": exercise.name, **found.facts}).message]
    done = found.verdict in (Verdict.RIGHT, Verdict.COUNTED)
    if done:
        message.append(exercise.why)
    if found.verdict != Verdict.OPEN:
        message += record.add_try(id, found.verdict, found.mistakes, counts=done)
    return Reply(id, HEADS.get(found.verdict, "not yet."), " ".join(filter(None, message)), found.verdict, found.mistakes)


def _judge(exercise: Exercise, answer: Any) -> Diagnosis:
    """What there is to say to an answer."""
    if answer is ... or answer is None or isinstance(answer, str) and not answer.strip("… .") or _blank(answer):
        return Diagnosis(Verdict.OPEN)
    if _checking:
        return Diagnosis(Verdict.OPEN, sayings=("check within a check",))
    _checking.append(exercise.id)
    try:
        return exercise.kind.judge(answer)
    except Unreadable as problem:
        return Diagnosis(Verdict.NOT_UNDERSTOOD, facts={"problem": problem})
    finally:
        _checking.clear()


def _blank(answer: Any) -> bool:
    """Whether a function still has its three dots for a body."""

    def three_dots() -> None: ...

    def described() -> None:
        """What it is for."""
        ...

    code = getattr(answer, "__code__", None)
    return (
        code is not None
        and code.co_code in (three_dots.__code__.co_code, described.__code__.co_code)
        and {*code.co_consts} <= {None, answer.__doc__}
    )


def hint(id: str, number: int | None = None) -> Note:
    """The next hint, from a question to a formula to a first line, then again from the first; or one by its number."""
    exercise = _exercise(id)
    hints = exercise.hints
    if number is None:
        number = _hinted.get(id, 0) % len(hints) + 1
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(hints):
        raise ValueError(f"number is {number!r}, expected 1 to {len(hints)}")
    _hinted[id] = number
    return Note(id, f"hint {number} of {len(hints)}.", hints[number - 1])


def solution(id: str) -> Note:
    """The worked solution: the derivation with its numbers, or the reference code."""
    return Note(id, "one way to do it.", "\n\n" + _exercise(id).solution())


@dataclass(frozen=True, repr=False)
class Progress(Tabular):
    """What is done, also in other versions of the course, and what is open, lesson by lesson, and the next step."""

    done: frozenset[str]
    said: Sequence[str] = ()

    def _table(self) -> tuple[str, list[str], list[list[str]]]:
        rows = []
        for lesson, group in groupby(EXERCISES, lambda key: key.partition(".")[0]):
            keys = list(group)
            left = [key for key in keys if key not in self.done]
            rows.append([lesson.zfill(2), f"{len(keys) - len(left)} of {len(keys)}", ", ".join(left) or "none"])
        following = next((key for key in EXERCISES if key not in self.done), None)
        step = f"Next: {following} {EXERCISES[following].title}." if following else "All exercises are done."
        gone = sorted(
            (key for key in self.done - EXERCISES.keys() if re.fullmatch(r"\d{1,3}\.\d{1,3}", key)),
            key=lambda key: [*map(int, key.split("."))],
        )
        earlier = f"Also done, in another version of the course: {', '.join(gone)}." if gone else ""
        return " ".join(filter(None, [*self.said, earlier, step])), ["lesson", "done", "open"], rows


def progress(save_to: str | Path | None = None, load_from: str | Path | None = None) -> Progress:
    """A table of what is done and open. save_to adds it to a file of your own, load_from adds what such a file holds.

    It is kept, with your tries and your guesses, in one small file in your user data directory; the environment variable
    BPCOURSE_PROGRESS names another one, or turns it "off". Raises ValueError for a file that holds something else, OSError
    where one cannot be used, TypeError for what is no file's name.
    """
    if load_from is not None:
        record.load(load_from)
    if save_to is not None:
        record.export(save_to)
    return Progress(*record.done())
