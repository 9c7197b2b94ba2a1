"""bpcourse: backpropagation from one weight to the whole algorithm, every number proven."""

import importlib
from typing import Any

from . import datasets, training, worked
from .autodiff import Value
from .derivation import derive
from .gradients import check_gradients, numerical_gradient
from .network import Network
from .training import train

# Names that are loaded on first use, and the room each stands in.
LAZY = {
    "play": "play",
    "show": "show",
    "practice": "practice",
    **dict.fromkeys(["check", "diagnose", "hint", "progress", "solution"], "practice"),
}
__all__ = [
    "Network",
    "Value",
    "check",
    "check_gradients",
    "datasets",
    "derive",
    "diagnose",
    "hint",
    "numerical_gradient",
    "play",
    "practice",
    "progress",
    "show",
    "solution",
    "train",
    "training",
    "worked",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load pictures, widgets and practice on first use, so that `import bpcourse` costs little more than numpy."""
    if name in LAZY:
        module = importlib.import_module(f".{LAZY[name]}", __name__)
        return module if name == LAZY[name] else getattr(module, name)
    raise AttributeError(f"module 'bpcourse' has no attribute '{name}'; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
