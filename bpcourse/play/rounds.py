"""Training round by round, to be watched: the table of weights, and the curve of the error as it grows."""

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from math import ceil, floor, log10
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import FigureBase
from numpy.typing import ArrayLike

from .. import checks
from ..functions import Array
from ..network import Network
from ..show.learning import LOG_FROM
from ..show.marks import Dot, Line, Mark, Words
from ..show.picture import BLACK, BLUE, GREY, RUST
from ..show.scene import Ground, Scene
from ..tables import count, fixed, plain, power
from ..training import BIAS_RULES, History, train
from .networks import START, given
from .panel import Panel, State, button, choice, slider

MOST_ROWS = 12  # of the table of weights
EDGES = (1.85, 3.5, 4.95, 6.4)  # right edges of its columns: at the start, before, gradient, after
ROUNDS = {"1 round": 1, "10 rounds": 10, "1,000 rounds": 1000}
LEAST = 1e-12  # an error of 0 has no place on a scale of powers of ten
MOST_POINTS = 300  # of a curve


def rounds(
    net: Network | None = None, x: ArrayLike | None = None, t: ArrayLike | None = None, learning_rate: float = 0.5
) -> Panel:
    """Train round by round: weights before and after, their gradients, E, and the error's curve as it grows."""
    net, x, t = given(net, x, t)
    first = {
        "η": checks.number("learning_rate", learning_rate, least=0),
        "biases": "frozen",
        "rule": "frozen",
        "before": net,
        "now": net,
        "errors": (net.error(x, t),),
        "left": {},
    }
    controls = [slider("η", 0, 10, 0.1), choice("biases", list(BIAS_RULES)), *map(button, [*ROUNDS, START])]

    def act(state: State, name: str) -> State:
        if name == "η":
            return state
        if state["biases"] == "shared" and any(b.min() < b.max() for b in net.biases):
            raise ValueError("shared needs one bias for each layer, but in this network they differ within a layer")
        if name in ROUNDS:
            return _train(state, x, t, ROUNDS[name])
        left = state["left"]  # what each rule for the biases has led to, to compare
        if len(state["errors"]) > 1:
            left = left | {state["rule"]: (len(state["errors"]) - 1, state["errors"][-1])}
        return state | {key: first[key] for key in ("before", "now", "errors")} | {"rule": state["biases"], "left": left}

    return Panel("Round after round", controls, first, lambda state: _rounds_scene(state, net, x, t), act)


def _train(state: State, x: Array, t: Array, rounds: int) -> State:
    """The state after some more rounds; the last one is trained alone, since the table shows it."""
    now, errors = state["now"], state["errors"]
    for epochs in [rounds - 1, 1] if rounds > 1 else [1]:
        run, problem = train_silently(now, x, t, state["η"], epochs, biases=state["biases"])
        before = now if epochs == 1 else run.network
        now = run.network
        errors = (*errors[:-1], *run.errors)
        if problem:
            break
    return state | {"before": before, "now": now, "errors": errors, "problem": problem}


def _rounds_scene(state: State, start: Network, x: Array, t: Array) -> Scene:
    before, now, errors = state["before"], state["now"], state["errors"]
    done = len(errors) - 1
    slopes = before.backward(before.forward(x), t)
    names = [name for name in now.names if name[0] == "w" or state["biases"] == "own"]
    if state["biases"] == "shared":
        names += [f"b{layer}" for layer in range(1, len(now.sizes))]
    table: list[Mark] = [
        mark
        for row, name in enumerate(names[:MOST_ROWS])
        for mark in _row(MOST_ROWS - row, name, start[name], before[name], slopes[name], now[name] if done else None)
    ]
    end = MOST_ROWS - min(len(names), MOST_ROWS)
    if len(names) > MOST_ROWS:
        table.append(Words(0.1, 0, f"… and {len(names) - MOST_ROWS} more", size=9, across="left"))
    table.append(Line([(0, end - 0.5), (EDGES[-1], end - 0.5)], "#555555", 0.8))
    table += _row(end - 1.2, "E", errors[0], errors[-2] if done else errors[0], None, errors[-1] if done else None)
    axes = CurveAxes.of(errors)
    caption = (
        f"After {count(done, 'round')} E = {plain(errors[-1], 9)}; a round before it was {plain(errors[-2], 9)}. "
        "The table shows the last round."
        if done
        else f"Before the first round E = {plain(errors[0], 9)}; the gradients are ready, the new weights are not."
    )
    others = [
        f"{rule} left {plain(error, 3)} after {count(rounds, 'round')}"
        for rule, (rounds, error) in state["left"].items()
        if rule != state["rule"]
    ]
    caption += f" To compare: {', '.join(others)}." if others else ""
    return Scene("Round after round", caption, Ground(_rounds_ground, 3.9, (axes,)), [table, axes.marks(errors)])


def _row(y: float, name: str, start: float, before: float, slope: float | None, after: float | None) -> list[Mark]:
    """A line of the table: the value at the start, before the last round, its gradient (E has none), and after it."""
    places = 9 if slope is None else 6
    sign = "+" if slope is not None and slope > 0 else ""
    numbers = [
        (fixed(start, 6), GREY, False),
        (fixed(before, places), BLACK, False),
        ("" if slope is None else sign + fixed(slope, 6), RUST if sign else BLUE, False),
        ("?", GREY, False) if after is None else (fixed(after, places), BLACK, True),
    ]
    return [
        Words(0.1, y, name, across="left", size=9),
        *(Words(edge, y, text, colour, 9, across="right", bold=bold) for edge, (text, colour, bold) in zip(EDGES, numbers)),
    ]


def _rounds_ground(drawing: FigureBase, axes: "CurveAxes") -> None:
    left, right = drawing.subplots(1, 2, width_ratios=[1.5, 1])
    left.set(xlim=(0, EDGES[-1] + 0.1), ylim=(-1.6, 13.6))
    left.axis("off")
    for edge, title in zip(EDGES, ("at the start", "before", "∂E/∂w", "after")):
        left.text(edge, 13, title, ha="right", va="center", fontsize=9)
    axes.paint(right, "rounds", "E")


def train_silently(
    net: Network, x: Array, t: Array, learning_rate: float, epochs: int, **settings: Any
) -> tuple[History, str]:
    """`bp.train`, and what it printed: why it came to an early end, or nothing."""
    with redirect_stdout(io.StringIO()) as printed:
        run = train(net, x, t, learning_rate, epochs, **settings)
    return run, f"{printed.getvalue().strip()} (Counted from the last picture.)" if printed.getvalue() else ""


class CurveAxes(NamedTuple):
    """Limits for the curve of a growing error. They change seldom and in jumps, since each needs a new background."""

    steps: int
    low: float
    high: float
    log: bool

    @classmethod
    def of(cls, errors: Sequence[float], log: bool = True) -> "CurveAxes":
        """Limits for these errors; log: a scale of powers of ten where they span many."""
        done = len(errors) - 1
        least, most = max(min(errors), LEAST), max(*errors, LEAST)
        steps = next(size for k in range(1, 20) for size in (10**k, 2 * 10**k, 5 * 10**k) if size >= done)
        if log and most > LOG_FROM * least:
            return cls(steps, floor(log10(least)), ceil(log10(most)), True)
        scale = 10.0 ** floor(log10(most))
        high = next(k * scale for k in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if k * scale >= most)
        return cls(steps, 0, round(high, 12), False)

    def paint(self, axes: Axes, steps: str, error: str) -> None:
        """Set the limits, ticks and labels of the axes."""
        axes.set(xlim=(0, self.steps), ylim=(self.low, self.high), xlabel=steps, ylabel=error)
        axes.set_xticks(np.linspace(0, self.steps, 3), [f"{value:,.0f}" for value in np.linspace(0, self.steps, 3)])
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}" if value < 1e9 else plain(value, 2))
        if self.log:
            ticks = range(int(self.low), int(self.high) + 1, ceil((self.high - self.low) / 7))
            written_out = -6 < self.low and self.high < 5
            axes.set_yticks(list(ticks), [f"{10.0**k:.{max(0, -k)}f}" if written_out else power(10.0**k) for k in ticks])

    def marks(self, errors: Sequence[float]) -> list[Mark]:
        """The curve so far, and a diamond where it stands."""
        done = len(errors) - 1
        picked = sorted({round(k) for k in np.linspace(0, done, min(done, MOST_POINTS) + 1)})
        points = [(k, log10(max(errors[k], LEAST)) if self.log else errors[k]) for k in picked]
        return [*([Line(points)] if done else []), Dot(*points[-1], BLUE, 9, "D")]
