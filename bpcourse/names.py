"""The course's names: i1, h1, o1 for neurons, w1, w2 … for weights, b_h1 or b1 for biases."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from .functions import Array


class Place(NamedTuple):
    """Where a named parameter lives: weights[layer][row, column], or biases[layer][row]; row None: a shared bias."""

    kind: str
    layer: int
    row: int | None
    column: int | None


def neuron_names(sizes: tuple[int, ...]) -> list[list[str]]:
    """Names layer by layer: i1 i2 | h1 h2 | o1 o2; with several hidden layers h1_1 (layer 1, neuron 1), h2_1 …"""
    last = len(sizes) - 1
    prefix = ["i", *([f"h{k}_" for k in range(1, last)] if last > 2 else ["h"] * (last - 1)), "o"]
    return [[f"{start}{k}" for k in range(1, size + 1)] for start, size in zip(prefix, sizes)]


def weight_starts(sizes: tuple[int, ...]) -> list[int]:
    """How many weights come before each layer; the last entry is how many there are in all."""
    return list(accumulate((a * b for a, b in zip(sizes, sizes[1:])), initial=0))


def weight_name(sizes: tuple[int, ...], layer: int, row: int, column: int) -> str:
    """Weights are numbered layer by layer, row by row: w1 is i1→h1, w2 is i2→h1."""
    return f"w{weight_starts(sizes)[layer] + row * sizes[layer] + column + 1}"


def parameter_names(sizes: tuple[int, ...]) -> list[str]:
    """Every weight, then every bias: w1 … w8, b_h1, b_h2, b_o1, b_o2."""
    weights = [f"w{k}" for k in range(1, weight_starts(sizes)[-1] + 1)]
    return weights + [f"b_{name}" for layer in neuron_names(sizes)[1:] for name in layer]


def locate(name: str, sizes: tuple[int, ...]) -> Place:
    """The place of a parameter by its name. Raises KeyError that says which names there are, TypeError for no text."""
    if not isinstance(name, str):
        raise TypeError(f"name is {name!r}, expected text such as 'w1' or 'b_o1'")
    starts = weight_starts(sizes)
    if match := re.fullmatch(r"w([1-9]\d*)", name):
        index = int(match[1]) - 1
        if index >= starts[-1]:
            raise KeyError(
                f"{name}: this network has w1 to w{starts[-1]}" if starts[-1] > 1 else f"{name}: this network has only w1"
            )
        layer = max(k for k, start in enumerate(starts) if start <= index)
        return Place("weight", layer, *divmod(index - starts[layer], sizes[layer]))
    if match := re.fullmatch(r"b([1-9]\d*)", name):
        if int(match[1]) >= len(sizes):
            raise KeyError(
                f"{name}: this network has a shared bias for each layer, b1 to b{len(sizes) - 1}"
                if len(sizes) > 2
                else f"{name}: this network has one layer, its shared bias is b1"
            )
        return Place("bias", int(match[1]) - 1, None, None)
    neurons = neuron_names(sizes)[1:]
    for layer, names in enumerate(neurons):
        if name.startswith("b_") and name[2:] in names:
            return Place("bias", layer, names.index(name[2:]), None)
    raise KeyError(
        f"{name}: this network has weights w1 to w{starts[-1]}, biases b_{neurons[0][0]} to "
        f"b_{neurons[-1][-1]}, and b1 to b{len(sizes) - 1} for a layer's shared bias"
    )


class ByName(ABC):
    """Arrays of weights and biases whose entries are reached by the course's names: net["w5"], grads["b_h1"]."""

    weights: list[Array]
    biases: list[Array]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons per layer, the inputs first: (2, 2, 2)."""
        return (self.weights[0].shape[1], *(len(w) for w in self.weights))

    @property
    def names(self) -> list[str]:
        """The names of all parameters: w1 …, then b_h1 …"""
        return parameter_names(self.sizes)

    def __getitem__(self, name: str) -> float:
        place = locate(name, self.sizes)
        if place.kind == "weight":
            return float(self.weights[place.layer][place.row, place.column])
        biases = self.biases[place.layer]
        return self._shared(name, biases) if place.row is None else float(biases[place.row])

    @abstractmethod
    def _shared(self, name: str, biases: Array) -> float:
        """The entry of a bias that a layer shares."""

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)
