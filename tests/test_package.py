"""The package as people get it: built, looked at, installed in an empty folder, started until lesson 00 is served."""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import nbformat
import pytest
from course import LESSONS, ROOT, posix

from bpcourse import copies, lessons

pytestmark = [pytest.mark.thorough, posix("there, the same programs have other names")]

README = (ROOT / "README.md").read_text(encoding="utf-8")
UV = [sys.executable, "-m", "uv"]
PATIENCE = 180  # seconds, for what takes ten on an idle machine
OWN = ("BPCOURSE", "JUPYTER", "OPENBLAS", "PIP_C", "PYTEST", "PYTHON", "TQDM", "UV_C", "VIRTUAL_ENV", "DISPLAY")
CALM = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}


def commands(after):
    """The blocks of commands in README that come after this text, up to the next heading."""
    section = README.partition(after)[2].partition("\n## ")[0]
    return [block.splitlines() for block in re.findall(r"^```\n(.*?)^```", section, re.M | re.S)]


START, PIPX, PIP, HUB = commands("## From the package")
MERGE, (MERGED,) = commands("## Your copy, when the course changes")


def run(command, **options):
    """Run a command; returns what it says, and fails with all of that where it fails."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    assert result.returncode == 0, f"{command}: {result.stdout[-3000:]}"
    return result.stdout


def tool(name, version, *words):
    """A program that nothing else here needs, in a version that was tried."""
    return [*UV, "tool", "run", "--quiet", f"{name}@{version}", *words]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A wheel and the source distribution that it was built from."""
    folder = tmp_path_factory.mktemp("dist")
    run([*UV, "build", "--quiet", str(ROOT), "--out-dir", str(folder)], env=CALM)
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, source


def test_the_wheel_carries_the_lessons_as_a_learner_meets_them(built):
    wheel = zipfile.ZipFile(built[0])
    carried = {Path(name).name: wheel.read(name).decode() for name in wheel.namelist() if name.endswith(".ipynb")}
    assert carried == {path.name: lessons.clear(path) for path in LESSONS} and built[0].stat().st_size < 450_000
    assert all(not cell.get("outputs") for text in carried.values() for cell in nbformat.reads(text, 4).cells)


def test_the_wheel_carries_all_that_the_package_reads(built):
    names = set(zipfile.ZipFile(built[0]).namelist())
    read = {f"{path.relative_to(ROOT)}" for path in (ROOT / "bpcourse").rglob("*.*") if "__pycache__" not in path.parts}
    assert {"bpcourse/py.typed", "bpcourse/digits.npz", "bpcourse/practice/lessons/01.md"} <= read <= names


def test_an_index_shows_a_description_whose_links_lead_somewhere(built):
    run(tool("twine", "7.0.0", "check", "--strict", *map(str, built)), env=CALM)
    wheel = zipfile.ZipFile(built[0])
    shown = message_from_bytes(wheel.read(next(name for name in wheel.namelist() if name.endswith("/METADATA"))))
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    repository, ref = settings["project"]["urls"]["Repository"], settings["tool"]["bpcourse"]["ref"]
    description = shown.get_payload(decode=True).decode()
    (picture,) = re.findall(r"!\[[^]]*\]\((.*?)\)", description)
    assert picture.startswith(f"{repository}/raw/{ref}/") and picture.endswith(".png")
    links = re.findall(r"\]\((.*?)\)", description)
    assert all(link.startswith("https://") for link in links) and len(links) == len(re.findall(r"\]\(", README))
    inside = [re.sub(f"^{repository}/(raw|blob)/{ref}/|#.*", "", link) for link in links if link.startswith(repository)]
    assert len(inside) > 10 and all((ROOT / path).is_file() for path in inside)
    assert all(shown[field] for field in ("Author", "Keywords", "License-Expression", "Summary"))


def test_the_workflows_are_what_their_linters_expect():
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    schema = "--builtin-schema", "vendor.github-workflows"
    run(tool("check-jsonschema", "0.39.0", *schema, *map(str, workflows)), env=CALM)
    run(tool("zizmor", "1.32.0", "--offline", "--min-severity", "medium", str(ROOT / ".github")), env=CALM)


@pytest.fixture
def alone(tmp_path):
    """An empty folder, and variables with which nothing of this machine's user is read or written, but uv's downloads."""
    folder, home = tmp_path / "empty", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    programs = os.pathsep.join([str(Path(sys.executable).parent), CALM["PATH"]])
    where = {
        "HOME": home,
        "PIPX_HOME": home / "pipx",
        "PYTHONUSERBASE": home / "user",
        "UV_CACHE_DIR": run([*UV, "cache", "dir"], env=CALM).strip(),
        "UV_CONSTRAINT": ROOT / "constraints.txt",
        "PIP_CONSTRAINT": ROOT / "constraints.txt",
        "PIP_CACHE_DIR": run([sys.executable, "-m", "pip", "cache", "dir"], env=CALM).strip(),
        "PIP_NO_COMPILE": "1",
        "PATH": programs,
    }
    return folder, CALM | {name: str(place) for name, place in where.items()}


@contextmanager
def serving(command, folder, variables):
    """Start a command that runs a server; yields a function that asks it, and stops all that was started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"--ip=127.0.0.1 --port={port} --ServerApp.port_retries=0 --IdentityProvider.token=course --no-browser"
    with open(folder.parent / "log", "w") as log:
        words = shlex.split(f"{command} {options}")
        running = subprocess.Popen(
            words, cwd=folder, env=variables, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )

    def said():
        return (folder.parent / "log").read_text()

    def ask(page, content=None):
        data = None if content is None else json.dumps(content).encode()
        headers = {"Authorization": "token course"}
        request = Request(f"http://127.0.0.1:{port}/{page}", data, headers, method="PUT" if data else "GET")
        with urlopen(request) as answer:
            return answer.read().decode()

    try:
        deadline = time.monotonic() + PATIENCE
        while not is_answering(ask):
            assert running.poll() is None and time.monotonic() < deadline, said()
            time.sleep(0.2)
        yield ask, said
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(60)


def is_answering(ask):
    try:
        return bool(ask("api"))
    except URLError:
        return False


def assert_lesson_00_is_served(ask, said, where=""):
    assert "JupyterLab" in ask(f"lab/tree/{where}00_start_here.ipynb")
    served = json.loads(ask(f"api/contents/{where}00_start_here.ipynb"))["content"]["cells"]
    written = nbformat.reads(lessons.clear(LESSONS[0]), 4).cells
    assert [cell["source"] for cell in served] == [cell.source for cell in written]
    assert "bpcourse.lessons | extension was successfully loaded" in said()


@pytest.mark.parametrize("way", [START, PIPX], ids=["uvx", "pipx"])
def test_without_installing_it_is_served(built, alone, way):
    folder, variables = alone
    (line,) = way
    command = line.replace("bpcourse[lab]", f"{built[0]}[lab]")
    pipx = shlex.join(tool("pipx", "1.18.4"))
    with serving(f"{re.sub('^pipx', pipx, command)} --", folder, variables) as (ask, said):
        assert "10 lessons copied to my_course" in said()
        assert_lesson_00_is_served(ask, said)
        news = json.loads(ask("lab/api/settings/@jupyterlab/apputils-extension:notification"))
        assert news["schema"]["properties"]["fetchNews"]["default"] == "false"


def test_installed_from_the_sources_in_a_clean_environment_it_is_served(built, alone):
    """By uv, which is quicker than pip; pip itself installs it for the user of a hub."""
    folder, variables = alone
    venv = folder.parent / "venv"
    install, start = PIP
    *_, what = shlex.split(install.replace("bpcourse[lab]", f"{built[1]}[lab]"))
    run([*UV, "venv", "--quiet", str(venv)], env=variables)
    run([*UV, "pip", "install", "--quiet", "--python", str(venv), what], env=variables)
    with serving(f"{venv / 'bin' / start} elsewhere --", folder, variables) as (ask, said):
        assert_lesson_00_is_served(ask, said)
    assert (folder / "elsewhere" / "00_start_here.ipynb").exists()


def test_the_user_of_a_hub_needs_no_rights(built, alone):
    """JupyterLab 4.4.9, without anywidget: the running server shows widgets once its page is loaded again."""
    folder, variables = alone
    hub = folder.parent / "hub"
    others = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("jupyterlab==")]
    (folder.parent / "constraints.txt").write_text("\n".join([*others, "jupyterlab==4.4.9"]))
    variables |= dict.fromkeys(("UV_CONSTRAINT", "PIP_CONSTRAINT"), str(folder.parent / "constraints.txt"))
    variables["PATH"] = f"{hub / 'bin'}:{variables['PATH']}"
    run([*UV, "venv", "--quiet", "--seed", "--system-site-packages", str(hub)], env=variables)
    run([*UV, "pip", "install", "--quiet", "--python", str(hub), "jupyterlab"], env=variables)
    python = hub / "bin" / "python"
    assert subprocess.run([python, "-c", "import anywidget"], env=variables, capture_output=True).returncode == 1
    lab = f"{python} -m jupyterlab --allow-root"
    of_the_hub = {path for path in hub.rglob("*") if "__pycache__" not in path.parts}
    with serving(lab, folder, variables) as (ask, _):
        for line in HUB:
            run(
                re.sub(r"\bbpcourse$", f"{built[0]}", line) if "pip" in line else line, shell=True, cwd=folder, env=variables
            )
        page = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', ask("lab"), re.S)[1])
        assert page["appVersion"] == "4.4.9"
        assert {"anywidget", "@jupyter-widgets/jupyterlab-manager"} <= {
            each["name"] for each in page["federated_extensions"]
        }
    assert {path for path in hub.rglob("*") if "__pycache__" not in path.parts} == of_the_hub
    with serving(lab, folder, variables) as (ask, said):
        assert_lesson_00_is_served(ask, said, where="my_course/")
        outputs = [nbformat.v4.new_output("display_data", {lessons.LIVE: {}, "image/png": "aGk="})]
        cell = nbformat.v4.new_code_cell("bp.play.tweak()", outputs=outputs)
        ask("api/contents/saved.ipynb", {"type": "notebook", "content": nbformat.v4.new_notebook(cells=[cell])})
    assert lessons.LIVE not in (folder / "saved.ipynb").read_text(), "what is saved shows pictures later"


def test_what_the_learner_and_the_course_have_changed_is_merged_as_readme_says(tmp_path):
    """The course changes one and the same sentence of its own twice; the learner has a line elsewhere."""
    course, mine = tmp_path / "course", tmp_path / "my_course"
    copied = mine / "01_one_weight.ipynb"
    course.mkdir()
    shutil.copy(ROOT / "notebooks" / copied.name, course)
    copies.copy(course, mine)

    def change(folder, kind, old, new):
        notebook = nbformat.read(folder / copied.name, 4)
        cell = [cell for cell in notebook.cells if cell.cell_type == kind][2]
        cell.source = cell.source.removesuffix(old) + new
        nbformat.write(notebook, folder / copied.name)

    _, compare, merge = MERGE
    program, *words = shlex.split(merge)
    change(mine, "code", "", "\n# my line")
    for old, new in (("", "\n\nA new sentence."), ("\n\nA new sentence.", "\n\nA newer sentence.")):
        change(course, "markdown", old, new)
        copies.copy(course, mine)
        assert all((tmp_path / name).exists() for name in shlex.split(compare)[1:])
        run([*UV, "tool", "run", "--quiet", "--from", "nbdime==4.0.4", program, *words], cwd=tmp_path, env=CALM)
        run(shlex.split(MERGED), cwd=tmp_path)
        merged = "\n".join(cell.source for cell in nbformat.read(copied, 4).cells)
        assert "# my line" in merged and new in merged and "<<<<" not in merged
    copies.copy(course, mine)
    assert [path.name for path in mine.glob("*.ipynb")] == [copied.name], "what has been merged is removed"
