"""What a newcomer meets before the first lesson: commands, environments, messages, size."""

import ast
import graphlib
import json
import os
import re
import shutil
import subprocess
import sys
import tokenize
import tomllib
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml
from course import LESSONS, ROOT, posix

import bpcourse as bp

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


def test_the_citation_has_the_version_and_the_licence_of_the_package():
    """And its repository; a fork cites the original, whose address stays when the launch links are turned."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"] == bp.__version__
    assert citation["license"] == PROJECT["license"].partition(" AND ")[0], "that of the software"
    assert citation["repository-code"] in (PROJECT["urls"]["Repository"], "https://github.com/bpcourse/bpcourse")
    assert citation.keys() >= {"cff-version", "message", "title", "authors"}, "what the format requires"


def test_a_release_is_tested_then_built_then_published_by_a_workflow_without_a_password():
    workflow = yaml.load((ROOT / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    jobs = workflow["jobs"]
    assert workflow["on"] == {"push": {"tags": ["v*"]}} and workflow["permissions"] == {"contents": "read"}
    assert jobs["tests"]["uses"] == "./.github/workflows/tests.yml" and jobs["publish"]["needs"] == ["tests", "build"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"} and "secrets" not in str(jobs)
    assert [step["uses"].partition("@")[0] for step in jobs["publish"]["steps"]][-1] == "pypa/gh-action-pypi-publish"
    assert any("$GITHUB_REF_NAME" in step.get("run", "") for step in jobs["build"]["steps"]), "the tag names the version"


def test_what_a_build_needs_is_installed_once_so_that_a_later_one_needs_no_internet():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {re.split(r"[<>=]", need)[0] for need in EXTRAS["build"]}
    assert {*settings["build-system"]["requires"]} < {*EXTRAS["build"]}
    installed = re.search(r"\$\(PIP\) ([\w ]+) && ", (ROOT / "Makefile").read_text(encoding="utf-8"))[1]
    assert {*installed.split()} == needed


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


@posix("postBuild is for Binder, a POSIX shell")
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
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("pyproject.toml", "constraints.txt"):
        (folder / name).touch()
    return folder


def fake_python(folder, version, modules):
    """A python that says it is `version` and has venv or not."""
    shim(
        folder,
        "fake-python",
        f"""case "$*" in
        *version_info*) exit {int(version < (3, 11))};;
        *ensurepip*) exit {int(not modules)};;
        --version) echo Python {version[0]}.{version[1]}.0;;
    esac""",
    )
    return f"PYTHON={folder / 'fake-python'}"


in_a_shell = posix("the Makefile and postBuild are for a POSIX shell; README says what Windows does without them")


@in_a_shell
@pytest.mark.parametrize("target", ["lab", "test"])
def test_an_old_python_is_one_line(fresh, target):
    result = run("make", target, fake_python(fresh, (3, 9), True), cwd=fresh)
    assert result.returncode and "Traceback" not in result.stderr
    assert re.fullmatch(
        rf"bpcourse needs Python 3.11 or newer, and \S+ is Python 3.9.0. Another one: make {target} "
        r"PYTHON=python3.12\n",
        result.stdout,
    )


@in_a_shell
@pytest.mark.parametrize("target", ["lab", "test"])
def test_a_missing_venv_module_is_one_line(fresh, target):
    result = run("make", target, fake_python(fresh, (3, 11), False), cwd=fresh)
    assert result.returncode and "Traceback" not in result.stderr
    assert result.stdout.count("\n") == 1 and "lacks its venv module; on Debian and Ubuntu: apt install" in result.stdout


@in_a_shell
def test_no_python_at_all_is_one_line(fresh):
    result = run("make", "lab", "PYTHON=python-that-is-not-there", cwd=fresh)
    assert result.returncode
    assert result.stdout == "bpcourse needs Python 3.11 or newer, and there is no python-that-is-not-there here.\n"


@in_a_shell
def test_make_lab_starts_as_everybody_else_does_and_passes_on_what_is_for_jupyterlab(fresh):
    planned = run("make", "-n", "lab", "LAB_ARGS=--port=9000", cwd=fresh).stdout
    assert planned.endswith(" .venv/bin/python -m bpcourse start -- --port=9000\n")


# An environment that is there already: moved, older than its Python, without the internet.

PIP_SAYS = {"offline": "Retrying after connection broken by NewConnectionError", "conflict": "ResolutionImpossible"}


@pytest.fixture
def made(fresh):
    """As `fresh`, with an environment made by a python that only writes down, beside the project, what it is asked to do.

    What lies there as `version` is its version, as `broken` what pip stumbles over; `missing`: nothing can be imported.
    """
    beside = fresh.parent
    shim(
        beside,
        "fake-python",
        f'''echo "$*" >> "{beside}/log"
case "$*" in
    *"version_info < "*|*ensurepip*) ;;
    *version_info*) cat "{beside}/version";;
    "-m venv"*) mkdir -p .venv/bin; cp "{beside}/fake-python" .venv/bin/python;;
    "-m pip"*) [ ! -e "{beside}/broken" ] || ! cat "{beside}/broken" >&2;;
    "-c import"*) [ ! -e "{beside}/missing" ];;
    *"bpcourse start"*) echo "$HOME" > "{beside}/home";;
esac''',
    )
    (beside / "version").write_text("3.11\n")
    assert run("make", "lab", f"PYTHON={beside / 'fake-python'}", cwd=fresh).returncode == 0
    (beside / "log").write_text("")
    return fresh


def make_again(folder, *arguments, path=None):
    """Another `make lab`, and what it asks of Python."""
    result = run("make", "lab", *arguments, cwd=folder, path=path)
    return result, (folder.parent / "log").read_text()


AGAIN = "This folder or its Python has changed, so .venv is made again.\n"


@in_a_shell
def test_a_second_make_lab_installs_nothing(made):
    result, asked = make_again(made)
    assert result.returncode == 0 and "-m pip" not in asked and "-m venv" not in asked
    assert "-m bpcourse start" in asked and AGAIN not in result.stdout


@in_a_shell
@pytest.mark.parametrize("first_lines", ["#!{}/.venv/bin/python\n", '#!/bin/sh\nexec "{}/.venv/bin/python"\n', "none"])
def test_a_folder_that_was_moved_keeps_its_packages_and_is_set_up_for_its_new_place(made, first_lines):
    (made / ".venv" / "bin" / "jupyter").write_text(first_lines.format(made))
    moved = made.rename(made.parent / "another name")
    result, asked = make_again(moved)
    assert result.returncode == 0 and result.stdout.startswith(AGAIN), result.stdout + result.stderr
    assert "-m venv .venv\n" in asked and "--clear" not in asked and "--no-build-isolation --editable" in asked
    assert (moved / ".venv" / "bin" / "jupyter").read_text() == first_lines.format(moved)
    assert AGAIN not in make_again(moved)[0].stdout, "it is said once"


@in_a_shell
def test_a_new_python_gets_an_environment_of_its_own(made):
    (made.parent / "version").write_text("3.12\n")
    result, asked = make_again(made, f"PYTHON={made.parent / 'fake-python'}")
    assert result.returncode == 0 and result.stdout.startswith(AGAIN) and "-m venv --clear .venv\n" in asked


@in_a_shell
def test_an_environment_whose_python_is_gone_is_made_again(made):
    (made / ".venv" / "bin" / "python").unlink()
    shim(made, "python3", f'exec "{made.parent}/fake-python" "$@"')
    result, asked = make_again(made, path=made)
    assert result.returncode == 0 and result.stdout.startswith(AGAIN) and "-m venv --clear .venv\n" in asked


@in_a_shell
@pytest.mark.parametrize(
    "pip, imported, goes_on", [("offline", True, True), ("offline", False, False), ("conflict", True, False)]
)
def test_without_the_internet_what_is_installed_is_used(made, pip, imported, goes_on):
    os.utime(made / "pyproject.toml", (2e9, 2e9))
    (made.parent / "broken").write_text(f"{PIP_SAYS[pip]}\n")
    if not imported:
        (made.parent / "missing").touch()
    result, asked = make_again(made)
    assert (result.returncode == 0) is goes_on is ("-m bpcourse start" in asked)
    assert ("The internet cannot be reached, so it goes on with what is installed.\n" in result.stdout) is goes_on
    assert ("The internet cannot be reached, and not everything is installed yet" in result.stdout) is not imported
    assert (PIP_SAYS[pip] in result.stdout) is (pip == "conflict"), "pip's own words only where they are needed"


@in_a_shell
def test_what_make_test_installs_does_for_make_lab(made):
    (made / ".venv" / "lab").unlink()
    assert run("make", "test", cwd=made).returncode == 0
    (made.parent / "log").write_text("")
    _, asked = make_again(made)
    assert "-m pip" not in asked and "-m bpcourse start" in asked


@in_a_shell
@pytest.mark.parametrize("writable", [True, False])
def test_where_the_home_cannot_be_written_another_is_used_and_it_is_said(made, writable):
    if not writable:
        shim(made, "mktemp", "exit 1")
    result, _ = make_again(made, f"HOME={made.parent}", path=made)
    says = "Your home folder cannot be written to, so settings and progress are kept in my_course/.home\n"
    assert (says in result.stdout) is not writable
    assert (made.parent / "home").read_text() == f"{made.parent if writable else made / 'my_course' / '.home'}\n"


# What is tested, and how


@in_a_shell
def test_make_test_is_a_plain_pytest_over_tests_and_notebooks(fresh):
    assert run("make", "-n", "test", cwd=fresh).stdout.endswith(" .venv/bin/python -m pytest\n")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert settings["testpaths"] == ["tests", "notebooks"] and "--nbval" in settings["addopts"].split()


@in_a_shell
def test_make_test_all_leaves_no_test_out_and_oldest_takes_the_oldest(fresh):
    planned = run("make", "-n", "test-all", cwd=fresh).stdout
    assert 'CI=true .venv/bin/python -m pytest -m "" -n ' in planned
    assert "--editable '.[lab,test,frameworks]'" in planned and "--editable '.[lab,site]'" in planned
    assert "--resolution lowest" in run("make", "-n", "oldest", cwd=fresh).stdout
    assert "- run: make oldest\n" in (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")


def test_ci_runs_what_the_readme_gives():
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "make test-all"
    assert all(f"`make {target}`" in README for target in ("lab", "test", "test-all"))


def test_every_push_runs_ci_with_each_python_that_is_promised():
    """BaseLoader: to YAML's own rules `on` is true, and 3.10 is 3.1."""
    text = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    workflow = yaml.load(text, yaml.BaseLoader)
    assert workflow["on"].keys() == {"push", "pull_request", "workflow_call"}
    assert workflow["on"]["push"] == {"branches": ["**"]} and workflow["permissions"] == {"contents": "read"}
    everything, lessons = workflow["jobs"]["everything"], workflow["jobs"]["lessons"]
    assert everything["steps"][-1] == {"run": ".ci/run"} and lessons["steps"][-1] == {"run": "python -m pytest notebooks"}
    assert lessons["steps"][-2]["run"].removeprefix("python ") in README
    pythons = everything["strategy"]["matrix"]["python"]
    promised = [name.rpartition(" ")[2] for name in PROJECT["classifiers"] if name.startswith("Programming Language")]
    assert pythons == promised and PROJECT["requires-python"] == f">={pythons[0]}"


def read_site_workflow():
    return yaml.load((ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8"), yaml.BaseLoader)


def test_a_tag_publishes_what_make_site_builds_and_each_job_may_do_no_more_than_it_has_to():
    workflow = read_site_workflow()
    build, publish, cleared = (workflow["jobs"][name] for name in ("build", "publish", "lessons"))
    assert workflow["on"]["push"] == {"tags": ["v*"]} and {"run": "make site"} in build["steps"]
    assert build["steps"][-1]["with"]["path"] == "build/site"
    assert workflow["permissions"] == {"contents": "read"} and "permissions" not in build
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert cleared["permissions"] == {"contents": "write"}


@in_a_shell
def test_the_workflow_s_branch_holds_cleared_lessons_and_nothing_of_ours_with_answers(tmp_path):
    """Its last two steps as they stand, with a repository on disk in the place of GitHub's."""
    *_, copy, push = read_site_workflow()["jobs"]["lessons"]["steps"]
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copy(ROOT / "LICENSE", tmp_path)
    shim(tmp_path, "python", f'exec {sys.executable} "$@"')
    shim(tmp_path, "gh", "")
    assert run("git", "init", "--quiet", "--bare", str(tmp_path / "github" / "some" / "fork")).returncode == 0
    (tmp_path / "config").write_text(f'[url "{tmp_path}/github/"]\n\tinsteadOf = https://github.com/\n')
    setting = f'export GIT_CONFIG_GLOBAL="{tmp_path}/config" GITHUB_REPOSITORY=some/fork FROM=v1 PYTHONPATH="{ROOT}"\n'
    result = run("bash", "-ec", setting + copy["run"] + "\n" + push["run"], cwd=tmp_path, path=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    pushed = run(
        "git", "-C", str(tmp_path / "github" / "some" / "fork"), "ls-tree", "--name-only", "my_course"
    ).stdout.split()
    assert pushed == sorted(["LICENSE", *(lesson.name for lesson in LESSONS)])
    assert all('"outputs": [\n' not in (tmp_path / "my_course" / lesson.name).read_text("utf-8") for lesson in LESSONS)


def test_the_versions_that_were_tried_are_written_down_for_every_python_and_without_an_address():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pins = {line.split("==")[0] for line in text.splitlines()}
    wanted = {re.split(r"[<>=\[]", need)[0] for need in [*PROJECT["dependencies"], *sum(EXTRAS.values(), [])]}
    assert pins >= {re.sub(r"[-_.]+", "-", name).lower() for name in wanted}
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.+]+( ; .+)?", line) for line in text.splitlines())
    assert re.search(r"^numpy==.* ; python_full_version >= '3.12'$", text, re.M), "one file for all versions of Python"


# What the book and the slides take from npm

INSTALL = "import pathlib, sys; sys.path[:0] = [sys.argv[1]]; import node; print(node.install(pathlib.Path(sys.argv[2])))"
INSTALL_THERE = [sys.executable, "-c", INSTALL, str(ROOT / "deploy")]


def test_what_npm_takes_is_exact_and_known_by_its_hash_without_an_address():
    wanted = json.loads((ROOT / "deploy" / "package.json").read_text(encoding="utf-8"))
    itself, *taken = json.loads((ROOT / "deploy" / "package-lock.json").read_text(encoding="utf-8"))["packages"].items()
    assert itself == ("", {name: wanted[name] for name in ("name", "dependencies")})
    assert {name.removeprefix("node_modules/"): it["version"] for name, it in taken} == wanted["dependencies"]
    assert all(it["integrity"].startswith("sha512-") and "resolved" not in it for _, it in taken)


def test_a_missing_npm_is_one_line(tmp_path):
    result = subprocess.run([*INSTALL_THERE, tmp_path], capture_output=True, text=True, env=ALONE | {"PATH": f"{tmp_path}"})
    said = "npm installs MathJax and reveal.js, and it is missing; on Debian and Ubuntu: apt install npm\n"
    assert result.returncode and result.stderr == said


@posix("the npm here is a shell script")
def test_npm_is_asked_once_and_again_where_it_was_interrupted_or_the_versions_changed(tmp_path):
    """By one at a time: the first two come together."""
    shim(tmp_path, "npm", 'echo "$1" >> ../log; rm -rf node_modules; mkdir node_modules; sleep 1; [ ! -e ../broken ]')
    folder, log, broken = tmp_path / "node", tmp_path / "log", tmp_path / "broken"

    def install():
        return run(*INSTALL_THERE, str(folder), path=tmp_path)

    with ThreadPoolExecutor() as pool:
        both = [pool.submit(install) for _ in range(2)]
    assert [it.result().stdout for it in both] == [f"{folder / 'node_modules'}\n"] * 2 and log.read_text() == "ci\n"
    (folder / "node_modules" / "package-lock.json").write_text("of other versions")
    broken.touch()
    assert install().returncode and log.read_text() == "ci\n" * 2
    broken.unlink()
    assert [install().returncode for _ in range(2)] == [0, 0] and log.read_text() == "ci\n" * 3


@pytest.mark.parametrize("page", ["README.md", "INSTRUCTORS.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_to_files_to_headings_or_to_binder(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    headings = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, re.M)}
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert link.startswith("https://mybinder.org/v2/gh/") or link.removeprefix("#") in headings or (ROOT / link).exists()


def test_what_contributing_names_is_there():
    """The tests, files and targets of the Makefile that CONTRIBUTING.md names."""
    named = re.findall(r"`([^`\n]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    tests = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py"))
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [name for name in named if name.startswith("test_") and f"def {name}(" not in tests] == []
    assert [name for name in named if re.fullmatch(r"[\w.-]+/[\w./-]+", name) and not (ROOT / name).exists()] == []
    assert [
        name
        for name in named
        if name.startswith("make ") and not re.search(rf"^([\w-]+ )*{name.removeprefix('make ')}\b.*:", targets, re.M)
    ] == []


def logical_lines(path):
    with open(path, encoding="utf-8") as file:
        return sum(token.type == tokenize.NEWLINE for token in tokenize.generate_tokens(file.readline))


def test_the_package_stays_small():
    """In logical lines: each module; the algorithm and what it stands on; all together."""
    lines = {path.relative_to(ROOT / "bpcourse"): logical_lines(path) for path in (ROOT / "bpcourse").rglob("*.py")}
    assert {path: count for path, count in lines.items() if count > 170} == {}
    tools = ("__main__.py", "copies.py", "lessons.py", "links.py", "start.py")
    assert sum(count for path, count in lines.items() if len(path.parts) == 1 and path.name not in tools) <= 1300
    assert sum(lines.values()) <= 6495


def test_help_has_a_line_for_every_public_name():
    lines = bp.__doc__.splitlines()[2:]
    assert sorted(line.partition("  ")[0] for line in lines) == sorted(bp.__all__)
    assert all(re.fullmatch(r"\w+ {2,}\S.{20,}", line) and len(line) <= 100 for line in lines)


def test_no_room_imports_from_a_floor_above():
    rooms = {"core": ["show", "play", "practice"], "show": ["play", "practice"]}
    for room, above in rooms.items():
        folder = ROOT / "bpcourse" / ("" if room == "core" else room)
        for path in folder.glob("*.py" if room == "core" else "**/*.py"):
            if path.name == "__main__.py" or path.parent == ROOT / "bpcourse" and path.name == "__init__.py":
                continue
            text = path.read_text(encoding="utf-8")
            assert not re.search(rf"^\s*(from|import) .*\b({'|'.join(above)})\b", text, re.M), path.name


def imported(path):
    """The modules that a module of the package may import at its top, by their whole names."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level:
            source = [*package[: len(package) - node.level + 1], *(node.module or "").split(".")]
            yield from (".".join([*source, name.name]).replace("..", ".") for name in node.names)
            yield ".".join(source)  # ends with a dot where only the names are modules


def test_no_imports_go_in_a_circle():
    """Of what is imported at the top of a module; a circle raises graphlib.CycleError."""
    paths = list((ROOT / "bpcourse").rglob("*.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    graph = {name: set(imported(path)) & {*names} for name, path in zip(names, paths)}
    assert sum(map(len, graph.values())) > 100
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("command", [["ruff", "check", "."], ["ruff", "format", "--check", "."]], ids=" ".join)
def test_code_and_notebooks_are_clean(command):
    result = run(sys.executable, "-m", *command)
    assert result.returncode == 0, result.stdout


def test_types_fit():
    result = run(sys.executable, "-m", "mypy")
    assert result.returncode == 0, result.stdout


TESTS = "bpcourse tests tests/browser tests/benchmarks --exclude my_course --ignore DEP002,DEP004".split()


@pytest.mark.parametrize("where", [["."], TESTS], ids=["package and notebooks", "tests"])
def test_what_is_imported_is_declared_and_the_other_way_round(where):
    result = run(sys.executable, "-m", "deptry", *where)
    assert result.returncode == 0, result.stderr
