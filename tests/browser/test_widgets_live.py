"""The widgets in JupyterLab and a real browser: every control by keyboard alone, and what happens beside running cells."""

import math
import re
import time
import xml.etree.ElementTree as ElementTree

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from course import LESSONS, lesson_cells
from lab import PATIENCE, open_and_run, open_page, server, trouble, wait_for_kernel, write

import bpcourse as bp
from bpcourse import lessons

pytest_plugins = "browser_fixtures"
WIDGETS = {
    "tweak": "bp.play.tweak()",
    "neuron": "bp.play.neuron()",
    "forward": "bp.play.forward()",
    "chain": "bp.play.chain()",
    "rounds": "bp.play.rounds()",
    "surface": "bp.play.surface()",
    "train_xor": "bp.play.train_xor()",
    "playground": "bp.play.playground()",
    "nudge": "bp.play.nudge()",
    "softmax": "bp.play.softmax()",
    "depth": "bp.play.depth()",
    "predict": "bp.play.predict('Larger or smaller?', lambda: 'larger', ['larger', 'smaller'])",
    "predict a number": "bp.play.predict('How large is E?', lambda: bp.worked.network().error([0.05, 0.1], [0.01, 0.99]))",
    "poll": "bp.play.poll('3.a')",
    "poll of numbers": "bp.play.poll('7.b')",
}
FIRST = "import bpcourse as bp"


@pytest.fixture(scope="module")
def panels(lab, chromium):
    """A page with every widget in a cell of its own, all of them run; where each one stands in it."""
    folder, address = lab
    with open_page(chromium) as page:
        open_and_run(page, address(write(folder, "widgets.ipynb", FIRST, *WIDGETS.values())))
        page.wait_for_function(f"document.querySelectorAll('.bpcourse .panel').length === {len(WIDGETS)}")
        yield page, {name: page.locator(".bpcourse .panel").nth(k) for k, name in enumerate(WIDGETS)}


def twin(name):
    """The same widget here, where no browser is: what it shows is what the page must show."""
    return eval(WIDGETS[name], {"bp": bp})


def words(svg):
    """All texts of a picture, its title and description among them."""
    return [text.strip() for text in ElementTree.fromstring(svg).itertext() if text.strip()]


def shown(panel):
    """All texts of the picture in the page, its shapes, and the words under it."""
    return panel.evaluate("""(panel) => {
        const svg = panel.querySelector('.picture svg'), walk = document.createTreeWalker(svg, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walk.nextNode()) if (walk.currentNode.textContent.trim()) texts.push(walk.currentNode.textContent.trim());
        const shapes = [...svg.querySelectorAll('polyline, polygon, circle, rect')].map((node) =>
            ['points', 'cx', 'cy', 'r', 'x', 'y', 'width', 'fill', 'stroke'].map((name) => node.getAttribute(name)).join());
        return { texts, shapes, words: panel.querySelector('[role=status]').textContent };
    }""")


def shapes(svg):
    tags = ("polyline", "polygon", "circle", "rect")
    return [
        ",".join(node.get(name, "") for name in ("points", "cx", "cy", "r", "x", "y", "width", "fill", "stroke"))
        for node in ElementTree.fromstring(svg).iter()
        if node.tag.rpartition("}")[2] in tags
    ]


def agrees(page, panel, expected):
    """Wait until the page shows what the twin shows: every text, every shape, the words below."""
    wanted = {
        "texts": words(expected.picture),
        "shapes": shapes(expected.picture),
        "words": expected.problem or expected.caption,
    }
    deadline = time.monotonic() + PATIENCE / 1000
    while (seen := shown(panel)) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert seen == wanted


def go_to(page, label):
    """Tab on until the control with this name has the focus; from there the keyboard works it."""
    for _ in range(80):
        if label == page.evaluate("""() => { const node = document.activeElement;
                return node.getAttribute('aria-label') || node.labels?.[0]?.textContent || node.textContent; }"""):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {label}")


def type_number(page, text):
    """Type over what stands in the box that has the focus."""
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("name", WIDGETS)
def test_every_control_works_by_keyboard_alone_to_both_ends(panels, name):
    page, panel, expected = panels[0], panels[1][name], twin(name)
    agrees(page, panel, expected)
    for control in expected.controls:
        panel.locator("input, select, button").first.focus()
        go_to(page, control["name"])
        steps = []
        if control["kind"] == "slider":
            steps = [("End", control["most"]), ("Home", control["least"])]
        elif control["kind"] == "choice":
            steps = [("End", control["options"][-1]), ("Home", control["options"][0])]
        elif control["kind"] == "button" and control["name"] != "Run or pause":
            steps = [("Enter", None), ("Space", None)]
        for key, value in steps:
            before = expected.state.get(control["name"])
            page.keyboard.press(key)
            if value is None or before != value:
                expected.set(control["name"], value)
            agrees(page, panel, expected)
        if control["kind"] == "slider":
            beside = f"{control['name']} as a number"
            go_to(page, beside)
            inside = ("2", 2) if control["step"] == 1 else ("0,125", 0.125)
            for typed, value in (inside, ("−7777", -7777), ("two", "two")):
                type_number(page, typed)
                expected.set(control["name"], value)
                agrees(page, panel, expected)
            page.keyboard.press("Tab")  # a number that was refused does not stay
            box = panel.locator(f"input[aria-label='{beside}']").element_handle()
            stays = [box, f"{expected.state[control['name']]:.8g}"]
            page.wait_for_function("([box, value]) => Number(box.value) === Number(value)", arg=stays)
        if control["kind"] == "number":
            go_to(page, control["name"])
            type_number(page, "much")
            expected.set(control["name"], "much")
            agrees(page, panel, expected)
            button = next(other["name"] for other in expected.controls if other["kind"] == "button")
            page.keyboard.press("Control+A")
            # The second takes the place of the first by itself; the third is too large, so nothing is pressed.
            for typed, value in (("0,125", 0.125), ("0,5", 0.5), ("1e999", 1e308)):
                page.keyboard.insert_text(typed)
                page.keyboard.press("Enter")  # presses the first button, as in any form
                if not expected.locked:  # after a guess of one's own nothing can be changed
                    expected.set(control["name"], value)
                    if value < 1e300:
                        expected.set(button)
                agrees(page, panel, expected)
    assert page.locator(".bpcourse .panel").count() == len(WIDGETS), "no key was taken for a command of JupyterLab"
    assert trouble(page) == []


def test_every_press_counts_however_fast(lab, page):
    folder, address = lab
    open_and_run(page, address(write(folder, "fast.ipynb", FIRST, "bp.play.surface()", "bp.play.rounds()")))
    page.wait_for_function("document.querySelectorAll('.bpcourse .picture > svg').length === 2")
    for k, (name, says) in enumerate((("One step", "after 12 steps"), ("1 round", "After 12 rounds"))):
        panel = page.locator(".bpcourse .panel").nth(k)
        panel.locator(f"button:text-is('{name}')").evaluate("(button) => { for (let k = 0; k < 12; k++) button.click(); }")
        panel.locator("[role=status]", has_text=says).wait_for()


def test_a_widget_answers_between_cells_and_takes_nothing_from_them(lab, page):
    """Newer kernels hear widgets in another thread; ours answer in that of the cells."""
    folder, address = lab
    open_and_run(page, address(write(folder, "beside.ipynb", FIRST, "live = bp.play.train_xor(); live", "0")))
    page.locator(".bpcourse button:text-is('Run or pause')").press("Enter")
    page.wait_for_function("parseInt(document.querySelector('.bpcourse [role=status]').textContent) > 30")
    cell = page.locator(".jp-CodeCell").nth(2)
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(
        "\n".join(
            [
                "import matplotlib, time",
                "seen = set()",
                "for k in range(40):",
                "    print('line', k)",
                "    time.sleep(0.05)",
                "    seen.add(matplotlib.rcParams['font.size'])",
                "print(seen)",
            ]
        )
    )
    page.keyboard.press("Control+Enter")
    output = cell.locator(".jp-OutputArea-output")
    output.get_by_text("{10.0}").wait_for()
    assert output.text_content().count("line") == 40
    assert page.locator(".bpcourse .problem").count() == 0
    page.locator(".bpcourse button:text-is('Run or pause')").press("Enter")


def test_a_learner_s_saved_notebook_opens_with_pictures_when_its_kernel_is_gone(lab, page):
    folder, address = lab
    open_and_run(page, address(write(folder, "mine.ipynb", FIRST, "bp.play.tweak()", "bp.play.neuron()")))
    page.wait_for_selector(".bpcourse .picture svg")
    page.keyboard.press("Control+s")
    page.wait_for_function("!document.querySelector('.jp-mod-current.jp-mod-dirty')")
    page.click(".lm-MenuBar-itemLabel:text-is('Kernel')")
    page.click(".lm-Menu-itemLabel:text-is('Shut Down Kernel')")
    wait_for_kernel(page, "No Kernel")
    assert (folder / ".data" / "nbsignatures.db").exists(), "which notebooks are trusted is kept apart from the user's own"
    page.goto("about:blank")
    page.goto(address("mine.ipynb"))
    page.wait_for_function("document.querySelectorAll('.jp-OutputArea-output img').length === 2")
    assert page.locator(".jp-OutputArea-output", has_text="Error displaying widget").count() == 0
    assert [image.get_attribute("alt") for image in page.locator(".jp-OutputArea-output img").all()] == [
        bp.play.tweak().caption,
        bp.play.neuron().caption,
    ]


def test_a_widget_whose_kernel_was_restarted_says_so(lab, page):
    folder, address = lab
    open_and_run(page, address(write(folder, "restarted.ipynb", FIRST, "bp.play.tweak()")))
    page.click(".lm-MenuBar-itemLabel:text-is('Kernel')")
    page.click(".lm-Menu-itemLabel:text-is('Restart Kernel…')")
    with page.expect_response(re.compile("/api/kernels/.*/restart")):
        page.click(".jp-Dialog .jp-mod-accept")
    wait_for_kernel(page)
    page.locator(".bpcourse input[type=range]").first.press("End")
    page.locator(".bpcourse .problem", has_text="Run this cell again").wait_for()


def test_training_runs_steadily_pauses_and_lets_other_cells_run(lab, page):
    folder, address = lab
    open_and_run(page, address(write(folder, "training.ipynb", FIRST, "live = bp.play.train_xor(); live", "print(40 + 2)")))
    words = page.locator(".bpcourse .panel [role=status]")
    page.locator(".bpcourse button:text-is('Run or pause')").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("parseInt(document.querySelector('.bpcourse [role=status]').textContent) > 200")
    assert page.locator(".bpcourse button[aria-pressed=true]").text_content() == "Run or pause"
    cell = page.locator(".jp-CodeCell").nth(2)
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("len(live.state['errors']) > 200, live.running")
    page.keyboard.press("Control+Enter")
    cell.locator(".jp-OutputArea-output", has_text="(True, True)").wait_for()
    page.locator(".bpcourse button:text-is('Run or pause')").focus()
    page.keyboard.press("Space")
    page.wait_for_selector(".bpcourse button[aria-pressed=false]")
    stopped = words.text_content()
    page.wait_for_timeout(500)
    assert words.text_content() == stopped
    epochs = int(stopped.split()[0].replace(",", ""))
    x, t = bp.datasets.xor()
    start = bp.Network.random([2, 4, 1], 3)
    assert float(stopped.split("the error is ")[1].split(",")[0]) == pytest.approx(
        bp.train(start, x, t, 2.0, epochs, 4).errors[-1], rel=5e-4
    )


def test_the_kernel_can_be_interrupted_while_a_widget_trains(lab, page):
    folder, address = lab
    open_and_run(page, address(write(folder, "interrupt.ipynb", FIRST, "bp.play.playground()")))
    epochs = "parseInt(document.querySelector('.bpcourse [role=status]').textContent.replace(',', ''))"
    run = page.locator(".bpcourse button:text-is('Run or pause')")
    run.press("Enter")
    page.wait_for_function(f"{epochs} > 30")
    page.click(".lm-MenuBar-itemLabel:text-is('Kernel')")
    with page.expect_response(re.compile("/api/kernels/.*/interrupt")):
        page.click(".lm-Menu-itemLabel:text-is('Interrupt Kernel')")
    further = f"{epochs} > {page.evaluate(epochs) + 60}"
    paused = page.locator(".bpcourse .problem", has_text="Interrupted.")
    page.wait_for_function(f"{further} || document.querySelector('.bpcourse .problem')?.textContent === 'Interrupted.'")
    if paused.count():  # it hit in the middle of an epoch: training has paused
        run.press("Enter")
    page.wait_for_function(further)
    run.press("Enter")


def test_a_long_run_shows_a_bar_and_the_stop_button_ends_it_with_the_network_of_that_moment(lab, page):
    folder, address = lab
    bars = "import os; os.environ.pop('TQDM_DISABLE', None)"
    open_and_run(page, address(write(folder, "stop.ipynb", f"{FIRST}\n{bars}", "0")))
    cell = page.locator(".jp-CodeCell").nth(1)
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(
        "run = bp.train(bp.Network.random([2, 4, 1], 0), *bp.datasets.xor(), 0.5, 10_000_000)\n"
        "run.network.error(*bp.datasets.xor()) == run.errors[-1]"
    )
    page.keyboard.press("Control+Enter")
    cell.locator(".jp-OutputArea-output", has_text="update/s").first.wait_for()
    page.locator(
        ".jp-NotebookPanel:not(.lm-mod-hidden) [data-command='notebook:interrupt-kernel'], "
        ".jp-NotebookPanel:not(.lm-mod-hidden) [data-jp-item-name='interrupt'] >> visible=true"
    ).first.click()
    cell.locator(".jp-OutputArea-output", has_text="Training interrupted by hand after").wait_for()
    cell.locator(".jp-OutputArea-output", has_text="True").wait_for()


def test_a_slider_of_a_learner_s_own_moves_by_keyboard_and_says_later_that_it_was_there(lab, page):
    folder, address = lab
    cells = {cell.id: cell.source for path in LESSONS for cell in lesson_cells(path)}
    own = [cells["out-h1"].replace("net_h1", "0"), cells["neuron"], cells["own-slider"]]
    path = folder / write(folder, "own.ipynb", FIRST, "import numpy as np", *own)
    notebook = nbformat.read(path, 4)
    notebook.metadata["bpcourse"] = {}
    nbformat.write(notebook, path)
    open_and_run(page, address("own.ipynb"))
    panel = page.locator(".widget-interact")
    panel.get_by_text("0.593269992").wait_for()
    panel.locator("[role=slider]").first.press("End")
    panel.get_by_text(f"{1 / (1 + math.exp(-(6 * 0.05 + 0.20 * 0.10 + 0.35))):.9f}").wait_for()
    page.keyboard.press("Control+s")
    page.wait_for_function("!document.querySelector('.jp-mod-current.jp-mod-dirty')")
    page.goto("about:blank")
    assert nbformat.read(path, 4).cells[-1].outputs[0].data == {"text/plain": lessons.GONE}


def test_in_a_dark_theme_controls_and_captions_are_light_and_can_be_read(tmp_path, page):
    """That they are dark in the light one, and can be read there, is what axe looks at in every lesson."""
    with server(tmp_path, theme="JupyterLab Dark") as address:
        open_and_run(page, address(write(tmp_path, "theme.ipynb", FIRST, WIDGETS["train_xor"], WIDGETS["predict"])))
        page.wait_for_function("document.querySelectorAll('.bpcourse .panel').length === 2")
        page.locator(".bpcourse button").first.focus()
        for spoken in (".bpcourse [role=status]", ".bpcourse button", ".bpcourse select"):
            colour = page.locator(spoken).first.evaluate("(node) => getComputedStyle(node).color")
            assert sum(map(float, re.findall(r"[\d.]+", colour)[:3])) > 500
        found = Axe().run(page, context=".bpcourse", options={"runOnly": ["color-contrast"]}).response
        assert found["violations"] == [] and sum(len(rule["nodes"]) for rule in found["passes"]) > 7


def test_what_a_finger_has_to_hit_is_40_pixels_high(lab, chromium):
    folder, address = lab
    touch = chromium.browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True, is_mobile=True)
    with open_page(touch) as page:
        open_and_run(page, address(write(folder, "touch.ipynb", FIRST, WIDGETS["train_xor"])))
        page.wait_for_selector(".bpcourse .picture svg")
        heights = page.locator(
            ".bpcourse button, .bpcourse select, .bpcourse .box, .bpcourse input[type=range]"
        ).evaluate_all("(nodes) => nodes.map((node) => node.getBoundingClientRect().height)")
    touch.close()
    assert len(heights) > 8 and min(heights) >= 40
