"""Worksheets: a page for each learner with numbers of their own, and a key; HTML, and PDF where Chromium is."""

import html
import re
import subprocess
import sys

import pytest
from browser.lab import chromium
from by_hand import BLANKS, of_numbers
from course import ROOT

import bpcourse as bp
from bpcourse.__main__ import main
from bpcourse.practice import worksheets

PAGES = ("worksheets", "key")
NAMES = ["Ada <b>Lovelace</b>", "李小龍 & Søn", '{{ 7 * 7 }} "quoted"']


@pytest.fixture
def alone(monkeypatch):
    """Without a browser, which takes seconds."""
    monkeypatch.setattr(worksheets, "BROWSERS", ())


@pytest.fixture
def names(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("\n".join([NAMES[0], "", *NAMES[1:]]) + "\n", encoding="utf-8-sig")
    return path


def sheets_of(text):
    return text.split("<section>")[1:]


def numbers_in_key(text):
    """{seed: {blank: number as it is written}}."""
    found = {}
    for table in sheets_of(text):
        seeds = [int(seed) for seed in re.findall(r"<b>(\d+)</b>", table)]
        for name, cells in re.findall(r"<code>(.*?)</code></th>(.*?)</tr>", table, re.S):
            for seed, number in zip(seeds, re.findall(r"<td>(.*?)</td>", cells), strict=True):
                found.setdefault(seed, {})[name] = number
    return found


def test_thirty_sheets_share_no_answer_and_the_key_is_right(tmp_path, alone, capsys):
    assert main(["worksheets", "--learners", "30", "--seed", "7", "--out", str(tmp_path / "new" / "class")]) == 0
    assert capsys.readouterr().out.startswith("30 worksheets in ")
    sheets, key = ((tmp_path / "new" / "class" / f"{page}.html").read_text(encoding="utf-8") for page in PAGES)
    found = numbers_in_key(key)
    assert list(found) == list(range(7001, 7031)) == [int(seed) for seed in re.findall(r"seed is <b>(\d+)", sheets)]
    for seed, sheet in zip(found, sheets_of(sheets), strict=True):
        mine = bp.personal(seed)
        by_hand = of_numbers(*mine.numbers)
        assert list(found[seed]) == BLANKS == re.findall(r"<code>(.*?)</code>&nbsp;=<i></i>", sheet)
        for name, written in found[seed].items():
            assert written == f"{by_hand[name]:.{9 if name == 'E+' else 6}f}".replace("-", "−")
        given = [float(number.replace("−", "-")) for number in re.findall(r"[wbi]\d = (.*?)<", sheet)]
        i, w, b = mine.numbers[:2], mine.numbers[2:10], mine.numbers[10:12]
        assert given == [*w, *i, *(b[0],) * 2, *(b[1],) * 2]
        assert re.findall(r">(0\.[19])</tspan>", sheet) == [f"{target}" for target in mine.TARGET]
        assert not re.findall(r"\d\.\d{3,}", sheet.replace("0.123456", "")), "a sheet tells no answer"
    for name in BLANKS:
        assert len({numbers[name] for numbers in found.values()}) == 30


def test_a_sheet_that_would_share_an_answer_is_left_out(tmp_path, alone, monkeypatch):
    monkeypatch.setattr(worksheets, "answers", lambda mine: dict.fromkeys(BLANKS, max(mine.seed, 7003) / 10))
    worksheets.make(tmp_path, 7, 3)
    assert list(numbers_in_key((tmp_path / "key.html").read_text(encoding="utf-8"))) == [7001, 7004, 7005]


def test_every_blank_can_be_typed_into_bp_check(tmp_path, alone):
    worksheets.make(tmp_path, 7, 1)
    (seed, numbers), *_ = numbers_in_key((tmp_path / "key.html").read_text(encoding="utf-8")).items()
    for name, written in numbers.items():
        assert bp.check(name, written, personal=seed), name
    call = html.unescape(re.search(r"bp\.check\(.*?\)", (tmp_path / "worksheets.html").read_text(encoding="utf-8"))[0])
    assert eval(call, {"bp": bp}).verdict != "open"


def test_the_same_seed_makes_the_same_sheets_and_another_one_others(tmp_path, alone):
    for folder, seed in (("a", 7), ("b", 7), ("c", 8)):
        worksheets.make(tmp_path / folder, seed, 2)
    first, again, other = ((tmp_path / folder / "key.html").read_bytes() for folder in "abc")
    assert first == again != other


def test_names_are_written_as_they_are(tmp_path, names, alone, capsys):
    assert main(["worksheets", "--names", str(names), "--out", str(tmp_path / "out")]) == 0
    for page in PAGES:
        text = (tmp_path / "out" / f"{page}.html").read_text(encoding="utf-8")
        assert all(html.escape(name, quote=False).replace('"', "&#34;") in text for name in NAMES)
        assert "<b>Lovelace" not in text
    assert len(sheets_of((tmp_path / "out" / "worksheets.html").read_text(encoding="utf-8"))) == 3
    assert "No Chromium was found here to make PDFs with" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options, says",
    [
        (["--learners", "0"], "learners is 0, expected 1 to 900"),
        (["--learners", "901"], "learners is 901, expected 1 to 900"),
        ([], "Give --learners, how many, or --names, a file with a name on each line"),
        (["--learners", "2", "--seed", "-1"], "seed is -1, expected 0 or more"),
        (["--learners", "2", "--paper", "a5"], "paper is 'a5', expected one of a4, letter"),
        (["--learners", "2", "--names", "NAMES"], "names holds 3 names, expected 2"),
        (["--names", "none.txt"], "names is 'none.txt', expected a file with a name on each line, but No such file"),
        (["--names", "EMPTY"], "names holds 0 names, expected 1 to 900"),
        (["--names", "LATIN"], "expected a file with a name on each line, but it is not in UTF-8"),
        (["--learners", "2", "--out", "EMPTY"], "but a file is in the way"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_nothing_is_written(tmp_path, names, alone, capsys, options, says):
    (tmp_path / "empty").touch()
    (tmp_path / "latin").write_bytes("Søn".encode("latin-1"))
    places = {"NAMES": str(names), "EMPTY": str(tmp_path / "empty"), "LATIN": str(tmp_path / "latin")}
    out = [] if "--out" in options else ["--out", str(tmp_path / "out")]
    assert main(["worksheets", *out, *(places.get(option, option) for option in options)]) == 1
    said = capsys.readouterr()
    assert says in said.err and said.err.count("\n") == 1 and not said.out and not (tmp_path / "out").exists()


def test_without_jinja_one_line_says_what_to_install(tmp_path, alone):
    code = "import sys; sys.modules['jinja2'] = None; from bpcourse.__main__ import main; main(sys.argv[1:])"
    ran = subprocess.run(
        [sys.executable, "-c", code, "worksheets", "--learners", "2", "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert ran.stderr == "jinja2 is missing; install it with: pip install jinja2\n"


def test_a_browser_that_makes_no_pdf_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(worksheets, "BROWSERS", (sys.executable,))
    (tmp_path / "worksheets.pdf").touch()
    assert "made no PDF of worksheets.html: open both in a browser" in worksheets.make(tmp_path, 7, 1)[1]
    assert not (tmp_path / "worksheets.pdf").exists(), "nor is an old one left"


@pytest.mark.thorough
@pytest.mark.parametrize("paper, size", [("a4", (595, 842)), ("letter", (612, 792))])
def test_every_sheet_is_one_page_of_the_pdf(tmp_path, paper, size):
    """Also one with a name over two lines; seven sheets stand on a page of the key."""
    assert chromium(), "this needs Chromium; on Debian and Ubuntu: apt install chromium"
    (tmp_path / "names").write_text("\n".join(["Maximiliana Theodora von Hohenstein " * 3, *"abcdefg"]), encoding="utf-8")
    said = worksheets.make(tmp_path, 7, names=tmp_path / "names", paper=paper)
    assert said[1] == "The same as PDF: worksheets.pdf, key.pdf"
    for page, count in (("worksheets", 8), ("key", 2)):
        pdf = (tmp_path / f"{page}.pdf").read_bytes()
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        assert len(boxes) == count == len(re.findall(rb"/Type /Page\b", pdf))
        assert all(round(float(side)) == wanted for box in boxes for side, wanted in zip(box, size))


MEASURE = """<style>body {{ width: {width}mm }}</style><script>
document.title = [...document.querySelectorAll("section")[0].querySelectorAll(".blanks > span")].map((span) =>
  [span.querySelector("i").getBoundingClientRect().width, span.getBoundingClientRect().height].map((px) => px * 25.4 / 96))
</script>"""


@pytest.mark.thorough
@pytest.mark.parametrize("paper, width", [("a4", 210 - 32), ("letter", 215.9 - 32)])
def test_every_blank_has_room_for_a_number_written_by_hand(tmp_path, alone, paper, width):
    """−0.119704 in a hand of 3 mm a character, on lines 8 mm apart."""
    assert chromium(), "this needs Chromium; on Debian and Ubuntu: apt install chromium"
    worksheets.make(tmp_path, 7, 1, paper=paper)
    page = tmp_path / "worksheets.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</body>", MEASURE.format(width=width) + "</body>"), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    ran = subprocess.run([chromium(), *flags, page.as_uri()], capture_output=True, text=True)
    sizes = [float(size) for size in re.search(r"<title>([\d.,]+)</title>", ran.stdout)[1].split(",")]
    assert len(sizes) == 2 * len(BLANKS) and min(sizes[::2]) >= 30 and min(sizes[1::2]) >= 8


def test_a_sheet_says_what_e_and_delta_are(tmp_path, alone):
    worksheets.make(tmp_path, 7, 1)
    text = (tmp_path / "worksheets.html").read_text(encoding="utf-8")
    assert "<code>E</code> is ½ Σ (target − out)², the sum over both outputs; <code>delta_h1</code> is ∂E/∂net_h1" in text
