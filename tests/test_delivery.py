"""What a newcomer meets before the first lesson: commands, environments, messages, size."""
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import yaml
from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
README = (ROOT / "README.md").read_text(encoding="utf-8")


ALONE = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}


def run(*command, cwd=ROOT, path=None):
    """A command as a user would type it, even when these tests were started by make; `path` is searched first."""
    found = {"PATH": f"{path}{os.pathsep}{ALONE['PATH']}"} if path else {}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=ALONE | found)


def test_importing_the_package_loads_numpy_and_no_pictures():
    heavy = "matplotlib ipywidgets IPython tqdm nbformat bpcourse.show".split()
    code = f"import bpcourse, sys; print([name for name in {heavy} if name in sys.modules])"
    assert run(sys.executable, "-c", code).stdout == "[]\n"


def test_conda_environment_asks_for_the_same_as_pyproject():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    wanted = {*PROJECT["dependencies"], *EXTRAS["lab"], *(need for need in EXTRAS["test"] if need.startswith("nbval"))}
    assert set(listed) == wanted | {"python=3.12", "pip"}


def test_binder_s_program_reads_it_as_python_3_12(tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("environment.yml", "postBuild", "pyproject.toml"):
        (tree / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    rendered = run(sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(tree))
    text = rendered.stdout + rendered.stderr
    assert rendered.returncode == 0 and "Building conda environment for python=3.12" in text
    assert re.search(r"COPY .*src/environment.yml", text) and "RUN ./postBuild" in text


def test_post_build_installs_without_dependencies_and_makes_the_copy(tmp_path):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copy(ROOT / "postBuild", tmp_path)
    shim(tmp_path, "python", f'case "$*" in "-m pip"*) echo "$*" >> pip.log;; *) exec {sys.executable} "$@";; esac')
    result = run("./postBuild", cwd=tmp_path, path=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "pip.log").read_text() == "-m pip install --no-deps --editable .\n"
    assert (tmp_path / "my_course" / "00_start_here.ipynb").exists()


def shim(folder, name, script):
    """A command of our own that stands before the real one."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def fresh(tmp_path):
    """The Makefile in a folder of its own, without a virtual environment."""
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path


def fake_python(folder, version, modules):
    """A python that says it is `version` and has venv or not."""
    shim(folder, "fake-python", f'''case "$*" in
        *version_info*) exit {int(version < (3, 11))};;
        *ensurepip*) exit {int(not modules)};;
        --version) echo Python {version[0]}.{version[1]}.0;;
    esac''')
    return f"PYTHON={folder / 'fake-python'}"


@pytest.mark.parametrize("target", ["lab", "test"])
def test_an_old_python_is_one_line(fresh, target):
    result = run("make", target, fake_python(fresh, (3, 9), True), cwd=fresh)
    assert result.returncode and "Traceback" not in result.stderr
    assert re.fullmatch(rf"bpcourse needs Python 3.11 or newer, and \S+ is Python 3.9.0. Another one: make {target} "
                        r"PYTHON=python3.12\n", result.stdout)


@pytest.mark.parametrize("target", ["lab", "test"])
def test_a_missing_venv_module_is_one_line(fresh, target):
    result = run("make", target, fake_python(fresh, (3, 11), False), cwd=fresh)
    assert result.returncode and "Traceback" not in result.stderr
    assert result.stdout.count("\n") == 1 and "lacks its venv module; on Debian and Ubuntu: apt install" in result.stdout


def test_no_python_at_all_is_one_line(fresh):
    result = run("make", "lab", "PYTHON=python-that-is-not-there", cwd=fresh)
    assert result.returncode
    assert result.stdout == "bpcourse needs Python 3.11 or newer, and there is no python-that-is-not-there here.\n"


def test_make_lab_opens_lesson_00_of_the_copy(fresh):
    planned = run("make", "-n", "lab", "DISPLAY=", "WAYLAND_DISPLAY=", cwd=fresh).stdout
    assert "-m bpcourse copy" in planned
    assert "--LabApp.default_url=/lab/tree/my_course/00_start_here.ipynb" in planned
    assert "--no-browser" in planned or sys.platform == "darwin"
    assert "--no-browser" not in run("make", "-n", "lab", "DISPLAY=:0", cwd=fresh).stdout
    setting, = json.loads(re.search(r"echo '(.*)' > ", planned)[1]).values()
    assert setting == {"fetchNews": "false", "checkForUpdates": False}


@pytest.mark.parametrize("user, allowed", [(0, True), (1000, False)])
def test_root_is_allowed_and_only_root_needs_it(fresh, user, allowed):
    shim(fresh, "id", f"echo {user}")
    assert ("--allow-root" in run("make", "-n", "lab", cwd=fresh, path=fresh).stdout) is allowed


def test_make_test_is_a_plain_pytest_over_tests_and_notebooks(fresh):
    planned = run("make", "-n", "test", cwd=fresh).stdout.splitlines()[-1]
    assert planned == "OPENBLAS_NUM_THREADS=1 TQDM_DISABLE=1 BPCOURSE_PROGRESS=off .venv/bin/python -m pytest"
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert settings["testpaths"] == ["tests", "notebooks"] and "--nbval" in settings["addopts"].split()


def test_ci_runs_what_the_readme_gives():
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "make test"
    assert "`make test`" in README and "`make lab`" in README


def test_readme_s_links_lead_to_files_or_to_binder():
    for link in re.findall(r"\]\(([^)]+)\)", README):
        assert link.startswith("https://mybinder.org/v2/gh/") or (ROOT / link).exists(), link


def test_modules_stay_small():
    long = {path.name: count for path in (ROOT / "bpcourse").rglob("*.py")
            if (count := len(path.read_text(encoding="utf-8").splitlines())) > 250}
    assert not long


def test_the_algorithm_and_what_it_stands_on_stay_small_together():
    """Everything but pictures, widgets, practice, and the commands of `python -m bpcourse`."""
    rooms = [path for path in (ROOT / "bpcourse").glob("*.py") if path.stem not in ("__main__", "lessons", "links")]
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in rooms) <= 1500


def test_no_room_imports_from_a_floor_above():
    rooms = {"core": ["show", "play", "practice"], "show": ["play", "practice"]}
    for room, above in rooms.items():
        folder = ROOT / "bpcourse" / ("" if room == "core" else room)
        for path in folder.glob("*.py"):
            if path.name == "__main__.py" or path.parent == ROOT / "bpcourse" and path.name == "__init__.py":
                continue
            text = path.read_text(encoding="utf-8")
            assert not re.search(rf"^\s*(from|import) .*\b({'|'.join(above)})\b", text, re.M), path.name


def test_code_and_notebooks_are_clean():
    result = run(sys.executable, "-m", "ruff", "check", ".")
    assert result.returncode == 0, result.stdout
