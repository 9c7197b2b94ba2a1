"""Where to look: the quantities on the way to one that is wrong, in the order in which they are computed."""

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
    learning = ["W"] if biases == "frozen" else ["W", "b"]
    way = _forward(asked, names, learning) if asked.kind in ("net", "out", "error") else _backward(asked, names)
    return "compare the steps", list(dict.fromkeys(way))


def _forward(asked: Quantity, names: list[list[str]], learning: list[str]) -> list[str]:
    """The rounds before the forward pass that was asked for, then that one."""
    layer = next((k for k, layer in enumerate(names) if asked.name in layer), len(names))  # behind the last one: E
    after = _after(asked.rounds)
    return [*(_learnt(learning, asked.rounds) if asked.rounds else []), *_every("out", names[1:layer], after),
            *([f"net_{asked.name}{after}"] if asked.kind == "out" else [])]


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
        carried = [names[place.layer][place.column]] if place.kind == "weight" and place.layer else []
        nets = neurons if layer == 1 and len(neurons) == 1 else []
        way = [*_every("net", [nets]), *_every("out", [carried, neurons]), *_every("delta", [*names[:layer:-1], neurons])]
    if asked.kind == "new":
        way += _learnt([asked.name], asked.rounds - 1)
    return way[:-1] if asked.kind == "delta" else way


def _learnt(names: list[str], rounds: int) -> list[str]:
    """The slopes of what learns, then what it is after the first of these rounds, and after all of them."""
    return [f"dE/d{name}" for name in names] + [
        f"{name}{_after(k)}" for k in dict.fromkeys([1, rounds]) if rounds for name in names]


def _after(rounds: int) -> str:
    """How a quantity's name ends after so many rounds: E, E+, E+2."""
    return f"+{rounds if rounds > 1 else ''}" if rounds else ""


def _every(kind: str, layers: list[list[str]], after: str = "") -> list[str]:
    """The same of all neurons, layer by layer: delta_o1, delta_o2, or delta_o1 to delta_o10."""
    steps = [[f"{kind}_{name}{after}" for name in layer] for layer in layers]
    return [step for layer in steps
            for step in (layer if len(layer) <= MOST_NAMES else [f"{layer[0]} to {layer[-1]}"])]
