"""A class graded by nbgrader, in an environment of its own, since it adds to JupyterLab what learners do not need."""

import json
import os
import subprocess
import sys

import pytest
from course import ROOT, posix, right_answer, wrong_answers

from bpcourse.practice.classroom import collect
from bpcourse.practice.content import EXERCISES

pytestmark = [pytest.mark.thorough, posix("nbgrader does not promise to work on Windows")]
GRADED = ["3.1", "3.2", "3.4", "3.5", "4.1", "4.4", "4.5"]
PROGRESS = '{"bpcourse": 1, "done": ["1.1"]}'
STEPS = """
import json, sys
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

api = NbGraderAPI(config=Config({"CourseDirectory": {"root": "."}}))
done = [api.generate_assignment("round")]
for who, answers in json.loads(sys.argv[1]).items():
    notebook = nbformat.read("release/round/round.ipynb", 4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    handed_in = Path("submitted", who, "round", "round.ipynb")
    handed_in.parent.mkdir(parents=True)
    nbformat.write(notebook, handed_in)
    done += [api.autograde("round", who), api.generate_feedback("round", who)]
with api.gradebook as book:
    points = {
        of.student.id: {grade.name: grade.score for part in of.notebooks for grade in part.grades}
        for of in book.assignment_submissions("round")
    }
print(json.dumps({"failed": [step["log"] for step in done if not step["success"]], "points": points}))
"""


@pytest.fixture(scope="module")
def teacher(tmp_path_factory):
    """A teacher's computer: runs Python in a course folder, with a home, a file of progress and nbgrader."""
    home = tmp_path_factory.mktemp("teacher")
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, home / "grading"], check=True)
    python = home / "grading" / "bin" / "python"
    install = [
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--constraints",
        ROOT / "constraints.txt",
        f"{ROOT}[nbgrader]",
    ]
    subprocess.run([*uv, *install], check=True)
    (home / "progress.json").write_text(PROGRESS)
    (home / "course").mkdir()
    alone = {"HOME": home, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "OPENBLAS_NUM_THREADS": "1"}

    def run(*arguments):
        result = subprocess.run(
            [python, *arguments],
            cwd=home / "course",
            env=alone | {"BPCOURSE_PROGRESS": home / "progress.json"},
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    run.home, run.course = home, home / "course"
    return run


def answered(id, answer):
    """The cell of an exercise with this answer in place of the three dots."""
    exercise = EXERCISES[id]
    return f"{answer if exercise.start else f'{exercise.name} = {answer}'}\n\n{exercise.cell.splitlines()[-1]}"


@pytest.fixture(scope="module")
def points(teacher):
    """The points of three students, cell by cell: all right, one typical mistake, blank."""
    teacher(ROOT / "deploy" / "nbgrader" / "assignment.py", "source/round/round.ipynb", *GRADED)
    right = {f"answer-{id.replace('.', '-')}": answered(id, right_answer(EXERCISES[id])) for id in GRADED}
    mistaken = right | {"answer-4-5": answered("4.5", wrong_answers(EXERCISES["4.5"])["updated-weights"])}
    graded = json.loads(teacher("-c", STEPS, json.dumps({"right": right, "mistaken": mistaken, "blank": {}})))
    assert graded["failed"] == []
    return graded["points"]


def test_who_has_all_right_gets_seven_of_seven_and_who_hands_in_a_blank_nothing(points):
    assert list(points["right"].values()) == [1] * 7
    assert list(points["blank"].values()) == [0] * 7


def test_a_mistake_gets_no_point_and_costs_no_other(points):
    assert [name for name, score in points["mistaken"].items() if score == 0] == ["point-4-5"]
    assert sum(points["mistaken"].values()) == 6


def test_the_feedback_says_what_the_doctor_says(points, teacher):
    feedback = {who: (teacher.course / "feedback" / who / "round" / "round.html").read_text("utf-8") for who in points}
    sentence = "You sent the error back through weights that had already been changed."
    assert [who for who, page in feedback.items() if sentence in page] == ["mistaken"]
    assert [who for who, page in feedback.items() if "not answered yet" in page] == ["blank"]


def test_grading_leaves_the_teacher_s_own_progress_alone(points, teacher):
    assert (teacher.home / "progress.json").read_text() == PROGRESS
    assert sorted(path.name for path in teacher.home.glob("progress*")) == ["progress.json"]


def test_the_class_is_seen_in_what_was_graded(points, teacher):
    tallies = collect(teacher.course.glob("autograded/*/round")).exercises()
    assert {tally.exercise: tally[1:4] for tally in tallies} == dict.fromkeys(GRADED, (2, 0, 1)) | {"4.5": (1, 1, 1)}
    assert [(tally.exercise, times, name) for tally in tallies for times, name, _ in tally.mistakes] == [
        ("4.5", 1, "updated-weights")
    ]


def test_an_exercise_in_words_is_refused(teacher):
    with pytest.raises(AssertionError, match=r"3\.7: expected exercises such as 3\.1, and none in words"):
        teacher(ROOT / "deploy" / "nbgrader" / "assignment.py", "source/words/words.ipynb", "3.1", "3.7")
