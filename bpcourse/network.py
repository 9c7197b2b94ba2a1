"""Forward, backward and the five rules between them: the algorithm itself.

Layers l = 1 … L: net_l = W_l out_(l−1) + b_l, out_l = f(net_l), out_0 = x. Read this file beside lesson 05. Lists of nets
and outs begin with the inputs, so that out[l] is out_l; lists of weights, biases and deltas begin with layer 1.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from . import checks, files
from .functions import ACTIVATIONS, LOSSES, Array, Number, error_slope
from .names import ByName, locate, neuron_names
from .tables import Tabular, digits, shortened

BLOCK = 512  # examples
UNPACKED = 100_000_000  # bytes that a smaller file may unpack to; the course's networks have less than a million


def slope(activation: str, out: Array) -> Array:
    """f′(net), the first rule: how strongly each neuron's output answers to its net input. Shape of out."""
    return ACTIVATIONS[activation].slope(out)


def output_delta(out: Array, target: Array, slope: Array) -> Array:
    """δ = (out − t) ⊙ slope: an output neuron's blame is its miss times how strongly it can answer.

    All three (…, n_out) -> (…, n_out).
    """
    return error_slope(out, target) * slope


def hidden_delta(weights: Array, delta_next: Array, slope: Array) -> Array:
    """δ = (Wᵀ δ_next) ⊙ slope: each neuron collects blame along its outgoing weights.

    weights (n_next, n), delta_next (…, n_next), slope (…, n) -> (…, n). Examples stand in rows: δᵀ W in place of Wᵀ δ.
    """
    return delta_next.dot(weights) * slope


def weight_gradient(delta: Array, incoming: Array) -> Array:
    """∂E/∂W = δ outᵀ: a weight's share is the blame it leads to times the signal it carried; a batch takes the mean.

    delta (…, n), incoming (…, n_before) -> (n, n_before).
    """
    if delta.ndim == 1:
        return delta[:, None].dot(incoming[None])
    # divided before the product: delta is the smaller array
    return (delta * (1 / len(delta))).T.dot(incoming)


def bias_gradient(delta: Array) -> Array:
    """∂E/∂b = δ: the same rule, since a bias is a weight whose incoming signal is always 1; a batch takes the mean."""
    return delta if delta.ndim == 1 else shares(len(delta)).dot(delta)


@lru_cache(maxsize=8)
def shares(examples: int) -> Array:
    """1/n for each of n examples, made once and kept: its product with their deltas is the mean."""
    return np.full(examples, 1 / examples)


def updated(parameter: Number, gradient: Number, learning_rate: float) -> Number:
    """w⁺ = w − η ∂E/∂w: one step against the slope."""
    return parameter - learning_rate * gradient


@dataclass(repr=False, slots=True)
class Trace(Tabular):
    """All numbers of one forward pass: net[l] and out[l], layer by layer; out[0] is the input, net[0] is None."""

    net: list[Any]
    out: list[Array]

    def _table(self) -> tuple[str, list[str], list[list[str]]]:
        sizes = tuple(out.shape[-1] for out in self.out)
        if self.out[0].ndim == 2:
            shapes = [[f"{k}", str(out.shape)] for k, out in enumerate(self.out)]
            return f"Forward pass of {len(self.out[0])} examples", ["layer", "shape of out"], shapes
        rows = [
            [name, "" if net is None else digits(net[k]), digits(out[k])]
            for names, net, out in zip(neuron_names(sizes), self.net, self.out)
            for k, name in enumerate(names)
        ]
        return "", ["neuron", "net", "out"], rows


@dataclass(repr=False, slots=True)
class Gradients(ByName, Tabular):
    """∂E/∂w for every parameter: .weights[l] and .biases[l] as in the network; .deltas[l] = ∂E/∂net, [-1] the output's."""

    weights: list[Array]
    biases: list[Array]
    deltas: list[Array]

    def _shared(self, name: str, biases: Array) -> float:
        """A shared bias feeds the whole layer, so its gradient is the sum over the layer."""
        return float(biases.sum())

    def _table(self) -> tuple[str, list[str], list[list[str]]]:
        return "", ["parameter", "∂E/∂parameter"], shortened(self.names, lambda name: [name, digits(self[name])])


class Network(ByName):
    """A layered network: net_l = W_l out_(l−1) + b_l, out_l = f_l(net_l).

    weights[l] has shape (n_out, n_in), biases[l] (n_out,), l = 0 for the first layer of weights. activations: one
    name for all layers or one per layer (sigmoid tanh relu identity softmax); loss: squared_error or cross_entropy.
    Raises ValueError or TypeError for what does not fit together.
    """

    def __init__(
        self,
        weights: Sequence[Any],
        biases: Sequence[Any],
        activations: str | Sequence[str] = "sigmoid",
        loss: str = "squared_error",
    ) -> None:
        self.weights, self.biases = checks.layers(weights, biases)
        self.loss = checks.choice("loss", loss, LOSSES)
        self.activations = checks.activations(activations, len(self.weights), self.loss)

    @classmethod
    def random(
        cls, sizes: Sequence[int], seed: int, activations: str | Sequence[str] = "sigmoid", loss: str = "squared_error"
    ) -> Network:
        """Weights drawn around 0 with spread √(1/n_in), √(2/n_in) before relu, 4 √(1/n_in) before sigmoid; biases 0."""
        sizes = checks.sizes(sizes)
        names = checks.activations(activations, len(sizes) - 1, checks.choice("loss", loss, LOSSES))
        draw = np.random.default_rng(checks.whole("seed", seed, 0))
        spread = {"relu": 2**0.5, "sigmoid": 4.0}
        weights = [
            draw.normal(0, spread.get(name, 1.0) / n_in**0.5, (n_out, n_in))
            for name, n_in, n_out in zip(names, sizes, sizes[1:])
        ]
        return cls(weights, [np.zeros(n) for n in sizes[1:]], names, loss)

    def forward(self, x: Array) -> Trace:
        """net = W out + b, out = f(net), layer by layer. x: (n_in,) or (n_examples, n_in). Raises ValueError, TypeError."""
        checks.network(self)
        with np.errstate(all="ignore"):
            return self.pass_forward(checks.rows("x", x, self.sizes[0], "inputs"))

    def backward(self, trace: Trace, target: Array) -> Gradients:
        """Blame flows from the outputs back: all deltas, then every gradient.

        trace: what this network's forward returned, with the weights it still has. target: (n_out,) or
        (n_examples, n_out). Raises ValueError or TypeError.
        """
        checks.trace(trace, self.sizes)
        now = self.forward(trace.out[0]).net[-1]
        if not (np.array_equal(now, trace.net[-1]) or np.allclose(now, trace.net[-1], 1e-9, 1e-12, equal_nan=True)):
            raise ValueError(
                "trace is of another network, or of weights that have changed since; expected what net.forward(x) returns"
            )
        target = checks.targets("target", target, trace.out[-1].shape, self.loss)
        with np.errstate(all="ignore"):
            return self.pass_backward(trace, target)

    def pass_forward(self, x: Array) -> Trace:
        """`forward` for an array that was checked already."""
        nets: list[Any] = [None]
        outs = [x]
        for weights, biases, activation in zip(self.weights, self.biases, self.activations):
            nets.append(outs[-1].dot(weights.T) + biases)
            outs.append(ACTIVATIONS[activation].value(nets[-1]))
        return Trace(nets, outs)

    def pass_backward(self, trace: Trace, target: Array) -> Gradients:
        """`backward` for arrays that were checked already."""
        out = trace.out
        deltas = [output_delta(out[-1], target, slope(self.activations[-1], out[-1]))]
        for k in range(len(self.weights) - 1, 0, -1):
            slopes = slope(self.activations[k - 1], out[k])
            deltas.insert(0, hidden_delta(self.weights[k], deltas[0], slopes))
        weights = list(map(weight_gradient, deltas, out[:-1]))
        return Gradients(weights, list(map(bias_gradient, deltas)), deltas)

    def pass_error(self, trace: Trace, target: Array) -> float:
        """`error` of a forward pass, for a target that was checked already."""
        return LOSSES[self.loss](trace.net[-1], trace.out[-1], target)

    def error(self, x: Array, target: Array) -> float:
        """E of the loss for one example, or its mean over a batch."""
        x, target = checks.examples(self, x, target, "target", copy=False)
        with np.errstate(all="ignore"):
            return self.mean_error(x, target)

    def mean_error(self, x: Array, target: Array) -> float:
        """`error` for arrays that were checked already; many examples pass in blocks, whose numbers stay in the cache."""
        blocks = [slice(k, k + BLOCK) for k in range(0, len(x), BLOCK)] if x.ndim == 2 else [slice(None)]
        return sum(len(x[b]) / len(x) * self.pass_error(self.pass_forward(x[b]), target[b]) for b in blocks)

    def copy(self) -> Network:
        """A network of its own with the same numbers."""
        return Network(self.weights, self.biases, self.activations, self.loss)

    def __setitem__(self, name: str, value: float) -> None:
        place = locate(name, self.sizes)
        value = checks.number(name, value)
        arrays, index = (self.weights, place[2:]) if place.kind == "weight" else (self.biases, place.row)
        changed = np.array(arrays[place.layer], dtype=np.float64)
        changed[... if index is None else index] = value
        arrays[place.layer] = changed

    def _shared(self, name: str, biases: Array) -> float:
        if (biases != biases[0]).any():
            layer = neuron_names(self.sizes)[int(name[1:])]
            raise ValueError(
                f"{name}: the biases of {layer[0]} to {layer[-1]} differ, so this layer has no shared bias; "
                f"read them one by one, as b_{layer[0]}"
            )
        return float(biases[0])

    def __repr__(self) -> str:
        kinds = dict.fromkeys(self.activations)
        return (
            f"Network {'-'.join(map(str, self.sizes))}, {', '.join(kinds)}, {self.loss}: "
            f"{sum(w.size for w in self.weights)} weights, {sum(b.size for b in self.biases)} biases"
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write all numbers to one .npz file, complete or not at all (no pickles inside)."""
        path = files.named("path", path)
        if not path.parent.is_dir():
            raise FileNotFoundError(f"path is '{path}', but there is no folder '{path.parent}'")
        checks.network(self)  # what load would refuse is not written
        arrays = {f"{kind}_{k}": array for kind in ("weights", "biases") for k, array in enumerate(getattr(self, kind))}
        written = io.BytesIO()
        np.savez(written, activations=list(self.activations), loss=self.loss, **arrays)
        files.write(path, written.getvalue())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Network:
        """The network that `save` wrote. Raises ValueError for any other file, FileNotFoundError where there is none."""
        with files.named("path", path).open("rb") as file:
            try:
                size = sum(member.file_size for member in zipfile.ZipFile(file).infolist())
                if size > max(UNPACKED, file.seek(0, os.SEEK_END)):  # save does not compress: what it wrote is smaller
                    raise MemoryError(f"it would unpack to {size:,} bytes, expected at most {UNPACKED:,}")
                file.seek(0)
                found = np.load(file, allow_pickle=False)
                layers = range(len(found["activations"]))
                return cls(
                    [found[f"weights_{k}"] for k in layers],
                    [found[f"biases_{k}"] for k in layers],
                    found["activations"].tolist(),
                    str(found["loss"]),
                )
            except Exception as problem:  # a damaged file can raise nearly anything, and NumPy advises to unpickle others
                why = f": {problem}" if isinstance(problem, MemoryError) else ", or it is damaged"
                raise ValueError(f"{path} is no network saved by bpcourse{why}") from None
