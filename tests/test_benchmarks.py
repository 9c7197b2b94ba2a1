"""The benchmark compares what is the same, and says what it compared."""

import json
import subprocess
import sys

import pytest
from course import ROOT

import bpcourse as bp

FOLDER = ROOT / "tests" / "benchmarks"
sys.path.insert(0, str(FOLDER))

import classifiers  # noqa: E402
import contestants  # noqa: E402
import doctor  # noqa: E402
import speed  # noqa: E402

FACTS = json.loads((ROOT / "tests" / "facts.json").read_text(encoding="utf-8"))["after training"]
W1, W2 = contestants.WORKLOADS["W1"], contestants.WORKLOADS["W2"]
INSTALLED = [name for name in contestants.CONTESTANTS if name not in contestants.MISSING]


def each(names):
    """Each of these contestants; those that make frameworks installs only in make test-all, where they must be there."""
    return [pytest.param(name, marks=[pytest.mark.thorough] * (name in contestants.NEEDS)) for name in names]


@pytest.mark.parametrize("name", each(contestants.CONTESTANTS))
def test_one_round_of_the_worked_example_ends_at_the_error_worked_out_by_hand(name):
    assert contestants.CONTESTANTS[name](W1, 1) == pytest.approx(float(FACTS["frozen biases, 1 steps"]["E"]), rel=1e-14)


@pytest.mark.parametrize("work", [W1, W2], ids=["W1", "W2"])
@pytest.mark.parametrize("name", each(name for name in contestants.CONTESTANTS if name != "bp.train"))
def test_every_contestant_does_the_same_training(name, work):
    ours = bp.train(work.start, work.x, work.t, 0.5, 20, batch_size=4, biases=work.biases)
    assert contestants.CONTESTANTS[name](work, 20) == pytest.approx(ours.errors[-1], rel=1e-12)


def test_no_contestant_touches_the_start_of_the_next():
    before = [work.start.copy() for work in (W1, W2)]
    for work, start in zip((W1, W2), before):
        for name in INSTALLED:
            contestants.CONTESTANTS[name](work, 2)
        for now, then in zip([*work.start.weights, *work.start.biases], [*start.weights, *start.biases]):
            assert (now == then).all()


@pytest.mark.parametrize("name", each(name for name in classifiers.CONTESTANTS if name != "bare matrix products"))
def test_every_contestant_trains_on_the_digits_alike(name):
    work = classifiers.WORKLOADS["W3"]
    start = bp.Network.random([64, 64, 10], 0, ["relu", "softmax"], "cross_entropy")
    expected = bp.train(start, *work.data, 0.2, 2, batch_size=32).errors[-1]
    assert classifiers.CONTESTANTS[name](work, 2) == pytest.approx(expected, rel=1e-9)


def test_xor_is_learned_in_the_course_of_the_benchmark():
    assert contestants.plain_batch(W2, 10_000) < 0.001


def test_the_table_shows_each_contestant_its_ratio_and_the_versions():
    run = subprocess.run(
        [sys.executable, FOLDER / "speed.py", "W1", "W2", "--steps", "20", "--repeats", "1"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = run.stdout.splitlines()
    for name in INSTALLED:
        rows = [line.removeprefix(name).split() for line in lines if line.startswith(f"{name}  ")]
        assert len(rows) == 2, f"{name} in W1 and W2"
        for milliseconds, per_step, ratio, *goal in rows:
            assert float(milliseconds) > 0 and float(per_step) > 0 and float(ratio) > 0
            assert name == "bp.train" or goal[0] == "≥" and goal[2] in ("met", "missed")
    for name in contestants.MISSING:
        assert f"{name} is left out: there is no module {contestants.NEEDS[name]}." in lines
    assert f"Python {sys.version.split()[0]}, numpy {bp.network.np.__version__}, " in lines[0] and "CPUs" in lines[0]


def test_no_table_where_the_errors_differ(monkeypatch, capsys):
    monkeypatch.setitem(speed.HANDS["W1"], "plain numpy loop", lambda work, steps: contestants.ours(work, steps + 1))
    with pytest.raises(SystemExit, match="do not end at the same error: bp.train 0.2.*, plain numpy loop 0.2"):
        speed.main(["W1", "--steps", "2", "--repeats", "1"])
    assert "× bp.train" not in capsys.readouterr().out


def test_a_goal_is_met_from_its_ratio_on():
    assert speed.verdict(4, 4).endswith("met") and speed.verdict(3.99, 4).endswith("missed")
    assert speed.WORKLOADS["W1"].goals["plain numpy loop"] == pytest.approx(0.909, abs=0.001), "at most 1.1 times the loop"


def test_the_table_of_the_doctor_holds_each_quantity_to_its_goal(capsys):
    doctor.main(["net_h1", "dE/dW", "--repeats", "1"])
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith(("net_h1", "dE/dW"))]
    assert [(row[0], row[3]) for row in rows] == [("net_h1", "50"), ("dE/dW", "50"), ("dE/dW", "1000")]
    for _, milliseconds, sign, goal, met in rows:
        assert (met == "met") == (float(milliseconds) <= float(goal)) and sign == "≤"


def test_the_doctor_knows_no_mistake_for_the_number_that_is_timed():
    setting = doctor.WORKLOADS["D1"].setting
    right = bp.Network.error(setting.net, setting.x, setting.t)
    assert not bp.diagnose(*setting[:3], "E", doctor.OFF * right).mistakes
