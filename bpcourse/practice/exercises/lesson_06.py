"""Exercises of lesson 06: nudging well, checking a gradient, and slopes that the computer finds."""
from __future__ import annotations

import numpy as np

from ... import worked
from ...autodiff import Value as Number
from ..judges import Choice, Function, Open, Value, Wrong
from . import lesson_06_answers as answers
from .exercise import Exercise


def error_at(w5):
    """E of the worked example with another w5."""
    net = worked.network()
    net["w5"] = w5
    return net.error(worked.INPUT, worked.TARGET)


def both_sides(h=0.1):
    return (error_at(0.4 + h) - error_at(0.4 - h)) / (2 * h)


def valley(w):
    """An error over several weights with a bend in each, and something that joins them."""
    return (w**2).sum() + w[0] * w[-1] + (w**3).sum() / 3


def gradients():
    cases = []
    for weights, off in (([1.0, -2.0], [0.0, 0.0]), ([0.5, 1.5, -1.0], [0.0, -0.25, 0.1]), ([2.0, 0.3], [0.5, 0.0]),
                         ([1.0, 0.5, -1.5], [0.0, -2.0, 0.25])):
        w = np.array(weights)
        right = 2 * w + w**2
        right[0] += w[-1]
        right[-1] += w[0]
        cases.append((valley, w, right + np.array(off), 0.1))
    return cases


def twice_used():
    a = Number(0.5)
    (a * -3 + a).sigmoid().backward()
    return a.grad


def w3_through_a_row():
    """∂E/∂w3 of the worked example, the blame sent back through a row of W2 in place of a column."""
    net = worked.network()
    trace = net.forward(worked.INPUT)
    delta_o, out_h2 = net.backward(trace, worked.TARGET).deltas[1], trace.out[1][1]
    return net.weights[1][1].dot(delta_o) * out_h2 * (1 - out_h2) * worked.INPUT[0]


SLOPE = 1 / (1 + np.exp(1)) * (1 - 1 / (1 + np.exp(1)))
OWN_NAME = "`up = weights` is one more name for the same array, so that a nudge of one nudges both: write weights.copy()."
STAYS = "A weight that was nudged has to go back to where it was before the next one."

EXERCISES = [
    Exercise(
        "6.1", "Nudge to both sides",
        "For w5 of the worked example and h = 0.1: what is (E(w5 + h) − E(w5 − h)) / 2h? Six decimals.",
        Value(both_sides, {
            "one-side": Wrong(lambda: (error_at(0.5) - error_at(0.4)) / 0.1, "You nudged to one side only."),
            "other-side": Wrong(lambda: (error_at(0.4) - error_at(0.3)) / 0.1, "You nudged to one side only, downward."),
            "two-forgotten": Wrong(lambda: 2 * both_sides(), "From w5 − h to w5 + h it is 2h, not h."),
            "undivided": Wrong(lambda: 0.2 * both_sides(), "That is how much E changes. Divide by how far you went."),
            "sign-flipped": Wrong(lambda: -both_sides(), "The sign is the wrong way round: E(w5 + h) comes first."),
            "exact": Wrong(lambda: both_sides(6e-6), "That is the exact slope. With so large an h the difference is still a "
                                                     "little off."),
            "miss": Wrong(lambda: both_sides() - both_sides(6e-6), "That is how far off it is, as the lesson prints it. The "
                                                                   "difference itself is asked for."),
        }, decimals=6),
        ("At which two values of w5 do you need E?", "E at 0.5 minus E at 0.3, divided by 0.2",
         "nudged = bp.worked.network(); nudged[\"w5\"] = 0.5"),
        "It is off by 0.00002 only, although h is a quarter of the weight.",
        lambda: f"E(0.5) = {error_at(0.5):.11f} and E(0.3) = {error_at(0.3):.11f}; their difference divided by 0.2 is "
                f"**{both_sides():.9f}**."),
    Exercise(
        "6.2", "Half the nudge",
        "You halve h from 0.02 to 0.01. How far off is the difference to *both* sides then?",
        Choice({"a": "As far as before.", "b": "Half as far.", "c": "A quarter as far.", "d": "Twice as far."}, "c",
               {"a": "Then a small h would be no better than a large one. Look at the three rows you printed.",
                "b": "That is so for one side. To both sides the bend cancels, and what is left goes with h².",
                "d": "That is what rounding does, far on the left of the V. Here h is still large."}),
        ("With which power of h does the truncation go?", "h²", "½ · ½"),
        "Truncation goes with h²: half of h makes a quarter of it."),
    Exercise(
        "6.3", "The slopes of a division",
        "Write `divide(a, b)`: return three numbers, a / b, its slope with respect to a, and its slope with respect to b.",
        Function(answers.divide, lambda: [(3.0, 2.0), (-1.0, 4.0), (0.5, -0.25)], {
            "sign-flipped": Wrong(answers.divide_without_sign, "A larger b makes a / b smaller when a is positive: a "
                                                               "minus is missing in the slope of b."),
            "a-forgotten": Wrong(answers.divide_without_a, "How strongly a / b answers to b depends on a, too."),
            "exchanged": Wrong(answers.divide_exchanged, "The two slopes have changed places."),
            "product": Wrong(answers.divide_as_a_product, "These are the slopes of a product."),
        }),
        ("a / b is a times 1 / b. What is the slope of 1 / b?", "1 / b for a, −a / b² for b", "return a / b, 1 / b, …"),
        "With its slopes beside it, an operation can take part in any chain.", start="def divide(a, b):"),
    Exercise(
        "6.4", "Write the whole check",
        "Write `biggest_gap(error, weights, gradient, h)`: `error` is a function of an array of weights, `gradient` holds "
        "the slopes to be checked. Nudge each weight to both sides by h, and return the largest distance between a nudged "
        "slope and its entry of `gradient`.",
        Function(answers.biggest_gap, gradients, {
            "one-side": Wrong(answers.gap_from_one_side, "You nudge to one side only."),
            "sign-kept": Wrong(answers.gap_with_its_sign, "A slope that is too large by 1 is as wrong as one that is too "
                                                          "small by 1: drop the sign."),
            "two-forgotten": Wrong(answers.gap_without_two, "From weight − h to weight + h it is 2h, not h."),
            "brackets": Wrong(answers.gap_divided_and_multiplied, "`/ 2 * h` divides by 2 and then multiplies by h. Put "
                                                                  "2 * h in brackets."),
            "no-copy": Wrong(answers.gap_without_a_copy, OWN_NAME),
            "no-copy-in-turn": Wrong(answers.gap_without_a_copy_in_turn, OWN_NAME),
            "all-at-once": Wrong(answers.gap_all_at_once, "You nudge all weights at once. Nudge one, and hold the others "
                                                          "still."),
            "stays-nudged": Wrong(answers.gap_that_stays_nudged, STAYS),
            "stay-nudged": Wrong(answers.gap_of_two_that_stay_nudged, STAYS),
        }),
        ("What must stand still while one weight is nudged?", "(error(up) − error(down)) / 2h, for each weight",
         "up, down = weights.copy(), weights.copy()"),
        "This is `bp.check_gradients`, but for the table.", start="def biggest_gap(error, weights, gradient, h):"),
    Exercise(
        "6.5", "A bug to find",
        "In a friend's `backward` the last line is `parent.grad = slope * number.grad`, with `=` in place of `+=`. For "
        "which y does it give a wrong slope for a?",
        Choice({"a": "`a * b`", "b": "`(a + b) * c`", "c": "`a * b + a`", "d": "`a + b * c`"}, "c",
               {"a": "There is one way from a to y here, so nothing has to be added up.",
                "b": "There is one way from a to y here: through the sum, then through the product.",
                "d": "There is one way from a to y here: the sum."}),
        ("When does a number collect blame more than once?", "When it is used more than once",
         "Count the ways from a to y."),
        "Two ways lead from a to y. The second one overwrites what came by the first."),
    Exercise(
        "6.6", "A number that is used twice",
        "a = 0.5, b = −3, and out = sigmoid(a · b + a). What is ∂out/∂a? Five decimals.",
        Value(twice_used, {
            "product-alone": Wrong(lambda: -3 * SLOPE, "That is the way through a · b alone. a also goes straight into the "
                                                       "sum."),
            "sum-alone": Wrong(lambda: SLOPE, "That is the way straight into the sum. a goes through a · b, too."),
            "sign-flipped": Wrong(lambda: 2 * SLOPE, "The sign is the wrong way round: the two ways add up to b + 1."),
            "no-slope": Wrong(lambda: -2.0, "The slope of the sigmoid is missing."),
            "slope-of-net": Wrong(lambda: -2 * -1 * 2, "out (1 − out) takes what the sigmoid *says*, not its net input."),
            "multiplied": Wrong(lambda: -3 * SLOPE * SLOPE, "Multiply along a path, add over the paths."),
        }, decimals=5),
        ("How many ways lead from a to out?", "(b + 1) · out (1 − out)", "net = 0.5 · (−3) + 0.5 = −1"),
        "Along each path multiply, over the paths add: here b and 1.",
        lambda: f"net = −1, so out (1 − out) = {SLOPE:.6f}. Two ways lead from a to net, with slopes −3 and 1: "
                f"∂out/∂a = −2 · {SLOPE:.6f} = **{twice_used():.6f}**."),
    Exercise(
        "6.7", "Which line is it?",
        f"A friend's program gives {w3_through_a_row():.9f} for ∂E/∂w3 of the worked example, and the gradient check "
        "complains about w1 to w4. Ask the doctor: `bp.diagnose(net, x, target, \"dE/dw3\", …)`. What is wrong?",
        Choice({"a": "The blame is sent back through the changed W2.",
                "b": "Only the blame of o1 is sent back.",
                "c": "The slope of the output neurons is missing.",
                "d": "The blame is sent back through rows of W2 in place of columns."}, "d",
               {"a": "In lesson 04, this made the slope too small. Here it is too large.",
                "b": "That is a likely one, too, but it makes another number: ask the doctor.",
                "c": "Then the check would complain about w5 to w8 as well."}),
        ("Which slopes are still right, and what do they share?", "w5 to w8 are right, so the deltas of the outputs are.",
         "bp.diagnose(net, x, target, \"dE/dw3\", …).message"),
        "What is right narrows down what is wrong."),
    Exercise(
        "6.8", "When nudging is enough",
        "In your own words: nudging finds every slope, needs no chain rule and can hardly be written wrongly. Why is it not "
        "how networks are trained, and what is it for? Two or three sentences, between `\"\"\"` and `\"\"\"`.",
        Open("Each weight needs two forward passes of its own, so for a million weights one step would cost two million "
             "passes, while the backward pass costs about as much as a few. And the slopes are only nearly right. It is for "
             "checking: on a small network, once, it shows whether the fast way is right."),
        ("How many forward passes does one gradient take?", "Two for each weight.", "Slow and simple checks fast and "
                                                                                     "clever.")),
]
