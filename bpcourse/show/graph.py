"""A computation as a graph: every number a node, what it was made from on its left."""
from __future__ import annotations

from collections import defaultdict

import numpy as np

from ..autodiff import Value, history
from ..tables import digits, minus, short
from .diagrams import brief
from .marks import Disc, Mark, Point, Words, arrow, rim
from .picture import BLACK, BLUE, GREY, RUST, WIDTH, Picture
from .scene import Scene, page

MOST = 60  # values that can be told apart on a page
RADIUS, MARGIN, GAP, FOOT = 0.17, 0.32, 0.68, 0.4  # inches: of a node, beside the outer ones, between two, for what is below
SWEEPS = 40  # each moves every node nearer to those it is joined with
SIGNS = {"·": "×", "sigmoid": "σ", **{f"^{k}": f"x{'⁰¹²³⁴⁵⁶⁷⁸⁹'[k]}" for k in range(10)}}


def graph(end: Value) -> Picture:
    """What a `bp.Value` was made from, each number below its node; after `end.backward()` also its slope ∂end/∂value.

    end: a Value, or anything of one's own with data, grad, parents, op and label. Labels stand in the nodes. Raises
    TypeError for what is none, ValueError for more than 60 values.
    """
    if missing := [name for name in ("data", "grad", "parents", "op", "label") if not hasattr(end, name)]:
        raise TypeError(f"end is {end!r}, without {', '.join(missing)}; expected a bp.Value, or what is built like one")
    values = history(end)
    if len(values) > MOST:
        raise ValueError(f"end was made from {len(values):,} values, but at most {MOST} can be shown")
    name, back = end.label or "the result", any(value.grad for value in values)
    given = sum(not value.parents for value in values)
    caption = (f"{len(values)} value{'s' * (len(values) > 1)}: {given} given, {len(values) - given} computed from them. "
               f"The last one, {name}, is {digits(end.data)}.")
    if back:
        caption += f" In colour: how strongly {name} answers to each."
    spots, height = _spots(values)
    marks = [mark for value in values for parent in dict.fromkeys(value.parents)
             for mark in arrow(rim(spots[parent], spots[value], RADIUS), rim(spots[value], spots[parent], RADIUS), GREY, 1)]
    for value in values:
        marks += _node(value, *spots[value], back)
    return Scene("The computation graph", caption, page(height), [marks]).picture()


def _node(value: Value, x: float, y: float, back: bool) -> list[Mark]:
    """A circle: blue with its sign for what was computed, grey with its label, or its number, for what was given."""
    typed = minus(short(value.data))
    data = typed if len(typed) <= 5 else brief(value.data)
    known = value.label or SIGNS.get(value.op, value.op)
    slope = minus(f"{value.grad:+.2g}") if "e" not in f"{value.grad:+.2g}" else brief(value.grad, "+")
    colour = RUST if value.grad > 0 else BLUE
    marks: list[Mark] = [Disc(x, y, RADIUS, BLUE if value.parents else GREY, 1.5),
                         Words(x, y, known or data, BLACK, 8.5, bold=bool(value.label))]
    below = [(data, BLACK)] * bool(known) + [(slope, colour)] * back
    return marks + [Words(x, y - RADIUS - 0.02 - 0.13 * k, text, ink, 8, up="top", bold=ink != BLACK)
                    for k, (text, ink) in enumerate(below)]


def _spots(values: list[Value]) -> tuple[dict[Value, Point], float]:
    """Where each value stands, what it was made from on its left, near to what it is joined with; and the page's height."""
    depth: dict[Value, int] = defaultdict(int)
    joined: dict[Value, list[Value]] = defaultdict(list)
    for value in reversed(values):
        for parent in dict.fromkeys(value.parents):
            depth[parent] = max(depth[parent], depth[value] + 1)
            joined[parent].append(value)
            joined[value].append(parent)
    columns: dict[int, list[Value]] = defaultdict(list)
    for value in values:
        columns[depth[value]].append(value)
    y = {value: -float(k) for column in columns.values() for k, value in enumerate(column)}
    for sweep in range(SWEEPS):
        for level in sorted(columns, reverse=bool(sweep % 2)):
            _settle(columns[level], y, joined)
    low, high, deepest = min(y.values()), max(y.values()), max(max(depth.values()), 1)
    across = (WIDTH - 2 * MARGIN) / deepest
    spots = {value: (WIDTH - MARGIN - depth[value] * across, FOOT + RADIUS + GAP * (high - y[value])) for value in values}
    return spots, FOOT + 2 * RADIUS + 0.05 + GAP * (high - low)


def _settle(column: list[Value], y: dict[Value, float], joined: dict[Value, list[Value]]) -> None:
    """Move the nodes of a column to the mean of what they are joined with, at least 1 apart."""
    wanted = {value: float(np.mean([y[other] for other in joined[value]])) if joined[value] else 0.0 for value in column}
    column.sort(key=wanted.__getitem__)
    places = [wanted[value] - k for k, value in enumerate(column)]
    while (clash := next((k for k in range(1, len(places)) if places[k] < places[k - 1] - 1e-12), None)) is not None:
        block = [j for j, place in enumerate(places) if j == clash or abs(place - places[clash - 1]) < 1e-12 and j < clash]
        mean = float(np.mean([places[j] for j in block]))
        for j in block:
            places[j] = mean
    for k, value in enumerate(column):
        y[value] = places[k] + k
