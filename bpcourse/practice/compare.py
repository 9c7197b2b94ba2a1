"""Where to look: the quantities on the way to one that is wrong, in the order in which they are computed."""
from __future__ import annotations

from ..names import locate, neuron_names
from .quantities import Quantity

MOST_NAMES = 3  # of one layer; of more, the first and the last are named


def where_to_look(asked: Quantity, sizes: tuple[int, ...], biases: str = "frozen") -> tuple[str, list[str]]:
    """What to say, and the steps on the way to a quantity as places to compare. biases: whether these learn, too."""
    names = neuron_names(sizes)
    if asked.kind == "out" and asked.name in names[0]:
        return "it is given", []
    if asked.kind == "net" and asked.name in names[1] and not asked.rounds:
        return "sum of the inputs", []
    way = (_parameter(asked, sizes) if asked.kind in ("gradient", "new") else
           [*_training(asked.rounds, biases), *_neuron(asked, names)])
    return "compare the steps", list(dict.fromkeys(way))


def _every(kind: str, layer: list[str], after: str = "") -> list[str]:
    """The same of all neurons of a layer: delta_o1, delta_o2, or delta_o1 to delta_o10."""
    steps = [f"{kind}_{name}{after}" for name in layer]
    return steps if len(steps) <= MOST_NAMES else [f"{steps[0]} to {steps[-1]}"]


def _training(rounds: int, biases: str) -> list[str]:
    """The rounds before the forward pass that was asked for."""
    moved = ("W", "b") if biases != "frozen" else ("W",)
    first = [f"dE/d{name}" for name in moved] if rounds else []
    return first + [f"{name}+{k if k > 1 else ''}" for k in dict.fromkeys([1, rounds]) if rounds for name in moved]


def _neuron(asked: Quantity, names: list[list[str]]) -> list[str]:
    """The way to a neuron's net, out or delta, or forward to the error."""
    after = {0: "", 1: "+"}.get(asked.rounds, f"+{asked.rounds}")
    if asked.kind == "error":
        return [step for layer in names[1:] for step in _every("out", layer, after)]
    layer = next(k for k, layer in enumerate(names) if asked.name in layer)
    if asked.kind == "delta":
        return _delta(layer, [asked.name], names)[:-1]
    before = [step for earlier in names[1:layer] for step in _every("out", earlier, after)]
    return before + [f"net_{asked.name}{after}"] * (asked.kind == "out")


def _delta(layer: int, neurons: list[str], names: list[list[str]]) -> list[str]:
    """The way to the deltas of some neurons of a layer, these last: they answer for every layer behind them."""
    nets = _every("net", neurons) if layer == 1 and len(neurons) == 1 else []
    behind = [step for later in names[:layer:-1] for step in _every("delta", later)]
    return [*nets, *_every("out", neurons), *behind, *_every("delta", neurons)]


def _parameter(asked: Quantity, sizes: tuple[int, ...]) -> list[str]:
    """The way to the slope of a weight or bias, and on to what it is after so many rounds."""
    names = neuron_names(sizes)
    if asked.name in ("W", "b"):
        way = [step for layer in names[1:] for step in _every("out", layer)]
        way += [step for layer in names[:0:-1] for step in _every("delta", layer)]
    else:
        place = locate(asked.name, sizes)
        neurons = names[place.layer + 1] if place.row is None else [names[place.layer + 1][place.row]]
        carried = [f"out_{names[place.layer][place.column]}"] if place.kind == "weight" and place.layer else []
        way = carried + _delta(place.layer + 1, neurons, names)
    if asked.kind == "gradient":
        return way
    earlier = [f"{asked.name}+{k if k > 1 else ''}" for k in dict.fromkeys([1, asked.rounds - 1]) if asked.rounds > 1]
    return [*way, f"dE/d{asked.name}", *earlier]
