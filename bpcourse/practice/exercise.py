"""What an exercise is."""

from collections.abc import Callable
from dataclasses import dataclass

from .judges import Choice, Function, Judge, Open, Program


@dataclass(frozen=True)
class Exercise:
    """id: "3.2". question: Markdown. hints: a question, then a formula, then a first line.

    why: said with a right answer. worked: the worked solution of a number, computed, as Markdown.
    """

    id: str
    title: str
    question: str
    judge: Judge
    hints: tuple[str, ...]
    why: str = ""
    worked: Callable[[], str] | None = None
    start: str = ""  # the first line of a function that is to be written
    place: str = ""  # file and line

    @property
    def text(self) -> str:
        """The question as it stands in the notebook, what there is to choose from as a list."""
        options = self.judge.options if isinstance(self.judge, Choice) else {}
        return "\n".join([self.question, *[""] * bool(options), *(f"- **{key}**: {said}" for key, said in options.items())])

    def solution(self) -> str:
        """The worked solution: numbers, code, or a sentence."""
        if self.worked is not None:
            return self.worked()
        if isinstance(self.judge, (Function, Program)):
            return f"```python\n{self.judge.right.source}\n```"
        if isinstance(self.judge, Choice):
            return f"**{self.judge.right}**: {self.judge.options[self.judge.right]} {self.why}"
        if isinstance(self.judge, Open):
            return self.judge.sample
        return f"{self.judge.right():.{self.judge.digits + self.judge.decimals + 3}g}"

    @property
    def name(self) -> str:
        """The name of the answer in the notebook: answer_3_2, or the function's."""
        return self.start.removeprefix("def ").split("(")[0] or f"answer_{self.id.replace('.', '_')}"

    @property
    def cell(self) -> str:
        """The answer cell as it stands in the notebook, with three dots."""
        blank = f"{self.start}\n    ...\n" if self.start else f"{self.name} = ..."
        return f'{blank}\nbp.check("{self.id}", {self.name})'
