"""The cells of a lesson that come from its Markdown file: question and blank answer of every exercise, and the boxes."""

import re
from typing import Any

from . import EXERCISES, QUESTIONS
from .exercise import Exercise

ENDS_AT = "## What you can do now"  # the heading in front of which a first exercise or box would go
BOX = re.compile(r'bp\.play\.predict\("(\d+\.[a-z])"\)')


def write(notebook: Any, lesson: str) -> None:
    """Write the exercises and boxes of a lesson ("3") into its notebook: new ones behind the one before, lost ones out."""
    from nbformat.v4 import new_code_cell
    exercises, boxes = ([made for id, made in all.items() if id.split(".")[0] == lesson] for all in (EXERCISES, QUESTIONS))
    shown = {match[1]: cell for cell in notebook.cells if (match := BOX.fullmatch(cell.source))}
    calls = [shown.get(box.id, new_code_cell(f'bp.play.predict("{box.id}")', id=f"predict-{box.id.replace('.', '-')}"))
             for box in boxes]
    written = [cell for exercise in exercises for cell in _cells(exercise)]
    kept = {cell.id for cell in [*calls, *written]}
    notebook.cells = [cell for cell in notebook.cells if cell.id in kept or not (
        cell.id.startswith(("exercise-", "answer-")) or BOX.fullmatch(cell.source))]
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


def _cells(exercise: Exercise) -> list[Any]:
    """The question and the blank answer, as cells whose ids say which exercise they belong to."""
    from nbformat.v4 import new_code_cell, new_markdown_cell
    place = exercise.id.replace(".", "-")
    return [new_markdown_cell(f"### {exercise.id} {exercise.title}\n\n{exercise.text}", id=f"exercise-{place}"),
            new_code_cell(exercise.cell, id=f"answer-{place}")]
