"""What a teacher writes: the exercises and prediction boxes of each lesson, read from its Markdown file in lessons/.

A second-level heading begins an exercise ("## 3.2 Title") or a box ("## 3.a"). Then come, each where there is one: the
question; a fence `python answer` (a function, or an expression that computes the number; behind it "6 decimals", "4 digits",
or what the doctor runs: forward, backward, round); a fence `python cases`; a list of mistakes ("- name: `wrong code`" and a
sentence), of options to tick ("- [x] …" is right; the line below is said to who chose it), or of choices; numbered hints;
a quotation, said with the right answer; "### Solution" or "### Sample answer". {{ … }} in a text is computed. What stands in
fences before the first heading is there for all code of the file.
"""
from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

from .exercise import Exercise
from .judges import Asked, Choice, Function, Judge, Open, Program, Value, Wrong

OURS, VARIABLE = Path(__file__).parent / "lessons", "BPCOURSE_LESSONS"
PROGRAMS = ("forward", "backward", "round")  # functions that the doctor judges
TICKS = {"[ ] ": False, "[x] ": True}
ROLES = {"ordered_list": "hints", "bullet_list": "items", "blockquote": "why"}
TITLES = {"Solution": "solution", "Sample answer": "sample"}


@dataclass(frozen=True)
class Question:
    """A prediction box: what is asked, a function that computes the answer, what to choose from, and the reason."""

    asked: str
    answer: Callable[[], Any]
    choices: Sequence[str] = ()
    why: str = ""


def compared(value: float, other: float, same: str, more: str, less: str) -> str:
    """Which of three answers holds for a value beside another one."""
    return same if value == other else more if value > other else less


class Page:
    """A lesson's file: its lines, and the names that its code may use."""

    def __init__(self, path: Path) -> None:
        self.path, text = path, path.read_text(encoding="utf-8")
        self.lines, self.names = text.splitlines(), {"quantity": Asked, "compared": compared}
        self.nodes = Node(MarkdownIt().parse(text)).children
        self.heads = [k for k, node in enumerate(self.nodes) if node.tag == "h2"]
        for node in self.nodes[:self.heads[0] if self.heads else None]:
            if node.type == "fence":
                self.run(node, self.names)

    def slip(self, node: Node, expected: str) -> ValueError:
        """What is wrong with this place of the file."""
        return ValueError(f"{self.path}, line {node.map[0] + 1}: expected {expected}")

    def sections(self) -> Iterator[tuple[str, str, Section]]:
        """Each second-level heading's number and title, and what stands under it."""
        for start, end in pairwise([*self.heads, len(self.nodes)]):
            number, _, title = self.nodes[start].children[0].content.partition(" ")
            yield number, title, Section(self, self.nodes[start], self.nodes[start + 1:end])

    def compiled(self, code: str, node: Node, mode: str, line: int = 1) -> Any:
        """Code whose tracebacks point into the file; it begins so many lines below the first one of the node."""
        try:
            return compile("\n" * (node.map[0] + line) + code, str(self.path), mode)
        except SyntaxError as wrong:
            raise ValueError(f"{self.path}, line {wrong.lineno}: expected Python, but {wrong.msg}") from None

    def run(self, fence: Node, names: dict[str, Any], code: str = "") -> dict[str, Any]:
        """The names after the fence's code, or this code in its place, was run among these names."""
        exec(self.compiled(code or fence.content, fence, "exec"), names)
        return names

    def later(self, code: str, node: Node, line: int = 1) -> Callable[..., Any]:
        """A function that computes an expression; what it is given by name can be used in it."""
        expression = self.compiled(code.strip(), node, "eval", line)
        return lambda **more: eval(expression, self.names | more)

    def function(self, fence: Node, code: str) -> Callable:
        """The function that this code defines, its text beside it."""
        name = code.removeprefix("def ").partition("(")[0]
        made = self.run(fence, dict(self.names), code)[name]
        made.source = code.strip()
        return made

    def text(self, nodes: Sequence[Node]) -> str:
        """The source of these blocks, as it stands."""
        return "\n".join(self.lines[nodes[0].map[0]:nodes[-1].map[1]]).strip() if nodes else ""

    def filled(self, text: str, node: Node) -> str:
        """The text with each {{ … }} computed, as in a formatted string."""
        first, *rest = text.split("{{")
        for piece in rest:
            code, _, after = piece.partition("}}")
            first += self.later(f'f"""{{{code.strip()}}}"""', node, 0)() + after
        return first


class Section:
    """What stands under one heading, by its role: question, answer, cases, items, hints, why, solution, sample."""

    def __init__(self, page: Page, head: Node, nodes: Sequence[Node]) -> None:
        self.page, self.head, self.parts = page, head, {"question": []}
        role = "question"
        for node in nodes:
            role = self.role(node, role)
            if role != "question" and role not in TITLES.values() and role in self.parts:
                raise page.slip(node, f"the {role} once")
            self.parts.setdefault(role, []).extend([] if node.type == "heading" else [node])
        self.fence = self.parts.get("answer", [head])[0]
        _, *self.asked = self.fence.info.replace(",", "").split()[1:] or [""]

    def role(self, node: Node, before: str) -> str:
        """What this block is for, after one with the role `before`."""
        if node.type == "heading":
            if (title := node.children[0].content) not in TITLES:
                raise self.page.slip(node, f"a heading that is one of {', '.join(TITLES)}")
            return TITLES[title]
        if before in TITLES.values():
            return before
        if node.type == "fence" and (words := node.info.replace(",", " ").split())[1:]:
            if words[0] != "python" or words[1] not in ("answer", "cases"):
                raise self.page.slip(node, "```python answer, ```python cases, or no word behind the language")
            return words[1]
        role = ROLES.get(node.type, "question")
        if role == "question" != before:
            raise self.page.slip(node, f"no text of this kind after the {before}: the question stands in front of it")
        return role

    def prose(self, role: str) -> str:
        """The text that has this role, computed where it has to be."""
        nodes = self.parts.get(role, [])
        if role == "why":
            return self.page.filled("\n\n".join(self._paragraphs(nodes[0])), nodes[0]) if nodes else ""
        return self.page.filled(self.page.text(nodes), self.head)

    @staticmethod
    def _paragraphs(node: Node) -> list[str]:
        return [child.children[0].content for child in node.children if child.type == "paragraph"]

    def items(self, role: str) -> list[tuple[Node, list[str]]]:
        """The items of a list, each with its paragraphs."""
        lists = self.parts.get(role, [])
        return [(item, self._paragraphs(item)) for item in (lists[0].children if lists else [])]

    def hints(self) -> tuple[str, ...]:
        """The numbered hints."""
        return tuple(self.page.filled("\n\n".join(texts), item) for item, texts in self.items("hints"))

    def box(self) -> Question:
        """A prediction box."""
        return Question(self.prose("question"), self.page.later(self.fence.content, self.fence),
                        [texts[0] for _, texts in self.items("items")], self.prose("why"))

    def exercise(self, number: str, title: str) -> Exercise:
        """An exercise."""
        judge, worked = self.judge(), partial(self.prose, "solution") if "solution" in self.parts else None
        if not self.hints():
            raise self.page.slip(self.head, "numbered hints")
        start = judge.reference().partition("\n")[0] if isinstance(judge, (Function, Program)) else ""
        return Exercise(number, title, self.prose("question"), judge, self.hints(), self.prose("why"), worked, start)

    def judge(self) -> Judge:
        """The kind of answer that is asked for, by what stands in the section."""
        if "sample" in self.parts:
            return Open(self.prose("sample"))
        if "answer" not in self.parts:
            return self.choice()
        code = self.fence.content
        if code.startswith("def "):
            right = self.page.function(self.fence, code)
            self.page.names[right.__name__] = right  # numbers of other exercises may come from it
            if self.asked and self.asked[0] in PROGRAMS:
                return Program(self.asked[0], right, {name: wrong.makes for name, wrong in self.mistakes(code).items()})
            if "cases" not in self.parts:
                raise self.page.slip(self.fence, "a fence `python cases` too, with the arguments to try it with")
            return Function(right, self.cases, self.mistakes(code))
        digits = {self.asked[1]: int(self.asked[0])} if self.asked else {}
        if code.startswith("quantity("):
            return replace(self.page.later(code, self.fence)(), **digits)
        return Value(self.page.later(code, self.fence), self.mistakes(), **digits)

    def cases(self) -> list[tuple]:
        """The arguments to try a function with: `cases` after its fence was run."""
        return self.page.run(self.parts["cases"][0], dict(self.page.names))["cases"]

    def choice(self) -> Choice:
        """Options to tick: letters in their order, the right one, what is said to who chose another."""
        options, others, right = {}, {}, []
        for letter, (item, texts) in zip("abcdefgh", self.items("items")):
            option, _, says = texts[0].partition("\n")
            if option[:4] not in TICKS:
                raise self.page.slip(item, "- [ ] or - [x] in front of an option")
            options[letter] = self.page.filled(option[4:], item)
            right += letter * TICKS[option[:4]]
            others |= {} if TICKS[option[:4]] else {letter: self.page.filled(says, item)}
        if len(right) != 1 or not all(others.values()):
            raise self.page.slip(self.head, "one option that is right, - [x], and under each other one what is said to it")
        return Choice(options, right[0], others)

    def mistakes(self, function: str = "") -> dict[str, Wrong]:
        """The exercise's own mistakes: a wrong expression, or a wrong line or body of this function."""
        found: dict[str, Wrong] = {}
        for item, (first, *more) in self.items("items"):
            head, _, says = first.partition("\n")
            name, _, code = head.partition(":")
            fences = [child for child in item.children if child.type == "fence"]
            if function:
                body = fences[0].content if fences else self.changed(function, code.strip(" `"), item)
                makes = self.page.function(fences[0] if fences else self.fence, body)
            else:
                makes = self.page.later(code.strip(" `"), item, 0)
            found[name] = Wrong(makes, self.page.filled("\n\n".join(filter(None, [says, *more])), item))
        return found

    def changed(self, function: str, line: str, item: Node) -> str:
        """The function with this line in place of the one that begins alike: with the same word, or the same name."""
        lines = function.splitlines()
        alike = [k for k, other in enumerate(lines) if _beginning(other) == _beginning(line)]
        if len(alike) != 1:
            raise self.page.slip(item, f"a wrong line that replaces one line of the answer; {len(alike)} begin like it")
        indent = lines[alike[0]][:-len(lines[alike[0]].lstrip())]
        return "\n".join([*lines[:alike[0]], indent + line, *lines[alike[0] + 1:]]) + "\n"


def _beginning(line: str) -> str:
    """A line's first word, where that is one of Python's, or what stands before its first = or bracket."""
    word = line.split()[0]
    return word if word in ("return", "for", "while", "if") else line.partition("=")[0].partition("(")[0].strip()


def read(path: Path) -> tuple[dict[str, Exercise], dict[str, Question]]:
    """The exercises and the boxes of a file. Raises ValueError, with file and line, for a slip in it."""
    exercises, boxes = {}, {}
    for number, title, section in Page(path).sections():
        if title:
            exercises[number] = section.exercise(number, title)
        else:
            boxes[number] = section.box()
    return exercises, boxes


def _place(number: str) -> tuple[int, int, str]:
    lesson, _, place = number.partition(".")
    return (int(lesson), int(place) if place.isdigit() else 0, place)


def load() -> tuple[dict[str, Exercise], dict[str, Question]]:
    """All exercises and boxes, in order; those in the folder that BPCOURSE_LESSONS names come in the place of ours."""
    exercises, boxes = {}, {}
    for path in sorted(OURS.glob("*.md")) + sorted(Path(os.environ.get(VARIABLE) or os.devnull).glob("*.md")):
        try:
            found = read(path)
        except ValueError as slip:
            if path.parent == OURS:
                raise
            print(f"{slip}. This file of {VARIABLE} is left out.", file=sys.stderr)
            continue
        exercises |= found[0]
        boxes |= found[1]
    return tuple({number: all[number] for number in sorted(all, key=_place)} for all in (exercises, boxes))


EXERCISES, QUESTIONS = load()
