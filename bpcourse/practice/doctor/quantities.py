"""What can be asked about a round, by name: "net_h1", "E", "delta_o1", "dE/dw5", "w5+" …; and what is computed before it."""

import re
from typing import Any, NamedTuple

from ...names import locate, neuron_names
from ..typed import abridge
from .rounds import RIGHT, Round, Rules, Setting, after_rounds, forward, one_round

FUNCTIONS = ("forward", "backward", "round")
KINDS = (
    '"net_h1", "out_h1", "E", "delta_h1", "dE/dw5", "dE/db_h1", "w5+", "E+", "E+10", "dE/dW", "W+", "dE/db", "b+", '
    '"forward", "backward" or "round"'
)
MOST_NAMES = 3  # of one layer; of more, the first and the last are named


class Quantity(NamedTuple):
    """kind: net, out, delta, error, gradient, new, step or old; name: of a neuron, a parameter, or W or b for all of
    them; rounds: how many have been done when it is read."""

    kind: str
    name: str
    rounds: int = 0


def parse(text: str, sizes: tuple[int, ...]) -> Quantity:
    """A quantity by its name. Raises ValueError or TypeError with the names that there are."""
    if not isinstance(text, str):
        raise TypeError(f"quantity is {abridge(text)}, expected text such as {KINDS}")
    match = re.fullmatch(r"(?:(net|out|delta)_(\w+)|(E)|dE/d(\w+)|(\w+))(?:\+(\d{0,6}))?", text)
    if match is None:
        raise ValueError(f"quantity is {abridge(text)}, expected one such as {KINDS}")
    neuron_kind, neuron, error, gradient, parameter, plus = match.groups()
    rounds = 0 if plus is None else int(plus or 1)
    if neuron_kind and not (rounds and neuron_kind == "delta"):
        first = 0 if neuron_kind == "out" else 1
        known = [name for layer in neuron_names(sizes)[first:] for name in layer]
        if neuron not in known:
            raise ValueError(f"quantity is {abridge(text)}, but this network's neurons are {', '.join(known[:12])}")
        return Quantity(neuron_kind, neuron, rounds)
    if error:
        return Quantity("error", "E", rounds)
    name = gradient or parameter
    if name is None or bool(gradient) == bool(rounds):
        raise ValueError(f"quantity is {abridge(text)}, expected one such as {KINDS}")
    if name not in ("W", "b"):
        try:
            locate(name, sizes)
        except KeyError as unknown:
            raise ValueError(f"quantity is {abridge(text)}, but {unknown.args[0]}") from None
    return Quantity("gradient" if gradient else "new", name, rounds)


def read(quantity: Quantity, setting: Setting, rules: Rules = RIGHT) -> list[Any]:
    """The quantity's value in a round by these rules: a number or an array (one for each example), or one for each layer."""
    kind, name, rounds = quantity
    way_back = quantity.kind not in ("net", "out", "error")
    start = after_rounds(setting, rounds if not way_back else rounds - 1 if kind == "new" else 0, rules)
    this = one_round(start, rules) if way_back else forward(start, rules)
    if kind == "error":
        return [this.error]
    if kind in ("net", "out", "delta"):
        all_names = enumerate(neuron_names(setting.net.sizes))
        layer, place = next((k, names.index(name)) for k, names in all_names if name in names)
        return [{"net": this.net, "out": this.out, "delta": [None, *this.deltas]}[kind][layer][..., place]]
    rate = rules.rate(setting.learning_rate) if kind == "step" else 1.0
    return [rate * array for array in _of_parameter({"new": this.after, "old": setting.net}.get(kind, this), name, setting)]


def _of_parameter(holder: Any, name: str, setting: Setting) -> list[Any]:
    """A parameter's entry in the weights and biases of a network or of gradients; a shared bias's gradient is a sum."""
    if name in ("W", "b"):
        return holder.weights if name == "W" else holder.biases
    sizes = setting.net.sizes
    place = locate(name, sizes)
    if place.kind == "weight":
        weights = holder.weights[place.layer]  # which a mistake may have turned
        return [(weights if len(weights) == sizes[place.layer + 1] else weights.T)[place.row, place.column]]
    biases = holder.biases[place.layer]
    return [biases[place.row] if place.row is not None else biases.sum() if isinstance(holder, Round) else biases[0]]


def where_to_look(asked: Quantity, sizes: tuple[int, ...], biases: str = "frozen") -> tuple[str, list[str]]:
    """What to say, and the steps on the way to a quantity as places to compare. biases: whether these learn, too."""
    names = neuron_names(sizes)
    if asked.kind == "out" and asked.name in names[0]:
        return "it is given", []
    if asked.kind == "net" and asked.name in names[1] and not asked.rounds:
        return "sum of the inputs", []
    learning = ["W"] if biases == "frozen" else ["W", "b"]
    way = _forward(asked, names, learning) if asked.kind in ("net", "out", "error") else _backward(asked, names)
    return "compare the steps", list(dict.fromkeys(way))


def _forward(asked: Quantity, names: list[list[str]], learning: list[str]) -> list[str]:
    """The rounds before the forward pass that was asked for, then that one."""
    layer = next((k for k, layer in enumerate(names) if asked.name in layer), len(names))  # behind the last one: E
    after = _after(asked.rounds)
    return [
        *(_learnt(learning, asked.rounds) if asked.rounds else []),
        *_every("out", names[1:layer], after),
        *([f"net_{asked.name}{after}"] if asked.kind == "out" else []),
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
