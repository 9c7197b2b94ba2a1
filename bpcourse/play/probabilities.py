"""Lesson 07's softmax, to be moved: net inputs become probabilities, and each output's δ is what its bar misses by."""

import numpy as np
from matplotlib.figure import FigureBase

from .. import functions
from ..network import output_delta, slope
from ..show.marks import Box, Line, Mark, Words
from ..show.picture import BLACK, BLUE, ORANGE, RUST
from ..show.scene import Ground, Scene
from ..tables import fixed, plain
from .panel import Panel, State, choice, slider

NAMES = ("net1", "net2", "net3")
EDGES = (1.0, 2.15, 3.1, 3.6, 4.75)  # right edges of the table's columns
HALF = 0.3  # of a bar's width


def softmax() -> Panel:
    """Move three net inputs: p = e^net / Σ e^net, E = −ln p of the right one, and δ = p − t for each."""
    controls = [*(slider(name, -8, 8, 0.1) for name in NAMES), choice("the right one", ["1", "2", "3"])]
    return Panel("Softmax and its blame", controls, dict(zip(NAMES, (2.0, 1.0, 0.0))) | {"the right one": "2"},
                 _softmax_scene)


def _softmax_scene(state: State) -> Scene:
    net, right = np.array([state[name] for name in NAMES]), int(state["the right one"]) - 1
    p, t = functions.softmax(net), np.eye(3)[right]
    error = functions.cross_entropy(net, p, t)
    delta = output_delta(p, t, slope("softmax", p))
    bars: list[Mark] = []
    for k in range(3):
        bars += [Box((k + 1 - HALF, 0), (k + 1 + HALF, p[k]), BLUE, BLUE, opacity=0.35),
                 Line([(k + 1 - HALF - 0.08, t[k]), (k + 1 + HALF + 0.08, t[k])], BLACK, 2.5),
                 Line([(k + 1, t[k]), (k + 1, p[k])], ORANGE, 3, dashed=True)]
    powers = np.exp(net)
    table: list[Mark] = [Line([(0, 0.6), (EDGES[-1], 0.6)], "#555555", 0.8)]
    for k in range(3):
        numbers = (plain(net[k], 3), f"{powers[k]:.4g}", f"{p[k]:.4f}", f"{t[k]:.0f}", fixed(delta[k], 4))
        table += [Words(edge, 3 - k, text, RUST if edge == EDGES[-1] else BLACK, 9.5, across="right", bold=edge == EDGES[-1])
                  for edge, text in zip(EDGES, numbers)]
    sums = ("sum", f"{powers.sum():.4g}", "1", "1", "0")
    table += [Words(edge, 0.2, text, size=9.5, across="right") for edge, text in zip(EDGES, sums)]
    best = np.flatnonzero(p > p.max() - 1e-9).tolist()
    sure, said = "sure and " if p.max() > 0.99 else "", "right" if best == [right] else "wrong"
    said = "undecided" if len(best) > 1 and right in best else sure + said
    caption = (f"The right one has p = {p[right]:.4f}, so E = −ln p = {error:.4f}: {said}. Its δ is "
               f"{fixed(delta[right], 4)}, the others' add up to {1 - p[right]:.4f}: together they are 0.")
    return Scene("Softmax and its blame", caption, Ground(_softmax_ground, 2.7), [bars, table])


def _softmax_ground(drawing: FigureBase) -> None:
    left, right = drawing.subplots(1, 2, width_ratios=[1, 1.35])
    left.set(xlim=(0.4, 3.6), ylim=(-0.02, 1.05), xticks=[1, 2, 3], xlabel="output", ylabel="p", yticks=[0, 0.5, 1])
    right.set(xlim=(0, EDGES[-1] + 0.1), ylim=(-0.3, 4.4))
    right.axis("off")
    for edge, title in zip(EDGES, ("net", "e^net", "p", "t", "δ = p − t")):
        right.text(edge, 3.9, title, ha="right", va="center", fontsize=9)
