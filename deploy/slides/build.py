"""`make slides`: lessons 01 to 05 as decks for a projector, made from their notebooks by rule.

python deploy/slides/build.py FOLDER [SERVER]. SERVER: where the lessons run live, http://localhost:8888 or a hub's address.
A heading (##) begins a slide; ### and a question (**Predict.**, a prediction box) begin one below it; what answers, outputs
too, comes with a key press of its own. Exercises are left out. deck.js parts in the browser what is taller than a page;
pictures, whose words shall not be small, are parted here.
"""

import base64
import io
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from markdown_it import MarkdownIt
from nbconvert import SlidesExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from PIL import Image

from bpcourse import lessons
from bpcourse.practice.content import BOX_CELL, BOXES

sys.path.append(str(Path(__file__).parents[1]))  # deploy/, for what the book uses, too
import node
from boxes import tell_answer

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SERVER = "http://localhost:8888"
SCRIPTS = {
    "reveal.css": "reveal.js/dist/reveal.css",
    "reveal.js": "reveal.js/dist/reveal.js",
    "mathjax.js": "mathjax/es5/tex-svg-full.js",
}
PREDICT = "**Predict.**"
LINK = re.compile(r"\]\((?=\d\d_\w+\.ipynb\))")  # in Markdown, to another lesson
FIGURE = re.compile(r"<figure.*?</figure>", re.S)
PICTURE = re.compile(r'<img alt="(?P<alt>.*)" width="\d+" height="(?P<height>\d+)" src="data:image/png;base64,(?P<png>.*)">')
# Heights of a picture as a notebook has it, 720 pixels wide. Up to the first, it can be as wide as a page; up to the second,
# its words of 10 points have 20 pixels; up to the third they have, where it stands alone with the button beside it.
WIDE, ROOM, ALONE = 380, 422, 466
EXERCISES = "## Exercises"
SLIDE, BELOW, PRESS, SAME = "slide", "subslide", "fragment", "-"  # as nbconvert calls them
MARKDOWN = MarkdownIt("commonmark").enable("table")
Piece = tuple[str, Any]  # how it comes, and a cell that holds it


def part(source: str) -> list[str]:
    """Markdown as its blocks: headings, paragraphs, lists, tables, formulas."""
    lines = source.splitlines()
    tokens = [token for token in MARKDOWN.parse(source) if token.level == 0 and token.map]
    return ["\n".join(lines[slice(*token.map)]) for token in tokens]


def leave_exercises_out(cells: list[Any]) -> Iterator[Any]:
    """The lesson itself: exercises, and what stands between their heading and the next one, are left out."""
    practising = False
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            practising = cell.source.startswith(EXERCISES)
        if not practising and not cell.id.startswith(("exercise-", "answer-")):
            yield cell


def ask(id: str) -> list[Piece]:
    """A prediction box: its question and what there is to choose from; then the answer and its reason."""
    box = BOXES[id]
    options = "".join(f"\n- {option}" for option in box.choices)
    return [(BELOW, new_markdown_cell(f"{PREDICT} {box.question}\n{options}")), (PRESS, new_markdown_cell(tell_answer(id)))]


def tell(cell: Any) -> Iterator[Piece]:
    """A Markdown cell, block by block; an answer, and what is folded, comes with a press."""
    answers = lessons.ANSWER in cell.metadata.get("tags", [])
    for block in part(cell.source):
        if block.startswith(("<details", "</details")):
            answers = block.startswith("<details")
            continue
        begins = {"# ": SLIDE, "## ": SLIDE, "###": BELOW, PREDICT: BELOW}
        comes = next((how for start, how in begins.items() if block.startswith(start)), PRESS if answers else SAME)
        yield comes, new_markdown_cell(block)


def cut(picture: str) -> list[str]:
    """A picture too tall for any page as an upper and a lower one, parted in the middle of its longest gap."""
    found = PICTURE.fullmatch(picture)
    if found is None or int(found["height"]) <= ALONE:
        return []
    image = Image.open(io.BytesIO(base64.b64decode(found["png"])))
    scale = image.height / int(found["height"])
    inked = np.flatnonzero(np.asarray(image.convert("L")).min(axis=1) < 250)
    gaps, middles = np.diff(inked), (inked[1:] + inked[:-1]) // 2
    fit = np.maximum(middles, image.height - middles) <= WIDE * scale
    if not fit.any():  # taller than two pages
        return []
    row = int(middles[fit][gaps[fit].argmax()])
    parts = []
    for top, bottom, alt in ((0, row, found["alt"]), (row, image.height, "The lower part of the picture.")):
        file = io.BytesIO()
        image.crop((0, top, image.width, bottom)).save(file, "PNG")
        parts.append(f'<img alt="{alt}" src="data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}">')
    return parts


def run(cell: Any) -> Iterator[Piece]:
    """A code cell: the code, then with a press its output. What is long comes in pieces: blocks, figures, pictures."""
    yield SAME, new_code_cell(cell.source)
    comes = PRESS
    for output in cell.outputs:
        data = output.get("data", {})
        html = data.get("text/html", "")
        picture = PICTURE.fullmatch(html)
        tall = picture is not None and ROOM < int(picture["height"]) <= ALONE
        if "text/markdown" in data:
            shown = [new_markdown_cell(block) for block in part(data["text/markdown"])]
        else:
            parted = [new_output("display_data", {"text/html": piece}) for piece in FIGURE.findall(html) or cut(html)]
            shown = [new_code_cell(outputs=[piece]) for piece in parted or [output]]
        for piece in shown:
            piece.metadata["tags"] = ["output", *["tall"] * tall]
            yield comes, piece
            comes = SAME


def arrange(cells: list[Any]) -> Iterator[Piece]:
    """The whole lesson as pieces. What goes on after a question, an output or an answer waits for a press, too."""
    waits, last = False, ""
    for cell in leave_exercises_out(cells):
        if box := BOX_CELL.fullmatch(cell.source):
            pieces: Iterable[Piece] = ask(box[1])
        else:
            pieces = tell(cell) if cell.cell_type == "markdown" else run(cell)
        for k, (comes, piece) in enumerate(pieces):
            if question := piece.source.startswith(PREDICT):
                piece.metadata["tags"] = ["question"]
            if question and last.startswith("#"):  # the heading stands above it
                comes = SAME
            if comes == SAME and waits and k == 0:
                comes, waits = PRESS, False
            elif comes != SAME or question:
                waits = comes == PRESS or question
            last = piece.source
            yield comes, piece


def make_deck(path: Path, server: str) -> str:
    """A lesson as a page of slides; its links and buttons open the live lessons."""
    notebook = nbformat.read(path, as_version=4)
    title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
    cells = []
    live = f"{server.rstrip('/')}/lab/tree/my_course/"
    for comes, cell in arrange(notebook.cells):
        cell.metadata["slideshow"] = {"slide_type": comes}
        cell.source = LINK.sub(f"]({live}", cell.source)
        cells.append(cell)
    notebook.cells = cells
    exporter = SlidesExporter(
        template_name="deck",
        extra_template_basedirs=[str(HERE)],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    return exporter.from_notebook_node(notebook, {"live": live + path.name, "title": title})[0]


def build(folder: Path, server: str = SERVER) -> list[Path]:
    """Write the five decks, and beside them what they load. Returns where they are."""
    modules = node.install()
    folder.mkdir(parents=True, exist_ok=True)
    for name, origin in SCRIPTS.items():
        shutil.copy(modules / origin, folder / name)
    decks = []
    for path in lessons.find(ROOT / "notebooks")[1:6]:
        decks.append(folder / f"{path.stem}.html")
        decks[-1].write_text(make_deck(path, server), encoding="utf-8")
    return decks


if __name__ == "__main__":
    for deck in build(Path(sys.argv[1]), *sys.argv[2:]):
        print(deck)
