"""Launch links, one per lesson, and the address to clone from: built from what pyproject.toml names, and nowhere else."""

import re
import tomllib
from pathlib import Path
from urllib.parse import quote

from . import files, lessons

HOST = "https://github.com/"
FORMS = {  # what GitHub and git allow, and how it is said
    "repo": (
        re.compile(r"(?=[^/]{1,39}/)[A-Za-z0-9](-?[A-Za-z0-9])*/(?!\.\.?$)[\w.-]{1,100}", re.ASCII),
        "OWNER/NAME such as bpcourse/bpcourse",
    ),
    "ref": (
        re.compile(r"(?!.*(\.\.|//|/\.|\.lock(/|$)))\w[\w./+@-]*(?<![./])", re.ASCII),
        "a branch, a tag or a commit such as main",
    ),
}
ROW = re.compile(
    r"^(?P<row>\| \[(?P<number>\d\d): [^]]+\]\(notebooks/(?P<lesson>\w+)\.ipynb\) \|.*?\|)"
    r"(?: \[[^]]*\]\(https?://[^)]*\) \|)?$",
    re.M,
)
CLONE = re.compile(r"^(git clone )\S+", re.M)


def source(project: Path) -> tuple[str, str]:
    """Repository, as OWNER/NAME, and ref, from pyproject.toml. Raises ValueError where one is missing or malformed."""
    return _target(_read(project / "pyproject.toml"))


def _target(text: str) -> tuple[str, str]:
    try:
        settings = tomllib.loads(text)
        address, ref = settings["project"]["urls"]["Repository"], settings["tool"]["bpcourse"]["ref"]
    except KeyError as missing:
        raise ValueError(
            f"pyproject.toml lacks {missing}, expected Repository in [project.urls] and ref in [tool.bpcourse]"
        ) from None
    except ValueError as fault:
        raise ValueError(f"pyproject.toml cannot be read: {fault}") from None
    if not f"{address}".startswith(HOST):
        raise ValueError(f"Repository is {address!r}, expected {HOST}OWNER/NAME")
    return check_form("repo", address.removeprefix(HOST)), check_form("ref", ref)


def _read(path: Path) -> str:
    if not path.is_file():
        raise FileNotFoundError(f"no {path.name} in '{path.parent}'; run this in the project's top folder")
    return path.read_text(encoding="utf-8")


def check_form(what: str, text: str) -> str:
    """A repo or a ref as it came. Raises ValueError where it has not the form of one."""
    form, expected = FORMS[what]
    if not isinstance(text, str) or not form.fullmatch(text):
        raise ValueError(f"{what} is {text!r}, expected {expected}")
    return text


def launch(repo: str, ref: str, lesson: str) -> str:
    """Where Binder opens the learner's own copy of a lesson, the one that postBuild makes."""
    return f"https://mybinder.org/v2/gh/{repo}/{quote(ref, safe='')}?urlpath=lab/tree/my_course/{lesson}.ipynb"


def with_links(readme: str, repo: str, ref: str) -> str:
    """The README with a launch link at the end of each row of the lesson table, and the address to clone from."""

    def row(found: re.Match[str]) -> str:
        return f"{found['row']} [lesson {found['number']} on Binder]({launch(repo, ref, found['lesson'])}) |"

    return CLONE.sub(rf"\g<1>{HOST}{repo}", ROW.sub(row, readme))


def retarget(project: Path, repo: str | None = None, ref: str | None = None) -> list[Path]:
    """Write repo and ref, where given, into pyproject.toml and every launch link into the README; the changed files.

    Comments and layout stay as they are. Raises ValueError, before anything is written, for a malformed repo or ref.
    """
    import tomlkit

    settings, readme = project / "pyproject.toml", project / "README.md"
    old = {path: _read(path) for path in (settings, readme)}
    was = _target(old[settings])
    document = tomlkit.parse(old[settings])
    now = (was[0] if repo is None else check_form("repo", repo), was[1] if ref is None else check_form("ref", ref))
    if now[0] != was[0]:
        document["project"]["urls"]["Repository"] = HOST + now[0]
    if now[1] != was[1]:
        document["tool"]["bpcourse"]["ref"] = now[1]
    new = {settings: document.as_string(), readme: with_links(old[readme], *now)}
    changed = [path for path in old if old[path] != new[path]]
    for path in changed:
        files.write(path, new[path].encode())
    return changed


def problems(project: Path) -> list[str]:
    """What is wrong with the launch links: a lesson without a link, a link to no lesson, one that leads elsewhere."""
    repo, ref = source(project)
    readme = _read(project / "README.md")
    should_be = with_links(readme, repo, ref)
    names = [path.stem for path in lessons.find(project / "notebooks")]
    rows = [found["lesson"] for found in ROW.finditer(readme)]
    wrong = [f"README.md has no row for notebooks/{name}.ipynb" for name in names if name not in rows]
    wrong += [f"README.md has a row for notebooks/{name}.ipynb, which is not there" for name in rows if name not in names]
    wrong += [
        f"README.md, line {k}: the link is missing or does not lead to {repo} at {ref}"
        for k, (line, expected) in enumerate(zip(readme.splitlines(), should_be.splitlines()), 1)
        if line != expected
    ]
    expected = {launch(repo, ref, name) for name in rows}
    wrong += [
        f"README.md: {link} leads elsewhere"
        for link in re.findall(r"https://mybinder\.org/[^)\s]*", readme)
        if link not in expected
    ]
    return wrong
