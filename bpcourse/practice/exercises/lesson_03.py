"""Exercises of lesson 03: the chain rule for a weight of the last layer, and the delta."""
from __future__ import annotations

import numpy as np

from ..judges import Asked, Choice, Function, Open, Wrong
from .exercise import Exercise

X = (1.0, 0.5)  # another input for the same network


def output_delta(out, target):
    return (out - target) * out * (1 - out)


def delta_without_slope(out, target):
    return out - target


def delta_turned(out, target):
    return (target - out) * out * (1 - out)


def delta_without_miss(out, target):
    return out * (1 - out)


def delta_absolute(out, target):
    return abs(out - target) * out * (1 - out)


def delta_doubled(out, target):
    return 2 * (out - target) * out * (1 - out)


def weight_gradient(delta, incoming):
    return np.outer(delta, incoming)


def gradient_lying(delta, incoming):
    return np.outer(incoming, delta)


def gradient_without_incoming(delta, incoming):
    return np.outer(delta, np.ones_like(incoming))


def trials():
    draw = np.random.default_rng(3)
    return [(draw.uniform(0.1, 0.9, n).round(2), draw.uniform(0, 1, n).round(2)) for n in (1, 2, 4)]


def pairs():
    draw = np.random.default_rng(4)
    return [(draw.normal(0, 1, n).round(2), draw.uniform(0, 1, m).round(2)) for n, m in ((2, 2), (2, 3), (1, 4))]


EXERCISES = [
    Exercise(
        "3.1", "The delta of o2", "How large is the delta of o2, δ_o2 = ∂E/∂net_o2? Six decimals.",
        Asked("delta_o2", decimals=6),
        ("By how much does o2 miss, and how strongly can it still answer?", "δ = (out − t) · out (1 − out)",
         "(0.772928465 − 0.99) · …"),
        "It is negative: more net input would help o2."),
    Exercise(
        "3.2", "A slope for another input",
        "Send i1 = 1 and i2 = 0.5 through the same network, with the same targets. (Call the input `x2`, so "
        "that the lesson's `x` stays.) What is ∂E/∂w6? Six decimals.",
        Asked("dE/dw6", x=X, decimals=6),
        ("Which three numbers do you need from the new forward pass?", "∂E/∂w6 = δ_o1 · out_h2",
         "First out_h1 and out_h2 for the new input, then out_o1."),
        "The path is the same as in the lesson; only the numbers of the forward pass have changed."),
    Exercise(
        "3.3", "A step with another rate",
        "Back to the lesson's input. What is w7⁺ with η = 0.1? Six decimals.",
        Asked("w7+", learning_rate=0.1, decimals=6),
        ("Will w7 grow or shrink?", "w7⁺ = w7 − η · ∂E/∂w7", "0.5 − 0.1 · …"),
        "w7 grows, since its slope is negative: o2 says too little."),
    Exercise(
        "3.4", "Write the output delta",
        "Write `output_delta(out, target)` for a whole layer of sigmoid neurons: `out` and `target` are arrays.",
        Function(output_delta, trials, {
            "no-slope-output": Wrong(delta_without_slope, "This is the miss. How strongly the neuron can answer, "
                                                          "out (1 − out), is missing."),
            "sign-flipped": Wrong(delta_turned, "This is the other convention, (t − out) · slope. It is right "
                                                "where the "
                                                "update *adds*. In this course δ = (out − t) · slope."),
            "miss-forgotten": Wrong(delta_without_miss, "This is the slope alone. The miss, out − t, is missing."),
            "absolute-error": Wrong(delta_absolute, "The sign of the miss is lost. Too much and too little need "
                                                    "opposite "
                                                    "corrections."),
            "half-forgotten": Wrong(delta_doubled, "It is twice as large: the ½ of the error cancels the 2 of "
                                                   "the square."),
        }),
        ("Which two of the three factors of the chain does every weight into a neuron share?",
         "δ = (out − t) · out (1 − out), for every neuron of the layer", "return (out - target) * …"),
        "One line, for one neuron and for a thousand.", start="def output_delta(out, target):"),
    Exercise(
        "3.5", "Write the gradient of a layer",
        "Write `weight_gradient(delta, incoming)`: the slopes of all weights of a layer as a matrix of shape "
        "(to, from), from "
        "the deltas of its neurons and the signals that come in.",
        Function(weight_gradient, pairs, {
            "transposed-gradient": Wrong(gradient_lying, "Rows and columns are exchanged: a row for each neuron "
                                                         "the weights "
                                                         "lead *to*."),
            "incoming-forgotten": Wrong(gradient_without_incoming, "The signal that came in is missing: each "
                                                                   "slope is delta "
                                                                   "times what its weight carried."),
        }),
        ("What is ∂E/∂w5 in terms of a delta?", "∂E/∂w = δ of the neuron it leads to · the signal it carried",
         "Row j, column k is delta[j] * incoming[k]."),
        "NumPy calls this table the outer product.", start="def weight_gradient(delta, incoming):"),
    Exercise(
        "3.6", "A friend's update",
        "A friend finds w5⁺ = 0.482167041 (from w5 = 0.4, η = 0.5). Which of these programs prints it? (The "
        "doctor helps: `bp.diagnose(net, x, target, \"w5+\", 0.482167041)`.)",
        Choice({"a": "`w5 - eta * slope`",
                "b": "`w5 + eta * slope`",
                "c": "`w5 + 2 * eta * slope`",
                "d": "`w5 + slope / 2`"}, "c",
               {"a": "That is the right update, 0.35891648.",
                "b": "That gives 0.44108352: only the sign is wrong.",
                "d": "With η = 0.5 that is the same as (b)."}),
        ("How far is the friend's number from 0.4, and in which direction?",
         "bp.diagnose(bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET, \"w5+\", 0.482167041)",
         "The difference is the whole slope, not half of it."),
        "Uphill, and twice as far: 0.4 plus the whole slope."),
    Exercise(
        "3.7", "When one output is right",
        "In your own words: suppose o1 already said exactly what it should. Which of w5 to w8 still move in the next "
        "round, and which stand still? Two or three sentences, between `\"\"\"` and `\"\"\"`.",
        Open("The miss of o1 is 0, so its delta is 0, and the slopes of w5 and w6, which lead into it, are 0: "
             "these two stand "
             "still. w7 and w8 lead into o2, which still misses, so they move. What the other output does makes "
             "no difference "
             "to them."),
        ("What is the delta of o1 then?", "∂E/∂w = δ of the neuron it leads to · the signal it carried", "δ_o1 "
                                                                                                         "= 0 · …")),
]
