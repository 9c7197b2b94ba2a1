"""Pictures of gradients: the gradient check for nudges h of every size, and the norm of the gradient in each layer."""

from collections.abc import Mapping

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from .. import checks
from ..functions import Array
from ..gradients import numerical_gradient
from ..names import locate
from ..network import Network
from ..tables import digits, plain, power
from .learning import COLOURS, LINES
from .picture import BLACK, BLUE, GREY, ORANGE, Picture, chart, styled

POWERS = range(1, 13)  # h = 10⁻¹ … 10⁻¹²
LEAST = 1e-17  # an error or a gradient of 0 cannot stand on a scale of powers of ten
MARKERS = ["o", "s", "D", "^"]  # never colour alone


@styled
def gradient_check(net: Network, x: ArrayLike, t: ArrayLike, name: str) -> Picture:
    """The V of the gradient check: |central difference − ∂E/∂w| over h for one parameter, relative to ∂E/∂w.

    On the right, for large h, the curve bends away from its tangent (truncation, goes with h²); on the left E's last digits
    are lost (rounding, goes with 1 / h). x, t: one example or a batch. Raises KeyError for an unknown name.
    """
    x, t = checks.examples(net, x, t)
    locate(name, net.sizes)
    exact = net.backward(net.forward(x), t)[name]
    if exact == 0:
        raise ValueError(f"∂E/∂{name} is 0 here, so nothing can be compared with its size; expected another parameter")
    steps = [10.0**-k for k in POWERS]
    off = [max(abs(numerical_gradient(net, x, t, h)[name] - exact) / abs(exact), LEAST) for h in steps]
    best = int(np.argmin(off))
    if not np.isfinite(off).all():
        raise ValueError(f"the error of this network overflows near {name}, expected finite numbers to compare")
    ends: dict[str, list[str]] = {}
    for k in {0, len(steps) - 1} - {best}:
        ends.setdefault(_farther(off[k] / off[best]), []).append(f"h = {power(steps[k])}")
    others = "; ".join(f"at {' and '.join(where)} it is {far}" for far, where in ends.items())
    caption = f"∂E/∂{name} = {digits(exact)}. The central difference comes closest at h = {power(steps[best])}; {others}."
    picture, axes = chart(caption, 3.4)
    axes.loglog(steps, off, "o-", color=BLACK, label="central difference", zorder=4)
    axes.loglog(steps[best], off[best], "D", color=BLUE, markersize=9, label="closest", zorder=5)
    scale = np.array(steps)
    axes.loglog(scale, off[0] * (scale / scale[0]) ** 2, "--", color=ORANGE, linewidth=1.5, label="truncation (with h²)")
    axes.loglog(scale, off[-1] * scale[-1] / scale, ":", color=GREY, linewidth=1.5, label="rounding (with 1 / h)")
    axes.set(xlabel="nudge h", ylabel="relative error", ylim=(min(off) / 30, 30 * max(off)))
    axes.figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=4)
    return picture


def _farther(ratio: float) -> str:
    """ "about 20 times as far off", in steps that rounding on another machine does not change."""
    known = next((words for least, words in ((1e6, "a million"), (1e3, "a thousand")) if ratio > least), None)
    return f"more than {known} times as far off" if known else f"about {plain(ratio, 1)} times as far off"


@styled
def gradient_norms(nets: Mapping[str, Network], x: ArrayLike, t: ArrayLike) -> Picture:
    """√Σ(∂E/∂w)² for each layer of weights, on a scale of powers of ten: a line for each of up to four networks.

    nets: the networks by what they are called in the picture, such as {"tanh": net}. x, t: one example or a batch.
    """
    if not isinstance(nets, Mapping):
        raise TypeError(f"nets is {type(nets).__name__}, expected networks by their names, such as {{'tanh': net}}")
    if not 1 <= len(nets) <= len(MARKERS):
        raise ValueError(f"nets holds {len(nets)} networks, expected 1 to {len(MARKERS)}")
    norms = {f"{name}": _norms(net, *checks.examples(net, x, t)) for name, net in nets.items()}
    shares = "; ".join(f"{_share(found)} ({name})" for name, found in norms.items())
    caption = f"The norm of the gradient in the first layer of weights, compared with that in the last: {shares}."
    picture, axes = chart(caption, 3.4)
    for k, (name, found) in enumerate(norms.items()):
        axes.semilogy(
            range(1, len(found) + 1),
            np.maximum(found, LEAST),
            LINES[k],
            marker=MARKERS[k],
            color=COLOURS[k],
            markersize=7,
            label=name,
        )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="layer of weights, 1 leads away from the inputs", ylabel="norm of the gradient")
    axes.figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=min(len(norms), 4))
    return picture


def _norms(net: Network, x: Array, t: Array) -> list[float]:
    """The norm of the gradient in each layer of weights."""
    return [float(np.sqrt((gradient**2).sum())) for gradient in net.backward(net.forward(x), t).weights]


def _share(norms: list[float]) -> str:
    """The first layer's norm in parts of the last one's, in one digit, which rounding on another machine does not change."""
    if norms[-1] == 0:
        return "no gradient in the last layer"
    return "no gradient" if norms[0] == 0 else f"{plain(norms[0] / norms[-1], 1)} times as large"
