"""The chain rule for one parameter, as data and as text."""

import re
from math import prod

import numpy as np
import pytest
from course import random_case
from hypothesis import given
from hypothesis import strategies as st

import bpcourse as bp
from bpcourse.names import neuron_names


@given(st.integers(0, 10_000))
def test_the_sum_over_paths_is_the_backward_pass_for_every_parameter(seed):
    net, x, t = random_case(seed, smooth=False, layers=3, width=3)
    gradients = net.backward(net.forward(x), t)
    for name in net.names:
        derivation = bp.derive(net, x, t, name)
        magnitude = sum(abs(path.product) for path in derivation.paths)
        assert len(derivation.paths) == derivation.n_paths
        assert abs(derivation.gradient - gradients[name]) <= 1e-12 * magnitude
        assert derivation.updated == net[name] - 0.5 * derivation.gradient


@given(st.integers(0, 10_000))
def test_a_shared_bias_sums_the_paths_of_its_whole_layer(seed):
    net, x, t = random_case(seed, layers=3, width=3)
    for layer in range(1, len(net.sizes)):
        net[f"b{layer}"] = 0.3
        derivation = bp.derive(net, x, t, f"b{layer}")
        magnitude = sum(abs(path.product) for path in derivation.paths)
        assert abs(derivation.gradient - net.backward(net.forward(x), t)[f"b{layer}"]) <= 1e-12 * magnitude
        assert derivation.n_paths == prod(net.sizes[layer:])


@given(st.integers(0, 10_000))
def test_each_factor_is_the_slope_that_nudging_finds(seed):
    """Along a path of a sigmoid network: out answers to net, net to out, E to out, each measured on its own."""
    net = bp.Network.random([2, 3, 2, 2], seed)
    draw, h = np.random.default_rng(seed), 1e-6
    x, t = draw.normal(size=2), draw.uniform(size=2)
    trace = net.forward(x)
    value = {f"out_{name}": out for name, out in zip(["o1", "o2"], trace.out[3])}
    path = bp.derive(net, x, t, "w1").paths[0]
    assert path.neurons == ("h1_1", "h2_1", "o1")
    error, squash, *_ = path.factors
    sigmoid = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
    o, z = value["out_o1"], trace.net[3][0]
    assert error.number == pytest.approx(((o + h - t[0]) ** 2 - (o - h - t[0]) ** 2) / (4 * h), rel=1e-6, abs=1e-8)
    assert squash.number == pytest.approx((sigmoid(z + h) - sigmoid(z - h)) / (2 * h), rel=1e-6, abs=1e-8)
    assert [f.number for f in path.factors[2::2]] == [net.weights[2][0, 0], net.weights[1][0, 0], x[0]]


def test_links_hang_together(worked):
    for path in bp.derive(*worked, "w1").paths:
        assert path.factors[0].of == "E" and path.factors[-1].by == "w1"
        assert all(a.by == b.of for a, b in zip(path.factors, path.factors[1:]))


def test_softmax_with_cross_entropy_begins_at_the_net_input():
    net = bp.Network.random([2, 2], 0, "softmax", "cross_entropy")
    derivation = bp.derive(net, [1.0, 2.0], [1, 0], "w3")
    assert [factor.symbol for factor in derivation.paths[0].factors] == ["∂E/∂net_o2", "∂net_o2/∂w3"]


def test_wide_networks_show_the_layer_form_and_count_the_paths():
    net = bp.Network.random([4, 30, 40, 10], 0)
    x, t = np.ones(4), np.zeros(10)
    derivation = bp.derive(net, x, t, "w1")
    assert derivation.n_paths == 400 and len(derivation.paths) == 400
    assert "a sum over 400 paths" in repr(derivation) and "∂E/∂net_h1_1 · ∂net_h1_1/∂w1" in repr(derivation)
    assert len(derivation._repr_markdown_()) < 2000
    deep = bp.Network.random([4, 30, 40, 50, 10], 0)
    derivation = bp.derive(deep, x, t, "w1")
    assert derivation.n_paths == 20_000 and derivation.paths == ()
    assert derivation.gradient == pytest.approx(bp.numerical_gradient(deep, x, t)["w1"], rel=1e-5)


@given(st.integers(0, 10_000))
def test_each_formula_gives_its_number(seed):
    """The text that a learner reads, worked out with the numbers of the forward pass."""
    net, x, t = random_case(seed, smooth=False, layers=3, width=3)
    trace, known = net.forward(x), {name: net[name] for name in net.names}
    for level, names in enumerate(neuron_names(net.sizes)):
        known |= {f"out_{name}": float(trace.out[level][k]) for k, name in enumerate(names)}
    known |= {f"t_{name}": float(t[k]) for k, name in enumerate(neuron_names(net.sizes)[-1])}
    known |= {name: known[f"out_{name}"] for name in neuron_names(net.sizes)[0]}
    for name in net.names:
        for factor in (factor for path in bp.derive(net, x, t, name).paths for factor in path.factors):
            text = factor.formula.replace("^", "**").replace(" (", " * (").replace(", else", " else")
            assert eval(text, {}, known) == pytest.approx(factor.number, rel=1e-12, abs=1e-15)


def test_markdown_gives_symbols_then_numbers_then_the_update(worked):
    text = bp.derive(*worked, "w5")._repr_markdown_()
    order = [
        r"\frac{\partial E}{\partial w_{5}} = \frac{\partial E}{\partial \mathrm{out}_{o1}}",
        r"| $\mathrm{out}_{o1} (1 - \mathrm{out}_{o1})$ | 0.186815602 |",
        r"0.741365070 \cdot 0.186815602 \cdot 0.593269992 = 0.082167041",
        r"0.400000000 - 0.5 \cdot 0.082167041 = 0.358916480",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


@given(st.integers(0, 2000))
def test_markdown_is_well_formed_for_any_network(seed):
    net, x, t = random_case(seed, smooth=False, layers=3, width=3)
    for name in net.names:
        text = bp.derive(net, x, t, name)._repr_markdown_()
        assert text.count("$$") % 2 == 0 and text.count("{") == text.count("}")
        assert not re.search(r"(?<![\\a-z{])(out|net)_", text), "a bare name outside LaTeX"
