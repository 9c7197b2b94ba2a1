"""Training, to be watched: a ball that rolls down the error over two weights, and a playground of small problems."""

from collections.abc import Callable, Sequence

import numpy as np
from contourpy import contour_generator
from matplotlib.figure import FigureBase
from numpy.typing import ArrayLike

from .. import checks, datasets
from ..functions import Array
from ..network import Network
from ..show.learning import Plane, draw_heights
from ..show.marks import Box, Dot, Field, Line, Mark, Point, Words
from ..show.picture import BLACK, BLUE, FAR, GREY, ORANGE, RUST
from ..show.scene import Ground, Scene
from ..tables import count, plain
from .networks import START
from .panel import Panel, State, button, choice, slider, toggle
from .rounds import CurveAxes, train_silently

FINE = 60  # points of the decision boundary's grid along each axis
MARGIN = 0.25  # around the examples
TILES, ACROSS = 1.7, 6.4  # inches down and across for the tiles: a small picture for each hidden neuron
HEADING = 0.24  # inches for the heading of a row of tiles
GAP = 0.15  # between two tiles, of their width
STEPS = {"One step": 1, "Ten steps": 10}
MOST_DOTS = 200  # of a path
RUN, STEP, RESET, TICK = "Run or pause", "Step", "Reset", "tick"
DATA: dict[str, Callable[[], tuple[Array, Array]]] = {
    "xor": datasets.xor,
    "spirals": lambda: datasets.spirals(60, 1.0),
    "blobs": datasets.blobs,
}
SIZES = {"2": [2], "3": [3], "4": [4], "8": [8], "4 + 4": [4, 4], "8 + 8": [8, 8]}
SAYS = {"sigmoid": "blue 0, white ½, orange 1", "tanh": "blue −1, white 0, orange 1", "relu": "white 0, orange the most"}


def surface(
    net: Network | None = None,
    x: ArrayLike | None = None,
    t: ArrayLike | None = None,
    names: Sequence[str] = ("w1", "w2"),
    reach: float = 3.0,
) -> Panel:
    """Roll a ball down the error over two weights, all others still; too large an η makes it climb out.

    Without a network: one linear neuron and two examples, whose error is a valley with its lowest point at (1, 1).
    """
    own = net is None
    if net is None:
        if x is not None or t is not None:
            raise ValueError("net is missing, expected a network to go with x and t")
        net = Network([[[-1.0, 3.0]]], [[0.0]], "identity")
        x, t = [[1.0, 1.0], [0.5, 2.0]], [[2.0], [2.5]]
    x, t = checks.examples(net, x, t)
    plane = Plane(net, x, t, names)
    view = _View(
        plane, (1.0, 1.0) if own else plane.start, checks.number("reach", reach, above=0), log=not own
    )  # lesson 01 has no powers of ten yet
    sliders = [slider(name, *limits, 0.05) for name, limits in zip(names, view.limits)]
    controls = [*sliders, slider("η", 0, 1, 0.01) if own else slider("η", 0, 20, 0.1), *map(button, [*STEPS, START])]
    return Panel("The error over two weights", controls, {"η": 0.3} | view.begin(plane.start), view.scene, view.act)


class _View:
    """The error over a square of the plane of two weights, and a ball on it. log: E may be shown in powers of ten."""

    def __init__(self, plane: Plane, middle: Point, reach: float, log: bool) -> None:
        self.plane, self.log = plane, log
        self.limits = [(round(centre - reach, 6), round(centre + reach, 6)) for centre in middle]
        self.heights = plane.heights(*self.limits)
        if not np.isfinite(self.heights[-1]).all():
            raise ValueError("the error over these two is not finite everywhere, expected a smaller reach")

    def ground(self, drawing: FigureBase, error_axes: CurveAxes) -> None:
        left, right = drawing.subplots(1, 2, width_ratios=[2.1, 1])
        draw_heights(left, *self.heights)
        left.set(xlim=self.limits[0], ylim=self.limits[1], aspect="equal")
        left.set(xlabel=self.plane.names[0], ylabel=self.plane.names[1])
        error_axes.paint(right, "steps", "error")

    def begin(self, place: Point) -> State:
        """A new path that begins at a place."""
        return {"path": (place,), "errors": (self.plane.error(place),)} | dict(zip(self.plane.names, place))

    def act(self, state: State, name: str) -> State:
        before = state["path"]
        if name in self.plane.names:
            return state | self.begin(tuple(state[which] for which in self.plane.names))
        if name == START:
            return state | self.begin(before[0])
        path = self.plane.descend(before, state["η"], STEPS.get(name, 0))
        if name in STEPS and path == before:
            raise ValueError(f"The ball has run away beyond {FAR:,.0f}: move it, or go back to the start.")
        errors = (*state["errors"], *map(self.plane.error, path[len(before) :]))
        return state | {"path": path, "errors": errors} | dict(zip(self.plane.names, path[-1]))

    def scene(self, state: State) -> Scene:
        path, errors = state["path"], state["errors"]
        axes = CurveAxes.of(errors if len(path) > 1 else [self.heights[-1].max()], self.log)
        *before, (w1, w2) = path[-MOST_DOTS:]
        marks: list[Mark] = [Line(path[-MOST_DOTS:], ORANGE, 1.6)] if before else []
        marks += [*(Dot(x, y, ORANGE, 5) for x, y in before), Dot(w1, w2, BLUE, 13)]
        ground = Ground(self.ground, 4.0, (axes,))
        return Scene("The error over two weights", self._caption(path[-1], errors), ground, [marks, axes.marks(errors)])

    def _caption(self, place: Point, errors: Sequence[float]) -> str:
        at = ", ".join(f"{name} = {plain(value)}" for name, value in zip(self.plane.names, place))
        steps = f", after {count(len(errors) - 1, 'step')} from {plain(errors[0], 5)}" if len(errors) > 1 else ""
        caption = f"At {at} the error is {plain(errors[-1], 5)}{steps}."
        if any(not low <= value <= high for value, (low, high) in zip(place, self.limits)):
            diverges = ": it diverges, since each step is too long" if errors[-1] > errors[0] else ""
            caption += f" The ball has left the picture{diverges}."
        return caption


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
    return Panel("Training, watched", controls, _restart(state), _playground_scene, _playground_act, ticks=TICK)


def _restart(state: State) -> State:
    """Begin with a new random network."""
    x, t = DATA[state["data"]]()
    hidden = SIZES[state["hidden neurons"]]
    net = Network.random([2, *hidden, 1], int(state["seed"]), [state["activation"]] * len(hidden) + ["sigmoid"])
    return state | {"net": net, "errors": (net.error(x, t),), "running": False}


def _playground_act(state: State, name: str) -> State:
    if name in ("data", "hidden neurons", "activation", "seed", RESET):
        return _restart(state)
    if name == RUN:
        return state | {"running": not state["running"]}
    if name not in (STEP, TICK) or name == TICK and not state["running"]:
        return state
    x, t = DATA[state["data"]]()
    size = len(x) if state["batch size"] == "all" else int(state["batch size"])
    run, problem = train_silently(state["net"], x, t, state["η"], int(state["epochs per picture"]), batch_size=size)
    return state | {
        "net": run.network,
        "errors": (*state["errors"][:-1], *run.errors),
        "problem": problem,
        "running": state["running"] and not problem,
    }


def _playground_scene(state: State) -> Scene:
    net, errors = state["net"], state["errors"]
    x, t = DATA[state["data"]]()
    low, high = x.min(axis=0) - MARGIN, x.max(axis=0) + MARGIN
    across, up = (a + (b - a) * (np.arange(FINE) + 0.5) / FINE for a, b in zip(low, high))
    trace = net.forward(np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2))
    out = trace.out[-1].reshape(FINE, FINE)
    wanted = t[:, 0] > 0.5
    correct = (net.forward(x).out[-1][:, 0] > 0.5) == wanted
    (left, bottom), (right, top) = low.tolist(), high.tolist()
    marks: list[Mark] = [Field(out, (left, bottom), (right, top))]
    marks += [Line(np.asarray(line).tolist(), BLACK, 1.6) for line in contour_generator(across, up, out).lines(0.5)]
    size = 11 if len(x) < 10 else 6
    marks += [Dot(i1, i2, ORANGE if one else BLUE, size, "s" if one else "o") for (i1, i2), one in zip(x, wanted)]
    if len(x) < 10:
        marks += [Dot(i1, i2, RUST, 20, hollow=True) for i1, i2 in x[~correct]]
    done, right_ones = count(len(errors) - 1, "epoch"), f"{correct.sum()} of {len(x)}"
    caption = f"{done}: the error is {plain(errors[-1])}, and {right_ones} examples lie on their side."
    caption += " All are classified correctly." if correct.all() else ""
    axes = CurveAxes.of(errors)
    ground = Ground(_playground_ground, 5.2, (left, bottom, right, top, axes))
    return Scene("Training, watched", caption, ground, [marks, axes.marks(errors), _tiles(net, trace.out)])


def _playground_ground(
    drawing: FigureBase, left: float, bottom: float, right: float, top: float, error_axes: CurveAxes
) -> None:
    axes = drawing.subplot_mosaic([["plane", "curve"], ["tiles", "tiles"]], height_ratios=[3.4, TILES])
    axes["plane"].set(xlim=(left, right), ylim=(bottom, top), xlabel="i1", ylabel="i2")
    error_axes.paint(axes["curve"], "epochs", "error")
    axes["tiles"].set(xlim=(0, ACROSS), ylim=(0, TILES), aspect="equal", anchor="W")
    axes["tiles"].axis("off")


def _tiles(net: Network, out: list[Array]) -> list[Mark]:
    """Tiles: for each hidden neuron a small picture of its output at every place of the plane, a row for each layer."""
    marks: list[Mark] = []
    room = TILES / (len(out) - 2)
    for row, (values, activation) in enumerate(zip(out[1:-1], net.activations)):
        most = max(values.max(), 1e-9) if activation == "relu" else 1.0
        shade = values if activation == "sigmoid" else 0.5 + values / most / 2  # white where a neuron says nothing
        small = shade.reshape(FINE, FINE, -1)[1::3, 1::3]
        cells, _, n = small.shape
        side = min(room - HEADING - 0.06, ACROSS / n / (1 + GAP))
        top = TILES - row * room
        beside = np.pad(small, ((0, 0), (0, round(cells * GAP)), (0, 0)), constant_values=np.nan)
        marks += [
            Words(
                0,
                top - HEADING / 2,
                f"what the {n} neurons of hidden layer {row + 1} say there: {SAYS[activation]}",
                size=9,
                across="left",
            ),
            Field(
                np.hstack(list(np.moveaxis(beside, -1, 0))), (0, top - HEADING - side), (n * side * (1 + GAP), top - HEADING)
            ),
            *[
                Box((left, top - HEADING - side), (left + side, top - HEADING), GREY, width=0.5)
                for left in np.arange(n) * side * (1 + GAP)
            ],
        ]
    return marks
