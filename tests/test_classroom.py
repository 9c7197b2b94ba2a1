"""The class, read from notebooks and files of progress whoever wrote them; as text, as a spreadsheet, as a picture."""

import codecs
import csv
import errno
import io
import json
import os
import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path

import matplotlib
import nbformat
import numpy as np
import pytest
from course import LESSONS, ROOT, posix, right_answer, touching, wrong_answers
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

import bpcourse as bp
from bpcourse import __main__ as main
from bpcourse import lessons
from bpcourse.practice import classroom, record
from bpcourse.practice.classroom import collect
from bpcourse.practice.content import EXERCISES
from bpcourse.practice.desk import MIME

UPDATED = {"id": "4.5", "verdict": "mistake", "mistakes": [["updated-weights"]]}
RIGHT = {"id": "4.5", "verdict": "right", "mistakes": []}
TIE = {"id": "3.3", "verdict": "tie", "mistakes": [["sign-flipped"], ["ascent"]]}


def notebook(*replies, asks=()):
    """A notebook whose cells have been answered so, and that asks more."""
    cells = [{"cell_type": "code", "source": [], "outputs": [{"data": {MIME: reply}}]} for reply in replies]
    return {
        "cells": cells + [{"cell_type": "code", "source": ["x = 1\n", f'bp.check("{id}", x)'], "outputs": []} for id in asks]
    }


@pytest.fixture
def hand_in(tmp_path):
    """Writes what a learner hands in, and returns the path; text and bytes as they are, anything else as JSON."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        raw = content if isinstance(content, (str, bytes)) else json.dumps(content)
        path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        return path

    return write


def states(*paths):
    return {learner.name: learner.states for learner in collect(paths).learners}


def tallies(*paths):
    return {tally.exercise: tally for tally in collect(paths).exercises()}


# What is read


def test_an_exercise_is_right_tried_or_open(hand_in):
    paths = [
        hand_in("ann.ipynb", notebook(RIGHT, asks=["3.1"])),
        hand_in("ben.ipynb", notebook(UPDATED, {"id": "3.1", "verdict": "open", "mistakes": []})),
        hand_in("eve.ipynb", notebook(asks=["3.1", "4.5"])),
    ]
    assert states(*paths) == {
        "ann.ipynb": {"3.1": "open", "4.5": "right"},
        "ben.ipynb": {"3.1": "open", "4.5": "tried"},
        "eve.ipynb": {"3.1": "open", "4.5": "open"},
    }
    assert {id: tally[1:4] for id, tally in tallies(*paths).items()} == {"3.1": (0, 0, 3), "4.5": (1, 1, 1)}


@pytest.mark.parametrize(
    "replies", [(RIGHT, UPDATED), (UPDATED, RIGHT), (UPDATED, RIGHT, UPDATED, {**RIGHT, "verdict": "open"})]
)
def test_right_once_is_right_and_a_mistake_counts_once_a_learner(hand_in, replies):
    tally = tallies(hand_in("ann.ipynb", notebook(*replies)))["4.5"]
    assert tally[1:4] == (1, 0, 0)
    assert [(times, name) for times, name, _ in tally.mistakes] == [(1, "updated-weights")]


def test_mistakes_come_commonest_first_with_the_doctor_s_sentence(hand_in):
    flipped = {**UPDATED, "mistakes": [["sign-flipped"]]}
    found = tallies(*(hand_in(f"{k}.ipynb", notebook(reply)) for k, reply in enumerate([flipped, UPDATED, UPDATED])))
    assert [told[:2] for told in found["4.5"].mistakes] == [(2, "updated-weights"), (1, "sign-flipped")]
    assert found["4.5"].mistakes[0][2].startswith("You sent the error back through weights that had already been changed.")


def test_what_cannot_be_decided_is_not(hand_in):
    ((times, name, sentence),) = tallies(hand_in("ann.ipynb", notebook(TIE)))["3.3"].mistakes
    assert (times, name) == (1, "sign-flipped or ascent") and sentence.startswith("The step goes uphill")


def test_a_mistake_that_is_far_likelier_than_others_stands_alone(hand_in):
    ((times, name, _),) = tallies(hand_in("ann.ipynb", notebook({**TIE, "verdict": "mistake"})))["3.3"].mistakes
    assert (times, name) == (1, "sign-flipped")


def said_to(id):
    """What bp.check says to each mistake of an exercise, and what the class shows of it."""
    exercise = EXERCISES[id]
    for answer in wrong_answers(exercise).values():
        names = {"np": np}
        exec(answer if exercise.start else f"{exercise.name} = {answer}", names)
        reply = bp.check(id, names[exercise.name])
        if reply.verdict in ("mistake", "tie", "two mistakes"):
            yield reply.message, [*classroom._told(id, reply.verdict, [*map(list, reply.mistakes)])]


@pytest.mark.parametrize("id", ["1.1", "3.1", "3.4", "3.6", "4.5"])
def test_the_sentences_are_those_that_the_learner_read(id):
    said = list(said_to(id))
    assert len(said) >= 2 and all(told[0][2] in message for message, told in said)


def test_a_file_of_progress_counts_with_all_lessons_that_the_class_has_begun(hand_in):
    tries = [{"exercise": "4.5", "verdict": "mistake", "mistakes": [["updated-weights"]], "when": "2026"}]
    mine = hand_in("ann.json", {"bpcourse": 1, "done": ["3.1"], "tries": tries})
    found = states(mine, hand_in("ben.ipynb", notebook(asks=["1.1"])))
    assert found["ben.ipynb"] == {"1.1": "open"}
    assert found["ann.json"].keys() == {id for id in EXERCISES if id[0] in "134"}
    assert {id: state for id, state in found["ann.json"].items() if state != "open"} == {"3.1": "right", "4.5": "tried"}


def test_what_bp_check_writes_down_is_read(fresh):
    bp.check("1.1", 45)
    bp.check("1.2", -30)
    (learner,) = collect([fresh]).learners
    assert (learner.states["1.1"], learner.states["1.2"], learner.states["1.3"]) == ("right", "tried", "open")
    assert {name for _, name, _ in learner.told} == {"sign-flipped"}


def test_what_jupyter_stores_of_a_reply_is_read(tmp_path):
    lines = [f"answer = {right_answer(EXERCISES['3.1'])}", "import bpcourse as bp", 'bp.check("3.1", answer)']
    path = tmp_path / "3_ann.ipynb"
    cells = [new_code_cell("\n".join(lines)), new_code_cell('bp.check("3.3", 0.5)'), new_code_cell('bp.check("3.2")')]
    nbformat.write(new_notebook(cells=cells), path)
    path.write_text(lessons.execute(path), encoding="utf-8")
    assert states(path) == {path.name: {"3.1": "right", "3.2": "open", "3.3": "tried"}}


def test_in_the_lessons_themselves_all_is_open():
    found = tallies(*LESSONS)
    assert found.keys() == EXERCISES.keys() and {tally[1:4] for tally in found.values()} == {(0, 0, 1)}


def test_an_exercise_of_another_version_is_shown_apart(hand_in):
    paths = [
        hand_in(f"{who}.ipynb", notebook(RIGHT, {**UPDATED, "id": "12.3"}, {"id": "12.4", "verdict": "open"}))
        for who in ("ann", "ben")
    ]
    assert tallies(*paths).keys() == {"4.5"}
    assert (
        "\nAnswered beside these exercises, in worksheets or another version of the course: 12.3 (2 learners)\n"
        in f"{collect(paths).report()}\n"
    )


def test_a_folder_is_walked_one_level_and_files_of_one_name_are_told_apart(hand_in, tmp_path):
    for name in ("a/round.ipynb", "b/round.ipynb", "b/.hidden.ipynb", "b/notes.txt", "b/progress.json"):
        hand_in(name, {"done": ["4.5"]} if name.endswith("json") else notebook(RIGHT))
    found = collect([tmp_path / "a", tmp_path / "b", tmp_path / "b" / "round.ipynb"])
    assert found.left_out == []
    assert [learner.name for learner in found.learners] == [
        f"{tmp_path / 'a' / 'round.ipynb'}",
        "progress.json",
        f"{tmp_path / 'b' / 'round.ipynb'}",
    ]
    assert [*states(tmp_path)] == []


# What nobody would hand in


@pytest.mark.parametrize(
    "name, content",
    {
        "cut.ipynb": '{"cells": [',
        "empty.ipynb": "",
        "list.ipynb": [1, 2],
        "old.ipynb": {"worksheets": []},
        "deep.ipynb": "[" * 500_000,
        "bytes.ipynb": bytes(range(256)),
        "digits.ipynb": '{"cells": [' + "9" * 5000 + "]}",
        "other.json": {"name": "package"},
    }.items(),
    ids=lambda value: value if f"{value}".endswith((".ipynb", ".json")) else "",
)
def test_a_damaged_file_is_named_and_the_others_are_read(hand_in, name, content):
    found = collect([hand_in(name, content), hand_in("ann.ipynb", notebook(RIGHT))])
    assert [learner.name for learner in found.learners] == ["ann.ipynb"]
    assert [said.startswith(f"Left out: {name} (") for said in found.left_out] == [True]


def test_a_huge_file_is_left_out_unread(tmp_path, monkeypatch):
    with (tmp_path / "huge.ipynb").open("wb") as file:
        file.truncate(classroom.LARGEST + 1)
    monkeypatch.setattr(json, "loads", lambda content: pytest.fail("it was read"))
    assert collect([tmp_path]).left_out == ["Left out: huge.ipynb (expected a file of 1 byte to 10 MB)"]


@pytest.mark.parametrize(
    "content, reason",
    [
        ('{"cells": [' + "[]," * 400_000 + "{}]}", "expected at most 300,000 brackets in it"),
        (json.dumps({"cells": [{}] * 100_000}), "neither a notebook nor a file of progress, or damaged"),
        (json.dumps({"cells": [{}, []]}), "neither a notebook nor a file of progress, or damaged"),
    ],
    ids=["lists", "cells", "no cell"],
)
def test_a_file_of_empty_lists_is_no_learner_and_takes_little_memory(hand_in, content, reason):
    """Read as Python's objects, ten million bytes of these would be 250 million."""
    path = hand_in("bomb.ipynb", content)
    tracemalloc.start()
    found = collect([path])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == ([], [f"Left out: bomb.ipynb ({reason})"]) and most < 30_000_000


def test_what_is_refused_is_far_from_a_lesson_with_all_its_outputs():
    for path in LESSONS:
        raw = path.read_bytes()
        assert 5 * len(raw) < classroom.LARGEST and 99 * (raw.count(b"[") + raw.count(b"{")) < classroom.MOST_BRACKETS


@posix("Windows has no such files")
def test_what_is_no_regular_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "fifo.ipynb")
    (tmp_path / "zero.ipynb").symlink_to("/dev/zero")
    (tmp_path / "gone.ipynb").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.ipynb").symlink_to(tmp_path / "loop.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    found = collect([tmp_path])
    assert not found.learners
    assert found.left_out == [
        "Left out: fifo.ipynb (a device or a pipe, no file)",
        "Left out: folder.ipynb (a folder: name it, too, to read what is in it)",
        f"Left out: gone.ipynb ({os.strerror(errno.ENOENT)})",
        f"Left out: loop.ipynb ({os.strerror(errno.ELOOP)})",
        "Left out: zero.ipynb (a device or a pipe, no file)",
    ]


def test_a_file_with_replies_without_end_takes_bounded_memory(hand_in):
    found = collect([hand_in("flood.ipynb", notebook(*({**RIGHT, "id": f"12.{k}"} for k in range(5_000))))])
    assert len(found.learners[0].states) == classroom.MOST_REPLIES == 2 * record.MOST_TRIES


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers(-9, 9)
    | st.sampled_from(["3.1", "4.5", "mistake", "tie", "right", "a", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["outputs", "data", "source", MIME]), inner),
    max_leaves=8,
)
reply = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["3.1", "3.6", "4.5"]) | anything,
        "verdict": st.sampled_from(["mistake", "tie", "two mistakes", "right"]) | anything,
        "mistakes": st.lists(st.lists(st.sampled_from(["ascent", "sign-flipped", "a", "rounded", "right on cases"])))
        | anything,
    },
)
output = st.fixed_dictionaries({"data": st.fixed_dictionaries({MIME: reply | anything}) | anything}) | anything
cell = st.fixed_dictionaries({}, optional={"source": anything | st.text(), "outputs": st.lists(output) | anything})


@given(st.lists(cell), st.lists(reply.map(lambda one: {**one, "exercise": one.get("id")}) | anything), anything)
def test_whatever_stands_in_a_file_the_class_is_shown(cells, tries, guesses):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "x.ipynb").write_text(json.dumps({"cells": cells}))
        (Path(folder) / "x.json").write_text(json.dumps({"done": [], "tries": tries, "guesses": guesses}))
        found = collect([Path(folder)])
    assert found.left_out == [] and len(found.learners) == 2
    assert all(line.isprintable() and len(line) <= classroom.COLUMNS for line in found.report().split("\n"))
    assert all(sum(tally[1:4]) in (1, 2) and sentence for tally in found.exercises() for *_, sentence in tally.mistakes)


# What is shown


@posix("Windows allows no such names")
def test_nothing_that_moves_a_terminal_s_cursor_is_printed(hand_in, tmp_path, capsys):
    hand_in("ann\x1b[2J\u202e\n.ipynb", notebook({**RIGHT, "id": "\x1b]0;owned\x07"}))
    hand_in("bad\x1b[2J.ipynb", "")
    assert main.main(["collect", str(tmp_path)]) == 0
    assert all(line.isprintable() for line in capsys.readouterr().out.splitlines())


@posix("Windows allows no such names")
@pytest.mark.parametrize("name", ["=cmd|' -C calc'!A0.ipynb", "+1.ipynb", "-1.ipynb", "@SUM(1).ipynb", "＝1.ipynb"])
def test_no_cell_of_the_spreadsheet_is_a_formula(hand_in, name):
    rows = list(csv.reader(io.StringIO(collect([hand_in(name, notebook(RIGHT))]).table().decode("utf-8-sig"))))
    assert rows[1] == [f"'{name}", "right"]


def test_the_spreadsheet_has_a_row_a_learner_and_a_column_an_exercise(hand_in, tmp_path, capsys):
    hand_in("ann, the first.ipynb", notebook(TIE, RIGHT))
    hand_in("ben.ipynb", notebook(UPDATED))
    assert main.main(["collect", str(tmp_path), "--csv", str(tmp_path / "class.csv")]) == 0
    assert (tmp_path / "class.csv").read_bytes().startswith(codecs.BOM_UTF8), "by which Excel knows the encoding"
    rows = list(csv.reader(io.StringIO((tmp_path / "class.csv").read_text("utf-8-sig"))))
    assert rows == [
        ["learner", f"3.3 {EXERCISES['3.3'].title}", f"4.5 {EXERCISES['4.5'].title}"],
        ["ann, the first.ipynb", "tried: sign-flipped or ascent", "right"],
        ["ben.ipynb", "", "tried: updated-weights"],
    ]


def test_the_report_lists_exercises_mistakes_and_what_each_learner_has_open(hand_in, tmp_path, capsys):
    hand_in("ann.ipynb", notebook(UPDATED, TIE, asks=["3.1", "3.2"]))
    hand_in("ben.ipynb", notebook(RIGHT))
    assert main.main(["collect", str(tmp_path)]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "2 learners, by what the files say."
    at = lines.index(f"1 1 0 4.5 {EXERCISES['4.5'].title}")
    assert lines[at + 1].startswith("1 × updated-weights: You sent the error back through weights")
    assert "0 2 2 ann.ipynb: tried 3.3, 4.5; open 3.1, 3.2" in lines and "1 0 0 ben.ipynb" in lines


def test_the_report_says_all_that_the_doctor_says(hand_in):
    """In lines that fit a terminal, the later ones set in."""
    found = collect([hand_in("ann.ipynb", notebook(UPDATED, TIE))])
    report, said = found.report(), [sentence for tally in found.exercises() for *_, sentence in tally.mistakes]
    assert len(said) == 2 and all(sentence in " ".join(report.split()) for sentence in said)
    assert "\n" + " " * 30 in report and all(len(line) <= classroom.COLUMNS for line in report.splitlines())


def test_a_sentence_without_end_ends(hand_in, monkeypatch):
    monkeypatch.setattr(classroom, "explain", lambda *_: ["word " * 999])
    report = collect([hand_in("ann.ipynb", notebook(UPDATED))]).report()
    assert sum("word word" in line for line in report.splitlines()) == 6 and "word …\n" in report


@pytest.mark.parametrize("option, wants", [("--csv", ".csv"), ("--picture", ".png")])
def test_a_notebook_is_never_written_over(hand_in, capsys, option, wants):
    path = hand_in("ann.ipynb", notebook(RIGHT))
    before = path.read_bytes()
    assert main.main(["collect", str(path), option, str(path)]) == 1
    assert path.read_bytes() == before and f"expected a name that ends with {wants}" in capsys.readouterr().err


def test_where_nothing_can_be_read_the_command_fails_and_says_so(hand_in, tmp_path, capsys):
    """Nor is an empty table or picture written."""
    csv, png = tmp_path / "class.csv", tmp_path / "class.png"
    for path, learners in ((tmp_path / "nowhere.ipynb", 0), (hand_in("mine.ipynb", notebook()), 1)):
        assert main.main(["collect", str(path), "--csv", str(csv), "--picture", str(png)]) == 1
        said = capsys.readouterr()
        assert said.out.startswith(f"{learners} learner") and not csv.exists() and not png.exists()
        assert said.err == "No exercise is asked in these files, so no table and no picture is written\n"
        assert learners or "Left out: nowhere.ipynb (No such file or directory)" in said.out
    assert main.main(["collect", str(tmp_path / "nowhere.ipynb")]) == 1


def test_a_terminal_that_knows_no_greek_shows_the_rest(hand_in, tmp_path):
    hand_in("ann.ipynb", notebook({"id": "3.3", "verdict": "mistake", "mistakes": [["step-for-weight"]]}))
    command = [sys.executable, "-m", "bpcourse", "collect", str(tmp_path)]
    result = subprocess.run(command, capture_output=True, cwd=ROOT, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert result.returncode == 0 and b"1 ? step-for-weight: This is the step ? ? ?E/?w" in result.stdout


# The picture

CLASS = [
    ("3.1", 20, 6, 4, [(5, "half-forgotten", "The ½ …"), (1, "ascent", "You added …")]),
    ("3.7", 1, 0, 29, []),
    ("4.5", 0, 30, 0, [(9, "no-activation-output or net-for-out", "You …")]),
]


def test_the_picture_draws_shares_and_says_the_sums_and_the_commonest_mistake():
    picture = bp.show.class_table(CLASS)
    axes = picture.figure.subfigs[0].axes[0]
    widths = [[bar.get_width() for bar in bars] for bars in axes.containers]
    assert widths == [
        pytest.approx([20 / 30, 1 / 30, 0]),
        pytest.approx([6 / 30, 0, 1]),
        pytest.approx([4 / 30, 29 / 30, 0]),
    ]
    assert picture.caption == (
        "3 exercises, 90 answers asked for: 21 right, 36 tried and not right yet, 33 open. "
        "The commonest mistake is no-activation-output or net-for-out in 4.5: 9 learners made it."
    )
    texts = [text for text in axes.texts if text.get_text()]
    numbers = {"20", "6", "4", "29", "30"}  # 1 of 30 has no room for one
    assert {text.get_text() for text in texts} == numbers | {"5 × half-forgotten", "9 × no-activation-output or net-…"}
    assert not touching(picture.figure, texts)
    assert all(text.get_window_extent().x1 <= picture.figure.bbox.x1 for text in texts)


def test_the_picture_shows_the_fifteen_exercises_that_most_have_tried():
    rows = [(f"5.{k}", 30 - k, k, 0, []) for k in range(20)]
    picture = bp.show.class_table(rows)
    shown = [label.get_text() for label in picture.figure.subfigs[0].axes[0].get_yticklabels()]
    assert shown == [f"5.{k}" for k in range(5, 20)] and picture.caption.endswith(
        "Drawn are the 15 exercises that most have tried and do not have right yet."
    )


def test_a_class_that_was_asked_nothing_is_no_picture():
    with pytest.raises(ValueError, match="rows is empty"):
        bp.show.class_table(collect([]).exercises())


def test_the_command_writes_the_picture(hand_in, tmp_path, capsys):
    hand_in("ann.ipynb", notebook(UPDATED))
    assert main.main(["collect", str(tmp_path), "--picture", str(tmp_path / "class.png")]) == 0
    height, width, _ = matplotlib.image.imread(tmp_path / "class.png").shape
    assert width == 2 * 720 > height
