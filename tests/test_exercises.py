"""Exercises: blank, solved, wrong in every way that has a name; hints, solutions."""

import json
import re
from decimal import Decimal
from textwrap import indent

import nbformat
import numpy as np
import pytest
from course import LESSONS, at_hand, right_answer, wrong_answers
from markdown_it import MarkdownIt
from nbclient import NotebookClient

import bpcourse as bp
from bpcourse.practice import record
from bpcourse.practice.content import EXERCISES
from bpcourse.practice.kinds import Asked, Open, Value

descend, whole_round = (EXERCISES[id].kind.right for id in ("1.4", "4.5"))
every_exercise = pytest.mark.parametrize("id", EXERCISES)
ENDLESS = []
ENDLESS.append(ENDLESS)
WRONG = [(id, name) for id, exercise in EXERCISES.items() for name in wrong_answers(exercise)]


def answered(exercise, source):
    """The answer cell's value, once this source stands in the place of the dots."""
    names = at_hand(exercise)
    if not exercise.start:
        return eval(source, names)
    exec(source, names)
    return names[re.findall(r"^def (\w+)", source, re.M)[0]]


@every_exercise
def test_a_blank_exercise_is_not_answered_and_not_wrong(id):
    names = {"bp": bp}
    exec(EXERCISES[id].cell.rpartition("\n")[0], names)
    reply = bp.check(id, names[EXERCISES[id].name])
    assert reply.verdict == "open" and repr(reply).startswith(f"{id}: not answered yet.")


@every_exercise
def test_the_reference_is_right(id):
    reply = bp.check(id, answered(EXERCISES[id], right_answer(EXERCISES[id])))
    assert reply.verdict == ("compare" if isinstance(EXERCISES[id].kind, Open) else "right"), reply
    assert len(repr(reply)) > len(f"{id}: right.") + 10, "and it is said why that matters"
    assert not reply.message.startswith("Right. "), "which is said once"


@pytest.mark.parametrize("id, name", WRONG)
def test_every_mistake_in_every_exercise_is_named(id, name):
    exercise = EXERCISES[id]
    found = exercise.kind.judge(answered(exercise, wrong_answers(exercise)[name]))
    assert name.split()[0] in {name for names in found.mistakes for name in names}
    reply = bp.check(id, answered(exercise, wrong_answers(exercise)[name]))
    assert reply.verdict in ("mistake", "tie") or "other sign convention" in reply.message and reply.message


@every_exercise
def test_hints_come_in_turn_and_again(id):
    hints = EXERCISES[id].hints
    assert len(hints) == 3
    bp.hint(id, len(hints))
    assert [bp.hint(id).message for _ in range(4)] == [*hints, hints[0]]
    assert repr(bp.hint(id, 2)) == f"{id}: hint 2 of 3. {hints[1]}"


@every_exercise
def test_the_solution_shows_the_answer(id):
    exercise, shown = EXERCISES[id], bp.solution(id).message
    if exercise.start:
        assert right_answer(exercise) in shown and "```python" in shown
    elif hasattr(exercise.kind, "quantity") or hasattr(exercise.kind, "digits"):
        right = float(right_answer(exercise))
        found = [float(text.replace("−", "-").replace(",", "")) for text in re.findall(r"[-−]?\d[\d,]*\.?\d*", shown)]
        assert any(value == pytest.approx(right, abs=10 ** -min(8, exercise.kind.digits)) for value in found), shown
    else:
        assert len(shown) > 20


@every_exercise
def test_a_solution_has_no_hyphen_for_a_minus(id):
    if not EXERCISES[id].start:
        prose = re.sub(r"`[^`]*`|\$+[^$]*\$+", "", bp.solution(id).message)  # without code and formulas
        assert not re.search(r"-[\d.]", prose)


def test_the_difference_quotient_follows_from_the_errors_shown():
    up, down, quotient = (float(text) for text in re.findall(r"0\.\d{5,}", bp.solution("6.1").message))
    assert (up - down) / 0.2 == pytest.approx(quotient, abs=1e-9)


@pytest.mark.thorough
@pytest.mark.parametrize("path", LESSONS[1:], ids=lambda path: path.stem)
def test_a_lesson_with_all_answers_scores_full_marks(path, tmp_path, monkeypatch):
    monkeypatch.setenv(record.VARIABLE, str(tmp_path / "progress.json"))
    notebook = nbformat.read(path, 4)
    own = {
        f"answer-{id.replace('.', '-')}": exercise
        for id, exercise in EXERCISES.items()
        if int(id.split(".")[0]) == int(path.stem[:2])
    }
    for cell in notebook.cells:
        if cell.id in own:
            exercise = own[cell.id]
            first = right_answer(exercise) if exercise.start else f"{exercise.name} = {right_answer(exercise)}"
            call = exercise.cell.splitlines()[-1]
            if isinstance(exercise.kind, Open):  # as the reply to it says
                call = call.replace(")", ", counts=True)")
            cell.source = f"{first}\n\n{call}"
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    for cell in notebook.cells:
        if cell.id in own:
            said = cell.outputs[0].data["text/plain"]
            assert re.match(r"\d+\.\d+: (right|counted)\.", said), said
    assert set(json.loads((tmp_path / "progress.json").read_text())["done"]) == {exercise.id for exercise in own.values()}


@pytest.mark.parametrize(
    "id, program, says",
    [
        ("1.4", lambda W, eta, steps: W + 1, "For W = 3.0, eta = 0.1, steps = 1 it gives 4.0; right is 2.0."),
        ("2.3", lambda weights, inputs, bias: 0.5, "For weights = ["),
        (
            "3.5",
            lambda delta, incoming: np.outer(delta, incoming).ravel(),
            "it gives an array of shape (4,); right is an array of shape (2, 2).",
        ),
        (
            "3.5",
            lambda delta, incoming: np.outer(delta, incoming).reshape(len(incoming), len(delta)),
            "it gives an array of shape (3, 2); right is an array of shape (2, 3).",
        ),
        ("3.5", lambda delta, incoming: np.ones(10_000), "it gives an array of shape (10000,)"),
        ("3.5", lambda delta, incoming: [np.ones(2), np.ones(3)], "it gives [[1.0, 1.0], [1.0, 1.0, 1.0]]; right is [[0.15"),
        ("2.3", lambda *given: np.ones(10_000).tolist(), "it gives an array of shape (10000,); right is one number."),
        ("3.5", lambda *given: ENDLESS, "it gives `[[["),
        (
            "4.4",
            lambda weights, delta_next, out: weights.T @ delta_next * out,
            "For weights = [[-0.8, -1.32], [-0.25, 0.42]], ",
        ),
        ("9.4", lambda w, velocity, gradient, rate, mu: w, "it gives one number; right is 2 numbers."),
        ("9.4", lambda w, velocity, gradient, rate, mu: (w, velocity, rate), "it gives 3 numbers; right is 2 numbers."),
        ("7.5", lambda p, t: 0.5, "For p = [[0.4, 0.35, 0.25], [0.1, 0.2, 0.7], [0.3, 0.6, 0.1]], t = [[1.0, 0.0, 0.0], "),
        ("1.4", lambda W, eta, steps: descend(W, eta, steps) * (1 + 2e-6), "it gives 2.000004; right is 2.0."),
        ("1.4", lambda W, eta, steps: f"{descend(W, eta, steps)}", "it gives `'2.0'`; right is 2.0. That is a text"),
        ("1.4", lambda W, eta, steps: descend(W, eta, steps) + 2j, "it gives `(2+2j)`; right is 2.0."),
        ("1.4", lambda W, eta, steps: 10**400, "it gives `1000"),
        ("5.4", lambda *given: "weights" * 1000, "it gives `'weights"),
        ("5.4", lambda *given: "weights", "it gives `'weights'`; right is"),
        ("5.5", lambda error, weight, h: print(end=""), "h = 0.1 it gives nothing (is there a return?); right is 6.0."),
    ],
)
def test_a_function_that_goes_wrong_in_its_own_way_gets_a_trial_to_follow(id, program, says):
    reply = bp.check(id, program)
    assert reply.verdict == "not recognised" and says in reply.message


def softmax_with(shift, total):
    """Exercise 7.4's function: what is taken off, what is divided by."""

    def probabilities(net):
        powers = np.exp(net - shift(net))
        return powers / total(powers)

    return probabilities


@pytest.mark.parametrize(
    "program, name",
    [
        (softmax_with(lambda net: net.max(), lambda p: p.sum(axis=-1, keepdims=True)), "one-largest"),
        (softmax_with(lambda net: net.max(axis=-1, keepdims=True), lambda p: p.sum(axis=-1)), "no-keepdims"),
        (softmax_with(lambda net: net.max(axis=-1), lambda p: p.sum(axis=-1, keepdims=True)), "no-keepdims"),
        (softmax_with(lambda net: net.max(axis=1, keepdims=True), lambda p: p.sum(axis=1, keepdims=True)), None),
        (lambda net: net @ np.ones((7, 7)), None),
    ],
)
def test_a_function_that_stops_as_a_mistake_does_is_named_and_no_other(program, name):
    reply = bp.check("7.4", program)
    assert reply.verdict == ("mistake" if name else "not recognised")
    assert (EXERCISES["7.4"].kind.mistakes[name].says if name else "Your function stops at") in reply.message


def probabilities_as_the_lesson_begins(net):
    powers = np.exp(net)
    return powers / powers.sum()


@pytest.mark.parametrize(
    "shift",
    [
        lambda net: net.min(axis=-1, keepdims=True),
        lambda net: abs(net).max(axis=-1, keepdims=True),
        lambda net: net.mean(axis=-1, keepdims=True),
        lambda net: net[..., :1],
        lambda net: net[..., -1:],
        lambda net: np.median(net, axis=-1, keepdims=True),
    ],
)
def test_softmax_with_another_number_taken_off_overflows(shift):
    reply = bp.check("7.4", softmax_with(shift, lambda powers: powers.sum(axis=-1, keepdims=True)))
    assert reply.verdict == "not recognised" and "nan" in reply.message


def test_the_first_softmax_of_the_lesson_is_known():
    reply = bp.check("7.4", probabilities_as_the_lesson_begins)
    assert reply.verdict == "mistake" and "its own sum" in reply.message and "e^1000" in reply.message


def gap_of_copies_outside(error, weights, gradient, h):
    gaps, up, down = [], weights.copy(), weights.copy()
    for place in np.ndindex(weights.shape):
        up[place] += h
        down[place] -= h
        gaps.append(abs((error(up) - error(down)) / (2 * h) - gradient[place]))
    return max(gaps)


def test_copies_that_are_never_put_back_stay_nudged_and_are_not_all_nudged_at_once():
    reply = bp.check("6.4", gap_of_copies_outside)
    assert reply.verdict == "mistake" and "has to go back" in reply.message and "all weights at once" not in reply.message


def stopping(at_the_end):
    """Exercise 8.7's function: what it returns when the list ends while it waits."""

    def best_epoch(errors, patience):
        best = 0
        for epoch in range(len(errors)):
            best = epoch if errors[epoch] < errors[best] else best
            if epoch - best >= patience:
                return best
        return at_the_end(epoch, best, patience)

    return best_epoch


def test_early_stopping_that_never_stops_still_gives_the_best_epoch():
    assert bp.check("8.7", stopping(lambda epoch, best, patience: best)).verdict == "right"
    assert "The list may end" in bp.check("8.7", stopping(lambda epoch, best, patience: epoch)).message
    assert bp.check("8.7", stopping(lambda epoch, best, patience: epoch - patience)).verdict != "right"
    assert bp.check("8.7", stopping(lambda epoch, best, patience: epoch + 1 - patience)).verdict != "right"


def momentum_with(velocity_rate, step_rate):
    """Exercise 9.4's function: what multiplies the gradient, and what the velocity."""

    def momentum_step(w, velocity, gradient, rate, mu):
        velocity = mu * velocity + velocity_rate(rate, mu) * gradient
        return w - step_rate(rate, mu) * velocity, velocity

    return momentum_step


@pytest.mark.parametrize(
    "velocity_rate, step_rate, says",
    [
        (lambda rate, mu: 1, lambda rate, mu: 1 - mu, "This is not right yet."),
        (lambda rate, mu: rate, lambda rate, mu: rate, "The rate stands in it twice"),
        (lambda rate, mu: 1 - mu, lambda rate, mu: rate, "That is a running mean"),
        (lambda rate, mu: rate, lambda rate, mu: 1, "A usual form, too"),
    ],
)
def test_the_rate_and_what_mu_leaves_are_told_apart(velocity_rate, step_rate, says):
    reply = bp.check("9.4", momentum_with(velocity_rate, step_rate))
    assert reply.verdict != "right" and reply.message.startswith(says)


# What learners type, each in another way than the lesson's file has it: the exercise, the name, the function's body.
FORWARD = """
out = [x]
for W, b in zip(weights, biases):
    out.append(1 / (1 + np.exp(-np.dot(W, out[-1]) - b)))
delta = (out[-1] - target) * out[-1] * (1 - out[-1])
found = []
for k in reversed(range(len(weights))):
    found.append(GRADIENT)
    delta = (delta @ weights[PLACE]) * out[k] * (1 - out[k])
return found[::-1]
"""
LOOP = "for _ in range(epochs):\n    for x, target in zip(examples, targets):\n        "


def backward_with(gradient, place="k", *changes):
    """Exercise 5.3's function, all layers in a single loop: what it takes for a gradient, and other changes."""
    source = FORWARD.replace("GRADIENT", gradient).replace("PLACE", place)
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    return source


OUTER = "np.outer(delta, out[k])"
AS_COLUMNS = [
    ("out = [x]", "x, target = x[:, None], target[:, None]\nout = [x]"),
    ("delta @ weights[k]", "weights[k].T @ delta"),
]
AS_TYPED = [
    ("1.4", "early-return", "while steps > 0:\n    W -= eta * 10 * (W - 2)\n    return W"),
    ("1.4", "thrown-away", "for i in range(steps):\n    new_W = W - eta * 10 * (W - 2)\nreturn W"),
    ("1.5", "rate-forgotten", "miss = W * x - t\nreturn W - miss * x"),
    ("1.5", "absolute-error", "return W + eta * x * np.abs(W * x - t)"),
    ("2.3", "bias-turned", "net = np.dot(weights, inputs)\nreturn 1 / (1 + np.exp(-net + bias))"),
    ("2.3", "brackets", "return 1 / 1 + np.exp(-(inputs @ weights + bias))"),
    ("2.3", "products", "return 1 / (1 + np.exp(-(inputs * weights + bias)))"),
    (
        "2.4",
        "x-again",
        "for k in range(len(weights)):\n    out = 1 / (1 + np.exp(-(np.matmul(weights[k], x) + biases[k])))\nreturn out",
    ),
    ("2.4", "early-return", "for W, b in zip(weights, biases):\n    x = 1 / (1 + np.exp(-W @ x - b))\n    return x"),
    ("3.4", "brackets", "slope = out * (1 - out)\nreturn out - target * slope"),
    (
        "4.5",
        "slope-of-outputs",
        "h = 1 / (1 + np.exp(-W1 @ x - b1))\no = 1 / (1 + np.exp(-W2 @ h - b2))\nslope = o * (1 - o)\n"
        "d2 = (o - target) * slope\nd1 = W2.T @ d2 * slope\nreturn W1 - rate * np.outer(d1, x), W2 - rate * np.outer(d2, h)",
    ),
    (
        "4.5",
        "error-sent-back",
        "h = 1 / (1 + np.exp(-W1 @ x - b1))\no = 1 / (1 + np.exp(-W2 @ h - b2))\nmiss = o - target\n"
        "d1 = W2.T @ miss * h * (1 - h)\nreturn W1 - rate * np.outer(d1, x), W2 - rate * np.outer(miss * o * (1 - o), h)",
    ),
    ("5.3", "batch-of-one", backward_with("np.dot(delta, out[k].T)")),
    ("5.3", "mean-of-batch-of-one", backward_with("delta.T @ out[k] / x.shape[0]")),
    ("5.3", "entry-by-entry", backward_with("out[k] * delta")),
    (
        "5.3",
        "examples-of-one",
        "found = []\nfor k in range(len(x)):\n    hidden = 1 / (1 + np.exp(-(weights[0] @ x[k] + biases[0])))\nreturn found",
    ),
    ("5.3", "a-column", backward_with("delta @ out[k].T", "k", *AS_COLUMNS)),
    ("5.3", "mean-over-inputs", backward_with(OUTER, "k", ("- target)", "- target) / len(x)"))),
    ("5.3", "mean-over-outputs", backward_with(OUTER, "k", ("- target)", "- target) / target.size"))),
    ("5.3", "mean-over-neurons", backward_with("np.outer(delta / len(delta), out[k])")),
    ("5.3", "mean-along-neurons", backward_with("delta.mean() * out[k]")),
    ("5.3", "sum-along-neurons", backward_with("np.sum(delta[:, None] * out[k], axis=0)")),
    (
        "5.3",
        "biases-added-up",
        backward_with(
            OUTER,
            "k",
            ("found = []", "found, shared = [], []"),
            ("    delta = (", "    shared.append(delta.sum(axis=0))\n    delta = ("),
            ("found[::-1]", "found[::-1], shared[::-1]"),
        ),
    ),
    ("5.3", "layer-before", backward_with(OUTER, "k - 1")),
    ("5.4", "thrown-away", LOOP + "new = one_round(weights, x, target)\nreturn weights"),
    ("5.4", "added", LOOP + "weights += one_round(weights, x, target)\nreturn weights"),
    ("5.4", "early-return", LOOP + "return one_round(weights, x, target)"),
    (
        "5.4",
        "every-pair",
        "for _ in range(epochs):\n    for x in examples:\n        for t in targets:\n"
        "            weights = one_round(weights, x, t)\nreturn weights",
    ),
    ("5.5", "absolute", "return np.abs((error(weight + h) - error(weight - h)) / (2 * h))"),
    ("7.6", "one-place", "return np.mean(np.argmax(outputs) == np.argmax(targets))"),
    ("7.7", "a-little-added", "mean, std = train.mean(axis=0), train.std(axis=0) + 1e-8\nreturn (other - mean) / std"),
    ("7.7", "a-little-more-added", "return (other - np.mean(train, axis=0)) / (1e-7 + np.std(train, axis=0))"),
    ("7.7", "even-more-added", "return (other - train.mean(0)) / (train.std(0) + 1e-6)"),
    ("7.7", "one-for-zero", "std = train.std(axis=0)\nstd[std == 0] = 1\nreturn (other - train.mean(axis=0)) / std"),
    ("7.7", "variance", "return (other - train.mean(axis=0)) / np.var(train)"),
    ("7.7", "one-less", "return (other - train.mean(axis=0)) / np.std(train, ddof=1)"),
    ("7.7", "its-own-spread", "return (other - train.mean(axis=0)) / np.std(other)"),
    ("7.7", "its-own-pixels", "mean, std = other.mean(axis=0), other.std(axis=0)\nreturn (other - mean) / std"),
    ("7.7", "image-by-image", "return (other - np.mean(train, axis=-1)) / np.std(train)"),
    ("8.6", "thrown-away", "for k, W in enumerate(weights):\n    new = W * np.sqrt(2 / W.shape[1])\nreturn weights"),
    (
        "8.7",
        "error-for-epoch",
        "lowest, waited = errors[0], 0\nfor error in errors[1:]:\n    waited += 1\n    if error < lowest:\n"
        "        lowest, waited = error, 0\n    if waited == patience:\n        break\nreturn lowest",
    ),
    (
        "9.3",
        "overwritten",
        "for p, blame in enumerate(delta):\n    slopes = blame * signal[p:p + len(signal) - len(delta) + 1]\nreturn slopes",
    ),
    ("9.3", "sign-flipped", "return np.correlate(signal, -delta)"),
    ("9.3", "turned", 'return np.convolve(delta, signal, mode="valid")'),
    ("9.3", "turned-and-beyond", "return np.convolve(delta, signal)"),
    ("9.3", "piece-too-short", "return [(delta @ signal[k:k + len(delta)]) for k in range(len(delta))]"),
    ("9.4", "step-for-velocity", "v = mu * velocity - rate * gradient\nw += v\nreturn w, v"),
    ("9.4", "minus-inside", "v = mu * velocity - gradient\nreturn w + v * rate, v"),
    ("9.4", "minus-twice", "v = -gradient + mu * velocity\nw -= rate * v\nreturn w, v"),
    ("9.4", "rate-forgotten", "v = gradient + mu * velocity\nreturn w - v, v"),
    ("9.4", "exchanged", "v = gradient + mu * velocity\nw -= rate * v\nreturn v, w"),
    ("9.4", "old-velocity-kept", "v = gradient + mu * velocity\nreturn w - rate * v, velocity"),
]


@pytest.mark.parametrize("id, name, body", AS_TYPED, ids=[f"{id}-{name}" for id, name, _ in AS_TYPED])
def test_a_common_bug_is_named_however_it_is_typed(id, name, body):
    exercise = EXERCISES[id]
    reply = bp.check(id, answered(exercise, f"{exercise.start}\n{indent(body.strip(), '    ')}"))
    assert reply.mistakes == ((name,),), reply
    assert exercise.kind.mistakes[name].says in reply.message


G, EPS = 0.003, 1e-8


@pytest.mark.parametrize(
    "value, says",
    [
        (0.1 * 0.1 * G / ((0.001 * G**2) ** 0.5 + EPS), "Without the correction"),
        ("0.316194", "Without the correction"),
        ("0.3162", "Without the correction"),
        ("0.316228", "Without the correction"),
        (0.1 * 0.1 * G / (G + EPS), "s alone"),
        ("0.01", "s alone"),
        (0.1 * G / ((0.001 * G**2) ** 0.5 + EPS), "m alone"),
        ("3.162", "m alone"),
        ("3.16228", "m alone"),
        (-0.1 * G / (G + EPS), "a distance"),
        (-0.1, "a distance"),
        ("-0.1", "a distance"),
        (0.1 * G / (G**2 + EPS), "*root*"),
        ("33.333", "*root*"),
        (0.0003, "a plain step"),
    ],
)
def test_adam_s_mistakes_are_known_with_and_without_the_small_number_below(value, says):
    reply = bp.check("9.5", value)
    assert reply.verdict == "mistake" and reply.message.count(says) == 1


def test_matrices_with_exactly_the_spread_asked_for_are_not_the_same_matrices():
    reply = bp.check("8.6", lambda weights: [W / W.std() * np.sqrt(2 / W.shape[1]) for W in weights])
    assert reply.verdict == "mistake" and "happen to have" in reply.message


def test_an_axis_that_is_not_there_is_no_missing_transpose():
    said = bp.check("7.4", lambda net: np.exp(net) / np.exp(net).sum(axis=1, keepdims=True)).message
    assert "axis=-1 is the last one" in said and "transpose" not in said


def test_a_row_is_as_good_as_a_column():
    assert bp.check("3.4", lambda out, target: ((out - target) * out * (1 - out))[:, None]).verdict == "right"
    assert bp.check("3.5", lambda delta, incoming: np.outer(delta, incoming).squeeze()).verdict == "right"


def test_a_round_that_ignores_its_rate_is_not_right():
    def half_rate(W1, W2, b1, b2, x, target, rate):
        return whole_round(W1, W2, b1, b2, x, target, 0.5)

    assert "another learning rate" in bp.check("4.5", half_rate).message


@pytest.mark.parametrize("value", [0, 1, "0.0"])
@pytest.mark.parametrize("id", [id for id, exercise in EXERCISES.items() if isinstance(exercise.kind, (Asked, Value))])
def test_no_number_is_nearly_nothing_or_nearly_one(id, value):
    reply = bp.check(id, value)
    assert reply.head == f"{id}: not yet." and reply.verdict in ("not recognised", "too few digits")


@pytest.mark.parametrize("answer", ["c", "C", " c ", "(c)", "[C]", "c)", "c.", "C:", '"c"'])
def test_a_letter_may_be_dressed(answer):
    assert bp.check("1.6", answer).verdict == "right"


@pytest.mark.parametrize("answer", [["c"], np.array([1.0, 2.0]), 3, "e", "a value of mine", {}])
def test_what_is_no_letter_is_answered_in_a_sentence(answer):
    reply = bp.check("1.6", answer)
    assert reply.verdict == "not understood" and 'expected one of "a", "b", "c", "d".' in reply.message
    assert "The answer is " in reply.message


def test_a_learner_s_own_error_is_their_line_and_message_alone():
    def my_neuron(weights, inputs, bias):
        total = weights @ inputs
        return total / nothing  # noqa: F821

    reply = bp.check("2.3", my_neuron)
    assert "`return total / nothing" in reply.message and "NameError" in reply.message
    assert "Traceback" not in reply.message and "judges" not in reply.message


@pytest.mark.parametrize(
    "answer, says",
    [
        ("x", "The answer is `'x'`, expected a number."),
        (lambda: 1, "expected a number"),
        ([1, 2], "The answer holds 2 numbers, but delta_o2 has one."),
        ("1e400", "The answer is `'1e400'`, expected a finite number."),
        (10**400, "expected a finite number"),
        (ENDLESS, "a list in a list"),
    ],
)
def test_what_is_no_number_is_answered_in_a_sentence(answer, says):
    reply = bp.check("3.1", answer)
    assert reply.verdict == "not understood" and says in reply.message


@pytest.mark.parametrize("call", [bp.check, bp.hint, bp.solution])
@pytest.mark.parametrize(
    "id, error, says",
    [
        ("3.99", ValueError, "id is '3.99', expected one of 3.1, 3.2"),
        (3.2, TypeError, "id is 3.2, expected text such as '3.2'"),
    ],
)
def test_an_unknown_exercise_is_said(call, id, error, says):
    with pytest.raises(error, match=re.escape(says)):
        call(id)


def test_a_reply_is_text_and_markdown():
    reply = bp.check("1.1", 9)
    assert repr(reply) == "1.1: not yet. This is the sum of the absolute errors. Square each miss before you add."
    assert reply._repr_markdown_() == f"**1.1: not yet.**{repr(reply).removeprefix('1.1: not yet.')}"


def test_a_truth_is_no_number_of_a_hint():
    with pytest.raises(ValueError, match="number is True, expected 1 to 3"):
        bp.hint("1.1", True)


@pytest.mark.parametrize(
    "id, answer, true, mistakes",
    [
        ("1.2", 30, True, ()),
        ("1.2", "30.0", True, ()),
        ("1.2", -30, False, (("sign-flipped",),)),
        ("1.2", ..., False, ()),
        ("1.2", "thirty", False, ()),
        ("1.6", "c", True, ()),
        ("1.6", "a", False, (("a",),)),
        ("3.1", "-0.04", False, ()),
        ("1.4", lambda W, eta, steps: W + 1, False, ()),
        ("1.4", lambda W, eta, steps: W, False, (("thrown-away",),)),
    ],
)
def test_a_reply_is_true_only_where_the_answer_is_right(id, answer, true, mistakes):
    reply = bp.check(id, answer)
    assert bool(reply) is true and reply.mistakes == mistakes


def test_a_docstring_above_the_three_dots_is_no_answer_yet():
    def output_delta(out, target):
        """The delta of a whole layer."""
        ...

    def of_text(out, target):
        return "no number"

    assert bp.check("3.4", output_delta).verdict == "open" and bp.check("3.4", of_text).verdict == "not recognised"


def test_a_thought_may_be_written_without_spaces():
    assert bp.check("1.7", "步子太小就要走很多步，步子太大就会跳过最低点，误差反而变大。").verdict == "compare"
    assert bp.check("1.7", "步子太小").verdict == "not recognised"


def test_a_decimal_is_a_number_as_typed():
    assert bp.check("3.1", Decimal(f"{EXERCISES['3.1'].answer:.6f}")).verdict == "right"


def test_a_single_digit_is_asked_for_more_digits():
    assert bp.check("2.1", 0.3).message == "A single digit fits by accident: give 4 digits, and I can tell."


def test_a_thought_is_not_yet_right_nor_is_a_hint():
    assert not bp.check("1.7", "A small step is safe, but many of them are needed, and each costs a pass.")
    assert not bp.hint("1.7") and not bp.solution("1.2")


def test_an_answer_is_quoted_as_it_came():
    assert "The answer is `'value c'`, expected one of" in bp.check("1.6", "value c").message


@pytest.mark.parametrize(
    "id, answer, data",
    [
        ("1.2", 30, {"id": "1.2", "verdict": "right", "mistakes": []}),
        ("1.2", -30, {"id": "1.2", "verdict": "mistake", "mistakes": [["sign-flipped"]]}),
        ("1.2", ..., {"id": "1.2", "verdict": "open", "mistakes": []}),
    ],
)
def test_a_reply_can_be_read_by_a_program(id, answer, data):
    bundle = bp.check(id, answer)._repr_mimebundle_()
    assert json.loads(json.dumps(bundle)) == {"application/vnd.bpcourse+json": data}


class Spoken(Exception):
    def __str__(self):
        return "<script>alert(1)</script> costs $5$ and __init__ **bold** `code` ``more``"


def speaking(*given):
    raise Spoken


@pytest.mark.parametrize(
    "id, answer",
    [
        ("2.3", speaking),
        ("4.5", speaking),
        ("2.3", lambda w, x, b: "<script>alert(1)</script> $5$ __init__"),
        ("3.1", "<script>alert(1)</script> $5$ __init__ **bold**"),
        ("1.6", "<b>__init__</b> $x$"),
        ("5.3", lambda __init__, **more: 1),
        ("1.4", lambda W, eta, steps: speaking),
    ],
)
def test_what_comes_from_a_learner_is_shown_letter_by_letter(id, answer):
    text = bp.check(id, answer)._repr_markdown_()
    tokens = [token.type for token in MarkdownIt().parseInline(text)[0].children if token.type != "text"]
    assert tokens[:2] == ["strong_open", "strong_close"] and set(tokens[2:]) == {"code_inline"}
    assert "$" not in re.sub(r"(`+).+?\1", "", text), "a dollar outside code, escaped or not, begins maths in JupyterLab"


@pytest.mark.parametrize("thought", ["blah " * 40, "I do not know " * 4])
def test_a_thought_counts_when_its_writer_says_so(thought, tmp_path, monkeypatch):
    monkeypatch.setenv(record.VARIABLE, str(tmp_path / "progress.json"))
    monkeypatch.setattr(record, "_here", {})
    first = bp.check("1.7", thought)
    assert first.verdict == "compare" and 'bp.check("1.7", answer_1_7, counts=True)' in first.message
    assert "1.7" not in bp.progress().done and not first
    counted = bp.check("1.7", thought, counts=True)
    assert counted.verdict == "counted" and not counted and "1.7" in bp.progress().done


def test_only_a_thought_is_counted_by_its_writer():
    assert bp.check("1.7", "I do not know.", counts=True).verdict == "not recognised", "that is no thought yet"
    with pytest.raises(ValueError, match="counts is True, but exercise 1.2 is no thought of your own"):
        bp.check("1.2", 31, counts=True)
