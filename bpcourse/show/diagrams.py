"""A network as circles and lines, and the chain of factors that leads from the error to a weight."""
from __future__ import annotations

from math import hypot

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from .. import checks
from ..derivation import PATHS_SHOWN, Derivation, Path
from ..functions import Array
from ..names import locate, neuron_names, weight_name
from ..network import Network, Trace
from ..tables import digits, short
from .picture import BLACK, BLUE, GREY, ORANGE, RUST, WIDTH, Picture, canvas, styled

MOST_SHOWN = 5  # neurons of a layer that are drawn one by one
MOST_LABELLED = 3  # neurons of a layer up to which its weights carry labels
RADIUS = 0.44
MOST_LINKS = 7  # factors of a path that fit on a line
ROW = 1.3  # height of one path in the picture of a chain
Spot = tuple[float, float]


@styled
def network(net: Network, x: Array | None = None, target: Array | None = None, parameter: str | None = None) -> Picture:
    """The network with its weights and biases; with x each neuron's net and out, with a target also the error.

    parameter: the name of a weight or bias whose way to the outputs is drawn thick.
    """
    checks.network(net)
    x = None if x is None else checks.rows("x", x, net.sizes[0], "inputs")
    if x is not None and x.ndim != 1:
        raise ValueError(f"x has shape {x.shape}, but a diagram shows one example: expected ({net.sizes[0]},)")
    target = None if target is None else checks.targets("target", target, (net.sizes[-1],), net.loss)
    trace = None if x is None else net.forward(x)
    caption = _network_caption(net, trace, target, parameter)
    spots = _spots(net)
    right, top = spots[-1][0][0] + 0.75, max(layer[0][1] for layer in spots) + RADIUS + 0.06
    widest = max(net.sizes)
    room = 1.25 if widest <= MOST_LABELLED else 0.6 if widest <= MOST_SHOWN else 1.75  # for notes, nothing, "… more"
    bottom = min(y for layer in spots for _, y in layer.values()) - room
    figure, drawing = canvas(caption, (top - bottom) * WIDTH / (right + 0.75))
    axes = drawing.subplots()
    axes.set(aspect="equal", xlim=(-0.75, right), ylim=(bottom, top))
    axes.axis("off")
    lit = set() if parameter is None else _lit(net, parameter)
    for layer in range(len(net.weights)):
        _edges(axes, net, spots, layer, lit)
    for level, names in enumerate(neuron_names(net.sizes)):
        for k, spot in spots[level].items():
            lines = [] if trace is None else [_brief(trace.out[level][k])]
            note = _note(net, trace, target, level, k) if max(net.sizes) <= MOST_LABELLED else ""
            _neuron(axes, spot, names[k], lines, note, f"b_{names[k]}" in lit)
        hidden = net.sizes[level] - len(spots[level])
        if hidden:
            axes.text(*_below(spots[level]), f"⋮\n{hidden} more", ha="center", va="center")
    return Picture(figure, caption)


def _note(net: Network, trace: Trace | None, target: Array | None, level: int, k: int) -> str:
    """What stands under a neuron: its bias, its net input, its target."""
    note = [f"b = {short(net.biases[level - 1][k])}"] if level else []
    if trace is not None and level:
        note.append(f"net = {_brief(trace.net[level][k])}")
    if target is not None and level == len(net.weights):
        note.append(f"target = {short(target[k])}")
    return "\n".join(note)


def _brief(value: float) -> str:
    """A number in four digits that fits a circle: 0.5933, −3.72e−05."""
    return f"{value:.4f}" if value == 0 or 1e-3 <= abs(value) < 100 else f"{value:.2e}"


def _network_caption(net: Network, trace: Trace | None, target: Array | None, parameter: str | None) -> str:
    shape = "-".join(map(str, net.sizes))
    weights, biases = sum(w.size for w in net.weights), sum(b.size for b in net.biases)
    said = [f"The {shape} network: {weights} weight{'s' * (weights > 1)} and {biases} bias{'es' * (biases > 1)}."]
    if trace is not None:
        names = neuron_names(net.sizes)
        if len(names[0]) <= MOST_SHOWN and len(names[-1]) <= MOST_SHOWN:
            inputs = ", ".join(f"{name} = {short(value)}" for name, value in zip(names[0], trace.out[0]))
            outputs = ", ".join(f"{name} = {_brief(value)}" for name, value in zip(names[-1], trace.out[-1]))
            said.append(f"{inputs} lead to {outputs}.")
        if target is not None:
            said.append(f"The error is {digits(net.pass_error(trace, target))}.")
    if parameter is not None:
        said.append(f"Thick: the way from {parameter} to the outputs.")
    return " ".join(said)


def _spots(net: Network) -> list[dict[int, Spot]]:
    """Where the neurons that are drawn one by one stand, layer by layer."""
    shown = [range(size if size <= MOST_SHOWN else MOST_SHOWN - 1) for size in net.sizes]
    gap, column = 1.8 if max(net.sizes) <= MOST_LABELLED else 1.3, 6.4 / len(net.weights)
    return [{k: (level * column, gap * ((min(size, MOST_SHOWN) - 1) / 2 - k)) for k in ks}
            for level, (ks, size) in enumerate(zip(shown, net.sizes))]


def _below(spots: dict[int, Spot]) -> Spot:
    x, y = spots[len(spots) - 1]
    return x, y - 1.15


def _lit(net: Network, parameter: str) -> set[str]:
    """The parameter's own name, and the names of all weights between its neuron and the outputs."""
    place, sizes = locate(parameter, net.sizes), net.sizes
    rows = range(sizes[place.layer + 1]) if place.row is None else [place.row]
    names = {parameter} if place.row is not None else {f"b_{neuron_names(sizes)[place.layer + 1][k]}" for k in rows}
    for layer in range(place.layer + 1, len(net.weights)):
        columns = rows if layer == place.layer + 1 else range(sizes[layer])
        names |= {weight_name(sizes, layer, row, column) for row in range(sizes[layer + 1]) for column in columns}
    return names


def _edges(axes: Axes, net: Network, spots: list[dict[int, Spot]], layer: int, lit: set[str]) -> None:
    labelled = max(net.sizes[layer], net.sizes[layer + 1]) <= MOST_LABELLED and len(net.weights) <= 3
    for row, end in spots[layer + 1].items():
        for column, start in spots[layer].items():
            name = weight_name(net.sizes, layer, row, column)
            strong = name in lit
            axes.annotate("", _towards(end, start), _towards(start, end), zorder=1, arrowprops={
                "arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "color": ORANGE if strong else GREY,
                "linewidth": 3.2 if strong else 1.2})
            if labelled:
                x, y = (a + 0.34 * (b - a) for a, b in zip(start, end))
                axes.text(x, y, f"{name} = {short(net[name])}", ha="center", va="center", fontsize=9.5, zorder=3,
                          color=RUST if strong else BLACK, fontweight="bold" if strong else "normal",
                          bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2})


def _towards(centre: Spot, other: Spot) -> Spot:
    """The point of a circle's rim that looks at another circle."""
    (x, y), (x2, y2) = centre, other
    reach = RADIUS / hypot(x2 - x, y2 - y)
    return x + reach * (x2 - x), y + reach * (y2 - y)


def _neuron(axes: Axes, spot: Spot, name: str, lines: list[str], note: str, strong: bool) -> None:
    x, y = spot
    axes.add_patch(Circle(spot, RADIUS, facecolor="white", edgecolor=ORANGE if strong else BLUE,
                          linewidth=3.2 if strong else 2, zorder=4))
    axes.text(x, y, "\n".join([name, *lines]), ha="center", va="center", fontsize=10, zorder=5, linespacing=1.3)
    axes.text(x, y - RADIUS - 0.08, note, ha="center", va="top", fontsize=9, zorder=5, linespacing=1.2,
              bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})


@styled
def chain(derivation: Derivation) -> Picture:
    """The links from the error to the parameter, one row a path: what answers to what, at which rate, and the product."""
    if not isinstance(derivation, Derivation):
        raise TypeError(f"derivation is {type(derivation).__name__}, expected what bp.derive returned")
    paths = derivation.shown if len(derivation.shown[0].factors) <= MOST_LINKS else derivation.layer_form
    more = f" (and {len(paths) - PATHS_SHOWN} more)" if len(paths) > PATHS_SHOWN else ""
    paths = paths[:PATHS_SHOWN]
    products = " + ".join(digits(path.product) for path in paths).replace("+ -", "− ")
    if len(paths) == 1:
        products = " · ".join(f"{factor.number:.6f}" for factor in paths[0].factors)
    caption = f"∂E/∂{derivation.name} = {products}{more} = {digits(derivation.gradient)}."
    figure, drawing = canvas(caption, ROW * len(paths))
    axes = drawing.subplots()
    axes.set(xlim=(0, WIDTH), ylim=(-ROW * len(paths), 0))
    axes.axis("off")
    for row, path in enumerate(paths):
        _row(axes, path, -ROW * (row + 0.52))
    return Picture(figure, caption)


def _row(axes: Axes, path: Path, y: float) -> None:
    """E ← out ← net ← …: boxes for what changes, arrows for the factors."""
    stops = ["E", *(factor.by for factor in path.factors)]
    places = [0.45 + k * (WIDTH - 0.9) / (len(stops) - 1) for k in range(len(stops))]
    for k, (stop, x) in enumerate(zip(stops, places)):
        axes.text(x, y, stop, ha="center", va="center", fontsize=10.5, zorder=3,
                  bbox={"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": BLUE, "linewidth": 1.8})
        if k:
            factor, middle = path.factors[k - 1], (places[k - 1] + x) / 2
            head, tail = places[k - 1] + _half_width(stops[k - 1]), x - _half_width(stop)
            axes.annotate("", (head, y), (tail, y), arrowprops={"arrowstyle": "->", "color": ORANGE, "linewidth": 1.8})
            number = f"× {_brief(factor.number)}".replace("-", "−")
            axes.text(middle, y + 0.3, number, ha="center", va="bottom", fontsize=10, color=RUST)
            axes.text(middle, y - 0.32, factor.formula.replace("-", "−"), ha="center", va="top", fontsize=8.5)


def _half_width(text: str) -> float:
    """Half the width, in inches, of a box around a text of the chain."""
    return 0.045 * len(text) + 0.1
