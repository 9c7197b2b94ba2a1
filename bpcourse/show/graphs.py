"""Graphs of what a number depends on: the computation graph, and the chain of factors from the error to a parameter."""

from collections import defaultdict
from itertools import pairwise

import numpy as np

from ..autodiff import Value, history
from ..derivation import PATHS_SHOWN, Derivation, Path
from ..tables import brief, count, digits, minus, short
from .marks import Disc, Line, Mark, Point, Words, arrow, rim
from .picture import BLACK, BLUE, GREY, ORANGE, RUST, WIDTH, Picture
from .scene import Scene, page

MOST_VALUES = 60  # values that can be told apart on a page
RADIUS, MARGIN, SPACE, FOOT = 0.17, 0.32, 0.68, 0.4  # inches: of a node, at the sides, between two, below
CLOSE = 0.6  # inches from column to column, below which numbers are set smaller
SWEEPS = 40  # each moves every node nearer to those it is joined with
Stop = Value | tuple[Value, Value, int]  # a value, or a bend: from where, to where, in which column an arrow gets by
MOST_LINKS = 7  # factors of a path that fit on a line
ROW = 1.3  # inches of height for one path
SIGNS = {"·": "•", "sigmoid": "σ", **{f"^{k}": f"x{'⁰¹²³⁴⁵⁶⁷⁸⁹'[k]}" for k in range(10)}}


def graph(end: Value) -> Picture:
    """What a `bp.Value` was made from, each number below its node; after `end.backward()` also its slope ∂end/∂value.

    end: a Value, or anything of one's own with data, grad, parents, op and label. Labels stand in the nodes. Raises
    TypeError for what is none, ValueError for more than 60 values.
    """
    if missing := [name for name in ("data", "grad", "parents", "op", "label") if not hasattr(end, name)]:
        raise TypeError(f"end is {end!r}, without {', '.join(missing)}; expected a bp.Value, or what is built like one")
    values = history(end)
    if len(values) > MOST_VALUES:
        raise ValueError(f"end was made from {len(values):,} values, but at most {MOST_VALUES} can be shown")
    name = end.label or "the result"
    back = any(value.grad for value in values)
    given = sum(not value.parents for value in values)
    caption = (
        f"{count(len(values), 'value')}: {given} given, {len(values) - given} computed from them. "
        f"The last one, {name}, is {digits(float(end.data))}."
    )
    if back:
        caption += f" In colour: how strongly {name} answers to each."
    arrows, places, across, height = _layout(values)
    marks: list[Mark] = []
    for stops in arrows:
        points = [places[stop] for stop in stops]
        points = [rim(points[0], points[1], RADIUS), *points[1:-1], rim(points[-1], points[-2], RADIUS)]
        marks += [Line(points[:-1], GREY, 1), *arrow(points[-2], points[-1], GREY, 1)]
    for value in values:
        marks += _node(value, *places[value], back, 8 if across > CLOSE else 7)
    return Scene("The computation graph", caption, page(height), [marks]).picture()


def _node(value: Value, x: float, y: float, back: bool, size: float) -> list[Mark]:
    """A circle: blue with its sign for what was computed, grey for what was given, each with its label, or its number."""
    typed = minus(short(float(value.data)))
    data = typed if len(typed) <= 5 else brief(float(value.data))
    inside = [text for text in (SIGNS.get(value.op, value.op), value.label) if text]
    slope = minus(f"{value.grad:+.2g}") if "e" not in f"{value.grad:+.2g}" else brief(value.grad, "+")
    colour = RUST if value.grad > 0 else BLUE
    below = [(data, BLACK)] if inside else []
    below += [(slope, colour)] if back else []
    marks: list[Mark] = [Disc(x, y, RADIUS, BLUE if value.parents else GREY, 1.5)]
    marks += [
        Words(x, y + (0.085 - 0.14 * k) * (len(inside) > 1), text, BLACK, 8.5, bold=text == value.label)
        for k, text in enumerate(inside or [data])
    ]
    return marks + [
        Words(x, y - RADIUS - 0.02 - 0.13 * k, text, ink, size, up="top", bold=ink != BLACK)
        for k, (text, ink) in enumerate(below)
    ]


def _layout(values: list[Value]) -> tuple[list[list[Stop]], dict[Stop, Point], float, float]:
    """Where each value stands: to the right of what it was made from, near to what it is joined with.

    Returns the arrows, each as its stops; the place of every stop; the distance of two columns; the page's height.
    """
    depth: dict[Stop, int] = defaultdict(int)
    for value in reversed(values):
        for parent in value.parents:
            depth[parent] = max(depth[parent], depth[value] + 1)
    arrows: list[list[Stop]] = []
    for value in reversed(values):
        for parent in dict.fromkeys(value.parents):
            bends: dict[Stop, int] = {
                (parent, value, column): column for column in range(depth[parent] - 1, depth[value], -1)
            }
            depth |= bends
            arrows.append([parent, *bends, value])
    if sum(map(len, arrows)) > 2 * len(arrows) + MOST_VALUES:  # too many bends for a page: straight lines
        arrows = [[stops[0], stops[-1]] for stops in arrows]
    joined: dict[Stop, list[Stop]] = defaultdict(list)
    for stops in arrows:
        for one, other in pairwise(stops):
            joined[one].append(other)
            joined[other].append(one)
    columns: dict[int, list[Stop]] = defaultdict(list)
    for stop in [*values, *(bend for stops in arrows for bend in stops[1:-1])]:
        columns[depth[stop]].append(stop)
    y = {stop: -float(k) for column in columns.values() for k, stop in enumerate(column)}
    for sweep in range(SWEEPS):
        for level in sorted(columns, reverse=bool(sweep % 2)):
            _settle(columns[level], y, joined)
    low, high = min(y.values()), max(y.values())
    across = (WIDTH - 2 * MARGIN) / max(*columns, 1)
    places = {stop: (WIDTH - MARGIN - depth[stop] * across, FOOT + RADIUS + SPACE * (high - y[stop])) for stop in y}
    return arrows, places, across, FOOT + 2 * RADIUS + 0.05 + SPACE * (high - low)


def _settle(column: list[Stop], y: dict[Stop, float], joined: dict[Stop, list[Stop]]) -> None:
    """Move the stops of a column to the mean of what they are joined with, at least 1 apart."""
    wanted = {stop: float(np.mean([y[other] for other in joined[stop]])) if joined[stop] else 0.0 for stop in column}
    column.sort(key=wanted.__getitem__)
    places = [wanted[value] - k for k, value in enumerate(column)]
    while (clash := next((k for k in range(1, len(places)) if places[k] < places[k - 1] - 1e-12), None)) is not None:
        block = [j for j, place in enumerate(places) if j == clash or abs(place - places[clash - 1]) < 1e-12 and j < clash]
        mean = float(np.mean([places[j] for j in block]))
        for j in block:
            places[j] = mean
    for k, stop in enumerate(column):
        y[stop] = places[k] + k


def chain(derivation: Derivation) -> Picture:
    """The chain rule for a parameter, one row a path: what answers to what, at which rate, and the product."""
    if not isinstance(derivation, Derivation):
        raise TypeError(f"derivation is {type(derivation).__name__}, expected what bp.derive returned")
    paths = readable_paths(derivation)
    more = f" (and {len(paths) - PATHS_SHOWN} more)" if len(paths) > PATHS_SHOWN else ""
    paths = paths[:PATHS_SHOWN]
    products = " + ".join(digits(path.product) for path in paths).replace("+ -", "− ")
    if len(paths) == 1:
        products = " · ".join(f"{factor.number:.6f}" for factor in paths[0].factors)
    caption = f"∂E/∂{derivation.name} = {products}{more} = {digits(derivation.gradient)}."
    marks = [mark for row, path in enumerate(paths) for mark in links(path, ROW * (len(paths) - row - 0.52))]
    return Scene(f"The chain for {derivation.name}", caption, page(ROW * len(paths)), [marks]).picture()


def readable_paths(derivation: Derivation) -> tuple[Path, ...]:
    """The paths of a derivation, or its layer form where a path has too many factors for a line."""
    return derivation.shown if len(derivation.shown[0].factors) <= MOST_LINKS else derivation.layer_form


def links(path: Path, y: float, known: int | None = None) -> list[Mark]:
    """E ← out ← net ← …: boxes for what changes, arrows for the factors; those after the first `known` ones are pale."""
    stops = ["E", *(factor.by for factor in path.factors)]
    places = [0.45 + k * (WIDTH - 0.9) / (len(stops) - 1) for k in range(len(stops))]
    half_widths = [0.045 * len(stop) + 0.1 for stop in stops]  # of the boxes, in inches
    marks: list[Mark] = []
    for k, (stop, x) in enumerate(zip(stops, places)):
        pale = known is not None and k > known
        marks.append(Words(x, y, stop, GREY if pale else BLACK, 10.5, framed=GREY if pale else BLUE))
        if k:
            factor = path.factors[k - 1]
            middle = (places[k - 1] + x) / 2
            head, tail = places[k - 1] + half_widths[k - 1], x - half_widths[k]
            marks += arrow((tail, y), (head, y), GREY if pale else ORANGE, 1 if pale else 1.8)
            if not pale:
                marks.append(Words(middle, y + 0.3, f"× {brief(factor.number)}", RUST, up="bottom", bold=k == known))
            formula = factor.formula.replace("-", "−")
            marks.append(Words(middle, y - 0.3, formula, GREY if pale else BLACK, 8.5, up="top"))
    return marks
