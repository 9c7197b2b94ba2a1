"""Live widgets: controls in, a picture out. Each is one call that stands alone in a cell."""

from .formulas import neuron, softmax, tweak
from .gradients import depth, nudge
from .guess import predict
from .networks import chain, forward
from .panel import Panel
from .poll import poll
from .rounds import rounds
from .training import playground, surface, train_xor

__all__ = [
    "Panel",
    "chain",
    "depth",
    "forward",
    "neuron",
    "nudge",
    "playground",
    "poll",
    "predict",
    "rounds",
    "softmax",
    "surface",
    "train_xor",
    "tweak",
]
