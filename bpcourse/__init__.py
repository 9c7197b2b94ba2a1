"""Backpropagation from one weight to the whole algorithm, every number proven.

Network             a layered network: forward, backward, error, save, load; net["w5"] is a weight
train               train a network on examples, until a criterion stops it
training            the criteria: all_correct, error_below, no_progress
derive              the chain rule for one weight, factor by factor, in symbols and in numbers
numerical_gradient  the gradient by nudging every weight up and down
check_gradients     the backward pass beside the nudged gradient, weight by weight
Value               a number that remembers where it came from: automatic differentiation
worked              the course's own examples: the tweaking table and the 2-2-2 network
personal            the 2-2-2 network with numbers of your own, in which mistakes stay apart
datasets            small problems to train on: xor, spirals, blobs, digits
show                pictures of networks, errors, gradients and training
play                the same, to be moved: widgets
check               is the answer to an exercise right, and if not, which mistake makes it?
hint                the next hint to an exercise
solution            the worked solution of an exercise
progress            what is done, what is open, and the next step
diagnose            the mistake doctor: which mistake makes exactly this value?
practice            the exercises, and what judges the answers
"""

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
    **dict.fromkeys(["check", "diagnose", "hint", "personal", "progress", "solution"], "practice"),
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
    "personal",
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
