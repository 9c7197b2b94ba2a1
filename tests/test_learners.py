"""The learners: who makes no mistake agrees with the package, and each mistake is its formula."""

import json
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from math import inf, nextafter
from random import Random
from types import SimpleNamespace

import learners
import numpy as np
import pytest
from course import ROOT, random_case
from learners import Learners

import bpcourse as bp

FACTS = json.loads((ROOT / "tests" / "facts.json").read_text(encoding="utf-8"))


def start(net, x, t, learning_rate=0.5, biases="frozen"):
    return SimpleNamespace(net=net, x=x, t=t, learning_rate=learning_rate, biases=biases)


def flat(arrays):
    return np.concatenate([np.ravel(array) for array in arrays])


@pytest.mark.parametrize("seed", range(24))
def test_who_makes_no_mistake_agrees_with_the_package(seed):
    net, x, t = random_case(seed, smooth=False, batch=seed % 2)
    rule = ("frozen", "own", "shared")[seed // 2 % 3]
    if rule == "shared":
        net.biases = [np.full(len(b), b[0]) for b in net.biases]
    right = Learners(start(net, x, t, 0.3, rule))
    trace = net.forward(x)
    grads = net.backward(trace, t)
    expected = {"E": net.error(x, t), "dE/dW": flat(grads.weights), "dE/db": flat(grads.biases)}
    neurons = bp.names.neuron_names(net.sizes)
    for layer, names in enumerate(neurons[1:], 1):
        for k, name in enumerate(names):
            expected[f"net_{name}"], expected[f"out_{name}"] = trace.net[layer][..., k], trace.out[layer][..., k]
            expected[f"delta_{name}"] = grads.deltas[layer - 1][..., k]
    expected |= {f"dE/d{name}": grads[name] for name in [*net.names, *(f"b{k}" for k in range(1, len(neurons)))]}
    for rounds, plus in ((1, "+"), (3, "+3")):
        after = bp.train(net, x, t, 0.3, rounds, batch_size=10, biases=rule).network
        expected |= {f"{name}{plus}": after[name] for name in net.names}
        expected |= {f"E{plus}": after.error(x, t), f"out_o1{plus}": after.forward(x).out[-1][..., 0]}
        expected |= {f"W{plus}": flat(after.weights), f"b{plus}": flat(after.biases)}
        if rule == "shared":
            expected |= {f"b{k}{plus}": after[f"b{k}"] for k in range(1, len(neurons))}
    for quantity, number in expected.items():
        np.testing.assert_allclose(right.answer(quantity), np.ravel(number), 1e-10, 1e-14, err_msg=quantity)


def test_the_worked_example_s_first_round(worked):
    first, known = Learners(start(*worked)), FACTS["network"]
    assert first.answer("E") == pytest.approx([float(known["forward"]["E"])])
    assert first.answer("dE/dW") == pytest.approx([float(text) for text in known["dE/dw1..w8"]])
    assert first.answer("W+") == pytest.approx([float(text) for text in known["w1..w8 after one step"]])
    for k, text in enumerate(known["delta_h"], 1):
        assert first.answer(f"delta_h{k}") == pytest.approx([float(text)])
    published = FACTS["published and wrong"]
    assert first.answer("E+", "updated-weights") == pytest.approx([float(published["E after 1 step"]["reproduced"])])


@pytest.mark.parametrize("rule", ["frozen", "own", "shared"])
def test_the_worked_example_after_ten_thousand_rounds(worked, rule):
    right = Learners(start(*worked, biases=rule))
    for rounds in (1, 9_999, 10_000):
        known = FACTS["after training"][f"{rule} biases, {rounds} steps"]
        assert right.answer(f"E+{rounds}") == pytest.approx([float(known["E"])], 1e-9)
        assert right.answer(f"out_o2+{rounds}") == pytest.approx([float(known["out"][1])], 1e-9)


def test_results_are_kept_on_the_way_and_the_answer_is_not(worked):
    these = Learners(start(*worked), learners.to_decimals(2))
    assert these.answer("net_h1") == [pytest.approx(0.3775)]
    assert these.answer("out_h1") == [pytest.approx(1 / (1 + np.exp(-0.38)))]
    assert [keep(-0.12987) for keep in (learners.cut_off(3), learners.significant(3))] == [-0.129, -0.13]


@pytest.mark.parametrize("places", range(1, 10))
def test_numbers_are_rounded_and_cut_off_as_their_decimals_are(places):
    """Random ones, halves, and those next to a half."""
    random, place = Random(places), Decimal(1).scaleb(-places)
    for _ in range(1000):
        some = random.choice([-1, 1]) * 10 ** random.uniform(-places - 2, 3)
        half = float(f"{some:.{places}f}") + 5 / 10 ** (places + 1)
        for value in (some, half, float(f"{half:.12f}"), nextafter(half, inf), nextafter(half, -inf), 2 * half):
            rounded = Decimal(repr(round(value, 12))).quantize(place, ROUND_HALF_UP)
            assert learners.to_decimals(places)(value) == float(rounded)
            assert learners.cut_off(places)(value) == float(Decimal(repr(value)).quantize(place, ROUND_DOWN))


def test_a_typed_number_with_a_slip_is_another_number():
    random = Random(0)
    typed = {learners.exchange_digits("0.0822", random) for _ in range(200)}
    assert {"0.8022", "0.082", "0.0922"} <= typed and "0.0822" not in typed
