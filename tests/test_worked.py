"""The worked example against reference figures that were computed apart from this package (facts.json)."""

import json

import numpy as np
import pytest
from course import ROOT

import bpcourse as bp

FACTS = json.loads((ROOT / "tests" / "facts.json").read_text())
NETWORK, TRAINED, PUBLISHED = FACTS["network"], FACTS["after training"], FACTS["published and wrong"]
WEIGHTS = [f"w{k}" for k in range(1, 9)]


def same(actual, expected):
    """Equal to twelve significant digits."""
    np.testing.assert_allclose(actual, np.array(expected, dtype=float), rtol=5e-13, atol=0)


def test_network_has_the_numbers_of_the_example(worked):
    net, x, target = worked
    same([net[name] for name in WEIGHTS], NETWORK["weights w1..w8"])
    same([net["b1"], net["b2"], bp.worked.LEARNING_RATE], [NETWORK["b1"], NETWORK["b2"], NETWORK["eta"]])
    same(x, NETWORK["inputs"])
    same(target, NETWORK["targets"])


def test_forward_pass(worked):
    net, x, target = worked
    trace, facts = net.forward(x), NETWORK["forward"]
    for ours, theirs in [
        (trace.net[1], "net_h"),
        (trace.out[1], "out_h"),
        (trace.net[2], "net_o"),
        (trace.out[2], "out_o"),
        (0.5 * (target - trace.out[2]) ** 2, "e"),
        (net.error(x, target), "E"),
    ]:
        same(ours, facts[theirs])


def test_deltas_and_all_eight_gradients(worked):
    net, x, target = worked
    gradients = net.backward(net.forward(x), target)
    same(gradients.deltas[1], NETWORK["delta_o"])
    same(gradients.deltas[0], NETWORK["delta_h"])
    same([gradients[name] for name in WEIGHTS], NETWORK["dE/dw1..w8"])


def test_all_eight_new_weights(worked):
    net = bp.train(*worked, 0.5, 1, biases="frozen").network
    same([net[name] for name in WEIGHTS], NETWORK["w1..w8 after one step"])


@pytest.mark.parametrize("biases", ["frozen", "own", "shared"])
@pytest.mark.parametrize("rounds", [1, 9999, 10000])
def test_error_and_outputs_after_many_rounds(worked, biases, rounds):
    net, x, target = worked
    history = bp.train(net, x, target, 0.5, rounds, biases=biases)
    facts = TRAINED[f"{biases} biases, {rounds} steps"]
    same(history.errors[-1], facts["E"])
    same(history.network.forward(x).out[-1], facts["out"])


def test_w5_is_the_product_of_its_three_factors(worked):
    derivation = bp.derive(*worked, "w5")
    facts = NETWORK["w5"]
    assert [f.symbol for f in derivation.paths[0].factors] == ["∂E/∂out_o1", "∂out_o1/∂net_o1", "∂net_o1/∂w5"]
    same(
        [f.number for f in derivation.paths[0].factors],
        [facts["dE/dout_o1"], facts["dout_o1/dnet_o1"], facts["dnet_o1/dw5"]],
    )
    same([derivation.gradient, derivation.updated], [facts["dE/dw5"], facts["w5_new"]])


def test_w5_reads_as_in_the_book(worked):
    assert (
        "∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂w5 = 0.741365070 · 0.186815602 · 0.593269992 = 0.082167041"
        in repr(bp.derive(*worked, "w5"))
    )


def test_published_error_after_one_round_is_the_updated_weights_bug(worked):
    """Hidden gradients through w5 … w8 that were already changed print the published figure, the right order does not."""
    net, x, target = worked
    right = bp.train(net, x, target, 0.5, 1, biases="frozen").network
    wrong = net.copy()
    wrong.weights[1] = right.weights[1]
    hidden = wrong.pass_backward(net.forward(x), target)  # backward refuses a trace of the old W₂
    wrong.weights[0] = net.weights[0] - 0.5 * hidden.weights[0]
    fact = PUBLISHED["E after 1 step"]
    assert f"{wrong.error(x, target):.9f}" == fact["published"]
    same(right.error(x, target), fact["correct"])


@pytest.mark.parametrize("weight", [3, 4, 2])
def test_tweaking_table(weight):
    table, facts = bp.worked.table(weight), FACTS["tweak_table"][f"W={weight}"]
    same(table.input, FACTS["tweak_table"]["input"])
    same(table.desired, FACTS["tweak_table"]["desired"])
    same(table.output, facts["output"])
    same(table.absolute_error, facts["absolute_error"])
    same(table.square_error, facts["square_error"])
    assert table.sum == facts["sum"]


def test_network_error_on_the_table_is_a_sixth_of_its_sum():
    net = bp.Network([[[3.0]]], [[0.0]], "identity")
    same(net.error([[0], [1], [2]], [[0], [2], [4]]) * 6, 5)


def test_changing_the_example_leaves_the_next_copy_alone(worked):
    worked[0]["w5"] = 7
    assert bp.worked.network()["w5"] == 0.4
