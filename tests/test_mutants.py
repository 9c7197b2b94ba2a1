"""Wrong functions must not pass: each exercise's reference with one thing wrong, made by machine, and some by hand."""

import copy
import inspect
from functools import wraps

import numpy as np
import pytest

import bpcourse as bp
from bpcourse.practice.content import EXERCISES
from bpcourse.practice.kinds import Function, Program

WRITTEN = [id for id, exercise in EXERCISES.items() if isinstance(exercise.kind, (Function, Program))]

# What changes nothing in all that the question speaks of: no mistake.
HARMLESS = {
    "a rate is above 0": [
        "1.4-size of eta",
        "1.5-size of eta",
        *(f"{id}-size of rate" for id in ("4.5", "5.9", "7.14", "7.15", "8.10", "9.4")),
    ],
    "μ lies between 0 and 1": ["9.4-size of mu"],
    "a count is not below 0": ["1.4-size of steps", "5.4-size of epochs", "7.15-size of epochs", "8.7-size of patience"],
    "a batch has at least one example": ["7.15-size of size"],
    "a sigmoid neuron says a number between 0 and 1": ["3.4-size of out", "4.4-size of out"],
    "and is asked for one": ["3.4-size of target", "4.5-size of target", "5.3-size of target"],
    "to both sides by −h is to both sides by h": ["5.5-size of h", "6.4-size of h"],
    "a probability is not below 0, nor is a one-hot target": [
        *("7.5-size of p", "7.5-size of t", "7.6-size of targets", "7.13-size of t", "7.15-size of t")
    ],
    "what comes out of relu is not below 0": ["7.11-size of out"],
    "its slope is 0 or 1": ["7.11-result to 4 digits", "7.11-result to 4 decimals"],
    "a pixel is not below 0": ["7.7-size of train", "7.7-size of other"],
    "a square has no sign": ["8.10-size of weights", "8.10-size of gradients"],
    "an error is not below 0": ["8.7-size of errors"],
    "the number of an epoch is whole": ["8.7-result to 4 digits", "8.7-result to 4 decimals"],
}


def changed(id, change=lambda given: given, outcome=lambda result: result):
    """The reference, with something done to its arguments by name, or to its result."""
    right = EXERCISES[id].kind.right

    @wraps(right)
    def mutant(*places, **named):
        given = inspect.signature(right).bind(*places, **named).arguments
        return outcome(right(**change(given)))

    return mutant


def tried_on(id):
    """The arguments by name that the exercise tries a function with, one case after the other."""
    cases = []
    bp.check(id, changed(id, lambda given: cases.append(copy.deepcopy(given)) or given))
    return cases


def each(change, value):
    """The value with a change of every number or array in it."""
    return type(value)(each(change, item) for item in value) if isinstance(value, (list, tuple)) else change(value)


def like(value, other):
    """The other value, cut or repeated to the shape of the first."""
    if isinstance(value, (list, tuple)):
        return [like(item, other[k % len(other)]) for k, item in enumerate(value)]
    return np.resize(other, value.shape) if isinstance(value, np.ndarray) else other


SINGLE = {"0 for": lambda number: number * 0, "1 for": lambda number: number * 0 + 1, "size of": abs}
PAIRED = {"": lambda number: number, "2 ": lambda number: 2 * number}  # 2 x for t: lesson 01's own examples
ROUNDED = {"4 digits": np.vectorize(lambda number: float(f"{number:.4g}")), "4 decimals": lambda number: np.round(number, 4)}


def replaced(id):
    """What may stand in an argument's place: its name, what is wrong with it, and its new value from all arguments."""
    cases = tried_on(id)
    for name, first in cases[0].items():
        for number, case in enumerate(cases, 1):
            yield name, f"{name} as in case {number}", lambda given, name=name, case=case: like(given[name], case[name])
        if callable(first):
            continue
        for what, change in SINGLE.items():
            yield name, f"{what} {name}", lambda given, name=name, change=change: each(change, given[name])
        for other in (other for other, value in cases[0].items() if other != name and type(value) is type(first)):
            for what, change in PAIRED.items():
                yield (
                    name,
                    f"{what}{other} for {name}",
                    lambda given, name=name, other=other, change=change: like(given[name], each(change, given[other])),
                )


def mutants(id):
    """The exercise's reference with one thing wrong, by what is wrong."""
    found = {
        wrong: changed(id, lambda given, name=name, value=value: given | {name: value(given)})
        for name, wrong, value in replaced(id)
    }
    return found | {
        f"result to {what}": changed(id, outcome=lambda result, change=change: each(change, result))
        for what, change in ROUNDED.items()
    }


MUTANTS = {f"{id}-{wrong}": (id, mutant) for id in WRITTEN for wrong, mutant in mutants(id).items()}
NO_MISTAKES = [name for names in HARMLESS.values() for name in names]


@pytest.mark.parametrize("name", [name for name in MUTANTS if name not in NO_MISTAKES])
def test_a_function_with_one_thing_wrong_is_not_right(name):
    id, mutant = MUTANTS[name]
    assert bp.check(id, mutant).verdict != "right"


@pytest.mark.parametrize("name", NO_MISTAKES)
def test_what_is_listed_as_harmless_still_passes(name):
    id, mutant = MUTANTS[name]
    assert bp.check(id, mutant).verdict == "right", "a case tells it apart by now: take it off the list"


def seen(value):
    """An argument as numbers; of one of lesson 06's Numbers all but its grad, which is there to be added to."""
    return (value.data, value.slopes, [*map(seen, value.parents)]) if hasattr(value, "slopes") else value


@pytest.mark.parametrize("id", WRITTEN)
def test_a_reference_leaves_its_arguments_as_they_came(id):
    cases = tried_on(id)
    assert cases
    for case in cases:
        given = copy.deepcopy(case)
        with np.errstate(all="ignore"):
            EXERCISES[id].kind.right(**given)
        np.testing.assert_equal(*({name: seen(value) for name, value in each.items()} for each in (given, case)))


def delta_rule_of_the_table(W, eta, x, t):
    return W + eta * (2 * x - W * x) * x


def delta_rule_at_one_rate(W, eta, x, t):
    return W + 0.1 * (t - W * x) * x


def delta_rule_from_one_weight(W, eta, x, t):
    return W + eta * (t - 3 * x) * x


def delta_rule_without_a_sign(W, eta, x, t):
    return W + eta * (t - W * x) * abs(x)


def slope_in_decimals(error, weight, h):
    return round((error(weight + h) - error(weight - h)) / (2 * h), 4)


def division_in_decimals(a, b):
    return round(a / b, 4), round(1 / b, 4), round(-a / b**2, 4)


def gap_of_a_row(error, weights, gradient, h):
    gaps = []
    for k in range(len(weights)):
        up, down = weights.copy(), weights.copy()
        up[k] += h
        down[k] -= h
        gaps.append(abs((error(up) - error(down)) / (2 * h) - gradient[k]))
    return max(gaps)


def gap_at_one_nudge(error, weights, gradient, h):
    return EXERCISES["6.4"].kind.right(error, weights, gradient, 0.1)


def share_of_known_targets(outputs, targets):
    return (outputs.argmax(axis=1) == np.array([0, 2, 0, 1, 1])[: len(outputs)]).mean()


def share_by_number(outputs, targets):
    return {2: 0, 3: 2 / 3, 5: 2 / 5}[len(outputs)]


def epoch_0_as_none(errors, patience):
    best = None
    for epoch in range(len(errors)):
        if not best or errors[epoch] < errors[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best


def epoch_0_as_none_at_the_end(errors, patience):
    return EXERCISES["8.7"].kind.right(errors, patience) or len(errors) - 1


def error_0_as_none(errors, patience):
    best, lowest = 0, None
    for epoch, error in enumerate(errors):
        if not lowest or error < lowest:
            best, lowest = epoch, error
        if epoch - best >= patience:
            break
    return best


@pytest.mark.parametrize(
    "id, program",
    [
        ("1.5", delta_rule_of_the_table),
        ("1.5", delta_rule_at_one_rate),
        ("1.5", delta_rule_from_one_weight),
        ("1.5", delta_rule_without_a_sign),
        ("5.5", slope_in_decimals),
        ("6.3", division_in_decimals),
        ("6.4", gap_of_a_row),
        ("6.4", gap_at_one_nudge),
        ("7.6", share_of_known_targets),
        ("7.6", share_by_number),
        ("8.7", epoch_0_as_none),
        ("8.7", epoch_0_as_none_at_the_end),
        ("8.7", error_0_as_none),
    ],
)
def test_a_function_that_once_passed_does_not_any_more(id, program):
    assert bp.check(id, program).verdict != "right"


def test_who_nudges_whole_rows_of_a_matrix_is_told_so():
    for largest in (max, np.max):

        def biggest_gap(error, weights, gradient, h, largest=largest):
            gaps = []
            for k in range(len(weights)):
                nudge = np.zeros_like(weights)
                nudge[k] = h
                gaps.append(abs((error(weights + nudge) - error(weights - nudge)) / (2 * h) - gradient[k]))
            return largest(gaps)

        assert "`weights[k]` is a whole row" in bp.check("6.4", biggest_gap).message
