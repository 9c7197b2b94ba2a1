"""Every number in the text is computed again here.

Each numeral with three or more significant decimals in a Markdown cell, in a picture's caption, in a lesson's goals or
in the README must be, at its printed rounding and in the order of the text, what PROVEN computes for that place.
"""
import re

import nbformat
import pytest
from conftest import LESSONS, ROOT

import bpcourse as bp

NUMERAL = re.compile(r"(?<![\w.])[-−]?\d[\d,]*\.\d+(?!\w)")

net, x, target = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET
trace = net.forward(x)
gradients = net.backward(trace, target)
(net_h1, _), (net_o1, _) = trace.net[1:]
(out_h1, _), (out_o1, out_o2) = trace.out[1:]
E = net.error(x, target)
error_w5, squash_w5, weight_w5 = (factor.number for factor in bp.derive(net, x, target, "w5").paths[0].factors)
miss_o1, miss_o2 = abs(trace.out[2] - target)
new_w5 = bp.derive(net, x, target, "w5", learning_rate=0.5).updated


def descent(weight, rate, steps):
    """W after steps of gradient descent on the sum of squared errors, six times what Network.error measures."""
    line = bp.Network([[[float(weight)]]], [[0.0]], "identity")
    return bp.train(line, [[0], [1], [2]], [[0], [2], [4]], 6 * rate, steps, batch_size=3, biases="frozen").network["w1"]


PROVEN = {
    "00_start_here": {"done": [((-2 + 0.001) ** 2 - 4) / 0.001]},
    "01_one_weight": {
        "slow-picture": [descent(4, 0.05, 4), descent(4, 0.05, 5), bp.worked.table(descent(4, 0.05, 5)).sum],
        "diverge-picture": [descent(3, 0.22, 3)],
    },
    "02_forward_pass": {
        "goals": [E],
        "title": [E],
        "sigmoid-picture": [net_h1, out_h1, out_h1 * (1 - out_h1)],
        "play": [out_h1],
        "error-intro": [out_o1, out_o2],
        "error-read": [miss_o1, miss_o2, E],
        "diagram-forward": [out_o1, out_o2, E],
        "batch-read": [E],
    },
    "03_chain_rule_w5": {
        "goals": [gradients["w5"], new_w5],
        "nudge-question": [out_o1],
        "nudge-verdict": [bp.numerical_gradient(net, x, target)["w5"]],
        "link-1": [out_o1],
        "link-2": [net_o1, out_o1],
        "sigmoid-picture": [net_o1, out_o1, squash_w5],
        "product-read": [gradients["w5"], error_w5, squash_w5, weight_w5, gradients["w5"]],
        "package": [new_w5],
        "chain-picture": [error_w5, squash_w5, weight_w5, gradients["w5"]],
        "did-it-help": [gradients["w5"], net["w5"] - new_w5],
        "w6-read": [out_o2],
        "done": [net["w5"] + 0.5 * gradients["w5"], gradients.deltas[1][0], 0.5 * gradients["w5"]],
        "w1-glimpse-picture": [out_o1, out_o2, E],
    },
    "README": {"text": [new_w5, E, gradients["w5"]]},
}


def significant(numeral):
    """How many decimals say something: zeros right behind '0.' do not."""
    whole, decimals = numeral.replace(",", "").lstrip("-−").split(".")
    return len(decimals if int(whole) else decimals.lstrip("0"))


def numerals(text):
    return [found.group().replace("−", "-") for found in NUMERAL.finditer(text) if significant(found.group()) >= 3]


def unproven(text, values):
    """What is wrong with the numerals of a text: those that differ, are missing, or that nothing computes."""
    printed = numerals(text)
    if len(printed) != len(values):
        return [f"{len(printed)} numerals {printed}, but {len(values)} computed values"]
    pairs = [(numeral, f"{value:,.{len(numeral.split('.')[1])}f}") for numeral, value in zip(printed, values)]
    return [f"printed {a}, computed {b}" for a, b in pairs if a.replace(",", "") != b.replace(",", "")]


def places():
    """Every text that is looked at: lesson or README, id of its cell, the text."""
    yield "README", "text", (ROOT / "README.md").read_text(encoding="utf-8")
    for path in LESSONS:
        lesson = nbformat.read(path, as_version=4)
        yield path.stem, "goals", "\n".join(lesson.metadata.bpcourse.goals)
        for cell in lesson.cells:
            if cell.cell_type == "markdown":
                yield path.stem, cell.id, cell.source
            for output in cell.get("outputs", []):
                if "image/png" in output.get("data", {}):
                    yield path.stem, cell.id, output.data["text/plain"]


PLACES = list(places())


def test_every_numeral_is_what_the_package_computes():
    wrong = [(lesson, cell, problem) for lesson, cell, text in PLACES
             for problem in unproven(text, PROVEN.get(lesson, {}).get(cell, []))]
    assert not wrong


def test_every_place_named_here_exists():
    known = {(lesson, cell) for lesson, cell, _ in PLACES}
    assert [(lesson, cell) for lesson, cells in PROVEN.items() for cell in cells if (lesson, cell) not in known] == []


@pytest.mark.parametrize("lesson, cell, text", [place for place in PLACES if numerals(place[2])],
                         ids=lambda value: value if len(value) < 30 else "text")
def test_changing_any_digit_of_any_numeral_is_noticed(lesson, cell, text):
    for found in NUMERAL.finditer(text):
        if significant(found.group()) < 3:
            continue
        for place in range(*found.span()):
            for digit in set("0123456789") - {text[place]} if text[place].isdigit() else ():
                changed = text[:place] + digit + text[place + 1:]
                assert unproven(changed, PROVEN[lesson][cell]), f"{found.group()} -> {changed[slice(*found.span())]}"


def test_numerals_are_found_in_prose_tables_and_formulas():
    text = "E = 0.298371109. | 0.0822 | $$0.593 \\cdot 0.5$$ 1,234.567 and −3.999, 4−0.125, 0.001, 2.50, 0.0050"
    assert numerals(text) == ["0.298371109", "0.0822", "0.593", "1,234.567", "-3.999", "0.125"]
