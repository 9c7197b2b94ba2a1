"""`make site`: the landing page, the lessons as a book, and the public names, as one folder for any web server.

python deploy/site/build.py FOLDER. A page asks nothing of another machine, and can be read where scripts are off.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import formulas
import jinja2
import nbformat
from nbformat.v4 import new_markdown_cell
from sphinx.cmd.build import main as run_sphinx

import bpcourse as bp
from bpcourse import lessons, links
from bpcourse.practice.content import BOX_CELL

sys.path.append(str(Path(__file__).parents[1]))  # deploy/, for what the slides use, too
import node
from boxes import tell_answer

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
OUTCOME = "outcome"  # the tag of code whose output answers a question
FOR_PROGRAMS = "application/vnd.bpcourse+json"  # a reply once more, as data
# Of the theme: its icons as a script of 1.5 MB, which its style sheet holds as letters too; maps for debugging; languages.
ICONS = re.compile(r'\s*<script[^>]* src="[^"]*/fontawesome\.js[^>]*></script>')
UNDECIDED = 'data-theme="auto"'  # until a script decides; without scripts there would be no colours at all
UNUSED = [
    "_static/**/*.map",
    "_static/locales",
    "_static/scripts/fontawesome.js*",
    "_static/*.html",
    "_sources",
    ".buildinfo*",
]


def describe_pictures(cell: Any) -> None:
    """Leave of a cell's outputs what the book shows; a picture is described by its caption."""
    for data in [output.data for output in cell.outputs if "data" in output]:
        data.pop(FOR_PROGRAMS, None)
        if "image/png" in data:
            data.pop("text/html", None)
            cell.metadata["mystnb"] = {"image": {"alt": data["text/plain"]}}


def prepare(notebook: Any) -> Any:
    """A lesson as the book shows it: pictures are described, and what answers a question, a box's too, is folded."""
    cells: list[Any] = []
    since: list[Any] = []  # the code since the last question
    said = ""  # the answer of a box, until it stands in a fold
    for cell in notebook.cells:
        if cell.cell_type == "code":
            describe_pictures(cell)
            box = BOX_CELL.fullmatch(cell.source)
            said, since = (tell_answer(box[1]), []) if box else (said, [*since, cell])
        else:
            answers = lessons.ANSWER in cell.metadata.get("tags", [])
            if said and not answers:
                cells.append(fold(new_markdown_cell(said), since))
            elif answers:
                cell.source = f"{said}\n\n{cell.source}".lstrip()
                fold(cell, since)
            said, since = "", []
        cells.append(cell)
    notebook.cells = cells
    return notebook


def fold(cell: Any, since: list[Any]) -> Any:
    """The cell, folded, and what this code has printed with it."""
    cell.source = lessons.FOLDED.format(cell.source)
    for code in since:
        code.metadata.setdefault("tags", []).append(OUTCOME)
    return cell


def describe(path: Path, notebook: Any) -> dict[str, Any]:
    """What the landing page says of a lesson, from its notebook."""
    data = notebook.metadata["bpcourse"]
    return data | {
        "name": path.stem,
        "number": path.stem[:2],
        "title": notebook.cells[0].source.splitlines()[0].removeprefix("# "),
        "goals": [re.sub(r"([\\`*_$<>\[\]])", r"\\\1", goal) for goal in data["goals"]],
        "launch": links.launch(*links.source(ROOT), path.stem),
    }


def find_members(module: ModuleType) -> list[str]:
    """What a public module offers beyond the names that stand on the page already."""
    made_here = [name for name, it in vars(module).items() if getattr(it, "__module__", "") == module.__name__]
    names = [name for name in getattr(module, "__all__", made_here) if not name.startswith("_") and name not in bp.__all__]
    return [f"{module.__name__}.{name}" for name in names if callable(getattr(module, name))]


def write_source(source: Path) -> None:
    """What Sphinx reads."""
    (source / "read").mkdir()
    described = []
    for path in lessons.find(ROOT / "notebooks"):
        notebook = nbformat.read(path, as_version=4)
        described.append(describe(path, notebook))
        nbformat.write(prepare(notebook), source / "read" / path.name)
    picture = bp.show.network(bp.worked.network())
    (source / "network.png").write_bytes(picture.png())
    pages = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), trim_blocks=True, undefined=jinja2.StrictUndefined)
    names = {name: getattr(bp, name) for name in bp.__all__}
    facts = {
        "lessons": described,
        "caption": picture.caption,
        "repository": links.HOST + links.source(ROOT)[0],
        "names": {name: find_members(it) if isinstance(it, ModuleType) else [] for name, it in names.items()},
    }
    for page in ("index.md", "read/api.md"):
        template = pages.get_template(f"{Path(page).name}.jinja")
        (source / page).write_text(template.render(facts), encoding="utf-8")


def finish(site: Path) -> None:
    """Leave out what no page of ours uses, and put beside the pages the cleared notebooks that a reader may take away."""
    for pattern in UNUSED:
        for path in site.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in site.rglob("*.html"):
        text = ICONS.sub("", path.read_text(encoding="utf-8"))
        path.write_text(text.replace(UNDECIDED, 'data-theme="light"', 1), encoding="utf-8")
    (site / "my_course").mkdir()
    for path in lessons.find(ROOT / "notebooks"):
        (site / "my_course" / path.name).write_text(lessons.clear(path), encoding="utf-8")


def build(site: Path) -> int:
    """Build everything, then put it into this folder in place of what was there.

    Returns Sphinx's exit status; with a warning it is not 0, and the folder stays as it was.
    """
    modules = node.install()
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder).resolve() / "source", Path(folder).resolve() / "made"
        source.mkdir()
        write_source(source)
        options = ["-q", "-W", "-c", str(HERE), "-d", f"{folder}/trees"]  # -W: a warning is an error
        if status := run_sphinx([*options, str(source), str(made)]):
            return status
        formulas.typeset(made, modules)
        finish(made)
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(made, site)
    return 0


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])))
