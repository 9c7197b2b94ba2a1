"""Live widgets: controls in, a picture out. Each is one call that stands alone in a cell."""
from .deep import depth
from .guess import predict
from .nudging import nudge
from .one_weight import neuron, tweak
from .panel import Panel
from .probabilities import softmax
from .round_by_round import rounds
from .training import playground, surface, train_xor
from .two_layers import chain, forward

__all__ = ["Panel", "chain", "depth", "forward", "neuron", "nudge", "playground", "predict", "rounds", "softmax", "surface",
           "train_xor", "tweak"]
