"""A round of backpropagation whose rules can be exchanged: what a mistake is made of.

The rules that stand here are those of network.py, so that a round without a mistake is the package's own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from ...functions import ACTIVATIONS, Array, error_slope
from ...network import Network, Trace, bias_gradient, hidden_delta, slope, updated, weight_gradient
from ...training import BIAS_RULES

Rule = Callable[..., Any]


class Layer(NamedTuple):
    """What a rule may look at: of layer l the activation's name, net_l, out_l, net_(l−1), None for l = 1, and out_(l−1)."""

    is_output: bool
    activation: str
    net: Array
    out: Array
    net_before: Array | None
    out_before: Array


class Rules(NamedTuple):
    """Every step of a round as a function; a mistake exchanges one of them.

    biases_used(biases), activation(name) of the hidden layers, output_activation(name), error(E, loss): of the forward
    pass. miss(out, t, loss): e. slope(layer), seen(before, after), send_back(weights, delta_next, slope),
    gradient(delta, layer), batch(gradient, n), step(w, gradient, rate), rate(learning_rate), bias_rule(rule): of the way
    back and of the update.
    """

    biases_used: Rule = lambda biases: biases
    activation: Rule = lambda name: name
    output_activation: Rule = lambda name: name
    error: Rule = lambda error, loss: error
    miss: Rule = lambda out, target, loss: error_slope(out, target)
    slope: Rule = lambda layer: slope(layer.activation, layer.out)
    seen: Rule = lambda before, after: before
    send_back: Rule = hidden_delta
    gradient: Rule = lambda delta, layer: weight_gradient(delta, layer.out_before)
    batch: Rule = lambda gradient, examples: gradient
    step: Rule = updated
    rate: Rule = lambda learning_rate: learning_rate
    bias_rule: Rule = lambda rule: rule


@dataclass
class Round:
    """Everything one round computes: net and out as in a Trace, E, deltas, gradients, and the parameters after it."""

    activations: list[str]
    net: list[Any]
    out: list[Array]
    error: float
    deltas: list[Array] = field(default_factory=list)
    weights: list[Array] = field(default_factory=list)
    biases: list[Array] = field(default_factory=list)
    after: Network = field(init=False)


class Setting(NamedTuple):
    """What a round starts from: network, input, target, learning rate, and which biases take part."""

    net: Network
    x: Array
    t: Array
    learning_rate: float = 0.5
    biases: str = "frozen"


RIGHT = Rules()


def forward(setting: Setting, rules: Rules = RIGHT) -> Round:
    """net_l = W_l out_(l−1) + b_l, out_l = f(net_l), then E, by these rules."""
    network = setting.net
    t = setting.t
    nets: list[Any] = [None]
    outs = [setting.x]
    activations = [*map(rules.activation, network.activations[:-1]), rules.output_activation(network.activations[-1])]
    for weights, biases, activation in zip(network.weights, rules.biases_used(network.biases), activations):
        nets.append(outs[-1].dot(weights.T) + biases)
        outs.append(ACTIVATIONS[activation].value(nets[-1]))
    error = network.pass_error(Trace(nets, outs), t)
    if network.loss == "cross_entropy" and activations[-1] != "softmax":  # the formula, of outputs that are no probabilities
        error = float(-(t * np.log(outs[-1])).sum() / (1 if t.ndim == 1 else len(t)))
    return Round(activations, nets, outs, rules.error(error, network.loss))


def one_round(setting: Setting, rules: Rules = RIGHT) -> Round:
    """One round by these rules: forward, all deltas and gradients from the last layer to the first, then the update."""
    network = setting.net
    this = forward(setting, rules)
    rate = rules.rate(setting.learning_rate)
    last = len(network.weights)
    moved: list[Array] = []
    examples = 1 if setting.x.ndim == 1 else len(setting.x)
    for k in reversed(range(last)):
        layer = Layer(k + 1 == last, this.activations[k], this.net[k + 1], this.out[k + 1], this.net[k], this.out[k])
        if layer.is_output:
            delta = rules.miss(layer.out, setting.t, network.loss) * rules.slope(layer)
        else:
            delta = rules.send_back(rules.seen(network.weights[k + 1], moved[0]), this.deltas[0], rules.slope(layer))
        this.deltas.insert(0, delta)
        this.weights.insert(0, rules.batch(rules.gradient(delta, layer), examples))
        this.biases.insert(0, rules.batch(bias_gradient(delta), examples))
        before, step = network.weights[k], this.weights[0]
        moved.insert(0, rules.step(before, step if step.shape == before.shape else step.T, rate))  # else nothing would fit
    steps = BIAS_RULES[rules.bias_rule(setting.biases)](this.biases)
    moved_biases = [rules.step(b, step, rate) for b, step in zip(network.biases, steps)] or network.biases
    this.after = after = Network.__new__(Network)  # the arrays are known to fit; numbers that overflow are not refused here
    after.weights, after.biases, after.activations, after.loss = moved, moved_biases, network.activations, network.loss
    return this


def after_rounds(setting: Setting, rounds: int, rules: Rules = RIGHT) -> Setting:
    """The setting with the network that so many rounds leave."""
    for _ in range(rounds):
        setting = setting._replace(net=one_round(setting, rules).after)
    return setting
