"""What stands under one heading of a lesson's Markdown file, made into an exercise or a prediction box.

In this order, each where there is one: the question; a fence `python answer` (a function, or an expression that computes
the number; behind it "6 decimals", "4 digits", or what the doctor runs: forward, backward, round); a fence `python cases`;
a list of mistakes ("- name: `wrong code`" and a sentence), of options to tick ("- [x] …" is right; the line below is said
to who chose it), or of a box's choices, with what is said to who chose one, if there is anything; numbered hints; a
quotation, said with the right answer; "### Solution" or "### Sample answer". {{ … }} in a text is computed.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from string import ascii_lowercase
from typing import Any

from ..kinds import Asked, Choice, Function, Kind, Open, Program, Value, Wrong
from ..page import Node, Page
from .exercise import Box, Exercise

TICKS = {"[ ] ": False, "[x] ": True}
ROLES = {"ordered_list": "hints", "bullet_list": "items", "blockquote": "why"}
WORDS = {"answer": "answer", "cases": "cases", "hints": "numbered hints", "items": "list", "why": "quotation"}  # each once
TITLES = {"Solution": "solution", "Sample answer": "sample"}
BEHIND_ANSWER = re.compile(r"(,? *((?P<count>\d+) (?P<unit>digits|decimals)|(?P<program>forward|backward|round)))?")
OF_A_BOX = {"question", "answer", "items", "why"}
OF_EXERCISES = {  # besides question, hints and quotation, which all have
    Asked: {"answer", "items", "solution"},
    Value: {"answer", "items", "solution"},
    Function: {"answer", "cases", "items", "solution"},
    Program: {"answer", "items", "solution"},
    Choice: {"items", "solution"},
    Open: {"sample"},
}


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
            if role in WORDS and len(self.parts[role]) > 1:
                raise page.slip(node, f"the {WORDS[role]} once")
        self.fence = self.parts["answer"][0] if "answer" in self.parts else head
        behind = BEHIND_ANSWER.fullmatch(self.fence.info.partition("answer")[2])
        if behind is None:
            raise page.slip(self.fence, "`6 decimals`, `4 digits` or one of forward, backward, round behind `answer`")
        self.precision: dict[str, Any] = {behind["unit"]: int(behind["count"])} if behind["unit"] else {}
        self.program = behind["program"] or ""

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
        if role == "question" and before != "question":
            raise self.page.slip(node, f"no text of this kind after the {WORDS[before]}: the question stands in front of it")
        return role

    def check_parts(self, used: set[str]) -> None:
        """Raise a slip for what is missing, and for what would go unused."""
        if "question" not in self.parts:
            raise self.page.slip(self.head, "a question under the heading")
        if unused := [role for role in self.parts if role not in used]:
            node = self.parts[unused[0]][0]
            raise self.page.slip(node, f"no {WORDS.get(unused[0], unused[0])} here, since nothing would use it")

    def prose(self, role: str) -> str:
        """The text that has this role, with each {{ … }} computed."""
        nodes = self.parts.get(role, [])
        if role == "why":
            return self.page.evaluate_text("\n\n".join(self._paragraphs(nodes[0])), nodes[0]) if nodes else ""
        return self.page.evaluate_text(self.page.text(nodes), self.head)

    @staticmethod
    def _paragraphs(node: Node) -> list[str]:
        return [child.children[0].content for child in node.children if child.type == "paragraph"]

    def items(self, role: str) -> list[tuple[Node, list[str]]]:
        """The items of a list, each with its paragraphs."""
        items = [(item, self._paragraphs(item)) for node in self.parts.get(role, []) for item in node.children]
        if empty := [item for item, texts in items if not texts]:
            raise self.page.slip(empty[0], "text in this item of the list")
        return items

    def box(self, number: str) -> Box:
        """A prediction box."""
        if "answer" not in self.parts:
            raise self.page.slip(self.head, "a fence `python answer`, an expression")
        self.check_parts(OF_A_BOX)
        items = [(item, *texts[0].partition("\n")[::2]) for item, texts in self.items("items")]
        of_mistakes = any(": `" in first for _, first, _ in items)
        return Box(
            id=number,
            question=self.prose("question"),
            answer=self.page.defer(self.fence.content, self.fence),
            choices={} if of_mistakes else {first: self.page.evaluate_text(says, item) for item, first, says in items},
            mistakes=self.mistakes() if of_mistakes else {},
            why=self.prose("why"),
            place=self.page.place(self.head),
        )

    def exercise(self, number: str, title: str) -> Exercise:
        """An exercise."""
        kind = self.kind()  # first: it gives page.names the function, which the texts may use
        self.check_parts(OF_EXERCISES[type(kind)] | {"question", "hints", "why"})
        hints = tuple(self.page.evaluate_text("\n\n".join(texts), item) for item, texts in self.items("hints"))
        if not hints:
            raise self.page.slip(self.head, "numbered hints")
        return Exercise(
            id=number,
            title=title,
            question=self.prose("question"),
            kind=kind,
            hints=hints,
            why=self.prose("why"),
            worked=partial(self.prose, "solution") if "solution" in self.parts else None,
            start=kind.right.source.partition("\n")[0] if isinstance(kind, (Function, Program)) else "",
            place=self.page.place(self.head),
        )

    def kind(self) -> Kind:
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
            if "cases" not in self.page.compile(cases.content, cases, "exec").co_names:
                raise self.page.slip(cases, "`cases = …`, a list of the arguments to try it with")
            return Function(right, lambda: self.page.run(cases, dict(self.page.names)), self.mistakes(code))
        if code.startswith("quantity(") and isinstance(asked := self.page.evaluate(code, self.fence), Asked):
            return asked._replace(**self.precision, mistakes=self.mistakes())
        return Value(self.page.defer(code, self.fence), self.mistakes(), **self.precision)

    def choice(self) -> Choice:
        """Options to tick: letters in their order, the right one, what is said to who chose another."""
        options: dict[str, str] = {}
        others: dict[str, str] = {}
        right: list[str] = []
        for letter, (item, texts) in zip(ascii_lowercase, self.items("items")):
            option, _, says = texts[0].partition("\n")
            if option[:4] not in TICKS:
                raise self.page.slip(item, "- [ ] or - [x] in front of an option")
            options[letter] = self.page.evaluate_text(option[4:], item)
            if TICKS[option[:4]]:
                right.append(letter)
            else:
                others[letter] = self.page.evaluate_text(says, item)
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
                answer = partial(self.beside, self.page.defer(code.strip(" `"), item, 0))
            if name in found:
                raise self.page.slip(item, f"another name, since '{name}' is taken")
            found[name] = Wrong(answer, self.page.evaluate_text("\n\n".join(texts), item), self.page.place(item))
        return found

    def beside(self, wrong: Callable[..., Any]) -> Any:
        """What a wrong expression gives, in which `right` is the right number; a quantity is its right value."""
        found = wrong(right=self.page.defer(self.fence.content, self.fence)())
        return found.right() if isinstance(found, Asked) else found

    def changed(self, function: str, line: str, item: Node) -> str:
        """The function with this line in place of the one that begins alike: with the same word, or the same name."""
        lines = function.splitlines()
        alike = [k for k, other in enumerate(lines) if _beginning(other) == _beginning(line)]
        if len(alike) != 1:
            raise self.page.slip(item, f"a wrong line that replaces one line of the answer; {len(alike)} begin like it")
        indent = lines[alike[0]][: -len(lines[alike[0]].lstrip())]
        return "\n".join([*lines[: alike[0]], indent + line, *lines[alike[0] + 1 :]]) + "\n"


def _always(value: Any) -> Callable[[], Any]:
    return lambda: value


def _beginning(line: str) -> str:
    """A line's first word, where that is one of Python's, or what stands before its first = or bracket."""
    word = line.split(maxsplit=1)[0] if line.strip() else ""
    return word if word in ("return", "for", "while", "if") else line.partition("=")[0].partition("(")[0].strip()
