"""The mistakes: a round with one rule exchanged for a wrong one, and the sentence a good tutor would say."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..functions import ACTIVATIONS, Array
from ..network import slope, weight_gradient
from .quantities import Quantity
from .rounds import Layer


@dataclass(frozen=True)
class Mistake:
    """One wrong line: `rules` of a round that it exchanges, or `asked`, the quantity that it gives instead.

    says: what was done. look: the step to look at. variants: the same mistake with another number or end.
    """

    name: str
    says: str
    look: str
    rules: dict[str, Callable] | None = None
    asked: Callable[[Quantity], Quantity] | None = None
    variants: tuple[dict[str, Callable], ...] = ()

    def told(self, asked: Quantity | None = None) -> str:
        """What was done and where to look, of a bias where one was asked for."""
        text = f"{self.says} Look at {self.look}."
        if asked and asked.kind == "new" and self.name == "step-for-gradient":  # the update was asked for, not the slope
            return "This is the step η · ∂E/∂w. Take it off the old weight: w⁺ = w − η · ∂E/∂w. Look at the update."
        if asked and asked.name.startswith("b") and (self.asked or self.name == "ascent"):
            return text.replace("weight", "bias").replace("∂w", "∂b").replace("w⁺", "b⁺").replace(" w −", " b −")
        return text


def true_slope(activation: str, net: Array) -> Array:
    """f′ as a function of net input."""
    return slope(activation, ACTIVATIONS[activation].value(net))


def one_path(which: int) -> Callable:
    """A hidden delta that counts a single neuron of the next layer."""
    def send_back(weights: Array, delta_next: Array, slope: Array) -> Array:
        return delta_next[..., [which]].dot(weights[[which]]) * slope
    return send_back


def untransposed(weights: Array, delta_next: Array, slope: Array) -> Array:
    """W δ for Wᵀ δ, which fits where W is square."""
    square = weights.shape[0] == weights.shape[1]
    return delta_next.dot(weights.T if square else weights) * slope


def net_for_incoming(delta: Array, layer: Layer) -> Array:
    """δ_l net_(l−1)ᵀ behind the first layer."""
    return weight_gradient(delta, layer.out_before if layer.number == 1 else layer.net_before)


def transposed(delta: Array, layer: Layer) -> Array:
    """(δ outᵀ)ᵀ where W is square."""
    right = weight_gradient(delta, layer.out_before)
    return right.T if right.shape[0] == right.shape[1] else right


def all_transposed(delta: Array, layer: Layer) -> Array:
    """(δ outᵀ)ᵀ."""
    return weight_gradient(delta, layer.out_before).T


def swapped(biases: list[Array]) -> list[Array]:
    """The shared biases of a hidden and an output layer exchanged."""
    if len(biases) != 2 or any(np.ptp(b) for b in biases):
        return biases
    return [np.full_like(b, other[0]) for b, other in zip(biases, biases[::-1])]


def doubled_error(error: float, loss: str) -> float:
    """Σ (t − o)² for ½ Σ (t − o)²."""
    return 2 * error if loss == "squared_error" else error


def doubled_miss(out: Array, target: Array, loss: str) -> Array:
    """2 (o − t), the slope of Σ (t − o)²."""
    return (2 if loss == "squared_error" else 1) * (out - target)


def slope_unless(is_output: bool) -> Callable:
    """The slope in the other layers, 1 in these."""
    return lambda layer: np.ones_like(layer.out) if layer.is_output == is_output else slope(layer.activation, layer.out)


def becomes(kind: str, instead: str) -> Callable[[Quantity], Quantity]:
    """Whoever was asked for `kind` gives `instead`."""
    return lambda asked: asked._replace(kind=instead) if asked.kind == kind else asked


def rounds(more: int) -> Callable[[Quantity], Quantity]:
    """So many rounds more than asked."""
    return lambda asked: asked._replace(rounds=asked.rounds + more) if asked.rounds else asked


RATES = (0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0)


def other_rate(rate: float) -> dict[str, Callable]:
    """A learning rate that was not given (nor is twice what was given, which has a name of its own)."""
    return {"rate": lambda given: given if rate in (given, 2 * given) else rate}


MISTAKES = {mistake.name: mistake for mistake in [
    Mistake("updated-weights",
            "You sent the error back through weights that had already been changed. Every gradient of a round belongs to "
            "the weights the forward pass used.", "the order of the hidden deltas and the update",
            {"seen": lambda before, after: after}),
    Mistake("one-path",
            "You followed the error back along a single connection. A hidden neuron speaks to every neuron of the next "
            "layer, and the blame from all of them adds up.", "the sum in the hidden delta",
            {"send_back": one_path(0)}, variants=({"send_back": one_path(-1)},)),
    Mistake("untransposed-weights",
            "You sent the error back with W where Wᵀ belongs: blame returns along a neuron's outgoing weights, a column of "
            "the next W.", "the transpose in the hidden delta", {"send_back": untransposed}),
    Mistake("weights-forgotten",
            "You sent the error back undivided. What returns along a connection is multiplied by its weight.",
            "the weights in the hidden delta",
            {"send_back": lambda weights, delta, slope: delta.dot(np.ones_like(weights)) * slope}),
    Mistake("no-slope-output", "The slope of the output neurons, out (1 − out) for a sigmoid, is missing from their delta.",
            "the slope in the output delta", {"slope": slope_unless(True)}),
    Mistake("no-slope-hidden", "The slope of the hidden neurons, out (1 − out) for a sigmoid, is missing from their delta.",
            "the slope in the hidden delta", {"slope": slope_unless(False)}),
    Mistake("no-slope", "The slope, out (1 − out) for a sigmoid, is missing from every delta.", "the slope in each delta",
            {"slope": lambda layer: np.ones_like(layer.out)}),
    Mistake("slope-of-out",
            "You squashed twice: the slope belongs to net. For a sigmoid it is out (1 − out), with out = sigmoid(net).",
            "where the slope is taken", {"slope": lambda layer: true_slope(layer.activation, layer.out)}),
    Mistake("slope-of-net",
            "You put net into the formula that wants out: for a sigmoid the slope is out (1 − out), not net (1 − net).",
            "what goes into the slope's formula",
            {"slope": lambda layer: slope(layer.activation, layer.net)}),
    Mistake("sign-flipped",
            "The sign is the other way round: t − out where out − t belongs. The update then walks uphill.",
            "the miss of the outputs", {"miss": lambda out, target, loss: target - out}),
    Mistake("absolute-error", "You took the miss without its sign. Too much and too little need opposite corrections.",
            "the miss of the outputs", {"miss": lambda out, target, loss: abs(out - target)}),
    Mistake("absolute-loss", "You took only the sign of the miss: that is the slope of |t − out|, not that of the square.",
            "the slope of the error", {"miss": lambda out, target, loss: np.sign(out - target)}),
    Mistake("half-forgotten",
            "The ½ in front of the square is missing, so the error and every slope are twice as large.",
            "the ½ of the error", {"error": doubled_error, "miss": doubled_miss}, variants=({"miss": doubled_miss},)),
    Mistake("double-rate", "The step is twice as long as it should be: 2η for η.", "the learning rate in the update",
            {"rate": lambda given: 2 * given}),
    Mistake("wrong-rate", "The step was taken with another learning rate than the one given.",
            "the learning rate in the update", other_rate(RATES[0]), variants=tuple(map(other_rate, RATES[1:]))),
    Mistake("ascent", "You added the step. The gradient points uphill: w⁺ = w − η · ∂E/∂w.", "the sign of the update",
            {"step": lambda parameter, gradient, rate: parameter + rate * gradient}),
    Mistake("incoming-forgotten",
            "The signal that came in through the weight is missing: ∂E/∂w is delta times what the weight carried.",
            "the last factor of the gradient",
            {"gradient": lambda delta, layer: weight_gradient(delta, np.ones_like(layer.out_before))}),
    Mistake("net-for-incoming",
            "You multiplied by the net input of the neuron before. What a weight carries is that neuron's output.",
            "the last factor of the gradient", {"gradient": net_for_incoming}),
    Mistake("transposed-gradient", "The gradients lie the wrong way round: rows and columns of the matrix are exchanged.",
            "rows and columns of the gradient", {"gradient": transposed}, variants=({"gradient": all_transposed},)),
    Mistake("gradient-for-weight", "This is the gradient. The new weight is w − η · ∂E/∂w.", "the update",
            asked=becomes("new", "gradient")),
    Mistake("weight-for-gradient", "This is the new weight. The gradient is what it was changed by, divided by −η.",
            "what was asked for", asked=becomes("gradient", "new")),
    Mistake("step-for-gradient", "This is the step η · ∂E/∂w. The gradient is the slope alone, without η.",
            "what was asked for", asked=becomes("gradient", "step")),
    Mistake("old-weight", "This is the weight before the update.", "the update", asked=becomes("new", "old")),
    Mistake("no-biases", "The biases are missing from the forward pass.", "the net inputs",
            {"biases_used": lambda biases: [np.zeros_like(b) for b in biases]}),
    Mistake("biases-swapped", "The biases of the two layers are exchanged.", "the net inputs", {"biases_used": swapped}),
    Mistake("no-activation-hidden", "The hidden neurons pass their net input on as it is: the squashing is missing.",
            "the outputs of the hidden neurons",
            {"activation": lambda name: "identity"}),
    Mistake("no-activation-output", "The output neurons pass their net input on as it is: the squashing is missing.",
            "the outputs of the output neurons",
            {"output_activation": lambda name: "identity"}),
    Mistake("sum-for-mean", "The gradients of the examples are added up; a batch takes their mean.",
            "the mean over the examples", {"batch": lambda gradient, examples: gradient * examples}),
    Mistake("biases-updated", "Each neuron's bias took part in the round, though the biases are frozen here.",
            "which parameters move", {"bias_rule": lambda rule: "own" if rule == "frozen" else rule}),
    Mistake("shared-biases-updated", "The shared biases took part in the round, though they are frozen here.",
            "which parameters move", {"bias_rule": lambda rule: "shared" if rule == "frozen" else rule}),
    Mistake("biases-kept", "The biases stayed as they were, though each is to learn here.", "which parameters move",
            {"bias_rule": lambda rule: "frozen"}),
    Mistake("biases-shared", "Each bias was moved by the sum of its layer's deltas, as a shared one is. Here each has "
            "its own.", "how the biases move", {"bias_rule": lambda rule: "shared" if rule == "own" else rule}),
    Mistake("one-round-less", "This is the value one round earlier.", "how often the loop runs", asked=rounds(-1)),
    Mistake("one-round-more", "This is the value one round later.", "how often the loop runs", asked=rounds(+1)),
]}
