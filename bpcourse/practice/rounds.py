"""A round of backpropagation whose rules can be exchanged: what a mistake is made of.

The rules that stand here are those of network.py, so that a round without a mistake is the package's own.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..functions import ACTIVATIONS, Array, cross_entropy, error_slope, squared_error
from ..network import Network, bias_gradient, hidden_delta, slope, updated, weight_gradient
from ..training import BIAS_RULES


@dataclass(frozen=True)
class Layer:
    """What a rule may look at: layer l of L, the activation's name, net_l, out_l, net_(l−1) and out_(l−1)."""

    number: int
    last: int
    activation: str
    net: Array
    out: Array
    net_before: Array | None
    out_before: Array

    @property
    def is_output(self) -> bool:
        """Whether this is the output layer."""
        return self.number == self.last


@dataclass(frozen=True)
class Rules:
    """Every step of a round as a function; a mistake exchanges one of them.

    biases_used(biases), activation(name) of the hidden layers, output_activation(name), error(E, loss): of the forward
    pass. miss(out, t, loss): e. slope(layer), seen(before, after), send_back(weights, delta_next, slope),
    gradient(delta, layer), batch(gradient, n), step(w, gradient, rate), rate(learning_rate), bias_rule(rule): of the way
    back and of the update.
    """

    biases_used: Callable = lambda biases: biases
    activation: Callable = lambda name: name
    output_activation: Callable = lambda name: name
    error: Callable = lambda error, loss: error
    miss: Callable = lambda out, target, loss: error_slope(out, target)
    slope: Callable = lambda layer: slope(layer.activation, layer.out)
    seen: Callable = lambda before, after: before
    send_back: Callable = hidden_delta
    gradient: Callable = lambda delta, layer: weight_gradient(delta, layer.out_before)
    batch: Callable = lambda gradient, examples: gradient
    step: Callable = updated
    rate: Callable = lambda learning_rate: learning_rate
    bias_rule: Callable = lambda rule: rule

    def with_(self, **exchanged: Callable) -> Rules:
        """The same rules but for those given."""
        return replace(self, **exchanged)


@dataclass
class Round:
    """Everything one round computes: net and out as in a Trace, E, deltas, gradients, and the parameters after it."""

    net: list[Any]
    out: list[Array]
    error: float
    deltas: list[Array] = field(default_factory=list)
    weights: list[Array] = field(default_factory=list)
    biases: list[Array] = field(default_factory=list)
    after: Network | None = None


@dataclass(frozen=True)
class Setting:
    """What a round starts from: network, input, target, learning rate, and which biases take part."""

    net: Network
    x: Array
    t: Array
    learning_rate: float = 0.5
    biases: str = "frozen"


RIGHT = Rules()


def forward(setting: Setting, rules: Rules = RIGHT) -> Round:
    """net_l = W_l out_(l−1) + b_l, out_l = f(net_l), then E, by these rules."""
    network, nets, outs = setting.net, [None], [setting.x]
    for number, (weights, biases) in enumerate(zip(network.weights, rules.biases_used(network.biases)), 1):
        nets.append(outs[-1].dot(weights.T) + biases)
        outs.append(ACTIVATIONS[_activation(network, number, rules)].value(nets[-1]))
    softmax = _activation(network, len(network.weights), rules) == "softmax"
    if network.loss == "squared_error":
        error = squared_error(outs[-1], setting.t)
    elif softmax:
        error = cross_entropy(nets[-1], outs[-1], setting.t)
    else:  # what the formula gives for outputs that are no probabilities
        error = float(-(setting.t * np.log(outs[-1])).sum() / (1 if setting.t.ndim == 1 else len(setting.t)))
    return Round(nets, outs, rules.error(error, network.loss))


def _activation(network: Network, number: int, rules: Rules) -> str:
    rule = rules.output_activation if number == len(network.weights) else rules.activation
    return rule(network.activations[number - 1])


def one_round(setting: Setting, rules: Rules = RIGHT) -> Round:
    """One round by these rules: forward, all deltas and gradients from the last layer to the first, then the update."""
    network, this = setting.net, forward(setting, rules)
    last, rate = len(network.weights), rules.rate(setting.learning_rate)
    examples = 1 if setting.x.ndim == 1 else len(setting.x)
    deltas, weights, biases, moved = [], [], [], []
    for number in range(last, 0, -1):
        layer = Layer(number, last, _activation(network, number, rules), this.net[number], this.out[number],
                      this.net[number - 1], this.out[number - 1])
        if layer.is_output:
            delta = rules.miss(layer.out, setting.t, network.loss) * rules.slope(layer)
        else:
            delta = rules.send_back(rules.seen(network.weights[number], moved[0]), deltas[0], rules.slope(layer))
        deltas.insert(0, delta)
        weights.insert(0, rules.batch(rules.gradient(delta, layer), examples))
        biases.insert(0, rules.batch(bias_gradient(delta), examples))
        before, step = network.weights[number - 1], weights[0]
        moved.insert(0, rules.step(before, step if step.shape == before.shape else step.T, rate))  # else nothing would fit
    steps = BIAS_RULES[rules.bias_rule(setting.biases)](biases)
    moved_biases = [rules.step(b, step, rate) for b, step in zip(network.biases, steps)] or network.biases
    after = Network.__new__(Network)  # the arrays are known to fit; numbers that overflow are not refused here
    after.weights, after.biases, after.activations, after.loss = moved, moved_biases, network.activations, network.loss
    this.deltas, this.weights, this.biases, this.after = deltas, weights, biases, after
    return this


def after_rounds(setting: Setting, rounds: int, rules: Rules = RIGHT) -> Setting:
    """The setting with the network that so many rounds leave."""
    for _ in range(rounds):
        setting = replace(setting, net=one_round(setting, rules).after)
    return setting
