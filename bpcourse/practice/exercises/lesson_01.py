"""Exercises of lesson 01: the table, its slope, gradient descent."""
from __future__ import annotations

from ... import worked
from ...tables import short
from ...worked import table_error, table_slope
from ..judges import Choice, Function, Open, Value, Wrong
from .exercise import Exercise

W, ETA = 5.0, 0.02


def descend(W, eta, steps):
    for step in range(steps):
        W = W - eta * 10 * (W - 2)
    return W


def descend_upward(W, eta, steps):
    for step in range(steps):
        W = W + eta * 10 * (W - 2)
    return W


def descend_once(W, eta, steps):
    return W - eta * 10 * (W - 2)


def descend_with_first_slope(W, eta, steps):
    slope = 10 * (W - 2)
    for step in range(steps):
        W = W - eta * slope
    return W


def descend_by_the_slope(W, eta, steps):
    for step in range(steps):
        W = W - 10 * (W - 2)
    return W


def descend_on_the_error(W, eta, steps):
    for step in range(steps):
        W = W - eta * 5 * (W - 2)**2
    return W


def delta_rule(W, eta, x, t):
    return W + eta * (t - W * x) * x


def delta_rule_without_input(W, eta, x, t):
    return W + eta * (t - W * x)


def delta_rule_upward(W, eta, x, t):
    return W - eta * (t - W * x) * x


def delta_rule_change(W, eta, x, t):
    return eta * (t - W * x) * x


def delta_rule_doubled(W, eta, x, t):
    return W + eta * 2 * (t - W * x) * x


EXERCISES = [
    Exercise(
        "1.1", "The table at W = 5", "Fill the table for W = 5 on paper. What is the sum of the *square* errors?",
        Value(lambda: table_error(W), {
            "absolute-error": Wrong(lambda: worked.table(W).absolute_error.sum(),
                                    "This is the sum of the absolute errors. Square each miss before you add."),
            "half": Wrong(lambda: table_error(W) / 2, "This is one half of it: the table adds the plain squares."),
            "mean": Wrong(lambda: table_error(W) / 3, "This is the mean over the three examples. The table adds "
                                                      "them."),
            "square-of-sum": Wrong(lambda: worked.table(W).absolute_error.sum() ** 2,
                                   "You added the misses and squared their sum. Square each first, then add."),
            "output-for-miss": Wrong(lambda: (worked.table(W).output ** 2).sum(),
                                     "You squared the outputs. Square what they miss by: output − desired."),
        }),
        ("What does W · input give for the inputs 0, 1 and 2, and by how much does each miss?",
         "Square each of the three misses, then add them.", "The misses are 0, 3 and 6."),
        "It is also 5 (W − 2)², without any table.",
        lambda: "The outputs are {}, the misses {}, their squares {}: together **{}**.".format(
            *(", ".join(map(short, column)) for column in (
                worked.table(W).output, worked.table(W).absolute_error, worked.table(W).square_error)),
            short(table_error(W)))),
    Exercise(
        "1.2", "The slope at W = 5", "What is the slope of that sum of square errors at W = 5?",
        Value(lambda: table_slope(W), {
            "sign-flipped": Wrong(lambda: -table_slope(W),
                                  "The sign is the other way round. Turn W up from 5: does the error grow or "
                                  "shrink?"),
            "two-forgotten": Wrong(lambda: table_slope(W) / 2, "The 2 that comes down from the square is missing."),
            "miss-for-slope": Wrong(lambda: W - 2, "This is how far W is from 2. The slope is 10 times that."),
            "input-forgotten": Wrong(lambda: 2 * worked.table(W).absolute_error.sum(),
                                     "Each miss has to be multiplied by its input: that is how the output "
                                     "answers to W."),
            "error-for-slope": Wrong(lambda: table_error(W), "This is the error itself, not its slope."),
        }),
        ("The error is 5 (W − 2)². How does it answer to a little more W?", "The slope is 10 (W − 2).", "10 · "
                                                                                                        "(5 − 2)"),
        "The slope is three times that at W = 3, since W is three times as far from the bottom.",
        lambda: f"10 · (5 − 2) = **{short(table_slope(W))}**. From the examples: 2 · (5 · 1 − 2) · 1 + 2 · (5 · "
                f"2 − 4) · 2."),
    Exercise(
        "1.3", "One step from W = 5", "Take one step of gradient descent from W = 5 with η = 0.02. Where does W "
                                      "land?",
        Value(lambda: W - ETA * table_slope(W), {
            "ascent": Wrong(lambda: W + ETA * table_slope(W), "You went uphill. Go *against* the slope: W − η · "
                                                              "slope."),
            "step": Wrong(lambda: ETA * table_slope(W), "This is the length of the step. W moves by it, from 5."),
            "gradient": Wrong(lambda: table_slope(W), "This is the slope. Multiply it by η, and take that off W."),
            "old-weight": Wrong(lambda: W, "This is where you started."),
            "rate-forgotten": Wrong(lambda: W - table_slope(W), "η is missing: the step is η times the slope."),
            "half-slope": Wrong(lambda: W - ETA * table_slope(W) / 2, "You used half the slope: it is 10 (W − 2)."),
        }, digits=2),
        ("Which way is down from W = 5, and how steep is it?", "W⁺ = W − η · slope", "5 − 0.02 · …"),
        "Each step with this η takes a fifth off the distance to 2.",
        lambda: f"5 − {short(ETA)} · {short(table_slope(W))} = **{short(W - ETA * table_slope(W))}**"),
    Exercise(
        "1.4", "Write gradient descent",
        "Write `descend(W, eta, steps)`: so many steps of gradient descent on the table's error, whose slope is "
        "10 (W − 2). Return the last W.",
        Function(descend, lambda: [(3.0, 0.1, 1), (4.0, 0.05, 3), (0.0, 0.15, 5), (3.0, 0.22, 0)], {
            "ascent": Wrong(descend_upward, "Your W walks uphill: the step has to be taken off, not added."),
            "one-step": Wrong(descend_once, "You take a single step, however many are asked for."),
            "first-slope": Wrong(descend_with_first_slope,
                                 "You use the slope of the start in every step. It changes as W moves: find it "
                                 "anew."),
            "rate-forgotten": Wrong(descend_by_the_slope, "η does not take part: the step is η times the slope."),
            "error-for-slope": Wrong(descend_on_the_error,
                                     "You take the error off W. It is the *slope* of the error that shows the way."),
        }),
        ("What changes from step to step, and what stays?", "Inside the loop: W = W − η · 10 (W − 2)",
         "for step in range(steps):"),
        "These three lines are gradient descent. Only the slope will get harder to find.",
        start="def descend(W, eta, steps):"),
    Exercise(
        "1.5", "Write the delta rule",
        "Write `delta_rule(W, eta, x, t)`: the new W after seeing *one* example with input x and desired output t.",
        Function(delta_rule, lambda: [(3.0, 0.1, 1.0, 2.0), (3.0, 0.1, 2.0, 4.0), (1.0, 0.2, 0.0, 5.0)], {
            "incoming-forgotten": Wrong(delta_rule_without_input,
                                        "The input is missing. A weight changes by η · miss · *what came in "
                                        "through it*."),
            "ascent": Wrong(delta_rule_upward, "The sign is the wrong way round: with desired − output the step "
                                               "is added."),
            "step-for-weight": Wrong(delta_rule_change, "This is the change. Add it to W."),
            "half-forgotten": Wrong(delta_rule_doubled,
                                    "Your step is twice as long: the ½ of the error cancels the 2 of the square."),
        }),
        ("If the output is too small and the input positive, must W grow or shrink?",
         "W⁺ = W + η · (desired − output) · input", "return W + …"),
        "An example whose input is 0 changes nothing. Nothing came in through W.",
        start="def delta_rule(W, eta, x, t):"),
    Exercise(
        "1.6", "Predict a run",
        "Without running anything: from W = 1 with η = 0.18, the run …",
        Choice({"a": "lands on 2 in one step.",
                "b": "comes nearer to 2 from one side.",
                "c": "comes nearer to 2 and changes sides each time.",
                "d": "moves away from 2."}, "c",
               {"a": "That takes 1 − 10 η = 0. What is it for η = 0.18?",
                "b": "Nearer, yes. But 1 − 10 η is negative here: what does a negative factor do to W − 2?",
                "d": "It would, if 1 − 10 η lay beyond −1 or 1. What is it for η = 0.18?"}),
        ("By which factor does each step multiply W − 2?", "The factor is 1 − 10 η.", "1 − 10 · 0.18 = …"),
        "The factor is −0.8: a fifth of the distance goes with each step, and the side changes."),
    Exercise(
        "1.7", "Why not a small step",
        "In your own words: if a small η never diverges, why not always take a very small one? Answer in two or "
        "three "
        "sentences, between `\"\"\"` and `\"\"\"`.",
        Open("A small step is safe, but many are needed: with η = 0.001 each step takes one hundredth off the "
             "distance to the "
             "bottom, and every step costs a pass through all examples. On flat ground the slope is small as "
             "well, so a small "
             "η all but stops there."),
        ("How far does one step go, and what does a step cost?", "Each step multiplies W − 2 by 1 − 10 η.",
         "With η = 0.001 the factor is 0.99.")),
]
