"""The diagram of a network: circles and lines with names, values, gradients; what one parameter acts on drawn thick."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from numpy.typing import ArrayLike

from .. import checks
from ..functions import Array
from ..names import locate, neuron_names, weight_name
from ..network import Gradients, Network, Trace
from ..tables import brief, digits, minus, short
from .marks import Disc, Line, Mark, Point, Words, arrow, rim
from .picture import BLACK, BLUE, GREY, ORANGE, RUST, WIDTH, Picture
from .scene import Scene, page

MOST_LAYERS = 8  # layers of neurons that stand beside each other
MOST_SHOWN = 5  # neurons of a layer that are drawn one by one
MOST_LABELLED = 3  # neurons of a layer up to which its weights carry labels
RADIUS, MARGIN = 0.42, 0.7  # inches, as all lengths here: of a neuron, from the sides to the outer ones
MOST_LABELS = 6  # of the weights between two layers
LABEL = 0.18  # a line of a label
LINE = 0.175  # from one line under a neuron to the next
THICKEST = 5.5  # points: the line of the largest gradient


def network(
    net: Network,
    x: ArrayLike | None = None,
    target: ArrayLike | None = None,
    parameter: str | None = None,
    gradients: bool = False,
) -> Picture:
    """The network with its weights and biases; with x each neuron's net and out, with a target also the error.

    parameter: the name of a weight or bias whose way to the outputs is drawn thick. gradients: each weight's ∂E/∂w
    beside it, its size as the line's width, its sign as the colour; this needs x and target.
    """
    checks.network(net)
    check_drawable(net)
    inputs = None if x is None else checks.rows("x", x, net.sizes[0], "inputs")
    if inputs is not None and inputs.ndim != 1:
        raise ValueError(f"x has shape {inputs.shape}, but a diagram shows one example: expected ({net.sizes[0]},)")
    wanted = None if target is None else checks.targets("target", target, (net.sizes[-1],), net.loss)
    trace = None if inputs is None else net.forward(inputs)
    slopes = None
    if gradients:
        if trace is None or wanted is None:
            raise ValueError(f"{'x' if trace is None else 'target'} is missing, expected numbers, since gradients is True")
        slopes = net.backward(trace, wanted)
    diagram = Diagram(net, trace, wanted, slopes, () if parameter is None else downstream(net, parameter))
    title = f"The {'-'.join(map(str, net.sizes))} network"
    return Scene(title, f"{title}: {diagram.caption(parameter)}", page(diagram.height), [diagram.marks()]).picture()


def check_drawable(net: Network) -> None:
    """Raise ValueError for a network with more layers than fit beside each other."""
    if len(net.sizes) > MOST_LAYERS:
        raise ValueError(f"net has {len(net.sizes)} layers of neurons, but at most {MOST_LAYERS} can be drawn")


@dataclass(frozen=True)
class Diagram:
    """What is drawn of a network. thick: parameters drawn thick; changed: names drawn in bold."""

    net: Network
    trace: Trace | None = None
    target: Array | None = None
    gradients: Gradients | None = None
    thick: Collection[str] = ()
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
        names = neuron_names(self.net.sizes)
        weights, biases = (sum(array.size for array in arrays) for arrays in (self.net.weights, self.net.biases))
        sentences = [f"{weights} weight{'s' if weights > 1 else ''} and {biases} bias{'es' if biases > 1 else ''}."]
        if self.trace is not None:
            if len(names[0]) <= MOST_SHOWN and len(names[-1]) <= MOST_SHOWN:
                inputs = ", ".join(f"{name} = {short(value)}" for name, value in zip(names[0], self.trace.out[0]))
                outputs = ", ".join(f"{name} = {brief(value)}" for name, value in zip(names[-1], self.trace.out[-1]))
                sentences.append(f"{inputs} lead to {outputs}.")
            if self.target is not None:
                sentences.append(f"The error is {digits(self.net.pass_error(self.trace, self.target))}.")
        if self.gradients is not None:
            sentences.append(self._largest(self.gradients))
        if parameter is not None:
            sentences.append(f"Thick: the way from {parameter} to the outputs.")
        return " ".join(sentences)

    def _largest(self, gradients: Gradients) -> str:
        slopes = {name: gradients[name] for name in self.net.names if name[0] == "w"}
        largest = max(slopes, key=lambda name: abs(slopes[name]))
        up = sum(value > 0 for value in slopes.values())
        return (
            f"The thickest line is {largest}: ∂E/∂{largest} = {digits(slopes[largest])}. {up} of {len(slopes)} weights "
            "have a positive gradient (orange, full): E grows with them. Where it is negative (blue, dashed), E falls."
        )

    def marks(self, bottom: float = 0) -> list[Mark]:
        """Everything that is drawn, the lowest note `bottom` inches above the page's edge."""
        places = self._places(bottom)
        marks = [mark for layer in range(len(self.net.weights)) for mark in self._edges(places, layer)]
        for level, names in enumerate(neuron_names(self.net.sizes)):
            for k, (x, y) in places[level].items():
                value = "" if self.trace is None else f"\n{brief(self.trace.out[level][k])}"
                thick = f"b_{names[k]}" in self.thick
                marks.append(Disc(x, y, RADIUS, ORANGE if thick else BLUE, 3.2 if thick else 2))
                marks.append(self._text(x, y, names[k] + value, 10, names[k]))
                for line, (of, note) in enumerate(self._notes(level, k) if self._labelled else []):
                    marks.append(self._text(x, y - RADIUS - 0.06 - line * LINE, note, 9, f"{of}_{names[k]}", "top"))
            if left_out := self.net.sizes[level] - len(places[level]):
                x, y = places[level][len(places[level]) - 1]
                marks.append(Words(x, y - 1.0, f"⋮\n{left_out} more"))
        return marks

    def _text(self, x: float, y: float, text: str, size: float, of: str, up: str = "center") -> Words:
        """A text that stands out where what it is about has changed."""
        changed = of in self.changed
        return Words(x, y, text, RUST if changed else BLACK, size, up=up, bold=changed)

    def _notes(self, level: int, k: int) -> list[tuple[str, str]]:
        """What stands under a neuron, line by line: its bias, its net input, its target."""
        notes = [("b", f"b = {self.net.biases[level - 1][k]:.6g}")] if level else []
        if self.trace is not None and level:
            notes.append(("net", f"net = {brief(self.trace.net[level][k])}"))
        if self.target is not None and level == len(self.net.weights):
            notes.append(("t", f"target = {short(self.target[k])}"))
        return [(of, minus(note)) for of, note in notes]

    def _places(self, bottom: float) -> list[dict[int, Point]]:
        """Where the neurons that are drawn one by one stand, layer by layer."""
        middle = bottom + (self.height - self._room) / 2 + self._room
        column = (WIDTH - 2 * MARGIN) / len(self.net.weights)
        return [
            {
                k: (MARGIN + level * column, middle + self._gap * ((min(size, MOST_SHOWN) - 1) / 2 - k))
                for k in range(size if size <= MOST_SHOWN else MOST_SHOWN - 1)
            }
            for level, size in enumerate(self.net.sizes)
        ]

    def _edges(self, places: list[dict[int, Point]], layer: int) -> Sequence[Mark]:
        """The lines between two layers of neurons, with their labels where these can be read."""
        lines: list[Line] = []
        labels: list[Words] = []
        for row, end in places[layer + 1].items():
            for column, start in places[layer].items():
                name = weight_name(self.net.sizes, layer, row, column)
                colour, width, text = self._line(name)
                lines += arrow(rim(start, end, RADIUS), rim(end, start, RADIUS), colour, width, dashed=colour == BLUE)
                x, y = (a + 0.37 * (b - a) for a, b in zip(start, end))
                bold = name in self.thick or name in self.changed
                labels.append(Words(x, y, text, RUST if bold else BLACK, 9.5, bold=bold, framed="white"))
        heights = sorted(label.y for label in labels)
        room = LABEL if self.gradients is None else 2 * LABEL
        legible = len(places) <= 3 and len(labels) <= MOST_LABELS and all(b - a > room for a, b in zip(heights, heights[1:]))
        return [*lines, *labels] if legible and self._labelled else lines

    def _line(self, name: str) -> tuple[str, float, str]:
        """Colour, width and label of a weight's line."""
        text = f"{name} = {self.net[name]:.6g}".replace("-", "−")
        if self.gradients is None:
            return (ORANGE, 3.2, text) if name in self.thick else (GREY, 1.2, text)
        slope = self.gradients[name]
        largest = max(abs(w).max() for w in self.gradients.weights)
        width = 0.8 + (THICKEST - 0.8) * abs(slope) / (largest or 1)
        return ORANGE if slope > 0 else BLUE, width, f"{text}\n∂ {brief(slope, '+')}"


def downstream(net: Network, parameter: str) -> set[str]:
    """The parameter's own name, and the names of all weights between its neuron and the outputs."""
    sizes = net.sizes
    place = locate(parameter, sizes)
    rows = range(sizes[place.layer + 1]) if place.row is None else [place.row]
    names = {parameter} if place.row is not None else {f"b_{neuron_names(sizes)[place.layer + 1][k]}" for k in rows}
    for layer in range(place.layer + 1, len(net.weights)):
        columns = rows if layer == place.layer + 1 else range(sizes[layer])
        names |= {weight_name(sizes, layer, row, column) for row in range(sizes[layer + 1]) for column in columns}
    return names
