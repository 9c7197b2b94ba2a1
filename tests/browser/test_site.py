"""The book that `make site` builds, served below a sub-path as GitHub Pages does, and read in a real browser."""

import gzip
import re
import subprocess
import sys
import threading
import tomllib
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urldefrag

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from course import LESSONS, ROOT, lesson_cells
from lab import open_page, trouble

from bpcourse import lessons, links
from bpcourse.practice.content import BOX_CELL, BOXES
from bpcourse.tables import as_text

pytest_plugins = "browser_fixtures"
pytestmark = pytest.mark.thorough

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 1000}
FOLD = "details:has(> summary:text-is('Read on, once you have your answer'))"
W5 = "read/03_chain_rule_w5.html"
OPEN = "document.querySelectorAll('details').forEach((fold) => fold.open = true)"


class Quiet(SimpleHTTPRequestHandler):
    """A plain file server that says nothing."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder, as `make site` writes it, and the address of its landing page."""
    root = tmp_path_factory.mktemp("served")
    built = subprocess.run(
        [sys.executable, ROOT / "deploy" / "site" / "build.py", root / "bpcourse"], capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield root / "bpcourse", f"http://127.0.0.1:{server.server_port}/bpcourse/"
    server.shutdown()


@pytest.fixture(scope="module")
def visited(site, chromium):
    """Each page opened once on a phone: {path: what was found there}."""
    folder, start = site
    found = {}
    for file in sorted(folder.rglob("*.html")):
        with open_page(chromium) as page:
            asked = set()
            page.on("request", lambda request, asked=asked: asked.add(request.url))
            page.set_viewport_size(PHONE)
            path = file.relative_to(folder).as_posix()
            page.goto(start + path)
            page.evaluate("document.fonts.ready.then(() => true)")
            found[path] = page.evaluate("""() => ({
                links: [...document.querySelectorAll("a[href]")].map((link) => link.href),
                sources: [...document.querySelectorAll("[src]")].map((node) => node.src),
                ids: [...document.querySelectorAll("[id]")].map((node) => node.id),
                alts: [...document.querySelectorAll("article .cell_output img")].map((image) => image.alt),
                width: document.documentElement.scrollWidth,
            })""")
            found[path] |= {"asked": asked, "trouble": trouble(page)}
    return found


def test_there_is_a_page_for_every_lesson_for_the_package_and_to_begin_with(visited):
    expected = {f"read/{lesson.stem}.html" for lesson in LESSONS}
    assert visited.keys() == expected | {"index.html", "read/api.html", "search.html"}


def test_no_page_asks_another_machine_or_has_an_error(visited):
    assert {path: page["trouble"] for path, page in visited.items() if page["trouble"]} == {}


def test_all_links_and_anchors_lead_somewhere(site, visited):
    folder, start = site
    dead = []
    for path, page in visited.items():
        for link in {*page["links"], *page["sources"], *page["asked"]}:
            address, anchor = urldefrag(link)
            if not address.startswith(start):
                continue
            target = unquote(address.removeprefix(start)).partition("?")[0] or "index.html"
            ids = visited[target]["ids"] if target in visited else [""]
            if not (folder / target).is_file() or unquote(anchor) not in {"", *ids}:
                dead.append((path, link))
    assert dead == []


def test_links_from_lesson_to_lesson_stay_in_the_book(site, visited):
    start = site[1]
    for lesson in LESSONS:
        written = re.findall(r"\]\((\w+)\.ipynb\)", "".join(cell.source for cell in lesson_cells(lesson)))
        leads = {urldefrag(link)[0] for link in visited[f"read/{lesson.stem}.html"]["links"]}
        assert leads >= {f"{start}read/{name}.html" for name in written}


def test_every_page_is_light(site, visited):
    """Its own text and pictures as they are; and all that a first visit loads, as servers send it: text compressed."""
    folder, start = site
    for path, page in visited.items():
        files = {unquote(re.sub(r"[?#].*", "", address)) for address in {*page["asked"], *page["sources"]}}
        files = {folder / address.removeprefix(start) for address in files if address.startswith(start)}
        sent = [
            data if file.suffix in (".png", ".woff", ".woff2") else gzip.compress(data)
            for file in files
            for data in [file.read_bytes()]
        ]
        assert sum(map(len, sent)) <= 1_000_000, path
        own = {folder / path} | {file for file in files if file.parent.name == "_images"}
        assert sum(file.stat().st_size for file in own) <= 1_000_000, path


def test_on_a_phone_no_page_scrolls_sideways(visited):
    assert {path: page["width"] for path, page in visited.items() if page["width"] > PHONE["width"]} == {}


def test_every_picture_is_described_by_its_caption(visited):
    for lesson in LESSONS:
        outputs = [output for cell in lesson_cells(lesson) for output in cell.get("outputs", [])]
        captions = [output.data["text/plain"] for output in outputs if "image/png" in output.get("data", {})]
        assert visited[f"read/{lesson.stem}.html"]["alts"] == captions != []


def test_on_a_phone_the_caption_stands_below_as_text(site, page):
    page.goto(site[1] + W5)
    caption = page.locator(".cell_output img").first.get_attribute("alt")
    below = page.locator("p.drawn-caption", has_text=caption)
    assert not below.is_visible(), "on a wide screen the drawn one can be read"
    page.set_viewport_size(PHONE)
    assert below.is_visible()


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def lesson(request, site, chromium):
    """The cells of a lesson as committed, and its page, opened."""
    with open_page(chromium) as page:
        page.goto(f"{site[1]}read/{request.param.stem}.html")
        yield lesson_cells(request.param), page
        assert trouble(page) == []


def asked_before(cells):
    """Of each text that a fold goes with: its place, the boxes and the other code between it and the text before."""
    boxes, codes = [], []
    for k, cell in enumerate(cells):
        if cell.cell_type == "code":
            box = BOX_CELL.fullmatch(cell.source)
            boxes, codes = ([*boxes, box[1]], []) if box else (boxes, [*codes, cell])
            continue
        if boxes or lessons.ANSWER in cell.metadata.get("tags", []):
            yield k, boxes, codes
        boxes, codes = [], []


def test_what_answers_a_question_is_folded_with_what_the_code_prints(lesson):
    """Below a prediction box, too, where the fold tells what the box tells who has guessed."""
    cells, page = lesson
    asked = list(asked_before(cells))
    folds = page.locator(FOLD)
    assert folds.count() == len(asked)
    closed = folds.all_inner_texts()
    assert {text.strip() for text in closed} <= {"Read on, once you have your answer"}
    inside = [" ".join(text.split()) for text in folds.all_text_contents()]
    for text, (_, boxes, codes) in zip(inside, asked):
        for output in [output for code in codes for output in code.get("outputs", [])]:
            printed = output.get("text") or output["data"]["text/plain"]
            if output.output_type == "stream" or "image/png" in output.data:
                assert " ".join(printed.split()) in text
        assert all(f"{as_text(BOXES[id].answer())}: " in text for id in boxes)
    assert page.locator(".tag_outcome .cell_output").count() == 0, "none is left where it can be seen"
    answers = [cells[k].source for k, _, _ in asked if lessons.ANSWER in cells[k].metadata.get("tags", [])]
    formulas = sum(source.count("$$") // 2 or "$" in source for source in answers)
    assert page.locator(f"{FOLD} mjx-container").count() >= formulas


def test_a_fold_opens_with_a_key(site, page):
    page.goto(site[1] + W5)
    fold = page.locator(FOLD, has_text="the first weight has learnt something")
    assert not fold.get_by_text("0.35891648").first.is_visible()
    fold.locator("summary").press("Enter")
    assert fold.get_by_text("the first weight has learnt something").is_visible()
    assert fold.locator(".cell_output", has_text="0.35891648").is_visible()


def test_formulas_and_tables_are_set_wherever_they_stand(lesson):
    cells, page = lesson
    raw = page.locator("article").evaluate("""(article) => {
        const copy = article.cloneNode(true);
        copy.querySelectorAll("pre, code").forEach((node) => node.remove());
        return copy.textContent.match(/\\$\\$|\\\\frac|\\\\\\(|\\\\\\[|\\|[-:]{3,}/g);
    }""")
    assert raw is None and page.locator("mjx-merror").count() == 0
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    texts += [
        output.data["text/markdown"]
        for cell in cells
        for output in cell.get("outputs", [])
        if "text/markdown" in output.get("data", {})
    ]
    assert page.locator("article mjx-container[display]").count() == sum(text.count("$$") for text in texts) // 2
    assert page.locator("article table").count() >= sum(len(re.findall(r"^\|[-:| ]+\|$", text, re.M)) for text in texts)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["index.html", W5, "read/api.html"])
def test_axe_finds_nothing_of_ours_and_enough_contrast(site, page, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(site[1] + path)
    assert page.locator("html").get_attribute("data-theme") == scheme
    page.evaluate(OPEN)
    found = Axe().run(page, context="article", options={"preload": False}).response["violations"]
    assert [(violation["id"], node["target"][0]) for violation in found for node in violation["nodes"]] == []


def test_dark_pages_show_pictures_on_a_white_plate_with_a_margin(site, page):
    page.emulate_media(color_scheme="dark")
    page.goto(site[1] + W5)
    style = page.locator(".cell_output img").first.evaluate(
        "(image) => { const {backgroundColor, paddingLeft, filter} = getComputedStyle(image);"
        " return [backgroundColor, parseFloat(paddingLeft), filter]; }"
    )
    assert style[0] == "rgb(255, 255, 255)" and style[1] >= 8 and style[2] == "none"


def test_launch_buttons_lead_to_cleared_copies_and_never_to_answers(site, visited):
    folder, start = site
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    repo, ref = settings["project"]["urls"]["Repository"].removeprefix(links.HOST), settings["tool"]["bpcourse"]["ref"]
    for lesson in LESSONS:
        launch = links.launch(repo, ref, lesson.stem)
        leads = visited[f"read/{lesson.stem}.html"]["links"]
        assert launch in leads and launch in visited["index.html"]["links"]
        assert f"{start}my_course/{lesson.name}" in leads
        cells = nbformat.read(folder / "my_course" / lesson.name, as_version=4).cells
        assert not any(cell.get("outputs") for cell in cells)
        assert sum("<details>" in cell.source for cell in cells) >= str(lesson_cells(lesson)).count(f"'{lessons.ANSWER}'")
    notebooks = {link for page in visited.values() for link in page["links"] if ".ipynb" in link}
    assert all("/my_course/" in link for link in notebooks)
    assert {path.parent.name for path in folder.rglob("*.ipynb")} == {"my_course"}


def test_the_landing_page_says_minutes_and_goals_of_every_lesson(site, page):
    page.goto(site[1])
    for lesson in LESSONS:
        notebook = nbformat.read(lesson, as_version=4)
        title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
        shown = page.locator(".lesson", has_text=f"{lesson.stem[:2]}: {title}").inner_text()
        data = notebook.metadata.bpcourse
        assert f"{data['minutes']} minutes" in shown
        assert [goal for goal in data["goals"] if goal not in shown] == []


def test_the_package_s_page_says_of_each_public_name_what_help_says(site, page):
    import bpcourse as bp

    page.goto(site[1] + "read/api.html")
    text = " ".join(page.locator("article").inner_text().split())
    assert [name for name in bp.__all__ if f"bp.{name}" not in text] == []
    first = {name: getattr(bp, name).__doc__.strip().splitlines()[0].replace("`", "") for name in bp.__all__}
    assert {name: line for name, line in first.items() if line not in text} == {}


FOUND_BY = {"bounces": "01_one_weight", "autoencoder": "09_where_next", "0.35891648": "03_chain_rule_w5"}


@pytest.mark.parametrize("word, leads_to", FOUND_BY.items())
def test_search_finds_words_and_numbers(site, page, word, leads_to):
    page.goto(f"{site[1]}search.html?q={word}")
    page.locator(f"#search-results a[href*='{leads_to}']").first.wait_for()


@contextmanager
def without_scripts(chromium):
    """A page in a browser whose scripts are off."""
    context = chromium.browser.new_context(java_script_enabled=False, viewport=PHONE)
    with open_page(context) as page:
        yield page
    context.close()


def test_with_scripts_off_formulas_are_set_and_folds_open(site, chromium):
    with without_scripts(chromium) as page:
        page.goto(site[1] + W5)
        assert page.locator("article mjx-container[display]").first.is_visible()
        fold = page.locator(FOLD, has_text="the first weight has learnt something")
        assert not fold.get_by_text("the first weight").is_visible()
        fold.locator("summary").press("Enter")
        assert fold.get_by_text("the first weight").is_visible()
        assert not page.locator(".dropdown-launch").is_visible(), "a button that would do nothing"
        assert trouble(page) == []


def test_on_paper_the_folds_stand_open_and_the_page_is_white(site, page):
    page.emulate_media(color_scheme="dark")
    page.goto(site[1] + W5)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(color_scheme="dark", media="print")
    assert page.locator("html").get_attribute("data-theme") == "light"
    assert page.locator(FOLD).get_by_text("the first weight has learnt something").bounding_box()["height"] > 0
    assert not page.locator("#pst-primary-sidebar").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_nothing_moves_for_who_wants_no_motion(site, page):
    page.emulate_media(reduced_motion="reduce")
    page.goto(site[1] + W5)
    assert page.locator("html").evaluate("(html) => getComputedStyle(html).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_workflows_have_the_form_that_github_reads():
    """Their form alone: the site's workflow runs at a tag, and has not been run."""
    files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *files]
    linted = subprocess.run(command, capture_output=True, text=True)
    assert files and linted.returncode == 0, linted.stdout + linted.stderr
