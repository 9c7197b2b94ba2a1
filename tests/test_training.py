"""The loop: what it computes, when it stops, how it ends."""

import os
import signal
import subprocess
import sys
import threading

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

import bpcourse as bp
from bpcourse import training


@pytest.fixture
def xor():
    return bp.Network.random([2, 4, 1], 1, "tanh"), *bp.datasets.xor()


def by_hand(net, x, t, learning_rate, batches, momentum=0.0):
    """The same updates with nothing of training.py: one batch after another."""
    net, before = net.copy(), None
    for rows in batches:
        g = net.backward(net.forward(x[rows]), t[rows])
        step = [-learning_rate * a for a in (*g.weights, *g.biases)]
        if before:
            step = [s + momentum * b for s, b in zip(step, before)]
        before = step
        for parameter, change in zip((*net.weights, *net.biases), step):
            parameter += change
    return net


def close(a, b):
    for one, other in zip((*a.weights, *a.biases), (*b.weights, *b.biases)):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize(
    "size, batches", [(1, [[0], [1], [2], [3]]), (3, [[0, 1, 2], [3]]), (4, [[0, 1, 2, 3]]), (99, [[0, 1, 2, 3]])]
)
def test_batches_are_taken_in_order(xor, size, batches):
    close(bp.train(*xor, 0.3, 2, batch_size=size).network, by_hand(*xor, 0.3, batches * 2))


def test_momentum_adds_the_step_before(xor):
    close(bp.train(*xor, 0.3, 5, batch_size=4, momentum=0.9).network, by_hand(*xor, 0.3, [[0, 1, 2, 3]] * 5, 0.9))


def test_shuffling_is_seeded_and_keeps_pairs_together(xor):
    runs = [bp.train(*xor, 0.3, 3, shuffle=True, seed=seed).network for seed in (1, 1, 2)]
    close(runs[0], runs[1])
    assert (runs[0].weights[0] != runs[2].weights[0]).any()
    draw = np.random.default_rng(1)
    close(runs[0], by_hand(*xor, 0.3, [[k] for _ in range(3) for k in draw.permutation(4)]))


def test_epochs_may_be_written_with_a_power_of_ten(worked):
    assert bp.train(*worked, 0.5, 1e1).stopped == "all 10 epochs done"


def test_errors_are_those_met_on_the_way(worked):
    net, x, t = worked
    history = bp.train(net, x, t, 0.5, 3)
    assert len(history.errors) == 4
    assert history.errors[0] == net.error(x, t)
    for k in (1, 2, 3):
        assert history.errors[k] == pytest.approx(bp.train(net, x, t, 0.5, k).network.error(x, t), rel=1e-14)


def test_the_last_error_is_the_returned_network_s(xor):
    history = bp.train(*xor, 0.3, 7)
    assert history.errors[-1] == history.network.error(*xor[1:]) and len(history.errors) == 8


@pytest.mark.parametrize("size, batches", [(1, [[0], [1], [2], [3]]), (3, [[0, 1, 2], [3]]), (4, [[0, 1, 2, 3]])])
def test_errors_of_an_epoch_are_the_mean_over_its_examples(xor, size, batches):
    net, x, t = xor
    met = []
    for rows in batches:
        met += [net.error(x[row], t[row]) for row in rows]
        net = by_hand(net, x, t, 0.3, [rows])
    assert bp.train(*xor, 0.3, 1, batch_size=size).errors[0] == pytest.approx(np.mean(met), rel=1e-12)


def test_training_in_place_falls_back_on_its_own_start(capsys):
    net = bp.Network([[[1.0]]], [[0.0]], "identity")
    history = bp.train(net, [[1], [1e80]], [[0], [1]], 1, 5, biases="frozen", in_place=True)
    assert net["w1"] == 1 and history.epochs == 0 and "overflowed" in history.stopped


def test_nothing_is_recorded_when_not_asked(xor):
    history = bp.train(*xor, 0.3, 7, record=False)
    assert history.errors == []
    close(history.network, bp.train(*xor, 0.3, 7).network)


def test_no_epochs_change_nothing(xor):
    history = bp.train(*xor, 0.3, 0)
    close(history.network, xor[0])
    assert history.errors == [xor[0].error(*xor[1:])]


def test_the_caller_s_network_is_trained_only_when_asked(xor):
    before = xor[0].copy()
    bp.train(*xor, 0.3, 3)
    close(xor[0], before)
    assert bp.train(*xor, 0.3, 3, in_place=True).network is xor[0]
    assert (xor[0].weights[0] != before.weights[0]).any()


def test_shared_biases_stay_shared_and_frozen_ones_stay(worked):
    shared = bp.train(*worked, 0.5, 50, biases="shared").network
    assert shared["b1"] != 0.35 and shared["b_o1"] == shared["b_o2"]
    frozen = bp.train(*worked, 0.5, 50, biases="frozen").network
    assert (frozen["b1"], frozen["b2"]) == (0.35, 0.6)


def test_xor_until_all_examples_are_classified_correctly(xor):
    history = bp.train(*xor, 0.3, 5000, stop=training.all_correct)
    assert history.stopped == f"all 4 examples classified correctly after {history.epochs} epochs"
    assert ((history.network.forward(xor[1]).out[-1] > 0.5) == (xor[2] > 0.5)).all()
    before = bp.train(*xor, 0.3, history.epochs - 1).network
    assert not ((before.forward(xor[1]).out[-1] > 0.5) == (xor[2] > 0.5)).all()


def test_all_correct_takes_the_largest_of_several_outputs():
    net = bp.Network(np.eye(2)[None], [[0, 0]], "identity")
    x, t = np.array([[0.3, 0.2], [0.1, 0.4]]), np.eye(2)
    assert training.all_correct(net, x, t, [])
    assert not training.all_correct(net, x[::-1], t, [])


def test_error_below_stops_at_the_first_epoch_below(worked):
    history = bp.train(*worked, 0.5, 10_000, stop=training.error_below(0.1))
    assert history.errors[-1] < 0.1 <= history.errors[-2]
    assert history.stopped.startswith("error below 0.1 after")


def test_no_progress_stops_on_a_plateau():
    net = bp.Network([[[2.0]]], [[0.0]], "identity")  # already perfect
    history = bp.train(net, [[1.0]], [[2.0]], 0.1, 1000, stop=[training.no_progress(5)])
    assert history.epochs == 6 and history.stopped.startswith("no progress for 5 epochs")


def test_no_progress_can_ask_for_more_than_none(worked):
    patient, strict = (bp.train(*worked, 0.5, 3000, stop=training.no_progress(10, by=by)) for by in (0.0, 0.001))
    assert patient.epochs == 3000 and strict.epochs < 1000
    assert strict.errors[-2] > strict.errors[-12] - 0.001


def test_any_function_can_be_a_criterion(worked):
    history = bp.train(*worked, 0.5, 100, stop=lambda net, x, t, errors: "enough" if len(errors) == 7 else None)
    assert history.stopped == "enough after 7 epochs"
    history = bp.train(*worked, 0.5, 100, stop=lambda net, x, t, errors: (net.forward(x).out[-1] < 2).all())
    assert history.stopped == "criterion met after 1 epoch", "True of NumPy is True too"


def test_divergence_names_epoch_and_rate_and_returns_the_last_finite_network(capsys, recwarn):
    net = bp.Network([[[3.0]]], [[0.0]], "identity")
    x, t = [[0], [1], [2]], [[0], [2], [4]]
    history = bp.train(net, x, t, 1.5, 5000, batch_size=3, biases="frozen")
    assert f"overflowed in epoch {history.epochs + 1:,} at learning rate 1.5" in history.stopped
    printed = capsys.readouterr().out
    assert history.stopped in printed.replace("\n", " ") and max(map(len, printed.splitlines())) < 90, "fits on a page"
    assert np.isfinite(history.errors).all() and history.errors[-1] == history.network.error(x, t)
    further = bp.train(history.network, x, t, 1.5, 1, batch_size=3, biases="frozen")
    assert further.epochs == 0, "one more epoch would overflow"
    assert not recwarn.list


def test_a_start_that_overflows_is_said_to_be_one(capsys):
    history = bp.train(bp.Network([[[1e200]]], [[0]], "identity"), [[1e200]], [[0]], 0.1, 5)
    assert history.stopped.startswith("the error is inf before any training") and history.epochs == 0


def test_ctrl_c_returns_the_history_so_far(worked, capsys):
    timer = threading.Timer(0.3, signal.raise_signal, [signal.SIGINT])
    timer.start()
    history = bp.train(*worked, 0.5, 10_000_000)
    assert history.stopped.startswith("interrupted by hand after") and history.stopped in capsys.readouterr().out
    assert history.epochs > 0 and len(history.errors) == history.epochs + 1
    assert history.errors[-1] == history.network.error(*worked[1:])


def test_history_shows_why_it_stopped_and_some_errors(worked):
    text = bp.train(*worked, 0.5, 100, biases="frozen")._repr_markdown_()
    assert "Stopped: all 100 epochs done." in text and "| 1 | 0.291027774 |" in text


LONG_RUN = """
import bpcourse as bp
bp.bars.BAR_AFTER = {after}
x, t = [bp.worked.INPUT] * 20_000, [bp.worked.TARGET] * 20_000
bp.train(bp.worked.network(), x, t, 0.5, 1)  # one epoch of many updates
"""


@pytest.mark.parametrize("after, setting, shown", [(0.05, {}, True), (0.05, {"TQDM_DISABLE": "1"}, False), (60, {}, False)])
def test_only_a_long_run_grows_a_progress_bar_and_it_ends_full(after, setting, shown):
    environment = {name: value for name, value in os.environ.items() if name != "TQDM_DISABLE"} | setting
    run = subprocess.run(
        [sys.executable, "-c", LONG_RUN.format(after=after)], env=environment, capture_output=True, text=True, check=True
    )
    assert ("update/s" in run.stderr) is ("20000/20000" in run.stderr) is shown


def test_xor_is_true_where_exactly_one_input_is():
    x, t = bp.datasets.xor()
    assert {(*map(int, row), int(*out)) for row, out in zip(x, t)} == {(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)}


def test_spirals_are_two_mirrored_arms():
    x, t = bp.datasets.spirals(50, noise=0)
    assert np.linalg.norm(x[98]) == pytest.approx(1) and x[98] == pytest.approx([-1, 0])
    noisy, _ = bp.datasets.spirals(5000, turns=2, noise=0.1)
    clean, _ = bp.datasets.spirals(5000, turns=2, noise=0)
    assert (noisy - clean).std() == pytest.approx(0.1, rel=0.03) and clean[-2] == pytest.approx([1, 0])
    assert x.shape == (100, 2) and t.shape == (100, 1) and (t[::2] == 0).all() and (t[1::2] == 1).all()
    np.testing.assert_allclose(x[::2], -x[1::2])
    assert (bp.datasets.spirals(50, seed=1)[0] == bp.datasets.spirals(50, seed=1)[0]).all()


def test_in_a_notebook_too_no_bar_grows_where_bars_are_turned_off():
    """tqdm's own notebook bar does not look at TQDM_DISABLE; on a slow machine it would get into a lesson's outputs."""
    cell = (
        "import bpcourse as bp\nbp.bars.BAR_AFTER = 0.01\n"
        "bp.train(bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET, 0.5, 3000).stopped"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    NotebookClient(notebook, kernel_name="python3").execute()
    assert [output.data for output in notebook.cells[0].outputs] == [{"text/plain": "'all 3,000 epochs done'"}]


@pytest.mark.parametrize("criterion", ["", ", stop=bp.training.error_below(0.2)"], ids=["all epochs", "a criterion"])
def test_the_bar_of_a_run_that_ends_well_is_not_red(criterion):
    cell = (
        "import os\nos.environ.pop('TQDM_DISABLE', None)\nimport bpcourse as bp\nbp.bars.BAR_AFTER = 0\n"
        f"bp.train(bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET, 0.5, 100{criterion})"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    NotebookClient(notebook, kernel_name="python3").execute()
    models = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"].state.values()
    bars = [model.state for model in models if model.model_name == "FloatProgressModel"]
    assert [bar.bar_style for bar in bars] == ["success"] and bars[0].value > 1
