"""Rounds of backpropagation in many worlds at once: each follows the rules, but for those that a mistake exchanges.

All arrays lead with an axis of worlds, then one of examples, so that hundreds of wrong rounds cost little more than one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...functions import ACTIVATIONS, Array
from ...network import Network

Rule = Callable[..., Array] | float  # of what its arguments are called in a Layer
Exchange = Mapping[str, Rule]  # rules exchanged, by their names; "hidden out" or "output out" for some layers only
Layer = dict[str, Any]  # its numbers, by the names that the formulas give them; under "raw" as they are before rounding
Worlds = slice | Array  # where some stand on the axis of worlds


class Setting(NamedTuple):
    """What a round starts from: network, input, target, learning rate, and which biases take part."""

    net: Network
    x: Array
    t: Array
    learning_rate: float = 0.5
    biases: str = "frozen"


def weighted_sum(before: Array, seen: Array, bias: Array) -> Array:
    """net = W out + b, of each example."""
    return before @ seen.swapaxes(-1, -2) + bias


def value_of(activation: str, net: Array) -> Array:
    """f(net)."""
    return ACTIVATIONS[activation].value(net)


def slope_of(activation: str, out: Array) -> Array:
    """f′(net) in terms of out, in its shape."""
    return np.ones_like(out) if activation == "softmax" else ACTIVATIONS[activation].slope(out)


def error_shares(loss: str, activation: str, net: Array, out: Array, gap: Array, t: Array) -> Array:
    """½ (t − o)² or −t ln o of each output; where a softmax has become 0, its logarithm comes from net."""
    if loss == "squared_error":
        return 0.5 * gap**2
    logarithm = np.log(out)
    if activation == "softmax" and (out == 0).any():
        below = net - net.max(axis=-1, keepdims=True)
        logarithm = np.where(out == 0, below - np.log(np.exp(below).sum(axis=-1, keepdims=True)), logarithm)
    return -t * logarithm


def gradient_of(signal: Array, part: Array, incoming: Array) -> Array:
    """∂E/∂W = Σ δ outᵀ over the examples, each with its part."""
    return (signal * part).swapaxes(-1, -2) @ incoming


def bias_gradient_of(felt: Array, part: Array) -> Array:
    """∂E/∂b = Σ δ over the examples, each with its part."""
    return (felt * part).sum(axis=-2, keepdims=True)


SHARING: dict[str, Callable[[int], Array]] = {  # by which biases' slopes each bias of n moves
    "own": np.eye,
    "shared": lambda n: np.ones((n, n)),
    "frozen": lambda n: np.zeros((n, n)),
}
GIVEN = ("x", "t", "rate", "part", "sharing")  # in every round; part: an example's, of a mean
INGREDIENTS = {  # what goes into the rules, where nobody takes something else
    "seen": "weights",
    "bias": "biases",
    "counted": "shares",
    "through": "weights_next",
    "sent": "delta_next",
    "signal": "delta",
    "incoming": "before",
}
RULES: dict[str, Callable[..., Array]] = {  # of a round without a mistake
    "net": weighted_sum,
    "out": value_of,
    "gap": lambda out, t: out - t,
    "shares": error_shares,
    "error": lambda counted: counted.sum(axis=-1).mean(axis=-1),
    "miss": lambda gap: gap,
    "slope": slope_of,
    "blame": lambda sent, through: sent @ through,
    "delta": lambda blame, slope: blame * slope,
    "gradient": gradient_of,
    "bias_gradient": bias_gradient_of,
    "step": lambda bias_gradient, sharing: bias_gradient @ sharing,
    "new_weights": lambda weights, rate, gradient: weights - rate * gradient,
    "new_biases": lambda biases, rate, step: biases - rate * step,
}


def arguments_of(rule: Rule) -> tuple[str, ...]:
    """The names of what a rule looks at."""
    return rule.__code__.co_varnames[: rule.__code__.co_argcount] if callable(rule) else ()


ARGUMENTS = {name: arguments_of(rule) for name, rule in RULES.items()}
PRINTED_PLACES = 9  # which the lessons print: these are copied, but the shares of an error are added at once


def rounds(
    setting: Setting, exchanges: Sequence[Exchange], last: int, places: Sequence[int | None] = (None,)
) -> Iterator[list[Layer]]:
    """The rounds 0 to `last`, each from the parameters that the one before has left; the layers are always the same.

    exchanges: of the worlds. places: to how many decimals somebody rounds what has been worked out before it is used, None
    where nobody does; the worlds of the first come first.
    """
    layers = [_begin(setting, k, exchanges, places) for k in range(len(setting.net.weights))]
    for number in range(last + 1):
        for at in layers if number else ():
            _update(at)
        _forward(layers)
        _backward(layers)
        yield layers


def measure(at: Layer) -> None:
    """The error of a round, which nothing else in it needs."""
    work_out(at, "shares")
    at["alone"] = at["raw"]["shares"] if at["shares"].shape[-2] == 1 else at["shares"]  # of one example, the error itself
    at["shares"] = at["alone"] if at["shares"].shape[-1] == 1 else at["shares"]
    work_out(at, "counted", "error")


def work_out(at: Layer, *names: str) -> None:
    """These results: as they are, and as they are used further."""
    for name in names:
        if name in INGREDIENTS:
            at[name] = _exchange(at, name, at[INGREDIENTS[name]])
        else:
            at["raw"][name] = value = _exchange(at, name, RULES[name](*map(at.__getitem__, ARGUMENTS[name])))
            at[name] = value if at["places"] is None else _rounded(value, at["places"], name)


def _exchange(at: Layer, name: str, value: Array) -> Array:
    """The value, other in the worlds where its rule is exchanged, by a rule that may look at the right one."""
    if name in at["exchanged"]:
        value = +value  # it may be another one's, too
        for worlds, rule, arguments in at["exchanged"][name]:
            looked_at = [value if each == name else at[each] for each in arguments]
            there = [each[worlds] if isinstance(each, np.ndarray) else each for each in looked_at]
            value[worlds] = rule(*there) if callable(rule) else rule
    return value


def _rounded(value: Array, places: Array, name: str) -> Array:
    """The value as people round it: a half away from zero."""
    places = np.where(places >= PRINTED_PLACES, np.nan, places) if name == "shares" else places
    places = np.repeat(places, len(value) // len(places)).reshape(-1, *[1] * (value.ndim - 1))
    to_places = np.copysign(np.floor(abs(value) * 10.0**places + 0.5 + 1e-9), value) / 10.0**places
    return np.where(np.isnan(places), value, to_places)


def _begin(setting: Setting, k: int, exchanges: Sequence[Exchange], places: Sequence[int | None]) -> Layer:
    """Layer k before the first round; what is given is not rounded."""
    net, x, t, rate, bias_rule = setting
    x, t, depth = np.atleast_2d(x), np.atleast_2d(t), len(net.weights)
    at: Layer = {"activation": net.activations[k], "loss": net.loss, "carried": 0.0, "bias_carried": 0.0, "net_before": None}
    at["places"] = None if set(places) == {None} else np.array([np.nan if n is None else n for n in places])
    at["raw"] = at if at["places"] is None else {}
    where = {"output"} if k + 1 == depth else {"hidden", "last-hidden"} if k + 2 == depth else {"hidden"}
    at["exchanged"] = _find_exchanged([*exchanges] * len(places), where)
    given = {"weights": net.weights[k], "biases": net.biases[k][None], "rate": np.full((1, 1), rate), "x": x, "t": t}
    given |= {"part": np.full((len(x), 1), 1 / len(x)), "sharing": SHARING[bias_rule](len(net.biases[k]))}
    at |= {name: np.repeat(value[None], len(places) * len(exchanges), axis=0) for name, value in given.items()}
    at["raw"] |= {"weights": at["weights"], "biases": at["biases"]}
    at |= {name: _exchange(at, name, at[name]) for name in GIVEN}
    return at


def _find_exchanged(exchanges: Sequence[Exchange], where: set[str]) -> dict[str, list[tuple[Worlds, Rule, tuple[str, ...]]]]:
    """The rules that are exchanged in such a layer: in which worlds, by which rule, and what this looks at."""
    found: dict[str, dict[Rule, list[int]]] = defaultdict(lambda: defaultdict(list))
    for world, exchange in enumerate(exchanges):
        for full_name, rule in exchange.items():
            *layer, name = full_name.split()
            if where.issuperset(layer):
                found[name][rule].append(world)
    return {
        name: [(_side_by_side(worlds), rule, arguments_of(rule)) for rule, worlds in rules.items()]
        for name, rules in found.items()
    }


def _side_by_side(worlds: list[int]) -> Worlds:
    """As a slice, if they stand so, which is faster."""
    beside = slice(min(worlds), max(worlds) + 1)
    return beside if beside.stop - beside.start == len(worlds) else np.array(worlds)


def _update(at: Layer) -> None:
    """The parameters that a round has left, and its gradients, are there in the next one."""
    at["raw"] |= {"weights": at["raw"]["new_weights"], "biases": at["raw"]["new_biases"]}
    at |= {"weights": at["new_weights"], "carried": at["gradient"], "bias_carried": at["bias_gradient"]}
    if at["places"] is not None:  # what stays is not rounded
        at["biases"] = np.where(at["step"] == 0, at["biases"], at["new_biases"])


def _forward(layers: list[Layer]) -> None:
    at = layers[0]
    signal = {"before": at["x"]}
    for at, other in zip(layers, layers[::-1]):
        at |= signal | {"other_biases": other["biases"]}
        work_out(at, "seen", "bias", "net", "out")
        signal = {"before": at["out"], "net_before": at["net"]}
    work_out(at, "gap", "miss")


def _backward(layers: list[Layer]) -> None:
    for at, following in zip(layers[::-1], [None, *layers[:0:-1]]):
        if following is None:
            at["blame"] = at["miss"]
        else:
            at |= {"gap": following["gap"], "delta_next": following["delta"]}
            at |= {"weights_next": following["weights"], "moved_next": following["new_weights"]}
            work_out(at, "sent", "through", "blame")
        work_out(at, "slope", "delta", "signal", "incoming", "gradient")
        at["felt"] = at["delta"] if at["delta"].shape[-2] > 1 else at["raw"]["delta"]  # of one example, the gradient itself
        work_out(at, "bias_gradient", "step", "new_weights", "new_biases")
