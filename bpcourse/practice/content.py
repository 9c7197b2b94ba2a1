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
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from .exercise import Exercise
from .judges import Asked, Value
from .page import Page
from .section import Question, Section
from .verdicts import Verdict

OURS, VARIABLE = Path(__file__).parent / "lessons", "BPCOURSE_LESSONS"


def compared(value: float, other: float, same: str, more: str, less: str) -> str:
    """Which of three answers holds for a value beside another one."""
    return same if value == other else more if value > other else less


def read(path: Path) -> tuple[dict[str, Exercise], dict[str, Question]]:
    """The exercises and the boxes of a file. Raises ValueError, with file and line, for a slip in it."""
    exercises, boxes, page = {}, {}, Page(path, {"quantity": Asked, "compared": compared})
    for head, blocks in page.sections():
        number, _, title = head.children[0].content.partition(" ")
        section = Section(page, head, blocks)
        if number in exercises | boxes or not re.fullmatch(r"\d+\.(\d+|[a-z])", number):
            raise page.slip(head, f"a number of its own, such as 3.2 or 3.a, in place of {number}")
        if title:
            exercises[number] = section.exercise(number, title)
        else:
            boxes[number] = section.box()
    return exercises, boxes


def faults() -> Iterator[str]:
    """Mistakes that give the right answer, with file and line."""
    for judge in (exercise.judge for exercise in EXERCISES.values()):
        for name, wrong in getattr(judge, "mistakes", {}).items():
            answer = wrong.makes() if isinstance(judge, Value) else wrong.makes
            if judge.judge(answer).verdict == Verdict.RIGHT:
                yield f"{wrong.place}: expected a wrong answer, but the mistake '{name}' gives the right one"


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
