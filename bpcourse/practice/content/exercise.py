"""What an exercise is, and a prediction box."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from ..kinds import Asked, Choice, Function, Kind, Open, Program, Value, Wrong
from ..typed import fits, read_answer
from ..words import Verdict


class Exercise(NamedTuple):
    """id: "3.2". question: Markdown. hints: a question, then a formula, then a first line.

    why: said with a right answer. worked: the worked solution of a number, computed, as Markdown.
    """

    id: str
    title: str
    question: str
    kind: Kind
    hints: tuple[str, ...]
    why: str
    worked: Callable[[], str] | None
    start: str  # the first line of a function that is to be written
    place: str  # file and line

    @property
    def text(self) -> str:
        """The question as it stands in the notebook, what there is to choose from as a list."""
        options = self.kind.options if isinstance(self.kind, Choice) else {}
        listed = "\n".join(f"- **{key}**: {said}" for key, said in options.items())
        return f"{self.question}\n\n{listed}" if listed else self.question

    @property
    def answer(self) -> Any:
        """The right answer, as it is handed in."""
        if isinstance(self.kind, Open):
            return self.kind.sample
        return self.kind.right() if isinstance(self.kind, (Asked, Value)) else self.kind.right

    def claims(self) -> Iterator[tuple[str, str, Callable[[], bool]]]:
        """What must hold once its code runs: the right answer is right, a mistake's is not, there is a solution.

        Each as file and line, what is expected there, and a function that says whether it holds.
        """

        yield (
            self.place,
            "an answer that its own exercise takes for right",
            lambda: self.kind.judge(self.answer).verdict in (Verdict.RIGHT, Verdict.COMPARE),
        )
        yield self.place, "a worked solution", lambda: bool(self.solution())
        for name, wrong in getattr(self.kind, "mistakes", {}).items():
            yield (
                wrong.place,
                f"a wrong answer, but the mistake '{name}' gives the right one",
                partial(self.notices, wrong),
            )

    def notices(self, wrong: Wrong) -> bool:
        """Whether this mistake's answer is not taken for right."""
        return self.kind.judge(wrong.answer()).verdict != Verdict.RIGHT

    def solution(self) -> str:
        """The worked solution: numbers, code, or a sentence."""
        if self.worked is not None:
            return self.worked()
        if isinstance(self.kind, (Function, Program)):
            return f"```python\n{self.kind.right.source}\n```"
        if isinstance(self.kind, Choice):
            return f"**{self.kind.right}**: {self.kind.options[self.kind.right]} {self.why}"
        if isinstance(self.kind, (Asked, Value)):
            return f"{self.answer:.{self.kind.digits + self.kind.decimals + 3}g}"
        return self.kind.sample

    @property
    def name(self) -> str:
        """The name of the answer in the notebook: answer_3_2, or the function's."""
        return self.start.removeprefix("def ").split("(")[0] or f"answer_{self.id.replace('.', '_')}"

    @property
    def cell(self) -> str:
        """The answer cell as it stands in the notebook, with three dots."""
        blank = f"{self.start}\n    ...\n" if self.start else f"{self.name} = ..."
        return f'{blank}\nbp.check("{self.id}", {self.name})'


class Box(NamedTuple):
    """A prediction box, "3.a": the question, a function that computes the answer, what to choose from, and the reason.

    choices: with what is said to who chose one. mistakes: wrong guesses that have a reason of their own.
    """

    id: str
    question: str
    answer: Callable[[], Any]
    choices: Mapping[str, str]
    mistakes: Mapping[str, Wrong]
    why: str
    place: str  # file and line

    def reply(self, guess: str | float) -> str:
        """What is said to this guess alone."""
        if self.choices:
            return self.choices.get(f"{guess}", "")
        typed = read_answer(guess)
        return next((wrong.says for wrong in self.mistakes.values() if fits(typed, np.array([float(wrong.answer())]))), "")

    def claims(self) -> Iterator[tuple[str, str, Callable[[], bool]]]:
        """What must hold once its code runs: the answer is one that can be given, and no mistake's."""
        yield (
            self.place,
            "an answer that is one of the choices, or, where there are none, a number",
            lambda: self.answer() in self.choices if self.choices else isfinite(self.answer()),
        )
        for name, wrong in self.mistakes.items():
            yield (
                wrong.place,
                f"a wrong guess, but the mistake '{name}' gives the right one",
                partial(lambda wrong: float(wrong.answer()) != self.answer(), wrong),
            )
