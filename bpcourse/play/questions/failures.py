"""The boxes of lesson 08."""
from __future__ import annotations

import numpy as np

from ... import datasets, training
from ...functions import Array
from ...network import Network
from .question import Question


def _after_one_epoch() -> str:
    """Whether hidden neurons with equal incoming and different outgoing weights are still equal after a step."""
    net = Network([np.full((3, 2), 0.5), [[0.4, 0.5, 0.6]]], [np.zeros(3), np.zeros(1)])
    first, *others = training.train(net, *datasets.xor(), 2, 1, 4).network.weights[0]
    return "yes, all three" if all((row == first).all() for row in others) else "no"


def _some_digits() -> tuple[Array, Array]:
    images, targets = (array[:200] for array in datasets.digits())
    return (images - images.mean(axis=0)) / images.std(), targets


def _norm_in_front() -> str:
    """The first layer's norm compared with the last one's, behind eight layers of sigmoid neurons, spread 1 / √n."""
    net = Network.random([64, *[30] * 8, 10], 0, ["sigmoid"] * 8 + ["softmax"], "cross_entropy")
    net = Network([*(W / 4 for W in net.weights[:-1]), net.weights[-1]], net.biases, net.activations, net.loss)
    x, t = _some_digits()
    first, *_, last = (np.sqrt((W**2).sum()) for W in net.backward(net.forward(x), t).weights)
    guesses = {"about a quarter": 1 / 4, "about a hundredth": 1 / 100, "less than a ten-thousandth": 1 / 30_000}
    return min(guesses, key=lambda text: abs(np.log(guesses[text] * last / first)))


def _best_rate() -> str:
    net, (x, t) = Network.random([64, 30, 10], 0, ["tanh", "identity"]), _some_digits()
    ends = {rate: training.train(net, x, t, float(rate), 50, 10).network for rate in ("0.001", "0.01", "0.1")}
    return min(ends, key=lambda rate: ends[rate].error(x, t))  # 1 diverges, and train would print that into the box


def _answer_to_three() -> str:
    """The answer to targets 1, 1 and 0 with the least error."""
    said = {"a half": 1 / 2, "two thirds": 2 / 3, "three quarters": 3 / 4, "1": 1}
    return min(said, key=lambda text: 2 * (1 - said[text]) ** 2 + said[text] ** 2)


def _lowest_validation() -> str:
    start, other, errors = Network.random([2, 10, 10, 1], 0, ["tanh", "tanh", "sigmoid"]), datasets.blobs(200, 2, 1, 2), []
    training.train(start, *datasets.blobs(20, 2, 1, 1), 1, 2000, 40,
                   stop=lambda net, x, t, met: errors.append(net.error(*other)))
    best = int(np.argmin(errors)) + 1
    return "before epoch 100" if best < 100 else "between 100 and 1,000" if best < 1000 else "after epoch 1,000"


QUESTIONS = {
    "8.a": Question("Only the outgoing weights differ. After one epoch, are the incoming weights of the three still equal?",
                    _after_one_epoch, ["yes, all three", "no"],
                    "The weight that leads out is a factor of the blame, so each neuron has a step of its own."),
    "8.b": Question("Eight hidden layers of sigmoid neurons: the norm in the first layer, compared with the last, is …",
                    _norm_in_front, ["about a quarter", "about a hundredth", "less than a ten-thousandth"],
                    "About a quarter for each of the eight; pixels, larger than what hidden neurons say, make up for some."),
    "8.c": Question("Which rate leaves the smallest error after 50 epochs?", _best_rate, ["0.001", "0.01", "0.1", "1"],
                    "It keeps less of each step than the two smaller ones, but its steps are far longer. And 1 keeps less "
                    "than nothing."),
    "8.d": Question("Targets 1, 1 and 0, one answer for all three: which does least harm?", _answer_to_three,
                    ["a half", "two thirds", "three quarters", "1"], "The sum of the squares is smallest at the mean."),
    "8.e": Question("When is the error on the other 400 points lowest?", _lowest_validation,
                    ["before epoch 100", "between 100 and 1,000", "after epoch 1,000"],
                    "What is true of all points is learnt soon. What comes later are the accidents of the 40."),
}
