"""How an answer is judged: by the doctor, against a value, a choice, a function; each knows its right and wrong answers."""
from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

import numpy as np

from .. import worked
from ..derivation import derive
from ..network import Network
from .answers import answer, shown
from .calls import tried
from .doctor import Case, diagnose
from .evidence import agreement, exactly, fits, length
from .rounds import Setting
from .steps import steps
from .trials import alike, apart, equal, form, plain
from .verdicts import RIGHTLY, Diagnosis, graded, in_decimals, in_front

NAMED = 3  # digits that name one of an exercise's few mistakes
MOST_WORDS = 12  # below so many, a text is not yet a thought


class Judge(Protocol):
    """judge(answer) says what it is; reference() and wrong() are the right answer and the named wrong ones, as Python."""

    def judge(self, given: Any) -> Diagnosis: ...

    def reference(self) -> str: ...

    def wrong(self) -> dict[str, str]: ...


def source(function: Callable) -> str:
    """A function's own text, as it stands in its lesson's file."""
    return function.source


class Wrong(NamedTuple):
    """A mistake of one exercise alone: what it gives, and what a tutor says."""

    makes: Any
    says: str
    place: str = ""  # file and line


@dataclass(frozen=True)
class Asked:
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
        return Case(Setting(self.network(), np.array(x, float), np.array(t, float), self.learning_rate, self.biases),
                    self.quantity)

    def judge(self, given: Any) -> Diagnosis:
        right = self.case.right[0]
        found = in_decimals(self.case.judge(given, _significant(self, right)), self.decimals, right)
        if found.verdict == "right" and found.mistakes:
            return replace(found, verdict="other convention", message=found.message.replace("Right in", "This is right in"))
        return found

    def worked(self) -> str:
        """The steps to it, with their numbers, as Markdown."""
        case = self.case
        setting, asked = case.setting, case.asked
        if asked.kind in ("gradient", "new") and asked.rounds < 2:
            return derive(setting.net, setting.x, setting.t, asked.name, setting.learning_rate)._repr_markdown_()
        return steps(case)

    def reference(self) -> str:
        return f"{self.case.right[0]:.{self.digits + self.decimals + 4}g}"

    def wrong(self) -> dict[str, str]:
        case = self.case
        return {names[0]: repr(float(number[0])) for names, number in case.singles}


@dataclass(frozen=True)
class Value:
    """A number that the core computes, with the exercise's own mistakes."""

    right: Callable[[], float]
    mistakes: Mapping[str, Wrong] = field(default_factory=dict)
    digits: int = 3
    decimals: int = 0  # asked for in the question, in place of significant digits

    def judge(self, given: Any) -> Diagnosis:
        typed, right = answer(given), np.array([float(self.right())])
        if len(typed.values) != 1:
            raise ValueError(f"the answer holds {len(typed.values)} numbers, expected one")
        if exactly(typed, right, right):
            return RIGHTLY
        (digits, whole), numbers = agreement(typed, right), {
            name: np.array([float(wrong.makes())]) for name, wrong in self.mistakes.items()}
        said = graded(digits, whole, _significant(self, right[0]))
        said = said and in_decimals(said, self.decimals, right[0])
        made = [name for name, number in numbers.items() if exactly(typed, number, right)] or [
            name for name, number in numbers.items() if not whole and fits(typed, number) and length(typed) >= NAMED]
        if made and said != RIGHTLY:
            return _named(self.mistakes, made)
        if said:
            return said
        return Diagnosis("not recognised", (), "This is not it, and no mistake that I know makes it.")

    def reference(self) -> str:
        return f"{float(self.right()):.{self.digits + self.decimals + 3}g}"

    def wrong(self) -> dict[str, str]:
        return {name: repr(float(wrong.makes())) for name, wrong in self.mistakes.items()}


def _significant(judge: Asked | Value, right: float) -> int:
    """The significant digits that a question asks for, also where it asks for decimals."""
    return max(1, judge.decimals + in_front(right)) if judge.decimals else judge.digits


def _named(mistakes: Mapping[str, Wrong], names: list[str]) -> Diagnosis:
    """One mistake or a tie, in the exercise's own words; what is said to several is said once."""
    alternatives, said = tuple((name,) for name in names), dict.fromkeys(mistakes[name].says for name in names)
    if len(said) == 1:
        return Diagnosis("mistake", alternatives, *said)
    both = " ".join(f"({k}) {text}" for k, text in enumerate(said, 1))
    return Diagnosis("tie", alternatives, f"More than one mistake makes exactly this. {both}")


@dataclass(frozen=True)
class Choice:
    """A letter: the right one, what each stands for, and what to say to each of the others."""

    options: Mapping[str, str]
    right: str
    others: Mapping[str, str]

    def judge(self, given: Any) -> Diagnosis:
        letter = given.strip(" ()[].:\"'\n\t\u00a0").lower() if isinstance(given, str) else None
        if letter == self.right:
            return RIGHTLY
        if letter not in self.others:
            letters = ", ".join(f'"{key}"' for key in sorted([self.right, *self.others]))
            raise ValueError(f"the answer is {shown(given)}, expected one of {letters}")
        return Diagnosis("mistake", ((letter,),), self.others[letter])

    def reference(self) -> str:
        return f'"{self.right}"'

    def wrong(self) -> dict[str, str]:
        return {letter: f'"{letter}"' for letter in self.others}


@dataclass(frozen=True)
class Function:
    """A function that must give what the reference gives, on arguments made by `trials`."""

    right: Callable
    trials: Callable[[], list[tuple]]
    mistakes: Mapping[str, Wrong] = field(default_factory=dict)

    def judge(self, given: Any) -> Diagnosis:
        if not callable(given):
            raise TypeError(f"the answer is {shown(given)}, expected a function")
        names, trials = list(inspect.signature(self.right).parameters), self.trials()
        made, stop = tried(given, names, trials)
        right, _ = tried(self.right, names, trials)
        if not stop and all(map(equal, made, right)):
            return Diagnosis("right", (), f"Tried on {len(trials)} cases.")
        wrong = {name: tried(mistake.makes, names, trials) for name, mistake in self.mistakes.items()}
        fitting = [name for name, (results, end) in wrong.items()
                   if len(results) == len(made) and all(map(equal, made, results))
                   and (end and end.cause) == (stop and stop.cause)]
        if fitting:
            return _named(self.mistakes, fitting)
        if stop:
            return Diagnosis("not recognised", (), str(stop))
        trial, result, wanted = next(case for case in zip(trials, made, right) if not equal(*case[1:]))
        with_ = ", ".join(f"{name} = {plain(value)}" for name, value in zip(names, trial))
        came, expected = apart(result, wanted) if alike(result, wanted) else (form(result), form(wanted))
        advice = " That is a text: give the number itself back." if isinstance(result, str) else ""
        return Diagnosis("not recognised", (), f"This is not right yet. For {with_} it gives {came}; right is {expected}."
                         f"{advice}")

    def reference(self) -> str:
        return source(self.right)

    def wrong(self) -> dict[str, str]:
        return {name: source(wrong.makes) for name, wrong in self.mistakes.items()}


@dataclass(frozen=True)
class Program:
    """forward, backward or round of a network, judged by the doctor on random networks."""

    quantity: str
    right: Callable
    mistakes: Mapping[str, Callable] = field(default_factory=dict)

    def judge(self, given: Any) -> Diagnosis:
        return diagnose(worked.network(), worked.INPUT, worked.TARGET, self.quantity, given)

    def reference(self) -> str:
        return source(self.right)

    def wrong(self) -> dict[str, str]:
        return {name: source(function) for name, function in self.mistakes.items()}


@dataclass(frozen=True)
class Open:
    """A thought in the learner's own words; the sample answer is for comparing."""

    sample: str

    def judge(self, given: Any) -> Diagnosis:
        if not isinstance(given, str):
            raise TypeError(f"the answer is {shown(given)}, expected a text in quotes")
        if len(given.split()) < MOST_WORDS:
            return Diagnosis("not recognised", (), "Say a little more: two or three sentences, in your own words.")
        return Diagnosis("right", (), f"Here is one way to say it; judge yourself. {self.sample}")

    def reference(self) -> str:
        return repr(self.sample)

    def wrong(self) -> dict[str, str]:
        return {}
