"""Live widgets: controls in, a picture out. Each is one call that stands alone in a cell."""
from .one_weight import neuron, tweak
from .panel import Panel
from .two_layers import chain, forward, rounds

__all__ = ["Panel", "chain", "forward", "neuron", "rounds", "tweak"]
