"""The lessons as files: their form, their stored outputs, what a learner's copy shows."""

import base64
import html
import os
import re
import shutil
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import nbformat
import numpy as np
import pytest
from course import LESSONS, ROOT, lesson_cells, same_picture
from nbconvert import HTMLExporter, LatexExporter

import bpcourse as bp
from bpcourse import lessons
from bpcourse.__main__ import main
from bpcourse.practice.content import BOXES

every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@every_lesson
def test_is_committed_as_executed_from_top_to_bottom(path):
    """nbval compares outputs that are there; that they are there, in order, is for this test."""
    code = [cell for cell in lesson_cells(path) if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [
        cell.id
        for cell in code
        for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


@every_lesson
def test_has_the_frame_of_a_lesson(path):
    cells = lesson_cells(path)
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    headings = re.findall(r"^(#+) (.+)$", text, re.M)
    assert [level for level, _ in headings].count("#") == 1 and cells[0].source.startswith("# ")
    for part in ("**You will**", "**You need**", "**Time:**"):
        assert part in cells[0].source
    assert [title for _, title in headings[-3:]] == ["What you can do now", "Check yourself", "Next"]
    assert path.stem == "00_start_here" or text.count("**Predict.**") + text.count("bp.play.predict(") >= 5


@every_lesson
def test_metadata_is_normal_and_says_what_the_lesson_says(path):
    notebook = nbformat.read(path, as_version=4)
    assert path.read_text(encoding="utf-8") == nbformat.writes(lessons.normalise(notebook.copy())) + "\n"
    assert set(notebook.metadata) == {"bpcourse", "kernelspec", "language_info"}
    assert notebook.metadata.language_info == {"name": "python"}
    minutes, exercises = (notebook.metadata.bpcourse.get(key, "") for key in ("minutes", "exercise_minutes"))
    time = f"**Time:** {minutes} minutes" + f", and {exercises} for the exercises" * bool(exercises)
    assert time in notebook.cells[0].source
    row = f"notebooks/{path.name}) | {minutes} | {exercises}".rstrip() + " |"
    assert row in (ROOT / "README.md").read_text(encoding="utf-8")
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[a-z][a-z0-9-]*", name) for name in ids)


@every_lesson
def test_links_lead_to_lessons_that_exist(path):
    for cell in lesson_cells(path):
        for link in re.findall(r"\]\(([^)]+)\)", cell.source) if cell.cell_type == "markdown" else []:
            assert (path.parent / link).exists(), f"{cell.id}: {link}"


@pytest.mark.thorough
@every_lesson
def test_executing_it_again_changes_nothing(path, tmp_path):
    """`make notebooks` in place: the text is the same to the letter, the pictures to the eye; in full where the same
    matplotlib has drawn them, and where another one has, in a second run."""
    copied = tmp_path / path.name
    shutil.copy(path, copied)
    stored = path.read_text(encoding="utf-8")
    first = lessons.execute(copied)
    copied.write_text(first, encoding="utf-8")
    committed, again = (nbformat.reads(text, 4) for text in (stored, first))
    for old, new in zip(pictures(committed), pictures(again), strict=True):
        assert same_picture(old, new)
    assert committed == again
    if first != stored:
        assert lessons.execute(copied) == first


def pictures(notebook):
    """Take the pictures out of a notebook, as PNGs; their descriptions stay."""
    data = [output.data for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    for d in data:
        if "image/png" in d:
            assert d["image/png"].strip() in d["text/html"]
            d["text/html"] = d["text/html"].replace(d["image/png"].strip(), "")
    return [base64.b64decode(d.pop("image/png")) for d in data if "image/png" in d]


# The learner's own copy


NUMBER = re.compile(r"\d+\.\d+|\d{2,}")


def printed(cell):
    """The numbers that a cell prints, or that the caption of its picture says, without zeros at their ends."""
    texts = [output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", [])]
    return {number.rstrip("0") for number in NUMBER.findall("".join(texts))}


def is_asking(cell):
    return "**Predict.**" in cell.source if cell.cell_type == "markdown" else cell.source.startswith("bp.play.predict(")


@every_lesson
def test_no_number_that_a_cell_prints_stands_open_below_its_question(path):
    """In the learner's copy, where nothing has run; below: up to the next question, or the next cell that prints."""
    cells = lesson_cells(path)
    for k, cell in enumerate(cells):
        if not is_asking(cell):
            continue
        asked = {
            number.rstrip("0") for number in NUMBER.findall("".join(other.source for other in cells[max(0, k - 1) : k + 1]))
        }
        code = list(takewhile(lambda other: other.cell_type == "code", cells[k + 1 :]))
        text = list(takewhile(lambda other: other.cell_type == "markdown", cells[k + 1 + len(code) :]))
        below = "\n".join(other.source for other in text if lessons.ANSWER not in other.metadata.get("tags", []))
        below = re.sub(r"<details>.*?</details>", "", below.partition("**Predict.**")[0], flags=re.S)
        told = {number for number in NUMBER.findall(below) if number.rstrip("0") in set().union(*map(printed, code)) - asked}
        assert told == set(), f"below {cell.id}"


@every_lesson
def test_what_answers_a_question_is_text_without_a_heading(path):
    for cell in lesson_cells(path):
        if lessons.ANSWER in cell.metadata.get("tags", []):
            assert cell.cell_type == "markdown" and not re.search("^#", cell.source, re.M), cell.id


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with one small lesson in it; commands run there."""
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                "1 + 1", id="sum", execution_count=1, outputs=[nbformat.v4.new_output("execute_result", {"text/plain": "2"})]
            )
        ]
    )
    nbformat.write(notebook, tmp_path / "notebooks" / "99_lesson.ipynb")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change_lesson(project, source):
    path = project / "notebooks" / "99_lesson.ipynb"
    path.write_text(path.read_text().replace("1 + 1", source))


@pytest.mark.parametrize("text", ["", "{}", "not a notebook"])
@pytest.mark.parametrize("command", [["copy", "--from", "notebooks"], ["notebooks"]], ids=lambda command: command[0])
def test_a_damaged_lesson_is_one_line(project, capsys, text, command):
    (project / "notebooks" / "99_lesson.ipynb").write_text(text)
    assert main(command) == 1
    path = Path("notebooks", "99_lesson.ipynb")
    assert capsys.readouterr().err == f"{path} cannot be read as a notebook; is it damaged?\n"


def test_a_failing_cell_is_one_line_and_changes_nothing(project, capsys):
    change_lesson(project, "1 / 0")
    before = (project / "notebooks" / "99_lesson.ipynb").read_text()
    assert main(["notebooks"]) == 1
    assert "99_lesson.ipynb: a cell fails with ZeroDivisionError: division by zero" in capsys.readouterr().err
    assert (project / "notebooks" / "99_lesson.ipynb").read_text() == before


def test_executing_writes_what_the_cells_give_and_says_whether_that_is_new(project, capsys):
    change_lesson(project, "2 + 2")
    path = Path("notebooks", "99_lesson.ipynb")
    assert main(["notebooks"]) == 0 and lesson_cells(path)[0].outputs[0].data == {"text/plain": "4"}
    assert main(["notebooks", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: executed, changed\n{path}: executed, nothing changed\n"


def test_a_shell_learns_whether_a_command_succeeded(project):
    python = [sys.executable, "-m", "bpcourse", "copy", "--from", "notebooks"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.run(python, capture_output=True, env=environment).returncode == 0
    shutil.rmtree("notebooks")
    failed = subprocess.run(python, capture_output=True, env=environment, text=True)
    assert failed.returncode == 1 and failed.stderr.startswith("no lessons in ") and failed.stdout == ""


@pytest.mark.parametrize("command", [["copy", "--from", "notebooks"], ["notebooks"]], ids=lambda command: command[0])
def test_where_there_is_no_lesson_one_line_says_so(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    assert main(command) == 1
    said = "no lessons in 'notebooks'; expected a folder of notebooks, such as the project's notebooks/\n"
    assert capsys.readouterr().err == said and not (tmp_path / "my_course").exists()


@every_lesson
@pytest.mark.parametrize(
    "template",
    ["lab", pytest.param("classic", marks=pytest.mark.thorough), pytest.param("basic", marks=pytest.mark.thorough)],
)
def test_any_static_viewer_shows_a_picture_for_every_widget(path, template):
    """nbconvert's templates: lab is its default, basic is what viewers on the web put into their own pages."""
    page, _ = HTMLExporter(template_name=template).from_filename(path)
    shown = [
        output.data["text/plain"]
        for cell in lesson_cells(path)
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert [html.unescape(text) for text in re.findall(r'<img alt="([^"]+)"[^>]*src="data:image/png', page)] == shown
    assert "vnd.jupyter.widget" not in page


@every_lesson
def test_print_through_latex_has_every_picture_too(path):
    """It takes the picture by itself, not the one in HTML; so does an editor that does not trust the notebook yet."""
    cells = [cell for cell in lesson_cells(path) if "image/png" in str(cell.get("outputs"))]
    _, resources = LatexExporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    stored = [output.data["image/png"] for cell in cells for output in cell.outputs if "image/png" in output.get("data", {})]
    assert list(map(base64.b64decode, stored)) == list(resources["outputs"].values()) != []


def test_notebooks_stay_light():
    assert sum(path.stat().st_size for path in LESSONS) < 7.2e6


@pytest.mark.parametrize("metadata, stays", [({"bpcourse": {}}, False), ({}, True)], ids=["a lesson", "another notebook"])
def test_saving_forgets_widgets_with_a_picture_and_in_a_lesson_all(metadata, stays):
    ours = {lessons.LIVE: {}, "image/png": "…", "text/plain": "a caption"}
    other = {lessons.LIVE: {}, "text/plain": "IntSlider"}
    cells = [{"outputs": [{"data": ours}, {"data": other}, {"text": "7"}]}, {}]
    lessons._before_saving(model={"type": "notebook", "content": {"cells": cells, "metadata": metadata}}, path="x.ipynb")
    assert ours == {"image/png": "…", "text/plain": "a caption"}
    assert other == ({lessons.LIVE: {}, "text/plain": "IntSlider"} if stays else {"text/plain": lessons.GONE})
    lessons._before_saving(model={"type": "file", "content": "text"}, path="x.txt")


def test_captions_are_compared_by_nbval_since_they_are_plain_text():
    found = [
        output
        for path in LESSONS
        for cell in lesson_cells(path)
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(found) >= 10
    assert all(len(output.data["text/plain"]) > 30 for output in found)
    assert all(f'alt="{html.escape(output.data["text/plain"])}"' in output.data["text/html"] for output in found)
    assert np.all([set(output.metadata["image/png"]) == {"width", "height"} for output in found])


@pytest.mark.parametrize("box", BOXES)
def test_a_box_shows_its_answer_and_a_reason_once_there_is_a_guess(box, fresh):
    panel = bp.play.predict(box)
    assert panel.locked is False and "Commit a guess" in panel.caption
    choices = next(control for control in panel.controls if control["name"] == "Your guess").get("options")
    panel.set("Your guess", choices[1] if choices else -1)
    panel.set("Commit the guess")
    assert panel.state["answer"] == BOXES[box].answer() and (choices is None or panel.state["answer"] in choices)
    reason = BOXES[box].why
    assert panel.caption.endswith(reason) and (len(reason) > 20 or box == "1.b")


def test_each_box_stands_in_its_lesson_once_and_nothing_in_its_cell_tells_the_answer():
    cells = [
        (path.name, cell.source)
        for path in LESSONS
        for cell in lesson_cells(path)
        if cell.cell_type == "code" and "play.predict" in cell.source
    ]
    found = [re.fullmatch(r'bp\.play\.predict\("((\d+)\.[a-z])"\)', source) for _, source in cells]
    assert all(found) and sorted(match[1] for match in found) == sorted(BOXES)
    assert all(name.startswith(match[2].zfill(2)) for (name, _), match in zip(cells, found))
