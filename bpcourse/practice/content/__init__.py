"""What a teacher writes: exercises and prediction boxes, read from the Markdown files in lessons/ and put into notebooks.

A second-level heading begins an exercise ("## 3.2 Title") or a box ("## 3.a"); `section` says what may stand under it. What
stands in fences before the first heading is there for all code of the file.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import Any

from ... import worked
from ..kinds import Asked
from ..page import Node, Page, Slip
from .exercise import Box, Exercise
from .section import Section

OURS = Path(__file__).parent.parent / "lessons"
VARIABLE = "BPCOURSE_LESSONS"
LESSON_FILES = "[0-9]*.md"  # others, such as README.md, are left alone
ENDS_AT = "## What you can do now"  # the heading in front of which a first exercise or box would go
BOX_CELL = re.compile(r'bp\.play\.predict\("(\d+\.[a-z])"\)')


def compared(value: float, other: float, same: str, more: str, less: str) -> str:
    """Which of three answers holds for a value beside another one."""
    return same if value == other else more if value > other else less


def read(path: Path, example: Any = worked) -> Iterator[Callable[[], Exercise | Box]]:
    """Each section of a file, still to be made. Raises ValueError, with file and line, for a slip, there and in these.

    Its code may use what the fences at the top of our file of the same lesson define. example: whose numbers are asked
    about; it goes by the name `worked`, and `either` chooses between words for the lesson's own and for any other.
    """
    known = {
        "worked": example,
        "quantity": partial(Asked, example=example),
        "compared": compared,
        "either": lambda lesson, own: lesson if example is worked else own,
    }
    ours = OURS / path.name
    page = Page(path, Page(ours, known).names if path != ours and ours.exists() else known)
    if page.names["worked"] is not example:
        raise ValueError(
            f"{path} has a `worked` of its own, expected it to use the one that is given, so that its numbers can be others"
        )
    seen = set()
    for k, node in enumerate(page.top):
        if node.type != "fence" and (k or node.tag != "h1"):
            raise page.slip(node, "a title and code alone in front of the first heading such as ## 3.8")

    def made(head: Node, blocks: list[Node]) -> Exercise | Box:
        number, _, title = head.children[0].content.partition(" ")
        if number in seen or not re.fullmatch(r"\d+\.(\d+|[a-z])", number):
            raise page.slip(head, f"a number of its own, such as 3.2 or 3.a, in place of {number}")
        seen.add(number)
        section = Section(page, head, blocks)
        return section.exercise(number, title) if title else section.box(number)

    return (partial(made, head, blocks) for head, blocks in page.sections())


def with_numbers(exercise: Exercise, example: Any) -> Exercise:
    """The same exercise, asked with the numbers of bp.personal. Raises ValueError where it asks for no such number."""
    if not is_personal(exercise):
        some = ", ".join(id for id, one in EXERCISES.items() if is_personal(one))
        raise ValueError(
            f"exercise {exercise.id} asks for no number of the worked example, but personal is given; expected one of {some}"
        )
    sections = read(Path(exercise.place.rpartition(", line ")[0]), example)
    found = next(made for make in sections if (made := make()).id == exercise.id)
    assert isinstance(found, Exercise)
    return found


def is_personal(exercise: Exercise) -> bool:
    """Whether it asks for a quantity of the worked example, so that other numbers can stand in their place."""
    return isinstance(exercise.kind, Asked) and exercise.kind.network is None


def faults(made: Exercise | Box) -> Iterator[str]:
    """What is wrong with it once its code runs, with file and line; nothing more after code that fails."""
    for place, expected, holds in made.claims():
        try:
            if not holds():
                yield f"{place}: expected {expected}"
        except Slip as slip:
            yield f"{slip}"
            return
        except (Exception, SystemExit) as failed:
            file = place.rpartition(", line ")[0]
            lines = [frame.lineno for frame in extract_tb(failed.__traceback__) if frame.filename == file]
            at = f"{file}, line {lines[-1]}" if lines else place
            yield f"{at}: expected code that runs, but {type(failed).__name__}: {failed}"
            return


def _theirs(folder: Path) -> Iterator[Exercise | Box]:
    """What a teacher's own files hold; a slip is said, and costs no more than its section."""
    if not folder.is_dir():
        print(f"{VARIABLE} is '{folder}', expected a folder.", file=sys.stderr)
    for path in sorted(folder.glob(LESSON_FILES)):
        try:
            sections = list(read(path))
        except ValueError as slip:
            print(f"{slip}. This file of {VARIABLE} is left out.", file=sys.stderr)
            continue
        for make in sections:
            try:
                made = make()
                if wrong := next(faults(made), None):
                    raise ValueError(wrong)
                yield made
            except ValueError as slip:
                print(f"{slip}. This section of {VARIABLE} is left out.", file=sys.stderr)


def load() -> tuple[dict[str, Exercise], dict[str, Box]]:
    """All exercises and boxes, in order; those in the folder that BPCOURSE_LESSONS names come in the place of ours."""
    ours = (make() for path in sorted(OURS.glob(LESSON_FILES)) for make in read(path))
    theirs = _theirs(Path(folder)) if (folder := os.environ.get(VARIABLE)) else ()
    found = {made.id: made for made in (*ours, *theirs)}
    everything = sorted(found.values(), key=lambda made: [part.zfill(3) for part in made.id.split(".")])
    exercises = {made.id: made for made in everything if isinstance(made, Exercise)}
    return exercises, {made.id: made for made in everything if isinstance(made, Box)}


def write_cells(notebook: Any, lesson: str) -> None:
    """Write the exercises and boxes of a lesson ("3") into its notebook: new ones behind the one before, lost ones out."""
    from nbformat.v4 import new_code_cell

    exercises = [exercise for id, exercise in EXERCISES.items() if id.split(".")[0] == lesson]
    boxes = [box for id, box in BOXES.items() if id.split(".")[0] == lesson]
    shown = {match[1]: cell for cell in notebook.cells if (match := BOX_CELL.fullmatch(cell.source))}
    calls = [
        shown.get(box.id, new_code_cell(f'bp.play.predict("{box.id}")', id=f"predict-{box.id.replace('.', '-')}"))
        for box in boxes
    ]
    written = [cell for exercise in exercises for cell in cells(exercise)]
    kept = {cell.id for cell in [*calls, *written]}
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.id in kept or not (cell.id.startswith(("exercise-", "answer-")) or BOX_CELL.fullmatch(cell.source))
    ]
    _place(notebook.cells, calls)
    _place(notebook.cells, written)


def _place(cells: list[Any], made: list[Any]) -> None:
    """Give the cells that are there their text, and place new ones behind the one before."""
    ids = [cell.id for cell in made]
    place = next((k for k, cell in enumerate(cells) if cell.id in ids or cell.source.startswith(ENDS_AT)), len(cells))
    for new in made:
        at = next((k for k, cell in enumerate(cells) if cell.id == new.id), None)
        if at is None:
            cells.insert(place, new)
            at = place
        cells[at].source = new.source
        place = at + 1


def cells(exercise: Exercise) -> list[Any]:
    """The question and the blank answer, as cells whose ids say which exercise they belong to."""
    from nbformat.v4 import new_code_cell, new_markdown_cell

    place = exercise.id.replace(".", "-")
    return [
        new_markdown_cell(f"### {exercise.id} {exercise.title}\n\n{exercise.text}", id=f"exercise-{place}"),
        new_code_cell(exercise.cell, id=f"answer-{place}"),
    ]


EXERCISES, BOXES = load()
