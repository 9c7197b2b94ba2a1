"""Exercises of lesson 05: the algorithm for any shape, the loop, and how to check it."""
from __future__ import annotations

import numpy as np

from ... import datasets
from ...network import Network
from ..judges import Asked, Choice, Function, Open, Program, Value, Wrong
from .exercise import Exercise


def backward(weights, biases, x, target):
    out = [x]
    for W, b in zip(weights, biases):
        out.append(1 / (1 + np.exp(-(W @ out[-1] + b))))
    delta = (out[-1] - target) * out[-1] * (1 - out[-1])
    gradients = [np.outer(delta, out[-2])]
    for layer in range(len(weights) - 1, 0, -1):
        delta = (weights[layer].T @ delta) * out[layer] * (1 - out[layer])
        gradients.insert(0, np.outer(delta, out[layer - 1]))
    return gradients


def backward_without_hidden_slope(weights, biases, x, target):
    out = [x]
    for W, b in zip(weights, biases):
        out.append(1 / (1 + np.exp(-(W @ out[-1] + b))))
    delta = (out[-1] - target) * out[-1] * (1 - out[-1])
    gradients = [np.outer(delta, out[-2])]
    for layer in range(len(weights) - 1, 0, -1):
        delta = weights[layer].T @ delta
        gradients.insert(0, np.outer(delta, out[layer - 1]))
    return gradients


def backward_without_incoming(weights, biases, x, target):
    out = [x]
    for W, b in zip(weights, biases):
        out.append(1 / (1 + np.exp(-(W @ out[-1] + b))))
    delta = (out[-1] - target) * out[-1] * (1 - out[-1])
    gradients = [np.outer(delta, np.ones_like(out[-2]))]
    for layer in range(len(weights) - 1, 0, -1):
        delta = (weights[layer].T @ delta) * out[layer] * (1 - out[layer])
        gradients.insert(0, np.outer(delta, np.ones_like(out[layer - 1])))
    return gradients


def training_loop(one_round, weights, examples, targets, epochs):
    for epoch in range(epochs):
        for x, target in zip(examples, targets):
            weights = one_round(weights, x, target)
    return weights


def train_from_the_start(one_round, weights, examples, targets, epochs):
    for epoch in range(epochs):
        for x, target in zip(examples, targets):
            trained = one_round(weights, x, target)
    return trained


def train_on_one_epoch(one_round, weights, examples, targets, epochs):
    for x, target in zip(examples, targets):
        weights = one_round(weights, x, target)
    return weights


def train_example_by_example(one_round, weights, examples, targets, epochs):
    for x, target in zip(examples, targets):
        for epoch in range(epochs):
            weights = one_round(weights, x, target)
    return weights


def nudged_slope(error, weight, h):
    return (error(weight + h) - error(weight - h)) / (2 * h)


def nudged_to_one_side(error, weight, h):
    return (error(weight + h) - error(weight)) / h


def nudged_without_two(error, weight, h):
    return (error(weight + h) - error(weight - h)) / h


def nudged_backward(error, weight, h):
    return (error(weight - h) - error(weight + h)) / (2 * h)


def nudged_without_brackets(error, weight, h):
    return (error(weight + h) - error(weight - h)) / 2 * h


def nudged_undivided(error, weight, h):
    return error(weight + h) - error(weight - h)


def delta_round(weights, x, target):
    """A round of the delta rule, easy to follow."""
    return weights + 0.2 * (target - weights * x) * x


def loops():
    examples, targets = np.array([1.0, 0.5, 2.0]), np.array([2.0, 1.0, 3.0])
    return [(delta_round, 3.0, examples, targets, epochs) for epochs in (1, 2, 5)]


def curves():
    def square(w):
        return w**2

    def cube(w):
        return w**3 - w
    return [(square, 3.0, 0.1), (cube, 2.0, 0.1), (cube, -1.0, 0.01)]


def xor_network():
    return Network.random([2, 3, 1], seed=5)


EXERCISES = [
    Exercise(
        "5.1", "Count the updates",
        "200 examples, batches of 16, 30 epochs. How many updates does that make? (The last batch of an epoch "
        "is smaller.)",
        Value(lambda: 30 * -(-200 // 16), {
            "rounded-down": Wrong(lambda: 30 * (200 // 16), "The 8 examples that are left over make a batch, too."),
            "one-by-one": Wrong(lambda: 30 * 200, "That would be one update an example. Here it is one a batch."),
            "one-an-epoch": Wrong(lambda: 30, "That would be one update an epoch."),
            "one-epoch": Wrong(lambda: -(-200 // 16), "That is one epoch."),
            "exact": Wrong(lambda: 30 * 200 / 16, "There is no half batch: an epoch ends, and the next begins anew."),
        }),
        ("How many batches has one epoch?", "200 / 16, rounded up, times 30", "12 full batches, and one of 8."),
        "13 in each of 30 epochs.",
        lambda: f"200 / 16 is 12.5, so 13 batches an epoch: 30 · 13 = **{30 * 13}**."),
    Exercise(
        "5.2", "Ten rounds, own biases",
        "The worked example once more, η = 0.5, but all biases learn, each by its own delta. What is E after 10 "
        "rounds? Nine "
        "decimals.",
        Asked("E+10", decimals=9, biases="own"),
        ("Which slope does a bias have?", "b⁺ = b − η δ, in every round, beside the weights",
         "bp.train(bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET, learning_rate=0.5, epochs=10)"),
        "With biases of their own the outputs get where they want to be sooner."),
    Exercise(
        "5.3", "Write the backward pass for any shape",
        "Write `backward(weights, biases, x, target)` for sigmoid neurons and any number of layers: forward, "
        "the deltas from "
        "the last layer to the first, and the list of all weight gradients, the first layer's first.",
        Program("backward", backward, {"no-slope-hidden": backward_without_hidden_slope,
                                       "incoming-forgotten": backward_without_incoming}),
        ("What do you have to keep from the forward pass?", "δ of the outputs; then layer by layer Wᵀ δ · out "
                                                            "(1 − out); each "
         "gradient is np.outer(δ, what came in)", "out = [x]"),
        "The doctor ran it on networks of other shapes than yours.", start="def backward(weights, biases, x, "
                                                                           "target):"),
    Exercise(
        "5.4", "Write the loop",
        "Write `training_loop(one_round, weights, examples, targets, epochs)`: `one_round(weights, x, target)` "
        "returns "
        "new weights. Go "
        "through all examples in every epoch, and return the last weights.",
        Function(training_loop, loops, {
            "from-the-start": Wrong(train_from_the_start, "Every round begins with the weights of the start. "
                                                          "Begin with those "
                                                          "that the last one left."),
            "one-epoch": Wrong(train_on_one_epoch, "You go through the examples once, however many epochs are "
                                                   "asked for."),
            "loops-exchanged": Wrong(train_example_by_example, "The loops are exchanged: an epoch is one pass "
                                                               "through *all* "
                                                               "examples."),
        }),
        ("Which loop is inside the other?", "for each epoch: for each example: one round", "for epoch in "
                                                                                           "range(epochs):"),
        "Lines 2 to 8 of the pseudocode.", start="def training_loop(one_round, weights, examples, targets, epochs):"),
    Exercise(
        "5.5", "Write a gradient check",
        "Write `nudged_slope(error, weight, h)`: the slope of the function `error` at `weight`, by nudging to "
        "*both* sides by h.",
        Function(nudged_slope, curves, {
            "one-side": Wrong(nudged_to_one_side, "You nudge to one side only. To both sides the bend of the "
                                                  "curve cancels."),
            "two-forgotten": Wrong(nudged_without_two, "From weight − h to weight + h it is 2h, not h."),
            "sign-flipped": Wrong(nudged_backward, "The sign is the wrong way round: what is at weight + h "
                                                   "comes first."),
            "brackets": Wrong(nudged_without_brackets, "`/ 2 * h` divides by 2 and multiplies by h. Write `/ (2 "
                                                       "* h)`."),
            "undivided": Wrong(nudged_undivided, "This is how much the error changes. Divide by how far you went."),
        }),
        ("How far apart are the two places?", "(E(w + h) − E(w − h)) / 2h", "return (error(weight + h) - …"),
        "It needs no chain rule, so it can check one.", start="def nudged_slope(error, weight, h):"),
    Exercise(
        "5.6", "XOR in a batch",
        "`bp.Network.random([2, 3, 1], seed=5)` and all four examples of `bp.datasets.xor()` as *one* batch: "
        "what is ∂E/∂w3? "
        "Six decimals.",
        Asked("dE/dw3", x=datasets.xor()[0], t=datasets.xor()[1], network=xor_network, decimals=6),
        ("What happens to the four slopes?", "The mean over the examples", "x, t = bp.datasets.xor(), then "
                                                                           "net.backward(net.forward(x), t)[\"w3\"]"),
        "A batch takes the mean of what its examples want.",
        lambda: "`net.backward(net.forward(x), t)[\"w3\"]` gives **{:.9f}**, the mean of the four examples' "
                "slopes.".format(
            Asked("dE/dw3", x=datasets.xor()[0], t=datasets.xor()[1], network=xor_network).case.right[0])),
    Exercise(
        "5.7", "Stuck or wrong?",
        "Your network's error stays at 0.125 on XOR. In which order do you look?",
        Choice({"a": "More epochs, more neurons, then the code.",
                "b": "The gradient check, then another seed, then more hidden neurons.",
                "c": "A larger network, then a smaller learning rate.",
                "d": "Delete it and start again."}, "b",
               {"a": "If the slopes are wrong, more of everything costs time and shows nothing. Check them first.",
                "c": "A larger network hides a wrong slope, it does not mend it. Check the slopes first.",
                "d": "Tempting. But you would not know what was wrong, and might write it again."}),
        ("Which of these costs a second, and tells you most?", "bp.check_gradients", "First the slopes, then "
                                                                                     "the start."),
        "Right slopes and no progress: then it is the ground, not the code."),
    Exercise(
        "5.8", "Why random",
        "In your own words: why must the weights start different from one another, and why not very large? Two "
        "or three "
        "sentences, between `\"\"\"` and `\"\"\"`.",
        Open("Hidden neurons that start with equal weights say the same, get the same blame, and stay equal for "
             "ever, so they "
             "count as one. With very large weights the net inputs are large, the sigmoid is flat there, and "
             "its slope, a factor "
             "of every gradient, is nearly 0: nothing moves."),
        ("What do two equal neurons do in the first round?", "δ contains out (1 − out).", "Twins stay twins.")),
]
