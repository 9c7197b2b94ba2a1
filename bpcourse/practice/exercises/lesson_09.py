"""Exercises of lesson 09: shared weights, steps that remember, and what else is trained."""
from __future__ import annotations

import numpy as np

from ..judges import Choice, Function, Open, Value, Wrong
from .exercise import Exercise

SIGNAL, KERNEL, TARGET = np.array([1.0, 2.0, 0.0, -1.0]), np.array([0.5, -1.0]), np.array([0.0, 2.0, 3.0])
DELTA = np.array([KERNEL @ SIGNAL[k:k + 2] for k in range(3)]) - TARGET
ETA, SLOPE, BELOW = 0.1, 0.003, 1e-8  # of Adam: BELOW keeps it from dividing by 0


def convolution_gradient(delta, signal):
    width = len(signal) - len(delta) + 1
    return np.array([delta @ signal[k:k + len(delta)] for k in range(width)])


def gradient_as_a_mean(delta, signal):
    width = len(signal) - len(delta) + 1
    return np.array([(delta * signal[k:k + len(delta)]).mean() for k in range(width)])


def gradient_backward(delta, signal):
    width = len(signal) - len(delta) + 1
    return np.array([delta @ signal[k:k + len(delta)] for k in range(width)])[::-1]


def gradient_of_one_place(delta, signal):
    width = len(signal) - len(delta) + 1
    return delta[0] * signal[:width]


def gradient_without_delta(delta, signal):
    width = len(signal) - len(delta) + 1
    return np.array([signal[k:k + len(delta)].sum() for k in range(width)])


def momentum_step(w, velocity, gradient, rate, mu):
    velocity = mu * velocity + gradient
    return w - rate * velocity, velocity


def momentum_forgotten(w, velocity, gradient, rate, mu):
    return w - rate * gradient, gradient


def momentum_uphill(w, velocity, gradient, rate, mu):
    velocity = mu * velocity + gradient
    return w + rate * velocity, velocity


def momentum_of_the_last(w, velocity, gradient, rate, mu):
    return w - rate * velocity, mu * velocity + gradient


def momentum_without_mu(w, velocity, gradient, rate, mu):
    velocity = velocity + gradient
    return w - rate * velocity, velocity


def momentum_with_the_rate_inside(w, velocity, gradient, rate, mu):
    velocity = mu * velocity + rate * gradient
    return w - velocity, velocity


def momentum_with_the_rate_twice(w, velocity, gradient, rate, mu):
    velocity = mu * velocity + rate * gradient
    return w - rate * velocity, velocity


def momentum_as_a_mean(w, velocity, gradient, rate, mu):
    velocity = mu * velocity + (1 - mu) * gradient
    return w - rate * velocity, velocity


def adam_first_step(w, gradient, rate, beta1, beta2):
    mean, square = (1 - beta1) * gradient, (1 - beta2) * gradient**2
    mean, square = mean / (1 - beta1), square / (1 - beta2)
    return w - rate * mean / (square**0.5 + BELOW)


def steps_of_adam(ending, below=BELOW):
    """The first step of Adam gone wrong, with the small number below or without it."""
    mean, square = 0.1 * SLOPE, 0.001 * SLOPE**2
    made = {
        "no-correction": (mean / (square**0.5 + below),
                          "Without the correction for the start. Divide m by 1 − 0.9 and s by 1 − 0.999 first."),
        "s-alone": (mean / (SLOPE + below), "You corrected s alone. Divide m by 1 − 0.9, too."),
        "m-alone": (SLOPE / (square**0.5 + below), "You corrected m alone. Divide s by 1 − 0.999, too."),
        "no-root": (SLOPE / (SLOPE**2 + below), "Divide by the *root* of s."),
        "uphill": (-SLOPE / (SLOPE + below), "How far it moves is a distance here; the direction is downhill."),
    }
    return {name + ending: Wrong(lambda share=share: ETA * share, says) for name, (share, says) in made.items()}


EXERCISES = [
    Exercise(
        "9.1", "One weight, three places",
        "The kernel [0.5, −1] slides over the signal [1, 2, 0, −1]. The targets are 0, 2 and 3, and E is half the sum "
        "of the squared misses. What is ∂E/∂k1, the slope of the kernel's first weight?",
        Value(lambda: convolution_gradient(DELTA, SIGNAL)[0], {
            "one-place": Wrong(lambda: DELTA[0] * SIGNAL[0], "That is the first place alone. The weight works in three "
                                                             "places, and their slopes add up."),
            "mean": Wrong(lambda: convolution_gradient(DELTA, SIGNAL)[0] / 3, "Add over the places: a mean is for "
                                                                              "examples."),
            "second-weight": Wrong(lambda: convolution_gradient(DELTA, SIGNAL)[1], "That is the slope of the second "
                                                                                   "weight."),
            "sign-flipped": Wrong(lambda: -convolution_gradient(DELTA, SIGNAL)[0], "The sign is the wrong way round: "
                                                                                   "the miss is out − target."),
            "no-delta": Wrong(lambda: SIGNAL[:3].sum(), "These are the signals alone. Each is multiplied by the miss of its "
                                                        "place."),
        }, digits=2),
        ("In which places does the first weight work, and what comes in through it there?",
         "Σ over the places: (out − target) · signal", "The three outputs are −1.5, 1 and 1."),
        "Along each place multiply, over the places add.",
        lambda: "The outputs are −1.5, 1 and 1, the misses −1.5, −1 and −2. The first weight meets 1, 2 and 0: "
                f"−1.5 · 1 − 1 · 2 − 2 · 0 = **{convolution_gradient(DELTA, SIGNAL)[0]:g}**."),
    Exercise(
        "9.2", "Count shared weights",
        "A layer has 5 kernels of 3 × 3 weights, each with one bias, and slides them over images of 28 × 28 pixels. How "
        "many numbers does it learn?",
        Value(lambda: 5 * (3 * 3 + 1), {
            "biases-forgotten": Wrong(lambda: 5 * 9, "Each kernel has a bias, too."),
            "one-kernel": Wrong(lambda: 10, "That is one kernel."),
            "not-shared": Wrong(lambda: 5 * 26 * 26 * 10, "That would be weights of its own for each place. They are "
                                                          "shared."),
            "full": Wrong(lambda: 28 * 28 * 5 + 5, "That is a layer in which each neuron sees all pixels."),
            "full-without-biases": Wrong(lambda: 28 * 28 * 5, "That is a layer in which each neuron sees all pixels, "
                                                              "without its biases."),
        }),
        ("Does the number depend on the size of the image?", "kernels · (weights + 1)", "5 · (3 · 3 + 1)"),
        "However large the image is.", lambda: "5 kernels of 9 weights and 1 bias: 5 · 10 = **50**."),
    Exercise(
        "9.3", "Write the gradient of a kernel",
        "Write `convolution_gradient(delta, signal)`: `delta` holds the blame of each place, `signal` what the kernel "
        "slid over. Return the slopes of the kernel's weights. (The kernel has len(signal) − len(delta) + 1 of them.)",
        Function(convolution_gradient, lambda: [
            (np.array([1.0, -2.0, 0.5]), np.array([1.0, 2.0, 0.0, -1.0])),
            (np.array([0.5, 0.25]), np.array([3.0, -1.0, 2.0, 1.0])), (np.array([2.0]), np.array([1.0, 4.0]))], {
            "mean": Wrong(gradient_as_a_mean, "Add over the places: a mean is for examples."),
            "backward": Wrong(gradient_backward, "The slopes are in reverse order: the first weight meets signal[0] first."),
            "one-place": Wrong(gradient_of_one_place, "That is the first place alone. The weights work in every place."),
            "no-delta": Wrong(gradient_without_delta, "Each signal is multiplied by the blame of its place."),
        }),
        ("Which signal meets the first weight in the first place, and which in the second?",
         "slope of weight k: Σ over places p of delta[p] · signal[p + k]", "width = len(signal) - len(delta) + 1"),
        "It is a convolution again: blame slides over the signal.", start="def convolution_gradient(delta, signal):"),
    Exercise(
        "9.4", "Write a step with momentum",
        "Write `momentum_step(w, velocity, gradient, rate, mu)`: the new velocity is mu times the old one plus the "
        "gradient; w moves against it. Return the new w and the new velocity.",
        Function(momentum_step, lambda: [(1.0, 0.0, 2.0, 0.2, 0.9), (1.0, 3.0, -2.0, 0.1, 0.8),
                                         (0.5, -1.0, 0.25, 0.3, 0.5)], {
            "no-momentum": Wrong(momentum_forgotten, "That is a step without momentum: the old velocity is forgotten."),
            "ascent": Wrong(momentum_uphill, "You go along the slope, uphill. Go against it."),
            "old-velocity": Wrong(momentum_of_the_last, "w moves by the *new* velocity, with this step's gradient in it."),
            "mu-forgotten": Wrong(momentum_without_mu, "Without mu nothing is ever forgotten, and the steps grow and grow."),
            "rate-inside": Wrong(momentum_with_the_rate_inside, "A usual form, too: with the rate inside the velocity. "
                                                                "Here it stands outside, at the step of w."),
            "rate-twice": Wrong(momentum_with_the_rate_twice, "The rate stands in it twice: inside the velocity and at the "
                                                              "step of w. Leave it at the step."),
            "mean": Wrong(momentum_as_a_mean, "That is a running mean, as in Adam. Here the gradient goes into the velocity "
                                              "whole."),
        }),
        ("Which comes first, the new velocity or the new w?", "v⁺ = μ v + slope, w⁺ = w − η v⁺",
         "velocity = mu * velocity + gradient"),
        "`bp.train(…, momentum=0.9)` does this for every weight.",
        start="def momentum_step(w, velocity, gradient, rate, mu):"),
    Exercise(
        "9.5", "The first step of Adam",
        "Adam starts with η = 0.1 at a place where the slope is 0.003. How far does w move in its first step?",
        Value(lambda: 0.0 - adam_first_step(0.0, SLOPE, ETA, 0.9, 0.999), {
            "plain": Wrong(lambda: ETA * SLOPE, "That is a plain step. Adam divides by the size of the slopes it has seen."),
            **steps_of_adam(""),
            **steps_of_adam("-bare", below=0),
        }, digits=1),
        ("What are m and √s after one step, corrected?", "m = slope, √s = |slope|", "0.1 · 0.003 / 0.003"),
        "By η, however steep it is: the first step of Adam has the same length everywhere.",
        lambda: "After the correction m is the slope and s its square, so the step is 0.1 · 0.003 / 0.003 = **0.1**."),
    Exercise(
        "9.6", "What backpropagation needs",
        "Which of these *cannot* be trained by sending blame back as it stands?",
        Choice({"a": "A network whose output goes in again as its next input, ten times.",
                "b": "A network in which a neuron says 0 or 1, with a jump between.",
                "c": "A network whose first layer is a convolution.",
                "d": "A network that is trained to give back its input."}, "b",
               {"a": "Ten copies with the same weights: blame goes back through all ten, and the slopes add up.",
                "c": "Its weights are shared, so their slopes add up. Nothing else changes.",
                "d": "That is an autoencoder: the target is the input."}),
        ("Which factor of the chain has to exist?", "∂out/∂net", "What is the slope of a jump?"),
        "Its slope is 0 everywhere, and at the jump there is none: all blame stops there."),
    Exercise(
        "9.7", "What was the course about",
        "In your own words, to somebody who can multiply but has never seen a network: how does a network learn? Four "
        "or five sentences, between `\"\"\"` and `\"\"\"`.",
        Open("A network is a formula with many adjustable numbers. You show it an example and measure by how much its "
             "answer misses. Then you ask for each number: if I turned it up a little, by how much would the miss "
             "change? The answer is a product of simple rates along every way from that number to the miss, added over "
             "the ways; and by going back from the miss, one collects all of these answers in one sweep. Turn each "
             "number a little against its answer, and do it again."),
        ("What is measured, and what is asked?", "Rates multiply along a path and add over the paths.", "Begin with the "
                                                                                                        "miss.")),
]
