"""Every number in the text is computed again here.

Each numeral with three or more significant decimals in a Markdown cell, in a picture's caption, in a lesson's goals, in
the README or in what instructors read must be, at its printed rounding and in the order of the text, what stands for that
place in proven.py.
"""

import re

import nbformat
import numpy as np
import pytest
from course import LESSONS, ROOT, lesson_cells
from proven import PROVEN, PUBLISHED, PUBLISHED_WEIGHTS, STATED, mazur_E, net, rounds, target, x

import bpcourse as bp
from bpcourse.practice.content import EXERCISES

GENERATED = re.compile(r"<!-- (minutes|exercises).*?<!-- end", re.S)  # computed, so test_run_sheet proves it
NUMERAL = re.compile(r"(?<![\w.])[-−]?\d[\d,]*\.\d+(?!\w)")


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
    """Every text that is looked at: lesson, exercises or README, id of its cell, the text."""
    yield "README", "text", (ROOT / "README.md").read_text(encoding="utf-8")
    yield "INSTRUCTORS", "by hand", GENERATED.sub("", (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8"))
    for name, exercise in EXERCISES.items():
        kind = exercise.kind
        said = [
            *getattr(kind, "others", {}).values(),
            *(wrong.says for wrong in getattr(kind, "mistakes", {}).values() if hasattr(wrong, "says")),
        ]
        said += [exercise.why, getattr(kind, "sample", "")]
        yield "exercises", name, "\n".join([exercise.text, *exercise.hints, *said[-2:], *said[:-2]])
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
    wrong = [
        (lesson, cell, problem)
        for lesson, cell, text in PLACES
        for problem in unproven(text, PROVEN.get(lesson, {}).get(cell, []))
    ]
    assert not wrong


def test_every_place_named_here_exists():
    known = {(lesson, cell) for lesson, cell, _ in PLACES}
    assert [(lesson, cell) for lesson, cells in PROVEN.items() for cell in cells if (lesson, cell) not in known] == []


def test_no_numeral_hides_behind_a_power_of_ten():
    assert not [(lesson, cell) for lesson, cell, text in PLACES if re.search(r"\d[eE][-−+]?\d", text)]


@pytest.mark.parametrize("place", STATED, ids=lambda place: f"{place[0][:2]}-{place[1]}")
def test_counts_in_the_prose_are_what_the_package_counts(place):
    (text,) = [text for lesson, cell, text in PLACES if (lesson, cell) == place]
    stated = STATED[place]()
    assert all(words in text for words in ([stated] if isinstance(stated, str) else stated))


@pytest.mark.parametrize("printed", PUBLISHED, ids=[what for what, _ in PUBLISHED.values()])
def test_published_number_is_what_the_wrong_order_or_one_round_less_prints(printed):
    places = len(np.format_float_positional(printed)) - 2
    assert f"{PUBLISHED[printed][1]:.{places}f}" == f"{printed:.{places}f}"


def test_published_weights_are_right_and_contradict_the_published_error():
    lesson = {cell.id: cell.source for cell in lesson_cells(ROOT / "notebooks" / "04_hidden_weights.ipynb")}
    assert re.findall(r"0\.\d+", lesson["clue-weights"]) == PUBLISHED_WEIGHTS
    assert [f"{w:.{len(printed) - 2}f}" for w, printed in zip(rounds(1)[0], PUBLISHED_WEIGHTS)] == PUBLISHED_WEIGHTS
    fed = bp.Network(np.array(PUBLISHED_WEIGHTS, float).reshape(2, 2, 2), net.biases)
    assert f"{fed.error(x, target):.9f}" == "0.291027774" != f"{mazur_E:.9f}"


@pytest.mark.parametrize(
    "lesson, cell, text",
    [place for place in PLACES if numerals(place[2])],
    ids=lambda value: value if len(value) < 30 else "text",
)
def test_changing_any_digit_of_any_numeral_is_noticed(lesson, cell, text):
    for found in NUMERAL.finditer(text):
        if significant(found.group()) < 3:
            continue
        for place in range(*found.span()):
            for digit in set("0123456789") - {text[place]} if text[place].isdigit() else ():
                changed = text[:place] + digit + text[place + 1 :]
                assert unproven(changed, PROVEN[lesson][cell]), f"{found.group()} -> {changed[slice(*found.span())]}"


def test_numerals_are_found_in_prose_tables_and_formulas():
    text = "E = 0.298371109. | 0.0822 | $$0.593 \\cdot 0.5$$ 1,234.567 and −3.999, 4−0.125, 0.001, 2.50, 0.0050"
    assert numerals(text) == ["0.298371109", "0.0822", "0.593", "1,234.567", "-3.999", "0.125"]
