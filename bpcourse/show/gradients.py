"""Pictures of gradients: the gradient check for nudges h of every size; blame, signals and steps, layer by layer."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from .. import checks
from ..functions import Array
from ..gradients import numerical_gradient
from ..names import locate
from ..network import Network
from ..tables import digits, plain, power, short
from .learning import COLOURS, LINES
from .picture import BLACK, BLUE, GREY, ORANGE, Picture, canvas, chart, styled

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
def layer_norms(nets: Mapping[str, Network], x: ArrayLike, t: ArrayLike, learning_rate: float) -> Picture:
    """‖δ‖, ‖out‖ and ‖η ∂E/∂W‖ / ‖W‖ at each layer of weights, on scales of powers of ten, for up to four networks.

    ‖…‖ is the root of the sum of all squares. Of a layer's slopes δ and out are the factors, so where one grows as the other
    shrinks the slopes look alike in all layers; the factors, and what a step changes, do not.
    nets: the networks by what they are called in the picture, such as {"tanh": net}. x, t: one example or a batch.
    """
    if not isinstance(nets, Mapping):
        raise TypeError(f"nets is {type(nets).__name__}, expected networks by their names, such as {{'tanh': net}}")
    if not 1 <= len(nets) <= len(MARKERS):
        raise ValueError(f"nets holds {len(nets)} networks, expected 1 to {len(MARKERS)}")
    rate = checks.number("learning_rate", learning_rate, above=0)
    norms = {f"{name}": _norms(net, *checks.examples(net, x, t), rate) for name, net in nets.items()}
    compared = (
        ("Blame in the first layer, compared with the last", [_share(found.blame[::-1]) for found in norms.values()]),
        ("signals into the last, compared with the first", [_share(found.signals) for found in norms.values()]),
        ("share of the first layer that a step changes", [_size(found.steps[0]) for found in norms.values()]),
    )
    caption = "; ".join(
        f"{what}: {', '.join(f'{number} ({name})' for name, number in zip(norms, numbers))}" for what, numbers in compared
    )
    picture, drawing = canvas(f"{caption}.", 3.4)
    panels = drawing.subplots(1, 3)
    for axes, title, part in zip(panels, ["blame δ", "signals in", f"share of a step, η = {short(rate)}"], _Norms._fields):
        for k, (name, found) in enumerate(norms.items()):
            curve = np.maximum(getattr(found, part), LEAST)
            layers = range(1, len(curve) + 1)
            axes.semilogy(layers, curve, LINES[k], marker=MARKERS[k], color=COLOURS[k], markersize=6, label=name)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_title(title)
    panels[1].sharey(panels[0])  # so that what stays nearly the same looks it
    panels[1].tick_params(labelleft=False)
    panels[0].autoscale(axis="y")
    panels[1].set_xlabel("layer of weights, 1 leads away from the inputs")
    panels[0].set_ylabel("norm")
    drawing.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=min(len(norms), 4))
    return picture


class _Norms(NamedTuple):
    """At each layer of weights: the norm of its blame, of the signals into it, and the share of it that a step changes."""

    blame: list[float]
    signals: list[float]
    steps: list[float]


def _norms(net: Network, x: Array, t: Array, rate: float) -> _Norms:
    trace = net.forward(x)
    found = net.backward(trace, t)
    steps = [
        rate * _norm(slopes) / _norm(weights) if weights.any() else 0.0
        for slopes, weights in zip(found.weights, net.weights)
    ]
    return _Norms([_norm(delta) for delta in found.deltas], [_norm(out) for out in trace.out[:-1]], steps)


def _norm(numbers: Array) -> float:
    return float(np.sqrt((numbers**2).sum()))


def _share(norms: list[float]) -> str:
    """The last of some norms in parts of the first."""
    if norms[0] == 0:
        return "none to compare with"
    return _size(norms[-1] / norms[0])


def _size(ratio: float) -> str:
    """In one digit, which rounding on another machine does not change."""
    return "nothing" if ratio == 0 else plain(ratio, 1)
