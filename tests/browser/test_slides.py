"""The decks that `make slides` builds, in a real browser at the size of a projector, gone through from the first page on."""

import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from course import LESSONS, ROOT, lesson_cells
from lab import NOTEBOOK, PATIENCE, open_page, trouble

from bpcourse import copies, lessons
from bpcourse.practice.content import BOX_CELL, BOXES

pytest_plugins = "browser_fixtures"
pytestmark = pytest.mark.thorough
WIDTH, HEIGHT, LEAST = 1280, 720, 20
# "Next" until nothing changes; after each press, what can be read, and of pictures what they are described by.
READ = """() => {
    const seen = [], last = {};
    const words = (cell) => cell.textContent + [...cell.querySelectorAll('img')].map((image) => image.alt).join(' ');
    do {
        Object.assign(last, Reveal.getIndices());
        const cells = [...Reveal.getCurrentSlide().querySelectorAll('.jp-Cell')];
        seen.push(cells.filter((cell) => getComputedStyle(cell).visibility === 'visible').map(words).join(' '));
        Reveal.next();
    } while (['h', 'v', 'f'].some((axis) => Reveal.getIndices()[axis] !== last[axis]));
    return seen;
}"""
# What is wrong with a page once all of it is there: what stands out of it or over the button, what is small, what is cut.
# Of a picture, its words of 10 points count; its file has 192 pixels an inch. A formula's glyphs are drawn 1000 units an em.
FAULTS = """([width, height, least]) => Reveal.getSlides().flatMap((page) => {
    const { h, v } = Reveal.getIndices(page), faults = [];
    Reveal.slide(h, v, 99);
    const place = (node) => node.getBoundingClientRect(), button = page.querySelector('.live'), taken = place(button);
    const measure = (size, what) => { if (size < least) faults.push(`${what} is small: ${size}`); };
    if (place(page).height > height) faults.push(`${place(page).height} pixels high`);
    for (const node of page.querySelectorAll('*')) {
        const { left, right, top, bottom } = place(node), apart = bottom <= taken.top || right <= taken.left;
        const free = node === button || apart || top >= taken.bottom || left >= taken.right;
        const inside = left >= 0 && right <= width && top >= 0 && bottom <= height;
        if (!inside || !free) faults.push(`${node.outerHTML.slice(0, 80)} stands out`);
        if (node.tagName === 'PRE' && node.scrollWidth > node.clientWidth) faults.push(`${node.textContent} is cut`);
    }
    const texts = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const { parentElement: around, textContent: text } = texts.currentNode;
        const formula = around.closest('mjx-container > *');
        if (text.trim() && !formula) measure(parseFloat(getComputedStyle(around).fontSize), text);
    }
    for (const glyph of page.querySelectorAll('mjx-container use')) measure(1000 * glyph.getScreenCTM().a, 'a formula');
    for (const image of page.querySelectorAll('img')) {
        measure(10 / 72 * 192 * place(image).width / image.naturalWidth, image.alt);
    }
    return faults.map((fault) => `page ${h}/${v}: ${fault}`);
})"""


@pytest.fixture(scope="module")
def decks(lab, tmp_path_factory):
    """The folder of the decks, for lessons that are served by our JupyterLab."""
    folder = tmp_path_factory.mktemp("slides")
    server = lab[1]("").split("/lab/")[0]
    built = subprocess.run(
        [sys.executable, ROOT / "deploy" / "slides" / "build.py", folder, server], capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module", params=LESSONS[1:6], ids=lambda path: path.stem)
def deck(request, decks, chromium):
    """A lesson's deck, opened as a file: its lesson, its page, what goes wrong in it, and what is seen press by press."""
    with open_page(chromium) as page:
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.goto((decks / f"{request.param.stem}.html").as_uri())
        page.wait_for_selector("body[data-ready]")
        seen = [plain(text) for text in page.evaluate(READ)]
        wrong = [said for said in trouble(page) if not said.startswith(f"asked {decks.as_uri()}/")]
        yield SimpleNamespace(path=request.param, page=page, wrong=wrong, seen=seen)


def plain(text):
    """Letters and digits alone, so that Markdown and what it becomes are the same."""
    return re.sub(r"[\W_]", "", text)


def lesson(path):
    """The cells of a lesson without its exercises, and without what stands between their heading and the next one."""
    practising = False
    for cell in lesson_cells(path):
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            practising = cell.source.startswith("## Exercises")
        if not practising and not re.match(r"(exercise|answer)-\d", cell.id):
            yield cell


def asked(path):
    """Each question, and what the code behind it prints; of a picture, what it is described by."""
    question = None
    for cell in lesson(path):
        box = BOX_CELL.fullmatch(cell.source)
        if found := re.findall(r"^\*\*Predict\.\*\* ([^$]*?)(?=$|\n|\$)", cell.source) or box:
            question = BOXES[box[1]].question if box else found[-1]
        elif found := re.findall(r"\n\*\*Predict\.\*\* ([^\n$]*)", cell.source):
            question = found[-1]
        elif question and cell.get("outputs"):
            output = cell.outputs[0]
            yield question, output.get("text") or output.data.get("text/markdown") or output.data["text/plain"]
            question = None


def test_every_page_fits_the_projector_and_can_be_read_from_behind(deck):
    assert deck.page.evaluate("Reveal.getTotalSlides()") > 30
    assert deck.page.evaluate(FAULTS, [WIDTH, HEIGHT, LEAST]) == []


def test_nothing_is_asked_of_another_machine_and_nothing_goes_wrong(deck):
    assert deck.wrong == []


def test_formulas_are_set(deck):
    assert deck.page.locator("mjx-merror, [data-mjx-error]").count() == 0
    formulas = sum(cell.source.count("$$") // 2 for cell in lesson(deck.path) if cell.cell_type == "markdown")
    assert deck.page.locator("mjx-container[display]").count() >= formulas
    assert deck.page.locator(".jp-Cell", has_text="$$").count() == 0


def test_an_output_is_seen_after_its_question_never_with_it(deck):
    told = ((plain(question), plain(output)) for question, output in asked(deck.path) if "$" not in output)
    pairs = [(question, output) for question, output in told if output not in question]
    assert len(pairs) > 5
    for question, output in pairs:
        asks = next(k for k, seen in enumerate(deck.seen) if question in seen)
        assert output not in deck.seen[asks], question
        assert any(output in seen for seen in deck.seen[asks + 1 :]), question


def test_outputs_and_answers_wait_for_a_press_of_their_own(deck):
    """The whole lesson in its order; the last cell that was seen for the first time never lies behind this one."""
    last = 0
    for cell in lesson(deck.path):
        text = cell.source.split("\n\n")[0]
        if BOX_CELL.fullmatch(text) or "$" in text or "](" in text or "<details>" in text:
            continue
        place = next((k for k in range(last, len(deck.seen)) if plain(text) in deck.seen[k]), None)
        assert place is not None, f"{cell.id} is missing, or comes too early"
        if lessons.ANSWER in cell.metadata.get("tags", []):
            assert place > last, cell.id
        printed = plain("".join(output.get("text", "") for output in cell.get("outputs", [])))
        new = len(re.findall(r"\d", printed)) > 8 and printed not in deck.seen[place - 1]  # a question may name a number
        assert not new or printed not in deck.seen[place], f"{cell.id} shows its output at once"
        last = place


def test_exercises_are_left_out(deck):
    assert [title for title in deck.page.locator("h3").all_text_contents() if re.match(r"\d+\.\d", title)] == []
    assert deck.page.locator(".jp-CodeCell", has_text="answer_").count() == 0


def test_the_button_opens_the_live_lesson_at_the_section_of_the_page(decks, lab, chromium):
    folder, address = lab
    copies.copy(ROOT / "notebooks", folder / "my_course")
    with open_page(chromium) as page:
        page.goto(address("").split("/lab/")[0] + "/api/status?token=course")  # logs in
        page.goto((decks / "03_chain_rule_w5.html").as_uri() + "#/4")
        page.wait_for_selector("body[data-ready]")
        title = page.evaluate("Reveal.getCurrentSlide().querySelector('h2').firstChild.textContent")
        with page.expect_popup() as opened:
            page.click("section.present .live:visible")
        live = opened.value
        heading = live.locator(f"{NOTEBOOK} h2", has_text=title)
        heading.wait_for(timeout=PATIENCE)
        seen = "(node) => { const { top } = node.getBoundingClientRect(); return top > 0 && top < innerHeight; }"
        if not heading.evaluate(seen):
            page.click("section.present .live:visible")  # on a machine as busy as this
        live.wait_for_function(seen, arg=heading.element_handle())
        live.close()
