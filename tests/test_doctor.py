"""The mistake doctor: each mistake by its formula, every verdict, random networks, random numbers, functions."""

import re
from collections import Counter
from itertools import product

import doctor_report
import numpy as np
import pytest
from course import ROOT
from learners import READINGS, STEPS, Learners, exact, to_decimals

import bpcourse as bp
from bpcourse.practice.content import EXERCISES
from bpcourse.practice.doctor.explanations import evaluate
from bpcourse.practice.doctor.mistakes import MISTAKES, SLIPS, Way, ways
from bpcourse.practice.doctor.quantities import parse, where_to_look
from bpcourse.practice.doctor.rounds import Setting
from bpcourse.practice.words import Verdict, paragraphs, say

NET, X, T = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET
DEFINED = [
    "updated-weights",
    "one-path",
    "untransposed-weights",
    "weights-forgotten",
    "no-slope-output",
    "no-slope-hidden",
    "no-slope",
    "slope-of-out",
    "slope-of-net",
    "sign-flipped",
    "absolute-error",
    "absolute-loss",
    "half-forgotten",
    "double-rate",
    "wrong-rate",
    "ascent",
    "incoming-forgotten",
    "net-for-incoming",
    "transposed-gradient",
    "gradient-for-weight",
    "weight-for-gradient",
    "step-for-gradient",
    "old-weight",
    "no-biases",
    "biases-swapped",
    "no-activation-hidden",
    "no-activation-output",
    "sum-for-mean",
    "biases-updated",
    "shared-biases-updated",
    "one-round-less",
    "one-round-more",
]


SLIPPED = [
    "other-parameter",
    "other-neuron",
    "decimal-point",
    "rate-forgotten",
    "step-for-weight",
    "weights-column-wise",
    "one-output-only",
    "other-rounds",
    "inputs-swapped",
    "targets-swapped",
    "mean-over-outputs",
    "accumulated",
    "own-weight-for-signal",
    "exponent-sign",
    "bias-outside",
    "bias-per-input",
    "one-example-only",
    "slope-in-cross-entropy",
    "slope-missing-in-gradient",
    "error-sent-back",
    "other-activation",
    "net-for-out",
    "out-for-net",
]
NAMES = [mistake.name for mistake in [*MISTAKES, *SLIPS]]
LEARNERS = Learners(Setting(NET, X, T))


def sigmoid(net):
    return 1 / (1 + np.exp(-net))


def test_all_mistakes_and_slips_of_the_definition_are_there_with_a_sentence_each():
    assert {*DEFINED, *SLIPPED} <= set(NAMES)
    says = [say(name, {"parameter": "weight", "p": "w", "places": 3}) for name in [*NAMES, "rounded", "digits-exchanged"]]
    assert all(re.search(r"Look at [^.]+\.$|, or all\.$", text) for text in says) and len(set(says)) == len(says)


def numbers_of(start, quantity, places=None):
    """{name: what the doctor says that this mistake gives, in each of its variants}, the right value under ""."""
    asked = parse(quantity, start.net.sizes)
    some = [Way(("",), {}, asked), *ways(asked, start, [*MISTAKES, *SLIPS])]
    found = {}
    for way, numbers in zip(some, evaluate(some, start, (places,))[0]):
        found.setdefault(way.names[0], []).append(numbers)
    return found


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("places", [None, 6])
def test_a_mistake_is_its_formula(seed, places):
    """What each gives is what a learner works out neuron by neuron, who rounds on the way, too."""
    start = doctor_report.setting(seed)._replace(learning_rate=0.37)
    if places and np.ndim(start.x) == 2:
        start = start._replace(x=start.x[0], t=start.t[0])
    with_learners = Learners(start, to_decimals(places) if places else exact)
    names = {*STEPS, *READINGS} - ({"other-rounds"} if places else set())  # nobody rounds in a thousand rounds
    for quantity in [*doctor_report.quantities(start, np.random.default_rng(seed)), "b+"]:
        if places and quantity in ("E+3", "b+"):
            continue
        ours, theirs = numbers_of(start, quantity, places), with_learners.answers(quantity, names)
        right = np.array(theirs[0][2])
        for name, variant, numbers in theirs:
            if np.allclose(numbers, right, 1e-9, 1e-13):
                continue
            assert np.isclose(numbers, ours[name], 1e-8, 1e-13).all(axis=-1).any(), (quantity, name, variant)


@pytest.mark.parametrize(
    "quantity, value, verdict, mistakes",
    [
        ("E+", 0.291027924, "mistake", {"updated-weights"}),
        ("E+", 0.291027774, "right", set()),
        ("E", "0.298371109", "right", set()),
        ("E", 0.596742218, "mistake", {"half-forgotten"}),
        ("dE/dw5", "0.0822", "right", set()),
        ("dE/dw5", "0.0821", "right", set()),  # cut off instead of rounded
        ("dE/dw5", "0,082167041", "right", set()),
        ("dE/dw5", "0.082", "fewer digits", set()),
        ("dE/dw5", "0.08", "too few digits", set()),  # a single digit is no evidence
        ("dE/dw5", 0.0821670407, "right", set()),  # nudging finds no more
        ("dE/dw1", 0.000668396, "tie", {"one-path", "one-output-only"}),
        ("dE/dw1", -0.000229828, "tie", {"one-path", "one-output-only"}),  # the other one
        ("w5+", 0.4, "mistake", {"old-weight"}),
        ("w5+", 0.082167041, "mistake", {"gradient-for-weight"}),
        ("dE/dw5", 0.041083520, "tie", {"step-for-gradient", "mean-over-outputs"}),
        ("dE/dw5", 0.358916480, "mistake", {"weight-for-gradient"}),
        ("w5+", 0.44108352, "tie", {"sign-flipped", "ascent"}),
        ("w5+", 0.317832959, "tie", {"half-forgotten", "double-rate", "rate-forgotten", "accumulated"}),
        ("E+", 0.283618982, "tie", {"half-forgotten", "double-rate", "rate-forgotten", "accumulated"}),
        ("dE/dw5", 0.439829649, "tie", {"no-slope-output", "no-slope", "slope-missing-in-gradient"}),
        ("delta_o1", -0.138498562, "right", {"sign-flipped"}),
        ("net_h1", 0.0275, "tie", {"no-biases", "bias-outside"}),
        ("out_h1", 0.3775, "tie", {"no-activation-hidden", "net-for-out"}),
        ("E+10", 0.229907, "not recognised", set()),
        ("dE/dw5", 0.123456789, "not recognised", set()),
        ("w1+", "0.1502", "too few digits", set()),
        ("w1+", "0.1500", "too few digits", set()),  # the old weight, or a rounded new one
        ("dE/dw5", 0.08217999, "fewer digits", set()),  # a long number of which the first digits are right
        ("E", 0.4211247656, "two mistakes", {"no-activation-hidden", "no-activation-output"}),
        ("dE/dw1", 0.000877135, "tie", {"half-forgotten", "accumulated", "other-parameter"}),  # that of w2
        ("dE/dw2", 0.000438568, "tie", {"other-parameter", "step-for-gradient", "mean-over-outputs"}),  # that of w1
        ("dE/dw2", 0.000497713, "tie", {"other-parameter", "transposed-gradient"}),  # that of w3
        ("dE/dw5", 0.821670407, "mistake", {"decimal-point"}),
        ("dE/dw5", 0.164334081, "tie", {"half-forgotten", "accumulated"}),
        ("dE/dw5", "0.082167014", "mistake", {"digits-exchanged"}),
        ("net_h2", 0.3775, "mistake", {"other-neuron"}),
        ("net_h1", 0.3825, "mistake", {"weights-column-wise"}),
        ("out_o1", "0.751383", "fewer digits", {"rounded"}),
        ("out_o1", 0.0, "not recognised", set()),
    ],
)
def test_the_doctor_on_the_worked_example(quantity, value, verdict, mistakes):
    found = bp.diagnose(NET, X, T, quantity, value)
    assert (found.verdict, {name for names in found.mistakes for name in names}) == (verdict, mistakes)
    assert found.message == repr(found) and (mistakes == set() or found.message)


def test_on_the_worked_example_no_mistake_and_no_slip_is_taken_for_another():
    """At six decimals; of all answers, weighed by how common they are, nine in ten are told with the true one."""
    common = Counter()
    for quantity in doctor_report.WORKED:
        for _, weight, outcome in doctor_report.on_the_worked_example(quantity):
            assert outcome != doctor_report.WRONG
            common[outcome] += weight
    assert common[doctor_report.TOLD] >= 0.9 * common.total()


def test_half_forgotten_is_known_from_the_printed_outputs_as_well():
    """E of exercise 2.5, from outputs of nine decimals, and of six."""
    for value in (0.61611095042, "0.616111"):
        assert bp.diagnose(NET, X, [0, 1], "E", value).mistakes[0] == ("half-forgotten",)


def test_of_a_tie_two_at_most_are_told_and_how_many_more_there_are():
    found = bp.diagnose(NET, X, T, "w5+", 0.317832959)
    assert len(found.mistakes) == len(found.posterior) == 4 and sum(found.posterior) == pytest.approx(1, abs=1e-3)
    assert "(2)" in found.message and "(3)" not in found.message and "2 others would make it, too." in found.message


def test_a_diagnosis_is_text_and_markdown():
    found = bp.diagnose(NET, X, T, "w5+", 0.4)
    assert repr(found) == "This is the weight before the update. Look at the update."
    assert found._repr_markdown_() == f"**Mistake.** {found}"
    assert bp.diagnose(NET, X, T, "w5+", 0.35891648)._repr_markdown_() == "**Right.**"


def test_two_mistakes_at_once_are_told_as_two():
    asked = parse("dE/dw1", NET.sizes)
    exchange = {name: rule for way in ways(asked, Setting(NET, X, T), MISTAKES) for name, rule in way.exchange.items()
                if way.names[0] in ("no-biases", "weights-forgotten")}  # fmt: skip
    both = evaluate([Way((), exchange, asked)], Setting(NET, X, T))[0, 0, 0]
    found = bp.diagnose(NET, X, T, "dE/dw1", both)
    assert found.verdict == "two mistakes" and set(found.mistakes[0]) == {"no-biases", "weights-forgotten"}
    assert "Two mistakes together" in found.message


@pytest.mark.parametrize(
    "value",
    [
        [
            [[0.000438568, 0.000877135], [0.000497713, 0.000995425]],
            [[0.082167041, 0.082667628], [-0.022602540, -0.022740242]],
        ],
        ((0.000438568, 0.000877135, 0.000497713, 0.000995425), (0.082167041, 0.082667628, -0.022602540, -0.022740242)),
        [g.astype(np.float32) for g in NET.backward(NET.forward(X), T).weights],
        np.concatenate([g.ravel() for g in NET.backward(NET.forward(X), T).weights]),
        NET.backward(NET.forward(X), T).weights,
        [[[float(f"{g:.4g}") for g in row] for row in layer] for layer in NET.backward(NET.forward(X), T).weights],
        [[[f"{g:.3g}" for g in row] for row in layer] for layer in NET.backward(NET.forward(X), T).weights],
        [g.round(5) for g in NET.backward(NET.forward(X), T).weights],
        bp.numerical_gradient(NET, X, T).weights,
    ],
)
def test_right_answers_in_unusual_forms_pass(value):
    assert bp.diagnose(NET, X, T, "dE/dW", value).verdict == "right"


def test_an_array_is_matched_with_every_mistake():
    for name in ("transposed-gradient", "incoming-forgotten", "updated-weights"):
        wrong = LEARNERS.answer("dE/dW", name, "square" if name == "transposed-gradient" else "")
        assert bp.diagnose(NET, X, T, "dE/dW", wrong).mistakes[0] == (name,)


@pytest.mark.parametrize(
    "quantity, value, says",
    [
        ("dE/dw9", 1, "quantity is 'dE/dw9', but w9: this network has w1 to w8"),
        ("net_h7", 1, "quantity is 'net_h7', but this network's neurons are h1, h2, o1, o2"),
        ("w5", 1, "quantity is 'w5', expected one such as"),
        ("", 1, "quantity is '', expected one such as"),
        ("E", "many", "value is `'many'`, expected a number"),
        ("E", float("nan"), "expected a finite number"),
        ("dE/dW", [1, 2], "value holds 2 numbers, but dE/dW has 8: shapes (2, 2), (2, 2)"),
        ("E", [], "value is empty"),
    ],
)
def test_what_cannot_be_judged_is_said(quantity, value, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        bp.diagnose(NET, X, T, quantity, value)


@pytest.mark.parametrize("value", [None, ..., True, {"E": 1}])
def test_no_number_at_all_is_said(value):
    with pytest.raises(TypeError, match="expected a number"):
        bp.diagnose(NET, X, T, "E", value)


def test_a_delta_in_the_other_convention_is_held_to_the_digits_asked_for():
    found = bp.diagnose(NET, X, T, "delta_o1", "-0.1385", digits=6)
    assert found.verdict == "fewer digits" and "Right to 4 digits; 6 are asked for. It is in the other sign" in found.message
    assert bp.diagnose(NET, X, T, "delta_o1", "-0.138499", digits=6).mistakes == (("sign-flipped",),)


def test_of_a_bias_no_weight_is_said():
    for quantity, value in (("b_h1+", "0.350000"), ("b_o1+", 0.138498562), ("dE/db_o1", 0.069249281)):
        found = bp.diagnose(NET, X, T, quantity, value, biases="own")
        assert found.verdict != "right" and found.mistakes and "weight" not in found.message and "∂w" not in found.message


OTHER, U, V = bp.Network.random([2, 3, 3], seed=1), np.array([0.3, 0.7]), np.array([0.1, 0.9, 0.4])


def test_gradients_that_all_lie_the_wrong_way_round_are_named():
    turned = [g.T for g in OTHER.backward(OTHER.forward(U), V).weights]
    assert bp.diagnose(OTHER, U, V, "dE/dW", turned).mistakes == (("transposed-gradient",),)


def test_the_right_numbers_in_other_rows_and_columns_are_not_right():
    reshaped = [g.reshape(g.T.shape) for g in OTHER.backward(OTHER.forward(U), V).weights]
    found = bp.diagnose(OTHER, U, V, "dE/dW", reshaped)
    assert found.verdict == "not recognised" and "in an array of shape (2, 3), expected (3, 2)" in found.message


def test_a_mistake_is_known_whatever_the_order_of_its_sums():
    start = doctor_report.setting(138)
    gradients = start.net.backward(start.net.forward(start.x), start.t).weights
    last_bit = np.spacing(max(abs(g).max() for g in gradients))
    assert ("sign-flipped",) in bp.diagnose(start.net, start.x, start.t, "dE/dW", [last_bit - g for g in gradients]).mistakes


def test_what_cancels_may_leave_any_noise_but_not_a_typed_zero():
    net, t = bp.Network.random([2, 2, 3], 1, ["sigmoid", "softmax"], "cross_entropy"), np.array([0.2, 0.5, 0.3])
    assert ("weights-forgotten",) in bp.diagnose(net, U, t, "dE/dw1", 3e-18).mistakes  # the deltas of a softmax add up to 0
    found = bp.diagnose(net, U, t, "dE/dw1", 0)
    assert found.verdict == "too few digits" and "0 could be what a mistake leaves" in found.message


def test_on_random_networks_no_mistake_is_taken_for_another():
    rows = [row for seed in range(12) for row in doctor_report.tried(seed)]
    assert [row for row in rows if row[-1] == doctor_report.WRONG] == []
    shares = {digits: doctor_report.share_told(rows, digits) for digits in (4, 6)}
    assert shares[4] >= 0.6 and shares[6] >= 0.88


def test_a_random_number_hardly_ever_gets_a_name():
    named = [doctor_report.named_by_chance(seed) for seed in range(6)]
    assert all(np.mean([one[key] for one in named]) <= 0.005 for key in product((4, 6, 9), doctor_report.SPREADS))


def test_one_mistake_that_is_named_was_made():
    """By learners who make a mistake as often as the doctor supposes, and by careless ones, who round as they like."""
    for learners, least in ((doctor_report.usual, 0.98), (doctor_report.careless, 0.95)):
        named = [row for seed in range(12) for row in learners(seed) if row.one]
        assert len(named) > 30 and sum(row.first for row in named) >= least * len(named)


def right_round(W1, W2, b1, b2, x, target, rate):
    hidden = sigmoid(W1 @ x + b1)
    out = sigmoid(W2 @ hidden + b2)
    delta_o = (out - target) * out * (1 - out)
    delta_h = (W2.T @ delta_o) * hidden * (1 - hidden)
    return W1 - rate * np.outer(delta_h, x), W2 - rate * np.outer(delta_o, hidden)


def wrong_order(W1, W2, b1, b2, x, target, rate):
    hidden = sigmoid(W1 @ x + b1)
    out = sigmoid(W2 @ hidden + b2)
    delta_o = (out - target) * out * (1 - out)
    W2 = W2 - rate * np.outer(delta_o, hidden)
    delta_h = (W2.T @ delta_o) * hidden * (1 - hidden)
    return W1 - rate * np.outer(delta_h, x), W2


def half_rate(W1, W2, b1, b2, x, target, rate):
    return right_round(W1, W2, b1, b2, x, target, 0.5)


def odd_round(W1, W2, b1, b2, x, target, rate):
    return W1 + rate, W2


def linear(weights, biases, x):
    for W, b in zip(weights, biases):
        x = W @ x + b
    return x


def forward_of(bias):
    def forward(weights, biases, x):
        out = [x]
        for W, b in zip(weights, biases):
            out.append(sigmoid(W @ out[-1] + bias * b))
        return out

    return forward


def odd_backward(net, x, target):
    return [1.1 * W for W in net.backward(net.forward(x), target).weights]


@pytest.mark.parametrize(
    "quantity, program, verdict, mistakes, says",
    [
        ("round", right_round, "right", (), "Right, on 5 random networks."),
        ("round", wrong_order, "mistake", (("updated-weights",),), "already been changed"),
        ("round", half_rate, "mistake", (("wrong-rate",),), "another learning rate"),
        ("round", odd_round, "not recognised", (), ", learning rate = 0.5. It gives"),
        ("forward", linear, "two mistakes", (("no-activation-hidden", "no-activation-output"),), "Two mistakes together"),
        (
            "backward",
            lambda net, x, t: [g.T for g in net.backward(net.forward(x), t).weights],
            "mistake",
            (("transposed-gradient",),),
            "rows and columns",
        ),
        ("forward", forward_of(1), "right", (), "Right"),
        ("forward", forward_of(0), "mistake", (("no-biases",),), "biases are missing"),
        ("backward", lambda net, x, t: net.backward(net.forward(x), t), "right", (), "Right"),
        ("backward", odd_backward, "not recognised", (), "Try it by hand: weights [["),
        ("backward", lambda net, x, t: None, "not recognised", (), "returns nothing (is there a return?)"),
        ("backward", lambda net, x, t: 1 / 0, "not recognised", (), "1 / 0"),
        ("forward", lambda frog: frog, "not recognised", (), "a parameter `frog`"),
    ],
)
def test_a_function_is_run_and_its_bug_named(quantity, program, verdict, mistakes, says):
    found = bp.diagnose(NET, X, T, quantity, program)
    assert (found.verdict, found.mistakes) == (verdict, mistakes) and says in found.message
    assert "site-packages" not in found.message and "bpcourse/" not in found.message


@pytest.mark.parametrize("name", [name for name in STEPS if name != "biases-swapped"])
def test_each_mistake_and_slip_is_named_in_a_function(name):
    """Where it shows: of small networks, some have no square weights, and one example shows nothing of batches."""
    for variant in STEPS[name](LEARNERS.start).keys() - {"all"}:

        def step(net, x, t, learning_rate, name=name, variant=variant):
            learners = Learners(Setting(net, x, t, learning_rate))
            made = name if variant in STEPS[name](learners.start) else "right"
            return learners.answer("W+", made, variant) + learners.answer("b+", made, variant)

        found = bp.diagnose(NET, X, T, "round", step)
        assert (name,) in found.mistakes or name in HIDDEN and found.verdict == "right", (variant, found)


HIDDEN = ("sum-for-mean", "untransposed-weights", "accumulated", "slope-in-cross-entropy")


def two_layers_only(weights, biases, x):
    return sigmoid(weights[1] @ sigmoid(weights[0] @ x + biases[0]) + biases[1])


def test_a_function_for_any_shape_is_tried_on_other_depths():
    found = bp.diagnose(NET, X, T, "forward", two_layers_only)
    assert found.verdict == "not recognised" and "It was given a network with layers of 2, 3 neurons." in found.message


@pytest.mark.parametrize("rule", ["frozen", "shared"])
def test_biases_that_should_have_learnt_are_named(rule):
    error = bp.train(NET, X, T, 0.5, 10, biases=rule).errors[-1]
    name = {"frozen": "biases-kept", "shared": "biases-shared"}[rule]
    assert (name,) in bp.diagnose(NET, X, T, "E+10", error, biases="own").mistakes


@pytest.mark.parametrize(
    "id, value, verdict, says",
    [
        ("3.3", 0.511301, "mistake", "another learning rate"),
        ("3.3", "0.50226", "right", ""),
        ("3.1", "-0.038098", "right", ""),
        ("3.1", "0.038098", "other convention", "other sign convention"),
        ("1.3", "4", "too few digits", "A single digit"),
        ("1.2", 30.000000005969696, "right", ""),
        ("1.3", 4.39999999988, "right", ""),
        ("1.3", 4.44, "not recognised", ""),
        ("1.1", "45.0", "right", ""),
        ("4.3", 0.2836190, "fewer digits", ""),
        ("5.2", 0, "not recognised", ""),
        ("5.6", 0, "too few digits", "0 could be what a mistake leaves"),
        ("3.1", "0.038", "fewer digits", "Right to 3 decimals; 6 are asked for. It is in"),
        ("6.1", "0.0821", "fewer digits", "Right to 4 decimals; 6 are asked for."),
        ("7.2", "3.3", "fewer digits", "Right to 1 decimal; 3 are"),
        ("6.1", "0.08", "too few digits", "give 6 decimals, and"),
        ("2.4", lambda weights, biases, x: 0, "not recognised", ""),
        ("1.4", lambda W, eta, steps: 0, "not recognised", ""),
    ],
)
def test_what_a_first_reader_typed(id, value, verdict, says):
    reply = bp.check(id, value)
    assert reply.verdict == verdict and says in reply.message, reply


@pytest.mark.parametrize(
    "id, typed, name",
    [
        ("7.2", 2.303, "ten-classes"),
        ("7.1", 0.9526, "sigmoid"),
        ("6.1", 0.081532, "one-side"),
        ("6.1", 0.082167, "exact"),
        ("6.6", 0.196612, "sum-alone"),
        ("6.6", 0.393224, "sign-flipped"),
        ("6.1", "-0.000024141", "miss"),
        ("9.1", -1.17, "mean"),
        ("3.3", 0.497740, "ascent"),
        ("3.3", 0.503810, "incoming-forgotten"),
        ("3.3", 0.501130, "wrong-rate"),
        ("4.1", 0.009050, "untransposed-weights"),
    ],
)
def test_a_mistake_is_named_at_the_digits_that_the_question_asks_for(id, typed, name):
    found = EXERCISES[id].kind.judge(typed)
    assert found.verdict in ("mistake", "tie") and name in {name for names in found.mistakes for name in names}


@pytest.mark.parametrize(
    "id, typed",
    [("1.1", 44.99), ("5.1", 389.99), ("9.2", 49.99), ("9.1", -3.49), ("7.3", -1.699), ("2.1", 0.3924), ("9.5", 0.09)],
)
def test_a_unit_below_a_number_that_ends_there_is_not_that_number_cut_off(id, typed):
    assert bp.check(id, typed).verdict in ("fewer digits", "not recognised")


@pytest.mark.parametrize("typed", [[3.0, -9.123456, 0.512345], ["3.00", "123.40", "-5.67"], [3.0, 1.0, 2.0]])
@pytest.mark.parametrize("digits", [None, 2])
def test_where_the_right_entry_is_zero_no_other_number_passes(typed, digits):
    dead = bp.Network([[[1.0, 2.0]]], [[0.0]], "relu")
    found = bp.diagnose(dead, [[1, 1], [-1, -1], [-2, -1]], [[1], [2], [0]], "out_o1", typed, digits=digits)
    assert found.verdict == "not recognised"


@pytest.mark.parametrize(
    "quantity, typed, rate", [("w1+", "0.150000", 0.001), ("w3+", "0.250000", 0.001), ("w3+", "0.25000", 0.01)]
)
def test_a_right_value_is_right_also_where_a_mistake_is_the_same_to_these_digits(quantity, typed, rate):
    assert bp.diagnose(NET, X, T, quantity, typed, learning_rate=rate).verdict == "right"


@pytest.mark.parametrize("typed", [0.0, -5.55e-17, 2e-16])
def test_a_slope_that_cancels_is_zero_whatever_noise_is_left(typed):
    net = bp.Network(
        [[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6], [0.1, 0.2], [0.3, -0.7]]],
        [[0.1, 0.1], [0.2] * 3],
        ["sigmoid", "softmax"],
        "cross_entropy",
    )
    assert bp.diagnose(net, X, [0, 1, 0], "dE/db2", typed, biases="shared").verdict == "right"


@pytest.mark.parametrize(
    "id, typed, verdict",
    [
        ("2.2", 0.658, "not recognised"),
        ("3.3", 0.502, "fewer digits"),
        ("3.3", 0.50226, "right"),
        ("3.3", "0.502260", "right"),
        ("7.2", 3.25, "fewer digits"),
        ("7.2", 3.26, "fewer digits"),
        ("7.2", 3.258, "right"),
    ],
)
def test_as_many_decimals_count_as_the_question_asks_for(id, typed, verdict):
    assert bp.check(id, typed).verdict == verdict


@pytest.mark.parametrize(
    "sizes, quantity, way",
    [
        ((2, 2, 2), "w8+", "out_h2, out_o2, delta_o2, dE/dw8"),
        ((2, 2, 2), "w8+3", "out_h2, out_o2, delta_o2, dE/dw8, w8+, w8+2"),
        ((2, 2, 2), "dE/dw3", "net_h2, out_h2, delta_o1, delta_o2, delta_h2"),
        ((2, 2, 2), "b_o1+", "out_o1, delta_o1, dE/db_o1"),
        ((2, 2, 2), "b1+", "out_h1, out_h2, delta_o1, delta_o2, delta_h1, delta_h2, dE/db1"),
        ((2, 2, 2), "delta_o1", "out_o1"),
        ((2, 2, 2), "delta_h1", "net_h1, out_h1, delta_o1, delta_o2"),
        ((2, 2, 2), "out_h1", "net_h1"),
        ((2, 2, 2), "E", "out_h1, out_h2, out_o1, out_o2, E_o1, E_o2"),
        ((2, 2, 2), "E+2", "dE/dW, W+, W+2, out_h1+2, out_h2+2, out_o1+2, out_o2+2, E_o1+2, E_o2+2"),
        ((2, 2, 2), "W+", "out_h1, out_h2, out_o1, out_o2, delta_o1, delta_o2, delta_h1, delta_h2, dE/dW"),
        ((2, 2, 1, 1), "out_o1", "out_h1_1, out_h1_2, out_h2_1, net_o1"),
        ((2, 1, 1, 1), "dE/dw1", "net_h1_1, out_h1_1, delta_o1, delta_h2_1, delta_h1_1"),
        ((2, 10, 1), "net_o1", "out_h1 to out_h10"),
        ((3, 1), "dE/dw2", "net_o1, out_o1, delta_o1"),
    ],
)
def test_where_to_look_are_the_steps_on_the_way_to_what_was_asked(sizes, quantity, way):
    saying, steps = where_to_look(parse(quantity, sizes), sizes)
    assert say(saying, {"steps": ", ".join(steps)}) == f"Compare step by step, and stop where the first differs: {way}."
    assert all(parse(step, sizes) for step in re.split(", | to ", way)), "every step can be asked for"


def test_an_input_is_not_computed():
    assert bp.diagnose(NET, X, T, "out_i1", 0.123456789).message.endswith("It is not computed, it is given: what goes in.")


@pytest.mark.parametrize("quantity", ["E+200", "w1+200"])
def test_a_value_behind_a_training_that_diverges_is_said(quantity):
    with pytest.raises(ValueError, match="at learning rate 1 the training diverges on the way there"):
        bp.diagnose(bp.Network([[[1.0]]], [[0.0]], "identity"), [10.0], [0.3], quantity, 1.0, learning_rate=1.0)


def test_every_paragraph_of_the_doctor_is_said_somewhere():
    """Each name stands in the code, in another paragraph, or in the table of mistakes; some have a variant behind them."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bpcourse" / "practice").rglob("*.py"))
    variant = re.compile(" at$|, (turned|forward|backward|round)$")
    silent = [
        name
        for name in paragraphs()
        if not {*name.split(" or ")} <= {*NAMES, "rounded", "digits-exchanged"}
        and name not in list(Verdict)
        and f'"{variant.sub("", name)}' not in code
        and f"{{{name}}}" not in "".join(paragraphs().values())
    ]
    assert silent == []
