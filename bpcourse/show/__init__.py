"""Pictures: pure functions from results to a Picture, a figure with a caption computed from its data."""

from .classification import confusion, images
from .classroom import class_table
from .curves import error_curve, sigmoid, tweak_table
from .diagrams import network
from .gradients import gradient_check, layer_norms
from .graphs import chain, graph
from .learning import decision_boundary, error_surface, learning_curve
from .picture import Picture
from .sources import sources

__all__ = [
    "Picture",
    "chain",
    "class_table",
    "confusion",
    "decision_boundary",
    "error_curve",
    "error_surface",
    "gradient_check",
    "graph",
    "images",
    "layer_norms",
    "learning_curve",
    "network",
    "sigmoid",
    "sources",
    "tweak_table",
]
