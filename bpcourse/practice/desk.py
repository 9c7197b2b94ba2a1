"""bp.check, bp.hint, bp.solution, bp.progress: what a learner says to the exercises, and what comes back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from .. import checks
from ..tables import Tabular
from . import record
from .content import EXERCISES, with_numbers
from .content.exercise import Exercise
from .kinds import Asked, Open
from .personal import DECIMALS, Personal
from .personal import personal as numbers_of
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
BLANKS = {name.lower(): name for name in DECIMALS}
_hinted: dict[str, int] = {}
_checking: list[str] = []


@dataclass(frozen=True, repr=False)
class Note:
    """What comes back to a hint or a solution: what it is, and its text, as Markdown. It is no right answer."""

    exercise: str
    title: str
    message: str
    personal: int | None = field(default=None, kw_only=True)  # the seed of the numbers that it was asked with

    def __bool__(self) -> bool:
        return False

    @property
    def head(self) -> str:
        """What it is, as it is shown: 3.2: right."""
        numbers = "" if self.personal is None else f" with bp.personal({self.personal})"
        return f"{self.exercise}{numbers}: {self.title}"

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
        personal = {} if self.personal is None else {"personal": self.personal}
        mistakes = list(map(list, self.mistakes))
        return {MIME: {"id": self.exercise, "verdict": self.verdict.value, "mistakes": mistakes} | personal}


def _exercise(name: Any, personal: int | None = None, blanks: bool = False) -> Exercise:
    """By its id; with the numbers of this seed, if one is given. blanks: or a blank of a worksheet, in any case."""
    if not isinstance(name, str):
        raise TypeError(f"id is {name!r}, expected text such as '3.2'")
    if name in EXERCISES:
        return EXERCISES[name] if personal is None else with_numbers(EXERCISES[name], _numbers(personal))
    if blank := BLANKS.get(name.lower()):
        if not blanks:
            raise ValueError(
                f"id is '{name}', a blank of a worksheet, which has no hints and no solution; bp.check checks it"
            )
        if personal is None:
            raise ValueError(f"id is '{name}', a blank of a worksheet: add personal=, the seed that stands on the sheet")
        kind = Asked(blank, decimals=DECIMALS[blank], example=_numbers(personal))
        return Exercise(blank, "", f"What is {blank}, to {DECIMALS[blank]} decimals?", kind, (), "", None, "", "")
    of_lesson = [key for key in EXERCISES if key.split(".")[0] == name.split(".")[0]] or EXERCISES
    known = DECIMALS if blanks and personal is not None and not name[:1].isdigit() else of_lesson
    raise ValueError(f"id is '{name}', expected one of {', '.join(known)}")


def _numbers(seed: Any) -> Personal:
    return numbers_of(checks.whole("personal", seed, 0))


def check(id: str, answer: Any = ..., counts: bool = False, personal: int | None = None) -> Reply:
    """Is the answer right, and if not, which mistake makes exactly this?

    counts: said by you, of an answer in your own words, once you have compared it. personal: a seed; then the exercise is
    asked with the numbers of bp.personal(seed), shown where no answer is given, and id may be a blank of a worksheet, such
    as "net_h1" or "w5+". Raises TypeError or ValueError for what is no exercise's id, ValueError for counts where the answer
    is no thought, and for personal where the exercise asks for no number of the worked example.
    """
    exercise = _exercise(id, personal, blanks=True)
    if counts and not isinstance(exercise.kind, Open):
        raise ValueError(f"counts is {counts!r}, but exercise {id} is no thought of your own: its answer is checked")
    found = _judge(exercise, answer)
    if counts and found.verdict == Verdict.COMPARE:
        found = Diagnosis(Verdict.COUNTED)
    done = found.verdict in (Verdict.RIGHT, Verdict.COUNTED)
    message = [_say(exercise, found, personal), exercise.why if done else ""]
    if found.verdict != Verdict.OPEN and id in EXERCISES:
        message += record.add_try(id, found.verdict, found.mistakes, counts=done)
    said, head = " ".join(filter(None, message)), HEADS.get(found.verdict, "not yet.")
    return Reply(exercise.id, head, said, found.verdict, found.mistakes, personal=personal)


def _say(exercise: Exercise, found: Diagnosis, personal: int | None) -> str:
    """What is said to an answer; without one, an exercise with personal numbers is shown, since no notebook does."""
    if found == RIGHTLY:
        return ""
    facts: dict[str, Any] = {"id": exercise.id, "name": exercise.name, "personal": ""}
    if personal is not None:
        numbers = numbers_of(personal)
        facts |= {"personal": f", personal={personal}", "mine": numbers.called}
        facts |= {"question": exercise.question, "numbers": f"{numbers._repr_markdown_()}\n\n"}
        if found == Diagnosis(Verdict.OPEN) and isinstance(kind := exercise.kind, Asked):
            others = {
                "other input": kind.x is not None,
                "other targets": kind.t is not None,
                "other rate": kind.learning_rate != numbers.LEARNING_RATE,
            }
            named = [name for name, is_other in others.items() if is_other]
            found = replace(found, sayings=("asked with personal numbers", *named, "code with personal numbers"))
    notes = tuple(note for note in found.notes if exercise.hints or note != "hint")
    return replace(found, facts={**facts, **found.facts}, notes=notes).message


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


def hint(id: str, number: int | None = None, personal: int | None = None) -> Note:
    """The next hint, from a question to a formula to a first line, then again from the first; or one by its number.

    personal: the seed of the numbers with which the exercise is asked.
    """
    exercise = _exercise(id, personal)
    hints = exercise.hints
    if number is None:
        number = _hinted.get(id, 0) % len(hints) + 1
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(hints):
        raise ValueError(f"number is {number!r}, expected 1 to {len(hints)}")
    _hinted[id] = number
    return Note(id, f"hint {number} of {len(hints)}.", hints[number - 1], personal=personal)


def solution(id: str, personal: int | None = None) -> Note:
    """The worked solution: the derivation with its numbers, those of the seed `personal` if it is given, or the reference
    code."""
    return Note(id, "one way to do it.", "\n\n" + _exercise(id, personal).solution(), personal=personal)


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
