"""Exercises of lesson 04: hidden deltas, a whole round, and a search for a cause."""
from __future__ import annotations

import numpy as np

from ..judges import Asked, Choice, Function, Open, Program, Wrong
from .exercise import Exercise

X = (0.8, 0.3)  # another input for the same network


def hidden_delta(weights, delta_next, out):
    return (weights.T @ delta_next) * out * (1 - out)


def delta_without_slope(weights, delta_next, out):
    return weights.T @ delta_next


def delta_without_weights(weights, delta_next, out):
    return delta_next.sum() * out * (1 - out)


def delta_of_one_path(weights, delta_next, out):
    return weights[0] * delta_next[0] * out * (1 - out)


def delta_of_last_path(weights, delta_next, out):
    return weights[-1] * delta_next[-1] * out * (1 - out)


def whole_round(W1, W2, b1, b2, x, target, rate):
    hidden = 1 / (1 + np.exp(-(W1 @ x + b1)))
    out = 1 / (1 + np.exp(-(W2 @ hidden + b2)))
    delta_o = (out - target) * out * (1 - out)
    delta_h = (W2.T @ delta_o) * hidden * (1 - hidden)
    return W1 - rate * np.outer(delta_h, x), W2 - rate * np.outer(delta_o, hidden)


def round_in_wrong_order(W1, W2, b1, b2, x, target, rate):
    hidden = 1 / (1 + np.exp(-(W1 @ x + b1)))
    out = 1 / (1 + np.exp(-(W2 @ hidden + b2)))
    delta_o = (out - target) * out * (1 - out)
    W2 = W2 - rate * np.outer(delta_o, hidden)
    delta_h = (W2.T @ delta_o) * hidden * (1 - hidden)
    return W1 - rate * np.outer(delta_h, x), W2


def round_without_hidden_slope(W1, W2, b1, b2, x, target, rate):
    hidden = 1 / (1 + np.exp(-(W1 @ x + b1)))
    out = 1 / (1 + np.exp(-(W2 @ hidden + b2)))
    delta_o = (out - target) * out * (1 - out)
    return W1 - rate * np.outer(W2.T @ delta_o, x), W2 - rate * np.outer(delta_o, hidden)


def round_upward(W1, W2, b1, b2, x, target, rate):
    hidden = 1 / (1 + np.exp(-(W1 @ x + b1)))
    out = 1 / (1 + np.exp(-(W2 @ hidden + b2)))
    delta_o = (target - out) * out * (1 - out)
    delta_h = (W2.T @ delta_o) * hidden * (1 - hidden)
    return W1 - rate * np.outer(delta_h, x), W2 - rate * np.outer(delta_o, hidden)


def trials():
    draw = np.random.default_rng(5)
    return [(draw.normal(0, 1, (n, m)).round(2), draw.normal(0, 1, n).round(2), draw.uniform(0.1, 0.9, m).round(2))
            for n, m in ((2, 2), (3, 2), (2, 4))]


EXERCISES = [
    Exercise(
        "4.1", "The delta of h1 for another input",
        "Send i1 = 0.8 and i2 = 0.3 through the network, with the same targets. (Call the input `x2`, so that "
        "the lesson's `x` stays.) How large is δ_h1? Six decimals.",
        Asked("delta_h1", x=X, decimals=6),
        ("Which two deltas reach h1, and through which weights?", "δ_h1 = (w5 · δ_o1 + w7 · δ_o2) · out_h1 (1 − "
                                                                  "out_h1)",
         "First the forward pass for the new input, then δ_o1 and δ_o2."),
        "Both paths count, the one that helps and the one that hurts."),
    Exercise(
        "4.2", "The slope of w4", "And what is ∂E/∂w4 for that input? Six decimals.",
        Asked("dE/dw4", x=X, decimals=6),
        ("Which neuron does w4 lead to, and what does it carry?", "∂E/∂w4 = δ_h2 · i2", "δ_h2 · 0.3"),
        "i2 is three times that of the lesson, and the slope not quite: the deltas have changed, too."),
    Exercise(
        "4.3", "The error after two rounds",
        "Back to the lesson's input. After *two* rounds with η = 0.5 and frozen biases, what is the error? Nine "
        "decimals. "
        "(Any way will do, also `bp.train`.)",
        Asked("E+2", decimals=9),
        ("What does the second round start from?", "Forward, all slopes, then all eight weights; and once more.",
         'bp.train(net, x, target, learning_rate=0.5, epochs=2, biases="frozen")'),
        "Every round begins with a forward pass through the weights that the last one left."),
    Exercise(
        "4.4", "Write the hidden delta",
        "Write `hidden_delta(weights, delta_next, out)`: `weights` (to, from) lead from this layer of sigmoid "
        "neurons to the "
        "next one, `delta_next` are the deltas there, `out` is what this layer says.",
        Function(hidden_delta, trials, {
            "no-slope-hidden": Wrong(delta_without_slope, "The slope of the hidden neurons, out (1 − out), is "
                                                          "missing."),
            "weights-forgotten": Wrong(delta_without_weights, "What returns along a connection is multiplied by "
                                                              "its weight."),
            "one-path": Wrong(delta_of_one_path, "You followed the error back to the first neuron of the next "
                                                 "layer only. "
                                                 "The blame from all of them adds up."),
            "last-path": Wrong(delta_of_last_path, "You followed the error back to the last neuron of the next "
                                                   "layer only. "
                                                   "The blame from all of them adds up."),
        }),
        ("Along which weights does a hidden neuron collect blame: its row of the next matrix, or its column?",
         "δ = (Wᵀ δ_next) · out (1 − out)", "return (weights.T @ delta_next) * …"),
        "This line is the heart of backpropagation.", start="def hidden_delta(weights, delta_next, out):"),
    Exercise(
        "4.5", "Write a whole round",
        "Write `whole_round(W1, W2, b1, b2, x, target, rate)`: forward, all slopes, then both new matrices. The "
        "biases stay. "
        "Return W1 and W2.",
        Program("round", whole_round, {
            "updated-weights": round_in_wrong_order, "no-slope-hidden": round_without_hidden_slope,
            "sign-flipped": round_upward}),
        ("In which order do the deltas come, and when may a matrix change?",
         "forward; δ of the outputs; δ of the hidden neurons; then, and only then, both updates",
         "hidden = 1 / (1 + np.exp(-(W1 @ x + b1)))"),
        "If you have written this without looking, you can do backpropagation.",
        start="def whole_round(W1, W2, b1, b2, x, target, rate):"),
    Exercise(
        "4.6", "Forensics",
        "Three numbers were printed for this network: the error 0.291027924 after one round, the output "
        "0.015912196 of o1 after 10,000 rounds, and the error 0.0000351085 after 10,000 rounds. Ask the doctor "
        "about each: `bp.diagnose(bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET, \"E+\", "
        "\"0.291027924\")`, then with the quantities "
        "`\"out_o1+10000\"` and `\"E+10000\"`, which take some seconds. What printed them?",
        Choice({"a": "All three: weights changed too early.",
                "b": "The first two: weights changed too early. The third: one round less.",
                "c": "All three: one round less.",
                "d": "The first: another learning rate. The others: shared biases."}, "b",
               {"a": "The first two, yes. For the third the doctor names another mistake, and it fits to the last "
                     "digit.",
                "c": "One round less explains the third alone: before the first round E is 0.298371109.",
                "d": "Those would be much farther off. Ask with bp.diagnose."}),
        ("Which three calls do you need?",
         "bp.diagnose(bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET, \"E+\", 0.291027924)",
         "bp.diagnose(…, \"E+10000\", \"0.0000351085\")"),
        "Nobody wrote these answers down: the doctor tried every mistake and compared."),
    Exercise(
        "4.7", "A bug to find",
        "This round has a bug:\n\n```python\nhidden, out = forward(W1, W2)\ndelta_o = (out - target) * out * (1 - "
        "out)\nW2 = W2 - 0.5 * np.outer(delta_o, hidden)\ndelta_h = (W2.T @ delta_o) * hidden * (1 - "
        "hidden)\nW1 = W1 - 0.5 * np.outer(delta_h, x)\n```\n\nWhat mends it?",
        Choice({"a": "`W2 @ delta_o` in place of `W2.T @ delta_o`.",
                "b": "`target - out` in place of `out - target`.",
                "c": "Move the third line below the fourth.",
                "d": "Move the last line above the fourth."}, "c",
               {"a": "Blame returns along a column of W2, so the transpose is right.",
                "b": "With out − target the step has to be taken off, and it is.",
                "d": "The last line needs delta_h, and it is not the one that comes too early."}),
        ("Which W2 does the fourth step see?", "Every slope of a round belongs to the weights the forward pass used.",
         "Exchange two lines."),
        "All slopes first, then all updates."),
    Exercise(
        "4.8", "Why backward",
        "In your own words: why does one go from the outputs back to the inputs, and not from each weight "
        "forward to the "
        "error, as nudging does? Two or three sentences, between `\"\"\"` and `\"\"\"`.",
        Open("Nudging needs a forward pass of its own for every weight. Going backward, the blame of a neuron "
             "is collected once "
             "and serves all the weights that lead into it, and the layer before it as well. So all slopes "
             "together cost about "
             "as much as a second forward pass."),
        ("How many forward passes does nudging need for eight weights? And for a million?",
         "Each delta is used for all weights into its neuron, and for the layer before.", "One way back gives "
                                                                                          "all slopes.")),
]
