"""`bp.Value` against other engines, and code written for the best-known one."""

import math
import random
import re

import autograd.numpy as anp
import pytest
from autograd import grad
from course import ROOT, lesson_cells
from hypothesis import given
from hypothesis import strategies as st

import bpcourse as bp
from bpcourse import Value

# Each step takes two numbers known so far and makes one more; all stay where every function is defined and smooth.
STEPS = {
    "add": lambda a, b, f: a + b,
    "subtract": lambda a, b, f: a - b,
    "multiply": lambda a, b, f: a * b,
    "divide": lambda a, b, f: a / (b * b + 0.5),
    "reflected": lambda a, b, f: 2 - 3 * a + 1 / (b * b + 1),
    "power": lambda a, b, f: (a * a + 0.1) ** 1.5 - b**3,
    "negative": lambda a, b, f: -a + b,
    "exp": lambda a, b, f: f.exp(f.tanh(a)),
    "log": lambda a, b, f: f.log(a * a + 0.5),
    "tanh": lambda a, b, f: f.tanh(a),
    "sigmoid": lambda a, b, f: f.sigmoid(a - b),
    "relu": lambda a, b, f: f.relu(a) + b,
    "same twice": lambda a, b, f: a * a,
}
NUMBERS = st.lists(st.floats(-2, 2).filter(lambda x: abs(x) > 1e-3), min_size=3, max_size=3)
RECIPES = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8)


class Methods:
    """Functions as a Value has them: methods."""

    exp, log, tanh, sigmoid, relu = (
        staticmethod(lambda x, name=name: getattr(x, name)()) for name in ("exp", "log", "tanh", "sigmoid", "relu")
    )


class Autograd:
    exp, log, tanh = anp.exp, anp.log, anp.tanh
    sigmoid = staticmethod(lambda x: 1 / (1 + anp.exp(-x)))
    relu = staticmethod(lambda x: anp.maximum(x, 0.0))


def cooked(recipe, numbers, functions):
    """The last number of a recipe: later steps use what earlier ones made."""
    known = list(numbers)
    for name, first, second in recipe:
        known.append(STEPS[name](known[-1 - first % len(known)], known[-1 - second % len(known)], functions))
    return known[-1]


def slopes(recipe, numbers):
    values = [Value(number) for number in numbers]
    end = cooked(recipe, values, Methods)
    end.backward()
    return [end.data, *(value.grad for value in values)]


@pytest.mark.filterwarnings("ignore:Output seems independent")
@given(RECIPES, NUMBERS)
def test_values_and_slopes_are_those_of_autograd(recipe, numbers):
    found = slopes(recipe, numbers)
    if not max(map(abs, found)) < 1e12:
        return
    expected = [float(grad(lambda *x: cooked(recipe, x, Autograd), k)(*map(float, numbers))) for k in range(3)]
    assert found == pytest.approx([float(cooked(recipe, numbers, Autograd)), *expected], rel=1e-9, abs=1e-12)


@pytest.mark.thorough
@given(RECIPES, NUMBERS)
def test_values_and_slopes_are_those_of_pytorch(recipe, numbers):
    import torch

    found = slopes(recipe, numbers)
    if not max(map(abs, found)) < 1e12:
        return
    tensors = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in numbers]
    end = cooked(recipe, tensors, torch)
    end.backward() if end.requires_grad else None
    expected = [0.0 if tensor.grad is None else tensor.grad.item() for tensor in tensors]
    assert found == pytest.approx([end.item(), *expected], rel=1e-9, abs=1e-12)


@pytest.mark.thorough
def test_the_program_for_pytorch_in_lesson_09_prints_what_the_lesson_says(capsys):
    cells = lesson_cells(ROOT / "notebooks" / "09_where_next.ipynb")
    (text,) = [cell.source for cell in cells if "import torch" in cell.source]
    program, printed = re.findall(r"```(?:python)?\n(.*?)```", text, re.S)
    exec(program, names := {})
    assert capsys.readouterr().out == printed
    with pytest.raises(RuntimeError, match="in-place"):  # "Outside no_grad PyTorch refuses"
        names["W1"] -= 1


@pytest.mark.parametrize("name", bp.worked.network().names)
def test_the_worked_example_in_values_has_the_slopes_of_the_backward_pass(name):
    net = bp.worked.network()
    weights = {w: Value(net[w]) for w in net.names}
    signals = [Value(0.05), Value(0.10)]
    for layer, names in ((("w1", "w2", "b_h1"), ("w3", "w4", "b_h2")), (("w5", "w6", "b_o1"), ("w7", "w8", "b_o2"))):
        signals = [(weights[a] * signals[0] + weights[b] * signals[1] + weights[c]).sigmoid() for a, b, c in (layer, names)]
    error = sum(0.5 * (t - out) ** 2 for t, out in zip((0.01, 0.99), signals))
    error.backward()
    expected = net.backward(net.forward(bp.worked.INPUT), bp.worked.TARGET)[name]
    assert error.data == pytest.approx(0.298371109, abs=5e-10) and weights[name].grad == pytest.approx(expected, rel=1e-12)


def test_a_chain_of_a_hundred_thousand_operations_works():
    start = end = Value(1.0)
    for _ in range(100_000):
        end = end * 1.00001
    end.backward()
    assert start.grad == pytest.approx(1.00001**100_000, rel=1e-9)
    del end


def test_slopes_add_up_where_a_value_is_used_twice_and_over_several_ends():
    a = Value(3.0)
    b = a + a
    (b * b).backward()
    assert (a.grad, b.grad) == (24, 12)
    (a * 2).backward()
    assert a.grad == 26


def test_a_multilayer_perceptron_written_for_micrograd_trains():
    """In the style of micrograd's nn: lists of Values, sum with a start, reflected operators, relu, zeroed grads."""
    draw = random.Random(1)
    layers = [
        [([Value(draw.uniform(-1, 1)) for _ in range(n_in)], Value(0)) for _ in range(n)] for n_in, n in ((2, 8), (8, 1))
    ]
    parameters = [p for layer in layers for row, bias in layer for p in [*row, bias]]

    def said(x):
        for k, layer in enumerate(layers):
            x = [sum((w * xi for w, xi in zip(row, x)), bias) for row, bias in layer]
            x = [net.relu() for net in x] if k == 0 else x
        return x[0]

    xs, ys = [[0, 0], [0, 1], [1, 0], [1, 1]], [-1, 1, 1, -1]
    for _ in range(300):
        losses = [(1 + -y * said(x)).relu() for x, y in zip(xs, ys)]
        loss = sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in parameters)
        for p in parameters:
            p.grad = 0
        loss.backward()
        for p in parameters:
            p.data -= 0.1 * p.grad
    assert all((said(x).data > 0) == (y > 0) for x, y in zip(xs, ys)) and loss.data < 0.2


def test_operations_look_like_those_of_numbers():
    a = Value(-4.0)
    assert repr(Value(2) + 1) == "Value(data=3.0, grad=0.0)"
    found = [(1 - a).data, (1 / a).data, (a / 2).data, (a**2).data, (-a).data, (2 * a + 1).data, a.relu().data]
    assert found == [5, -0.25, -2, 16, 4, -7, 0]


@pytest.mark.parametrize(
    "wrong, says",
    [
        (lambda: Value("3"), "data is '3', expected a number"),
        (lambda: Value(True), "data is True, expected a number"),
        (lambda: Value(2) + "3", "data is '3', expected a number"),
        (lambda: Value(math.nan), "expected a finite number"),
        (lambda: Value(2) ** Value(3), "power is a Value, expected a number"),
        (lambda: Value(-1).log(), "no logarithm"),
        (lambda: Value(1) / 0, "has no value"),
        (lambda: Value(0) ** -1, "has no value"),
        (lambda: Value(-8) ** 0.5, "is no real number"),
    ],
)
def test_what_has_no_value_is_said(wrong, says):
    with pytest.raises((TypeError, ValueError, ZeroDivisionError), match=says):
        wrong()


def test_extreme_numbers_do_not_fail():
    assert (Value(-1000).sigmoid().data, Value(1000).sigmoid().data) == (pytest.approx(0, abs=1e-300), 1)
    assert Value(1000).exp().data == math.inf
    root = Value(0)
    (root**0.5).backward()
    assert root.grad == math.inf
