"""A network as circles and lines: names, values, gradients, the way of one parameter."""

from collections.abc import Collection
from dataclasses import dataclass

from .. import checks
from ..functions import Array
from ..names import locate, neuron_names, weight_name
from ..network import Gradients, Network, Trace
from ..tables import digits, minus, short
from .marks import Disc, Mark, Point, Words, arrow, rim
from .picture import BLACK, BLUE, GREY, ORANGE, RUST, WIDTH, Picture
from .scene import Scene, page

MOST_LAYERS = 8  # layers of neurons that stand beside each other
MOST_SHOWN = 5  # neurons of a layer that are drawn one by one
MOST_LABELLED = 3  # neurons of a layer up to which its weights carry labels
RADIUS, MARGIN = 0.42, 0.7  # inches, as all places here
MOST_LABELS = 6  # of the weights between two layers
LABEL = 0.18  # a line of a label
LINE = 0.175  # from one line under a neuron to the next
MOST_HEAVY = 5.5  # points: the line of the largest gradient


def network(
    net: Network, x: Array | None = None, target: Array | None = None, parameter: str | None = None, gradients: bool = False
) -> Picture:
    """The network with its weights and biases; with x each neuron's net and out, with a target also the error.

    parameter: the name of a weight or bias whose way to the outputs is drawn thick. gradients: each weight's ∂E/∂w
    beside it, its size as the line's width, its sign as the colour; this needs x and target.
    """
    checks.network(net)
    drawable(net)
    x = None if x is None else checks.rows("x", x, net.sizes[0], "inputs")
    if x is not None and x.ndim != 1:
        raise ValueError(f"x has shape {x.shape}, but a diagram shows one example: expected ({net.sizes[0]},)")
    target = None if target is None else checks.targets("target", target, (net.sizes[-1],), net.loss)
    if gradients and (x is None or target is None):
        raise ValueError(f"{'x' if x is None else 'target'} is missing, expected numbers, since gradients is True")
    trace = None if x is None else net.forward(x)
    slopes = net.backward(trace, target) if gradients else None
    lit = set() if parameter is None else way(net, parameter)
    diagram, title = Diagram(net, trace, target, slopes, lit), f"The {'-'.join(map(str, net.sizes))} network"
    return Scene(title, f"{title}: {diagram.caption(parameter)}", page(diagram.height), [diagram.marks()]).picture()


def drawable(net: Network) -> None:
    """Raise ValueError for a network with more layers than fit beside each other."""
    if len(net.sizes) > MOST_LAYERS:
        raise ValueError(f"net has {len(net.sizes)} layers of neurons, but at most {MOST_LAYERS} can be drawn")


@dataclass(frozen=True)
class Diagram:
    """What is drawn of a network. lit: names of parameters on a thick way; changed: names drawn in bold."""

    net: Network
    trace: Trace | None = None
    target: Array | None = None
    gradients: Gradients | None = None
    lit: Collection[str] = ()
    changed: Collection[str] = ()

    @property
    def height(self) -> float:
        """How high the page must be, in inches."""
        return (min(max(self.net.sizes), MOST_SHOWN) - 1) * self._gap + 2 * RADIUS + 0.12 + self._room

    @property
    def _labelled(self) -> bool:
        return max(self.net.sizes) <= MOST_LABELLED and len(self.net.sizes) <= 5  # else notes would touch

    @property
    def _gap(self) -> float:
        return 1.75 if self._labelled else 1.2

    @property
    def _room(self) -> float:
        """What notes, nothing, or "… more" need below the lowest neuron."""
        return 0.62 if self._labelled else 0.1 if max(self.net.sizes) <= MOST_SHOWN else 0.3

    def caption(self, parameter: str | None = None) -> str:
        """What is seen, in words and numbers."""
        net, names = self.net, neuron_names(self.net.sizes)
        weights, biases = sum(w.size for w in net.weights), sum(b.size for b in net.biases)
        said = [f"{weights} weight{'s' * (weights > 1)} and {biases} bias{'es' * (biases > 1)}."]
        if self.trace is not None:
            if len(names[0]) <= MOST_SHOWN and len(names[-1]) <= MOST_SHOWN:
                inputs = ", ".join(f"{name} = {short(value)}" for name, value in zip(names[0], self.trace.out[0]))
                outputs = ", ".join(f"{name} = {brief(value)}" for name, value in zip(names[-1], self.trace.out[-1]))
                said.append(f"{inputs} lead to {outputs}.")
            if self.target is not None:
                said.append(f"The error is {digits(net.pass_error(self.trace, self.target))}.")
        if self.gradients is not None:
            said.append(self._slopes())
        if parameter is not None:
            said.append(f"Thick: the way from {parameter} to the outputs.")
        return " ".join(said)

    def _slopes(self) -> str:
        slopes = {name: self.gradients[name] for name in self.net.names if name[0] == "w"}
        largest = max(slopes, key=lambda name: abs(slopes[name]))
        up = sum(value > 0 for value in slopes.values())
        return (
            f"The thickest line is {largest}: ∂E/∂{largest} = {digits(slopes[largest])}. {up} of {len(slopes)} weights "
            "have a positive gradient (orange, full): E grows with them. Where it is negative (blue, dashed), E falls."
        )

    def marks(self, bottom: float = 0) -> list[Mark]:
        """Everything that is drawn, the lowest note `bottom` inches above the page's edge."""
        net, spots = self.net, self._spots(bottom)
        made = [mark for layer in range(len(net.weights)) for mark in self._edges(spots, layer)]
        for level, names in enumerate(neuron_names(net.sizes)):
            for k, (x, y) in spots[level].items():
                value = "" if self.trace is None else f"\n{brief(self.trace.out[level][k])}"
                strong, new = f"b_{names[k]}" in self.lit, names[k] in self.changed
                made += [
                    Disc(x, y, RADIUS, ORANGE if strong else BLUE, 3.2 if strong else 2),
                    Words(x, y, names[k] + value, RUST if new else BLACK, bold=new),
                ]
                for line, (of, note) in enumerate(self._notes(level, k) if self._labelled else []):
                    loud = f"{of}_{names[k]}" in self.changed
                    below = y - RADIUS - 0.06 - line * LINE
                    made.append(Words(x, below, note, RUST if loud else BLACK, 9, up="top", bold=loud))
            if hidden := net.sizes[level] - len(spots[level]):
                x, y = spots[level][len(spots[level]) - 1]
                made.append(Words(x, y - 1.0, f"⋮\n{hidden} more"))
        return made

    def _notes(self, level: int, k: int) -> list[tuple[str, str]]:
        """What stands under a neuron, line by line: its bias, its net input, its target."""
        notes = [("b", f"b = {self.net.biases[level - 1][k]:.6g}")] if level else []
        if self.trace is not None and level:
            notes.append(("net", f"net = {brief(self.trace.net[level][k])}"))
        if self.target is not None and level == len(self.net.weights):
            notes.append(("t", f"target = {short(self.target[k])}"))
        return [(of, minus(note)) for of, note in notes]

    def _spots(self, bottom: float) -> list[dict[int, Point]]:
        """Where the neurons that are drawn one by one stand, layer by layer."""
        sizes, middle = self.net.sizes, bottom + (self.height - self._room) / 2 + self._room
        column = (WIDTH - 2 * MARGIN) / len(self.net.weights)
        return [
            {
                k: (MARGIN + level * column, middle + self._gap * ((min(size, MOST_SHOWN) - 1) / 2 - k))
                for k in range(size if size <= MOST_SHOWN else MOST_SHOWN - 1)
            }
            for level, size in enumerate(sizes)
        ]

    def _edges(self, spots: list[dict[int, Point]], layer: int) -> list[Mark]:
        made, labels = [], []
        for row, end in spots[layer + 1].items():
            for column, start in spots[layer].items():
                name = weight_name(self.net.sizes, layer, row, column)
                colour, width, text = self._line(name)
                made += arrow(rim(start, end, RADIUS), rim(end, start, RADIUS), colour, width, dashed=colour == BLUE)
                x, y = (a + 0.37 * (b - a) for a, b in zip(start, end))
                strong = name in self.lit or name in self.changed
                labels.append(Words(x, y, text, RUST if strong else BLACK, 9.5, bold=strong, framed="white"))
        heights = sorted(label.y for label in labels)
        room = LABEL if self.gradients is None else 2 * LABEL
        legible = len(spots) <= 3 and len(labels) <= MOST_LABELS and all(b - a > room for a, b in zip(heights, heights[1:]))
        return made + labels if legible and self._labelled else made

    def _line(self, name: str) -> tuple[str, float, str]:
        """Colour, width and label of a weight's line."""
        text = f"{name} = {self.net[name]:.6g}".replace("-", "−")
        if self.gradients is None:
            return (ORANGE, 3.2, text) if name in self.lit else (GREY, 1.2, text)
        slope, largest = self.gradients[name], max(abs(w).max() for w in self.gradients.weights)
        width = 0.8 + (MOST_HEAVY - 0.8) * abs(slope) / (largest or 1)
        return ORANGE if slope > 0 else BLUE, width, f"{text}\n∂ {brief(slope, '+')}"


def brief(value: float, sign: str = "") -> str:
    """A number in a few digits that fits a circle: 0.5933, 0.000439, −3.72e−08."""
    size = abs(value)
    places = ".4f" if size == 0 or 1e-3 <= size < 100 else ".6f" if 1e-5 <= size < 1e-3 else ".2e"
    return f"{value:{sign}{places}}".replace("-", "−")


def way(net: Network, parameter: str) -> set[str]:
    """The parameter's own name, and the names of all weights between its neuron and the outputs."""
    place, sizes = locate(parameter, net.sizes), net.sizes
    rows = range(sizes[place.layer + 1]) if place.row is None else [place.row]
    names = {parameter} if place.row is not None else {f"b_{neuron_names(sizes)[place.layer + 1][k]}" for k in rows}
    for layer in range(place.layer + 1, len(net.weights)):
        columns = rows if layer == place.layer + 1 else range(sizes[layer])
        names |= {weight_name(sizes, layer, row, column) for row in range(sizes[layer + 1]) for column in columns}
    return names
