"""The class: what stands in the notebooks and the files of progress that were handed in. Nothing in them is executed.

A file is a learner, known by its name alone. An exercise is right where one of the replies in the file says so: who goes on
trying afterwards has not lost it. It is tried where there are only other replies, and open where there is none. A mistake
counts once a learner and exercise, however often it was made, also where the exercise is right by now. What a file says of
itself is believed: this shows where a class stands, and grades nobody.
"""

import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from errno import EINVAL
from itertools import chain, islice
from pathlib import Path
from textwrap import TextWrapper
from typing import Any, NamedTuple

from ..tables import count
from . import record
from .content import EXERCISES
from .desk import MIME
from .kinds import Choice
from .words import MOST_TOLD, NAMED, Verdict, explain

NOTEBOOK = ".ipynb"
LARGEST = 10_000_000  # bytes of a file; the largest lesson has one million
MOST_BRACKETS = 300_000  # [ and { of a file; a lesson has one thousand. Each can become an object of 200 bytes
MOST_CELLS = 10_000
MOST_REPLIES = 2 * record.MOST_TRIES  # of a file
ASKS = re.compile(r"""\bcheck\(\s*["'](\d{1,3}\.\d{1,3})["']""")
STATES = ("open", "tried", "right")  # the best that was ever reached counts
STATE: dict[str, str] = {Verdict.OPEN: "open", Verdict.RIGHT: "right", Verdict.COUNTED: "right"}  # any other: tried
COLUMNS, NAME = 120, 40  # characters of a line, and of what a file says in it
MOST_LISTED = 5  # mistakes of an exercise
IN_LINES = TextWrapper(COLUMNS, subsequent_indent=" " * 30, max_lines=6, placeholder=" …", break_on_hyphens=False)
FORMULA = tuple("=+-@＝＋－＠")  # by these a spreadsheet knows one
FACTS = {"parameter": "parameter", "p": "w", "places": "a few", "arguments": "its arguments"}  # which ones, nobody knows now


class Tally(NamedTuple):
    """An exercise: how many learners have it right, tried it, left it open; then its mistakes, the commonest first.

    Each with the number of learners who made it, its name (or several, where it may be either) and the doctor's sentence.
    """

    exercise: str
    right: int
    tried: int
    open: int
    mistakes: list[tuple[int, str, str]]


class Learner(NamedTuple):
    """A file: the state of each exercise, and what was told there as (exercise, mistake, sentence)."""

    name: str
    states: dict[str, str]
    told: set[tuple[str, str, str]]


class Class(NamedTuple):
    """All files that could be read, and for each other one a line that says why not."""

    learners: list[Learner]
    left_out: list[str]

    def exercises(self) -> list[Tally]:
        """What became of each exercise that somebody was asked, as bp.show.class_table draws it."""
        tallies = []
        told = Counter(chain.from_iterable(learner.told for learner in self.learners))
        for id in EXERCISES:
            states = Counter(learner.states.get(id) for learner in self.learners)
            mistakes = [(times, name, sentence) for (at, name, sentence), times in told.items() if at == id]
            mistakes.sort(key=lambda one: (-one[0], one[1]))
            tallies.append(Tally(id, states["right"], states["tried"], states["open"], mistakes))
        return [tally for tally in tallies if any(tally[1:4])]

    def report(self) -> str:
        """As text: each exercise with its mistakes; each learner with what is not right yet; what was left out, and why."""
        lines = [f"{count(len(self.learners), 'learner')}, by what the files say.", "", _row(STATES[::-1], "exercise")]
        for id, *counts, mistakes in self.exercises():
            lines.append(_row(counts, f"{id} {EXERCISES[id].title}"))
            lines += [f"{'':26}{times} × {name}: {sentence}" for times, name, sentence in mistakes[:MOST_LISTED]]
        lines += ["", _row(STATES[::-1], "learner"), *map(_of_learner, self.learners), ""]
        answered = Counter(id for learner in self.learners for id in learner.states.keys() - EXERCISES.keys())
        if answered:
            those = ", ".join(f"{id} ({count(times, 'learner')})" for id, times in answered.most_common(MOST_LISTED))
            lines += [f"Answered beside these exercises, in worksheets or another version of the course: {those}", ""]
        return "\n".join(IN_LINES.fill(_shorten(line, len(line))) for line in [*lines, *self.left_out]).rstrip()

    def table(self) -> bytes:
        """As a CSV file: a row for each learner, a column for each exercise."""
        text = io.StringIO()
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        ids = [tally.exercise for tally in self.exercises()]
        writer.writerow(["learner", *(f"{id} {EXERCISES[id].title}" for id in ids)])
        for name, states, told in self.learners:
            mistakes = {id: ", ".join(sorted(mistake for at, mistake, _ in told if at == id)) for id in ids}
            cells = [name, *(": ".join(filter(None, [states.get(id), mistakes[id]])) for id in ids)]
            writer.writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)
        return text.getvalue().encode("utf-8-sig")


def collect(paths: Iterable[Path]) -> Class:
    """Read these files, and the notebooks and JSON files in these folders; what cannot be read is named in .left_out.

    A notebook has the exercises that it asks, a file of progress those of all lessons that the class has begun.
    """
    found = list(dict.fromkeys(chain.from_iterable(map(_inside, paths))))
    named = Counter(path.name for path in found)
    learners, progress, left_out = [], [], []
    for path in found:
        name = _shorten(path.name if named[path.name] == 1 else f"{path}", COLUMNS)
        try:
            learners.append(_read(name, path))
            progress += learners[-1:] if path.suffix != NOTEBOOK else []
        except (OSError, ValueError, RecursionError, MemoryError) as problem:
            reason = getattr(problem, "strerror", None) or "neither a notebook nor a file of progress, or damaged"
            left_out.append(f"Left out: {_shorten(name, NAME)} ({reason})")
    begun = {id.split(".")[0] for learner in learners for id in learner.states}
    for learner in progress:
        learner.states.update({id: "open" for id in EXERCISES if id.split(".")[0] in begun} | learner.states)
    return Class(learners, left_out)


def _inside(path: Path) -> list[Path]:
    """A folder's notebooks and JSON files, but for hidden ones; of anything else the path itself."""
    try:
        return [path / name for name in sorted(os.listdir(path)) if name.endswith((NOTEBOOK, ".json")) and name[0] != "."]
    except OSError:
        return [path]


def _read(name: str, path: Path) -> Learner:
    """What a file says. Raises OSError where it cannot be read, ValueError or RecursionError for what it should not hold."""
    size = path.stat().st_size
    if not path.is_file():
        raise OSError(
            EINVAL, "a folder: name it, too, to read what is in it" if path.is_dir() else "a device or a pipe, no file"
        )
    if not 0 < size <= LARGEST:
        raise OSError(EINVAL, f"expected a file of 1 byte to {LARGEST // 10**6} MB")
    raw = path.read_bytes()
    if raw.count(b"[") + raw.count(b"{") > MOST_BRACKETS:
        raise OSError(EINVAL, f"expected at most {MOST_BRACKETS:,} brackets in it")
    content = json.loads(raw)
    learner = Learner(name, {}, set())
    for id, verdict, mistakes in islice((_replies if path.suffix == NOTEBOOK else _tries)(content), MOST_REPLIES):
        known = isinstance(id, str) and id in EXERCISES
        if isinstance(id, str) and isinstance(verdict, str) and (known or verdict != Verdict.OPEN):
            states = (STATE.get(verdict, "tried"), learner.states.get(id, "open"))
            learner.states[id if known else _shorten(id, NAME)] = max(states, key=STATES.index)
            learner.told.update(_told(id, verdict, mistakes) if known and verdict in NAMED else ())
    return learner


def _replies(notebook: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Id, verdict and mistakes of each reply in a notebook's outputs; before them, what a cell asks is open."""
    cells = _get(notebook, "cells")
    if not isinstance(cells, list) or len(cells) > MOST_CELLS or not all(isinstance(cell, dict) for cell in cells):
        raise ValueError("no cells, or too many")
    for cell in cells:
        yield from ((id, Verdict.OPEN, ()) for id in ASKS.findall(f"{_get(cell, 'source')}"))
        outputs = _get(cell, "outputs")
        for output in outputs if isinstance(outputs, list) else ():
            reply = _get(_get(output, "data"), MIME)
            yield _get(reply, "id"), _get(reply, "verdict"), _get(reply, "mistakes")


def _tries(content: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The same of a file of progress."""
    progress = record.clean(content)
    yield from ((id, Verdict.RIGHT, ()) for id in progress["done"])
    yield from ((entry.get("exercise"), entry.get("verdict"), entry.get("mistakes")) for entry in progress["tries"])


def _told(id: str, verdict: str, mistakes: Any) -> Iterator[tuple[str, str, str]]:
    """The exercise, its mistakes by name, and what the doctor or the exercise says to them; nothing to unknown ones."""
    kind = EXERCISES[id].kind
    own = {name: wrong.says for name, wrong in getattr(kind, "mistakes", {}).items() if wrong.says}
    try:
        likeliest = [tuple(names[:MOST_TOLD]) for names in mistakes[: 1 if verdict == Verdict.MISTAKE else MOST_TOLD]]
        sentence = " ".join(explain(likeliest, FACTS, own | dict(getattr(kind, "others", {}))))
    except (KeyError, TypeError):
        return
    names = " or ".join(" and ".join(names) for names in likeliest)
    if sentence:
        yield id, f"answer {names}" if isinstance(kind, Choice) else names, sentence


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _of_learner(learner: Learner) -> str:
    ids = [[id for id in EXERCISES if learner.states.get(id) == state] for state in STATES[::-1]]
    left = "; ".join(f"{state} {', '.join(some)}" for state, some in zip(("tried", "open"), ids[1:]) if some)
    return _row(map(len, ids), f"{_shorten(learner.name, NAME)}{': ' * bool(left)}{left}")


def _row(counts: Iterable[int | str], text: str) -> str:
    return "".join(f"{each:>7}" for each in counts) + f"  {text}"


def _shorten(text: str, most: int) -> str:
    """Not longer, and without what moves a terminal's cursor, breaks a line or turns the direction of reading."""
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return text if len(text) <= most else f"{text[: most - 1]}…"
