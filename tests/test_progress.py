"""Progress: kept, moved, turned off, damaged, shared by two notebooks; never a reason for a check to fail."""

import errno
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
from bpcourse.practice import desk, record


@pytest.fixture
def waits(monkeypatch):
    """A short patience, and how long each lock was waited for at most."""
    asked = []

    def lock(path, timeout):
        asked.append(timeout)
        return FileLock(path, timeout=timeout)

    monkeypatch.setattr(record, "PATIENCE", 0.05)
    monkeypatch.setattr(record, "FileLock", lock)
    return asked


def guesses():
    return {box: entry["guess"] for box, entry in record._keep()["guesses"].items()}


def commit(box, guess):
    """A guess in the box of a lesson, or to a question of one's own."""
    panel = bp.play.predict(box) if len(box) == 3 else bp.play.predict(box, "yes", ["yes", "no"])
    panel.set("Your guess", guess)
    panel.set("Commit the guess")
    return panel


def test_progress_is_kept_and_says_the_next_step(fresh):
    assert bp.progress().done == set()
    bp.check("1.1", 45)
    bp.check("1.2", 31)
    record._here.clear()  # another notebook
    table = bp.progress()
    assert table.done == {"1.1"} and "Next: 1.2 The slope at W = 5." in repr(table)
    assert json.loads(fresh.read_text())["done"] == ["1.1"]
    assert re.search(r"\| 01 \| 1 of 7 \| 1\.2, 1\.3", table._repr_markdown_())


def test_the_table_has_lesson_10_after_lesson_9_and_says_what_another_version_of_the_course_had(fresh, monkeypatch):
    monkeypatch.setattr(desk, "EXERCISES", {name: bp.practice.content.EXERCISES["1.1"] for name in ("9.1", "10.1", "10.2")})
    fresh.parent.mkdir()
    fresh.write_text(json.dumps({"bpcourse": 1, "done": ["10.1", "3.10", "3.9", "| <b>", "9" * 5000 + ".1"]}))
    table = bp.progress()
    assert [row[:2] for row in table._table()[2]] == [["09", "0 of 1"], ["10", "1 of 2"]]
    assert table._table()[0].startswith("Also done, in another version of the course: 3.9, 3.10. Next: 9.1 ")


def test_what_was_tried_stays_with_its_verdict_and_its_mistakes(fresh):
    thought = "A small step is safe, but many of them are needed, and each costs a pass."
    for name, answer in {"1.1": 45, "1.3": ..., "1.2": -30, "3.2": "what?", "1.7": thought}.items():
        bp.check(name, answer)
    bp.check("1.7", thought, counts=True)
    held = json.loads(fresh.read_text())
    assert [[entry[key] for key in ("exercise", "verdict", "mistakes")] for entry in held["tries"]] == [
        ["1.1", "right", []],
        ["1.2", "mistake", [["sign-flipped"]]],
        ["3.2", "not understood", []],
        ["1.7", "compare", []],
        ["1.7", "counted", []],
    ]
    assert held["done"] == ["1.1", "1.7"]
    times = [entry["when"] for entry in held["tries"]]
    assert times == sorted(times) and all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", time) for time in times)


def test_only_the_newest_tries_stay(fresh, monkeypatch):
    monkeypatch.setattr(record, "MOST_TRIES", 3)
    for answer in range(5):
        bp.check("1.1", answer)
        bp.check("1.2", 30)
    held = json.loads(fresh.read_text())
    assert [entry["exercise"] for entry in held["tries"]] == ["1.2", "1.1", "1.2"] and held["done"] == ["1.2"]


def test_the_first_guess_in_a_box_stays(fresh):
    assert commit("3.a", "grows").problem == ""
    for guess in ("shrinks", "grows"):
        commit("3.a", guess)
        record._here.clear()  # another notebook
    commit("1.a", 4.5)
    commit("Is this yours?", "no")
    assert guesses() == {"3.a": "grows", "1.a": 4.5}
    assert set(json.loads(fresh.read_text())["guesses"]["3.a"]) == {"guess", "when"}


def test_a_guess_that_cannot_be_written_down_is_said_and_shows_its_answer(fresh):
    fresh.parent.write_text("a file where a folder should be")
    panel = commit("3.a", "grows")
    assert "cannot be written down" in panel.problem and "You said: grows." in panel.caption
    assert commit("3.b", "0.8").problem == "" and guesses() == {"3.a": "grows", "3.b": "0.8"}


def test_what_guesses_finds_wrong_is_said_with_the_next_answer(fresh):
    fresh.parent.mkdir()
    fresh.write_text("{")
    assert guesses() == {} and "set aside as `progress.damaged1.json`" in bp.check("1.1", 45).message


def test_an_older_file_is_read_and_stays_as_it_is_until_there_is_more(fresh):
    fresh.parent.mkdir()
    fresh.write_text(old := '{"bpcourse": 1, "done": ["1.2", "1.1"]}')
    assert bp.progress().done == {"1.1", "1.2"} and guesses() == {} and fresh.read_text() == old
    bp.check("1.3", 1)
    assert json.loads(fresh.read_text())["done"] == ["1.1", "1.2"]


NEWER = {
    "bpcourse": 1,
    "theme": {"dark": [1, None]},
    "done": ["1.2"],
    "tries": [{"exercise": "1.2", "verdict": "right", "when": "2026-11-28T01:02:03Z", "seconds": 7}],
    "guesses": {"1.a": {"guess": 4, "when": "2026-11-28T01:02:03Z", "sure": True}},
}


def test_what_a_newer_course_keeps_stays_and_travels(fresh, tmp_path):
    fresh.parent.mkdir()
    fresh.write_text(json.dumps(NEWER))
    bp.check("1.1", 45)
    commit("1.a", 5)
    bp.progress(save_to=tmp_path / "mine.json")
    fresh.unlink()
    record._here.clear()
    for _ in range(2):
        bp.progress(load_from=tmp_path / "mine.json")
    for path in (fresh, tmp_path / "mine.json"):
        held = json.loads(path.read_text())
        assert [held["theme"], held["done"], held["guesses"]] == [NEWER["theme"], ["1.1", "1.2"], NEWER["guesses"]]
        assert held["tries"][0] == NEWER["tries"][0] and [entry["exercise"] for entry in held["tries"]] == ["1.2", "1.1"]


@pytest.mark.parametrize(
    "damage",
    [
        '"tries": 7, "guesses": 7',
        '"tries": {"3.2": 1}, "guesses": []',
        '"tries": [7, null, [], {}], "guesses": {"3.a": 7}',
        '"tries": [{"exercise": [], "verdict": {}, "when": 3}], "guesses": {"3.a": {"when": 7}, "": {"guess": []}}',
        '"tries": null, "guesses": {"3.a": {"guess": null}}',
        '"more": ' + "[" * 900 + "]" * 900,
        '"tries": [{"when": ' + "[" * 900 + "]" * 900 + "}]",
    ],
    ids=lambda damage: damage[:24],
)
def test_damage_elsewhere_in_the_file_loses_nothing_of_what_is_done(fresh, damage):
    fresh.parent.mkdir()
    fresh.write_text(f'{{"bpcourse": 1, "done": ["1.2"], {damage}}}')
    assert bp.progress().done == {"1.2"} and guesses() == {}
    assert repr(bp.check("1.1", 45)).startswith("1.1: right.")
    assert bp.progress().done == {"1.1", "1.2"}


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[1]",
        "7",
        "null",
        '"1.1"',
        '{"done": 7}',
        '{"done": {"1.1": true}}',
        '{"done": [["1.1"], 3]}',
        "\x00",
        "[" * 100_000,
        '{"done":' * 100_000,
    ],
    ids=lambda damage: damage[:24],
)
def test_a_damaged_file_is_set_aside_and_said(fresh, damage):
    fresh.parent.mkdir()
    fresh.write_text(damage)
    reply = bp.check("1.1", 45)
    assert reply.verdict == "right" and "set aside as `progress.damaged1.json`" in reply.message
    assert (fresh.parent / "progress.damaged1.json").read_text() == damage
    assert json.loads(fresh.read_text())["done"] == ["1.1"]


def test_looking_at_damaged_progress_waits_for_a_notebook_that_writes(fresh, waits):
    fresh.parent.mkdir()
    fresh.write_text("{")
    with FileLock(f"{fresh}.lock"):
        assert "Progress cannot be written down (another notebook holds it)" in repr(bp.progress())
        assert fresh.read_text() == "{"
    assert "set aside as `progress.damaged1.json`" in repr(bp.progress())


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
    monkeypatch.setenv(record.VARIABLE, "~nosuchuser/x")
    reply = bp.check("1.1", 45)
    assert reply.verdict == "right" and "BPCOURSE_PROGRESS is '~nosuchuser/x', but there is no such home" in reply.message
    assert bp.progress().done == {"1.1"} and not list(tmp_path.iterdir())


AS_NOBODY = """
import os, sys
import bpcourse as bp
bp.check("1.1", 0)  # everything is loaded before the rights are given away
os.environ["BPCOURSE_PROGRESS"] = sys.argv[1]
if sys.platform == "linux":  # /dev/full can be read without an end
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2 ** 32, 2 ** 32))
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
first, second = bp.check("1.1", 45), bp.check("1.2", 30)
print(first, second, bp.progress(), sorted(bp.progress().done), sep="\\n")
"""


def as_nobody(progress="", **environment):
    """What two right answers and the table say, where a run as root would have more rights than learners have.

    Not measured by make coverage: who has given the rights away cannot write down what ran.
    """
    unmeasured = {name: value for name, value in os.environ.items() if name != "COVERAGE_PROCESS_CONFIG"}
    ran = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, progress],
        capture_output=True,
        text=True,
        timeout=60,
        env={**unmeasured, record.VARIABLE: "off", **environment},
    )
    assert ran.stderr == "" and ran.stdout.count(": right.") == 2
    return ran.stdout


@posix("there, a file of another kind has no name in a folder")
@pytest.mark.parametrize("name", ["folder", "pipe", "/dev/null", "/dev/full"])
def test_what_is_no_regular_file_stays_as_it_is_and_blocks_nothing(name):
    with tempfile.TemporaryDirectory() as home:
        Path(home, "folder").mkdir()
        os.mkfifo(Path(home, "pipe"))
        for path in ("", "folder", "pipe"):
            Path(home, path).chmod(0o777)
        path = Path(home, name)
        if not path.exists():
            pytest.skip(f"there is no {name} here")
        before, names = path.stat(), sorted(os.listdir(home))
        said = as_nobody(f"{path}")
        assert said.count(f"BPCOURSE_PROGRESS is '{path}', but that is no regular file; expected the name of a file") == 1
        assert said.endswith("['1.1', '1.2']\n")
        assert (path.stat().st_mode, path.stat().st_ino) == (before.st_mode, before.st_ino)
        assert sorted(os.listdir(home)) == names and not os.path.exists(f"{path}.lock")


@posix("there, folders have no mode that forbids writing")
@pytest.mark.parametrize(
    "held, done",
    [(None, ["1.1", "1.2"]), ("[", ["1.1", "1.2"]), ('{"bpcourse": 1, "done": ["1.5"]}', ["1.1", "1.2", "1.5"])],
)
def test_a_home_that_cannot_be_written_blocks_nothing(held, done):
    with tempfile.TemporaryDirectory() as home:
        data = Path(home, "bpcourse")
        data.mkdir()
        if held is not None:
            (data / "progress.json").write_text(held)
        for path, mode in ((data, 0o555), (Path(home), 0o555)):
            path.chmod(mode)
        said = as_nobody(HOME=home, XDG_DATA_HOME=home)
        for path in (Path(home), data):
            path.chmod(0o755)
        assert said.count("cannot be written down (Permission denied)") == 1 and said.endswith(f"{done}\n")
        assert [path.read_text() for path in data.iterdir()] == [held] * (held is not None)


@pytest.mark.parametrize("held", [None, "["])
def test_two_notebooks_that_write_at_once_lose_nothing(fresh, held):
    fresh.parent.mkdir()
    if held is not None:
        fresh.write_text(held)
    code = (
        "import sys; from bpcourse.practice import record; "
        "[record.add_try(f'{sys.argv[1]}.{k}', 'right', [], counts=True) for k in range(40)]"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, name], env=dict(os.environ)) for name in "ab"]
    assert [process.wait(60) for process in both] == [0, 0]
    content = json.loads(fresh.read_text())
    assert content["done"] == sorted(f"{name}.{k}" for name in "ab" for k in range(40))
    assert sorted(entry["exercise"] for entry in content["tries"]) == content["done"], "none lost, none twice"
    assert len(list(fresh.parent.glob("*.damaged*.json"))) == (held is not None)


HOLDS = "import sys, filelock; lock = filelock.FileLock(sys.argv[1]).acquire(); print('held', flush=True); sys.stdin.read()"


def test_a_lock_held_elsewhere_is_waited_for_once_and_what_was_not_written_is_written_later(fresh, waits):
    fresh.parent.mkdir()
    fresh.write_text('{"bpcourse": 1, "done": ["1.5"]}')
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, f"{fresh}.lock"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout.readline().strip() == b"held"
    said = [bp.check("1.1", 45).message, bp.check("1.2", 31).message, commit("3.a", "grows").problem, repr(bp.progress())]
    assert ["another notebook holds it" in text for text in said] == [True, False, False, False]
    assert waits == [0.05, 0, 0, 0, 0] and bp.progress().done == {"1.1", "1.5"}
    assert json.loads(fresh.read_text()) == {"bpcourse": 1, "done": ["1.5"]}
    holder.communicate(timeout=60)
    bp.check("1.3", "what?")
    held = json.loads(fresh.read_text())
    assert [entry["exercise"] for entry in held["tries"]] == ["1.1", "1.2", "1.3"]
    assert held["done"] == ["1.1", "1.5"] and list(held["guesses"]) == ["3.a"]
    waits.clear()
    bp.check("1.3", "what?")
    assert waits == [0.05], "another notebook has its chance again"


def test_a_place_that_cannot_be_written_blocks_nothing_and_is_said_once(fresh):
    fresh.parent.write_text("a file where a folder should be")
    first, second = bp.check("1.1", 45), bp.check("1.2", 30)
    assert first.verdict == second.verdict == "right"
    assert "cannot be written down" in first.message and "cannot be" not in second.message
    assert bp.progress().done == {"1.1", "1.2"}, "it counts until the notebook is closed"


def written_without_a_lock(fresh):
    fresh.parent.mkdir()
    fresh.write_text('{"bpcourse": 1, "done": ["1.5"]}')
    reply = bp.check("1.1", 45)
    return "cannot" not in reply.message and json.loads(fresh.read_text())["done"] == ["1.1", "1.5"]


@posix("there, locks are of another kind")
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EIO, errno.ESTALE, errno.ENOSYS], ids=errno.errorcode.get)
def test_where_no_lock_can_be_had_progress_is_written_without_one(fresh, monkeypatch, number):
    def fail(*given):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", fail)
    assert written_without_a_lock(fresh)


@pytest.mark.parametrize("problem", [NotImplementedError, RuntimeError])
def test_on_a_disk_that_knows_no_locks_progress_is_written_without_one(fresh, monkeypatch, problem):
    def fail(*given, **more):
        raise problem("FileSystem does not appear to support flock")

    monkeypatch.setattr(record, "FileLock", fail)
    assert written_without_a_lock(fresh)


@pytest.mark.parametrize(
    "variable, value", [(record.VARIABLE, "off"), (record.GRADING, "autograde"), (record.GRADING, "validate")]
)
def test_progress_turned_off_and_a_grading_run_count_for_the_session_and_write_nothing(fresh, monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    bp.check("1.1", 45)
    bp.check("1.2", 31)
    commit("3.a", "grows")
    assert bp.progress().done == {"1.1"} and guesses() == {"3.a": "grows"} and not fresh.parent.exists()


def test_progress_travels_as_a_file(fresh, tmp_path):
    bp.check("1.1", 45)
    bp.progress(save_to=tmp_path / "mine.json")
    record._here.clear()
    fresh.unlink()
    bp.check("1.2", 30)
    assert bp.progress(load_from=tmp_path / "mine.json").done == {"1.1", "1.2"}
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(ValueError, match="other.json', which holds something else"):
        bp.progress(load_from=tmp_path / "other.json")


def test_reading_a_file_in_adds_to_what_is_done_and_takes_nothing(fresh, tmp_path):
    (tmp_path / "other.json").write_text('{"bpcourse": 1, "done": ["1.2", "99.1"]}')
    bp.check("1.1", 45)
    assert bp.progress(load_from=tmp_path / "other.json").done == {"1.1", "1.2", "99.1"}
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
    assert "set aside as `progress.damaged1.json`" in repr(bp.progress(load_from=tmp_path / "mine.json"))


@pytest.mark.parametrize("given", ["folder", "missing/x.json", "thesis.txt", "", 5, "~nosuchuser/x.json"])
@pytest.mark.parametrize("argument", ["save_to", "load_from"])
def test_a_file_that_will_not_do_is_said_by_the_name_it_was_given(fresh, tmp_path, monkeypatch, argument, given):
    (tmp_path / "work" / "folder").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    Path("thesis.txt").write_text("a year of work")
    with pytest.raises((OSError, ValueError, TypeError), match=re.escape(f"{argument} is {given!r}")) as said:
        bp.progress(**{argument: given})
    assert "expected" in f"{said.value}" or "no such home" in f"{said.value}"
    assert sorted(os.listdir()) == ["folder", "thesis.txt"], "and nothing is left behind"
    assert Path("thesis.txt").read_text() == "a year of work"


def test_the_usual_place_is_the_user_s_data_directory(monkeypatch):
    monkeypatch.delenv(record.VARIABLE)
    assert record.place().name == "progress.json" and record.place().parent.name == "bpcourse"
    assert Path(ROOT) not in record.place().parents


@pytest.mark.parametrize("name", ["\x00", "\ud800"])
@pytest.mark.parametrize("argument", ["save_to", "load_from"])
def test_a_name_that_no_file_can_have_is_said(argument, name):
    with pytest.raises(OSError, match=f"{argument} is .*, but no file can have that name; expected the name of a file"):
        bp.progress(**{argument: name})
