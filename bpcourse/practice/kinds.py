"""The kinds of answers, and how each is judged: a quantity by the doctor, a number, a choice, a function, a thought.

The texts in a Diagnosis (say more, counter-example) are headings of doctor.md, where the sentences stand; only what an
Unreadable says is written here. A new kind is chosen in `content/section.py`, which lists its parts, hands in its right
answer and its solution in `Exercise`, and has its line in CONTRIBUTING.md.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from .. import worked
from ..network import Network
from .calls import describe, run_cases, same_numbers, same_shape, shape_in_words, tell_apart
from .doctor import Case
from .doctor.programs import examine
from .doctor.rounds import Setting
from .page import Written
from .typed import Unreadable, agreement, exactly, fits, length, quote, read_answer
from .words import RIGHTLY, Diagnosis, Precision, Verdict

ANSWER = "The answer"  # its name in what is said of one that cannot be read
ENOUGH = 3  # digits of a rounded number that name one of an exercise's few mistakes
FEWEST_WORDS, FEWEST_BYTES = 12, 60  # of a thought; the latter where words are written together, as in Chinese


class Wrong(NamedTuple):
    """A mistake of one exercise alone: what a tutor says to it. answer(): the wrong number, or the wrong function itself."""

    answer: Callable[[], Any]
    says: str
    place: str  # where it stands in the lesson's file


class Asked(NamedTuple):
    """One number of a round, judged by the doctor; a lesson writes quantity("dE/dw6", x=…)."""

    quantity: str
    digits: int = 4  # significant ones
    x: Any = None
    t: Any = None
    learning_rate: float = worked.LEARNING_RATE
    biases: str = "frozen"
    network: Callable[[], Network] | None = None
    decimals: int = 0  # asked for in the question, in place of significant digits
    mistakes: Mapping[str, Wrong] = {}  # what only this exercise invites, beside the doctor's
    example: Any = worked  # or what bp.personal gives: whose network, input and target it is, where no others are given

    @property
    def case(self) -> Case:
        """The doctor's view of it."""
        x = self.example.INPUT if self.x is None else np.array(self.x, float)
        t = self.example.TARGET if self.t is None else np.array(self.t, float)
        net = (self.network or self.example.network)()
        own = {name: float(wrong.answer()) for name, wrong in self.mistakes.items()} | self._of_lesson()
        called = "net" if self.example is worked else f"{self.example.called}.network()"
        return Case(Setting(net, x, t, self.learning_rate, self.biases), self.quantity, own, called)

    def _of_lesson(self) -> dict[str, float]:
        """With numbers of one's own: what the lesson's give, all of them or the network alone."""
        if self.example is worked or self.network:
            return {}
        all_, net = (self._replace(**other).right() for other in ({"example": worked}, {"network": worked.network}))
        return {"lesson-network": net} | ({"lesson-numbers": all_} if all_ != net else {})

    def right(self) -> float:
        return float(self.case.right[0])

    def judge(self, given: Any) -> Diagnosis:
        case = self.case
        wanted = Precision.of_question(self.digits, self.decimals, float(case.right[0]))
        found = case.judge(given, wanted._replace(long=wanted.digits), ANSWER)  # the doctor tells a mistake by itself
        if found.verdict == Verdict.RIGHT and found.mistakes:  # right, but for its sign convention
            return replace(found, verdict=Verdict.OTHER_CONVENTION, sayings=())
        own = {name: wrong.says for name, wrong in self.mistakes.items()} if found.mistakes else {}
        notes = ("hint",) if found.verdict == Verdict.NOT_RECOGNISED else ()
        return replace(found, own=own, notes=(*found.notes, *notes))


class Value(NamedTuple):
    """A number that the core computes, with the exercise's own mistakes.

    An answer is right, or a mistake's number in full, or that number rounded to three digits or more, or what its right
    digits say.
    """

    right: Callable[[], float]
    mistakes: Mapping[str, Wrong] = {}
    digits: int = 3
    decimals: int = 0  # asked for in the question, in place of significant digits

    def judge(self, given: Any) -> Diagnosis:
        typed = read_answer(given, ANSWER)
        right = np.array([float(self.right())])
        if len(typed.values) != 1:
            raise Unreadable(f"{ANSWER} holds {len(typed.values)} numbers, expected one")
        if exactly(typed, right, right):
            return RIGHTLY
        digits, whole = agreement(typed, right)
        graded = Precision.of_question(self.digits, self.decimals, right[0]).grade(digits, whole)
        wrong = {name: np.array([float(mistake.answer())]) for name, mistake in self.mistakes.items()}
        named = [name for name, number in wrong.items() if exactly(typed, number, right)]
        if not named and not whole and length(typed) >= ENOUGH:
            named = [name for name, number in wrong.items() if fits(typed, number)]
        if named and graded != RIGHTLY:
            return _name(self.mistakes, named)
        return graded or Diagnosis(Verdict.NOT_RECOGNISED, sayings=("not recognised in an exercise",), notes=("hint",))


def _name(mistakes: Mapping[str, Wrong], names: list[str]) -> Diagnosis:
    """One mistake or a tie, in the exercise's own words; what says the same to several is one."""
    own = {name: wrong.says for name, wrong in mistakes.items()}
    alternatives = tuple((name,) for name in names)
    if len({own[name] for name in names}) == 1:
        return Diagnosis(Verdict.MISTAKE, alternatives, own=own)
    return Diagnosis(Verdict.TIE, alternatives, ("tie of an exercise",), own=own)


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
            raise Unreadable(f"{ANSWER} is {quote(given)}, expected one of {letters}")
        return Diagnosis(Verdict.MISTAKE, ((letter,),), own=self.others)


class Function(NamedTuple):
    """A function that must give what the right one gives in all cases, each a tuple of arguments.

    cases: the names of its fence `python cases`. Where one of these is use(function, …), that is what is run in each case:
    it makes what the function takes, and reads what the function leaves as numbers.
    """

    right: Written
    cases: Callable[[], dict[str, Any]]
    mistakes: Mapping[str, Wrong] = {}

    def judge(self, given: Any) -> Diagnosis:
        if not callable(given):
            raise Unreadable(f"{ANSWER} is {quote(given)}, expected a function")
        fence = self.cases()
        cases, use = fence["cases"], fence.get("use")

        def tried(function: Callable[..., Any]) -> Callable[..., Any]:
            return partial(use, function) if use else function

        names = list(inspect.signature(tried(self.right)).parameters)
        right = run_cases(tried(self.right), names, cases)
        if right.stop or not cases:
            raise ValueError(f"the answer itself stops with {right.stop.cause}" if right.stop else "there are no cases")
        theirs = run_cases(tried(given), names, cases)
        if theirs.same_as(right):
            found = Diagnosis(Verdict.RIGHT, sayings=("right on cases",), facts={"count": len(cases)})
        elif wrong := [
            name for name, one in self.mistakes.items() if theirs.same_as(run_cases(tried(one.answer()), names, cases))
        ]:
            found = _name(self.mistakes, wrong)
        elif theirs.stop:
            found = Diagnosis(Verdict.NOT_RECOGNISED, sayings=theirs.stop.sayings, facts=theirs.stop.facts)
        else:
            found = _counter_example(names, zip(cases, theirs.results, right.results))
        return found.noting_changes(theirs.changed)


def _counter_example(names: list[str], results: Iterable[tuple[tuple[Any, ...], Any, Any]]) -> Diagnosis:
    """The first case in which the result is not the right one. results: arguments, result, right result."""
    case, came, right = next(each for each in results if not same_numbers(*each[1:]))
    in_words = tell_apart(came, right) if same_shape(came, right) else (shape_in_words(came), shape_in_words(right))
    facts = dict(zip(("came", "expected"), in_words))
    facts["given"] = ", ".join(f"{name} = {describe(value)}" for name, value in zip(names, case))
    notes = ("a text came",) if isinstance(came, str) else ()
    return Diagnosis(Verdict.NOT_RECOGNISED, sayings=("counter-example",), facts=facts, notes=notes)


class Program(NamedTuple):
    """forward, backward or round of a network, judged by the doctor on random networks.

    mistakes: functions that must not pass. The doctor names what is wrong by itself; one with a sentence is what it does
    not know, or what this exercise says in words of its own.
    """

    quantity: str
    right: Written
    mistakes: Mapping[str, Wrong] = {}

    def judge(self, given: Any) -> Diagnosis:
        own = {name: wrong for name, wrong in self.mistakes.items() if wrong.says}
        found = examine(
            Setting(worked.network(), worked.INPUT, worked.TARGET),
            self.quantity,
            given,
            ANSWER,
            list(inspect.signature(self.right).parameters),
            {name: wrong.answer for name, wrong in own.items()},
        )
        return replace(found, own={name: wrong.says for name, wrong in own.items()} | dict(found.own))


class Open(NamedTuple):
    """A thought in the learner's own words; the sample answer is for comparing."""

    sample: str

    def judge(self, given: Any) -> Diagnosis:
        if not isinstance(given, str):
            raise Unreadable(f"{ANSWER} is {quote(given)}, expected a text in quotes")
        if len(given.split()) < FEWEST_WORDS and len(given.encode()) < FEWEST_BYTES:
            return Diagnosis(Verdict.NOT_RECOGNISED, sayings=("say more",))
        return Diagnosis(Verdict.COMPARE, facts={"sample": self.sample})


Kind = Asked | Value | Choice | Function | Program | Open  # judge(answer) raises Unreadable for what is no answer
