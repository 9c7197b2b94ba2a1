"""The 90 minutes of INSTRUCTORS.md, walked through with a clock: `python tests/walk_through.py` prints what each line takes.

Every cell runs, from the top of each lesson to its last planned section, and a scripted class commits a guess in every box.
Beside the machine's time stands that of people: a minute for each prediction, and 200 words a minute for the text.
"""

import re
from datetime import datetime
from typing import NamedTuple

import nbformat
from course import LESSONS, ROOT
from nbclient import NotebookClient

from bpcourse.practice.content import BOX_CELL, BOXES
from bpcourse.practice.run_sheet import QUESTION, sections, split

PAGE = ROOT / "INSTRUCTORS.md"
LINE = re.compile(r"^\| (\d+):(\d\d) \| (\d+) \| (.+) \|$", re.M)
WORDS_A_MINUTE, MINUTES_A_GUESS = 200, 1
COMMIT = """box = bp.play.predict("{id}")
box.set("Your guess", {guess!r})
box.set("Commit the guess")
assert "You said" in box.caption, box.problem
box"""


class Planned(NamedTuple):
    """A line of a schedule: when it begins, in minutes; how long; what it says; its sections, as lesson and heading."""

    begins: int
    minutes: int
    what: str
    sections: list[tuple[str, str]]


def schedule(title):
    """The lines under this third-level heading, one table after the other."""
    text = PAGE.read_text(encoding="utf-8").split(f"\n### {title}\n")[1].split("\n### ")[0].split("\n## ")[0]
    tables = [LINE.findall(table) for table in text.split("\n\n")]
    return [
        [Planned(60 * int(h) + int(m), int(minutes), what, planned(what)) for h, m, minutes, what in table]
        for table in tables
        if table
    ]


def planned(what):
    """ "03: Multiply; Update", "03: all" or "03: all but Update" as sections; none of what is no lesson."""
    lesson, colon, names = what.partition(": ")
    if not colon or not lesson.isdigit():
        return []
    every = list(minutes_of(lesson))
    if names.startswith("all"):
        left_out = names.removeprefix("all").removeprefix(" but ").split("; ") if names != "all" else []
        assert {*left_out} <= {*every}, what
        return [(lesson, name) for name in every if name not in left_out]
    assert {*names.split("; ")} <= {*every}, what
    return [(lesson, name) for name in names.split("; ")]


def notebook_of(lesson):
    return nbformat.read(next(path for path in LESSONS if path.name.startswith(lesson)), as_version=4)


def minutes_of(lesson):
    return sections(notebook_of(lesson))


def run(lesson, last):
    """Run a lesson up to the end of its section `last`, with guesses; the seconds of each section."""
    notebook = notebook_of(lesson)
    pieces = split(notebook)
    ids = [piece.cell.id for piece in pieces if piece.heading == last]
    end = 1 + max(k for k, cell in enumerate(notebook.cells) if cell.id == ids[-1])
    notebook.cells = notebook.cells[:end]
    for cell in notebook.cells:
        if box := BOX_CELL.fullmatch(cell.source):
            guess = next(iter(BOXES[box[1]].choices), 1.0)
            cell.source = COMMIT.format(id=box[1], guess=guess)
    NotebookClient(notebook, kernel_name="python3", record_timing=True, extra_arguments=["--log-level=ERROR"]).execute()
    seconds = {}
    for piece in pieces:
        clock = piece.cell.metadata.get("execution", {})
        if piece.cell.cell_type == "code" and clock:
            start, stop = (datetime.fromisoformat(clock[at]) for at in ("iopub.execute_input", "shell.execute_reply"))
            seconds[piece.heading] = seconds.get(piece.heading, 0) + (stop - start).total_seconds()
    return seconds


def of_people(lesson, name):
    """The minutes of reading and of guessing in a section."""
    pieces = [piece for piece in split(notebook_of(lesson)) if piece.heading == name]
    words = sum(len(piece.text.split()) for piece in pieces if piece.cell.cell_type == "markdown")
    guesses = sum(len(QUESTION.findall(piece.text)) + bool(BOX_CELL.fullmatch(piece.text)) for piece in pieces)
    return words / WORDS_A_MINUTE, guesses * MINUTES_A_GUESS


def walk():
    """Each line of the 90 minutes: its plan, and the minutes of reading, guessing and of the machine."""
    (lines,) = schedule("90 minutes")
    last = {lesson: name for line in lines for lesson, name in line.sections}
    seconds = {lesson: run(lesson, name) for lesson, name in last.items()}
    spent = {lesson: sum(each.values()) for lesson, each in seconds.items()}  # what is left out runs, too
    rows = []
    for line in lines:
        reading, guessing = (
            (sum(part) for part in zip(*(of_people(*each) for each in line.sections))) if line.sections else (0, 0)
        )
        machine = sum(spent.pop(lesson, 0) for lesson in dict(line.sections)) / 60
        rows.append((line, reading, guessing, machine))
    return rows


if __name__ == "__main__":
    print("plan  read  guess  machine   sum")
    rows = walk()
    for line, *parts in rows:
        print(f"{line.minutes:4}  {parts[0]:4.1f}  {parts[1]:5.1f}  {parts[2]:7.2f}  {sum(parts):4.1f}  {line.what[:80]}")
    print(f"{sum(row[0].minutes for row in rows):4}  {'':21}{sum(sum(row[1:]) for row in rows):4.1f}")
