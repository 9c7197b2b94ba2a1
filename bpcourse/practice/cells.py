"""The cells of a lesson that come from its Markdown file: the question and the blank answer of every exercise."""
from __future__ import annotations

from typing import Any

from .content import EXERCISES, QUESTIONS
from .exercise import Exercise

ENDS_AT = "## What you can do now"  # the heading in front of which a first exercise would go


def write(notebook: Any, lesson: str) -> None:
    """Write the exercises of a lesson ("3") into its notebook: new ones behind the one before, and those that are gone, out.

    Raises ValueError for a box that no cell shows.
    """
    own = {id: exercise for id, exercise in EXERCISES.items() if id.split(".")[0] == lesson}
    made = {cell.id: cell for exercise in own.values() for cell in _cells(exercise)}
    cells = [cell for cell in notebook.cells if cell.id in made or not cell.id.startswith(("exercise-", "answer-"))]
    place = next((k for k, cell in enumerate(cells) if cell.source.startswith(ENDS_AT)), len(cells))
    place = next((k for k, cell in enumerate(cells) if cell.id in made), place)
    for id, new in made.items():
        at = next((k for k, cell in enumerate(cells) if cell.id == id), None)
        if at is None:
            cells.insert(place, new)
            at = place
        cells[at].source = new.source
        place = at + 1
    notebook.cells = cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    for box in (id for id in QUESTIONS if id.split(".")[0] == lesson):
        if code.count(call := f'bp.play.predict("{box}")') != 1:
            raise ValueError(f"{QUESTIONS[box].place}: expected one cell {call} in the lesson, found {code.count(call)}")


def _cells(exercise: Exercise) -> list[Any]:
    """The question and the blank answer, as cells whose ids say which exercise they belong to."""
    from nbformat.v4 import new_code_cell, new_markdown_cell
    place = exercise.id.replace(".", "-")
    return [new_markdown_cell(f"### {exercise.id} {exercise.title}\n\n{exercise.text}", id=f"exercise-{place}"),
            new_code_cell(exercise.cell, id=f"answer-{place}")]
