"""Worksheets for a class: a page for each learner with numbers of their own, blanks for one round, and a key."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .. import checks, files
from ..tables import count as counted
from ..tables import minus
from .personal import DECIMALS, PARTS, answers, personal

PAPER = ("a4", "letter")
MOST = 900  # learners; a class has the thousand seeds behind its own
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


Sheet = dict[str, Any]  # name, seed, what is given and what is asked for, by their names, as they are written


def make(out: Path, seed: int, learners: int | None = None, names: Path | None = None, paper: str = "a4") -> list[str]:
    """Write worksheets.html and key.html into the folder `out`, and both as PDF where there is a Chromium.

    seed: of the class; names: a file with a name on each line, in place of a number of learners. Returns what there is to
    say. Raises ValueError or OSError.
    """
    size = checks.choice("paper", paper, PAPER)
    if learners is None and names is None:
        raise ValueError("Give --learners, how many, or --names, a file with a name on each line")
    called = _read_names(names) if names else [f"sheet {k}" for k in range(1, (learners or 0) + 1)]
    if not 1 <= len(called) <= MOST or learners not in (None, len(called)):
        came = f"names holds {counted(len(called), 'name')}" if names else f"learners is {learners}"
        raise ValueError(f"{came}, expected {learners if names and learners else f'1 to {MOST}'}")
    sheets = [made | {"name": name} for name, made in zip(called, _sheets(seed))]
    pages = {name: _render(f"{name}.html", sheets, size) for name in ("worksheets", "key")}
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise OSError(f"out is '{out}', but a file is in the way; expected a folder, or a name for a new one") from None
    for name, text in pages.items():
        files.write(out / f"{name}.html", text.encode())
    return [f"{counted(len(sheets), 'worksheet')} in {out}: worksheets.html, and key.html for you", _print(out, list(pages))]


def _read_names(path: Path) -> list[str]:
    """The names, but for empty lines."""
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as wrong:
        why = getattr(wrong, "strerror", "") or "it is not in UTF-8"
        raise ValueError(f"names is '{path}', expected a file with a name on each line, but {why}") from None


def _sheets(seed: int) -> Iterator[Sheet]:
    """The sheets of a class, without names: seeds 7001, 7002 … for 7. One that shares an answer with an earlier one is left
    out."""
    seen: set[tuple[str, str]] = set()
    for own in count(1000 * checks.whole("seed", seed, 0) + 1):
        mine = personal(own)
        _, header, (row,) = mine._table()
        found = {name: minus(f"{value:z.{DECIMALS[name]}f}") for name, value in answers(mine).items()}
        if not seen & found.items():
            seen |= found.items()
            yield {"seed": own, "given": dict(zip(header, row)), "answers": found}


def _render(template: str, sheets: Sequence[Sheet], paper: str) -> str:
    from jinja2 import Environment, FileSystemLoader  # installed with JupyterLab

    pages = Environment(loader=FileSystemLoader(Path(__file__).with_name("sheets")), autoescape=True, trim_blocks=True)
    return pages.get_template(template).render(sheets=sheets, parts=PARTS, paper=paper) + "\n"


def _print(out: Path, names: Sequence[str]) -> str:
    """Make the PDFs; what there is to say."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        return "No Chromium was found here to make PDFs with: open these two in a browser and print them"
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={profile}"]
        for name in names:
            page, pdf = (Path(out, f"{name}.{kind}").absolute() for kind in ("html", "pdf"))
            pdf.unlink(missing_ok=True)
            subprocess.run([browser, *flags, f"--print-to-pdf={pdf}", page.as_uri()], capture_output=True)
            if not pdf.exists():
                return f"{browser} made no PDF of {page.name}: open both in a browser and print them"
    return "The same as PDF: " + ", ".join(f"{name}.pdf" for name in names)
