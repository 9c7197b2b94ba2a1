"""Exercises of lesson 07: softmax, cross-entropy, their blame, and honest figures on real data."""
from __future__ import annotations

import numpy as np

from ...functions import cross_entropy, softmax
from ..judges import Choice, Function, Open, Value, Wrong
from . import lesson_07_answers as answers
from .exercise import Exercise

NETS = np.array([1.0, 3.0, 0.0])
LETTERS = 26
SAID, WANTED, SIGNAL = np.array([0.6, 0.15, 0.25]), np.array([0, 1, 0]), 2.0
BUG = """order, shares = np.random.default_rng(0).permutation(1797), []
train, test = order[:1437], order[1437:]                             # line 2
x = (images - images[train].mean(axis=0)) / images[train].std()      # line 3
for epochs in (10, 20, 40, 80):
    net = bp.train(start, x[train], targets[train], 0.1, epochs, 16).network   # line 5
    shares.append(accuracy(net.forward(x[test]).out[-1], targets[test]))
print(max(shares))                                                   # line 7"""


def said_to_three():
    return softmax(NETS)


def letters_error():
    """The error of a network that says the same to each letter."""
    nets, target = np.zeros(LETTERS), np.eye(LETTERS)[0]
    return cross_entropy(nets, softmax(nets), target)


EXERCISES = [
    Exercise(
        "7.1", "Three nets, three probabilities",
        "The net inputs of three outputs are 1, 3 and 0. How large is the second output after softmax? Four decimals.",
        Value(lambda: said_to_three()[1], {
            "no-powers": Wrong(lambda: NETS[1] / NETS.sum(), "You divided the net inputs themselves. With a negative one "
                                                             "among them this gives no probability: take e^net first."),
            "sigmoid": Wrong(lambda: 1 / (1 + np.exp(-NETS[1])), "That is the sigmoid of 3. It does not know what the "
                                                                 "other outputs say."),
            "not-divided": Wrong(lambda: np.exp(NETS[1]), "That is e³. Divide it by the sum of all three."),
            "the-first": Wrong(lambda: said_to_three()[0], "That is the first output. The second is asked for."),
            "itself-left-out": Wrong(lambda: np.exp(3) / (np.exp(1) + np.exp(0)), "The sum goes over *all* outputs, its "
                                                                                  "own e^net too."),
        }, decimals=4),
        ("What makes a number positive, whatever it is?", "p_k = e^(net_k) / (sum of all e^(net_j))", "np.exp(3) / (…)"),
        "The largest net gets the largest share, and the shares add up to 1.",
        lambda: f"e³ / (e¹ + e³ + e⁰) = **{said_to_three()[1]:.6f}**. The other two are {said_to_three()[0]:.6f} and "
                f"{said_to_three()[2]:.6f}."),
    Exercise(
        "7.2", "What does not knowing cost?",
        "A network is to tell the 26 letters of the alphabet apart. It has learnt nothing yet, and gives every letter the "
        "same probability. What is its cross-entropy? Three decimals.",
        Value(letters_error, {
            "ten-classes": Wrong(lambda: np.log(10), "That is for ten digits. How many letters are there?"),
            "sign-flipped": Wrong(lambda: -letters_error(), "The logarithm of a probability is negative; the error is "
                                                            "*minus* that."),
            "by-tens": Wrong(lambda: np.log10(LETTERS), "That is the logarithm to the base 10. ln is `np.log`."),
            "by-twos": Wrong(lambda: np.log2(LETTERS), "That is the logarithm to the base 2. ln is `np.log`."),
            "no-logarithm": Wrong(lambda: 1 / LETTERS, "That is the probability of the right letter. The error is minus "
                                                       "its logarithm."),
            "squared-error": Wrong(lambda: 0.5 * ((1 - 1 / LETTERS)**2 + 25 / LETTERS**2), "That is the squared error."),
        }, decimals=3),
        ("How probable is the right letter to it?", "E = −ln p", "-np.log(1 / 26)"),
        "A good figure to know: an untrained network should begin somewhat above it. If it begins far above, look at its "
        "start and at its inputs.",
        lambda: f"Each letter gets 1/26, so E = −ln(1/26) = ln 26 = **{letters_error():.6f}**."),
    Exercise(
        "7.3", "The slope of an output weight",
        "Softmax says 0.6, 0.15 and 0.25; the second is right. A hidden neuron says 2. What is ∂E/∂w for the weight that "
        "leads from it to the *second* output, with cross-entropy?",
        Value(lambda: (SAID - WANTED)[1] * SIGNAL, {
            "sign-flipped": Wrong(lambda: (WANTED - SAID)[1] * SIGNAL, "The sign is the wrong way round: δ = p − t."),
            "incoming-forgotten": Wrong(lambda: (SAID - WANTED)[1], "That is δ. The weight's slope is δ times the signal "
                                                                    "that came in."),
            "slope-of-sigmoid": Wrong(lambda: (SAID - WANTED)[1] * 0.15 * 0.85 * SIGNAL, "You multiplied with p (1 − p). "
                                      "With cross-entropy that factor cancels: δ = p − t, and that is all."),
            "target-forgotten": Wrong(lambda: SAID[1] * SIGNAL, "For this output the target is 1, not 0."),
            "error-for-slope": Wrong(lambda: -np.log(SAID[1]) * SIGNAL, "You took the error itself. How does it answer to "
                                                                        "net?"),
        }),
        ("How much blame does the second output carry?", "∂E/∂w = δ · signal, and δ = p − t", "(0.15 - 1) * …"),
        "Negative: this weight must grow, so that the second output says more.",
        lambda: f"δ = 0.15 − 1 = −0.85, and the signal is 2: **{(SAID - WANTED)[1] * SIGNAL:g}**."),
    Exercise(
        "7.4", "Write softmax for one example and for many",
        "Write `probabilities(net)`: softmax of one row of net inputs, or of a table with a row for each example. Net "
        "inputs of 1,000 must do no harm.",
        Function(answers.probabilities, answers.nets, {
            "overflow": Wrong(
                answers.probabilities_that_overflow,
                "e^1000 is too large for the machine. Take off the largest net of each row first: it changes nothing "
                "else."),
            "whole-table": Wrong(
                answers.probabilities_of_the_whole_table,
                "In a table, *each row* must add up to 1. You divide by the sum of the whole table: say `axis=-1, "
                "keepdims=True`."),
            "as-it-began": Wrong(
                answers.probabilities_as_they_began,
                "This is the lesson's first softmax, for one row of small nets. In a table, each row has its own sum: say "
                "`axis=-1, keepdims=True`. And e^1000 is too large for the machine: take off each row's largest first."),
            "one-row": Wrong(
                answers.probabilities_of_one_row,
                "This is right for one row. In a table, each row has its own largest and its own sum: `axis=-1, "
                "keepdims=True`, twice."),
            "one-largest": Wrong(
                answers.probabilities_with_one_largest,
                "You take off the largest of the whole table; a row far below it becomes 0/0. Each row has its own "
                "largest."),
            "no-keepdims": Wrong(
                answers.probabilities_without_keepdims,
                "One number for each row comes out, and stands as a row itself, where a column is needed. Say "
                "`keepdims=True`."),
            "down-the-columns": Wrong(
                answers.probabilities_down_the_columns,
                "You go down the columns. The outputs of one example stand in a row: `axis=-1, keepdims=True`."),
            "no-powers": Wrong(
                answers.probabilities_without_powers,
                "A share of the net inputs themselves can be negative. Take e^net first."),
            "undivided": Wrong(answers.probabilities_undivided, "These do not add up to 1 yet. Divide by their sum."),
        }),
        ("Along which axis do the outputs of one example stand?", "e^(net − largest), divided by its sum along the row",
         "powers = np.exp(net - net.max(axis=-1, keepdims=True))"),
        "One function for both, since axis −1 is the last one, however many there are.", start="def probabilities(net):"),
    Exercise(
        "7.5", "Write cross-entropy for a batch",
        "Write `mean_cross_entropy(p, t)`: the mean error of a batch. `p` holds the outputs, `t` the one-hot targets, a "
        "row for each example.",
        Function(answers.mean_cross_entropy, answers.batches, {
            "sum-for-mean": Wrong(
                answers.cross_entropy_summed,
                "That is the sum over the examples. A batch takes the mean."),
            "mean-of-all": Wrong(
                answers.cross_entropy_over_all_entries,
                "`.mean()` of the whole table divides by the number of outputs, too. Add up each row first, then take "
                "the mean of the rows."),
            "one-by-one": Wrong(
                answers.cross_entropy_one_by_one, "That is one error per example; take their mean."),
            "sign-flipped": Wrong(
                answers.cross_entropy_negative,
                "Logarithms of probabilities are negative; the error is minus that."),
            "by-tens": Wrong(answers.cross_entropy_by_tens, "`np.log10` counts in powers of ten. ln is `np.log`."),
            "target-forgotten": Wrong(
                answers.cross_entropy_of_all_outputs,
                "Only the right output's logarithm counts. t is 1 there and 0 elsewhere: multiply."),
            "exchanged": Wrong(
                answers.cross_entropy_exchanged,
                "You take the logarithm of the targets, and ln 0 is where it ends. It is t · ln p, not p · ln t."),
        }),
        ("Of each row, which entry counts?", "−Σ t ln p for each row, then the mean",
         "return -(t * np.log(p)).sum(axis=1)…"),
        "What bp.Network reports as the error of a batch.", start="def mean_cross_entropy(p, t):"),
    Exercise(
        "7.6", "Write the share that is right",
        "Write `accuracy(outputs, targets)`: the share of examples whose largest output stands where the target is 1. Both "
        "have a row for each example.",
        Function(answers.accuracy, answers.batches, {
            "count": Wrong(
                answers.accuracy_counted,
                "That is how many are right. Divide by how many there are, or take the mean."),
            "down-the-columns": Wrong(
                answers.accuracy_down_the_columns,
                "You look for the largest in each *column*. The outputs of one example stand in a row: `axis=1`."),
            "targets-as-they-are": Wrong(
                answers.accuracy_against_the_targets,
                "`argmax` of the outputs is a place, but a row of `targets` has a number for each output. Compare with "
                "`targets.argmax(axis=1)`."),
            "output-by-output": Wrong(
                answers.accuracy_output_by_output,
                "You count single outputs. An example is right or wrong as a whole; of ten outputs, eight may be "
                "right in an example that is wrong."),
            "only-the-sure": Wrong(answers.accuracy_of_the_sure, "The largest output wins, also where it is below 0.5."),
            "mistakes": Wrong(answers.share_of_mistakes, "That is the share of mistakes."),
        }),
        ("Where is the largest entry of each row?", "argmax of both, compared, then the mean",
         "return (outputs.argmax(axis=1) == …"),
        "True counts as 1 in a mean, False as 0.", start="def accuracy(outputs, targets):"),
    Exercise(
        "7.7", "Write the standardising",
        "Write `standardised(train, other)`: `other` with each pixel's mean taken off, divided by the spread of all pixels "
        "together. Both figures are those of `train`. A pixel that never changes must do no harm.",
        Function(answers.standardised, answers.images, {
            "its-own": Wrong(
                answers.standardised_by_itself,
                "These are the mean and spread of `other`. The network has learnt inputs measured in the training "
                "images' terms, and a single new image has no mean."),
            "the-training": Wrong(
                answers.standardised_training, "That is `train`, standardised. `other` is asked for."),
            "centred-first": Wrong(
                answers.standardised_after_centring,
                "You take the spread after the means are off, which is smaller. Asked for is that of the pixels as they "
                "are, `train.std()`."),
            "both": Wrong(
                answers.standardised_by_both,
                "The mean of both together: so the training has seen something of the test images. Use `train` alone."),
            "pixel-by-pixel": Wrong(
                answers.standardised_pixel_by_pixel,
                "You divide each pixel by its own spread, and one that never changes has a spread of 0. Take the "
                "spread of all pixels together."),
            "one-mean": Wrong(
                answers.standardised_with_one_mean,
                "That is the mean of all pixels at once. Each has its own: `axis=0`."),
            "undivided": Wrong(answers.only_centred, "The mean is off. Now divide by the spread."),
            "brackets": Wrong(
                answers.standardised_without_brackets,
                "The division comes before the minus. Put brackets around the difference."),
        }),
        ("What is known before the test images come?", "(other − mean of each pixel) / spread, both of train",
         "return (other - train.mean(axis=0)) / …"),
        "Other books divide each pixel by its own spread, and by 1 where that is 0.",
        start="def standardised(train, other):"),
    Exercise(
        "7.8", "Too good to be true",
        f"A friend writes:\n\n```python\n{BUG}\n```\n\nIt prints a fine figure, and the friend says: *this is the share I "
        "will get right on new images.* Which line makes the figure better than that?",
        Choice({"a": "Line 2: 360 test images are too few.",
                "b": "Line 3: test images are standardised with a mean that is not theirs.",
                "c": "Line 5: every run begins with the same start.",
                "d": "Line 7: the number of epochs is chosen by the test images."}, "d",
               {"a": "Few test images make a figure less certain, in both directions. They do not make it better.",
                "b": "That is as it should be: nothing about the test images may be known before.",
                "c": "So the runs can be compared. It makes none of them better."}),
        ("Which decision was made with the test images?", "What is chosen by a figure makes that figure too good.",
         "max(shares) is the best of four."),
        "The best of several is always a little lucky. Choose with validation images, then look at the test images once."),
    Exercise(
        "7.9", "Three groups",
        "In your own words: what are training, validation and test images for, and what goes wrong if the last two are the "
        "same? Two or three sentences, between `\"\"\"` and `\"\"\"`.",
        Open("The weights are fitted to the training images. The validation images help to decide everything else, such as "
             "how many neurons and epochs. So they have been used for decisions, too, and what was chosen looks better on "
             "them than it is; only images that no decision has seen, the test images, tell what to expect of new ones."),
        ("Which images decide what?", "weights: training; settings: validation; the figure: test", "Whatever was used for "
         "a choice …"),
        "Judge a choice by what it has not seen."),
]
