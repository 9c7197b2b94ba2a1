"""Answers as people give them: written in their own way, rounded, nudged, in single precision, or no answer at all."""

import doctor_report
import numpy as np
import pytest

import bpcourse as bp

NET, X, T = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET
ENDLESS = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize("value", ["0", "0.0", "0.000", 0, 0.0])
def test_a_typed_zero_is_not_right_where_the_value_is_small(value):
    found = bp.diagnose(NET, X, T, "dE/dw1", value)
    assert (found.verdict, found.mistakes) == ("too few digits", ()), "who rounds on the way may find 0"


@pytest.mark.parametrize(
    "value",
    ["−0.02260254", "–0.02260254", "- 0.02260254", "-0.022 602 54", "-0.022\u2009602\u200954", "\u00a0-0.02260254\u202f"],
)
def test_a_number_is_understood_as_people_write_it(value):
    assert bp.diagnose(NET, X, T, "dE/dw7", value).verdict == "right"


LARGE = bp.Network([[[1234.5]]], [[0.0]], "identity")


@pytest.mark.parametrize("value", ["1,234.5", "1 234.5", "1\u202f234.5", "1234,5"])
def test_thousands_are_understood(value):
    assert bp.diagnose(LARGE, [1.0], [0.0], "net_o1", value).verdict == "right"


def test_zeros_that_a_float_prints_are_not_digits_that_were_typed():
    net = bp.Network([[[131.93]]], [[0.0]], "identity")
    assert bp.diagnose(net, [1.0], [0.0], "net_o1", 132.0).verdict == "right"
    assert bp.diagnose(net, [1.0], [0.0], "net_o1", 132.0, digits=4).message == "Right to 3 digits; 4 are asked for."


@pytest.mark.parametrize("seed", [3, 28, 79, 101, 194, 199])
def test_single_precision_is_enough(seed):
    net, x, t = (start := doctor_report.setting(seed)).net, start.x, start.t
    single = [w.astype(np.float32) for w in net.backward(net.forward(x), t).weights]
    assert bp.diagnose(net, x, t, "dE/dW", single).verdict == "right"


def nudged(weight, nudge):
    """The slope as lesson 03 measures it, nudged to one side."""
    net = NET.copy()
    net[weight] += nudge
    return (net.error(X, T) - NET.error(X, T)) / nudge


@pytest.mark.parametrize("weight", [f"w{k}" for k in range(1, 9)])
def test_a_nudged_slope_is_right(weight):
    assert bp.diagnose(NET, X, T, f"dE/d{weight}", nudged(weight, 1e-6)).verdict == "right"


def test_a_slope_from_a_large_nudge_is_right_as_far_as_it_goes():
    assert bp.diagnose(NET, X, T, "dE/dw5", nudged("w5", 1e-4), digits=4).verdict == "right"
    found = bp.diagnose(NET, X, T, "dE/dw5", nudged("w5", 1e-3))
    assert (found.verdict, found.message) == ("fewer digits", "Right to 3 digits, but not in those after them.")


@pytest.mark.parametrize(
    "value, says",
    [
        ("1e400", "value is `'1e400'`, expected a finite number"),
        (10**400, "expected a finite number"),
        ("1 2", "value is `'1 2'`, expected a number"),
        (ENDLESS, "value is a list in a list"),
        ("1,234", "value is `'1,234'`, which may be 1234 or 1.234: write it without the comma"),
    ],
)
def test_what_is_no_number_is_said(value, says):
    with pytest.raises(ValueError, match=says):
        bp.diagnose(NET, X, T, "E", value)


def test_a_number_longer_than_python_prints_is_said():
    with pytest.raises(ValueError, match="value is `a huge int`, expected a finite number"):
        bp.diagnose(NET, X, T, "E", 10**5000)


@pytest.mark.parametrize("quantity", [np.array([1, 2]), np.array(["E", "E+"]), ["E"], None])
def test_a_quantity_that_is_no_text_is_said(quantity):
    with pytest.raises(TypeError, match="quantity is .*, expected text such as"):
        bp.diagnose(NET, X, T, quantity, 1)


@pytest.mark.parametrize("value", ["x" * 10_000, {"gradients": list(range(10_000))}])
def test_a_huge_answer_is_not_printed_whole(value):
    with pytest.raises((TypeError, ValueError)) as said:
        bp.diagnose(NET, X, T, "E", value)
    assert len(str(said.value)) < 100


@pytest.mark.parametrize("value", ["0.1", ".1", "0,1", "1e-01", "0.10", "0.100", "0.09999967", 0.1])
def test_a_number_that_carries_over_when_rounded_is_right(value):
    assert bp.check("9.5", value).verdict == "right"


def test_a_carried_digit_counts_as_one_where_it_is_that_number_rounded():
    def said(right, value):
        return bp.diagnose(bp.Network([[[right]]], [[0.0]], "identity"), [1.0], [0.0], "net_o1", value, digits=2).verdict

    assert (said(0.9996, "1"), said(0.96, "1"), said(0.0962, "0.1")) == ("right", "too few digits", "too few digits")
    assert [said(right, value) for right, value in ((0.94, "1"), (0.06, "0.1"), (0.6, "1"))] == ["not recognised"] * 3
    assert said(0.0004, "0") == "too few digits"
