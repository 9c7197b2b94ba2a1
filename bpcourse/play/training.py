"""Training, to be watched: a ball that goes down the error over two weights, and a playground of small problems."""

from collections.abc import Callable, Sequence

import numpy as np
from contourpy import contour_generator
from matplotlib.figure import FigureBase
from numpy.typing import ArrayLike

from .. import checks, datasets
from ..functions import Array
from ..network import Network
from ..show.learning import Plane, draw_heights, outputs
from ..show.marks import Box, Dot, Field, Line, Mark, Point, Words
from ..show.picture import BLACK, BLUE, FAR, GREY, ORANGE, RUST
from ..show.scene import Ground, Scene
from ..tables import count, plain
from .curve import CurveLimits, train_silently
from .panel import BACK_TO_START, TICK, Panel, State, button, choice, slider, toggle

STEPS = {"One step": 1, "Ten steps": 10}
MOST_DOTS = 200  # of a path
FINE = 60  # points of the decision boundary's grid along each axis: a multiple of 3, since a tile shows every third
MARGIN = 0.25  # around the examples
PLANE, TILES, ACROSS = 3.4, 1.7, 6.4  # inches down for the plane and the tiles, and across for the tiles
HEADING = 0.24  # inches for the heading of a row of tiles
GAP = 0.15  # between two tiles, of their width
RUN, STEP, RESET = "Run or pause", "Step", "Reset"
DATA: dict[str, Callable[[], tuple[Array, Array]]] = {
    "xor": datasets.xor,
    "spirals": lambda: datasets.spirals(60, 1.0),
    "blobs": datasets.blobs,
}
SIZES = {"2": [2], "3": [3], "4": [4], "8": [8], "4 + 4": [4, 4], "8 + 8": [8, 8]}
BATCHES = ["1", "4", "all"]
LEGEND = {  # of the tiles, for each activation
    "sigmoid": "blue 0, white ½, orange 1",
    "tanh": "blue −1, white 0, orange 1",
    "relu": "white 0, orange the most",
}


def surface(
    net: Network | None = None,
    x: ArrayLike | None = None,
    t: ArrayLike | None = None,
    names: Sequence[str] = ("w1", "w2"),
    reach: float = 3.0,
) -> Panel:
    """Let a ball go down the error over two weights, all others still; too large an η makes it climb out.

    It has no momentum: each step is −η times the slope where it is. Without a network: one linear neuron and two
    examples, whose error is a valley with its lowest point at (1, 1).
    """
    is_default = net is None
    if net is None:
        if x is not None or t is not None:
            raise ValueError("net is missing, expected a network to go with x and t")
        net = Network([[[-1.0, 3.0]]], [[0.0]], "identity")
        x, t = [[1.0, 1.0], [0.5, 2.0]], [[2.0], [2.5]]
    plane = Plane(net, *checks.examples(net, x, t), names)
    middle = (1.0, 1.0) if is_default else plane.start
    reach = checks.number("reach", reach, above=0)
    shown = _Surface(plane, middle, reach, log=not is_default)  # lesson 01 has no powers of ten yet
    sliders = [slider(name, *limits, 0.05) for name, limits in zip(names, shown.limits)]
    rate = slider("η", 0, 1, 0.01) if is_default else slider("η", 0, 20, 0.1)
    controls = [*sliders, rate, *map(button, [*STEPS, BACK_TO_START])]
    return Panel(controls, {"η": 0.3} | shown.begin(plane.start), shown.scene, shown.act)


class _Surface:
    """The error over a square of the plane of two weights, and a ball on it. log: E may be shown in powers of ten.

    The state: "path", where the ball has been; "errors", E at each of these places; "η"; both weights by their names.
    """

    def __init__(self, plane: Plane, middle: Point, reach: float, log: bool) -> None:
        self.plane, self.log = plane, log
        self.limits = [(round(centre - reach, 6), round(centre + reach, 6)) for centre in middle]
        self.across, self.up, self.heights = plane.heights(*self.limits)
        if not np.isfinite(self.heights).all():
            raise ValueError("the error over these two is not finite everywhere, expected a smaller reach")

    def ground(self, drawing: FigureBase, curve_limits: CurveLimits) -> None:
        left, right = drawing.subplots(1, 2, width_ratios=[2.1, 1])
        draw_heights(left, self.across, self.up, self.heights)
        left.set(xlim=self.limits[0], ylim=self.limits[1], aspect="equal")
        left.set(xlabel=self.plane.names[0], ylabel=self.plane.names[1])
        curve_limits.paint(right, "steps", "error")

    def begin(self, place: Point) -> State:
        """A new path that begins at a place."""
        return {"path": (place,), "errors": (self.plane.error(place),)} | dict(zip(self.plane.names, place))

    def act(self, state: State, name: str) -> State:
        path = state["path"]
        if name in self.plane.names:
            return state | self.begin(tuple(state[which] for which in self.plane.names))
        if name == BACK_TO_START:
            return state | self.begin(path[0])
        if name not in STEPS:
            return state
        places = self.plane.descend(path[-1], state["η"], STEPS[name])
        if not places:
            raise ValueError(f"The ball has run away beyond {FAR:,.0f}: move it, or go back to the start.")
        errors = (*state["errors"], *map(self.plane.error, places))
        return state | {"path": (*path, *places), "errors": errors} | dict(zip(self.plane.names, places[-1]))

    def scene(self, state: State) -> Scene:
        errors = state["errors"]
        *before, (w1, w2) = path = state["path"][-MOST_DOTS:]
        # Before the first step one scale serves all places, so that dragging a weight's slider redraws no background.
        limits = CurveLimits.of(errors if len(errors) > 1 else [self.heights.max()], self.log)
        marks: list[Mark] = [Line(path, ORANGE, 1.6), *(Dot(x, y, ORANGE, 5) for x, y in before), Dot(w1, w2, BLUE, 13)]
        ground = Ground(self.ground, 4.0, (limits,))
        return Scene("The error over two weights", self._caption((w1, w2), errors), ground, [marks, limits.marks(errors)])

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
    controls = [
        choice("data", list(DATA)),
        choice("hidden neurons", list(SIZES)),
        choice("activation", list(LEGEND)),
        choice("batch size", BATCHES),
        slider("η", 0, 10, 0.05),
        slider("seed", 0, 19, 1),
        choice("epochs per picture", ["1", "10", "100"]),
        toggle(RUN),
        button(STEP),
        button(RESET),
    ]
    settings = {
        "data": checks.choice("data", data, DATA),
        "hidden neurons": checks.choice("hidden", hidden, SIZES),
        "activation": checks.choice("activation", activation, LEGEND),
        "batch size": checks.choice("batch_size", batch_size, BATCHES),
        "η": checks.number("learning_rate", learning_rate, least=0, most=10),
        "epochs per picture": "10",
        "seed": checks.whole("seed", seed, 0),
    }
    return Panel(controls, _restart(settings), _playground_scene, _playground_act)


def _restart(state: State) -> State:
    """Begin with a new random network."""
    x, t = DATA[state["data"]]()
    hidden = SIZES[state["hidden neurons"]]
    net = Network.random([2, *hidden, 1], state["seed"], [state["activation"]] * len(hidden) + ["sigmoid"])
    return state | {"net": net, "errors": (net.error(x, t),), "running": False}


def _playground_act(state: State, name: str) -> State:
    if name in ("data", "hidden neurons", "activation", "seed", RESET):
        return _restart(state)
    if name == RUN:
        return state | {"running": not state["running"]}
    if name != STEP and not (name == TICK and state["running"]):
        return state
    x, t = DATA[state["data"]]()
    size = len(x) if state["batch size"] == "all" else int(state["batch size"])
    epochs = int(state["epochs per picture"])
    net, errors, problem = train_silently(state["net"], x, t, state["errors"], state["η"], epochs, batch_size=size)
    return state | {"net": net, "errors": errors, "problem": problem, "running": state["running"] and not problem}


def _playground_scene(state: State) -> Scene:
    net, errors = state["net"], state["errors"]
    x, t = DATA[state["data"]]()
    low, high = x.min(axis=0) - MARGIN, x.max(axis=0) + MARGIN
    across, up = (a + (b - a) * (np.arange(FINE) + 0.5) / FINE for a, b in zip(low, high))
    says = outputs(net, across, up)
    out = says[-1][..., 0]
    wanted = t[:, 0] > 0.5
    correct = (net.forward(x).out[-1][:, 0] > 0.5) == wanted
    corner, opposite = ((i1, i2) for i1, i2 in (low.tolist(), high.tolist()))
    marks: list[Mark] = [Field(out, corner, opposite)]
    marks += [Line(np.asarray(line).tolist(), BLACK, 1.6) for line in contour_generator(across, up, out).lines(0.5)]
    size = 11 if len(x) < 10 else 6
    marks += [Dot(i1, i2, ORANGE if one else BLUE, size, "s" if one else "o") for (i1, i2), one in zip(x, wanted)]
    if len(x) < 10:
        marks += [Dot(i1, i2, RUST, 20, hollow=True) for i1, i2 in x[~correct]]
    limits = CurveLimits.of(errors)
    ground = Ground(_playground_ground, PLANE + TILES + 0.1, (corner, opposite, limits))
    layers = [marks, limits.marks(errors), _tiles(says[1:-1], state["activation"])]
    return Scene("Training, watched", _playground_caption(errors, correct), ground, layers)


def _playground_caption(errors: Sequence[float], correct: Array) -> str:
    score = f"{correct.sum()} of {len(correct)} examples lie on their side."
    score += " All are classified correctly." if correct.all() else ""
    return f"{count(len(errors) - 1, 'epoch')}: the error is {plain(errors[-1])}, and {score}"


def _playground_ground(drawing: FigureBase, corner: Point, opposite: Point, curve_limits: CurveLimits) -> None:
    axes = drawing.subplot_mosaic([["plane", "curve"], ["tiles", "tiles"]], height_ratios=[PLANE, TILES])
    limits_across, limits_up = zip(corner, opposite)
    axes["plane"].set(xlim=limits_across, ylim=limits_up, xlabel="i1", ylabel="i2")
    curve_limits.paint(axes["curve"], "epochs", "error")
    axes["tiles"].set(xlim=(0, ACROSS), ylim=(0, TILES), aspect="equal", anchor="W")
    axes["tiles"].axis("off")


def _tiles(says: Sequence[Array], activation: str) -> list[Mark]:
    """Tiles: for each hidden neuron a small picture of its output at every place of the plane, a row for each layer."""
    marks: list[Mark] = []
    for row, values in enumerate(says):
        most = max(values.max(), 1e-9) if activation == "relu" else 1.0
        shade = values if activation == "sigmoid" else 0.5 + values / most / 2  # white where a neuron says nothing
        small = shade[1::3, 1::3]
        cells, _, n = small.shape
        side = min(TILES / len(says) - HEADING - 0.06, ACROSS / n / (1 + GAP))
        pitch = side * (1 + GAP)
        top = TILES * (1 - row / len(says)) - HEADING
        heading = f"what the {n} neurons of hidden layer {row + 1} say there: {LEGEND[activation]}"
        apart = np.pad(small, ((0, 0), (0, round(cells * GAP)), (0, 0)), constant_values=np.nan)
        marks.append(Words(0, top + HEADING / 2, heading, size=9, across="left"))
        marks.append(Field(np.hstack(list(np.moveaxis(apart, -1, 0))), (0, top - side), (n * pitch, top)))
        marks += [Box((left, top - side), (left + side, top), GREY, width=0.5) for left in np.arange(n) * pitch]
    return marks
