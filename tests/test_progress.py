"""Progress: kept, moved, turned off, damaged, shared by two notebooks; never a reason for a check to fail."""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from course import ROOT, posix
from filelock import FileLock

import bpcourse as bp
from bpcourse.practice import book


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A file of progress of its own, and a session that has done nothing yet."""
    monkeypatch.setenv(book.VARIABLE, str(tmp_path / "deep" / "progress.json"))
    monkeypatch.setattr(book, "_here", set())
    monkeypatch.setattr(book, "_told", set())
    return tmp_path / "deep" / "progress.json"


def test_progress_is_kept_and_says_the_next_step(fresh):
    assert bp.progress().done == set()
    bp.check("1.1", 45)
    bp.check("1.2", 31)
    book._here.clear()  # another notebook
    table = bp.progress()
    assert table.done == {"1.1"} and "Next: 1.2 The slope at W = 5." in repr(table)
    assert json.loads(fresh.read_text())["done"] == ["1.1"]
    assert re.search(r"\| 01 \| 1 of 7 \| 1\.2, 1\.3", table._repr_markdown_())


@pytest.mark.parametrize("damage", [
    "", "{", "[1]", "7", "null", '"1.1"', '{"done": 7}', '{"done": {"1.1": true}}', '{"done": [["1.1"], 3]}', "\x00",
    "[" * 100_000, '{"done":' * 100_000], ids=lambda damage: damage[:24])
def test_a_damaged_file_is_set_aside_and_said(fresh, damage):
    fresh.parent.mkdir()
    fresh.write_text(damage)
    reply = bp.check("1.1", 45)
    assert reply.verdict == "right" and "set aside as progress.damaged1.json" in reply.message
    assert (fresh.parent / "progress.damaged1.json").read_text() == damage
    assert json.loads(fresh.read_text())["done"] == ["1.1"]


def test_looking_at_damaged_progress_waits_for_a_notebook_that_writes(fresh, monkeypatch):
    fresh.parent.mkdir()
    fresh.write_text("{")
    monkeypatch.setattr(book, "PATIENCE", 0.05)
    with FileLock(f"{fresh}.lock"):
        assert "Progress cannot be read (another notebook holds it)" in repr(bp.progress())
        assert fresh.read_text() == "{"
    assert "set aside as progress.damaged1.json" in repr(bp.progress())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_an_editor_puts_before_the_text_is_no_damage(fresh, encoding):
    fresh.parent.mkdir()
    fresh.write_text('{"bpcourse": 1, "done": ["1.3"]}', encoding=encoding)
    assert bp.check("1.1", 45).verdict == "right" and bp.progress().done == {"1.1", "1.3"}


@posix("there, a link needs rights that users do not have")
def test_a_link_in_its_place_stays_a_link(fresh, tmp_path):
    fresh.parent.mkdir()
    fresh.symlink_to(tmp_path / "synchronised" / "mine.json")
    bp.check("1.1", 45)
    assert fresh.is_symlink() and json.loads((tmp_path / "synchronised" / "mine.json").read_text())["done"] == ["1.1"]


def test_the_home_of_somebody_unknown_blocks_nothing(fresh, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(book.VARIABLE, "~nosuchuser/x")
    reply = bp.check("1.1", 45)
    assert reply.verdict == "right" and "BPCOURSE_PROGRESS is '~nosuchuser/x', but there is no such home" in reply.message
    assert bp.progress().done == {"1.1"} and not list(tmp_path.iterdir())


AS_NOBODY = """
import os, sys
import bpcourse as bp
bp.check("1.1", 0)  # everything is loaded before the rights are given away
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
first, second = bp.check("1.1", 45), bp.check("1.2", 30)
print(first, second, bp.progress(), sorted(bp.progress().done), sep="\\n")
"""


@posix("there, folders have no mode that forbids writing")
@pytest.mark.parametrize("held, done", [(None, ["1.1", "1.2"]), ("[", ["1.1", "1.2"]),
                                        ('{"bpcourse": 1, "done": ["1.5"]}', ["1.1", "1.2", "1.5"])])
def test_a_home_that_cannot_be_written_blocks_nothing(held, done):
    with tempfile.TemporaryDirectory() as home:
        data = Path(home, "bpcourse")
        data.mkdir()
        if held is not None:
            (data / "progress.json").write_text(held)
        for path, mode in ((data, 0o555), (Path(home), 0o555)):
            path.chmod(mode)
        ran = subprocess.run([sys.executable, "-c", AS_NOBODY], capture_output=True, text=True, timeout=60, env={
            **os.environ, "HOME": home, "XDG_DATA_HOME": home, book.VARIABLE: ""})
        for path in (Path(home), data):
            path.chmod(0o755)
        assert ran.stderr == "" and ran.stdout.count(": right.") == 2
        assert ran.stdout.count("cannot be written down (Permission denied)") == 1
        assert ran.stdout.endswith(f"{done}\n")
        assert [path.read_text() for path in data.iterdir()] == [held] * (held is not None)


@pytest.mark.parametrize("held", [None, "["])
def test_two_notebooks_that_write_at_once_lose_nothing(fresh, held):
    fresh.parent.mkdir()
    if held is not None:
        fresh.write_text(held)
    code = "import sys; from bpcourse.practice import book; [book.record([f'{sys.argv[1]}.{k}']) for k in range(40)]"
    both = [subprocess.Popen([sys.executable, "-c", code, name], env=dict(os.environ)) for name in "ab"]
    assert [process.wait(60) for process in both] == [0, 0]
    assert set(json.loads(fresh.read_text())["done"]) == {f"{name}.{k}" for name in "ab" for k in range(40)}
    assert len(list(fresh.parent.glob("*.damaged*.json"))) == (held is not None)


def test_a_place_that_cannot_be_written_blocks_nothing_and_is_said_once(fresh):
    fresh.parent.write_text("a file where a folder should be")
    first, second = bp.check("1.1", 45), bp.check("1.2", 30)
    assert first.verdict == second.verdict == "right"
    assert "cannot be written down" in first.message and "cannot be" not in second.message
    assert bp.progress().done == {"1.1", "1.2"}, "it counts until the notebook is closed"


def test_a_disk_that_knows_no_locks_blocks_nothing(fresh, monkeypatch):
    def no_lock(*given, **more):
        raise NotImplementedError("FileSystem does not appear to support flock")
    monkeypatch.setattr(book, "FileLock", no_lock)
    reply = bp.check("1.1", 45)
    assert reply.verdict == "right" and "cannot be written down (FileSystem does not" in reply.message


def test_progress_can_be_turned_off(fresh, monkeypatch):
    monkeypatch.setenv(book.VARIABLE, "off")
    bp.check("1.1", 45)
    assert not fresh.exists() and bp.progress().done == {"1.1"}


def test_progress_travels_as_a_file(fresh, tmp_path):
    bp.check("1.1", 45)
    bp.progress(save_to=tmp_path / "mine.json")
    book._here.clear()
    fresh.unlink()
    bp.check("1.2", 30)
    assert bp.progress(load_from=tmp_path / "mine.json").done == {"1.1", "1.2"}
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(ValueError, match="is not a file of progress"):
        bp.progress(load_from=tmp_path / "other.json")


def test_reading_a_file_in_adds_to_what_is_done_and_takes_nothing(fresh, tmp_path):
    (tmp_path / "other.json").write_text('{"bpcourse": 1, "done": ["1.2", "99.1"]}')
    bp.check("1.1", 45)
    assert bp.progress(load_from=tmp_path / "other.json").done == {"1.1", "1.2"}
    assert set(json.loads(fresh.read_text())["done"]) == {"1.1", "1.2", "99.1"}, "also what a newer course knows"


def test_saving_over_an_older_file_keeps_what_that_holds(fresh, tmp_path):
    (tmp_path / "mine.json").write_text('{"bpcourse": 1, "done": ["1.2"]}')
    bp.check("1.1", 45)
    bp.progress(save_to=tmp_path / "mine.json")
    assert json.loads((tmp_path / "mine.json").read_text())["done"] == ["1.1", "1.2"]


def test_reading_a_file_in_says_what_goes_wrong_with_the_own_one(fresh, tmp_path):
    (tmp_path / "mine.json").write_text('{"bpcourse": 1, "done": ["1.2"]}')
    fresh.parent.mkdir()
    fresh.write_text("{")
    assert "set aside as progress.damaged1.json" in repr(bp.progress(load_from=tmp_path / "mine.json"))


@pytest.mark.parametrize("given", ["folder", "missing/x.json", "thesis.txt", "", 5, "~nosuchuser/x.json"])
@pytest.mark.parametrize("argument", ["save_to", "load_from"])
def test_a_file_that_will_not_do_is_said_by_the_name_it_was_given(fresh, tmp_path, monkeypatch, argument, given):
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("thesis.txt").write_text("a year of work")
    with pytest.raises((OSError, ValueError, TypeError), match=re.escape(f"{argument} is {given!r}")) as said:
        bp.progress(**{argument: given})
    assert "expected" in f"{said.value}" or "no such home" in f"{said.value}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "thesis.txt"], "and nothing is left behind"
    assert Path("thesis.txt").read_text() == "a year of work"


def test_the_usual_place_is_the_user_s_data_directory(monkeypatch):
    monkeypatch.delenv(book.VARIABLE)
    assert book.place().name == "progress.json" and book.place().parent.name == "bpcourse"
    assert Path(ROOT) not in book.place().parents


@pytest.mark.parametrize("name", ["\x00", "\ud800"])
@pytest.mark.parametrize("argument", ["save_to", "load_from"])
def test_a_name_that_no_file_can_have_is_said(argument, name):
    with pytest.raises(FileNotFoundError, match=f"{argument} is .*, expected the name of a file"):
        bp.progress(**{argument: name})
