"""Formulas, to be moved: lesson 01's error of one weight, lesson 02's neuron, lesson 07's softmax."""

import numpy as np
from matplotlib.figure import FigureBase

from .. import functions, worked
from ..network import output_delta, slope, updated
from ..show.curves import direction
from ..show.marks import Box, Dot, Line, Mark, Words
from ..show.picture import BLACK, BLUE, FAR, GREY, ORANGE, RUST
from ..show.scene import Ground, Scene
from ..tables import count, fixed, plain, scientific, short
from .panel import Panel, State, button, choice, slider

STEP = "One step of gradient descent"
LOW, HIGH, TOP = -2, 6, 82  # limits of the error curve: W from LOW to HIGH, the error up to TOP
REACH = 12  # net input at the ends of the sigmoid
NETS = ("net1", "net2", "net3")
COLUMNS = (1.0, 2.15, 3.1, 3.6, 4.75)  # right edges of the table's columns
HALF_BAR = 0.3  # of a bar's width


def tweak() -> Panel:
    """Move the weight W: the tweaking table, the error 5 (W − 2)² and its slope follow; η steps downhill."""
    return Panel(
        [slider("W", LOW, HIGH, 0.05), slider("η", 0, 0.25, 0.005), button(STEP)],
        {"W": 3.0, "η": 0.05, "path": (3.0,)},
        _tweak_scene,
        _tweak_act,
    )


def _tweak_act(state: State, name: str) -> State:
    if name == "W":
        return state | {"path": (state["W"],)}
    if name != STEP:
        return state
    weight = updated(state["W"], worked.table_slope(state["W"]), state["η"])
    if abs(weight) > FAR:
        raise ValueError(f"W has run away beyond {FAR:,.0f}: with η = {short(state['η'])} each step is too long. Move W.")
    return state | {"W": weight, "path": (*state["path"], weight)}


def _tweak_ground(drawing: FigureBase) -> None:
    left, right = drawing.subplots(1, 2, width_ratios=[1.1, 1.5])
    left.set(xlim=(0, 5.3), ylim=(0, 6.6))
    left.axis("off")
    for k, title in enumerate(["input", "desired", "output", "miss", "square"]):
        left.text(k + 0.9, 5.5, title, ha="right", fontsize=9)
    left.plot([0, 5], [5.2, 5.2], color="#555555", linewidth=0.8)
    left.plot([0, 5], [1.95, 1.95], color="#555555", linewidth=0.8)
    left.text(2, 1.3, "sum", ha="right")
    grid = np.linspace(LOW, HIGH, 201)
    right.plot(grid, [worked.table_error(weight) for weight in grid], color=BLACK)
    right.set(xlim=(LOW, HIGH), ylim=(-5, TOP), xlabel="weight W", ylabel="sum of square errors")


def _tweak_scene(state: State) -> Scene:
    weight, path = state["W"], state["path"]
    table = worked.table(weight)
    columns = (table.input, table.desired, table.output, table.output - table.desired, table.square_error)
    decimals = (3, 3, 3, 3, 4)  # what fits beside each other
    cells: list[Mark] = [
        Words(
            k + 0.9,
            4.6 - row,  # a number that leaves room for the one beside it
            plain(round(value, decimals[k])) if abs(value) < 1e4 else scientific(value, 1).replace(" ", ""),
            BLUE if k == 2 else BLACK,
            9,
            across="right",
        )
        for k, column in enumerate(columns)
        for row, value in enumerate(column)
    ]
    cells.append(Words(4.9, 1.4, plain(table.sum, 6), RUST, 10.5, across="right", bold=True))
    error, slope = worked.table_error(weight), worked.table_slope(weight)
    places = [(value, worked.table_error(value)) for value in path]
    curve: list[Mark] = [
        Line([(weight - 1.2, error - 1.2 * slope), (weight + 1.2, error + 1.2 * slope)], BLUE, dashed=True),
        Line(places, ORANGE, 1.5),
        *(Dot(*place, ORANGE, 6) for place in places[:-1]),
        Dot(weight, error, BLUE, 10, "D"),
    ]
    caption = f"At W = {plain(weight, 6)} the error is {plain(error, 6)} and {direction(slope)}."
    if len(path) > 1:
        caption += f" {count(len(path) - 1, 'step')} from W = {plain(path[0], 6)}."
    caption += "" if LOW <= weight <= HIGH else " W has left the picture."
    return Scene("One weight and its error", caption, Ground(_tweak_ground, 3.1), [cells, curve])


def neuron() -> Panel:
    """Move a neuron's inputs, weights and bias: net = w1 i1 + w2 i2 + b, out = sigmoid(net) and its slope follow."""
    net = worked.network()
    i1, i2 = worked.INPUT.tolist()
    state = {"i1": i1, "i2": i2, "w1": net["w1"], "w2": net["w2"], "b": net["b_h1"]}
    controls = [slider(name, -1, 1, 0.05) if name[0] == "i" else slider(name, -6, 6, 0.05) for name in state]
    return Panel(controls, state, _neuron_scene)


def _neuron_ground(drawing: FigureBase) -> None:
    left, right = drawing.subplots(1, 2, width_ratios=[1.1, 1.5])
    left.set(xlim=(0, 5), ylim=(0, 6))
    left.axis("off")
    grid = np.linspace(-REACH, REACH, 301)
    right.plot(grid, functions.sigmoid(grid), color=BLACK)
    right.set(xlim=(-REACH - 0.5, REACH + 0.5), ylim=(-0.08, 1.08), xlabel="net", ylabel="out")


def _neuron_scene(state: State) -> Scene:
    w1, i1, w2, i2, b = (state[name] for name in ("w1", "i1", "w2", "i2", "b"))
    net = w1 * i1 + w2 * i2 + b
    out = float(functions.sigmoid(np.array(net)))
    slope = float(functions.sigmoid_slope(np.array(out)))
    values = {"w1 · i1": w1 * i1, "w2 · i2": w2 * i2, "b": b, "net": net, "out": out, "slope": slope}
    words: list[Mark] = [Line([(0.2, 2.75), (4.9, 2.75)], "#555555", 0.8)]
    for y, (name, value) in zip((5.3, 4.35, 3.4, 2.25, 1.3, 0.35), values.items()):
        bold = name in ("net", "out")
        colour = BLUE if bold else BLACK
        words.append(Words(0.2, y, name, colour, across="left"))
        words.append(Words(4.9, y, fixed(value, 4), colour, across="right", bold=bold))
    seen = max(-REACH, min(REACH, net))
    curve: list[Mark] = [
        Line([(seen, -0.08), (seen, out)], GREY, 1, dashed=True),
        Line([(net - 2.5, out - 2.5 * slope), (net + 2.5, out + 2.5 * slope)], BLUE, dashed=True),
        Dot(seen, out, BLUE, 10, "D"),
    ]
    answer = "it answers to net" if slope > 0.1 else "it answers weakly" if slope > 0.01 else "it hardly answers at all"
    caption = f"net = {fixed(net, 4)}, so the neuron says {out:.4f}. Its slope there is {slope:.4f}: {answer}."
    caption += " net has left the picture." if abs(net) > REACH else ""
    return Scene("One neuron", caption, Ground(_neuron_ground, 2.9), [words, curve])


def softmax() -> Panel:
    """Move three net inputs: p = e^net / Σ e^net, E = −ln p of the right one, and δ = p − t for each."""
    controls = [*(slider(name, -8, 8, 0.1) for name in NETS), choice("the right one", ["1", "2", "3"])]
    return Panel(controls, dict(zip(NETS, (2.0, 1.0, 0.0))) | {"the right one": "2"}, _softmax_scene)


def _softmax_scene(state: State) -> Scene:
    net = np.array([state[name] for name in NETS])
    right = int(state["the right one"]) - 1
    p, t = functions.softmax(net), np.eye(3)[right]
    error = functions.cross_entropy(net, p, t)
    delta = output_delta(p, t, slope("softmax", p))
    bars: list[Mark] = [
        mark
        for k in range(3)
        for mark in (
            Box((k + 1 - HALF_BAR, 0), (k + 1 + HALF_BAR, p[k]), BLUE, BLUE, opacity=0.35),
            Line([(k + 1 - HALF_BAR - 0.08, t[k]), (k + 1 + HALF_BAR + 0.08, t[k])], BLACK, 2.5),
            Line([(k + 1, t[k]), (k + 1, p[k])], ORANGE, 3, dashed=True),
        )
    ]
    powers = np.exp(net)
    table: list[Mark] = [Line([(0, 0.6), (COLUMNS[-1], 0.6)], "#555555", 0.8)]
    for k in range(3):
        numbers = (plain(net[k], 3), f"{powers[k]:.4g}", f"{p[k]:.4f}", f"{t[k]:.0f}", fixed(delta[k], 4))
        table += [
            Words(edge, 3 - k, text, RUST if edge == COLUMNS[-1] else BLACK, 9.5, across="right", bold=edge == COLUMNS[-1])
            for edge, text in zip(COLUMNS, numbers)
        ]
    sums = ("sum", f"{powers.sum():.4g}", "1", "1", "0")
    table += [Words(edge, 0.2, text, size=9.5, across="right") for edge, text in zip(COLUMNS, sums)]
    best = np.flatnonzero(p > p.max() - 1e-9).tolist()
    verdict = "right" if best == [right] else "undecided" if right in best else "wrong"
    sure = "sure and " if p.max() > 0.99 else ""
    caption = (
        f"The right one has p = {p[right]:.4f}, so E = −ln p = {error:.4f}: {sure}{verdict}. Its δ is "
        f"{fixed(delta[right], 4)}, the others' add up to {1 - p[right]:.4f}: together they are 0."
    )
    return Scene("Softmax and its blame", caption, Ground(_softmax_ground, 2.7), [bars, table])


def _softmax_ground(drawing: FigureBase) -> None:
    left, right = drawing.subplots(1, 2, width_ratios=[1, 1.35])
    left.set(xlim=(0.4, 3.6), ylim=(-0.02, 1.05), xticks=[1, 2, 3], xlabel="output", ylabel="p", yticks=[0, 0.5, 1])
    right.set(xlim=(0, COLUMNS[-1] + 0.1), ylim=(-0.3, 4.4))
    right.axis("off")
    for edge, title in zip(COLUMNS, ("net", "e^net", "p", "t", "δ = p − t")):
        right.text(edge, 3.9, title, ha="right", va="center", fontsize=9)
