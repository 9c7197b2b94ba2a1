"""The learner's own copies: what comes, what stays, what is said, through one version of the course after the other."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from course import LESSONS, ROOT, lesson_cells, posix
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bpcourse import copies, lessons
from bpcourse.__main__ import main


class Learner:
    """Somebody who copies a course to my_course/, works there, and copies again."""

    def __init__(self, folder, capsys):
        self.folder, self.course, self.capsys = folder / "my_course", folder / "course", capsys

    def update(self, **versions):
        """Copy the course, as it is now: the text of each lesson's one cell. Returns what is said, line by line."""
        shutil.rmtree(self.course, ignore_errors=True)
        self.course.mkdir()
        for name, source in versions.items():
            output = new_output("execute_result", {"text/plain": source})
            cell = new_code_cell(source, id="sum", execution_count=1, outputs=[output])
            nbformat.write(new_notebook(cells=[cell]), self.course / f"{name.lstrip('_')}.ipynb")
        assert main(["copy", "--from", str(self.course), "--to", str(self.folder)]) == 0
        return self.capsys.readouterr().out.splitlines()

    def save(self, name, source=None, *more):
        """Save a copy as JupyterLab does: with outputs, and metadata of its own, and with other text where it is given."""
        path = self.folder / f"{name}.ipynb"
        notebook = nbformat.read(path, 4)
        cell = notebook.cells[0]
        cell.source = cell.source if source is None else source
        cell.outputs, cell.execution_count = [new_output("stream", text="what ran")], 7
        notebook.cells += [new_code_cell(text) for text in more]
        notebook.metadata["language_info"] = {"name": "python", "version": "3.13.1"}
        nbformat.write(notebook, path)

    def has(self):
        """{name: text of its first cell} of all notebooks in the folder."""
        return {path.stem: nbformat.read(path, 4).cells[0].source for path in sorted(self.folder.glob("*.ipynb"))}


@pytest.fixture
def learner(tmp_path, capsys):
    return Learner(tmp_path, capsys)


def test_the_lessons_that_come_with_the_package_are_copied_wherever_one_is(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["copy"]) == 0
    assert sorted(path.name for path in (tmp_path / "my_course").glob("*.ipynb")) == [path.name for path in LESSONS]
    assert capsys.readouterr().out == "10 lessons copied to my_course; nothing will overwrite what you write there\n"


def test_a_copy_has_no_outputs_and_the_original_keeps_its_own(learner):
    learner.update(_1_sum="1 + 1")
    (original,), (copied,) = (lesson_cells(folder / "1_sum.ipynb") for folder in (learner.course, learner.folder))
    assert (copied.source, copied.outputs, copied.execution_count) == ("1 + 1", [], None)
    assert original.outputs and original.execution_count == 1


def test_what_answers_a_question_is_folded_once_also_in_a_copy_of_a_copy(tmp_path):
    (tmp_path / "course").mkdir()
    answer = new_markdown_cell("It is $2$.", id="two", metadata={"tags": [lessons.ANSWER]})
    nbformat.write(new_notebook(cells=[answer]), tmp_path / "course" / "1_sum.ipynb")
    for source, target in (("course", "first"), ("first", "second")):
        copies.copy(tmp_path / source, tmp_path / target)
        (cell,) = lesson_cells(tmp_path / target / "1_sum.ipynb")
        assert cell.source.startswith("<details>\n<summary>") and cell.source.endswith("\n\nIt is $2$.\n\n</details>")
        assert cell.source.count("<details>") == 1 and "2" not in cell.source.partition("</summary>")[0]


def test_three_versions_in_a_row(learner):
    """Of lessons untouched, run, edited, deleted, renamed by the learner, and renamed by the course, edited and not."""
    names = ("_1_untouched", "_2_run", "_3_edited", "_4_deleted", "_5_moved", "_6_old", "_7_title")
    assert learner.update(**dict.fromkeys(names, "v1")) == [
        f"7 lessons copied to {learner.folder}; nothing will overwrite what you write there"
    ]
    learner.save("2_run")
    learner.save("3_edited", "mine")
    (learner.folder / "4_deleted.ipynb").unlink()
    (learner.folder / "5_moved.ipynb").rename(learner.folder / "my_fifth.ipynb")
    learner.save("7_title", "mine too")
    names = ("_1_untouched", "_2_run", "_3_edited", "_4_deleted", "_5_moved", "_6_later", "_8_title")
    assert learner.update(**dict.fromkeys(names, "v2")) == [
        "6_old.ipynb is no longer in the course, which has 6_later.ipynb instead. Your copy stays as it is",
        "7_title.ipynb is no longer in the course, which has 8_title.ipynb instead. Your copy stays as it is",
        "3_edited.ipynb has changed in the course, and you have changed it too. Your copy stays as it is; the course's "
        f"version is beside it: {learner.folder / '3_edited_new.ipynb'}",
        f"4 lessons copied to {learner.folder}; nothing will overwrite what you write there",
        f"2 lessons brought up to date in {learner.folder}, in which you had written nothing",
    ]
    mine = {"3_edited": "mine", "my_fifth": "v1", "6_old": "v1", "7_title": "mine too"}
    theirs = ("1_untouched", "2_run", "3_edited_new", "4_deleted", "5_moved", "6_later", "8_title")
    assert learner.has() == mine | dict.fromkeys(theirs, "v2")
    assert learner.update(**dict.fromkeys(names, "v2")) == [], "it is said once"
    said = learner.update(**dict.fromkeys(names, "v3"))
    assert [line.split()[0] for line in said] == ["3_edited.ipynb", "6"], "of what was renamed nothing more is said"
    assert learner.has() == mine | dict.fromkeys(theirs, "v3")


def test_of_new_versions_that_nobody_has_touched_the_newest_is_there(learner):
    learner.update(_1_sum="v1")
    learner.save("1_sum", "mine")
    for version in ("v2", "v3", "v4"):
        (said,) = learner.update(_1_sum=version)
        assert said.endswith(f"{learner.folder / '1_sum_new.ipynb'}")
        assert learner.has() == {"1_sum": "mine", "1_sum_new": version}


def test_a_new_version_that_was_touched_stays_and_the_next_one_comes_beside_it(learner):
    learner.update(_1_sum="v1")
    learner.save("1_sum", "mine")
    learner.update(_1_sum="v2")
    learner.save("1_sum_new", "going on here")
    for version in ("v3", "v4"):
        (said,) = learner.update(_1_sum=version)
        assert said.endswith("1_sum_new2.ipynb")
        assert learner.has() == {"1_sum": "mine", "1_sum_new": "going on here", "1_sum_new2": version}


def test_a_new_version_that_was_deleted_stays_away_until_there_is_a_newer_one(learner):
    learner.update(_1_sum="v1")
    learner.save("1_sum", "mine")
    learner.update(_1_sum="v2")
    (learner.folder / "1_sum_new.ipynb").unlink()
    assert learner.update(_1_sum="v2") == [] and learner.has() == {"1_sum": "mine"}
    assert len(learner.update(_1_sum="v3")) == 1 and learner.has()["1_sum_new"] == "v3"


@pytest.mark.parametrize("last", ["v1", "v2"])
def test_a_new_version_goes_once_the_copy_agrees_with_the_course(learner, last):
    """The course has taken its change back, or the learner has taken it over."""
    learner.update(_1_sum="v1")
    learner.save("1_sum", "mine")
    learner.update(_1_sum="v2")
    if last == "v2":
        learner.save("1_sum", "v2")
    assert learner.update(_1_sum=last) == []
    assert learner.has() == {"1_sum": "mine" if last == "v1" else "v2"}


def test_two_lessons_that_have_no_more_in_common_than_a_word_are_two_lessons(learner):
    """As in a class, whose weeks are copied one after the other: nothing is taken for another's new name, or new version."""
    learner.update(sum="v1", week_one="v1", first="v1")
    assert len(learner.update(product="v1", week_two="v1", first_new="v1")) == 1
    learner.save("first", "mine")
    assert len(learner.update(first="v2", first_new="v1")) == 1
    assert learner.has() == dict.fromkeys(("sum", "week_one", "product", "week_two", "first_new"), "v1") | {
        "first": "mine",
        "first_new2": "v2",
    }


@pytest.mark.parametrize("more, is_touched", [(["", " \n"], False), (["2 + 2"], True)], ids=["empty cells", "a cell"])
def test_empty_cells_that_running_adds_touch_nothing_but_a_line_does(learner, more, is_touched):
    learner.update(_1_sum="v1")
    learner.save("1_sum", None, *more)
    learner.update(_1_sum="v2")
    assert learner.has() == ({"1_sum": "v1", "1_sum_new": "v2"} if is_touched else {"1_sum": "v2"})


def test_running_it_again_writes_no_lesson(learner):
    learner.update(_1_sum="v1")
    mine = learner.folder / "1_sum.ipynb"
    before = mine.stat().st_mtime_ns
    assert learner.update(_1_sum="v1") == [] and mine.stat().st_mtime_ns == before


@pytest.mark.parametrize("damage", [None, "", "no notebook", "{}"])
@pytest.mark.parametrize("edited", [True, False])
def test_without_the_record_no_change_is_laid_at_anybody_s_door(learner, damage, edited):
    """Whoever changed it, the sentence is true; what was put beside is not put there twice; no work is lost."""
    learner.update(_1_sum="v1")
    if edited:
        learner.save("1_sum", "mine")
        learner.update(_1_sum="v2")
    kept = learner.has()["1_sum"]
    shutil.rmtree(learner.folder / copies.WRITTEN)
    if damage is not None:
        (learner.folder / copies.WRITTEN).mkdir()
        (learner.folder / copies.WRITTEN / "1_sum.ipynb").write_text(damage)
    (said,) = learner.update(_1_sum="v2")
    assert said == (
        "1_sum.ipynb differs from the course's version. Your copy stays as it is; the course's version is beside it: "
        f"{learner.folder / '1_sum_new.ipynb'}"
    )
    assert learner.has() == {"1_sum": kept, "1_sum_new": "v2"} and learner.update(_1_sum="v2") == []


def test_without_the_record_a_copy_that_agrees_with_the_course_is_known_again(learner):
    learner.update(_1_sum="v1")
    shutil.rmtree(learner.folder / copies.WRITTEN)
    assert learner.update(_1_sum="v1") == []
    learner.update(_1_sum="v2")
    assert learner.has() == {"1_sum": "v2"}


def test_without_the_record_older_versions_that_nobody_knows_any_more_are_named(learner):
    """Of what is beside the copy, the sentence says no more than the names do; it deletes nothing."""
    learner.update(_1_sum="v1")
    learner.save("1_sum", "mine")
    learner.update(_1_sum="v2")
    learner.save("1_sum_new", "mine too")
    assert len(learner.update(_1_sum="v3")) == 1, "with the record, nothing has to be said"
    shutil.rmtree(learner.folder / copies.WRITTEN)
    for version in ("v4", "v5"):
        _, said = learner.update(_1_sum=version)
        assert said == (
            "By their names, these are older; you may delete those in which nothing is yours: "
            "1_sum_new.ipynb, 1_sum_new2.ipynb"
        )
    assert learner.has() == {"1_sum": "mine", "1_sum_new": "mine too", "1_sum_new2": "v3", "1_sum_new3": "v5"}


PICTURE = {"image/png": "aGk="}
JUPYTERLAB = {"scrolled": True, "collapsed": True, "editable": True, "jupyter": {"source_hidden": True}}
CHANGES = {  # of the course, beside its text: (metadata of its cell, picture attached to it, whether copies get it)
    "a tag": ({"tags": ["hide-input"]}, PICTURE, True),
    "a picture": ({"tags": []}, {"image/png": "aG8="}, True),
    "what JupyterLab notes": (JUPYTERLAB, PICTURE, False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_new_tag_or_picture_comes_to_a_copy_that_was_opened_and_saved(learner, capsys, change):
    def write(folder, metadata, picture, **of_the_notebook):
        cell = new_markdown_cell("![a](attachment:a.png)", id="a", metadata=metadata, attachments={"a.png": picture})
        nbformat.write(new_notebook(cells=[cell], metadata=of_the_notebook), folder / "1_sum.ipynb")

    def copy():
        copies.copy(learner.course, learner.folder)
        return capsys.readouterr().out

    metadata, picture, comes = CHANGES[change]
    learner.course.mkdir()
    write(learner.course, {}, PICTURE)
    copy()
    write(learner.folder, JUPYTERLAB, PICTURE, widgets={"state": {}})
    write(learner.course, metadata, picture)
    assert ("1 lesson brought up to date" in copy()) is comes
    (cell,) = lesson_cells(learner.folder / "1_sum.ipynb")
    assert (cell.metadata, cell.attachments["a.png"]) == ((metadata, picture) if comes else (JUPYTERLAB, PICTURE))
    assert [path.name for path in learner.folder.glob("*.ipynb")] == ["1_sum.ipynb"] and copy() == ""


def test_what_is_no_notebook_any_more_counts_as_touched(learner):
    learner.update(_1_sum="v1")
    (learner.folder / "1_sum.ipynb").write_text("half a file")
    learner.update(_1_sum="v2")
    assert (learner.folder / "1_sum.ipynb").read_text() == "half a file" and (learner.folder / "1_sum_new.ipynb").exists()


@posix("making a link needs a right of its own there")
def test_a_copy_behind_a_link_is_brought_up_to_date_and_the_link_stays(learner):
    learner.update(_1_sum="v1")
    (learner.folder / "1_sum.ipynb").rename(learner.folder / "elsewhere")
    (learner.folder / "1_sum.ipynb").symlink_to("elsewhere")
    learner.update(_1_sum="v2")
    assert (learner.folder / "1_sum.ipynb").is_symlink() and learner.has() == {"1_sum": "v2"}


WAYS = {  # what is there: (how it gets there, where the copy shall be, what is said)
    "a file": (lambda here: here.write_text("notes"), "", "my_course is a file, expected a folder"),
    "a file above": (lambda here: here.write_text("notes"), "spring", "my_course is a file, expected a folder"),
    "a dangling link": (
        lambda here: here.symlink_to("gone"),
        "",
        "my_course is a link that leads nowhere, expected a folder",
    ),
    "the course": (lambda here: here.symlink_to("course"), "", "my_course is where the lessons come from"),
    "a folder named like a lesson": (
        lambda here: (here / "1_sum.ipynb").mkdir(parents=True),
        "",
        "1_sum.ipynb is a folder, expected a notebook; give it another name",
    ),
    "a dangling link named like a lesson": (
        lambda here: here.mkdir() or (here / "1_sum.ipynb").symlink_to("gone"),
        "",
        "1_sum.ipynb is a link that leads nowhere, expected a notebook",
    ),
    "a file named like the record": (
        lambda here: here.mkdir() or (here / copies.WRITTEN).write_text("notes"),
        "",
        f"{copies.WRITTEN} is a file, expected a folder; remove it",
    ),
    "a dangling link named like the record": (
        lambda here: here.mkdir() or (here / copies.WRITTEN).symlink_to("gone"),
        "",
        f"{copies.WRITTEN} is a link that leads nowhere, expected a folder",
    ),
    "a folder in the record": (
        lambda here: (here / copies.WRITTEN / "1_sum.ipynb").mkdir(parents=True),
        "",
        "1_sum.ipynb is a folder, expected a notebook; give it another name",
    ),
}


@posix("making a link needs a right of its own there")
@pytest.mark.parametrize("way", WAYS)
def test_what_is_in_the_way_is_said_in_a_sentence_and_nothing_is_written(learner, capsys, way):
    learner.update(_1_sum="v1", _0_first="v1")
    shutil.rmtree(learner.folder)
    put, below, sentence = WAYS[way]
    put(learner.folder)
    before = sorted(learner.folder.parent.rglob("*"))
    assert main(["copy", "--from", str(learner.course), "--to", str(learner.folder / below)]) == 1
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1 and sorted(learner.folder.parent.rglob("*")) == before


FULL = """
import resource, sys
from bpcourse.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
sys.exit(main(["copy", "--from", "course"]))
"""


@posix("the limit is set as POSIX has it")
def test_where_the_disk_is_full_the_file_is_named_and_no_half_of_it_stays(learner):
    """No file may be larger than 10 kB: as on a full disk, writing stops in the middle of the second lesson."""
    course = {"_1_small": "v1", "_2_large": "v1" * 10_000, "_3_small": "v1"}
    learner.update(**course)
    shutil.rmtree(learner.folder)
    full = subprocess.run(
        [sys.executable, "-c", FULL],
        cwd=learner.folder.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert full.returncode == 1 and full.stderr == f"{os.path.join('my_course', '2_large.ipynb')}: File too large\n"
    there = {f"{path.relative_to(learner.folder)}" for path in learner.folder.rglob("*")}
    assert there == {"1_small.ipynb", copies.WRITTEN, os.path.join(copies.WRITTEN, "1_small.ipynb")}
    assert learner.update(**course)[0].startswith("2 lessons copied")
