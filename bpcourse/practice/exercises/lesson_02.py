"""Exercises of lesson 02: neurons and the forward pass."""
from __future__ import annotations

import numpy as np

from ..judges import Asked, Choice, Function, Open, Program, Wrong
from .exercise import Exercise

X = (1.0, 0.5)  # another input for the same network


def my_neuron(weights, inputs, bias):
    net = weights @ inputs + bias
    return 1 / (1 + np.exp(-net))


def neuron_without_bias(weights, inputs, bias):
    return 1 / (1 + np.exp(-(weights @ inputs)))


def neuron_without_squashing(weights, inputs, bias):
    return weights @ inputs + bias


def neuron_with_plus(weights, inputs, bias):
    return 1 / (1 + np.exp(weights @ inputs + bias))


def neuron_with_late_bias(weights, inputs, bias):
    return 1 / (1 + np.exp(-(weights @ inputs))) + bias


def my_forward(weights, biases, x):
    out = x
    for W, b in zip(weights, biases):
        out = 1 / (1 + np.exp(-(W @ out + b)))
    return out


def forward_without_biases(weights, biases, x):
    out = x
    for W, b in zip(weights, biases):
        out = 1 / (1 + np.exp(-(W @ out)))
    return out


def forward_linear_inside(weights, biases, x):
    out = x
    for W, b in zip(weights[:-1], biases):
        out = W @ out + b
    return 1 / (1 + np.exp(-(weights[-1] @ out + biases[-1])))


def forward_linear_output(weights, biases, x):
    out = x
    for W, b in zip(weights[:-1], biases):
        out = 1 / (1 + np.exp(-(W @ out + b)))
    return weights[-1] @ out + biases[-1]


def trials():
    draw = np.random.default_rng(2)
    return [(draw.normal(0, 1, n).round(1), draw.normal(0, 1, n).round(1), round(float(draw.normal()), 1))
            for n in (1, 2, 5)]


EXERCISES = [
    Exercise(
        "2.1", "The net input of h2", "What flows into h2 for i1 = 0.05 and i2 = 0.10? (w3 = 0.25, w4 = 0.30, "
                                      "b1 = 0.35)",
        Asked("net_h2", digits=4),
        ("Which two weights end in h2?", "net_h2 = w3 · i1 + w4 · i2 + b1", "0.25 · 0.05 + …"),
        "Again the bias makes up most of it, since the inputs are small."),
    Exercise(
        "2.2", "What h2 says to another input",
        "Let i1 = 1 and i2 = 0.5, with the same weights. What does h2 say? Six decimals.",
        Asked("out_h2", x=X, decimals=6),
        ("What is its net input now?", "out = 1 / (1 + e^(−net))", "net_h2 = 0.25 · 1 + 0.30 · 0.5 + 0.35"),
        "i1 is twenty times as large, i2 five times, and h2 says only about a seventh more: the sigmoid squashes."),
    Exercise(
        "2.3", "Write a neuron",
        "Write `my_neuron(weights, inputs, bias)` once more without looking: net input, then sigmoid, for any "
        "number of inputs.",
        Function(my_neuron, trials, {
            "no-biases": Wrong(neuron_without_bias, "The bias is missing from the net input."),
            "no-activation": Wrong(neuron_without_squashing, "This is the net input. The sigmoid is missing."),
            "sign-flipped": Wrong(neuron_with_plus, "The sign in the exponent is missing: e^(−net), so that a "
                                                    "large net says "
                                                    "nearly 1."),
            "late-bias": Wrong(neuron_with_late_bias, "The bias comes too late. It belongs to the net input, "
                                                      "inside the "
                                                      "sigmoid."),
        }),
        ("Which two steps does a neuron take?", "net = weights · inputs + bias, out = 1 / (1 + e^(−net))",
         "net = weights @ inputs + bias"),
        "It works for two inputs and for two thousand.", start="def my_neuron(weights, inputs, bias):"),
    Exercise(
        "2.4", "Write the forward pass",
        "Write `my_forward(weights, biases, x)` for any number of layers: `weights` is a list of matrices, "
        "`biases` a list of "
        "arrays, all neurons are sigmoid neurons. Return the outputs of the last layer.",
        Program("forward", my_forward, {"no-biases": forward_without_biases, "no-activation-hidden": forward_linear_inside,
                                     "no-activation-output": forward_linear_output}),
        ("What goes into the second layer?", "out = sigmoid(W @ out + b), layer by layer, beginning with out = x",
         "for W, b in zip(weights, biases):"),
        "That is all of the forward pass, for any network of this kind.", start="def my_forward(weights, "
                                                                                "biases, x):"),
    Exercise(
        "2.5", "The error for another target",
        "With the inputs of the lesson, but the targets 0 for o1 and 1 for o2: how large is E? Six decimals.",
        Asked("E", t=(0.0, 1.0), decimals=6),
        ("Which outputs does the network give? They do not depend on the targets.", "E = ½ (0 − out_o1)² + ½ (1 "
                                                                                    "− out_o2)²",
         "out_o1 is 0.751365070."),
        "A little more than before: the targets have moved away from what the network says."),
    Exercise(
        "2.6", "Count a network",
        "A network has 4 inputs, hidden layers of 5 and 3 neurons, and 2 outputs. Its weights fill …",
        Choice({"a": "two matrices, of shapes (5, 4) and (2, 3).",
                "b": "three matrices, of shapes (4, 5), (5, 3) and (3, 2).",
                "c": "three matrices, of shapes (5, 4), (3, 5) and (2, 3).",
                "d": "four matrices, one for each layer."}, "c",
               {"a": "There are three steps from layer to layer, so there is a third matrix between the hidden "
                     "layers.",
                "b": "Right in number, but (to, from): the first matrix has a row for each of the 5 neurons it "
                     "leads to.",
                "d": "There are four layers, and three steps from one to the next."}),
        ("How many steps are there from layer to layer?", "Each matrix is (to, from).", "The first leads from 4 "
                                                                                        "to 5."),
        "15 + 20 + 6 is 41 weights, and 10 biases."),
    Exercise(
        "2.7", "What no weight can do",
        "In your own words: if both inputs are 0, which numbers of the network still have an influence on its "
        "output, and "
        "which have none? Two or three sentences, between `\"\"\"` and `\"\"\"`.",
        Open("With inputs of 0 nothing comes in through w1 to w4, so these four have no influence. The hidden "
             "neurons still say "
             "something, the sigmoid of their bias. So all biases count, and so do w5 to w8, which carry what "
             "the hidden neurons "
             "say."),
        ("What is w1 · 0?", "net_h1 = w1 · 0 + w2 · 0 + b1", "The hidden neurons still say sigmoid(b1).")),
]
