"""Numbers of a learner's own: mistakes stay apart, and exercises and worksheets can be asked with them."""

import re
from itertools import combinations

import numpy as np
import pytest
from by_hand import BLANKS, SLIPS, of_numbers
from course import ROOT, right_answer, wrong_answers

import bpcourse as bp
from bpcourse.practice import record
from bpcourse.practice.content import EXERCISES, with_numbers
from bpcourse.practice.kinds import Asked
from bpcourse.practice.personal import DECIMALS, answers

PERSONAL = [id for id, exercise in EXERCISES.items() if isinstance(exercise.kind, Asked) and id != "5.6"]


def written(name, value):
    """A number as a learner writes it into a blank."""
    return f"{value:.{DECIMALS[name]}f}"


def names_in(reply):
    return {name for names in reply.mistakes for name in names}


def test_the_numbers_of_a_seed_stay_the_same_in_every_version():
    """They stand on paper, and on other learners' machines. Where one of these changes, so do all worksheets."""
    first = (0.29, 0.23, -0.77, 0.24, -0.38, -0.86, -1.46, -0.8, 1.25, -1.39, -1.27, -1.01, 0.9, 0.1)
    assert bp.personal(7).numbers == first
    assert bp.personal(7001).numbers[:5] == (0.77, 0.93, 1.35, 1.12, -0.67)


def test_it_stands_where_the_worked_example_does_and_shows_every_number():
    mine = bp.personal(7)
    net, x, target = mine.network(), mine.INPUT, mine.TARGET
    assert [net[name] for name in net.names[:8]] == list(mine.numbers[2:10]) and (net["b1"], net["b2"]) == (-1.27, -1.01)
    assert (*x, *target, mine.LEARNING_RATE) == (0.29, 0.23, 0.9, 0.1, bp.worked.LEARNING_RATE)
    net.weights[0][0, 0] = x[0] = 5
    assert mine.network()["w1"] == -0.77 and bp.personal(7).INPUT[0] == 0.29, "what a learner changes is a copy"
    assert all(f"{abs(number)}" in repr(mine) for number in mine.numbers)


@pytest.mark.parametrize("seed, error", [(-1, ValueError), (0.5, TypeError), ("7", TypeError), (None, TypeError)])
def test_what_is_no_seed_is_said(seed, error):
    with pytest.raises(error, match="^seed is "):
        bp.personal(seed)
    if seed is not None:
        with pytest.raises(error, match="^personal is "):
            bp.check("3.2", 1, personal=seed)


def apart(numbers, name):
    """Whether these are equal by mathematics, or can be told apart as they are written down."""
    return all(abs(a - b) < 1e-11 or abs(a - b) >= 10.0 ** -DECIMALS[name] for a, b in combinations(numbers, 2))


@pytest.mark.thorough
def test_of_500_seeds_mistakes_are_apart_answers_are_accepted_and_slips_are_named():
    """Worked out by hand, neuron by neuron, right and with each slip; asked in turn. Every slip shows in some blank."""
    different, asked_for_more = set(), 0
    for seed in range(500):
        mine = bp.personal(seed)
        different.add(mine.numbers)
        right = of_numbers(*mine.numbers)
        assert answers(mine) == pytest.approx(right, rel=1e-12, abs=1e-14)
        wrong = {slip: of_numbers(*mine.numbers, slip=slip) for slip in SLIPS}
        for name in BLANKS:
            assert apart([right[name], *(some[name] for some in wrong.values())], name), (seed, name)
            assert abs(right[name]) > 1e-3 or name.startswith("net"), "six decimals are at least four digits"
        assert bp.check(BLANKS[seed % 30], written(BLANKS[seed % 30], right[BLANKS[seed % 30]]), personal=seed)
        slip = SLIPS[seed % len(SLIPS)]
        visible = [name for name in BLANKS if abs(wrong[slip][name] - right[name]) > 1e-11]
        name = visible[seed // len(SLIPS) % len(visible)]
        reply = bp.check(name, written(name, wrong[slip][name]), personal=seed)
        if reply.verdict == "too few digits":  # of a small number; then it asks for more
            reply, asked_for_more = bp.check(name, f"{wrong[slip][name]:.6g}", personal=seed), asked_for_more + 1
        assert slip in names_in(reply), (seed, name, slip, reply)
    assert len(different) == 500 and asked_for_more <= 10


@pytest.mark.parametrize("id", PERSONAL)
def test_an_exercise_is_asked_with_other_numbers(id):
    """Its texts hold none of the worked example's, its right answer is right and no other's, its solution shows it."""
    mine, lesson = bp.personal(7), EXERCISES[id]
    own = with_numbers(lesson, mine)
    kind = own.kind
    typed = f"{kind.right():.{kind.decimals or 9}f}"
    reply = bp.check(id, typed, personal=7)
    assert reply and repr(reply).startswith(f"{id} with bp.personal(7): right.")
    assert not bp.check(id, right_answer(lesson), personal=7) and not bp.check(id, typed)
    assert f"{abs(kind.right()):.9f}" in bp.solution(id, personal=7).message
    texts, before = (
        [one.question, *one.hints, one.why, one.solution(), *(wrong.says for wrong in one.kind.mistakes.values())]
        for one in (own, lesson)
    )
    numbers = {text for text in re.findall(r"\d\.\d{2,}", " ".join(before)) if float(text) not in (0.3, 0.5)}
    assert not [text for text in numbers if any(re.search(rf"(?<!\d){re.escape(text)}", one) for one in texts)]
    assert "the lesson's" not in " ".join(texts)
    assert [bp.hint(id, k, personal=7).message for k in (1, 2, 3)] == [*own.hints]


@pytest.mark.parametrize("seed", range(0, 500, 100))
def test_what_every_mistake_makes_of_an_exercise_with_own_numbers_is_never_right(seed):
    """The number is told by its mistake, unless six decimals leave too few digits of it."""
    own = with_numbers(EXERCISES[PERSONAL[seed // 100 + 2]], bp.personal(seed))
    wrong = {name: float(value) for name, value in wrong_answers(own).items() if np.isfinite(float(value))}
    for name, value in wrong.items():
        reply = bp.check(own.id, f"{value:.{own.kind.decimals}f}", personal=seed)
        assert not reply and (re.sub(r" \d+$", "", name) in names_in(reply) or abs(value) < 1e-3), (name, reply)


@pytest.mark.thorough
def test_a_neighbour_s_number_is_wrong_but_where_the_instructors_page_says_so():
    """Of 60 seeds, typed to the digits that are asked for."""
    shared = {}
    for id in PERSONAL:
        typed = {}
        for seed in range(1, 61):
            kind = with_numbers(EXERCISES[id], bp.personal(seed)).kind
            number = f"{kind.right():.{kind.decimals}f}" if kind.decimals else f"{kind.right():.{kind.digits}g}"
            typed.setdefault(number, []).append(seed)
        shared |= {id: seeds} if (seeds := [some for some in typed.values() if len(some) > 1]) else {}
    page = " ".join((ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8").split())
    assert list(shared) == ["2.2"] and "so a neighbour's number is wrong, except in 2.2." in page
    said = page.partition("of the seeds 1 to 60 these share an answer: ")[2].partition(".")[0]
    assert said == ", ".join(" and ".join(map(str, seeds)) for seeds in shared["2.2"])
    a, b = (bp.personal(seed) for seed in shared["2.2"][0])
    assert a.numbers != b.numbers and bp.check("2.2", EXERCISES["2.2"].kind._replace(example=a).right(), personal=b.seed)


def test_without_an_answer_the_question_and_the_numbers_are_shown():
    reply = bp.check("2.1", personal=7)
    assert reply.verdict == "open" and "i1 = 0.29 and i2 = 0.23? (w3 = −0.38, w4 = −0.86, b1 = −1.27)" in reply.message
    assert "| −0.77 | 0.24 |" in reply._repr_markdown_() and 'bp.check("2.1", …, personal=7)' in reply.message
    assert "b_h2 = (−0.38) · 0.29 + (−0.86) · 0.23 + (−1.27) = **−1.578000000**" in bp.solution("2.1", personal=7).message
    assert repr(bp.hint("2.1", 3, personal=7)) == "2.1 with bp.personal(7): hint 3 of 3. (−0.38) · 0.29 + …"


@pytest.mark.parametrize("id", [*PERSONAL, "E", "w5+"])
def test_what_the_question_sets_is_said_beside_the_numbers(id):
    """Else the table's own i1 and i2 are taken for those that are asked about."""
    said = {
        name
        for name in ("INPUT", "TARGET")
        if f"of the question, not these two or `mine.{name}`" in bp.check(id, personal=7).message
    }
    assert said == ({"INPUT"} if id in ("2.2", "3.2", "4.1", "4.2") else {"TARGET"} if id == "2.5" else set())
    assert ("η is that of the question." in bp.check(id, personal=7).message) == (id == "3.3")


def of_lesson(kind, x=None, t=None):
    """The same quantity from the lesson's network."""
    return kind._replace(example=bp.worked, x=kind.x or x, t=kind.t or t).right()


@pytest.mark.parametrize("seed", [7, 2])
@pytest.mark.parametrize("id", [*PERSONAL, "net_h1", "delta_o1", "dE/dw6", "E+"])
def test_who_works_with_the_lesson_s_network_is_told(id, seed):
    """All its numbers, or the network alone, with one's own input and targets."""
    mine = bp.personal(seed)
    kind = with_numbers(EXERCISES[id], mine).kind if id in EXERCISES else Asked(id, decimals=DECIMALS[id], example=mine)
    own = {"x": mine.INPUT.tolist(), "t": mine.TARGET.tolist()}
    for name, wrong in (("lesson-numbers", of_lesson(kind)), ("lesson-network", of_lesson(kind, **own))):
        reply = bp.check(id, f"{wrong:.9f}", personal=seed)
        assert not reply and ("lesson-network" if id == "2.2" else name) == reply.mistakes[0][0], reply
        assert "your own" in reply.message


def test_the_slip_of_working_with_the_lesson_s_notebook_is_named():
    assert "This is the number of the lesson's example." in bp.check("3.2", 0.0926205, personal=7).message
    assert bp.check("3.2", 0.0926205) and bp.check("net_h1", "0.3775", personal=7).mistakes == (("lesson-numbers",),)
    assert bp.check("5.2", personal=7).message.startswith("The network with your own numbers once more, η = 0.5")
    assert EXERCISES["5.2"].question.startswith("The worked example once more, η = 0.5")


def test_where_nothing_is_recognised_the_code_to_go_on_with_is_that_of_the_own_numbers():
    reply = bp.check("3.2", 0.1234567, personal=7)
    assert 'bp.diagnose(bp.personal(7).network(), [1.0, 0.5], [0.9, 0.1], "out_h2", …)' in reply.message
    assert reply.message.endswith('`bp.hint("3.2", personal=7)` helps.')
    of_sheet = bp.check("delta_h1", 0.1234567, personal=7)
    assert "bp.personal(7).network(), [0.29, 0.23], [0.9, 0.1]" in of_sheet.message and "bp.hint" not in of_sheet.message


def test_an_exercise_done_with_own_numbers_is_done_and_a_blank_of_a_sheet_is_none(fresh):
    bp.check("net_h2", "-1.578", personal=7)
    assert not fresh.exists()
    reply = bp.check("2.1", "-1.578", personal=7)
    assert "2.1" in record.done()[0] and "net_h2" not in record.done()[0]
    assert reply._repr_mimebundle_() == {
        "application/vnd.bpcourse+json": {"id": "2.1", "verdict": "right", "mistakes": [], "personal": 7}
    }


@pytest.mark.parametrize("call", [bp.check, bp.hint, bp.solution])
@pytest.mark.parametrize("id", ["3.4", "3.6", "3.7", "4.5", "5.6", "6.1"])
def test_an_exercise_that_asks_for_no_number_of_the_example_says_so(call, id):
    with pytest.raises(ValueError, match=f"^exercise {id} asks for no number of the worked example, .* one of 2.1, 2.2"):
        call(id, personal=7)


def test_a_file_of_one_s_own_can_be_asked_with_own_numbers_unless_it_brings_the_worked_example(tmp_path, monkeypatch):
    section = "\n## 3.9 Mine\n\nWhat is ∂E/∂w{} at i1 = {{{{ worked.INPUT[0] }}}}?\n\n```python answer, 6 decimals\n"
    section += 'quantity("dE/dw{}")\n```\n\n1. Think.\n'
    for k, top in ((5, ""), (6, "```python\nfrom bpcourse import worked\n```\n")):
        path = tmp_path / f"0{k}.md"
        path.write_text(top + section.format(k, k), encoding="utf-8")
    from bpcourse.practice import content

    first, second = (next(content.read(tmp_path / f"0{k}.md"))() for k in (5, 6))
    assert "at i1 = 0.29?" in with_numbers(first, bp.personal(7)).question
    with pytest.raises(ValueError, match="06.md has a `worked` of its own, expected"):
        with_numbers(second, bp.personal(7))


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: bp.check("net_h1", 1), "id is 'net_h1', a blank of a worksheet: add personal=, the seed that stands on"),
        (lambda: bp.check("NET_H1"), "id is 'NET_H1', a blank of a worksheet: add personal="),
        (lambda: bp.check("net_h3", 1, personal=7), f"id is 'net_h3', expected one of {', '.join(BLANKS)}"),
        (lambda: bp.check("3.99", 1, personal=7), "id is '3.99', expected one of 3.1, 3.2, 3.3"),
        (lambda: bp.hint("net_h1"), "id is 'net_h1', a blank of a worksheet, which has no hints and no solution"),
        (lambda: bp.hint("net_h1", personal=7), "a blank of a worksheet, which has no hints and no solution"),
        (lambda: bp.solution("e+", personal=7), "id is 'e+', a blank of a worksheet, which has no hints and no solution"),
    ],
)
def test_what_is_not_asked_so_is_said_of_a_blank(call, says):
    with pytest.raises(ValueError) as raised:
        call()
    assert says in f"{raised.value}"


@pytest.mark.parametrize("typed", ["NET_H1", "Net_h1", "net_H1"])
def test_a_blank_is_known_in_any_case(typed):
    assert repr(bp.check(typed, "-1.4381", personal=7)) == "net_h1 with bp.personal(7): right."
    assert bp.check("DE/dW5", answers(bp.personal(7))["dE/dw5"], personal=7).exercise == "dE/dw5"
