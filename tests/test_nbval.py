"""What the course relies on in nbval, behaviour by behaviour: its last release is old, and another one must do the same."""

import os
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree

import nbformat
import pytest
from course import ROOT

from bpcourse import lessons

IMAGE = '<img alt="a circle" src="data:image/png;base64,{}">'


def printed(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def shown(**data):
    return nbformat.v4.new_output("display_data", {f"{kind.replace('_', '/')}": text for kind, text in data.items()})


def show(**data):
    return f"display({ {kind.replace('_', '/'): text for kind, text in data.items()}!r}, raw=True)"


# What is relied on: whether the cell passes, its source, the outputs that are stored with it.
CELLS = {
    "a cell whose stored output is printed again passes": (True, "x = 6.001\nprint(x)", [printed("6.001\n")]),
    "a changed digit in what is printed fails": (False, "print(x)", [printed("6.002\n")]),
    "cells run in order on one kernel": (True, "print(x + 1)", [printed("7.001\n")]),
    "an output that is not stored fails": (False, "print(x)\ndisplay(1)", [printed("6.001\n")]),
    "a stored output that does not come fails": (False, "print(x)", [printed("6.001\n"), shown(text_plain="1")]),
    "an error fails": (False, "1 / 0", []),
    "a cell after an error still runs": (True, "print(x)", [printed("6.001\n")]),
    "a caption is compared": (False, show(text_plain="slope 2"), [shown(text_plain="slope 3")]),
    "Markdown is compared": (False, show(text_markdown="**2**"), [shown(text_markdown="**3**")]),
    "the bytes of a picture are not compared": (
        True,
        show(text_plain="a circle", image_png="AAAA"),
        [shown(text_plain="a circle", image_png="BBBB")],
    ),
    "nor are they inside HTML": (True, show(text_html=IMAGE.format("AAAA")), [shown(text_html=IMAGE.format("BBBB"))]),
    "but a picture's description is": (
        False,
        show(text_html=IMAGE.format("AAAA")),
        [shown(text_html=IMAGE.format("AAAA").replace("circle", "square"))],
    ),
    "the interpreter is the one that runs pytest": (
        True,
        "import sys\nprint(sys.executable)",
        [printed(f"{sys.executable}\n")],
    ),
    "numbers do not depend on the number of threads": (
        True,
        f"import os\nprint(*[os.environ[name] for name in {list(lessons.STEADY)}])",
        [printed("1 1 off\n")],
    ),
}


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """Run a plain pytest with the project's configuration over these cells and lesson 00 with one digit changed.

    It is started in the notebooks' folder, by somebody who keeps their progress. Returns which cells failed, by file and
    number.
    """
    folder = tmp_path_factory.mktemp("project")
    for name in ("notebooks", "tests"):
        (folder / name).mkdir()
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in ("tests/nbval.ini", "notebooks/conftest.py"):
        shutil.copy(ROOT / name, folder / name)
    cells = [
        nbformat.v4.new_code_cell(source, outputs=outputs, execution_count=k)
        for k, (_, source, outputs) in enumerate(CELLS.values(), 1)
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "notebooks" / "cells.ipynb")
    lesson = (ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
    assert lesson.count("6.001") == 1
    (folder / "notebooks" / "lesson.ipynb").write_text(lesson.replace("6.001", "6.002"), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pytest", "--junit-xml=result.xml"],
        cwd=folder / "notebooks",
        capture_output=True,
        env=os.environ | {"BPCOURSE_PROGRESS": str(folder / "progress of somebody's own")},
    )
    cases = ElementTree.parse(folder / "notebooks" / "result.xml").iter("testcase")
    return {(case.get("classname").split(".")[-2], case.get("name")): len(case) > 0 for case in cases}


@pytest.mark.parametrize("behaviour", CELLS)
def test_nbval(failed, behaviour):
    assert failed["cells", f"Cell {list(CELLS).index(behaviour)}"] is not CELLS[behaviour][0]


def test_one_changed_digit_in_a_lesson_s_stored_output_fails_that_cell_alone(failed):
    lesson = {cell: fails for (file, cell), fails in failed.items() if file == "lesson"}
    code = [cell for cell in nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", 4).cells if cell.cell_type == "code"]
    assert len(lesson) == len(code) and sum(lesson.values()) == 1
    (changed,) = [cell for cell, fails in lesson.items() if fails]
    assert "6.001" in str(code[int(changed.removeprefix("Cell "))].outputs)


def test_pytest_runs_lessons_with_the_settings_of_make_notebooks():
    """They stand in pyproject.toml, where pytest finds them whoever runs it on whatever part."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest_env"]
    assert settings == lessons.STEADY
