"""From data to sentences: the paragraphs of doctor.md, filled in; what came from a learner stands in them as code."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from .page import Page


@cache
def paragraphs() -> dict[str, str]:
    """The paragraphs of doctor.md by their headings."""
    page = Page(Path(__file__).with_name("doctor.md"))
    return {head.children[0].content: page.text([block for block in blocks if block.type == "paragraph"])
            for head, blocks in page.sections()}


class _Facts(dict):
    """What is filled into a paragraph; a name that is no fact is that of another paragraph."""

    def __missing__(self, name: str) -> str:
        return say(name, self)


def say(name: str, facts: Mapping[str, Any]) -> str:
    """The paragraph of this name with its facts filled in. Raises KeyError where there is none."""
    return paragraphs()[name].format_map(_Facts(facts))


def explain(alternatives: Sequence[Sequence[str]], facts: Mapping[str, Any], own: Mapping[str, str]) -> list[str]:
    """What is said to each of these mistakes, or pairs of them, in an exercise's own words or the doctor's; once.

    Several texts are numbered: (1) the first, (2) the second.
    """
    texts = dict.fromkeys(" And: ".join(own.get(name) or say(name, facts) for name in names) for names in alternatives)
    return [f"({k}) {text}" for k, text in enumerate(texts, 1)] if len(texts) > 1 else list(texts)


def code(text: str) -> str:
    """What came from a learner or from Python, as Markdown shows it letter by letter."""
    text = " ".join(text.split("\n")).strip()
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""
