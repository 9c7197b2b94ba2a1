"""Activations and losses, each beside its slope."""

import math
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np

Array = np.ndarray
Number = TypeVar("Number", float, Array)
ONE, ZERO = np.array(1.0), np.array(0.0)  # with arrays NumPy is quicker than with plain numbers


def sigmoid(net: Array) -> Array:
    """out = 1 / (1 + e^(−net)): squashes any number into (0, 1). Any shape; exact 0 where e^(−net) overflows."""
    return ONE / (ONE + np.exp(-net))


def sigmoid_slope(out: Array) -> Array:
    """d out / d net = out (1 − out)."""
    return out * (ONE - out)


def tanh(net: Array) -> Array:
    """out = tanh(net): squashes any number into (−1, 1)."""
    return np.tanh(net)


def tanh_slope(out: Array) -> Array:
    """d out / d net = 1 − out²."""
    return ONE - out * out


def relu(net: Array) -> Array:
    """out = max(0, net): lets positive net input through, blocks the rest."""
    return np.maximum(net, ZERO)


def relu_slope(out: Array) -> Array:
    """d out / d net = 1 where out > 0, else 0 (at net = 0, where no slope exists, 0 by convention)."""
    return (out > ZERO).astype(np.float64)


def identity(net: Array) -> Array:
    """out = net: a linear neuron."""
    return net


def identity_slope(out: Array) -> Array:
    """d out / d net = 1."""
    return np.ones_like(out)


def softmax(net: Array) -> Array:
    """out_k = e^(net_k) / Σ e^(net_j): positive outputs that add up to 1. The largest net is taken off first."""
    powers = np.exp(net - net.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def softmax_slope(out: Array) -> Array:
    """1, since softmax's own slope is already inside cross-entropy's out − t: ∂E/∂net = out − t."""
    return ONE


def squared_error(out: Array, target: Array) -> float:
    """E = ½ Σ (t − o)²; for a batch, (n_examples, n_out), the mean over its examples."""
    miss = out - target
    return 0.5 * float(np.vdot(miss, miss)) / (1 if out.ndim == 1 else len(out))


def cross_entropy(net: Array, out: Array, target: Array) -> float:
    """E = −Σ t ln out, with out = softmax(net); for a batch the mean over its examples.

    Where an out has become 0, its logarithm comes from net: ln out_k = net_k − ln Σ e^(net_j), which never takes ln 0.
    """
    total = float(np.vdot(target, np.log(out)))
    if not math.isfinite(total):
        below = net - net.max(axis=-1, keepdims=True)
        total = float(np.vdot(target, below - np.log(np.exp(below).sum(axis=-1, keepdims=True))))
    return -total / (1 if out.ndim == 1 else len(out))


def error_slope(out: Array, target: Array) -> Array:
    """∂E/∂out = out − t for the squared error; for softmax with cross-entropy the same formula is ∂E/∂net."""
    return out - target


class Activation(NamedTuple):
    """A squashing function, its slope as a function of its own output, and that slope's formula as text."""

    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    formula: str


ACTIVATIONS = {
    "sigmoid": Activation(sigmoid, sigmoid_slope, "{out} (1 - {out})"),
    "tanh": Activation(tanh, tanh_slope, "1 - {out}^2"),
    "relu": Activation(relu, relu_slope, "1 if {out} > 0, else 0"),
    "identity": Activation(identity, identity_slope, "1"),
    "softmax": Activation(softmax, softmax_slope, "1"),
}
LOSSES = {  # from the output's net and out, and the target
    "squared_error": lambda net, out, target: squared_error(out, target),
    "cross_entropy": cross_entropy,
}
