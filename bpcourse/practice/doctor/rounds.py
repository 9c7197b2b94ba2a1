"""Rounds of backpropagation in many worlds at once: each follows the rules, but for the lines that a mistake exchanges.

All arrays lead with an axis of worlds, then one of examples, so that hundreds of wrong rounds cost little more than one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from ...functions import ACTIVATIONS, Array
from ...network import Network

Rule = Callable[[Any], Any] | float  # of a Layer
Exchange = Mapping[str, Rule]  # rules exchanged, by their names; "hidden out" or "output out" for some layers only


class Setting(NamedTuple):
    """What a round starts from: network, input, target, learning rate, and which biases take part."""

    net: Network
    x: Array
    t: Array
    learning_rate: float = 0.5
    biases: str = "frozen"


class Layer(SimpleNamespace):
    """What a rule may look at, as the formulas name it: x, t, rate, part (each example's, of a mean); weights, biases,
    other_biases (those of the other one of two layers), bias (as it is used), before (out_(l−1)), net, out; gap (out_L − t),
    shares (of E); miss (e), slope, blame (Wᵀ δ), delta, gradient, carried (all gradients of the rounds before); and of the
    layer before net_before, of the next one weights_next, moved_next (when updated), delta_next.

    raw: the same as they are before anybody rounds them. exchanged: the rules that are exchanged here, and by whom.
    """


class Rows:
    """The same, of some worlds: those that lie side by side as slices of the Layer's arrays, each taken only once, since
    these stay where they are."""

    def __init__(self, layer: Layer, rows: list[int]) -> None:
        self._layer = layer
        beside = slice(min(rows), max(rows) + 1)
        self.rows: Any = beside if beside.stop - beside.start == len(rows) else np.array(rows)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._layer, name)
        if isinstance(value, np.ndarray):
            value = value[self.rows]
        if isinstance(self.rows, slice):
            setattr(self, name, value)
        return value


def weighted(signals: Array, weights: Array) -> Array:
    """W out, of each example."""
    return signals @ weights.swapaxes(-1, -2)


def outer(delta: Array, before: Array) -> Array:
    """Σ δ outᵀ over the examples."""
    return delta.swapaxes(-1, -2) @ before


def rounded(values: Array, places: int) -> Array:
    """To so many decimals, as people do it: a half is rounded away from zero."""
    return np.copysign(np.floor(abs(values) * 10.0**places + 0.5 + 1e-9), values) / 10.0**places


def slope_of(activation: str, out: Array) -> Array:
    """f′(net) in terms of out, in its shape."""
    return np.ones_like(out) if activation == "softmax" else ACTIVATIONS[activation].slope(out)


def error_shares(at: Layer) -> Array:
    """½ (t − o)² or −t ln o of each output; where a softmax has become 0, its logarithm comes from net."""
    if at.loss == "squared_error":
        return 0.5 * at.gap**2
    logarithm = np.log(at.out)
    if at.activation == "softmax" and (at.out == 0).any():
        below = at.net - at.net.max(axis=-1, keepdims=True)
        logarithm = np.where(at.out == 0, below - np.log(np.exp(below).sum(axis=-1, keepdims=True)), logarithm)
    return -at.t * logarithm


RULES: dict[str, Callable[[Any], Array]] = {  # of a round without a mistake
    "net": lambda at: weighted(at.before, at.weights) + at.bias,
    "out": lambda at: ACTIVATIONS[at.activation].value(at.net),
    "shares": error_shares,
    "error": lambda at: at.terms.sum(axis=-1).mean(axis=-1),
    "miss": lambda at: at.gap,
    "slope": lambda at: slope_of(at.activation, at.out),
    "blame": lambda at: at.delta_next @ at.weights_next,
    "delta": lambda at: (at.miss if at.is_output else at.blame) * at.slope,
    "gradient": lambda at: outer(at.delta * at.part, at.before),
    "bias_gradient": lambda at: (at.signal * at.part).sum(axis=1, keepdims=True),
    "bias_step": lambda at: BIAS_STEPS[at.bias_rule](at.bias_gradient),
    "collected": lambda at: at.gradient,
    "bias_collected": lambda at: at.bias_step,
}
PRINTED_PLACES = 9  # which the lessons print: these are copied, but the shares of an error are added at once
BIAS_STEPS: dict[str, Callable[[Array], Array]] = {
    "own": lambda gradient: gradient,
    "shared": lambda gradient: 0 * gradient + gradient.sum(axis=-1, keepdims=True),
    "frozen": lambda gradient: 0 * gradient,
}


class Worlds:
    """A world for each of these exchanges and each number of places to which somebody rounds what has been worked out before
    it is used, None where nobody does: those of the first exchange, then those of the next one."""

    def __init__(self, setting: Setting, exchanges: Sequence[Exchange], places: Sequence[int | None] = (None,)) -> None:
        self.setting = setting
        each = len(places)
        self.size = len(exchanges) * each
        self._rounded = [(slice(k, None, each), n) for k, n in enumerate(places) if n is not None]
        self._exchanged: dict[str, dict[Rule, list[int]]] = {}
        for k, exchange in enumerate(exchanges):
            for name, rule in exchange.items():
                self._exchanged.setdefault(name, {}).setdefault(rule, []).extend(range(k * each, (k + 1) * each))
        self._biases_move = setting.biases != "frozen" or "bias_step" in self._exchanged

    def rounds(self, last: int, and_back: bool = True) -> Iterator[list[Layer]]:
        """The rounds up to this one, each from the parameters that the one before has left. The layers are always the same.
        and_back: whether the last one needs its backward pass."""
        layers = self._layers()
        for number in range(last + 1):
            if number:
                self._update(layers)
            self._forward(layers)
            if number < last or and_back:
                self._backward(layers)
            yield layers

    def measure(self, last: Layer) -> None:
        """The error of a round, which nothing else in it needs."""
        self._work_out(last, "shares")
        last.exact_shares = last.raw["shares"]
        last.terms = last.exact_shares if last.shares[0].size == 1 else last.shares  # one is the error itself
        self._work_out(last, "error")

    def _in_all(self, array: Array) -> Array:
        return np.repeat(array[None], self.size, axis=0)

    def _work_out(self, at: Layer, *names: str) -> None:
        for name in names:
            self._keep(at, name, RULES[name](at))

    def _keep(self, at: Layer, name: str, value: Array) -> None:
        """A result: as it is, and as it is used further."""
        exact = self._put(at, at.raw, name, value)
        if self._rounded:
            used = vars(at).setdefault(name, np.empty_like(exact))
            used[...] = exact
            for rows, places in self._rounded:
                if places < PRINTED_PLACES or name != "shares":
                    used[rows] = rounded(exact[rows], places)

    @staticmethod
    def _put(at: Layer, kept: dict[str, Any], name: str, value: Array) -> Array:
        """The value, or where it is exchanged the other one, in an array that stays: so the rows that look at it find it."""
        exchanged = at.exchanged.get(name, ())
        if name not in kept:
            kept[name] = value.copy() if exchanged else value
        array = kept[name]
        if array is not value:
            array[...] = value
        for rule, rows in exchanged:
            array[rows.rows] = rule(rows) if callable(rule) else rule
        return array

    def _layers(self) -> list[Layer]:
        """What is given in every round; what is given is not rounded."""
        net, x, t, rate, bias_rule = self.setting
        x, t = np.atleast_2d(x), np.atleast_2d(t)
        depth = len(net.weights)
        biases = [self._in_all(b[None]) for b in net.biases]
        layers = [
            Layer(
                x=self._in_all(x),
                t=self._in_all(t),
                rate=self._in_all(np.full((1, 1), rate)),
                part=self._in_all(np.full((len(x), 1), 1 / len(x))),
                weights=self._in_all(net.weights[k]),
                biases=biases[k],
                other_biases=biases[depth - 1 - k],
                bias_rule=bias_rule,
                carried=np.zeros((self.size, *net.weights[k].shape)),
                bias_carried=np.zeros_like(biases[k]),
                activation=net.activations[k],
                loss=net.loss,
                is_output=k + 1 == depth,
            )
            for k in range(depth)
        ]
        for k, at in enumerate(layers):
            at.raw = {"weights": +at.weights, "biases": +at.biases} if self._rounded else vars(at)
            at.exchanged = self._exchanged_in(at, k + 2 == depth)
            for name, given in (("x", at.x), ("t", at.t), ("rate", at.rate), ("part", at.part), ("bias", at.biases)):
                self._put(at, vars(at), name, given)
        return layers

    def _exchanged_in(self, at: Layer, is_last_hidden: bool) -> dict[str, list[tuple[Rule, Rows]]]:
        """The rules that are exchanged in this layer, with the rows of it that they look at."""
        where = {"output": at.is_output, "hidden": not at.is_output, "last-hidden": is_last_hidden}
        found: dict[str, dict[Rule, list[int]]] = {}
        for full_name, rules in self._exchanged.items():
            *layer, name = full_name.split()
            if all(where[each] for each in layer):
                for rule, rows in rules.items():
                    found.setdefault(name, {}).setdefault(rule, []).extend(rows)
        return {name: [(rule, Rows(at, rows)) for rule, rows in rules.items()] for name, rules in found.items()}

    def _update(self, layers: list[Layer]) -> None:
        for at in layers:
            self._keep(at, "weights", at.raw["moved"])
            if self._biases_move:
                at.raw["biases"][...] = at.raw["moved_biases"]
                if self._rounded:
                    np.copyto(at.biases, at.moved_biases, where=at.bias_collected != 0)  # not rounded if it stays
                self._put(at, vars(at), "bias", at.biases)
            if "collected" in at.exchanged:
                at.carried[...] = at.collected
                if self._biases_move:
                    at.bias_carried[...] = at.bias_collected

    def _forward(self, layers: list[Layer]) -> None:
        before, net_before = layers[0].x, None
        for at in layers:
            at.before, at.net_before = before, net_before
            self._work_out(at, "net", "out")
            before, net_before = at.out, at.net
        self._keep(at, "gap", at.out - at.t)

    def _backward(self, layers: list[Layer]) -> None:
        following = layers[-1]
        for at in reversed(layers):
            if at.is_output:
                self._work_out(at, "miss")
            else:
                at.gap, at.delta_next = following.gap, following.delta
                at.weights_next, at.moved_next = following.weights, following.moved
                self._work_out(at, "blame")
            self._work_out(at, "slope", "delta", "gradient")
            at.signal = at.delta if len(at.delta[0]) > 1 else at.raw["delta"]  # of one example, that is the gradient itself
            self._work_out(at, "bias_gradient", "collected")
            self._keep(at, "moved", at.weights - at.rate * at.collected)
            if self._biases_move:
                self._work_out(at, "bias_step", "bias_collected")
                self._keep(at, "moved_biases", at.biases - at.rate * at.bias_collected)
            following = at
