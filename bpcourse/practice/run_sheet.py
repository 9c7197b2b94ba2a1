"""The run-sheet: what an instructor has in hand, lesson by lesson, as tables that stand between marks in INSTRUCTORS.md."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .. import files, lessons
from ..tables import as_text
from . import answer_key
from .answer_key import row
from .content import BOX_CELL, BOXES

FRAME = ("Exercises", "What you can do now", "Check yourself", "Next")  # what stands under these has no minutes here
HEADING = re.compile(r"^## (.+)$", re.M)
QUESTION = re.compile(r"^\*\*Predict\.\*\* (.+?)(?=\n\n|\Z)", re.M | re.S)
SENTENCE = re.compile(r".+?[.?][*)]*(?=\s|$)(?!\s+[a-z]{2})", re.S)  # *is it small enough?* may stand in the middle of one
WIDGET = re.compile(r"bp\.play\.(?!predict)\w+")
ENOUGH = 60  # characters of an answer for each thing asked, after which no further sentence is begun
SHORT, LONG = 60, 160  # of what a cell prints: beside a sentence, and at most


class Piece(NamedTuple):
    """A cell, or what of its text stands under one heading."""

    heading: str
    text: str
    cell: Any


def split(notebook: Any) -> list[Piece]:
    """The pieces of a lesson, in order, each with the second-level heading under which it stands."""
    found, heading = [], ""
    for cell in notebook.cells:
        texts = HEADING.split(cell.source) if cell.cell_type == "markdown" else [cell.source]
        headings = [heading, *texts[1::2]]
        found += [Piece(at, text, cell) for at, text in zip(headings, texts[::2])]
        heading = headings[-1]
    return found


def sections(notebook: Any) -> dict[str, int]:
    """The minutes of each section, in the order of the lesson; 0 where they are those of its exercises.

    Raises ValueError for one that has none, or is none.
    """
    given = notebook.metadata.bpcourse.get("sections", {})
    timed = [heading for heading in dict.fromkeys(piece.heading for piece in split(notebook)) if heading not in ("", *FRAME)]
    if wrong := {*given} ^ {*timed}:
        raise ValueError(f"metadata.bpcourse.sections and the headings of the lesson differ in {', '.join(sorted(wrong))}")
    return {heading: given[heading] for heading in timed}


def questions(pieces: Sequence[Piece]) -> Iterator[tuple[str, str, str]]:
    """Each prediction as section, question and answer: computed for a box, else from the text that answers it."""
    for k, (heading, text, cell) in enumerate(pieces):
        if box := BOX_CELL.fullmatch(text):
            asked = BOXES[box[1]]
            choices = f" ({' / '.join(asked.choices)})" if asked.choices else ""
            yield heading, f"`{asked.id}` {asked.question}{choices}", f"**{as_text(asked.answer())}.** {asked.why}"
        elif cell.cell_type == "markdown":
            for question in QUESTION.findall(text):
                yield heading, question, _answer(pieces[k + 1 :], question.count("?") or 1)


def _answer(behind: Sequence[Piece], asked: int) -> str:
    """What the first cell behind a question prints, and the text that answers it, if there is one before the next one."""
    printed = said = ""
    for _, text, cell in behind:
        if lessons.ANSWER in cell.metadata.get("tags", []):
            said = _brief(text, asked)
            break
        if printed and (text and cell.cell_type == "markdown" or BOX_CELL.fullmatch(text)) or QUESTION.search(text):
            break
        if "bp.play." not in text:
            printed = printed or _printed(cell)
    if not printed or printed in said or said and len(printed) > SHORT:
        return said
    return f"`{printed}` {said}".strip()


def _printed(cell: Any) -> str:
    """What a cell prints, or the caption of its picture, in one line."""
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", [])]
    line = " · ".join(" ".join(line.split()) for line in "".join(texts).strip().splitlines())
    return line if len(line) <= LONG else f"{line[:LONG]} …"


def _brief(text: str, asked: int) -> str:
    """The first sentences of a text: one for each thing asked, and the next ones while these say little, or break off."""
    first = text.strip().split("\n\n")[0]
    said = ""
    for k, sentence in enumerate(SENTENCE.findall(first)):
        ends = said.count("(") == said.count(")") and not said.endswith("?")
        said += "" if k >= asked and len(said) >= ENOUGH * asked and ends else sentence
    return said or ("" if first.endswith(":") else first)  # it says nothing without the table behind it


def table(notebook: Any) -> str:
    """What a lesson is for, then each section with its minutes, what can be moved in it, and what the class predicts."""
    about, pieces = notebook.metadata.bpcourse, split(notebook)
    asked = [*questions(pieces)]
    time = f"{about.minutes} minutes" + f", and {about.get('exercise_minutes')} for the exercises" * (
        "exercise_minutes" in about
    )
    lines = [f"**{time}.** The class learns to {'; '.join(about.goals)}.", ""]
    lines += [row("section", "minutes", "ask the class", "answer"), "|---|--:|---|---|"]
    for heading, minutes in sections(notebook).items():
        moved = dict.fromkeys(found for piece in pieces if piece.heading == heading for found in WIDGET.findall(piece.text))
        title = ", ".join([f"**{heading}**", *(f"`{call}`" for call in moved)])
        first, *more = [each for at, *each in asked if at == heading] or [["", ""]]
        lines += [row(title, f"{minutes or 'with the exercises'}", *first), *(row("", "", *each) for each in more)]
    return "\n".join(lines)


def write(page: Path, folder: Path) -> bool:
    """Put the tables of each lesson in the folder between their marks on the page. Returns whether that has changed it.

    Raises ValueError where they have no marks there, or a section no minutes.
    """
    import nbformat

    before = text = page.read_text(encoding="utf-8")
    for path in lessons.find(folder):
        name = path.stem.partition("_")[0]
        minutes = table(nbformat.read(path, as_version=4))
        for what, made in (("minutes", minutes), ("exercises", answer_key.tables(lessons.number(path)))):
            start, end = f"<!-- {what} of lesson {name} -->", f"<!-- end of the {what} of lesson {name} -->"
            head, found, rest = text.partition(start)
            _, closed, tail = rest.partition(end)
            if made and not (found and closed):
                raise ValueError(
                    f"{page} has no place for the {what} of lesson {name}; expected the lines {start} and {end}"
                )
            text = f"{head}{start}\n\n{made}\n\n{end}{tail}" if made else text
    if text != before:
        files.write(page, text.encode())
    return text != before
