"""Training to be watched: the ball on an error surface, and a playground of small problems."""

from collections.abc import Sequence

import numpy as np
from contourpy import contour_generator
from matplotlib.figure import FigureBase

from .. import checks, datasets
from ..functions import Array
from ..network import Network
from ..show.learning import Plane, draw_heights
from ..show.marks import Box, Dot, Field, Line, Mark, Point, Words
from ..show.picture import BLACK, BLUE, FAR, GREY, ORANGE, RUST
from ..show.scene import Ground, Scene
from ..tables import count, plain
from .panel import Panel, State, button, choice, slider, toggle
from .rounds import Span, more

FINE = 60  # points of the decision boundary's grid along each axis
MARGIN = 0.25  # around the examples
TILES, ACROSS, HEADING = 1.7, 6.4, 0.24  # inches for the pictures of the hidden neurons, and a row's heading
GAP = 0.15  # between two of them, of their width
STEPS, CLEAR = {"One step": 1, "Ten steps": 10}, "Back to the start"
RUN, STEP, RESET, TICK = "Run or pause", "Step", "Reset", "tick"
DATA = {"xor": datasets.xor, "spirals": lambda: datasets.spirals(60, 1.0), "blobs": datasets.blobs}
SIZES = {"2": [2], "3": [3], "4": [4], "8": [8], "4 + 4": [4, 4], "8 + 8": [8, 8]}
SAYS = {"sigmoid": "blue 0, white ½, orange 1", "tanh": "blue −1, white 0, orange 1", "relu": "white 0, orange the most"}


def surface(
    net: Network | None = None,
    x: Array | None = None,
    t: Array | None = None,
    names: Sequence[str] = ("w1", "w2"),
    reach: float = 3.0,
) -> Panel:
    """Roll a ball down the error over two weights, all others still; too large an η makes it climb out.

    Without a network: one linear neuron and two examples, whose error is a valley with its lowest point at (1, 1).
    """
    own = net is None
    if own and (x is not None or t is not None):
        raise ValueError("net is missing, expected a network to go with x and t")
    if own:
        net, x, t = Network([[[-1.0, 3.0]]], [[0.0]], "identity"), [[1.0, 1.0], [0.5, 2.0]], [[2.0], [2.5]]
    plane = Plane(net, x, t, names)
    start, reach = plane.start, checks.number("reach", reach, above=0)
    middle = (1.0, 1.0) if own else start
    limits = [(round(centre - reach, 6), round(centre + reach, 6)) for centre in middle]
    still = plane.heights(*limits)
    if not np.isfinite(still[-1]).all():
        raise ValueError("the error over these two is not finite everywhere, expected a smaller reach")

    def ground(drawing: FigureBase, span: Span) -> None:
        above, curve = drawing.subplots(1, 2, width_ratios=[2.1, 1])
        draw_heights(above, *still)
        above.set(xlim=limits[0], ylim=limits[1], xlabel=names[0], ylabel=names[1], aspect="equal")
        span.paint(curve, "steps", "error")

    def begin(place: Point) -> State:
        return {"path": (place,), "errors": (plane.error(place),)} | dict(zip(names, place))

    def act(state: State, name: str) -> State:
        before = state["path"]
        if name in names or name == CLEAR:
            return state | begin(before[0] if name == CLEAR else tuple(state[which] for which in names))
        path = plane.descend(before, state["η"], STEPS.get(name, 0))
        if name in STEPS and path == before:
            raise ValueError(f"The ball has run away beyond {FAR:,.0f}: move it, or go back to the start.")
        errors = (*state["errors"], *map(plane.error, path[len(before) :]))
        return state | {"path": path, "errors": errors} | dict(zip(names, path[-1]))

    def scene(state: State) -> Scene:
        path, errors = state["path"], state["errors"]
        steps, seen = len(path) - 1, path[-200:]
        span = Span.of(errors if steps else [still[-1].max()], log=not own)  # lesson 01 has no powers of ten yet
        at = ", ".join(f"{name} = {plain(value)}" for name, value in zip(names, path[-1]))
        caption = f"At {at} the error is {plain(errors[-1], 5)}"
        caption += "." if not steps else f", after {steps} step{'s' * (steps > 1)} from {plain(errors[0], 5)}."
        if not all(low <= value <= high for value, (low, high) in zip(path[-1], limits)):
            caption += " The ball has left the picture"
            caption += ": it diverges, since each step is too long." if errors[-1] > errors[0] else "."
        marks: list[Mark] = [Line(seen, ORANGE, 1.6)] if steps else []
        marks += [Dot(*point, ORANGE, 5) for point in seen[:-1]] + [Dot(*path[-1], BLUE, 13)]
        return Scene("The error over two weights", caption, Ground(ground, 4.0, (span,)), [marks, span.marks(errors)])

    controls = [
        *(slider(name, *within, 0.05) for name, within in zip(names, limits)),
        slider("η", 0, 1, 0.01) if own else slider("η", 0, 20, 0.1),
        *map(button, STEPS),
        button(CLEAR),
    ]
    return Panel("The error over two weights", controls, {"η": 0.3} | begin(start), scene, act)


def train_xor() -> Panel:
    """Watch four hidden neurons learn exclusive or; with two, and another seed, often they do not."""
    return playground("xor", "4", "sigmoid", 2.0, "all", 3)


def playground(
    data: str = "spirals",
    hidden: str = "8 + 8",
    activation: str = "tanh",
    learning_rate: float = 0.5,
    batch_size: str = "4",
    seed: int = 1,
) -> Panel:
    """Train a network on a small problem and watch its decision boundary and its error move.

    data: xor, spirals or blobs; hidden: neurons of the hidden layers, such as "4" or "8 + 8"; batch_size: "1", "4" or
    "all". Each number is that of `bp.train` with the same settings. Raises ValueError for other names.
    """
    seed = checks.whole("seed", seed, 0)
    controls = [
        choice("data", list(DATA)),
        choice("hidden neurons", list(SIZES)),
        choice("activation", ["sigmoid", "tanh", "relu"]),
        choice("batch size", ["1", "4", "all"]),
        slider("η", 0, 10, 0.05),
        slider("seed", 0, 19, 1),
        choice("epochs per picture", ["1", "10", "100"]),
        toggle(RUN),
        button(STEP),
        button(RESET),
    ]
    state = {
        "data": checks.choice("data", data, DATA),
        "hidden neurons": checks.choice("hidden", hidden, SIZES),
        "activation": checks.choice("activation", activation, ["sigmoid", "tanh", "relu"]),
        "batch size": checks.choice("batch_size", batch_size, ["1", "4", "all"]),
        "η": checks.number("learning_rate", learning_rate, least=0, most=10),
        "epochs per picture": "10",
        "seed": seed,
        "running": False,
    }
    return Panel("Training, watched", controls, _fresh(state), _playground_scene, _playground_act, ticks=TICK)


def _fresh(state: State) -> State:
    """A new random network, nothing trained yet."""
    x, t = DATA[state["data"]]()
    hidden = SIZES[state["hidden neurons"]]
    net = Network.random([2, *hidden, 1], int(state["seed"]), [state["activation"]] * len(hidden) + ["sigmoid"])
    return state | {"net": net, "errors": (net.error(x, t),), "running": False}


def _playground_act(state: State, name: str) -> State:
    if name in ("data", "hidden neurons", "activation", "seed", RESET):
        return _fresh(state)
    if name == RUN:
        return state | {"running": not state["running"]}
    if name not in (STEP, TICK) or name == TICK and not state["running"]:
        return state
    x, t = DATA[state["data"]]()
    size = len(x) if state["batch size"] == "all" else int(state["batch size"])
    run, problem = more(state["net"], x, t, state["η"], int(state["epochs per picture"]), batch_size=size)
    return state | {
        "net": run.network,
        "errors": (*state["errors"][:-1], *run.errors),
        "problem": problem,
        "running": state["running"] and not problem,
    }


def _playground_scene(state: State) -> Scene:
    net, errors, (x, t) = state["net"], state["errors"], DATA[state["data"]]()
    low, high = x.min(axis=0) - MARGIN, x.max(axis=0) + MARGIN
    across, up = (a + (b - a) * (np.arange(FINE) + 0.5) / FINE for a, b in zip(low, high))
    trace = net.forward(np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2))
    out = trace.out[-1].reshape(FINE, FINE)
    wanted, said = t[:, 0] > 0.5, net.forward(x).out[-1][:, 0] > 0.5
    marks: list[Mark] = [Field(out, tuple(low), tuple(high))]
    marks += [Line(line, BLACK, 1.6) for line in contour_generator(across, up, out).lines(0.5)]
    size = 11 if len(x) < 10 else 6
    marks += [Dot(*point, ORANGE if high else BLUE, size, "s" if high else "o") for point, high in zip(x, wanted)]
    if len(x) < 10:
        marks += [Dot(*point, RUST, 20, hollow=True) for point in x[said != wanted]]
    done, right = count(len(errors) - 1, "epoch"), int((said == wanted).sum())
    caption = f"{done}: the error is {plain(errors[-1])}, and {right} of {len(x)} examples lie on their side."
    if right == len(x):
        caption += " All are classified correctly."
    span = Span.of(errors)
    ground = Ground(_playground_ground, 5.2, (*map(float, low), *map(float, high), span))
    return Scene("Training, watched", caption, ground, [marks, span.marks(errors), _tiles(net, trace.out)])


def _playground_ground(drawing: FigureBase, low: float, bottom: float, high: float, top: float, span: Span) -> None:
    axes = drawing.subplot_mosaic([["plane", "curve"], ["tiles", "tiles"]], height_ratios=[3.4, TILES])
    axes["plane"].set(xlim=(low, high), ylim=(bottom, top), xlabel="i1", ylabel="i2")
    span.paint(axes["curve"], "epochs", "error")
    axes["tiles"].set(xlim=(0, ACROSS), ylim=(0, TILES), aspect="equal", anchor="W")
    axes["tiles"].axis("off")


def _tiles(net: Network, out: list[Array]) -> list[Mark]:
    """What each hidden neuron says at every place of the plane: a small picture of it for each, a row for each layer."""
    marks: list[Mark] = []
    room = TILES / (len(out) - 2)
    for row, (said, activation) in enumerate(zip(out[1:-1], net.activations)):
        most = max(said.max(), 1e-9) if activation == "relu" else 1.0
        shade = said if activation == "sigmoid" else 0.5 + said / most / 2  # white where a neuron says nothing
        small = shade.reshape(FINE, FINE, -1)[1::3, 1::3]
        cells, _, n = small.shape
        side, top = min(room - HEADING - 0.06, ACROSS / n / (1 + GAP)), TILES - row * room
        beside = np.pad(small, ((0, 0), (0, round(cells * GAP)), (0, 0)), constant_values=np.nan)
        marks += [
            Words(
                0,
                top - HEADING / 2,
                f"what the {n} neurons of hidden layer {row + 1} say there: {SAYS[activation]}",
                size=9,
                across="left",
            ),
            Field(np.hstack(np.moveaxis(beside, -1, 0)), (0, top - HEADING - side), (n * side * (1 + GAP), top - HEADING)),
            *[
                Box((left, top - HEADING - side), (left + side, top - HEADING), GREY, width=0.5)
                for left in np.arange(n) * side * (1 + GAP)
            ],
        ]
    return marks
