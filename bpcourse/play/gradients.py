"""Gradients, to be moved: lesson 06's nudge of any size, lesson 08's gradients in a deep network."""

from functools import cache
from math import floor, log10
from os.path import commonprefix
from typing import NamedTuple

import numpy as np
from matplotlib.figure import FigureBase
from numpy.typing import ArrayLike

from .. import datasets
from ..functions import Array
from ..network import Network
from ..show.gradients import LEAST, POWERS
from ..show.marks import Dot, Line, Mark, Words
from ..show.picture import BLACK, BLUE, GREY, ORANGE
from ..show.scene import Ground, Scene
from ..tables import count, plain, power
from .networks import given, moved
from .panel import Panel, State, choice, slider

PLACES = 16  # decimals of an error, about all that a float keeps
PITCH = 0.155  # from one digit to the next
EPSILON = 2.0**-52  # how exactly a float is kept
LARGEST_ERROR = 1e8  # an error whose digits still find room
LOWEST, HIGHEST = -13, 1  # powers of ten of the relative error
KINDS = ["sigmoid", "tanh", "relu"]  # of hidden layers
NEURONS = 30  # of a hidden layer
MOST_LAYERS = 12  # hidden ones
FLOOR, CEILING = -14, 7  # powers of ten of a norm; none of those that can be chosen goes beyond
EVEN = 10  # a norm that changes by less than this factor is called even


class Nudge(NamedTuple):
    """E at w + h, w and w − h, and ∂E/∂w as backward gives it."""

    h: float
    above: float
    here: float
    below: float
    exact: float

    @property
    def slope(self) -> float:
        """(E(w + h) − E(w − h)) / 2h."""
        return (self.above - self.below) / (2 * self.h)

    @property
    def off(self) -> float:
        """|slope − ∂E/∂w| relative to ∂E/∂w."""
        return max(abs(self.slope / self.exact - 1), LEAST)

    @property
    def off_one_side(self) -> float:
        """The same for (E(w + h) − E(w)) / h."""
        return max(abs((self.above - self.here) / self.h / self.exact - 1), LEAST)


def nudge(net: Network | None = None, x: ArrayLike | None = None, t: ArrayLike | None = None) -> Panel:
    """Choose a weight and h = 10⁻ᵏ: the digits that E(w + h) and E(w − h) share, and how many the slope gets right."""
    net, x, t = given(net, x, t)
    if net.error(x, t) > LARGEST_ERROR:
        raise ValueError(f"the error of this network is {net.error(x, t):g}, too large to be shown digit by digit")
    slopes = net.backward(net.forward(x), t)
    names = [name for name in net.names if slopes[name]]
    if not names:
        raise ValueError("every slope of this network is 0 here, so there is nothing to compare a nudge with")

    @cache
    def nudges(name: str) -> dict[int, Nudge]:
        def error(h: float) -> float:
            return moved(net, {name: net[name] + h}).error(x, t)

        return {k: Nudge(10.0**-k, error(10.0**-k), error(0.0), error(-(10.0**-k)), slopes[name]) for k in POWERS}

    return Panel(
        [choice("weight or bias", names), slider("k", POWERS[0], POWERS[-1], 1)],
        {"weight or bias": "w5" if "w5" in names else names[0], "k": 1},
        lambda state: _nudge_scene(state, nudges(state["weight or bias"])),
    )


def _nudge_scene(state: State, nudges: dict[int, Nudge]) -> Scene:
    name, k = state["weight or bias"], state["k"]
    this = nudges[k]
    values = (this.above, this.below, this.above - this.below, this.slope, this.exact)
    head = max(f"{value:.1f}".index(".") for value in values)  # characters before the point
    places = PLACES - head + 1
    above, below, difference, slope, exact = (f"{value:{head + 1 + places}.{places}f}" for value in values)
    shared = len(commonprefix([above, below]))
    empty = len(difference) - len(difference.lstrip(" -0."))
    found = min(places, max(0, floor(-log10(2 * abs(this.slope - this.exact) or LEAST))))  # decimals that are right
    right = range(0 if found else len(slope), slope.index(".") + 1 + found)
    words = [
        *_digits(4.9, "E(w + h)", above, range(shared, 99)),
        *_digits(4.1, "E(w − h)", below, range(shared, 99)),
        Line([(0, 3.6), (4.2, 3.6)], GREY, 0.8),
        *_digits(3.1, "difference", difference, range(empty, 99)),
        *_digits(1.8, "… / 2h", slope, right),
        *_digits(1.0, "backward", exact, right),
    ]
    curves: list[Mark] = [
        Line([(-k, _height(nudge.off_one_side)) for k, nudge in nudges.items()], ORANGE, 1.5, dashed=True),
        Line([(-k, _height(nudge.off)) for k, nudge in nudges.items()]),
        Dot(-k, _height(this.off), BLUE, 10, "D"),
    ]
    kept = _decimals(max(0, shared - above.index(".") - 1))
    carried = f"share {kept}; what differs carries the slope. That" if above != below else "do not differ at all. The slope"
    why = "all that are shown." if found == places else _missing(k, nudges)
    caption = f"{name}, h = {power(this.h)}: the two errors {carried} is right to {_decimals(found)}; {why}"
    return Scene("A nudge of any size", caption, Ground(_nudge_ground, 2.7), [words, curves])


def _missing(k: int, nudges: dict[int, Nudge]) -> str:
    """What keeps the slope from being exact: E's rounding, or what the first and largest h has left out, times h²."""
    this, largest = nudges[k], nudges[POWERS[0]]
    if this.off == min(nudge.off for nudge in nudges.values()):
        return "no other h comes closer."
    rounding = EPSILON * abs(this.here / this.exact) / this.h
    truncation = largest.off * (this.h / largest.h) ** 2
    return (
        "what is missing is truncation: the curve bends within the nudge."
        if truncation > rounding
        else "what is missing is rounding: it sits in the last digits, and the division by 2h makes it large."
    )


def _digits(y: float, title: str, number: str, bold: range) -> list[Mark]:
    """A number, digit under digit; those in `bold` stand out. The point is set together with the digit before it."""
    point = number.index(".")
    parts = [(k, number[k : k + 1 + (k == point - 1)]) for k in range(len(number)) if k != point]
    return [
        Words(0, y, title, size=9, across="left"),
        *(
            Words(
                1.35 + PITCH * k, y, text.replace("-", "−"), BLUE if k in bold else GREY, 10, bold=k in bold, across="left"
            )
            for k, text in parts
            if text != " "
        ),
    ]


def _height(off: float) -> float:
    return max(LOWEST, min(HIGHEST, log10(off)))


def _decimals(number: int) -> str:
    return count(number, "decimal") if number else "no decimals"


def _nudge_ground(drawing: FigureBase) -> None:
    left, right = drawing.subplots(1, 2, width_ratios=[1.35, 1])
    left.set(xlim=(-0.05, 4.25), ylim=(0.4, 5.5))
    left.axis("off")
    right.set(
        xlim=(-POWERS[-1] - 0.5, 0),
        ylim=(LOWEST - 0.5, HIGHEST + 0.5),
        xlabel="h",
        ylabel="relative error",
        xticks=range(-12, 0, 3),
        yticks=range(-12, 1, 3),
        xticklabels=[power(10.0**k) for k in range(-12, 0, 3)],
        yticklabels=[power(10.0**k) if k else "1" for k in range(-12, 1, 3)],
    )
    right.plot([], [], color=BLACK, label="both sides")
    right.plot([], [], "--", color=ORANGE, linewidth=1.5, label="one side")
    right.legend(loc="lower left", fontsize=8.5)


def depth() -> Panel:
    """Choose hidden layers, their kind and the spread s / √n of their weights: the norms of signals, blame and slopes."""
    return Panel(
        [slider("hidden layers", 1, MOST_LAYERS, 1), choice("kind", KINDS), slider("s", 0.3, 4, 0.1)],
        {"hidden layers": 8, "kind": "sigmoid", "s": 1.0},
        _depth_scene,
    )


@cache
def _example() -> tuple[Array, Array]:
    """The first handwritten digit, standardized, and its target."""
    images, targets = datasets.digits()
    return (images[0] - images.mean(axis=0)) / images.std(), targets[0]


def _network(layers: int, kind: str, s: float) -> Network:
    """Random weights of spread s / √n_in in the hidden layers, 1 / √n_in at the output; one seed, so that they only grow."""
    sizes = [64, *[NEURONS] * layers, 10]
    start = Network.random(sizes, 0, [*["tanh"] * layers, "softmax"], "cross_entropy")  # all of spread 1 / √n_in
    weights = [*(s * W for W in start.weights[:-1]), start.weights[-1]]
    return Network(weights, start.biases, [*[kind] * layers, "softmax"], start.loss)


def _depth_scene(state: State) -> Scene:
    layers, kind, s = (state[name] for name in ("hidden layers", "kind", "s"))
    net = _network(layers, kind, s)
    x, t = _example()
    trace = net.forward(x)
    found = net.backward(trace, t)
    signals, blame, slopes = (
        np.array([np.linalg.norm(each) for each in arrays]) for arrays in (trace.out[:-1], found.deltas, found.weights)
    )
    marks: list[Mark] = [*_curve(signals, ORANGE, "s", dashed=True), *_curve(slopes, BLACK, "o"), *_curve(blame, BLUE, "D")]
    caption = (
        f"{count(layers, 'hidden layer')}, {kind}, spread {plain(s)}/√n. Back at the first layer the blame "
        f"is {_size(blame[0] / blame[-1])}. The signals that reach the last one are {_size(signals[-1] / signals[0])}. "
        "A layer's slopes are its blame times the signals it gets."
    )
    return Scene("There and back through many layers", caption, Ground(_depth_ground, 3.0), [marks])


def _curve(norms: Array, colour: str, shape: str, dashed: bool = False) -> list[Mark]:
    points = [(k, float(np.log10(norm))) for k, norm in enumerate(norms, 1)]
    return [Line(points, colour, 1.8, dashed), *(Dot(*point, colour, 7, shape) for point in points)]


def _size(ratio: float) -> str:
    """How large a norm is at one end of the network, compared with the other: vanishing, exploding, or neither."""
    if 1 / EVEN <= ratio <= EVEN:
        return "about as large as before"
    return f"{plain(ratio, 1)} times as large: {'vanishing' if ratio < 1 else 'exploding'}"


def _depth_ground(drawing: FigureBase) -> None:
    axes = drawing.subplots()
    ticks = range(-12, CEILING, 3)
    axes.set(
        xlim=(0.5, MOST_LAYERS + 1.5),
        ylim=(FLOOR - 0.3, CEILING + 0.3),
        xticks=range(1, MOST_LAYERS + 2),
        yticks=ticks,
        yticklabels=[power(10.0**k) if k else "1" for k in ticks],
        xlabel="layer of weights, 1 leads away from the inputs",
        ylabel="norm",
    )
    for look, colour, label in (("s--", ORANGE, "signals in"), ("D-", BLUE, "blame δ"), ("o-", BLACK, "slopes")):
        axes.plot([], [], look, color=colour, linewidth=1.8, label=label)
    drawing.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)
