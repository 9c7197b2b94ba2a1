"""Launch links: every lesson has one, all come from one place, and a fork turns them with one command."""

import re
import shutil
import sys
import tomllib

import pytest
from course import LESSONS, ROOT

from bpcourse import links
from bpcourse.__main__ import main


def test_every_lesson_has_a_link_that_comes_from_pyproject():
    readme, settings = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "pyproject.toml"))
    settings = tomllib.loads(settings)
    repository, ref = settings["project"]["urls"]["Repository"], settings["tool"]["bpcourse"]["ref"]
    start = f"https://mybinder.org/v2/gh/{repository.removeprefix('https://github.com/')}/{ref.replace('/', '%2F')}"
    assert re.findall(r"\]\((https://[^)]+)\)", readme) == [
        f"{start}?urlpath=lab/tree/my_course/{lesson.name}" for lesson in LESSONS
    ]


@pytest.fixture
def linked(tmp_path, monkeypatch):
    """The files that launch links stand in, in a folder of their own, with a known target; commands run there."""
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    links.retarget(tmp_path, "bpcourse/bpcourse", "main")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(project):
    return [(project / name).read_text(encoding="utf-8") for name in ("README.md", "pyproject.toml")]


def test_a_fork_turns_all_links_to_itself_and_back(linked, capsys):
    before = contents(linked)
    assert main(["links", "--repo", "some-one/my.fork", "--ref", "spring/2027"]) == 0
    readme, settings = contents(linked)
    start = "https://mybinder.org/v2/gh/some-one/my.fork/spring%2F2027?urlpath=lab/tree/my_course/"
    assert readme.count(start) == len(LESSONS) and "git clone https://github.com/some-one/my.fork\n" in readme
    assert "bpcourse/bpcourse" not in readme + settings
    assert main(["links", "--check"]) == 0
    assert main(["links"]) == 0 and contents(linked) == [readme, settings]
    assert "nothing changed" in capsys.readouterr().out
    assert main(["links", "--repo", "bpcourse/bpcourse", "--ref", "main"]) == 0 and contents(linked) == before


def test_a_new_row_gets_its_link(linked):
    readme, _ = contents(linked)
    last = readme.splitlines()[max(k for k, line in enumerate(readme.splitlines()) if "on Binder](" in line)]
    (linked / "README.md").write_text(readme.replace(last, last[: last.rindex(" [lesson")]), encoding="utf-8")
    assert main(["links", "--check"]) == 1
    assert main(["links"]) == 0 and contents(linked)[0] == readme


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("my_course/01_one_weight", "my_course/02_one_weight", "the link is missing or does not lead to"),
        ("git clone https://github.com/bp", "git clone https://github.com/other", "does not lead to bpcourse/bpcourse"),
        ("bpcourse/main?urlpath=lab/tree/my_course/00", "other/main?urlpath=lab/tree/my_course/00", "does not lead to"),
        ("notebooks/00_start_here", "notebooks/00_start", "README.md has no row for notebooks/00_start_here.ipynb"),
        ("notebooks/00_start_here", "notebooks/00_start", "row for notebooks/00_start.ipynb, which is not there"),
        (
            "## Accessibility",
            "## [Accessibility](https://mybinder.org/v2/gh/a/b/main)",
            "https://mybinder.org/v2/gh/a/b/main leads elsewhere",
        ),
    ],
)
def test_check_says_what_is_wrong_and_changes_nothing(linked, capsys, old, new, said):
    readme, _ = contents(linked)
    assert old in readme
    (linked / "README.md").write_text(readme.replace(old, new), encoding="utf-8")
    before = contents(linked)
    assert main(["links", "--check"]) == 1
    assert said in capsys.readouterr().out and contents(linked) == before


@pytest.mark.parametrize(
    "option, value",
    [
        *(
            ("--repo", name)
            for name in (
                "",
                "bpcourse",
                "a/b/c",
                "https://github.com/a/b",
                "-a/b",
                "a/b c",
                "a/..",
                "a/b)",
                "a\n/b",
                "a--b/c",
                "é/b",
                "a" * 40 + "/b",
            )
        ),
        *(("--ref", name) for name in ("", "a b", "../x", "a..b", "/a", "a/", "a.lock", "a//b", "x?y", "a)", "-x", "a\n")),
    ],
)
def test_a_malformed_name_is_refused_in_one_line(linked, capsys, option, value):
    before = contents(linked)
    assert main(["links", f"{option}={value}"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith(f"{option[2:]} is {value!r}, expected ") and said.err.count("\n") == 1 and not said.out
    assert contents(linked) == before


@pytest.mark.parametrize(
    "old, new, said",
    [
        (
            "[tool.bpcourse]",
            "[tool.other]",
            "pyproject.toml lacks 'bpcourse', expected Repository in [project.urls] and ref in",
        ),
        (
            "https://github.com/bp",
            "https://example.org/bp",
            "Repository is 'https://example.org/bpcourse/bpcourse', expected",
        ),
        ('ref = "main"', "ref = 3", "ref is 3, expected a branch"),
        (
            'Repository = "https://github.com/bpcourse/bpcourse"',
            "Repository = 3",
            "Repository is 3, expected https://github.com/",
        ),
        ('ref = "main"', "ref = main", "pyproject.toml cannot be read: Invalid value (at line "),
    ],
)
def test_a_source_that_cannot_be_used_is_one_line_and_changes_nothing(linked, capsys, old, new, said):
    _, settings = contents(linked)
    (linked / "pyproject.toml").write_text(settings.replace(old, new), encoding="utf-8")
    before = contents(linked)
    assert main(["links", "--ref", "other"]) == 1
    assert capsys.readouterr().err.startswith(said) and contents(linked) == before


LAYOUTS = {
    "single quotes": """# ours
[project]
name = 'x'  # kept


[project.urls]
  Repository='{repo}' # one place
[tool.bpcourse]
ref='{ref}'
""",
    "one line, out of order": """[tool.bpcourse]
ref = '{ref}'

[project]
urls = {{ Home = '', Repository = '{repo}' }}

[tool.other]
a = [
  1,  # kept
]
""",
    "dots": """tool.bpcourse.ref = '{ref}'
project.urls.Repository = '{repo}'
""",
}


@pytest.mark.parametrize("settings", LAYOUTS.values(), ids=LAYOUTS)
def test_however_pyproject_is_written_nothing_but_the_two_values_changes(linked, settings):
    here, fork = (f"https://github.com/{name}" for name in ("bpcourse/bpcourse", "some-one/fork"))
    path = linked / "pyproject.toml"
    path.write_text(settings.format(repo=here, ref="main"), encoding="utf-8")
    assert main(["links"]) == 0 and path.read_text(encoding="utf-8") == settings.format(repo=here, ref="main")
    assert main(["links", "--repo", "some-one/fork", "--ref", "v2"]) == 0
    plain = path.read_text(encoding="utf-8").replace('"', "'")
    assert plain == settings.format(repo=fork, ref="v2")


def test_comments_of_the_project_s_own_settings_are_kept(linked):
    _, before = contents(linked)
    assert main(["links", "--repo", "some-one/fork", "--ref", "v2"]) == 0
    _, after = contents(linked)
    changed = [(old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]
    assert changed == [
        ('Repository = "https://github.com/bpcourse/bpcourse"', 'Repository = "https://github.com/some-one/fork"'),
        ('ref = "main"', 'ref = "v2"'),
    ]


def test_checking_needs_no_package_and_changing_names_the_one_it_needs(linked, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "tomlkit", None)
    assert main(["links", "--check"]) == 0
    assert main(["links"]) == 1
    assert capsys.readouterr().err == "tomlkit is missing; install it with: pip install tomlkit\n"


def test_links_outside_the_project_are_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["links"]) == main(["links", "--check"]) == 1
    assert capsys.readouterr().err == "no pyproject.toml in '.'; run this in the project's top folder\n" * 2


def test_checking_and_changing_do_not_go_together(capsys):
    with pytest.raises(SystemExit):
        main(["links", "--check", "--ref", "main"])
    assert "--check looks at what is there" in capsys.readouterr().err
