"""Functions as learners hand them in: of every kind, with every kind of end."""

import functools
import re
import sys

import numpy as np
import pytest
from course import at_hand

import bpcourse as bp
from bpcourse.practice.content import EXERCISES

right_round = EXERCISES["4.5"].answer
NET, X, T = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET


def sigmoid(net):
    return 1 / (1 + np.exp(-net))


def my_forward(weights, biases, x):
    out = [x]
    for W, b in zip(weights, biases):
        out.append(sigmoid(W @ out[-1] + b))
    return out


def my_neuron(weights, inputs, bias):
    return sigmoid(weights @ inputs + bias)


class Forward:
    def __call__(self, weights, biases, x):
        return my_forward(weights, biases, x)


class Broken:
    def __call__(self, *given):
        return given[0] @ nothing  # noqa: F821


def by_name(*, weights, biases, x):
    return my_forward(weights, biases, x)


def neuron_by_name(*, weights, inputs, bias):
    return my_neuron(weights, inputs, bias)


def decorated(*args, **more):
    return my_forward(*args, **more)


def rest(weights, *others):
    return my_forward(weights, *others)


def overwriting(weights, biases, x):
    out = my_forward(weights, biases, x)[-1]
    for array in (*weights, *biases, x):
        array[:] = 0
    weights.clear()
    return out


def neuron_overwriting(weights, inputs, bias):
    out = my_neuron(weights, inputs, bias)
    weights *= 0
    inputs *= 0
    return out


def printing(weights, biases, x):
    print("here")
    return my_forward(weights, biases, x)


KEPT = {}


def one_array_for_all(weights, biases, x):
    out = my_forward(weights, biases, x)[-1]
    kept = KEPT.setdefault(len(out), np.zeros(len(out)))
    kept[:] = out
    return kept


def nets_and_outs(weights, biases, x):
    nets, outs = [], [x]
    for W, b in zip(weights, biases):
        nets.append(W @ outs[-1] + b)
        outs.append(sigmoid(nets[-1]))
    return nets, outs


def outs_and_nets(weights, biases, x):
    return nets_and_outs(weights, biases, x)[::-1]


@pytest.mark.parametrize(
    "id, program",
    [
        ("2.4", Forward()),
        ("2.4", functools.partial(my_forward)),
        ("2.4", by_name),
        ("2.4", decorated),
        ("2.4", rest),
        ("2.4", printing),
        ("2.4", one_array_for_all),
        ("2.4", nets_and_outs),
        ("2.4", outs_and_nets),
        ("2.3", functools.partial(my_neuron)),
        ("2.3", neuron_by_name),
        ("2.3", lambda *given: my_neuron(*given)),
    ],
)
def test_a_right_function_of_any_kind_is_right(id, program):
    reply = bp.check(id, program)
    assert reply.verdict == "right", reply


@pytest.mark.parametrize(
    "id, program, names",
    [("2.4", overwriting, "`weights` and `biases` and `x`"), ("2.3", neuron_overwriting, "`weights` and `inputs`")],
)
def test_a_function_that_changes_its_arguments_is_not_right_and_told_which(id, program, names):
    reply = bp.check(id, program)
    assert reply.verdict == "mistake" and reply.mistakes == (("changed-in-place",),)
    assert f"it changes {names} on the way" in reply.message and not reply


@pytest.mark.parametrize(
    "program",
    [
        lambda *given: right_round(*given),
        lambda W1, *given: right_round(W1, *given),
        lambda W1, W2, *given: right_round(W1, W2, *given),
    ],
)
def test_args_are_those_that_the_exercise_asks_for(program):
    assert bp.check("4.5", program).verdict == "right"


@pytest.mark.parametrize(
    "id", [id for id, exercise in EXERCISES.items() if exercise.start and "return " in exercise.answer.source]
)
def test_a_forgotten_return_is_told_as_one(id):
    exercise, names = EXERCISES[id], at_hand(EXERCISES[id])
    exec(exercise.answer.source.replace("return ", "_ = "), names)
    reply = bp.check(id, names[exercise.name])
    assert reply.verdict == "not recognised" and "nothing (is there a return?)" in reply.message, reply


@pytest.mark.parametrize("id", ["2.3", "2.4", "7.4"])
def test_nothing_in_a_list_is_no_number(id):
    reply = bp.check(id, lambda *given: [None, None])
    assert reply.verdict == "not recognised" and re.search(r"gives `\[None, None\]`|no real number", reply.message)


def neuron_emptied(weights, inputs, bias):
    weights *= 0
    return 0.0


def test_of_a_wrong_function_it_is_said_too_that_it_changes_its_arguments():
    reply = bp.check("2.3", neuron_emptied)
    assert reply.verdict == "not recognised" and "it gives 0.0" in reply.message
    assert reply.message.endswith("It also changes `weights` in place, and so the caller's, too.")


def with_a_module(weights, inputs, bias, np=np):
    return sigmoid(np.dot(weights, inputs) + bias)


def test_an_argument_that_has_no_copy_is_left_alone():
    assert bp.check("2.3", with_a_module).verdict == "right"


def test_a_check_inside_the_function_that_is_checked_does_not_check_again():
    calls = []

    def counted(weights, inputs, bias):
        calls.append(bp.check("2.3", counted))
        return my_neuron(weights, inputs, bias)

    assert bp.check("2.3", counted).verdict == "right" and len(calls) < 20
    assert calls[0].verdict == "open" and "take it out of the function" in calls[0].message
    assert bp.check("2.3", my_neuron).verdict == "right", "and the next check is one again"


@pytest.mark.parametrize(
    "program, says",
    [
        (lambda weights, inputs, bias: weights @ np.ones(9), "The shapes do not fit ("),
        (lambda weights, inputs, bias: weights + np.ones(9), "(9,)): is a transpose missing, or np.outer?"),
        (lambda weights, inputs, bias: float(weights + inputs), "one number belongs"),
        (lambda weights, inputs, bias: 1 if weights > 0 else 0, "An array is not true or false as a whole"),
        (lambda weights, inputs, bias: weights[99], "count from 0"),
        (lambda weights, inputs, bias: np.exp([weights, None]), "Something in this calculation is no number"),
        (
            lambda weights, inputs, bias: weights + np.array(["a"]),
            "with `UFuncTypeError`. Something in this calculation is no",
        ),
        (lambda weights, inputs, bias: weights[0, 0], "more places in the brackets than dimensions"),
        (lambda weights, inputs, bias: weights @ inputs + print(end=""), "no `return`, or is it still blank?"),
    ],
)
def test_numpy_s_own_words_never_reach_a_learner(program, says):
    message = bp.check("2.3", program).message
    assert says in message
    assert not re.search("ufunc|core dimension|dtype|broadcast|axis 0|ambiguous|operand|Python scalars", message), message


@pytest.mark.parametrize(
    "program, says",
    [
        (lambda weights, inputs, bias: matmul(weights, inputs) + bias, "name 'matmul' is not defined"),  # noqa: F821
        (lambda weights, inputs, bias: shapes, "name 'shapes' is not defined"),  # noqa: F821
        (lambda weights, inputs, bias: list(weights).dtype, "'list' object has no attribute 'dtype'"),
        (lambda weights, inputs, bias: {}["dimensions"], "KeyError: 'dimensions'"),
        (lambda weights, inputs, bias: print(shapes=1), "'shapes' is an invalid keyword argument"),
        (
            lambda weights, inputs, bias: int("word " * 1000),
            "ValueError: invalid literal for int() with base 10: 'word word",
        ),
    ],
)
def test_a_word_of_numpy_s_in_another_exception_hides_nothing(program, says):
    message = bp.check("2.3", program).message
    assert says in message and "shapes do not fit" not in message and len(message) < 700


def endless(*given):
    return endless(*given)


def leaving(*given):
    sys.exit(3)


def generating(*given):
    yield given


def raising(*given):
    raise ValueError


class Speechless(Exception):
    def __str__(self):
        raise RuntimeError


def speechless(*given):
    raise Speechless


def mean(*given):
    return np.mean("text")


@pytest.mark.parametrize("id", ["2.3", "2.4", "4.5", "5.3"])
@pytest.mark.parametrize(
    "program, says",
    [
        (
            endless,
            "stops at `return endless(*given)` with `RecursionError: maximum recursion depth exceeded`. It calls itself",
        ),
        (leaving, "stops at `sys.exit(3)` with `SystemExit: 3`. That would end Python altogether"),
        (generating, "gives a `generator`, which holds no numbers yet. Does it say yield"),
        (lambda *given: map(float, given), "gives a `map`, which holds no numbers yet"),
        (raising, "stops at `raise ValueError` with `ValueError`."),
        (speechless, "stops at `raise Speechless` with `Speechless`."),
        (Broken(), "stops at `return given[0] @ nothing  # noqa: F821` with `NameError: name 'nothing' is not defined`."),
        (functools.partial(Broken(), 1), "with `NameError: name 'nothing' is not defined`."),
        (mean, 'stops at `return np.mean("text")` with '),
    ],
)
def test_a_function_that_comes_to_no_end_is_their_own_line_and_message(id, program, says):
    message = bp.check(id, program).message
    assert says in message, message
    assert not any(frame in message for frame in ("Traceback", "called(", "umr_sum", "site-packages"))


@pytest.mark.parametrize("id", ["1.4", "2.3", "2.4", "4.5", "5.3"])
@pytest.mark.parametrize(
    "program",
    [
        max,
        len,
        int,
        dict,
        type,
        np.dot,
        np.sin,
        np.mean,
        Forward,
        bp.Network,
        NET.forward,
        bp.Network.forward,
        lambda *given: list,
        lambda *given: bp.Network,
        lambda *given: type(NET.backward(NET.forward(X), T)),
        lambda: 1,
    ],
)
def test_whatever_can_be_called_is_answered_in_a_sentence(id, program):
    reply = bp.check(id, program)
    assert reply.verdict in ("not recognised", "mistake")  # bp.Network keeps the weights it is given, as a round must not
    assert reply.message.startswith(("Your function ", "This is not right", "This is the weight before the update."))
    assert "self.pass_forward" not in reply.message, "a line of the package is not the learner's"


@pytest.mark.parametrize("quantity", ["forward", "backward", "round"])
def test_the_doctor_answers_a_builtin_in_a_sentence(quantity):
    assert bp.diagnose(NET, X, T, quantity, max).message.startswith("Your function stops with `ValueError`")


def interrupted(*given):
    raise KeyboardInterrupt


@pytest.mark.parametrize("id", ["2.3", "2.4"])
def test_a_function_that_is_interrupted_is_answered_with_its_line(id):
    reply = bp.check(id, interrupted)
    assert "You stopped your function at `raise KeyboardInterrupt`. Does every loop in it come to an end?" in reply.message
    assert not reply and "Traceback" not in repr(reply)


def nothing_for_four(weights, biases, x):
    return my_forward(weights, biases, x) if len(x) != 4 else None


def nothing_for_five(weights, inputs, bias):
    return my_neuron(weights, inputs, bias) if len(inputs) != 5 else None


def itself(weights, biases, x):
    out = my_forward(weights, biases, x)
    out.append(out)
    return out


def two_lists_without_x(weights, biases, x):
    nets, outs = nets_and_outs(weights, biases, x)
    return nets, outs[1:]


@pytest.mark.parametrize(
    "id, program, says",
    [
        ("2.4", nothing_for_four, "returns nothing (is there a return?). Expected: the outputs"),
        ("2.3", nothing_for_five, "it gives nothing (is there a return?); right is"),
        ("2.4", itself, "returns `list` of length 4, with something in it that is no real number. Expected: the outputs"),
        ("2.4", two_lists_without_x, "returns `tuple` of length 2. Expected: the outputs, or the outputs of all layers"),
        ("2.4", lambda weights, biases, x: NET, "returns an object of type `Network`. Expected: the outputs"),
        ("2.4", lambda net, x: 0.5, "returns `0.5`. Expected: the outputs, or the outputs of all layers from x on. For"),
        ("2.4", lambda net, x: net.forward(x).out[-1] + 2j, "returns complex numbers, `array([0.58929796+2.j])`. Expected"),
        ("2.4", lambda net, x: f"{net.forward(x).out[-1][0]}", "returns the text `'0.58929"),
        ("2.4", lambda net, x: 10**400, "returns `1000"),
        ("5.3", lambda net, x, target: [10**400] * 2, "of length 2, with something in it that is no real number. Expected"),
        ("2.4", lambda *, frog, x: x, "has a parameter `frog`"),
    ],
)
def test_what_comes_back_is_described_beside_what_was_expected(id, program, says):
    reply = bp.check(id, program)
    assert reply.verdict == "not recognised" and says in reply.message, reply


def forward_without_biases(weights, biases, x):
    return outs_and_nets(weights, [0 * b for b in biases], x)


def test_of_outs_and_nets_the_outs_are_judged():
    assert bp.diagnose(NET, X, T, "forward", forward_without_biases).mistakes == (("no-biases",),)


def test_a_mean_of_nothing_is_answered_and_not_warned_of(recwarn):
    """As an empty batch makes it, in 7.15: the doctor has a sentence for what comes of it."""
    assert not bp.check("2.3", lambda weights, inputs, bias: np.mean(weights[:0])) and not recwarn.list


def test_what_a_function_prints_is_seen(capsys):
    bp.check("2.4", printing)
    assert "here" in capsys.readouterr().out


def cross_entropy_turned(t, p):
    return -(t * np.log(p)).sum(axis=1).mean()


def cross_entropy_with_more_between(t, tiny=1e-300, p=None):
    return -(t * np.log(p + tiny)).sum(axis=1).mean()


def momentum_turned(w, gradient, velocity, rate, mu):
    velocity = mu * velocity + gradient
    return w - rate * velocity, velocity


def norm_of_all(weights, gradients, rate):
    return rate * np.sqrt((np.array(gradients) ** 2).sum(axis=(1, 2)))


@pytest.mark.parametrize(
    "id, program", [("7.5", cross_entropy_turned), ("7.5", cross_entropy_with_more_between), ("9.4", momentum_turned)]
)
def test_parameters_with_the_names_asked_for_may_stand_in_any_order(id, program):
    assert bp.check(id, program).verdict == "right"


def test_parameters_with_other_names_go_by_place():
    assert bp.check("7.5", lambda t, outputs: -(outputs * np.log(t)).sum(axis=1).mean()).verdict == "right"


def test_a_list_of_matrices_that_makes_no_array_is_no_missing_transpose():
    said = bp.check("8.10", norm_of_all).message
    assert "inhomogeneous" not in said and "Matrices of different shapes make no array" in said and "transpose" not in said
