"""The mistakes: a round with one rule exchanged for a wrong one. What a tutor says to each stands in doctor.md."""

from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

import numpy as np

from ...functions import ACTIVATIONS, Array
from ...network import slope, weight_gradient
from .quantities import Quantity
from .rounds import Layer, Rule


class Mistake(NamedTuple):
    """One wrong line: `rules` of a round that it exchanges, or `asked`, the quantity that it gives instead.

    variants: the same mistake with another number or end.
    """

    name: str
    rules: dict[str, Rule] | None = None
    asked: Callable[[Quantity], Quantity] | None = None
    variants: tuple[dict[str, Rule], ...] = ()


class Way(NamedTuple):
    """What somebody may do: the mistakes in it, the rules it exchanges, what it gives, where that is not what was asked."""

    names: tuple[str, ...] = ()
    rules: dict[str, Rule] = {}
    gives: Quantity | None = None


def ways(asked: Quantity) -> list[Way]:
    """Every mistake in each of its variants, but for those that give what was asked."""
    read = [(mistake, mistake.asked and mistake.asked(asked)) for mistake in MISTAKES.values()]
    return [
        Way((mistake.name,), rules, gives)
        for mistake, gives in read
        if gives != asked
        for rules in (mistake.rules or {}, *mistake.variants)
    ]


def pairs(singles: list[Way]) -> list[Way]:
    """Two mistakes in different steps, of which one at most gives something else."""
    return [
        Way(one.names + two.names, one.rules | two.rules, one.gives or two.gives)
        for one, two in combinations(singles, 2)
        if one.names != two.names and not one.rules.keys() & two.rules.keys() and not (one.gives and two.gives)
    ]


def one_path(which: int) -> Rule:
    """A hidden delta that counts a single neuron of the next layer."""

    def send_back(weights: Array, delta_next: Array, slope: Array) -> Array:
        return delta_next[..., [which]].dot(weights[[which]]) * slope

    return send_back


def untransposed(weights: Array, delta_next: Array, slope: Array) -> Array:
    """W δ for Wᵀ δ, which fits where W is square."""
    square = weights.shape[0] == weights.shape[1]
    return delta_next.dot(weights.T if square else weights) * slope


def transposed(delta: Array, layer: Layer) -> Array:
    """(δ outᵀ)ᵀ where W is square."""
    right = weight_gradient(delta, layer.out_before)
    return right.T if right.shape[0] == right.shape[1] else right


def swapped(biases: list[Array]) -> list[Array]:
    """The shared biases of a hidden and an output layer exchanged."""
    if len(biases) != 2 or any(np.ptp(b) for b in biases):
        return biases
    return [np.full_like(b, other[0]) for b, other in zip(biases, biases[::-1])]


def doubled_miss(out: Array, target: Array, loss: str) -> Array:
    """2 (o − t), the slope of Σ (t − o)²."""
    return (2 if loss == "squared_error" else 1) * (out - target)


def slope_unless(is_output: bool) -> Rule:
    """The slope in the other layers, 1 in these."""
    return lambda layer: np.ones_like(layer.out) if layer.is_output == is_output else slope(layer.activation, layer.out)


def becomes(kind: str, instead: str) -> Callable[[Quantity], Quantity]:
    """Whoever was asked for `kind` gives `instead`."""
    return lambda asked: asked._replace(kind=instead) if asked.kind == kind else asked


def rounds(more: int) -> Callable[[Quantity], Quantity]:
    """So many rounds more than asked."""
    return lambda asked: asked._replace(rounds=asked.rounds + more) if asked.rounds else asked


RATES = (0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0)


def other_rate(rate: float) -> dict[str, Rule]:
    """A learning rate that was not given (nor is twice what was given, which has a name of its own)."""
    return {"rate": lambda given: given if rate in (given, 2 * given) else rate}


MISTAKES = {
    mistake.name: mistake
    for mistake in [
        Mistake("updated-weights", {"seen": lambda before, after: after}),
        Mistake("one-path", {"send_back": one_path(0)}, variants=({"send_back": one_path(-1)},)),
        Mistake("untransposed-weights", {"send_back": untransposed}),
        Mistake("weights-forgotten", {"send_back": lambda weights, delta, slope: delta.dot(np.ones_like(weights)) * slope}),
        Mistake("no-slope-output", {"slope": slope_unless(True)}),
        Mistake("no-slope-hidden", {"slope": slope_unless(False)}),
        Mistake("no-slope", {"slope": lambda layer: np.ones_like(layer.out)}),
        Mistake(
            "slope-of-out", {"slope": lambda layer: slope(layer.activation, ACTIVATIONS[layer.activation].value(layer.out))}
        ),
        Mistake("slope-of-net", {"slope": lambda layer: slope(layer.activation, layer.net)}),
        Mistake("sign-flipped", {"miss": lambda out, target, loss: target - out}),
        Mistake("absolute-error", {"miss": lambda out, target, loss: abs(out - target)}),
        Mistake("absolute-loss", {"miss": lambda out, target, loss: np.sign(out - target)}),
        Mistake(
            "half-forgotten",
            {"miss": doubled_miss, "error": lambda error, loss: 2 * error if loss == "squared_error" else error},
            variants=({"miss": doubled_miss},),
        ),
        Mistake("double-rate", {"rate": lambda given: 2 * given}),
        Mistake("wrong-rate", other_rate(RATES[0]), variants=tuple(map(other_rate, RATES[1:]))),
        Mistake("ascent", {"step": lambda parameter, gradient, rate: parameter + rate * gradient}),
        Mistake(
            "incoming-forgotten", {"gradient": lambda delta, layer: weight_gradient(delta, np.ones_like(layer.out_before))}
        ),
        Mistake(
            "net-for-incoming",
            {
                "gradient": lambda delta, layer: weight_gradient(
                    delta, layer.out_before if layer.net_before is None else layer.net_before
                )
            },
        ),
        Mistake(
            "transposed-gradient",
            {"gradient": transposed},
            variants=({"gradient": lambda delta, layer: weight_gradient(delta, layer.out_before).T},),
        ),
        Mistake("gradient-for-weight", asked=becomes("new", "gradient")),
        Mistake("weight-for-gradient", asked=becomes("gradient", "new")),
        Mistake("step-for-gradient", asked=becomes("gradient", "step")),
        Mistake("old-weight", asked=becomes("new", "old")),
        Mistake("no-biases", {"biases_used": lambda biases: [np.zeros_like(b) for b in biases]}),
        Mistake("biases-swapped", {"biases_used": swapped}),
        Mistake("no-activation-hidden", {"activation": lambda name: "identity"}),
        Mistake("no-activation-output", {"output_activation": lambda name: "identity"}),
        Mistake("sum-for-mean", {"batch": lambda gradient, examples: gradient * examples}),
        Mistake("biases-updated", {"bias_rule": lambda rule: "own" if rule == "frozen" else rule}),
        Mistake("shared-biases-updated", {"bias_rule": lambda rule: "shared" if rule == "frozen" else rule}),
        Mistake("biases-kept", {"bias_rule": lambda rule: "frozen"}),
        Mistake("biases-shared", {"bias_rule": lambda rule: "shared" if rule == "own" else rule}),
        Mistake("one-round-less", asked=rounds(-1)),
        Mistake("one-round-more", asked=rounds(+1)),
    ]
}
