"""Exercises of lesson 08: why a network does not learn, in numbers, in code, and in a bug that is no wrong slope."""
from __future__ import annotations

import numpy as np

from ...functions import sigmoid
from ...network import updated
from ...worked import table, table_slope
from ..judges import Choice, Function, Open, Value, Wrong
from . import lesson_08_answers as answers
from .exercise import Exercise

HIDDEN, NET, INPUTS, RATE = 6, 10.0, 625, 0.04


def slope_at(net):
    return sigmoid(net) * (1 - sigmoid(net))


def kept_at_three():
    """What share of its promise a step from W = 3 keeps, in lesson 01."""
    drop = table(3).sum - table(updated(3, table_slope(3), RATE)).sum
    return drop / (RATE * table_slope(3) ** 2)


def gradients():
    return [([np.array([[3.0, -4.0]]), np.array([[1.0], [-2.0], [2.0]])],),
            ([np.array([[0.5, -0.5], [0.1, 0.7]]), np.array([[2.0, 1.0]]), np.array([[-0.25]])],),
            ([np.zeros((2, 3)), np.array([[6.0, 8.0]])],)]


def starts():
    """Two starts that a reply can show, then a large one."""
    return [([np.array([[1, -1, 0.5, 2, -2, 0, 1.5, -0.5]])],), ([np.array([[0.5], [-1.5]]), np.array([[1.0, -2.0]])],),
            ([np.random.default_rng(8).normal(0, 1, (5, 64))],)]


def curves():
    return [([0.9, 0.5, 0.4, 0.45, 0.42, 0.43, 0.5, 0.3, 0.6, 0.7, 0.8], 3),
            ([1.0, 0.8, 0.85, 0.7, 0.75, 0.6, 0.65, 0.66, 0.5, 0.9, 0.95, 0.99, 1.1], 3),
            ([5, 4, 3, 2, 1], 2), ([0.5, 0.4, 0.4, 0.45, 0.6], 2), ([3, 1, 2, 2, 2, 0.5], 4), ([0.5, 0.4, 0.3, 0.35], 3),
            ([0.5, 0.4, 0.6, 0.3, 0.35, 0.36, 0.2], 2)]


LIST_ENDS = "The list may end before the patience does. Then, too, the best epoch is the one you remember."
BUG = """best_error, best_net = 1.0, None

def patient(net, x, t, errors):
    global best_error, best_net
    now = net.error(other_x, other_t)                   # line 5
    if now < best_error:                                # line 6
        best_error, best_net = now, net                 # line 7

bp.train(start, x, t, 1, 2000, stop=patient)            # line 9
print(best_error, best_net.error(other_x, other_t))     # line 10"""

EXERCISES = [
    Exercise(
        "8.1", "How much can get through?",
        f"The blame of the outputs goes back through {HIDDEN} hidden layers, one sigmoid neuron in each, and all weights "
        "are 1. What is the largest share of it that can arrive in front? At least four digits that are not 0.",
        Value(lambda: 0.25 ** HIDDEN, {
            "one-less": Wrong(lambda: 0.25 ** (HIDDEN - 1), "One layer is missing: blame passes a slope in each hidden "
                                                            "layer, also in the first."),
            "one-more": Wrong(lambda: 0.25 ** (HIDDEN + 1), "One slope too many: that of the output is in its blame."),
            "added": Wrong(lambda: 0.25 * HIDDEN, "You added the slopes. Along a path, multiply."),
            "half": Wrong(lambda: 0.5 ** HIDDEN, "A half is what a sigmoid *says* at net = 0. Its slope is out (1 − out)."),
            "divided": Wrong(lambda: 0.25 / HIDDEN, "Each layer takes its share of what the next one has left: multiply."),
            "upside-down": Wrong(lambda: 4 ** HIDDEN, "Upside down: of so many parts one arrives. Divide 1 by it."),
        }, digits=4),
        ("What is the largest slope of a sigmoid?", "¼, once for each hidden layer", "0.25 ** …"),
        "Six layers, and at best one part in 4,096 arrives.",
        lambda: f"The largest slope is ¼, at net = 0. {HIDDEN} times: ¼ to the power of {HIDDEN} is "
                f"**{0.25 ** HIDDEN:.12f}**."),
    Exercise(
        "8.2", "The slope of a sure neuron",
        f"A sigmoid neuron has a net input of {NET:.0f}. What is its slope? Three digits that are not 0.",
        Value(lambda: slope_at(NET), {
            "output": Wrong(lambda: sigmoid(NET), "That is what the neuron says. The slope is out (1 − out)."),
            "slope-of-net": Wrong(lambda: NET * (1 - NET), "out (1 − out) takes what the neuron *says*, not its net input."),
            "tanh": Wrong(lambda: 1 - np.tanh(NET) ** 2, "That is the slope of tanh."),
            "largest": Wrong(lambda: 0.25, "That is the largest slope, at net = 0."),
            "squared": Wrong(lambda: (1 - sigmoid(NET)) ** 2, "You squared 1 − out. The other factor is out."),
        }),
        ("What does the neuron say? Nearly 1: how far from it?", "out (1 − out), with out = 1 / (1 + e^(−10))",
         "out = 1 / (1 + np.exp(-10))"),
        "Whatever its blame is, it arrives divided by about 22,000.",
        lambda: f"1 − out is {1 - sigmoid(NET):.9f}, and out is nearly 1, so the slope is **{slope_at(NET):.9f}**."),
    Exercise(
        "8.3", "A spread for the start",
        f"A `tanh` neuron has {INPUTS} inputs, each about 1 or −1. Its net input shall have a spread of 1. Which spread "
        "must its weights have?",
        Value(lambda: 1 / np.sqrt(INPUTS), {
            "no-root": Wrong(lambda: 1 / INPUTS, "The net inputs would be far too small: some of the products cancel, so "
                                                 "their sum has a spread of √n, not of n."),
            "upside-down": Wrong(lambda: np.sqrt(INPUTS), "That is the spread of net when the weights have a spread of 1. "
                                                          "Divide by it."),
            "sigmoid": Wrong(lambda: 4 / np.sqrt(INPUTS), "That is the one for sigmoid neurons."),
            "relu": Wrong(lambda: np.sqrt(2 / INPUTS), "That is the one for relu neurons, half of which say 0."),
        }, digits=1),
        ("With weights of spread 1, how large is net?", "1 / √n", f"the root of {INPUTS}"),
        "Four times as many inputs, half the spread.",
        lambda: f"1 / √{INPUTS} = **{1 / np.sqrt(INPUTS):.2f}**."),
    Exercise(
        "8.4", "What a step keeps",
        f"Lesson 01, W = 3: the sum of the square errors is 5, its slope 10. A step with η = {RATE}: what share of its "
        "promise does it keep?",
        Value(kept_at_three, {
            "kept-drop": Wrong(lambda: kept_at_three() * RATE * table_slope(3) ** 2,
                               "That is how much it keeps. Divide by what it promised."),
            "of-error": Wrong(lambda: kept_at_three() * RATE * table_slope(3) ** 2 / table(3).sum,
                              "That is the share of the error that is gone. What did the step promise?"),
            "what-is-lost": Wrong(lambda: 1 - kept_at_three(), "That is the share that is lost."),
            "slope-not-squared": Wrong(lambda: kept_at_three() * table_slope(3),
                                       "The promise is slope times step, and the step is η times the slope: the slope "
                                       "stands in it twice."),
            "promise": Wrong(lambda: RATE * table_slope(3) ** 2, "That is the promise. How much of it is kept?"),
            "error-left": Wrong(lambda: table(updated(3, table_slope(3), RATE)).sum,
                                "That is the error after the step. By how much has it fallen, and what was promised?"),
            "per-cent": Wrong(lambda: 100 * kept_at_three(), "That is it in per cent. A share is a hundredth of it."),
        }, digits=1),
        ("Where does the step lead, and what is the error there?", "(E before − E after) / (η · slope²)",
         "W = 3 − 0.04 · 10, and E is 5 (W − 2)²"),
        "A careful step. With η = 0.1 it would be a half, and that one ends at the bottom.",
        lambda: f"The step leads to W = 2.6, where the error is 1.8: of 5 it has taken 3.2. It promised {RATE} · 10², "
                f"which is 4. 3.2 / 4 = **{kept_at_three():.1f}**."),
    Exercise(
        "8.5", "Write the norms",
        "Write `layer_norms(gradients)`: `gradients` is a list of matrices, one for each layer of weights. Return the list "
        "of their norms, in the same order.",
        Function(answers.layer_norms, gradients, {
            "no-root": Wrong(answers.norms_without_root, "The root is missing."),
            "mean": Wrong(answers.norms_as_means, "You took the mean of the squares. A norm takes their sum."),
            "absolutes": Wrong(answers.norms_of_absolutes, "You added the sizes. A norm adds the squares, and takes the "
                                                           "root."),
            "largest": Wrong(answers.norms_as_largest, "That is the largest entry of each. All entries count."),
            "cancelled": Wrong(answers.norms_with_signs, "You added the slopes with their signs, so they cancel. Square "
                                                         "them first."),
            "backward": Wrong(answers.norms_backward, "The numbers are right, the order is not: the first layer comes "
                                                      "first."),
            "together": Wrong(answers.norms_together, "That is one norm for all layers. Each layer has its own."),
        }),
        ("What must be done with each slope before they are added?", "√ of the sum of all squares, for each matrix",
         "return [… for gradient in gradients]"),
        "This is what bp.show.gradient_norms draws.", start="def layer_norms(gradients):"),
    Exercise(
        "8.6", "Write a suited start",
        "Write `suited(weights)`: `weights` is a list of matrices of shape (to, from), filled with random numbers that were "
        "drawn with spread 1. Return the list of the same matrices, each multiplied by the spread that suits `relu`.",
        Function(answers.suited, starts, {
            "tanh": Wrong(answers.suited_for_tanh, "That is the spread for tanh. relu blocks half of the neurons; make up "
                                                   "for it."),
            "sigmoid": Wrong(answers.suited_for_sigmoid, "That is the spread for sigmoid neurons."),
            "no-root": Wrong(answers.suited_without_root, "The root is missing. It is √(2 / n)."),
            "outputs": Wrong(answers.suited_to_outputs, "n counts a neuron's inputs. In a matrix of shape (to, from) that "
                                                        "is the second."),
            "two-outside": Wrong(answers.suited_times_two, "The 2 belongs under the root, too."),
            "upside-down": Wrong(answers.suited_upside_down, "Upside down: the more inputs, the smaller the weights."),
            "first-layer": Wrong(answers.suited_to_first, "Each layer has its own number of inputs. You took the "
                                                              "first layer's for all."),
            "measured": Wrong(answers.suited_as_measured, "You also divide by the spread that these few numbers happen to "
                                                          "have. They were drawn with spread 1: multiply by √(2 / n) "
                                                          "alone."),
        }),
        ("How many inputs has a neuron of such a layer?", "times √(2 / n), n = W.shape[1]",
         "return [W * … for W in weights]"),
        "Then gradients stay about as large as they are, however deep the network is.", start="def suited(weights):"),
    Exercise(
        "8.7", "Write early stopping",
        "Write `best_epoch(errors, patience)`: `errors` is a list of validation errors, the first belongs to epoch 0. Go "
        "through it, and stop as soon as `patience` epochs have passed without an error below the best so far. Return the "
        "number of the best epoch *up to there*.",
        Function(answers.best_epoch, curves, {
            "end": Wrong(answers.epoch_of_the_stop, "That is where you stop. Return where it was best."),
            "whole-list": Wrong(answers.epoch_of_all, "You looked at the whole list. Who stops does not see what comes "
                                                      "later."),
            "first-rise": Wrong(answers.epoch_before_the_first_rise, "You stop at the first rise. Curves wobble; patience "
                                                                     "is for that."),
            "last-epoch": Wrong(answers.epoch_against_the_last, "You compare with the epoch before. Compare with the best "
                                                                "so far."),
            "count-not-reset": Wrong(answers.epoch_without_a_new_count, "After a new best, the patience begins anew."),
            "one-too-soon": Wrong(answers.epoch_with_less_patience, "One epoch too soon: after the best, `patience` epochs "
                                                                    "have to pass."),
            "one-too-late": Wrong(answers.epoch_with_more_patience, "One epoch too late: stop as soon as `patience` epochs "
                                                                    "have passed since the best."),
            "ties": Wrong(answers.epoch_with_ties, "An error equal to the best is not below it, and the patience goes on."),
            "list-ends": Wrong(answers.epoch_of_the_last, LIST_ENDS),
            "list-ends-earlier": Wrong(answers.epoch_before_the_last, LIST_ENDS),
        }),
        ("What do you have to remember on the way?", "a new best: remember its epoch; stop when epoch − best ≥ patience",
         "best = 0, then for epoch in range(len(errors)):"),
        "With net.copy() beside the epoch, it is what you would use.", start="def best_epoch(errors, patience):"),
    Exercise(
        "8.8", "A bug to find",
        "A friend lets it train to the end, and keeps the best network on the way. (`global` lets a function change "
        f"names that stand outside of it.)\n\n```python\n{BUG}\n```\n\nThe last line prints two numbers that should be "
        "equal, and are not. Which line is to blame?",
        Choice({"a": "Line 5: it must be the training error.",
                "b": "Line 6: it must be `<=`.",
                "c": "Line 7: `net` goes on changing; a copy has to be kept.",
                "d": "Line 9: `start` has been changed by the training."}, "c",
               {"a": "The training error falls on and on; it would always choose the last epoch. What is kept in line 7?",
                "b": "Equal errors are rare, and would do no harm. What is kept in line 7?",
                "d": "bp.train trains a copy, unless it is told otherwise. But that copy is one network from the first "
                     "epoch to the last."}),
        ("What does best_net hold after the last epoch?", "A name for a network is not a copy of it.", "net.copy()"),
        "best_net and net are two names for one network, and it was trained on."),
    Exercise(
        "8.9", "What do you look at first?",
        "In your own words: the error of a friend's network for ten digits has been 2.30 for 50 epochs. Which three things "
        "do you look at, in which order, and why in this order? Three or four sentences, between `\"\"\"` and `\"\"\"`.",
        Open("First the gradient check on a small network, since with wrong slopes nothing else means anything. Then five "
             "examples: if it cannot learn them by heart, something blocks the blame, so I print the hidden outputs, their "
             "slopes and the norm of the gradient in each layer, to see twins, saturated or dead neurons, or a vanishing "
             "gradient. If it can, I look at what share of its promise one step keeps, since the rate is probably far too "
             "small. More epochs or more neurons come last, because they cost most and show least."),
        ("What does 2.30 say about ten digits?", "Cheap and certain first, expensive and vague last.",
         "First the slopes, then five examples.")),
]
