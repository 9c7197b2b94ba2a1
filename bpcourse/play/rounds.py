"""Training round by round, to be watched: the table of weights beside the curve of the error."""

from matplotlib.figure import FigureBase
from numpy.typing import ArrayLike

from .. import checks
from ..functions import Array
from ..network import Network
from ..show.marks import Line, Mark, Words
from ..show.picture import BLACK, BLUE, GREY, RUST
from ..show.scene import Ground, Scene
from ..tables import count, fixed, plain
from ..training import BIAS_RULES
from .curve import CurveLimits, train_silently
from .networks import given
from .panel import BACK_TO_START, Panel, State, button, choice, slider

MOST_ROWS = 12  # of the table of weights
EDGES = (1.85, 3.5, 4.95, 6.4)  # right edges of its columns: at the start, before, gradient, after
ROUNDS = {"1 round": 1, "10 rounds": 10, "1,000 rounds": 1000}


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
    controls = [slider("η", 0, 10, 0.1), choice("biases", list(BIAS_RULES)), *map(button, [*ROUNDS, BACK_TO_START])]

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

    return Panel(controls, first, lambda state: _rounds_scene(state, net, x, t), act)


def _train(state: State, x: Array, t: Array, rounds: int) -> State:
    """The state after some more rounds; the last one is trained alone, since the table shows it."""
    rate, biases = state["η"], state["biases"]
    before, errors, problem = train_silently(state["now"], x, t, state["errors"], rate, rounds - 1, biases=biases)
    now = before
    if not problem:
        now, errors, problem = train_silently(before, x, t, errors, rate, 1, biases=biases)
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
    limits = CurveLimits.of(errors)
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
    return Scene("Round after round", caption, Ground(_rounds_ground, 3.9, (limits,)), [table, limits.marks(errors)])


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


def _rounds_ground(drawing: FigureBase, limits: CurveLimits) -> None:
    left, right = drawing.subplots(1, 2, width_ratios=[1.5, 1])
    left.set(xlim=(0, EDGES[-1] + 0.1), ylim=(-1.6, 13.6))
    left.axis("off")
    for edge, title in zip(EDGES, ("at the start", "before", "∂E/∂w", "after")):
        left.text(edge, 13, title, ha="right", va="center", fontsize=9)
    limits.paint(right, "rounds", "E")
