"""Numbers that others print for the worked example: each is what the cause gives that published.csv names for it."""

import csv
import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from course import ROOT, lesson_cells
from learners import READINGS, STEPS, Learner, Learners, by_coin, cut_off, exact, to_decimals, turned

import bpcourse as bp
from bpcourse.practice.doctor import Case
from bpcourse.practice.doctor.mistakes import MISTAKES, SLIPS
from bpcourse.practice.doctor.quantities import parse
from bpcourse.practice.doctor.rounds import Setting
from bpcourse.practice.words import Verdict

NET, X, T = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET
NAMED = {mistake.name for mistake in MISTAKES + SLIPS}
TEXT = (ROOT / "tests" / "published.csv").read_text(encoding="utf-8")
ROWS = [SimpleNamespace(**row) for row in csv.DictReader(line for line in TEXT.splitlines() if line[0] != "#")]
for row in ROWS:
    row.cut, row.names = row.cause.endswith(", cut off"), tuple(row.cause.removesuffix(", cut off").split(" + "))
EXPLAINED = [row for row in ROWS if row.cause != "unexplained"]
GIVEN = [name for name in (*NET.names, "b1", "b2") if not name.startswith("b_")]
MISREADINGS = [(name, NET[other]) for name in GIVEN for other in GIVEN if NET[name] != NET[other]]


def column_wise(start):
    start.weights = [turned(matrix) for matrix in start.weights]


def h1_for_h2(start):
    start.weights[0][1] = start.weights[0][0]


def updated_output_layer(start):
    after = Learner(start, exact, {"rule": lambda rule: "own"}).round(1)
    start.weights[1], start.biases[1] = after.weights[1], after.biases[1]


# What the learners do not know: another start, other steps of a round, numbers that have no name in the package.
STARTS = {"weights-column-wise": column_wise, "other-neuron": h1_for_h2, "fed-anew": updated_output_layer}
MORE_STEPS = {
    "fed-anew": {"rule": lambda rule: "own"},
    "no-output-bias": {"bias": lambda biases, layer, incoming: [0.0, 0.0] if layer else biases[layer]},
    "one-source-twice": {"seen": lambda weights: [[sum(weights[0]), 0.0], [0.0, sum(weights[1])]]},
    "total-for-share": {"counted": lambda shares: [sum(shares), *shares[1:]]},
    "only o1": {"error": lambda shares: shares[0], "back": lambda w, new, deltas, misses, last: (w[:1], deltas[:1])},
    "only o2": {"error": lambda shares: shares[1], "back": lambda w, new, deltas, misses, last: (w[1:], deltas[1:])},
}
MORE_QUANTITIES = {
    r"E_(o\d)": ("E", r"only \1"),
    r"dE/dout_(h\d)": (r"delta_\1", "no-slope-hidden"),
    r"dE/dout_(o\d)": (r"delta_\1", "no-slope-output"),
    r"dE_(o\d)/dout_(h\d)": (r"delta_\2", r"only \1", "no-slope-hidden"),
}
CITED = [
    ("animesh/ANN", "solved", {"0.2910279239": "updated-weights", "0.2910277737": "right"}),
    ("backprop-trace", "solved", {"0.291027924": "updated-weights", "0.29102777369359933": "right"}),
    ("animesh/ANN", "one-round-less-read", {"0.0000351085": "one-round-less"}),
]
MORE_CAUSES = {"right", "rounded", "single-precision", "value-misread", "digits-exchanged"}


@cache
def learners(names, keep, misreading):
    """Learners of whom the one without a mistake does all of this."""
    net = NET.copy()
    if misreading:
        net[misreading[0]] = misreading[1]
    those = Learners(SimpleNamespace(net=net, x=X, t=T, learning_rate=0.5, biases="frozen"), keep)
    steps = {}
    for name in names:
        STARTS.get(name, exact)(those.start)
        known = STEPS[name](those.start) if name in STEPS and name not in STARTS else {}
        steps |= next(iter(known.values()), MORE_STEPS.get(name, {}))
    those.calculated["right", ""] = Learner(those.start, keep, steps)
    return those


def answers(quantity, names, keep=exact, misreading=None):
    """What these causes together give for a quantity."""
    if " - " in quantity:
        (new,), (old,) = (answers(part, names, keep, misreading) for part in quantity.split(" - "))
        return [new - old]
    if quantity.startswith("slope"):
        outs = map(keep, answers(quantity.replace("slope", "out"), names, keep, misreading))
        return [out * (1 - out) for out in outs]
    for pattern, (known, *more) in MORE_QUANTITIES.items():
        if found := re.fullmatch(pattern, quantity):
            quantity, names = found.expand(known), (*names, *map(found.expand, more))
    those = learners(tuple(name for name in names if name in {*STEPS, *STARTS, *MORE_STEPS}), keep, misreading)
    if "decimal-point" in names:
        return [10.0**k * those.answer(quantity)[0] for k in range(-4, 5)]
    if reading := set(names) & set(READINGS) - set(STARTS):
        return those.answer(quantity, *reading)
    return those.answer(quantity)


def is_written(printed, number, cut=False):
    """Whether these are the number's digits, but for what many rounds do to a float's last ones."""
    unit, blur = Decimal(1).scaleb(Decimal(printed).as_tuple().exponent), Decimal(1e-14 * abs(number))
    missing = (Decimal(number) - Decimal(printed)) * (-1 if number < 0 else 1)
    return (0 if cut else -unit / 2) - blur <= missing <= (unit if cut else unit / 2) + blur


def is_single(printed, number, rounds):
    """Whether these are the digits of a 32-bit number close to this one; every round may move it a little."""
    single = np.float32(printed)
    return is_written(printed, float(single)) and abs(float(single) - number) <= (3 + rounds / 40) * np.spacing(single)


def is_slipped(printed, number):
    """Whether the number, rounded or cut off, has become this by one digit that is wrong, moved, missing or too much."""

    def one_less(text):
        return {text[:k] + text[k + 1 :] for k in range(len(text))}

    printed = printed.rstrip("0")
    units = [Decimal(10) ** (Decimal(printed).as_tuple().exponent + more) for more in (-1, 0, 1)]
    texts = [f"{Decimal(number).quantize(unit, how):f}" for unit in units for how in (ROUND_DOWN, ROUND_HALF_UP)]
    return any(text in one_less(printed) or one_less(text) & {printed, *one_less(printed)} for text in texts)


def misprinted(row):
    """Who calculates on with a misprinted out of the same source, or with the slope that it gave."""
    for other in ROWS:
        if other.source == row.source and other.cause == "digits-exchanged" and other.quantity[:3] in ("out", "slo"):
            right, wrong = answers(other.quantity, ())[0], float(other.printed)
            yield lambda value, right=right, wrong=wrong: wrong if abs(value - right) < 1e-12 else value


def is_explained(row, misreading=None):
    """Whether the cause gives the printed digits."""
    number = answers(row.quantity, row.names)[0]
    if "single-precision" in row.names:
        return is_single(row.printed, number, int(re.search(r"\d*$", row.quantity)[0] or 1))
    if "digits-exchanged" in row.names and is_slipped(row.printed, number):
        return True
    keeps = [exact]
    if "digits-exchanged" in row.names:
        keeps = misprinted(row)
    if "rounded" in row.names:
        keeps = [keep(n) for keep in (to_decimals, cut_off) for n in range(3, 10)]
        keeps += [by_coin(to_decimals(9), Random(seed)) for seed in range(20)]
    found = [number for keep in keeps for number in answers(row.quantity, row.names, keep, misreading)]
    return any(is_written(row.printed, number, row.cut) for number in found)


def rows(chosen):
    return pytest.mark.parametrize("row", [pytest.param(row, id=f"{row.quantity}={row.printed}") for row in chosen])


@rows(row for row in EXPLAINED if "value-misread" not in row.names)
def test_the_cause_gives_the_printed_digits(row):
    assert is_explained(row)


def test_one_misread_number_gives_all_that_a_source_prints_with_it():
    misread = [row for row in EXPLAINED if "value-misread" in row.names]
    for source in {row.source for row in misread}:
        those = [row for row in misread if row.source == source]
        assert [one for one in MISREADINGS if all(is_explained(row, one) for row in those)]


@rows(row for row in ROWS if "right" not in row.names)
def test_the_right_value_does_not_give_them(row):
    assert not is_written(row.printed, answers(row.quantity, ())[0])


def test_every_cause_is_one_that_is_tried_here():
    known = {*STEPS, *READINGS, *STARTS, *MORE_STEPS, *MORE_CAUSES}
    assert {name for row in EXPLAINED for name in row.names} <= known
    assert len(EXPLAINED) >= 300


@pytest.mark.parametrize("source, cell, cited", CITED)
def test_the_lesson_cites_what_a_source_prints(source, cell, cited):
    (text,) = [each.source for each in lesson_cells(ROOT / "notebooks" / "04_hidden_weights.ipynb") if each.id == cell]
    printed = {(row.printed, row.cause) for row in ROWS if source in row.source}
    assert source in text and all(number in text and (number, cause) in printed for number, cause in cited.items())


def askable(row):
    try:
        return parse(row.quantity, NET.sizes)
    except ValueError:
        return None


ASKED = [row for row in EXPLAINED if len(row.names) == 1 and row.names[0] in {"right", "rounded"} | NAMED and askable(row)]


@cache
def case(quantity):
    return Case(Setting(NET, X, T, 0.5, "frozen"), quantity)


def doctor_names(row):
    """Whether the doctor names the cause, where the digits are enough and wrong."""
    said = case(row.quantity).judge(row.printed)
    unsure = (Verdict.RIGHT, Verdict.FEWER_DIGITS, Verdict.TOO_FEW_DIGITS)
    return said.verdict in unsure or any(row.names[0] in names for names in said.mistakes)


@rows(row for row in ASKED if askable(row).rounds < 9999)
def test_the_doctor_names_the_cause(row):
    assert doctor_names(row)


@pytest.mark.thorough
@rows(row for row in ASKED if askable(row).rounds >= 9999)
def test_the_doctor_names_the_cause_after_ten_thousand_rounds(row):
    assert doctor_names(row)
