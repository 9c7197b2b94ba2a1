"""Curves: lesson 01's three examples and the error over its one weight, lesson 02's sigmoid and its slope."""

import numpy as np
from matplotlib.patches import Rectangle

from .. import checks, functions, worked
from ..tables import count, plain, short
from .picture import BLACK, BLUE, FAR, ORANGE, PINK, RUST, Picture, canvas, chart, styled


def direction(slope: float) -> str:
    """Where gradient descent goes from here, in words."""
    if slope == 0:
        return "the slope is 0: this is the lowest point"
    sign, way = ("+", "shrink") if slope > 0 else ("", "grow")
    return f"the slope is {sign}{plain(slope)}, so W must {way}"


@styled
def tweak_table(weight: float) -> Picture:
    """The three examples at one weight: desired and model output, each miss as a line, its square as a square."""
    table = worked.table(weight)
    squares = ", ".join(short(value) for value in table.square_error)
    caption = f"At W = {short(weight)} the square errors are {squares}: together {short(table.sum)}."
    picture, axes = chart(caption, 3.9)
    axes.plot(table.input, table.desired, "o-", color=BLACK, label="desired output", zorder=4)
    axes.plot(table.input, table.output, "s--", color=BLUE, label=f"model output, W = {short(weight)}", zorder=3)
    for x, desired, output, square in zip(table.input, table.desired, table.output, table.square_error):
        side = abs(output - desired)
        low = min(output, desired)
        axes.add_patch(Rectangle((x, low), side, side, facecolor=ORANGE, alpha=0.22, edgecolor=ORANGE, linewidth=1.2))
        axes.plot([x, x], [desired, output], color=ORANGE, linewidth=3)
        if side:
            axes.text(x + side + 0.1, low + side / 2, f"{short(side)}² = {short(square)}", va="center", color=RUST)
    axes.set(xlabel="input", ylabel="output", aspect="equal", anchor="W")
    axes.margins(x=0.06)
    low, high = axes.get_ylim()
    axes.set_xlim(-0.4, 2 + (high - low) * 1.1)
    if high - low < 25:
        axes.set_xticks([0, 1, 2])
    axes.legend(loc="upper right")
    return picture


@styled
def error_curve(weight: float, learning_rate: float | None = None, steps: int = 0) -> Picture:
    """The table's sum of squared errors as a curve over W, with the tangent at `weight`.

    With a learning rate, the steps of gradient descent W⁺ = W − η · slope from there.
    """
    weight = checks.number("weight", weight, -FAR, most=FAR)
    steps = checks.whole("steps", steps, 0)
    if steps and learning_rate is None:
        raise ValueError(f"learning_rate is missing, expected a number, since steps is {steps}")
    rate = 0.0 if learning_rate is None else checks.number("learning_rate", learning_rate, least=0)
    path = [weight]
    while len(path) <= steps and abs(path[-1]) < FAR:
        path.append(path[-1] - rate * worked.table_slope(path[-1]))
    steps = len(path) - 1
    error, slope = worked.table_error(weight), worked.table_slope(weight)
    caption = f"At W = {short(weight)} the error is {short(error)} and {direction(slope)}."
    if steps:
        values = [f"{value:.5g}" for value in path]
        walk = " → ".join(values if steps < 6 else [*values[:4], "…", values[-1]])
        end = "the error is then" if abs(path[-1]) < FAR else "it diverges; by then the error is"
        caption += f" Gradient descent with η = {short(rate)}: W = {walk}; {end} {worked.table_error(path[-1]):.4g}."
    picture, axes = chart(caption, 3.6)
    reach = max(2.2, 1.15 * max(abs(value - 2) for value in path))
    grid = np.linspace(2 - reach, 2 + reach, 201)
    axes.plot(grid, [worked.table_error(value) for value in grid], color=BLACK, label="sum of square errors")
    half = np.array([-0.3, 0.3]) * reach
    axes.plot(weight + half, error + slope * half, "--", color=BLUE, label=f"tangent at W = {short(weight)}", zorder=4)
    if steps:
        axes.plot(
            path,
            [worked.table_error(value) for value in path],
            "o-",
            color=ORANGE,
            linewidth=1.5,
            markersize=6,
            label=f"{count(steps, 'step')}, η = {short(rate)}",
            zorder=5,
        )
    axes.plot([weight], [error], "D", color=BLUE, markersize=9, zorder=6)
    top = worked.table_error(2 + reach)
    axes.set(xlabel="weight W", ylabel="error", ylim=(-0.06 * top, 1.02 * top))
    axes.legend(loc="upper center")
    return picture


@styled
def sigmoid(net: float = 0.0) -> Picture:
    """The sigmoid and its slope, with one neuron's net input marked on both. net: from −600 to 600."""
    net = checks.number("net", net, least=-600, most=600) + 0.0
    out = float(functions.sigmoid(np.array(net)))
    slope = float(functions.sigmoid_slope(np.array(out)))
    caption = f"At net = {net:.4g} the neuron says {out:.4f}. The slope there is {slope:.4f}."
    picture, drawing = canvas(caption, 3.2)
    left, right = drawing.subplots(1, 2)
    reach = max(6.0, abs(net) * 1.15)
    grid = np.linspace(-reach, reach, 301)
    left.plot(grid, functions.sigmoid(grid), color=BLACK)
    half = 0.22 * reach
    left.plot([net - half, net + half], [out - slope * half, out + slope * half], "--", color=BLUE, label="slope here")
    left.plot([net], [out], "D", color=BLUE, markersize=8)
    left.set(title="sigmoid", xlabel="net", ylabel="out", ylim=(-0.08, 1.08))
    left.legend(loc="upper left")
    right.plot(grid, functions.sigmoid_slope(functions.sigmoid(grid)), color=PINK)
    right.plot([net], [slope], "D", color=BLUE, markersize=8)
    right.set(title="its slope", xlabel="net", ylabel="slope", ylim=(-0.02, 0.28))
    return picture
