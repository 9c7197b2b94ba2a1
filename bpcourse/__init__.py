"""bpcourse: backpropagation from one weight to the whole algorithm, every number proven."""
from __future__ import annotations

import importlib
from types import ModuleType

from . import datasets, training, worked
from .derivation import derive
from .gradients import check_gradients, numerical_gradient
from .network import Network
from .training import train

__all__ = ["Network", "check_gradients", "datasets", "derive", "numerical_gradient", "play", "show", "train", "training",
           "worked"]
__version__ = "0.1.0"


def __getattr__(name: str) -> ModuleType:
    """Load pictures and widgets on first use, so that `import bpcourse` costs little more than numpy."""
    if name in ("play", "show"):
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module 'bpcourse' has no attribute '{name}'; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
