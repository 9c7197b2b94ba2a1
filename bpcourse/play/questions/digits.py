"""The boxes of lesson 07."""
from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from ... import datasets, training
from ...functions import Array, sigmoid, softmax
from ...network import Network
from .question import Question, compared

THREE = np.array([2.0, 1, 0])


class Run(NamedTuple):
    """What lesson 07 does with a seed: the data, who is in which group, the start, the end, and both errors there."""

    inputs: Array
    targets: Array
    groups: list[Array]
    start: Network
    net: Network
    errors: tuple[float, float]


@cache
def _run(seed: int) -> Run:
    images, targets = datasets.digits()
    groups = train, validation, _ = np.split(np.random.default_rng(seed).permutation(len(images)), [1197, 1437])
    inputs = (images - images[train].mean(axis=0)) / images[train].std()
    start = Network.random([64, 128, 10], seed, ["relu", "softmax"], "cross_entropy")
    run = training.train(start, inputs[train], targets[train], 0.1, 30, 16, shuffle=True, seed=seed)
    return Run(inputs, targets, groups, start, run.network,
               (run.errors[-1], run.network.error(inputs[validation], targets[validation])))


def _tested(seed: int) -> tuple[Array, Array]:
    """For each test image: how sure the network is, and whether it is wrong."""
    run = _run(seed)
    test = run.groups[2]
    outputs = run.net.forward(run.inputs[test]).out[-1]
    return outputs.max(axis=1), outputs.argmax(axis=1) != run.targets[test].argmax(axis=1)


def _steps(with_slope: bool) -> int:
    """Until a neuron that is sure and wrong is on the right side."""
    net, steps = -5.0, 0
    while net < 0:
        out = sigmoid(net)
        net, steps = net - (out - 1) * (out * (1 - out) if with_slope else 1), steps + 1
    return steps


def _start_error() -> str:
    run = _run(0)
    error = run.start.error(run.inputs[run.groups[0]], run.targets[run.groups[0]])
    return compared(round(error - np.log(10), 2), 0, "the same", "larger", "smaller")


def _how_sure() -> str:
    sure, wrong = _tested(0)
    return compared(round(sure[wrong].mean() - sure[~wrong].mean(), 2), 0, "the same", "larger", "smaller")


def _unchanged() -> int:
    run = _run(0)
    return int((run.net.weights[0] == run.start.weights[0]).all(axis=0).sum())


ORDER = ["larger", "the same", "smaller"]
QUESTIONS = {
    "7.a": Question("100 is added to each net input. What does the first probability do?",
                    lambda: compared(round(softmax(THREE + 100)[0] - softmax(THREE)[0], 9), 0, "stays the same",
                                     "gets larger", "gets smaller"), ["gets larger", "gets smaller", "stays the same"],
                    "e^(net + 100) is e^100 times e^net: the same factor above and below."),
    "7.b": Question("Ten equal probabilities: what is the cross-entropy?", lambda: round(-np.log(1 / 10), 3),
                    why="Whichever is right, it got a tenth. Keep this number in mind."),
    "7.c": Question("What do the three δ add up to?", lambda: round(abs((softmax(THREE) - [0, 1, 0]).sum()), 9),
                    why="Both p and t add up to 1. What one output gains, the others lose."),
    "7.d": Question(f"With cross-entropy the neuron needs {_steps(False)} steps. How many with the squared error?",
                    lambda: _steps(True), why="Its δ has a factor more, out (1 − out), and that begins at 0.007."),
    "7.e": Question("Is the error of the untrained network larger than that of ten equal probabilities, or smaller?",
                    _start_error, ORDER, "It knows nothing either, but it has opinions, and most are wrong."),
    "7.f": Question("Is the validation error after 30 epochs larger than the training error, or smaller?",
                    lambda: compared(round(_run(0).errors[1] - _run(0).errors[0], 3), 0, "the same", "larger", "smaller"),
                    ORDER, "The weights were fitted to the training images, to their accidents too."),
    "7.g": Question("How many of 360 test images are read wrong, on average over five seeds?",
                    lambda: round(float(np.mean([_tested(seed)[1].sum() for seed in range(5)])), 1),
                    why="None of the five has seen a single one of its 360."),
    "7.h": Question("How sure is it where it is wrong, compared with where it is right?", _how_sure,
                    ORDER, "What looks like two digits at once makes two outputs speak."),
    "7.i": Question("How many of the 64 pixels have weights that training has not moved at all?", _unchanged,
                    why="A slope is δ times the signal, and the signal of these pixels is always 0."),
}
