"""How an answer is judged: by the doctor, against a value, a choice, a function; each knows its right and wrong answers."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from .. import worked
from ..network import Network
from .calls import Trial, alike, apart, described, equal, form, tried
from .doctor import Case
from .doctor.programs import examine
from .doctor.rounds import Setting
from .page import Written
from .typed import Unreadable, agreement, answer, exactly, fits, length, quoted
from .words import RIGHTLY, Diagnosis, Names, Precision, Verdict

ANSWER = "The answer"  # its name in what is said of one that cannot be read
ENOUGH = 3  # digits that name one of an exercise's few mistakes
FEWEST_WORDS, FEWEST_BYTES = 12, 60  # of a thought; the latter where words are written together, as in Chinese


class Wrong(NamedTuple):
    """A mistake of one exercise alone: the number that it makes, or the function with it in it, and what a tutor says."""

    answer: Callable[[], Any]
    says: str
    place: str = ""  # file and line


class Asked(NamedTuple):
    """A quantity of a round, judged by the doctor."""

    quantity: str
    digits: int = 4  # significant ones
    x: Any = None
    t: Any = None
    learning_rate: float = worked.LEARNING_RATE
    biases: str = "frozen"
    network: Callable[[], Network] = worked.network
    decimals: int = 0  # asked for in the question, in place of significant digits

    @property
    def case(self) -> Case:
        """The doctor's view of it."""
        x, t = (given if given is not None else own for given, own in ((self.x, worked.INPUT), (self.t, worked.TARGET)))
        return Case(
            Setting(self.network(), np.array(x, float), np.array(t, float), self.learning_rate, self.biases), self.quantity
        )

    def right(self) -> float:
        return float(self.case.right[0])

    def judge(self, given: Any) -> Diagnosis:
        wanted = Precision.of_question(self.digits, self.decimals, self.right())
        found = self.case.judge(given, wanted._replace(long=wanted.digits), ANSWER)
        if found.verdict == Verdict.RIGHT and found.mistakes:
            return replace(found, verdict=Verdict.OTHER_CONVENTION, sayings=())
        return found


class Value(NamedTuple):
    """A number that the core computes, with the exercise's own mistakes."""

    right: Callable[[], float]
    mistakes: Mapping[str, Wrong] = {}
    digits: int = 3
    decimals: int = 0  # asked for in the question, in place of significant digits

    def judge(self, given: Any) -> Diagnosis:
        typed, right = answer(given, ANSWER), np.array([float(self.right())])
        if len(typed.values) != 1:
            raise Unreadable(f"{ANSWER} holds {len(typed.values)} numbers, expected one")
        if exactly(typed, right, right):
            return RIGHTLY
        wanted = Precision.of_question(self.digits, self.decimals, right[0])
        digits, whole = agreement(typed, right)
        numbers = {name: np.array([float(wrong.answer())]) for name, wrong in self.mistakes.items()}
        said = wanted.grade(digits, whole)
        made = [name for name, number in numbers.items() if exactly(typed, number, right)] or [
            name for name, number in numbers.items() if not whole and fits(typed, number) and length(typed) >= ENOUGH
        ]
        if made and said != RIGHTLY:
            return _named(self.mistakes, [(name,) for name in made])
        return said or Diagnosis(Verdict.NOT_RECOGNISED, (), ("not recognised in an exercise",))


def _named(mistakes: Mapping[str, Wrong], alternatives: list[Names]) -> Diagnosis:
    """One mistake or a tie, in the exercise's own words; what says the same to several is one."""
    own = {name: wrong.says for name, wrong in mistakes.items()}
    if len({own[name] for (name,) in alternatives}) == 1:
        return Diagnosis(Verdict.MISTAKE, tuple(alternatives), own=own)
    return Diagnosis(Verdict.TIE, tuple(alternatives), ("tie of an exercise",), own=own)


class Choice(NamedTuple):
    """A letter: the right one, what each stands for, and what to say to each of the others."""

    options: Mapping[str, str]
    right: str
    others: Mapping[str, str]

    def judge(self, given: Any) -> Diagnosis:
        letter = given.strip(" ()[].:\"'\n\t\u00a0").lower() if isinstance(given, str) else ""
        if letter == self.right:
            return RIGHTLY
        if letter not in self.others:
            letters = ", ".join(f'"{key}"' for key in sorted([self.right, *self.others]))
            raise Unreadable(f"{ANSWER} is {quoted(given)}, expected one of {letters}")
        return Diagnosis(Verdict.MISTAKE, ((letter,),), own=self.others)


class Function(NamedTuple):
    """A function that must give what the reference gives, on arguments made by `trials`."""

    right: Written
    trials: Callable[[], list[tuple[Any, ...]]]
    mistakes: Mapping[str, Wrong] = {}

    def judge(self, given: Any) -> Diagnosis:
        if not callable(given):
            raise Unreadable(f"{ANSWER} is {quoted(given)}, expected a function")
        names = list(inspect.signature(self.right).parameters)
        trials = self.trials()
        made = tried(given, names, trials)
        right = tried(self.right, names, trials)
        if right.stop or not trials:
            raise ValueError(f"the answer itself stops with {right.stop.cause}" if right.stop else "there are no cases")
        return self._compared(made, right, names, trials).noting_changes(made.changed)

    def _compared(self, made: Trial, right: Trial, names: list[str], trials: list[tuple[Any, ...]]) -> Diagnosis:
        """What a function gave beside what the reference gave, and each mistake."""
        if _alike(made, right):
            return Diagnosis(Verdict.RIGHT, (), ("right on cases",), {"count": len(trials)})
        wrong = [name for name, mistake in self.mistakes.items() if _alike(made, tried(mistake.answer(), names, trials))]
        if wrong:
            return _named(self.mistakes, [(name,) for name in wrong])
        if made.stop:
            return Diagnosis(Verdict.NOT_RECOGNISED, (), made.stop.sayings, made.stop.facts)
        trial, result, wanted = next(case for case in zip(trials, made.results, right.results) if not equal(*case[1:]))
        came, expected = apart(result, wanted) if alike(result, wanted) else (form(result), form(wanted))
        given = ", ".join(f"{name} = {described(value)}" for name, value in zip(names, trial))
        return Diagnosis(
            Verdict.NOT_RECOGNISED,
            (),
            ("counter-example",),
            {"given": given, "came": came, "expected": expected},
            notes=("a text came",) if isinstance(result, str) else (),
        )


def _alike(one: Trial, other: Trial) -> bool:
    """Whether two functions gave the same, and stopped alike, where they did."""
    causes = [trial.stop and trial.stop.cause for trial in (one, other)]
    return len(one.results) == len(other.results) and causes[0] == causes[1] and all(map(equal, one.results, other.results))


class Program(NamedTuple):
    """forward, backward or round of a network, judged by the doctor on random networks."""

    quantity: str
    right: Written
    mistakes: Mapping[str, Wrong] = {}

    def judge(self, given: Any) -> Diagnosis:
        return examine(
            Setting(worked.network(), worked.INPUT, worked.TARGET),
            self.quantity,
            given,
            ANSWER,
            list(inspect.signature(self.right).parameters),
        )


class Open(NamedTuple):
    """A thought in the learner's own words; the sample answer is for comparing."""

    sample: str

    def judge(self, given: Any) -> Diagnosis:
        if not isinstance(given, str):
            raise Unreadable(f"{ANSWER} is {quoted(given)}, expected a text in quotes")
        if len(given.split()) < FEWEST_WORDS and len(given.encode()) < FEWEST_BYTES:
            return Diagnosis(Verdict.NOT_RECOGNISED, (), ("say more",))
        return Diagnosis(Verdict.COMPARE, (), (), {"sample": self.sample})


Judge = Asked | Value | Choice | Function | Program | Open  # judge(answer) raises Unreadable for what is no answer
