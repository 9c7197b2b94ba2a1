"""The gradient check: right where backward is right, and loud where it is not."""

import numpy as np
import pytest
from course import random_case
from hypothesis import given
from hypothesis import strategies as st

import bpcourse as bp
from bpcourse import network


@given(st.integers(0, 10_000), st.booleans())
def test_right_gradients_agree_on_smooth_networks_of_up_to_five_layers(seed, batch):
    net, x, t = random_case(seed, layers=5, width=5, batch=batch)
    report = bp.check_gradients(net, x, t)
    largest = max(abs(row.numerical) for row in report.comparisons)
    assert max(abs(row.backward - row.numerical) for row in report.comparisons) <= 1e-6 * largest
    assert report.agrees and report.first is None


def test_the_network_is_left_as_it_was(worked):
    before = worked[0].copy()
    bp.numerical_gradient(*worked)
    assert all((a == b).all() for a, b in zip(before.weights, worked[0].weights))


def test_the_report_names_every_parameter_and_both_values(worked):
    net, x, t = worked
    report = bp.check_gradients(net, x, t)
    assert [row.name for row in report.comparisons] == net.names
    w5 = report.comparisons[4]
    assert (w5.name, w5.backward) == ("w5", net.backward(net.forward(x), t)["w5"])
    assert w5.numerical == pytest.approx(w5.backward, rel=1e-8)
    assert w5.verdict == "yes"
    assert w5.relative_error == abs(w5.backward - w5.numerical) / max(w5.backward, w5.numerical)
    assert "All 12 gradients agree" in report._repr_markdown_()


BROKEN = {
    "no slope in hidden layers": ("hidden_delta", lambda weights, delta, slope: delta.dot(weights), "w1"),
    "weights not transposed": ("hidden_delta", lambda weights, delta, slope: delta.dot(weights.T) * slope, "w1"),
    "sign of the output flipped": ("output_delta", lambda out, target, slope: (target - out) * slope, "w1"),
    "no slope at the output": ("output_delta", lambda out, target, slope: out - target, "w1"),
    "incoming signal forgotten": ("weight_gradient", lambda delta, incoming: delta[:, None] * np.ones_like(incoming), "w1"),
    "biases' gradient doubled": ("bias_gradient", lambda delta: 2 * delta, "b_h1"),
}


@pytest.mark.parametrize("rule, wrong, first", BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_noticed_and_the_first_wrong_parameter_named(worked, monkeypatch, rule, wrong, first):
    monkeypatch.setattr(network, rule, wrong)
    report = bp.check_gradients(*worked)
    assert not report.agrees and report.first == first
    assert f"The first is {first}" in repr(report)


def test_the_table_gives_the_relative_error_and_says_what_it_left_out(worked, monkeypatch):
    assert "| w5 | 0.082167041 | 0.082167041 | below 0.0001 | yes |" in bp.check_gradients(*worked)._repr_markdown_()
    wide = bp.Network.random([10, 10, 2], 0)
    assert "92 more" in repr(bp.check_gradients(wide, np.ones(10), [0, 1]))
    monkeypatch.setattr(network, "bias_gradient", lambda delta: 2 * delta)
    assert "| 0.5 | no |" in bp.check_gradients(*worked)._repr_markdown_()


def test_a_gradient_below_rounding_is_called_too_small_to_tell(worked):
    report = bp.check_gradients(*worked, h=1e-12)
    assert report.comparisons[0].verdict == "too small to tell"
    assert "8 gradients agree with central differences. 4 are too small to be told from rounding." in repr(report)


def test_a_saturated_softmax_raises_no_false_alarm():
    net = bp.Network([[[1], [-1]]], [[0, 0]], "softmax", "cross_entropy")
    assert net.error([1000], [0, 1]) == 2000
    assert bp.check_gradients(net, [360], [0, 1]).agrees


def test_large_weights_get_a_step_that_suits_them():
    assert bp.check_gradients(bp.Network([[[1e12]]], [[0.0]], "identity"), [1e-12], [0.5]).agrees


def test_one_wrong_gradient_among_many_is_found(worked):
    class OffByOne(bp.Network):
        def backward(self, trace, target):
            gradients = super().backward(trace, target)
            gradients.weights[1][0, 1] *= 1.001
            return gradients

    net, x, t = worked
    assert bp.check_gradients(OffByOne(net.weights, net.biases), x, t).first == "w6"


def test_a_wrong_gradient_in_a_layer_where_gradients_vanish_is_found():
    net = bp.Network.random([2, 3, 3, 3, 3, 2], 0)
    for weights in net.weights:
        weights *= 0.1
    x, t = np.array([0.3, 0.8]), np.array([0.0, 1.0])

    class Wrong(bp.Network):
        def backward(self, trace, target):
            gradients = super().backward(trace, target)
            gradients.weights[0] = gradients.weights[0] * 2
            return gradients

    assert bp.check_gradients(net, x, t).agrees
    wrong = Wrong(net.weights, net.biases)
    assert abs(wrong.backward(net.forward(x), t).weights[0]).max() < 1e-5
    assert bp.check_gradients(wrong, x, t).first == "w1"
