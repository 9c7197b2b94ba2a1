"""A lesson's Markdown file: its blocks, the code in it, the texts that it computes, and what to say of a slip."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ..tables import minus

Node = SyntaxTreeNode


class Slip(ValueError):
    """What is wrong in a lesson's file, with file and line."""


class Written(Protocol):
    """A function with its text beside it."""

    __name__: str
    source: str

    def __call__(self, *places: Any, **named: Any) -> Any:
        """What the function gives."""


class Page:
    """A file of paragraphs and code under headings: its lines, and the names that its code may use."""

    def __init__(self, path: Path, names: Mapping[str, Any] | None = None) -> None:
        try:
            self.path = path
            text = path.read_text(encoding="utf-8-sig")  # some editors put a mark in front
        except (OSError, UnicodeDecodeError) as wrong:
            raise Slip(f"{path}: expected text in UTF-8, but {getattr(wrong, 'strerror', '') or wrong}") from None
        self.lines = text.splitlines()
        self.names = dict(names or {})
        self.nodes = Node(MarkdownIt().parse(text)).children
        self.heads = [k for k, node in enumerate(self.nodes) if node.tag == "h2"]
        self.top = self.nodes[: self.heads[0] if self.heads else None]
        for node in self.top:
            if node.type == "fence":
                self.run(node, self.names)

    @staticmethod
    def lines_of(node: Node) -> tuple[int, int]:
        """A block's first line, and the one behind its last, from 0."""
        return node.map or (0, 0)

    def place(self, node: Node) -> str:
        """Where this block begins: file and line."""
        return f"{self.path}, line {self.lines_of(node)[0] + 1}"

    def slip(self, node: Node, expected: str) -> Slip:
        """What is wrong with this place of the file."""
        return Slip(f"{self.place(node)}: expected {expected}")

    def sections(self) -> Iterator[tuple[Node, list[Node]]]:
        """Each second-level heading, and the blocks under it."""
        for start, end in pairwise([*self.heads, len(self.nodes)]):
            yield self.nodes[start], self.nodes[start + 1 : end]

    def compile(self, code: str, node: Node, mode: str, line: int = 1) -> Any:
        """Code whose tracebacks point into the file; it begins so many lines below the first one of the node."""
        try:
            return compile("\n" * (self.lines_of(node)[0] + line) + code, str(self.path), mode)
        except SyntaxError as wrong:
            raise Slip(f"{self.path}, line {wrong.lineno}: expected Python, but {wrong.msg}") from None

    @contextmanager
    def running(self, node: Node) -> Iterator[None]:
        """Code that fails in here is a slip of this place."""
        try:
            yield
        except (Exception, SystemExit) as wrong:
            raise self.slip(node, f"code that runs, but {type(wrong).__name__}: {wrong}") from wrong

    def run(self, fence: Node, names: dict[str, Any], code: str = "") -> dict[str, Any]:
        """The names after the fence's code, or this code in its place, was run among these names."""
        ready = self.compile(code or fence.content, fence, "exec")
        with self.running(fence):
            exec(ready, names)
        return names

    def evaluate(self, code: str, node: Node, line: int = 1) -> Any:
        """What an expression gives."""
        deferred = self.defer(code, node, line)
        with self.running(node):
            return deferred()

    def defer(self, code: str, node: Node, line: int = 1) -> Callable[..., Any]:
        """A function that computes an expression; what it is given by name can be used in it."""
        expression = self.compile(code.strip(), node, "eval", line)
        return lambda **more: eval(expression, self.names | more)

    def function(self, fence: Node, code: str) -> Written:
        """The function that this code defines, its text beside it."""
        name = code.removeprefix("def ").partition("(")[0]
        made: Written = self.run(fence, dict(self.names), code)[name]
        made.source = code.strip()
        return made

    def text(self, nodes: Sequence[Node]) -> str:
        """The source of these blocks, as it stands."""
        return "\n".join(self.lines[self.lines_of(nodes[0])[0] : self.lines_of(nodes[-1])[1]]).strip() if nodes else ""

    def evaluate_text(self, text: str, node: Node) -> str:
        """The text with each {{ … }} computed, as in a formatted string; numbers get a minus sign, formulas keep theirs."""
        first, *rest = text.split("{{")
        for piece in rest:
            code, _, after = piece.partition("}}")
            computed = self.evaluate(f'f"""{{{code.strip()}}}"""', node, 0)
            first += (computed if "$" in computed else minus(computed)) + after
        return first
