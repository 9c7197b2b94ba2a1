"""The network: any shape, one example or many, names, saving."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from course import random_case
from hypothesis import given
from hypothesis import strategies as st

import bpcourse as bp
from bpcourse import network
from bpcourse.tables import digits

seeds = st.integers(0, 10_000)
SQUASH = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "identity": lambda z: z,
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=-1, keepdims=True),
}


def independent_error(net, x, t):
    """E as a function of the parameters, written for the autograd library and with none of our code."""

    def error(weights, biases):
        out = np.atleast_2d(x)
        for w, b, name in zip(weights, biases, net.activations):
            out = SQUASH[name](anp.dot(out, w.T) + b)
        t2 = np.atleast_2d(t)
        each = -anp.sum(t2 * anp.log(out), axis=1) if net.loss == "cross_entropy" else anp.sum((t2 - out) ** 2, axis=1) / 2
        return anp.mean(each)

    return error


@given(seeds, st.booleans())
def test_gradients_equal_those_of_an_independent_autodiff_library(seed, batch):
    net, x, t = random_case(seed, smooth=False, layers=5, width=6, batch=batch)
    error = independent_error(net, x, t)
    assert net.error(x, t) == pytest.approx(error(net.weights, net.biases), rel=1e-12)
    ours = net.backward(net.forward(x), t)
    weights, biases = autograd.grad(error, (0, 1))(net.weights, net.biases)
    for a, b in zip([*ours.weights, *ours.biases], [*weights, *biases]):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-13)


@given(seeds)
def test_a_batch_is_its_examples_one_by_one(seed):
    net, x, t = random_case(seed, batch=True)
    batch = net.forward(x)
    singles = [net.forward(row) for row in x]
    np.testing.assert_allclose(batch.out[-1], [s.out[-1] for s in singles], rtol=1e-12)
    gradients = [net.backward(s, row).weights[0] for s, row in zip(singles, t)]
    np.testing.assert_allclose(net.backward(batch, t).weights[0], np.mean(gradients, axis=0), rtol=1e-9, atol=1e-14)
    assert net.error(x, t) == pytest.approx(np.mean([net.error(a, b) for a, b in zip(x, t)]), rel=1e-12)


@pytest.mark.parametrize("n", [511, 512, 513, 1537])
def test_the_error_of_many_examples_is_their_mean(n):
    net = bp.Network.random([3, 4, 2], 0)
    x, t = np.random.default_rng(n).random((n, 3)), np.random.default_rng(0).random((n, 2))
    assert net.error(x, t) == pytest.approx(np.mean(((net.forward(x).out[-1] - t) ** 2).sum(axis=1)) / 2, rel=1e-12)


def test_lists_and_whole_numbers_become_float64():
    net = bp.Network([[[1, 2]]], [[0]], "identity")
    assert net.weights[0].dtype == net.forward([1, 2]).out[1].dtype == np.float64
    assert net.forward(np.array([1, np.int64(2)], dtype=object)).out[1].tolist() == [5], "as from a table's columns"


def test_the_caller_s_arrays_are_copied():
    weights = np.ones((1, 1))
    net = bp.Network([weights], [[0.0]])
    weights[0, 0] = 9
    assert net["w1"] == 1
    assert net.copy() is not net and net.copy().weights[0] is not net.weights[0]


def test_names_follow_the_course(worked):
    net = worked[0]
    assert net.names == [*(f"w{k}" for k in range(1, 9)), "b_h1", "b_h2", "b_o1", "b_o2"]
    assert (net["w1"], net["w2"], net["w3"], net["w7"]) == (0.15, 0.20, 0.25, 0.50)
    assert (net["b1"], net["b_h2"], net["b2"]) == (0.35, 0.35, 0.6)


def test_several_hidden_layers_are_numbered():
    net = bp.Network.random([1, 2, 3, 1], 0)
    assert net.names[11:] == ["b_h1_1", "b_h1_2", "b_h2_1", "b_h2_2", "b_h2_3", "b_o1"]


def test_a_shared_bias_is_read_only_where_it_is_shared(worked):
    net, x, target = worked
    gradients = net.backward(net.forward(x), target)
    assert gradients["b1"] == pytest.approx(gradients["b_h1"] + gradients["b_h2"])
    net["b_h1"] = 0.1
    with pytest.raises(ValueError, match="b1: the biases of h1 to h2 differ"):
        net["b1"]
    net["b1"] = 0.2
    assert net["b_h1"] == net["b_h2"] == 0.2


def test_trace_shows_named_quantities(worked):
    trace = worked[0].forward(worked[1])
    assert trace.net[0] is None and trace.out[0].tolist() == [0.05, 0.1]
    assert "| h1 | 0.377500000 | 0.593269992 |" in trace._repr_markdown_()
    assert "h1  0.377500000  0.593269992" in repr(trace)


def test_large_net_inputs_saturate_without_a_warning(recwarn):
    net = bp.Network([[[1e4]]], [[0]])
    assert net.forward([-1]).out[1][0] == 0 and net.forward([1]).out[1][0] == 1
    soft = bp.Network([[[1e4], [-1e4]]], [[0, 0]], "softmax", "cross_entropy")
    assert np.isfinite(soft.error([1], [0, 1])) and soft.forward([1]).out[1].tolist() == [1, 0]
    assert not recwarn.list


def test_random_start_is_small_seeded_and_suited():
    a, b = bp.Network.random([100, 50, 3], 1, "tanh"), bp.Network.random([100, 50, 3], 1, "tanh")
    assert (a.weights[0] == b.weights[0]).all() and not a.biases[0].any()
    assert (a.weights[0] != bp.Network.random([100, 50, 3], 2, "tanh").weights[0]).any()
    spread = {name: bp.Network.random([400, 300], 0, name).weights[0].std() for name in ("tanh", "relu", "sigmoid")}
    assert spread == pytest.approx({"tanh": 0.05, "relu": 0.05 * 2**0.5, "sigmoid": 0.2}, rel=0.02)


@given(seeds)
def test_saved_and_loaded_networks_are_the_same(tmp_path_factory, seed):
    net, x, _ = random_case(seed, smooth=False)
    path = tmp_path_factory.mktemp("net") / "net.npz"
    net.save(path)
    again = bp.Network.load(path)
    assert (again.activations, again.loss) == (net.activations, net.loss)
    assert (again.forward(x).out[-1] == net.forward(x).out[-1]).all()


@pytest.mark.parametrize("gap", range(0, 1500, 37))
def test_a_damaged_file_gets_one_clear_error_or_the_same_numbers(tmp_path, worked, gap):
    path = tmp_path / "net.npz"
    worked[0].save(path)
    data = path.read_bytes()
    path.write_bytes(data[:gap] + data[gap + 3 :])
    try:
        assert all((a == b).all() for a, b in zip(bp.Network.load(path).weights, worked[0].weights))
    except ValueError as problem:
        assert "is no network saved by bpcourse" in str(problem)


def test_saving_leaves_no_draft_and_names_a_missing_folder(tmp_path, worked):
    worked[0].save(tmp_path / "net.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]
    with pytest.raises(FileNotFoundError, match="but there is no folder"):
        worked[0].save(tmp_path / "nowhere" / "net.npz")


def test_a_failed_save_leaves_the_old_file_and_no_draft(tmp_path, worked, monkeypatch):
    worked[0].save(tmp_path / "net.npz")
    before = (tmp_path / "net.npz").read_bytes()
    monkeypatch.setattr(np, "savez", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        worked[0].save(tmp_path / "net.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"] and (tmp_path / "net.npz").read_bytes() == before


@pytest.mark.parametrize(
    "value, printed",
    [
        (0.082167041, "0.082167041"),
        (-0.0, "0.000000000"),
        (0.0001234567891, "0.000123457"),
        (0.000035101878, "0.0000351019"),
        (-2.4475622e-6, "-0.00000244756"),
        (1.5e-9, "1.500000e-09"),
        (2.5e7, "2.500000e+07"),
    ],
)
def test_numbers_print_with_digits_that_suit_their_size(value, printed):
    assert digits(value) == printed


def test_what_was_assigned_by_hand_is_checked_on_the_way_forward(worked):
    net, x, _ = worked
    net.weights[0] = np.array([[1, 2], [3, 4]])
    net["w1"] = 0.5
    assert net["w1"] == 0.5, "an array of whole numbers does not swallow a half"
    net.biases = [0.35, 0.6]
    with pytest.raises(ValueError, match="biases\\[0\\] has shape"):
        net.forward(x)


def test_what_was_assigned_by_hand_is_understood_as_when_the_network_is_made(worked):
    net, x, t = worked
    made = bp.Network([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[1, 2], [3, 4]], "tanh")
    net.weights, net.biases = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[1, 2], [3, 4]]
    net.activations = "tanh"
    assert net.error(x, t) == made.error(x, t)
    assert (net.activations, f"{net}") == (made.activations, f"{made}")


def test_going_forward_leaves_the_arrays_that_somebody_holds(worked):
    net, x, _ = worked
    held, first = net.weights, net.weights[0]
    net.forward(x)
    assert net.weights is held and net.weights[0] is first


@pytest.mark.parametrize(
    "parameter, gradient, rate, moved",
    [
        (0.4, 0.08, 0.5, 0.36),
        (np.array([0.5, 1.0]), np.array([1, 2]), 1, [-0.5, -1.0]),
        (np.array([2, 3]), np.array([0.5, 1.0]), np.uint8(2), [1.0, 1.0]),
        (np.array([0.35, 0.35]), np.float64(0.2), 0.5, [0.25, 0.25]),
    ],
)
def test_the_update_rule_takes_plain_and_whole_numbers(parameter, gradient, rate, moved):
    assert network.updated(parameter, gradient, rate) == pytest.approx(moved)


def test_names_can_be_asked_for_and_listed(worked):
    assert "w8" in worked[0] and "w9" not in worked[0] and list(worked[0]) == worked[0].names


def test_huge_numbers_are_finite(worked, recwarn):
    assert worked[0].forward([1e200, -1e200]).out[0].tolist() == [1e200, -1e200] and not recwarn


def test_overflow_leaks_no_warning(recwarn):
    net = bp.Network([[[1e200]], [[1e200]]], [[0], [0]], "identity")
    net.backward(net.forward([1e200]), [0])
    net.error([1e200], [0])
    assert not recwarn.list


def test_loading_something_else_says_so(tmp_path):
    other = tmp_path / "notes.txt"
    other.write_text("not a network")
    with pytest.raises(ValueError, match="notes.txt is no network saved by bpcourse"):
        bp.Network.load(other)
