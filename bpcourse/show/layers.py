"""How large the gradient is in each layer of weights: whether it vanishes, or grows, on its way back."""
from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.ticker import MaxNLocator

from .. import checks
from ..functions import Array
from ..network import Network
from ..tables import plain
from .learning import COLOURS, LINES
from .picture import Picture, chart, styled

MARKERS = ["o", "s", "D", "^"]  # never colour alone
LEAST = 1e-17  # a gradient of 0 cannot stand on a scale of powers of ten


@styled
def gradient_norms(nets: Mapping[str, Network], x: Array, t: Array) -> Picture:
    """√Σ(∂E/∂w)² for each layer of weights, on a scale of powers of ten: a line for each of up to four networks.

    nets: the networks by what they are called in the picture, such as {"tanh": net}. x, t: one example or a batch.
    """
    if not isinstance(nets, Mapping):
        raise TypeError(f"nets is {type(nets).__name__}, expected networks by their names, such as {{'tanh': net}}")
    if not 1 <= len(nets) <= len(MARKERS):
        raise ValueError(f"nets holds {len(nets)} networks, expected 1 to {len(MARKERS)}")
    norms = {f"{name}": _norms(net, *checks.examples(net, x, t)) for name, net in nets.items()}
    said = "; ".join(f"{_share(found)} ({name})" for name, found in norms.items())
    caption = f"The norm of the gradient in the first layer of weights, compared with that in the last: {said}."
    picture, axes = chart(caption, 3.4)
    for k, (name, found) in enumerate(norms.items()):
        axes.semilogy(range(1, len(found) + 1), np.maximum(found, LEAST), LINES[k], marker=MARKERS[k], color=COLOURS[k],
                      markersize=7, label=name)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="layer of weights, 1 leads away from the inputs", ylabel="norm of the gradient")
    axes.figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=min(len(norms), 4))
    return picture


def _norms(net: Network, x: Array, t: Array) -> list[float]:
    return [float(np.sqrt((gradient**2).sum())) for gradient in net.backward(net.forward(x), t).weights]


def _share(norms: list[float]) -> str:
    """The first layer's norm in parts of the last one's, in one digit, which rounding on another machine does not change."""
    if norms[-1] == 0:
        return "no gradient in the last layer"
    return "no gradient" if norms[0] == 0 else f"{plain(norms[0] / norms[-1], 1)} times as large"
