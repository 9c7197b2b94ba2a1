"""What stands under one heading of a lesson's Markdown file, made into an exercise or a prediction box."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import isfinite
from string import ascii_lowercase
from typing import Any, NamedTuple

from ..kinds import Asked, Choice, Function, Judge, Open, Program, Value, Wrong
from ..page import Node, Page
from .exercise import Exercise

TICKS = {"[ ] ": False, "[x] ": True}
ROLES = {"ordered_list": "hints", "bullet_list": "items", "blockquote": "why"}
ONCE = ("answer", "cases", "hints", "items", "why")
TITLES = {"Solution": "solution", "Sample answer": "sample"}
BEHIND_ANSWER = re.compile(r"(,? *((?P<count>\d+) (?P<unit>digits|decimals)|(?P<program>forward|backward|round)))?")


class Question(NamedTuple):
    """A prediction box, "3.a": what is asked, a function that computes the answer, what to choose from, and the reason."""

    id: str
    asked: str
    answer: Callable[[], Any]
    choices: Sequence[str] = ()
    why: str = ""
    place: str = ""  # file and line

    def claims(self) -> Iterator[tuple[str, str, Callable[[], bool]]]:
        """What must hold once its code runs: the answer is one that can be given."""
        yield (
            self.place,
            "an answer that is one of the choices, or, where there are none, a number",
            lambda: self.answer() in self.choices if self.choices else isfinite(self.answer()),
        )


class Section:
    """What stands under one heading, by its role: question, answer, cases, items, hints, why, solution, sample."""

    def __init__(self, page: Page, head: Node, nodes: Sequence[Node]) -> None:
        self.page, self.head = page, head
        self.parts: dict[str, list[Node]] = defaultdict(list)
        role = "question"
        for node in nodes:
            role = self.role(node, role)
            if node.type != "heading":
                self.parts[role].append(node)
            if role in ONCE and len(self.parts[role]) > 1:
                raise page.slip(node, f"the {role} once")
        self.fence = self.parts["answer"][0] if "answer" in self.parts else head
        _, _, behind = self.fence.info.partition("answer")
        if not (asked := BEHIND_ANSWER.fullmatch(behind)):
            raise page.slip(self.fence, "`6 decimals`, `4 digits` or one of forward, backward, round behind `answer`")
        self.digits: dict[str, Any] = {asked["unit"]: int(asked["count"])} if asked["unit"] else {}
        self.program = asked["program"] or ""

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

    def box(self, number: str) -> Question:
        """A prediction box."""
        if "answer" not in self.parts:
            raise self.page.slip(self.head, "a fence `python answer`, an expression")
        return Question(
            number,
            self.prose("question"),
            self.page.later(self.fence.content, self.fence),
            [texts[0] for _, texts in self.items("items")],
            self.prose("why"),
            self.page.place(self.head),
        )

    def exercise(self, number: str, title: str) -> Exercise:
        """An exercise."""
        judge = self.judge()
        worked = partial(self.prose, "solution") if "solution" in self.parts else None
        hints = tuple(self.page.filled("\n\n".join(texts), item) for item, texts in self.items("hints"))
        if not hints:
            raise self.page.slip(self.head, "numbered hints")
        start = judge.right.source.partition("\n")[0] if isinstance(judge, (Function, Program)) else ""
        return Exercise(
            number, title, self.prose("question"), judge, hints, self.prose("why"), worked, start, self.page.place(self.head)
        )

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
            if self.program:  # the doctor knows the mistakes in these
                return Program(self.program, right, self.mistakes(code))
            if "cases" not in self.parts:
                raise self.page.slip(self.fence, "a fence `python cases` too, with the arguments to try it with")
            cases = self.parts["cases"][0]
            if "cases" not in self.page.compiled(cases.content, cases, "exec").co_names:
                raise self.page.slip(cases, "`cases = …`, a list of the arguments to try it with")
            return Function(right, lambda: self.page.run(cases, dict(self.page.names))["cases"], self.mistakes(code))
        if code.startswith("quantity(") and isinstance(asked := self.page.now(code, self.fence), Asked):
            return asked._replace(**self.digits)
        return Value(self.page.later(code, self.fence), self.mistakes(), **self.digits)

    def choice(self) -> Choice:
        """Options to tick: letters in their order, the right one, what is said to who chose another."""
        options: dict[str, str] = {}
        others: dict[str, str] = {}
        right: list[str] = []
        for letter, (item, texts) in zip(ascii_lowercase, self.items("items")):
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
            texts = list(filter(None, [says, *more]))
            if not (code.strip(" `") or fences) or not (texts or self.program):  # the doctor has its own sentences
                raise self.page.slip(item, "- name: `wrong code`, or a fence under the name; then, indented, what to say")
            if function:
                body = fences[0].content if fences else self.changed(function, code.strip(" `"), item)
                answer = _always(self.page.function(fences[0] if fences else self.fence, body))
            else:
                answer = partial(self.beside, self.page.later(code.strip(" `"), item, 0))
            found[name] = Wrong(answer, self.page.filled("\n\n".join(texts), item), self.page.place(item))
        return found

    def beside(self, wrong: Callable[..., Any]) -> Any:
        """What a wrong expression gives, in which `right` is the right number."""
        return wrong(right=self.page.later(self.fence.content, self.fence)())

    def changed(self, function: str, line: str, item: Node) -> str:
        """The function with this line in place of the one that begins alike: with the same word, or the same name."""
        lines = function.splitlines()
        alike = [k for k, other in enumerate(lines) if _beginning(other) == _beginning(line)]
        if len(alike) != 1:
            raise self.page.slip(item, f"a wrong line that replaces one line of the answer; {len(alike)} begin like it")
        indent = lines[alike[0]][: -len(lines[alike[0]].lstrip())]
        return "\n".join([*lines[: alike[0]], indent + line, *lines[alike[0] + 1 :]]) + "\n"


def _always(value: Any) -> Callable[[], Any]:
    """A function that gives this value."""
    return lambda: value


def _beginning(line: str) -> str:
    """A line's first word, where that is one of Python's, or what stands before its first = or bracket."""
    word = line.split()[0]
    return word if word in ("return", "for", "while", "if") else line.partition("=")[0].partition("(")[0].strip()
