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
THEIRS = ".widget-slider"  # what `interact` makes, in our outputs too
# What axe finds in JupyterLab itself, outside our text, outputs and widgets: rule, nodes, why it is not ours to mend.
# Another version has other ones; there, only what is ours is looked at.
BASELINE_OF = "4.6."
JUPYTER_S_OWN = {
    "aria-allowed-attr": ("jp-button", "its toolbar's buttons carry aria-pressed on an element without a role"),
    "aria-input-field-name": (f".cm-content, {THEIRS}", "its code editor and ipywidgets' sliders have no name"),
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
    in_ours = f"(node) => !!node.closest('{OURS}') && !node.closest('{THEIRS}')"
    ours = [(rule, node) for rule, node in found if page.locator(node).first.evaluate(in_ours)]
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


def test_on_a_small_screen_the_text_has_most_of_the_width_and_a_long_answer_wraps(lab, page):
    folder, address = lab
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = f'answer = """{"Twins say the same, so they get the same blame. " * 6}"""'
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("Text."), nbformat.v4.new_code_cell(answer)],
        metadata={"kernelspec": lessons.KERNEL},
    )
    nbformat.write(notebook, folder / "wide.ipynb")
    page.goto(address("wide.ipynb"))
    page.wait_for_selector(".jp-CodeCell .cm-line")
    assert page.locator("#filebrowser").is_visible(), "the other lessons are at hand"
    assert page.locator(".jp-RenderedMarkdown").first.bounding_box()["width"] > 800
    code = page.locator(".jp-CodeCell .cm-content")
    assert code.evaluate("(node) => node.scrollWidth <= node.closest('.cm-scroller').clientWidth")
    assert code.bounding_box()["height"] > 3 * 15
