"""Live widgets: controls in, a picture out. Each is one call that stands alone in a cell."""
from .guess import predict
from .nudging import nudge
from .one_weight import neuron, tweak
from .panel import Panel
from .round_by_round import rounds
from .training import playground, surface, train_xor
from .two_layers import chain, forward

__all__ = ["Panel", "chain", "forward", "neuron", "nudge", "playground", "predict", "rounds", "surface", "train_xor",
           "tweak"]
