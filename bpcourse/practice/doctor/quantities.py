"""What can be asked about a round, by name: "net_h1", "E", "delta_o1", "dE/dw5", "w5+" …; and what is computed before it."""

import re
from typing import Any, NamedTuple

from ...functions import Array
from ...names import locate, neuron_names
from ...network import Gradients, Network, Trace
from ...training import History
from ..typed import abridge
from .rounds import Layer, measure

FUNCTIONS = ("forward", "backward", "round")
KINDS = (
    '"net_h1", "out_h1", "E", "delta_h1", "dE/dw5", "dE/db_h1", "w5+", "E+", "E+10", "dE/dW", "W+", "dE/db", "b+", '
    '"forward", "backward" or "round"'
)
WHOLE = ("W", "b", "all")  # names that stand for many parameters
MOST_NAMES = 3  # of one layer; of more, the first and the last are named


class Quantity(NamedTuple):
    """kind: net, out, delta, error, share (an output's, of the error), gradient, turned, new, step or old; name: of a
    neuron or a parameter, W or b for all of them, or all outputs or parameters; rounds: how many have been done when it is
    read."""

    kind: str
    name: str
    rounds: int = 0


def parse(text: str, sizes: tuple[int, ...]) -> Quantity:
    """A quantity by its name. Raises ValueError or TypeError with the names that there are."""
    if not isinstance(text, str):
        raise TypeError(f"quantity is {abridge(text)}, expected text such as {KINDS}")
    match = re.fullmatch(r"(?:(net|out|delta|E)_(\w+)|(E)|dE/d(\w+)|(\w+))(?:\+(\d{0,6}))?", text)
    if match is None:
        raise ValueError(f"quantity is {abridge(text)}, expected one such as {KINDS}")
    neuron_kind, neuron, error, gradient, parameter, plus = match.groups()
    rounds = 0 if plus is None else int(plus or 1)
    if neuron_kind and not (rounds and neuron_kind == "delta"):
        first = {"out": 0, "E": len(sizes) - 1}.get(neuron_kind, 1)
        known = [name for layer in neuron_names(sizes)[first:] for name in layer]
        if neuron not in known:
            raise ValueError(f"quantity is {abridge(text)}, but this network's neurons are {', '.join(known[:12])}")
        return Quantity("share" if neuron_kind == "E" else neuron_kind, neuron, rounds)
    if error:
        return Quantity("error", "E", rounds)
    name = gradient or parameter
    if name is None or bool(gradient) == bool(rounds):
        raise ValueError(f"quantity is {abridge(text)}, expected one such as {KINDS}")
    if name not in WHOLE[:2]:
        try:
            locate(name, sizes)
        except KeyError as unknown:
            raise ValueError(f"quantity is {abridge(text)}, but {unknown.args[0]}") from None
    return Quantity("gradient" if gradient else "new", name, rounds)


def read(quantity: Quantity, layers: list[Layer], sizes: tuple[int, ...]) -> list[Array]:
    """The quantity's value in each world, from the round that begins after `rounds`: one array, or one for each layer."""
    kind, name, _ = quantity
    last = layers[-1]
    if kind in ("error", "share"):
        measure(last)
    if kind == "error":
        return [last["raw"]["error"]]
    if name == "all" and kind in ("net", "out"):
        return [last["raw"][kind]]
    if kind in ("net", "out", "delta", "share"):
        number, column = next((k, names.index(name)) for k, names in enumerate(neuron_names(sizes)) if name in names)
        values = layers[number - 1]["raw"]["shares" if kind == "share" else kind] if number else layers[0]["before"]
        return [values[..., column].mean(axis=-1, keepdims=True) if kind == "share" else values[..., column]]
    weights, biases = zip(*(_parameters(kind, at) for at in layers))
    if name in WHOLE:
        return [*(weights if name != "b" else ()), *(biases if name != "W" else ())]
    place = locate(name, sizes)
    if place.kind == "weight":
        return [weights[place.layer][..., place.row, place.column]]
    of_layer = biases[place.layer][..., 0, :]
    if place.row is not None or kind in ("new", "old") or of_layer.shape[-1] == 1:
        return [of_layer[..., place.row or 0]]
    return [(layers[place.layer]["bias_gradient"][..., 0, :] if kind == "gradient" else of_layer).sum(axis=-1)]  # shared


def _parameters(kind: str, at: Layer) -> tuple[Array, Array]:
    """What is asked for, of all weights and of all biases of a layer."""
    if kind in ("new", "old"):
        return at["raw"]["weights"], at["raw"]["biases"]
    if kind == "step":
        return at["rate"] * at["gradient"], at["rate"] * at["bias_gradient"]
    gradient = at["raw"]["gradient"]
    return gradient.swapaxes(-1, -2) if kind == "turned" else gradient, at["raw"]["bias_gradient"]


def which_of(value: Any, asked: Quantity, sizes: tuple[int, ...]) -> str:
    """Where in a trace, in gradients, a network, a history or its errors the number stands that was asked for, as code."""
    kind, name, rounds = asked
    layer, row = next(((k, names.index(name)) for k, names in enumerate(neuron_names(sizes)) if name in names), (0, 0))
    entry = f'["{name}"]'
    places: dict[type, dict[str, str]] = {
        Trace: {"net": f".net[{layer}][{row}]", "out": f".out[{layer}][{row}]"},
        Gradients: {"gradient": entry, "delta": f".deltas[{layer - 1}][{row}]"},
        Network: {"new": entry},
        History: {"new": f".network{entry}", "error": f".errors[{rounds}]"},
        list: {"error": f"[{rounds}]"} if rounds and isinstance(value, list) and len(value) > rounds else {},
    }
    return "" if name in ("W", "b") else places.get(type(value), {}).get(kind, "")


def where_to_look(asked: Quantity, sizes: tuple[int, ...], biases: str = "frozen") -> tuple[str, list[str]]:
    """What to say, and the steps on the way to a quantity as places to compare. biases: whether these learn, too."""
    names = neuron_names(sizes)
    if asked.kind == "out" and asked.name in names[0]:
        return "it is given", []
    if asked.kind == "net" and asked.name in names[1] and not asked.rounds:
        return "sum of the inputs", []
    learning = ["W"] if biases == "frozen" else ["W", "b"]
    forward = asked.kind in ("net", "out", "share", "error")
    way = _forward(asked, names, learning) if forward else _backward(asked, names)
    return "compare the steps", list(dict.fromkeys(way))


def _forward(asked: Quantity, names: list[list[str]], learning: list[str]) -> list[str]:
    """The rounds before the forward pass that was asked for, then that one."""
    layer = next((k for k, layer in enumerate(names) if asked.name in layer), len(names))  # behind the last one: E
    after = _after(asked.rounds)
    return [
        *(_learnt(learning, asked.rounds) if asked.rounds else []),
        *_every("out", names[1:layer], after),
        *([f"net_{asked.name}{after}"] if asked.kind == "out" else []),
        *([f"out_{asked.name}{after}"] if asked.kind == "share" else []),
        *(_every("E", names[-1:], after) if asked.kind == "error" and len(names[-1]) > 1 else []),
    ]


def _backward(asked: Quantity, names: list[list[str]]) -> list[str]:
    """The way back to a delta, to the slope of a weight or bias, and on to what this is after so many rounds.

    A neuron's delta is the slope of its bias. It answers for every layer behind it.
    """
    if asked.name in ("W", "b"):
        way = [*_every("out", names[1:]), *_every("delta", names[:0:-1])]
    else:
        place = locate(f"b_{asked.name}" if asked.kind == "delta" else asked.name, tuple(map(len, names)))
        layer = place.layer + 1
        neurons = names[layer] if place.row is None else [names[layer][place.row]]
        carried = [names[place.layer][place.column]] if place.column is not None and place.layer else []
        nets = neurons if layer == 1 and len(neurons) == 1 else []
        way = [*_every("net", [nets]), *_every("out", [carried, neurons]), *_every("delta", [*names[:layer:-1], neurons])]
    if asked.kind == "new":
        way += _learnt([asked.name], asked.rounds - 1)
    return way[:-1] if asked.kind == "delta" else way


def _learnt(names: list[str], rounds: int) -> list[str]:
    """The slopes of what learns, then what it is after the first of these rounds, and after all of them."""
    return [f"dE/d{name}" for name in names] + [
        f"{name}{_after(k)}" for k in dict.fromkeys([1, rounds]) if rounds for name in names
    ]


def _after(rounds: int) -> str:
    """How a quantity's name ends after so many rounds: E, E+, E+2."""
    return f"+{rounds if rounds > 1 else ''}" if rounds else ""


def _every(kind: str, layers: list[list[str]], after: str = "") -> list[str]:
    """The same of all neurons, layer by layer: delta_o1, delta_o2, or delta_o1 to delta_o10."""
    steps = [[f"{kind}_{name}{after}" for name in layer] for layer in layers]
    return [step for layer in steps for step in (layer if len(layer) <= MOST_NAMES else [f"{layer[0]} to {layer[-1]}"])]
