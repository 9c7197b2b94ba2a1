"""What can be asked about a round, by name: "net_h1", "E", "delta_o1", "dE/dw5", "w5+", "E+10", "dE/dW" …"""

import re
from typing import Any, NamedTuple

from ..functions import Array
from ..names import locate, neuron_names
from .answers import shown
from .rounds import RIGHT, Round, Rules, Setting, after_rounds, forward, one_round

FUNCTIONS = ("forward", "backward", "round")
KINDS = ('"net_h1", "out_h1", "E", "delta_h1", "dE/dw5", "dE/db_h1", "w5+", "E+", "E+10", "dE/dW", "W+", "dE/db", "b+", '
         '"forward", "backward" or "round"')


class Quantity(NamedTuple):
    """kind: net, out, delta, error, gradient, new, step or old; name: of a neuron, a parameter, or W or b for all of
    them; rounds: how many have been done when it is read."""

    kind: str
    name: str
    rounds: int = 0


def parse(text: str, sizes: tuple[int, ...]) -> Quantity:
    """A quantity by its name. Raises ValueError or TypeError with the names that there are."""
    if not isinstance(text, str):
        raise TypeError(f"quantity is {shown(text)}, expected text such as {KINDS}")
    match = re.fullmatch(r"(?:(net|out|delta)_(\w+)|(E)|dE/d(\w+)|(\w+))(?:\+(\d{0,6}))?", text)
    if match is None:
        raise ValueError(f"quantity is {shown(text)}, expected one such as {KINDS}")
    neuron_kind, neuron, error, gradient, parameter, plus = match.groups()
    rounds = 0 if plus is None else int(plus or 1)
    if neuron_kind and not (rounds and neuron_kind == "delta"):
        first = 0 if neuron_kind == "out" else 1
        known = [name for layer in neuron_names(sizes)[first:] for name in layer]
        if neuron not in known:
            raise ValueError(f"quantity is {shown(text)}, but this network's neurons are {', '.join(known[:12])}")
        return Quantity(neuron_kind, neuron, rounds)
    if error:
        return Quantity("error", "E", rounds)
    name = gradient or parameter
    if name is None or bool(gradient) == bool(rounds):
        raise ValueError(f"quantity is {shown(text)}, expected one such as {KINDS}")
    if name not in ("W", "b"):
        try:
            locate(name, sizes)
        except KeyError as unknown:
            raise ValueError(f"quantity is {shown(text)}, but {unknown.args[0]}") from None
    return Quantity("gradient" if gradient else "new", name, rounds)


def read(quantity: Quantity, setting: Setting, rules: Rules = RIGHT) -> list[Any]:
    """The quantity's value in a round by these rules: a number or an array (one for each example), or one for each layer."""
    (kind, name, rounds), way_back = quantity, quantity.kind not in ("net", "out", "error")
    start = after_rounds(setting, rounds if not way_back else rounds - 1 if kind == "new" else 0, rules)
    this = one_round(start, rules) if way_back else forward(start, rules)
    if kind == "error":
        return [this.error]
    if kind in ("net", "out", "delta"):
        return [_of_neuron(this, kind, name, setting)]
    rate = rules.rate(setting.learning_rate) if kind == "step" else 1.0
    return [rate * array for array in _of_parameter({"new": this.after, "old": setting.net}.get(kind, this), name, setting)]


def _of_neuron(this: Round, kind: str, name: str, setting: Setting) -> Array:
    layer, place = next((k, names.index(name)) for k, names in enumerate(neuron_names(setting.net.sizes)) if name in names)
    values = {"net": this.net, "out": this.out, "delta": [None, *this.deltas]}[kind][layer]
    return values[..., place]


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
