"""What instructors have in hand: tables that are in step with the lessons, schedules that fit."""

import re
import shutil
from collections import Counter
from itertools import pairwise

import nbformat
import numpy as np
import pytest
from course import LESSONS, ROOT, lesson_cells
from walk_through import PAGE, schedule, walk

import bpcourse as bp
from bpcourse.__main__ import main
from bpcourse.practice.content import EXERCISES
from bpcourse.practice.doctor.explanations import evaluate
from bpcourse.practice.doctor.mistakes import MISTAKES, SLIPS, ways
from bpcourse.practice.kinds import Asked, Value
from bpcourse.practice.words import Verdict

TEXT = PAGE.read_text(encoding="utf-8")
BY_HAND = re.sub(r"<!-- (minutes|exercises).*?<!-- end", "", TEXT, flags=re.S)
FRAME = ["Exercises", "What you can do now", "Check yourself", "Next"]
LENGTHS = {"90 minutes": [90], "Half a day": [240], "Two days": [420, 420]}
ASKED = [id for id, exercise in EXERCISES.items() if isinstance(exercise.kind, Asked)]
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def rows(of):
    """The rows of the table under a heading that begins so, "3.1 " or "Lesson 03", as cells."""
    (part,) = re.findall(rf"^##+ {re.escape(of)}.*\n((?:(?!##).*\n?)*)", TEXT, re.M)
    return [re.split(r" (?<!\\)\| ", line[2:-2]) for line in part.splitlines() if line.startswith("| ")]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the page and of one lesson; commands run there."""
    (tmp_path / "notebooks").mkdir()
    shutil.copy(PAGE, tmp_path)
    shutil.copy(LESSONS[3], tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_is_what_the_command_writes(tmp_path, monkeypatch, capsys):
    shutil.copy(PAGE, tmp_path)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path)
    assert main(["run-sheet"]) == 0
    assert capsys.readouterr().out == "INSTRUCTORS.md: written, nothing changed\n"
    assert (tmp_path / PAGE.name).read_text(encoding="utf-8") == TEXT


def test_a_changed_lesson_changes_its_tables_and_nothing_else(project, capsys):
    path = project / "notebooks" / LESSONS[3].name
    path.write_text(path.read_text(encoding="utf-8").replace("to two decimals?", "to three decimals?"), encoding="utf-8")
    assert main(["run-sheet"]) == 0 and "written, changed" in capsys.readouterr().out
    changed = (project / PAGE.name).read_text(encoding="utf-8")
    assert changed == TEXT.replace("What is its slope, to two decimals?", "What is its slope, to three decimals?") != TEXT


@pytest.mark.parametrize(
    "name, old, new, says",
    [
        (PAGE.name, "<!-- minutes of lesson 03 -->", "", "INSTRUCTORS.md has no place for the minutes of lesson 03"),
        (f"notebooks/{LESSONS[3].name}", '"Multiply": 3', '"Multiplied": 3', "differ in Multiplied, Multiply"),
    ],
    ids=["no marks", "no such section"],
)
def test_what_has_no_place_is_said_in_one_line(project, capsys, name, old, new, says):
    (project / name).write_text((project / name).read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert main(["run-sheet"]) == 1
    assert says in capsys.readouterr().err


@every_lesson
def test_the_minutes_of_the_sections_add_up_to_those_of_the_lesson(path):
    about = nbformat.read(path, as_version=4).metadata.bpcourse
    text = "\n".join(cell.source for cell in lesson_cells(path) if cell.cell_type == "markdown")
    headings = [heading for heading in re.findall("^## (.+)$", text, re.M) if heading not in FRAME]
    assert sum(about.sections.values()) == about.minutes
    assert min(about.sections.values()) >= 0 and {*about.sections} == {*headings}
    table = [(cells[0], cells[1]) for cells in rows(f"Lesson {path.name[:2]}")[1:] if cells[0].strip()]
    assert [(re.match(r"\*\*(.+)\*\*", name)[1], minutes) for name, minutes in table] == [
        (heading, f"{about.sections[heading] or 'with the exercises'}") for heading in headings
    ]


@every_lesson
def test_every_prediction_and_every_widget_is_there_and_each_question_has_an_answer(path):
    table = rows(f"Lesson {path.name[:2]}")[1:]
    asked = [cells for cells in table if len(cells) == 4 and cells[2].strip()]
    assert all(len(cells[3].strip()) > 2 for cells in asked)
    source = "\n".join(cell.source for cell in lesson_cells(path))
    assert len(asked) == len(re.findall(r"^\*\*Predict\.\*\* |^bp\.play\.predict\(", source, re.M))
    moved = {*re.findall(r"`(bp\.play\.\w+)`", "".join(cells[0] for cells in table))}
    assert moved == {*re.findall(r"bp\.play\.(?!predict)\w+", source)}


@every_lesson
def test_no_answer_breaks_off(path):
    answers = [
        re.sub("`.*?`", "", cells[3]).strip(" *|") for cells in rows(f"Lesson {path.name[:2]}")[1:] if len(cells) == 4
    ]
    assert [said for said in answers if said.count("(") != said.count(")") or said.endswith((":", "?"))] == []


@pytest.mark.parametrize(
    "lesson, says",
    [("06", "To both sides it comes a *hundred* times as close."), ("08", "A very small one keeps nearly all.")],
)
def test_where_two_things_are_asked_the_answer_says_both(lesson, says):
    assert [cells for cells in rows(f"Lesson {lesson}") if says in cells[-1]]


@every_lesson
def test_each_lesson_has_what_a_teacher_says_and_draws(path):
    title = re.match("# (.+)", lesson_cells(path)[0].source)[1]
    part = BY_HAND.split(f"\n## Lesson {path.name[:2]}: {title}\n")[1].split("\n## ")[0]
    for what in ("**Open with**", "**On the board**", "**Slips to expect, and what to ask back**", "**When late**"):
        assert part.count(what) == 1
    slips = part.partition("ask back**\n")[2].partition("\n\n")[0].split("\n- ")
    assert 2 <= len(slips) <= 3 and all(re.search(r"\*[^*]+[?.]\*", slip) for slip in slips), (
        "each has something to ask back"
    )


# Wrong answers


def shown(exercise):
    """The numbers of an exercise's table, with what is said to each."""
    found = rows(f"{exercise} ")
    return {number: said for numbers, said in found[1:] for number in numbers.split(", ")}


def is_number(text):
    return re.fullmatch(r"−?[\d,.]+", text)


def test_no_number_is_lost_that_a_mistake_makes_in_any_of_its_ways():
    """Also where one mistake makes several numbers; a dictionary by its name would keep the last one alone."""
    for id in ASKED:
        kind, table = EXERCISES[id].kind, [float(number.replace("−", "-")) for number in shown(id)]
        case = kind.case
        made = ways(case.asked, case.setting, [*MISTAKES, *SLIPS])
        with np.errstate(all="ignore"):
            found = evaluate(made, case.setting)[0, :, 0]
        unit = 10.0**-kind.decimals if kind.decimals else 1e-3 * abs(case.right[0])
        for way, value in zip(made, found):
            if np.isfinite(value) and abs(value - case.right[0]) > unit:
                assert np.isclose(table, value, rtol=1e-4, atol=0.51 * unit).any(), (id, way.names, value)


@pytest.mark.parametrize("id", [pytest.param(id, marks=pytest.mark.thorough) if id > "3" else id for id in ASKED])
def test_the_doctor_says_to_each_number_what_stands_there(id):
    """Or it asks for more digits first: of what is near the right number, or has few."""
    verdicts = Counter()
    for number, said in shown(id).items():
        reply = bp.check(id, number)
        verdicts[reply.verdict] += 1
        asks = reply.verdict in (Verdict.TOO_FEW_DIGITS, Verdict.FEWER_DIGITS) or float(number.replace("−", "-")) == 0
        assert asks or said.replace("\\|", "|") in reply.message, number
    assert verdicts[Verdict.TOO_FEW_DIGITS] + verdicts[Verdict.FEWER_DIGITS] <= 0.1 * verdicts.total()


@pytest.mark.parametrize("id", [id for id, exercise in EXERCISES.items() if isinstance(exercise.kind, Value)])
def test_what_is_said_to_a_number_of_one_exercise_is_what_stands_there(id):
    table = shown(id)
    assert len(table) >= len({wrong.says for wrong in EXERCISES[id].kind.mistakes.values()})
    for number, said in table.items():
        assert said in bp.check(id, number).message, number


def test_every_exercise_is_there_with_its_right_answer():
    titles = re.findall(r"^#### (\S+) (.+)$", TEXT, re.M)
    assert titles == [(id, exercise.title) for id, exercise in EXERCISES.items()]
    for id, exercise in EXERCISES.items():
        head = (rows(f"{id} ") or [[""]])[0][0].strip("`")
        if is_number(head):
            assert bp.check(id, head), id
        elif ": " in head and head[1] == ":":
            assert bp.check(id, head[0]), id


# The schedules


@pytest.mark.parametrize("title", LENGTHS)
def test_a_schedule_has_the_minutes_of_its_sections_and_fits(title):
    tables = schedule(title)
    assert len(tables) == len(LENGTHS[title])
    for lines, length in zip(tables, LENGTHS[title]):
        for line in lines:
            minutes = sum(
                nbformat.read(path, as_version=4).metadata.bpcourse.sections[name]
                for lesson, name in line.sections
                for path in LESSONS
                if path.name.startswith(lesson)
            )
            assert not line.sections or minutes == line.minutes, line.what
        assert all(before.begins + before.minutes == line.begins for before, line in pairwise(lines))
        assert lines[-1].what == "left for questions" and lines[-1].minutes >= 10
        assert lines[-1].begins + lines[-1].minutes - lines[0].begins == length


@pytest.mark.parametrize("title", LENGTHS)
def test_a_schedule_goes_through_the_lessons_in_order_and_names_exercises_that_exist(title):
    lines = [line for table in schedule(title) for line in table]
    planned = [section for line in lines for section in line.sections]
    order = [(path.name[:2], name) for path in LESSONS for name in lines_of(path)]
    assert planned == [section for section in order if section in planned]
    exercises = [line for line in lines if line.what.startswith("exercise")]
    for line in exercises:
        assert all(id in EXERCISES for id in re.findall(r"\d\.\d+", line.what)), line.what
        if whole := re.search(r"of lesson (\d\d)", line.what):
            (path,) = [path for path in LESSONS if path.name.startswith(whole[1])]
            assert nbformat.read(path, as_version=4).metadata.bpcourse.exercise_minutes == line.minutes


@pytest.mark.parametrize("title", LENGTHS)
def test_a_schedule_has_what_its_later_sections_stand_on(title):
    """Or it says what to ask at the board instead."""
    sections = {section for table in schedule(title) for line in table for section in line.sections}
    spoken = "rates along a chain are multiplied" in " ".join(TEXT.split(f"### {title}\n")[1].split("###")[0].split())
    assert ("00", "Slopes in one minute") in sections or spoken
    assert ("02", "The same with matrices") in sections or ("04", "Wᵀδ: a layer in one line") not in sections


def lines_of(path):
    return re.findall("^## (.+)$", "\n".join(cell.source for cell in lesson_cells(path)), re.M)


@pytest.mark.thorough
def test_the_90_minutes_were_walked_through_with_a_clock():
    """Every cell runs, every box gets a guess; what people need, by words and guesses, leaves room for the board."""
    walked = walk()
    for line, *needed in walked:
        assert sum(needed) <= line.minutes, line.what
    planned = sum(line.minutes for line, *_ in walked if line.sections)
    assert planned <= 80
    assert 0.4 * planned < sum(sum(needed) for _, *needed in walked) < 0.65 * planned, "about half"


# Where it is found


def test_the_readme_leads_to_it_and_no_lesson_does():
    assert "](INSTRUCTORS.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [path.name for path in LESSONS if "INSTRUCTORS" in path.read_text(encoding="utf-8")]
