"""Pictures of training: the learning curve, the decision boundary, the error over two weights with the path of descent."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from numpy.typing import ArrayLike

from .. import checks
from ..functions import Array
from ..network import Network, updated
from ..tables import count, plain, short
from ..training import History
from .marks import Field, Point
from .picture import BLACK, BLUE, FAR, GREEN, GREY, ORANGE, PINK, RUST, Picture, chart, styled

LINES = ["-", "--", "-.", ":"]  # never colour alone
COLOURS = [BLUE, ORANGE, GREEN, PINK]
LEVELS = 13  # lines of equal error, from the lowest to the highest
FINE = 101  # points of a grid along each axis
LOG_FROM = 30  # when the largest error is this many times the smallest, the scale counts in powers of ten


@styled
def learning_curve(
    *runs: History | Sequence[float],
    labels: Sequence[str] = (),
    marks: Mapping[str, int] | None = None,
    unit: str = "epochs",
    scale: str = "linear",
) -> Picture:
    """The error over the epochs of up to four runs of `bp.train`, on a scale of powers of ten where it spans many.

    A run may also be a list of errors: at the start, then after each epoch, or after each of another `unit`: "steps".
    labels: a text for each run. marks: epochs to be marked by a line and their name, such as {"all correct": 173}.
    scale: "log" gives the first ten epochs as much room as the next ninety.
    """
    if not 1 <= len(runs) <= len(LINES):
        raise ValueError(f"runs are {len(runs)}, expected 1 to {len(LINES)}")
    curves = [_errors(f"runs[{k}]", run) for k, run in enumerate(runs)]
    if labels and (not isinstance(labels, (list, tuple)) or len(labels) != len(runs)):
        raise ValueError(f"labels is {labels!r}, expected one text for each of {len(runs)} runs")
    one_unit = checks.choice("unit", unit, ["epochs", "steps"])[:-1]
    checks.choice("scale", scale, ["linear", "log"])
    marks = {name: checks.whole(f"marks[{name!r}]", epoch, 0) for name, epoch in (marks or {}).items()}
    sentences = [
        f"{f'{label}: ' if label else ''}the error goes from {plain(curve[0])} to {plain(curve[-1])} in "
        f"{count(len(curve) - 1, one_unit)}"
        for curve, label in zip(curves, labels or [""] * len(runs))
    ]
    caption = "; ".join([*sentences, *(f"marked: {name}, after {count(epoch, one_unit)}" for name, epoch in marks.items())])
    picture, axes = chart(f"{caption[0].upper()}{caption[1:]}.", 3.4)
    for k, curve in enumerate(curves):
        axes.plot(curve, LINES[k], color=COLOURS[k], label=labels[k] if labels else None)
    errors = np.concatenate(curves)
    if errors.min() > 0 and errors.max() > LOG_FROM * errors.min():
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)
    for name, epoch in marks.items():
        axes.axvline(epoch, color=GREY, linestyle=":", linewidth=1.5)
        axes.text(
            epoch, 0.04, f"{name} ", rotation=90, ha="right", va="bottom", fontsize=9, transform=axes.get_xaxis_transform()
        )
    if scale == "log":
        axes.set_xscale("symlog", linthresh=1)  # epoch 0 has a place, too
        axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set(xlabel=unit, ylabel="error")
    if labels:
        axes.legend()
    return picture


def _errors(name: str, run: History | Sequence[float]) -> Array:
    """The errors of a run, or of a list of them."""
    if isinstance(run, History):
        if not run.errors:
            raise ValueError(f"{name} has no errors: it was trained with record=False")
        return np.array(run.errors)
    if not isinstance(run, (list, tuple, np.ndarray)):
        raise TypeError(f"{name} is {type(run).__name__}, expected what bp.train returned, or a list of errors")
    errors = checks.array(name, run)
    if errors.ndim != 1:
        raise ValueError(f"{name} has shape {errors.shape}, expected one error for each epoch")
    return errors


@styled
def decision_boundary(net: Network, x: ArrayLike, t: ArrayLike) -> Picture:
    """Where a network with two inputs and one output says more than halfway between the targets, and the examples.

    x (n_examples, 2), t (n_examples, 1) with two different values.
    """
    x, t = map(np.atleast_2d, checks.examples(net, x, t))
    if (net.sizes[0], net.sizes[-1]) != (2, 1):
        raise ValueError(f"net has {net.sizes[0]} inputs and {net.sizes[-1]} outputs, but a boundary is drawn for 2 and 1")
    if len(classes := np.unique(t)) != 2:
        raise ValueError(f"t has {len(classes)} different values, but a boundary lies between 2")
    halfway = classes.mean()
    wanted = t[:, 0] > halfway
    correct = (net.forward(x).out[-1][:, 0] > halfway) == wanted
    right = int(correct.sum())
    low, high = x.min(axis=0), x.max(axis=0)
    margin = 0.25 * max((high - low).max(), 0.4)
    across, up = (np.linspace(a - margin, b + margin, FINE) for a, b in zip(low, high))
    out = outputs(net, across, up)[-1][..., 0]
    both = out.min() < halfway < out.max()
    where = "on the orange ground, less on the blue" if both else "everywhere in this picture"
    caption = (
        f"The network says {'more' if out.max() > halfway else 'less'} than {short(halfway)} {where}. "
        f"{right} of {len(x)} examples lie where they belong"
    )
    caption += "." if right == len(x) else "; a ring marks the others."
    picture, axes = chart(caption, 4.2)
    half_width, half_height = (across[1] - across[0]) / 2, (up[1] - up[0]) / 2  # of a cell
    corner = (across[0] - half_width, up[0] - half_height)
    Field((out - classes[0]) / np.ptp(classes), corner, (across[-1] + half_width, up[-1] + half_height)).draw(axes)
    if both:
        axes.contour(across, up, out, levels=[halfway], colors=BLACK, linewidths=2)
    size = 9 if len(x) < 50 else 5
    for value, marker, colour in ((False, "o", BLUE), (True, "s", ORANGE)):
        for above, group in enumerate((correct, ~correct)):  # one that is ringed is hidden by none
            axes.plot(
                *x[group & (wanted == value)].T,
                marker,
                color=colour,
                markeredgecolor="white",
                markersize=size,
                zorder=4 + above,
                label=None if above else f"target {short(classes[int(value)])}",
            )
    axes.plot(*x[~correct].T, "o", markerfacecolor="none", markeredgecolor=RUST, markeredgewidth=2, markersize=17)
    axes.set(xlabel="i1", ylabel="i2", aspect="equal")
    axes.figure.legend(*axes.get_legend_handles_labels(), loc="outside left upper")
    return picture


def outputs(net: Network, across: Array, up: Array) -> list[Array]:
    """What every neuron says at each pair of two inputs: an array (up, across, neurons) for each layer."""
    points = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    return [out.reshape(len(up), len(across), -1) for out in net.forward(points).out]


@styled
def error_surface(
    net: Network,
    x: ArrayLike,
    t: ArrayLike,
    names: Sequence[str],
    learning_rate: float = 0.5,
    steps: int = 0,
    reach: float | None = None,
) -> Picture:
    """E over two weights or biases, all others held still, as lines of equal error, with the path of gradient descent.

    x, t: one example or a batch. names: the two parameters, the horizontal one first. The path takes `steps` steps in
    these two alone. reach: how far the picture goes from its middle, instead of what the path needs.
    """
    plane = Plane(net, *checks.examples(net, x, t), names)
    rate = checks.number("learning_rate", learning_rate, least=0)
    steps = checks.whole("steps", steps, 0)
    path = [plane.start, *plane.descend(plane.start, rate, steps)]
    errors = [plane.error(place) for place in path]
    caption = f"At {_place(names, path[0])} the error is {plain(errors[0])}."
    if steps:
        caption += (
            f" {count(steps, 'step')} of gradient descent with η = {short(rate)} in these two alone lead to "
            f"{_place(names, path[-1])}, where it is {plain(errors[-1])}."
            if len(errors) > steps
            else f" Gradient descent with η = {short(rate)} in these two alone diverges."
        )
    low, high = np.min(path, axis=0), np.max(path, axis=0)
    reach = 0.65 * max(*(high - low), 1.0) if reach is None else checks.number("reach", reach, above=0)
    picture, axes = chart(caption, 4.2)
    draw_heights(axes, *plane.heights(*((centre - reach, centre + reach) for centre in (high + low) / 2)))
    axes.plot(*path[0], "D", color=BLUE, markersize=9, label="start", zorder=5)
    if steps:
        axes.plot(*zip(*path), ".-", color=ORANGE, linewidth=2, markersize=6)
        axes.plot(
            *path[-1],
            "o",
            color=ORANGE,
            markeredgecolor="white",
            markersize=10,
            label=f"after {count(len(path) - 1, 'step')}",
        )
    axes.set(xlabel=names[0], ylabel=names[1], aspect="equal")
    axes.figure.legend(*axes.get_legend_handles_labels(), loc="outside left upper")
    return picture


def _place(names: Sequence[str], point: Point) -> str:
    """A point in words: w5 = 0.400, w6 = 0.450."""
    texts = (f"{value:.3f}" if abs(value) < FAR else f"{value:.3e}" for value in point)
    return ", ".join(f"{name} = {text}" for name, text in zip(names, texts))


class Plane:
    """The plane of two weights or biases of a network, all others held still, with the error at every place of it."""

    def __init__(self, net: Network, x: Array, t: Array, names: Sequence[str]) -> None:
        if not isinstance(names, (list, tuple)) or len(names) != 2 or names[0] == names[1]:
            raise ValueError(f"names is {names!r}, expected two different parameters such as ('w5', 'w6')")
        self.net, self.x, self.t, self.names = net.copy(), x, t, names
        self.start = (net[names[0]], net[names[1]])

    def _moved(self, place: Point) -> Network:
        """The network with the two parameters of a place; the same one each time."""
        self.net[self.names[0]], self.net[self.names[1]] = place
        return self.net

    def error(self, place: Point) -> float:
        """E at a place."""
        return self._moved(place).error(self.x, self.t)

    def descend(self, place: Point, rate: float, steps: int) -> list[Point]:
        """The places after each of up to `steps` steps of gradient descent; they end where it has run away."""
        path = [place]
        while len(path) <= steps and max(map(abs, path[-1])) < FAR:
            net = self._moved(path[-1])
            slopes = net.backward(net.forward(self.x), self.t)
            gradient = np.array([slopes[name] for name in self.names])
            path.append(tuple(updated(np.array(path[-1]), gradient, rate).tolist()))
        return path[1:]

    def heights(self, limits_across: Point, limits_up: Point) -> tuple[Array, Array, Array]:
        """Places along both parameters between their limits, and the error at each pair of them."""
        across, up = np.linspace(*limits_across, FINE), np.linspace(*limits_up, FINE)
        return across, up, np.array([[self.error((a, b)) for a in across] for b in up])


def draw_heights(axes: Axes, across: Array, up: Array, errors: Array) -> None:
    """Draw lines of equal error: the darker, the larger. They lie closer where it is small, so that a valley shows."""
    low = errors.min()
    high = max(errors.max(), low + 1e-9 * max(1.0, abs(low)))  # flat ground still has a height to divide
    levels = low + (high - low) * np.linspace(0, 1, LEVELS) ** 2
    filled = axes.contourf(across, up, errors, levels=levels, cmap="Greys", alpha=0.75, norm=PowerNorm(0.5, low, high))
    axes.contour(across, up, errors, levels=levels, colors=GREY, linewidths=0.7)
    axes.figure.colorbar(filled, format="%.2g", ticks=levels[::2]).ax.set_title("error")
