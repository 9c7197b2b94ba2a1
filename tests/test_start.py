"""`bpcourse start` and the commands beside it: what JupyterLab is started with, and what is said without it."""

import json
import os
import re
import subprocess
import sys

import pytest
from course import ROOT, posix

import bpcourse as bp
from bpcourse.__main__ import main

STUB = """
import json, os, signal, sys
def main(arguments):
    if "interrupt" in arguments:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            print("JupyterLab tidies up")
            raise
    print(json.dumps([arguments, os.environ["JUPYTER_CONFIG_PATH"]]))
"""


@pytest.fixture
def command(tmp_path):
    """Type a command in an empty folder, on a machine where JupyterLab only says with what it was started."""
    (tmp_path / "programs" / "jupyterlab").mkdir(parents=True)
    (tmp_path / "programs" / "jupyterlab" / "__init__.py").touch()
    (tmp_path / "programs" / "jupyterlab" / "labapp.py").write_text(STUB)
    (tmp_path / "empty").mkdir()
    alone = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}

    def type_it(*words, **variables):
        return subprocess.run(
            [sys.executable, "-m", "bpcourse", *words],
            cwd=tmp_path / "empty",
            env=alone | {"PYTHONPATH": f"{tmp_path / 'programs'}{os.pathsep}{ROOT}"} | variables,
            capture_output=True,
            text=True,
        )

    return type_it


def started(result):
    """What was said before, and what JupyterLab was started with: its arguments, where it looks for settings."""
    assert result.returncode == 0, result.stderr
    *said, last = result.stdout.splitlines()
    return said, *json.loads(last)


def test_start_makes_the_copy_and_opens_lesson_00_in_it(command, tmp_path):
    said, arguments, _ = started(command("start"))
    folder = tmp_path / "empty" / "my_course"
    assert said == ["10 lessons copied to my_course; nothing will overwrite what you write there"]
    assert f"--ServerApp.root_dir={folder.resolve()}" in arguments
    (page,) = [argument.partition("=")[2] for argument in arguments if argument.startswith("--LabApp.default_url")]
    assert page.startswith("/lab/tree/00_") and (folder / page.removeprefix("/lab/tree/")).exists()


def test_a_folder_a_port_and_what_is_for_jupyterlab_are_passed_on(command, tmp_path):
    words = "start", "deep/here", "--port", "9000", "--no-browser", "--", "--ip=0.0.0.0", "--ServerApp.root_dir=/", "more"
    _, arguments, _ = started(command(*words, DISPLAY=":0"))
    assert (tmp_path / "empty" / "deep" / "here" / "00_start_here.ipynb").exists()
    assert arguments[-5:] == ["--port=9000", "--no-browser", "--ip=0.0.0.0", "--ServerApp.root_dir=/", "more"]
    assert len([argument for argument in arguments if "root_dir" in argument]) == 1, "JupyterLab takes no setting twice"


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="a browser can always be opened there")
def test_without_a_screen_no_browser_is_opened(command):
    assert "--no-browser" in started(command("start"))[1]
    assert "--no-browser" not in started(command("start", DISPLAY=":0"))[1]


@pytest.mark.skipif(os.name == "nt", reason="there is no root there")
def test_root_is_allowed_and_only_root_needs_it(command):
    assert ("--allow-root" in started(command("start"))[1]) is (os.getuid() == 0)


def test_a_first_start_asks_nothing_about_news_and_keeps_other_settings(command):
    *others, ours = started(command("start", JUPYTER_CONFIG_PATH="/etc/campus"))[2].split(os.pathsep)
    assert others == ["/etc/campus"]
    with open(os.path.join(ours, "labconfig", "default_setting_overrides.json"), encoding="utf-8") as file:
        settings = json.load(file)
    assert settings["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}


def test_without_jupyterlab_one_sentence_says_what_to_install_and_nothing_is_written(command, tmp_path):
    (tmp_path / "programs" / "sitecustomize.py").write_text(
        "import sys\nclass Gone:\n    def find_spec(self, name, *_):\n        if name == 'jupyterlab':\n"
        "            raise ModuleNotFoundError(name=name)\nsys.meta_path.insert(0, Gone())\n"
    )
    result = command("start")
    assert result.returncode == 1 and result.stdout == ""
    assert result.stderr == (
        'jupyterlab is missing; install it with: pip install "bpcourse[lab]", or, with uv: uvx --from "bpcourse[lab]" '
        "bpcourse start\n"
    )
    assert list((tmp_path / "empty").iterdir()) == []


INTERRUPT = """
import os, signal, sys
class Watch:
    def find_spec(self, name, *_):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Watch())
"""


@posix("there, a program cannot send itself what Ctrl-C sends")
@pytest.mark.parametrize("loading", ["nbformat", "jupyterlab.labapp"])
def test_ctrl_c_while_it_starts_ends_it_without_a_traceback(command, tmp_path, loading):
    (tmp_path / "programs" / "sitecustomize.py").write_text(INTERRUPT.format(name=loading))
    result = command("start")
    assert (result.returncode, result.stderr) == (130, "") and result.stdout.count("\n") <= 1
    assert not list((tmp_path / "empty").rglob("*.part"))


@posix("there, a program cannot send itself what Ctrl-C sends")
def test_ctrl_c_is_jupyterlab_s_own_once_that_runs(command):
    result = command("start", "--", "interrupt")
    assert result.stdout.splitlines()[1:] == ["JupyterLab tidies up"] and (result.returncode, result.stderr) == (130, "")


@pytest.mark.parametrize("port, says", [("99999", "a number between 0 and 65535"), ("-1", "0 or more")])
def test_a_port_that_there_is_not_is_said_in_a_sentence_and_nothing_is_written(command, tmp_path, port, says):
    result = command("start", "--port", port)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"port is {port}, expected {says}\n")
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("start", ""),
        ("copy", "--to", ""),
        ("copy", "--from", " "),
        ("notebooks", ""),
        ("collect", ""),
        ("collect", "here", "--csv", ""),
        ("collect", "here", "--picture", ""),
        ("worksheets", "--names", ""),
        ("worksheets", "--learners", "2", "--out", ""),
    ],
    ids=" ".join,
)
def test_an_empty_name_is_nobody_s_file_or_folder(tmp_path, monkeypatch, capsys, words):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bpcourse.__main__.start", None)
    with pytest.raises(SystemExit) as end:
        main(list(words))
    said = capsys.readouterr().err
    assert end.value.code == 2 and f"{words[-1]!r} came, expected the name of a file or folder" in said
    assert re.search(rf"argument {words[-2] if len(words) > 2 else '(folder|paths|FILES)'}: ", said)
    assert list(tmp_path.iterdir()) == []


def test_a_tilde_that_no_shell_has_seen_is_the_home_folder(command, tmp_path):
    assert command("copy", "--to", "~/deep/x", HOME=str(tmp_path), USERPROFILE=str(tmp_path)).returncode == 0
    assert (tmp_path / "deep" / "x" / "00_start_here.ipynb").exists() and list((tmp_path / "empty").iterdir()) == []


def test_what_the_terminal_cannot_write_ends_no_command(command, tmp_path):
    result = command("copy", "--to", "neu é", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "10 lessons copied to neu \\xe9; nothing will overwrite what you write there\n"
    assert command("start", "--help", PYTHONIOENCODING="ascii").returncode == 0


def test_alone_it_says_what_there_is(command):
    result = command()
    assert result.returncode == 0
    assert all(f"    {name} " in result.stdout for name in ("start", "copy", "notebooks", "links"))
    assert command("--version").stdout == f"bpcourse {bp.__version__}\n"
