"""How Sphinx makes the book from what build.py has written. Its own names, such as html_theme, are its settings."""

import re
import textwrap
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.ext import mathjax
from sphinx.search.en import SearchEnglish
from sphinx.writers.html5 import HTML5Translator

import bpcourse
from bpcourse import lessons, links

ROOT = Path(__file__).parent.parent.parent
REPOSITORY, REF = links.source(ROOT)

project = "Backpropagation by hand, then by machine"
html_title = "bpcourse"  # also above the contents, and behind each page's own title in a browser's tab
author = "the authors of bpcourse"
copyright = f"{author}. Text and pictures: CC BY 4.0. Code: BSD 3-Clause"
version = release = bpcourse.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.githubpages"]
nb_execution_mode = "off"  # the stored outputs are the tested ones
nb_render_markdown_format = "myst"  # else tables and formulas of outputs stay raw
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "dollarmath"]
myst_heading_anchors = 4
smartquotes = False  # they would change code in what is printed
html_math_renderer = "typeset"
add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the texts say shapes and units

html_theme = "sphinx_book_theme"
html_static_path = ["static"]
html_favicon = "static/icon.svg"
html_context = {"default_mode": "auto"}
html_js_files = ["book.js"]
html_css_files = ["mathjax.css", "book.css"]
html_copy_source = html_show_sourcelink = html_use_index = html_domain_indices = False
html_show_sphinx = False
html_theme_options = {
    "use_download_button": False,  # it would hand out the notebook with its answers
    "use_fullscreen_button": False,
    "navbar_persistent": [],  # search is in the sidebar, and on a phone in the page's own bar
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
FOLD = lessons.FOLDED.split("\n\n")[0]


def fold_outcomes(app: Sphinx, page: nodes.document) -> None:
    """Move what code prints behind a question into the fold that answers it."""
    for opening in [node for node in page.findall(nodes.raw) if node.astext().strip() == FOLD]:
        among = opening.parent
        place = first = among.index(opening)
        while first and "tag_outcome" in among[first - 1].get("classes", ()):
            first -= 1
        outputs = [output for code in among[first:place] for output in code if "cell_output" in output["classes"]]
        for output in outputs:
            output.parent.remove(output)
        among.insert(place + 1, nodes.container("", *outputs, classes=["cell", "outcome"]) if outputs else [])


def repeat_captions(app: Sphinx, page: nodes.document) -> None:
    """The caption of a picture once more as text: searched everywhere, seen where the drawn one is too small to read."""
    for picture in list(page.findall(nodes.image)):
        if "alt" in picture:
            text = nodes.paragraph("", picture["alt"], classes=["drawn-caption"])
            picture.parent.insert(picture.parent.index(picture) + 1, text)


def add_buttons(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], page: Any) -> None:
    """On a lesson: run it on Binder, take its notebook, print it. Both notebooks are cleared copies."""
    source = Path(app.env.doc2path(pagename))
    if source.suffix != ".ipynb":
        return
    binder = links.launch(REPOSITORY, REF, source.stem)
    notebook = f"my_course/{source.name}"
    buttons = [
        {"type": "link", "text": "Run on Binder", "icon": "fas fa-play", "url": binder},
        {"type": "link", "text": "Take the notebook", "icon": "fas fa-download", "url": context["pathto"](notebook, 1)},
        {"type": "javascript", "text": "Print", "icon": "fas fa-print", "javascript": "window.print()"},
    ]
    group = {"type": "group", "icon": "fas fa-rocket", "tooltip": "Run this lesson", "label": "launch", "buttons": buttons}
    context["header_buttons"].insert(0, group)


def write_literally(app: Sphinx, what: str, name: str, it: Any, options: Any, lines: list[str]) -> None:
    """A docstring is no reStructuredText: only its `code` is marked, and what is indented is set as it stands."""
    pieces = []
    for piece in "\n".join(lines).strip().split("\n\n"):
        if "\n " in piece:
            pieces.append(".. code-block:: text\n\n" + textwrap.indent(piece, "   "))
        else:
            texts = re.split(r"`([^`]+)`", piece)
            texts[::2] = [re.sub(r"([\\*|_<])", r"\\\1", text) for text in texts[::2]]
            texts[1::2] = [f"\\ ``{code}``\\ " for code in texts[1::2]]
            pieces.append("".join(texts))
    lines[:] = "\n\n".join(pieces).splitlines() + [""]


def write_display(writer: HTML5Translator, node: nodes.math_block) -> None:
    """A formula on its own, in what the theme lets a key move where it is wider than the page."""
    node["classes"].append("pst-scrollable-table-container")
    mathjax.html_visit_displaymath(writer, node)


class Search(SearchEnglish):
    """A decimal such as 0.35891648 is one word; Sphinx alone finds no numbers."""

    _word_re = re.compile(r"\d+\.\d+|\w+")
    js_splitter_code = r"var splitQuery = (query) => query.match(/\d+\.\d+|[\p{Letter}\p{Number}_]+/gu) ?? [];"


def setup(app: Sphinx) -> None:
    """Formulas are written as MathJax reads them, without its script: formulas.py sets them afterwards."""
    app.add_search_language(Search)
    app.add_html_math_renderer("typeset", (mathjax.html_visit_math, None), (write_display, None))
    app.connect("autodoc-process-docstring", write_literally)
    app.connect("doctree-read", fold_outcomes)
    app.connect("doctree-read", repeat_captions)
    app.connect("html-page-context", add_buttons, priority=502)
