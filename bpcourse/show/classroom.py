"""A picture of a class for the projector: what is right, tried and open, exercise by exercise, and what goes wrong there."""

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..tables import count
from .picture import BLACK, BLUE, ORANGE, Picture, chart, styled

MOST = 15  # exercises that can be read from the back of a room
ROW = 0.31  # inches of height
ROOM = 0.05  # of a bar, for a number
LETTERS = 36  # of a mistake's name
PARTS = {"right": (BLUE, "", "white"), "tried, not right yet": (ORANGE, "///", BLACK), "open": ("white", "", BLACK)}
Row = tuple[str, int, int, int, Sequence[tuple[int, str, str]]]


@styled
def class_table(rows: Sequence[Row]) -> Picture:
    """A bar for each exercise, in shares of the learners: right, tried, open; beside it the commonest mistake.

    rows: an exercise's id; how many learners have it right, tried it, left it open; its mistakes, the commonest first, each
    as how many made it, its name, a sentence. Of more than 15 exercises those that most tried and do not have right yet.
    Raises ValueError where there are none.
    """
    if not rows:
        raise ValueError("rows is empty, expected at least one exercise that somebody was asked")
    tried = sorted(rows, key=lambda row: row[2], reverse=True)[:MOST]
    shown = [row for row in rows if row in tried]
    picture, axes = chart(_describe(rows), ROW * (len(shown) + 1.5))
    counts = np.array([row[1:4] for row in shown], float)
    shares = counts / counts.sum(axis=1, keepdims=True)
    begins = np.cumsum(shares, axis=1) - shares
    for k, (part, (colour, hatch, ink)) in enumerate(PARTS.items()):
        style: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": "#555555", "clip_on": False, "label": part}
        bars = axes.barh(range(len(shown)), shares[:, k], left=begins[:, k], **style)
        numbers = [f"{number:.0f}" if share >= ROOM else "" for number, share in zip(counts[:, k], shares[:, k])]
        box = {"facecolor": colour, "edgecolor": "none", "pad": 1.5}
        axes.bar_label(bars, numbers, label_type="center", color=ink, fontweight="bold", bbox=box)
    mistakes = [" × ".join(map(str, row[4][0][:2])) if row[4] else "" for row in shown]
    axes.bar_label(bars, [textwrap.shorten(mistake, LETTERS, placeholder="…") for mistake in mistakes], padding=8)
    axes.set(xlim=(0, 1), ylim=(len(shown) - 0.5, -0.5), xticks=[], yticks=range(len(shown)))
    axes.set_yticklabels([row[0] for row in shown], fontweight="bold")
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=len(PARTS))
    return picture


def _describe(rows: Sequence[Row]) -> str:
    """The sums, the commonest mistake, and which exercises are drawn where they are not all."""
    right, tried, left = (sum(part) for part in zip(*(row[1:4] for row in rows)))
    caption = f"{count(len(rows), 'exercise')}, {count(right + tried + left, 'answer')} asked for: "
    caption += f"{right} right, {tried} tried and not right yet, {left} open."
    if wrong := [(*row[4][0][:2], row[0]) for row in rows if row[4]]:
        times, name, exercise = max(wrong, key=lambda one: one[0])
        caption += f" The commonest mistake is {name} in {exercise}: {count(times, 'learner')} made it."
    if len(rows) > MOST:
        caption += f" Drawn are the {MOST} exercises that most have tried and do not have right yet."
    return caption
