"""The lessons in JupyterLab and a real browser: as committed, and a learner's copy run from top to bottom."""

import shutil

import jupyterlab
import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from course import LESSONS, lesson_cells
from lab import ERROR, open_page, run_all, trouble

from bpcourse import copies, lessons

pytest_plugins = "browser_fixtures"

OURS = ".jp-RenderedMarkdown, .jp-OutputArea-output"  # Markdown, outputs, widgets
# What axe finds in JupyterLab itself, outside our text, outputs and widgets: rule, nodes, why it is not ours to mend.
# Another version has other ones; there, only what is ours is looked at.
BASELINE_OF = "4.6."
JUPYTER_S_OWN = {
    "aria-allowed-attr": ("jp-button", "its toolbar's buttons carry aria-pressed on an element without a role"),
    "aria-input-field-name": (".cm-content", "its code editor is a text box without a name"),
    "aria-required-children": (".jp-WindowedPanel-viewport", "its list of cells holds no list items"),
    "button-name": (".jp-collapseHeadingButton", "its button that folds a heading has no name"),
    "region": (".jp-skiplink-wrapper", "its link to skip to the notebook stands outside the landmarks"),
}


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def opened(request, lab, chromium):
    """A lesson as committed, opened; its file and its page."""
    folder, address = lab
    shutil.copy(request.param, folder)
    with open_page(chromium) as page:
        page.goto(address(request.param.name))
        yield request.param, page


@pytest.fixture(scope="module")
def lesson(opened):
    """The same with its outputs cleared, as a learner's copy is, and all cells run."""
    path, page = opened
    page.click(".lm-MenuBar-itemLabel:text-is('Edit')")
    page.click(".lm-Menu-itemLabel:text-is('Clear Outputs of All Cells')")
    page.wait_for_function("document.querySelectorAll('.jp-OutputArea-output').length === 0")
    run_all(page)
    return path, page


def test_every_lesson_as_committed_shows_a_described_picture_for_every_widget_before_anything_runs(opened):
    path, page = opened
    pictures = [
        output.data["text/plain"]
        for cell in lesson_cells(path)
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    page.wait_for_function(f"document.querySelectorAll('.jp-OutputArea-output img').length === {len(pictures)}")
    described = page.locator(".jp-OutputArea-output img").evaluate_all("(images) => images.map((image) => image.alt)")
    assert described == pictures
    assert page.locator(".jp-OutputArea-output", has_text="Error displaying widget").count() == 0
    assert trouble(page) == []


def test_every_lesson_runs_to_its_end_with_all_its_widgets(lesson):
    path, page = lesson
    assert page.locator(f"{ERROR}, [data-mime-type$=stderr]").all_text_contents() == []
    played = sum("bp.play." in cell.source for cell in lesson_cells(path) if cell.cell_type == "code")
    page.wait_for_function(f"document.querySelectorAll('.bpcourse .picture > svg').length === {played}")
    assert page.locator("mjx-merror").count() == 0
    assert trouble(page) == []


def test_every_lesson_is_accessible(lesson):
    page = lesson[1]
    found = [
        (violation["id"], node["target"][0])
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]
    ours = [(rule, node) for rule, node in found if page.locator(node).first.evaluate(f"(node) => !!node.closest('{OURS}')")]
    assert ours == []
    unknown = [
        (rule, node)
        for rule, node in found
        if rule not in JUPYTER_S_OWN
        or not page.locator(node).first.evaluate("(node, own) => !!node.closest(own)", JUPYTER_S_OWN[rule][0])
    ]
    assert unknown == [] or not jupyterlab.__version__.startswith(BASELINE_OF)


def test_what_answers_a_question_is_folded_in_a_copy_and_opens_with_a_key(lab, page):
    folder, address = lab
    text = "It is $w_5^+ = 2$:\n\n| w5 | w6 |\n|--:|--:|\n| 2 | 3 |"
    cell = nbformat.v4.new_markdown_cell(text, metadata={"tags": [lessons.ANSWER]})
    (folder / "course").mkdir()
    nbformat.write(
        nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": lessons.KERNEL}), folder / "course" / "folded.ipynb"
    )
    copies.copy(folder / "course", folder)
    page.goto(address("folded.ipynb"))
    page.wait_for_selector(".jp-RenderedMarkdown summary")
    assert not page.locator(".jp-RenderedMarkdown table").is_visible()
    assert "2" not in page.locator(".jp-RenderedMarkdown").inner_text()
    page.locator(".jp-RenderedMarkdown summary").press("Enter")
    page.locator(".jp-RenderedMarkdown table").wait_for()
    page.locator(".jp-RenderedMarkdown mjx-container").wait_for()
    assert page.locator(".jp-RenderedMarkdown summary").is_visible(), "the cell is still shown, not edited"
    assert trouble(page) == []
