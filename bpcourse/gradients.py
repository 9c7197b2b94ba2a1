"""Is the gradient right? The slope measured by nudging, and its comparison with backpropagation."""
from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from . import checks
from .functions import LOSSES, Array
from .names import parameter_names
from .network import Gradients, Network
from .tables import Tabular, digits

STEP = 6e-6  # about the cube root of a float's precision, where truncation and rounding balance
TOLERANCE = 1e-6


def numerical_gradient(net: Network, x: Array, t: Array, h: float = STEP) -> Gradients:
    """∂E/∂w ≈ (E(w + h) − E(w − h)) / 2h for every parameter: two forward passes each, no backward pass, no deltas.

    x, t: one example or a batch. The network is left as it was. Raises ValueError for a step h ≤ 0.
    """
    x, t = checks.pair(x, t, net.sizes, net.loss)
    h = checks.number("h", h, above=0)
    probe, loss = net.copy(), LOSSES[net.loss]

    def slope_at(parameters: Array, index: tuple[int, ...]) -> float:
        start, sides = parameters[index], []
        for parameters[index] in (start + h, start - h):
            sides.append(loss(probe.pass_forward(x).out[-1], t))
        width = (start + h) - (start - h)  # what rounding made of 2h
        parameters[index] = start
        return (sides[0] - sides[1]) / width

    def slopes(parameters: Array) -> Array:
        return np.array([slope_at(parameters, i) for i in np.ndindex(parameters.shape)]).reshape(parameters.shape)

    with np.errstate(over="ignore"):
        return Gradients([slopes(w) for w in probe.weights], [slopes(b) for b in probe.biases], [])


class Comparison(NamedTuple):
    """One parameter, its two gradients, |difference| relative to the larger of them, and whether they agree."""

    name: str
    backward: float
    numerical: float
    relative_error: float
    agrees: bool


@dataclass(frozen=True, repr=False)
class GradientReport(Tabular):
    """Backward pass against central differences, parameter by parameter."""

    comparisons: list[Comparison]

    @property
    def agrees(self) -> bool:
        """Whether all parameters agree."""
        return self.first is None

    @property
    def first(self) -> str | None:
        """Name of the first parameter that disagrees, None where all agree."""
        return next((row.name for row in self.comparisons if not row.agrees), None)

    @property
    def largest_difference(self) -> float:
        """max |backward − numerical| over all parameters."""
        return max(abs(row.backward - row.numerical) for row in self.comparisons)

    def _table(self) -> tuple[str, list[str], list[list[str]]]:
        wrong = [row for row in self.comparisons if not row.agrees]
        if not wrong:
            caption = f"All {len(self.comparisons)} gradients agree with central differences."
        else:
            first = wrong[0]
            caption = (f"{len(wrong)} of {len(self.comparisons)} gradients disagree with central differences. The first "
                       f"is {first.name}: backward says {digits(first.backward)}, nudging it says "
                       f"{digits(first.numerical)}.")
        shown = (wrong or self.comparisons)[:40]
        rows = [[r.name, digits(r.backward), digits(r.numerical), "yes" if r.agrees else f"off by {r.relative_error:.1e}"]
                for r in shown]
        return caption, ["parameter", "backward", "central difference", "agrees"], rows


def check_gradients(net: Network, x: Array, t: Array, h: float = STEP) -> GradientReport:
    """Compare `net.backward` with central differences, for one example or a batch.

    A gradient agrees when it differs by less than a millionth of the largest gradient in its layer, or by less than
    the rounding of a central difference. (Where a relu's net input is within reach of 0, nudging crosses the kink and
    the two may rightly differ.)
    """
    x, t = checks.pair(x, t, net.sizes, net.loss)
    backward, numerical = net.backward(net.forward(x), t), numerical_gradient(net, x, t, h)
    rounding = 50 * np.finfo(float).eps * max(net.error(x, t), 1e-3) / h

    def agree(ours: Array, measured: Array) -> Array:
        return abs(ours - measured) <= TOLERANCE * abs(measured).max() + rounding

    def flat(gradients: Gradients) -> list[float]:
        return np.concatenate([a.ravel() for a in (*gradients.weights, *gradients.biases)]).tolist()

    verdicts = Gradients([agree(*w) for w in zip(backward.weights, numerical.weights)],
                         [agree(*b) for b in zip(backward.biases, numerical.biases)], [])
    return GradientReport([Comparison(name, a, n, abs(a - n) / max(abs(a), abs(n), 1e-300), bool(ok)) for name, a, n, ok
                           in zip(parameter_names(net.sizes), flat(backward), flat(numerical), flat(verdicts))])
