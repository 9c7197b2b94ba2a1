"""Is the gradient right? The slope measured by nudging, and its comparison with backpropagation."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from . import checks
from .functions import Array
from .names import parameter_names
from .network import Gradients, Network
from .tables import Tabular, digits, shortened

STEP = 6e-6  # about the cube root of a float's precision, where truncation and rounding balance
TOLERANCE = 1e-6


def numerical_gradient(net: Network, x: Array, t: Array, h: float = STEP) -> Gradients:
    """∂E/∂w ≈ (E(w + h) − E(w − h)) / 2h for every parameter: two forward passes each, no backward pass, no deltas.

    x, t: one example or a batch. For |w| > 1 the step is h |w|. The network is left as it was. Raises ValueError for
    a step h that is 0 or less, or too small to change a number.
    """
    x, t = checks.examples(net, x, t)
    h = checks.number("h", h, above=0)
    probe = net.copy()

    def error_at(parameters: Array, index: tuple[int, ...], value: float) -> float:
        parameters[index] = value
        return probe.pass_error(probe.pass_forward(x), t)

    def slopes(parameters: Array) -> Array:
        found = np.empty_like(parameters)
        for index, start in np.ndenumerate(parameters):
            step = h * max(1.0, abs(start))
            above, below = start + step, start - step
            if above == below:
                raise ValueError(f"h is {h:g}, too small to change a weight of {start:g}")
            rise = error_at(parameters, index, above) - error_at(parameters, index, below)
            found[index] = rise / (above - below)  # what rounding made of 2h
            parameters[index] = start
        return found

    with np.errstate(all="ignore"):
        return Gradients([slopes(w) for w in probe.weights], [slopes(b) for b in probe.biases], [])


class Comparison(NamedTuple):
    """One parameter, its two gradients, |difference| relative to the larger one, and the verdict on it."""

    name: str
    backward: float
    numerical: float
    relative_error: float
    verdict: str


AGREES, DISAGREES, TOO_SMALL = "yes", "no", "too small to tell"


@dataclass(frozen=True, repr=False)
class GradientReport(Tabular):
    """Backward pass against central differences, parameter by parameter."""

    comparisons: list[Comparison]

    @property
    def agrees(self) -> bool:
        """Whether no parameter disagrees."""
        return self.first is None

    @property
    def first(self) -> str | None:
        """Name of the first parameter that disagrees, None where there is none."""
        return next((row.name for row in self.comparisons if row.verdict == DISAGREES), None)

    def _table(self) -> tuple[str, list[str], list[list[str]]]:
        wrong, small = ([row for row in self.comparisons if row.verdict == verdict] for verdict in (DISAGREES, TOO_SMALL))
        total = len(self.comparisons)
        if wrong:
            first = wrong[0]
            caption = (
                f"{len(wrong)} of {total} gradients disagree with central differences. The first is {first.name}: "
                f"backward says {digits(first.backward)}, nudging it says {digits(first.numerical)}."
            )
        else:
            caption = f"{'All ' if not small else ''}{total - len(small)} gradients agree with central differences."
        if small:
            caption += f" {len(small)} are too small to be told from rounding."
        rows = shortened(
            wrong or self.comparisons,
            lambda row: [
                row.name,
                digits(row.backward),
                digits(row.numerical),  # small differences differ from machine to machine
                f"{row.relative_error:.2g}" if row.relative_error >= 1e-4 else "below 0.0001",
                row.verdict,
            ],
        )
        return caption, ["parameter", "backward", "central difference", "relative error", "agrees"], rows


def check_gradients(net: Network, x: Array, t: Array, h: float = STEP) -> GradientReport:
    """Compare `net.backward` with central differences, for one example or a batch.

    A gradient agrees when it differs by less than a millionth of the largest gradient in its layer, give or take the
    rounding of a central difference; one that is no larger than this rounding is called too small to tell. A step h
    far from the default measures truncation or rounding instead of the slope. (Where a relu's net input is within
    reach of 0, nudging crosses the kink and the two may rightly differ.)
    """
    x, t = checks.examples(net, x, t)
    backward, numerical = net.backward(net.forward(x), t), numerical_gradient(net, x, t, h)
    rounding = 50 * np.finfo(float).eps * max(net.error(x, t), 1e-3) / h
    found = [
        (ours, measured, TOLERANCE * abs(all_measured).max())
        for all_ours, all_measured in zip([*backward.weights, *backward.biases], [*numerical.weights, *numerical.biases])
        for ours, measured in zip(all_ours.ravel().tolist(), all_measured.ravel().tolist())
    ]
    return GradientReport([_compare(name, *row, rounding) for name, row in zip(parameter_names(net.sizes), found)])


def _compare(name: str, ours: float, measured: float, tolerance: float, rounding: float) -> Comparison:
    """The verdict on one parameter."""
    difference, size = abs(ours - measured), max(abs(ours), abs(measured))
    agrees = AGREES if size > rounding or size == 0 else TOO_SMALL
    verdict = agrees if difference <= tolerance + rounding else DISAGREES
    return Comparison(name, ours, measured, difference / max(size, 1e-300), verdict)
