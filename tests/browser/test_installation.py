"""The README followed to the letter by somebody without make: an environment, lesson 00 in JupyterLab, a lesson tested."""

import os
import re
import shutil
import subprocess

import pytest
from course import ROOT, posix
from lab import ERROR, open_and_run, server, trouble

pytest_plugins = "browser_fixtures"
pytestmark = [pytest.mark.thorough, posix("there, README gives other names of the same programs")]


def commands():
    """What README's section on it says to type, line by line; the part on conda left out."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^Without make:\n(.*?)^With conda:", readme, re.M | re.S)[1]
    return [line for block in re.findall(r"^```\n(.*?)^```", section, re.M | re.S) for line in block.splitlines()]


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """A copy of the project in which the commands were typed, by somebody who has progress, and what each of them said.

    The one that starts JupyterLab is left to its test.
    """
    folder = tmp_path_factory.mktemp("download") / "bpcourse"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".venv", ".git", "my_course", "*cache*"))
    progress = folder.parent / "progress.json"
    progress.write_text('{"bpcourse": 1, "done": ["1.1", "3.1"]}')
    settings = ("BPCOURSE", "OPENBLAS", "TQDM", "PYTEST")  # those of this run
    own = {name: value for name, value in os.environ.items() if not name.startswith(settings)}
    own["BPCOURSE_PROGRESS"] = str(progress)
    said = {
        line: subprocess.run(line, shell=True, cwd=folder, env=own, capture_output=True, text=True)
        for line in commands()
        if not line.endswith("bpcourse start")
    }
    return folder, said


def test_every_command_works(followed):
    assert [
        (line, result.stdout[-3000:] + result.stderr[-3000:]) for line, result in followed[1].items() if result.returncode
    ] == []


def test_a_lesson_passes_for_somebody_who_has_progress(followed):
    (result,) = [result for line, result in followed[1].items() if "pytest" in line]
    assert re.search(r"\d+ passed", result.stdout) and "failed" not in result.stdout


def test_jupyterlab_opens_lesson_00_of_the_copy_and_runs_it(followed, page):
    folder, _ = followed
    (line,) = [line for line in commands() if line.endswith("bpcourse start")]
    with server(folder, f"{line} --", root=folder / "my_course") as address:
        page.goto(address("").split("/lab/")[0] + "/?token=course")
        page.wait_for_url("**/lab/tree/00_start_here.ipynb*")
        open_and_run(page, address("00_start_here.ipynb"))
        assert page.locator(f"{ERROR}, [data-mime-type$=stderr]").all_text_contents() == []
        page.wait_for_selector(".bpcourse .picture svg")
        assert trouble(page) == []
        page.goto("about:blank")  # before the server goes
