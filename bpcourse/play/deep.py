"""Lesson 08's deep network, to be moved: signals on their way forward, blame on its way back, and slopes made of both."""

from functools import lru_cache

import numpy as np
from matplotlib.figure import FigureBase

from .. import datasets
from ..network import Network
from ..show.marks import Dot, Line, Mark
from ..show.picture import BLACK, BLUE, ORANGE
from ..show.scene import Ground, Scene
from ..tables import count, plain, power
from .panel import Panel, State, choice, slider

KINDS, WIDTH, MOST = ["sigmoid", "tanh", "relu"], 30, 12  # of hidden layers
FLOOR, CEILING = -14, 7  # powers of ten of a norm; none of those that can be chosen goes beyond
EVEN = 10  # a norm that changes by less than this factor is called even


def depth() -> Panel:
    """Choose hidden layers, their kind and the spread s / √n of their weights: the norms of signals, blame and slopes."""
    controls = [slider("hidden layers", 1, MOST, 1), choice("kind", KINDS), slider("s", 0.3, 4, 0.1)]
    return Panel("There and back through many layers", controls, {"hidden layers": 8, "kind": "sigmoid", "s": 1.0},
                 _depth_scene)


@lru_cache(maxsize=1)
def _example() -> tuple[np.ndarray, np.ndarray]:
    images, targets = datasets.digits()
    return (images[0] - images.mean(axis=0)) / images.std(), targets[0]


def _network(layers: int, kind: str, s: float) -> Network:
    """Random weights of spread s / √n_in in the hidden layers, 1 / √n_in at the output; one seed, so that they only grow."""
    sizes, output = [64, *[WIDTH] * layers, 10], ["softmax"]
    start = Network.random(sizes, 0, ["tanh"] * layers + output, "cross_entropy")  # all of spread 1 / √n_in
    weights = [*(s * W for W in start.weights[:-1]), start.weights[-1]]
    return Network(weights, start.biases, [kind] * layers + output, start.loss)


def _depth_scene(state: State) -> Scene:
    layers, kind, s = (state[name] for name in ("hidden layers", "kind", "s"))
    net, (x, t) = _network(layers, kind, s), _example()
    trace = net.forward(x)
    found = net.backward(trace, t)
    signals, blame, slopes = (np.array([np.linalg.norm(each) for each in arrays])
                              for arrays in (trace.out[:-1], found.deltas, found.weights))
    marks: list[Mark] = [*_curve(signals, ORANGE, "s", dashed=True), *_curve(slopes, BLACK, "o"), *_curve(blame, BLUE, "D")]
    back, there = _fate(blame[0] / blame[-1]), _fate(signals[-1] / signals[0])
    caption = (f"{count(layers, 'hidden layer')}, {kind}, spread {plain(s)}/√n. Back at the first layer the blame "
               f"is {back}. The signals that reach the last one are {there}. "
               "A layer's slopes are its blame times the signals it gets.")
    return Scene("There and back through many layers", caption, Ground(_depth_ground, 3.0), [marks])


def _curve(norms: np.ndarray, colour: str, shape: str, dashed: bool = False) -> list[Mark]:
    points = [(k, float(np.log10(norm))) for k, norm in enumerate(norms, 1)]
    return [Line(points, colour, 1.8, dashed), *(Dot(*point, colour, 7, shape) for point in points)]


def _fate(ratio: float) -> str:
    """What has become of a norm between one end of the network and the other."""
    if 1 / EVEN <= ratio <= EVEN:
        return "about as large as before"
    return f"{plain(ratio, 1)} times as large: {'vanishing' if ratio < 1 else 'exploding'}"


def _depth_ground(drawing: FigureBase) -> None:
    axes = drawing.subplots()
    ticks = range(-12, CEILING, 3)
    axes.set(xlim=(0.5, MOST + 1.5), ylim=(FLOOR - 0.3, CEILING + 0.3), xticks=range(1, MOST + 2), yticks=ticks,
             yticklabels=[power(10.0 ** k) if k else "1" for k in ticks],
             xlabel="layer of weights, 1 leads away from the inputs", ylabel="norm")
    for look, colour, label in (("s--", ORANGE, "signals in"), ("D-", BLUE, "blame δ"), ("o-", BLACK, "slopes")):
        axes.plot([], [], look, color=colour, linewidth=1.8, label=label)
    drawing.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)
