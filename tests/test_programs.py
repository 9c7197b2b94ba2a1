"""Functions that the doctor runs: what was given instead, in which order, and in how many digits."""

import numpy as np
import pytest

import bpcourse as bp
from bpcourse.practice.content import EXERCISES
from bpcourse.practice.kinds import Program, Wrong

backward, whole_round = (EXERCISES[id].kind.right for id in ("5.3", "4.5"))
backward_without_hidden_slope = EXERCISES["5.3"].kind.mistakes["no-slope-hidden"].answer()
round_in_wrong_order = EXERCISES["4.5"].kind.mistakes["updated-weights"].answer()
NET, X, T = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET


def gradients(net, x, target):
    found = net.backward(net.forward(x), target)
    return found.weights, found.biases


def slopes_of_a_round(W1, W2, b1, b2, x, target, rate):
    return [(W - new) / rate for W, new in zip((W1, W2), whole_round(W1, W2, b1, b2, x, target, rate))]


def steps_of_a_round(W1, W2, b1, b2, x, target, rate):
    return [W - new for W, new in zip((W1, W2), whole_round(W1, W2, b1, b2, x, target, rate))]


def old_weights(W1, W2, b1, b2, x, target, rate):
    return W1, W2


def trained(weights, biases, x, target):
    return [W - 0.5 * gradient for W, gradient in zip(weights, backward(weights, biases, x, target))]


def trained_all(net, x, target):
    return [
        [p - 0.1 * slope for p, slope in zip(old, slopes)]
        for old, slopes in zip((net.weights, net.biases), gradients(net, x, target))
    ]


def steps(weights, biases, x, target):
    return [0.5 * gradient for gradient in backward(weights, biases, x, target)]


@pytest.mark.parametrize(
    "id, program, name",
    [
        ("4.5", slopes_of_a_round, "gradient-for-weight"),
        ("4.5", steps_of_a_round, "step-for-weight"),
        ("4.5", old_weights, "old-weight"),
        ("5.3", trained, "weight-for-gradient"),
        ("5.3", trained_all, "weight-for-gradient"),
        ("5.3", steps, "step-for-gradient"),
    ],
)
def test_what_was_given_instead_of_what_was_asked_is_named(id, program, name):
    quantity = {"4.5": "round", "5.3": "backward"}[id]
    assert bp.diagnose(NET, X, T, quantity, program).mistakes == ((name,),)
    assert bp.check(id, program).verdict == "mistake"


def test_of_steps_where_weights_were_asked_the_update_is_said():
    assert "Take it off the old weight" in bp.check("4.5", steps_of_a_round).message


def test_weights_and_biases_layer_by_layer_are_as_good():
    assert bp.check("5.3", lambda net, x, target: list(zip(*gradients(net, x, target)))).verdict == "right"


def test_new_weights_and_biases_layer_by_layer_are_as_good():
    def in_turn(W1, W2, b1, b2, x, target, rate):
        one, two = whole_round(W1, W2, b1, b2, x, target, rate)
        return one, b1, two, b2

    assert bp.check("4.5", in_turn).verdict == "right"


def test_a_mistake_is_known_layer_by_layer_too():
    def uphill(net, x, target):
        return [(-weights, -biases) for weights, biases in zip(*gradients(net, x, target))]

    assert bp.diagnose(NET, X, T, "backward", uphill).mistakes == (("sign-flipped",),)


@pytest.mark.parametrize(
    "program, order",
    [
        (lambda net, x, target: gradients(net, x, target)[0][::-1], "the last layer comes first."),
        (lambda net, x, target: [slopes[::-1] for slopes in gradients(net, x, target)], "the last layer comes first."),
        (lambda net, x, target: list(zip(*gradients(net, x, target)))[::-1], "the last layer comes first, weights and "),
        (lambda net, x, target: gradients(net, x, target)[::-1], "the biases come first."),
    ],
)
def test_the_right_numbers_in_another_order_are_said_to_be(program, order):
    reply = bp.check("5.3", program)
    assert f"These are the right numbers in another order: {order}" in reply.message and reply.verdict == "not recognised"


def single(weights, biases, x, target, program=backward):
    arrays = [[array.astype(np.float32) for array in some] for some in (weights, biases, (x, target))]
    return program(arrays[0], arrays[1], *arrays[2])


def round_in_single(weights, biases, x, target, rate):
    return [
        W.astype(np.float32) - np.float32(rate) * gradient
        for W, gradient in zip(weights, single(weights, biases, x, target))
    ]


def nothing_learnt(weights, biases, x, target, rate):
    return [W.astype(np.float32) for W in weights]


DEEP = [[3, 4, 4, 2], [4, 5, 6, 3], [2, 3, 3, 3, 2]]


def diagnosed(sizes, quantity, program):
    x, target = np.linspace(0.1, 0.9, sizes[0]), np.linspace(0.2, 0.7, sizes[-1])
    return bp.diagnose(bp.Network.random(sizes, 1), x, target, quantity, program)


@pytest.mark.parametrize("sizes", DEEP)
@pytest.mark.parametrize(
    "quantity, program",
    [
        ("backward", single),
        ("round", round_in_single),
        ("backward", lambda weights, biases, x, target: [g.tolist() for g in single(weights, biases, x, target)]),
    ],
)
def test_a_right_program_in_single_precision_is_right(sizes, quantity, program):
    assert diagnosed(sizes, quantity, program).verdict == "right"


@pytest.mark.parametrize("sizes", DEEP)
@pytest.mark.parametrize(
    "quantity, program, name",
    [
        ("round", nothing_learnt, "old-weight"),
        (
            "backward",
            lambda weights, biases, x, target: single(weights, biases, x, target, backward_without_hidden_slope),
            "no-slope-hidden",
        ),
    ],
)
def test_a_wrong_program_in_single_precision_is_named(sizes, quantity, program, name):
    assert diagnosed(sizes, quantity, program).mistakes == ((name,),)


def test_weights_updated_too_early_in_single_precision_are_told_apart():
    def early(W1, W2, b1, b2, x, target, rate):
        return [W.astype(np.float32) for W in round_in_wrong_order(W1, W2, b1, b2, x, target, rate)]

    assert bp.diagnose(NET, X, T, "round", early).mistakes == (("updated-weights",),)


def test_slopes_a_thousandth_too_large_in_single_precision_are_not_right():
    def too_large(weights, biases, x, target):
        return [np.float32(1.001) * gradient for gradient in single(weights, biases, x, target)]

    assert bp.check("5.3", too_large).verdict == "not recognised"


def nudged(net, x, target, h=1e-6, turn=1):
    before, found = net.error(x, target), []
    for W in net.weights:
        found.append(np.zeros_like(W))
        for place in np.ndindex(W.shape):
            kept = W[place]
            W[place] += h
            found[-1][place] = turn * (net.error(x, target) - before) / h
            W[place] = kept
    return found


def test_slopes_nudged_to_one_side_are_nearly_right():
    reply = bp.check("5.3", nudged)
    assert reply.head == "5.3: nearly." and reply.message.startswith("Right to 6 digits, as nudging gives them.")


def test_nudged_slopes_with_a_mistake_are_named():
    assert bp.diagnose(NET, X, T, "backward", lambda net, x, target: nudged(net, x, target, turn=-1)).mistakes == (
        ("sign-flipped",),
    )


def test_the_two_rows_of_numbers_shown_differ_where_the_program_does():
    def barely_off(W1, W2, b1, b2, x, target, rate):
        one, two = whole_round(W1, W2, b1, b2, x, target, rate)
        return one, two * (1 + 1.3e-6)

    came, right = bp.check("4.5", barely_off).message.split("It gives ")[1].rstrip(".").split("; right is ")
    assert came != right


def test_what_is_no_number_at_all_is_shown():
    assert "It gives [nan, nan]" in bp.check("5.3", lambda net, x, target: [g * np.nan for g in net.weights]).message


def thirds(weights, biases, x, target):
    return [gradient / 3 for gradient in backward(weights, biases, x, target)]


def sums(weights, biases, x, target):
    return [gradient.sum() for gradient in backward(weights, biases, x, target)]


def means(weights, biases, x, target):
    return [gradient.mean() for gradient in backward(weights, biases, x, target)]


def adding(weights, biases, x, target):
    return [gradient + x for gradient in backward(weights, biases, x, target)]


def adding_again(weights, biases, x, target):
    return [np.add(slopes, x) for slopes in backward(weights, biases, x, target)]


@pytest.mark.parametrize(
    "mistake, program, named",
    [
        (thirds, lambda *given: [gradient / 3 for gradient in backward(*given)], True),
        (thirds, lambda *given: [gradient / 7 for gradient in backward(*given)], False),
        (sums, lambda *given: [np.ones(len(g)) @ g @ np.ones(len(g[0])) for g in backward(*given)], True),
        (sums, means, False),
        (adding, adding_again, True),
        (adding, sums, False),
    ],
)
def test_a_mistake_that_the_doctor_does_not_know_is_named_in_the_exercise_s_words(mistake, program, named):
    found = Program("backward", backward, {"mine": Wrong(lambda: mistake, "In my own words.", "")}).judge(program)
    assert (found.verdict, found.message == "In my own words.") == (
        ("mistake", True) if named else ("not recognised", False)
    )


def test_a_mistake_that_the_doctor_knows_may_be_told_in_the_exercise_s_words():
    wrong = backward_without_hidden_slope
    own = Program("backward", backward, {"no-slope-hidden": Wrong(lambda: wrong, "In my own words.", "")})
    assert own.judge(wrong).message == "In my own words."
    assert "slope of the hidden neurons" in Program("backward", backward).judge(wrong).message
