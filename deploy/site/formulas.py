"""Formulas, set by MathJax while the site is built: a page needs no script for them, nor the two megabytes of one."""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
# As Sphinx writes a formula for MathJax: in brackets of TeX that say whether it stands in a line or on its own.
FORMULA = re.compile(
    r'(<(?:span|div) class="[^"]*\bmath notranslate nohighlight\b[^>]*>)\s*(\\[([])(.*?)\\[)\]](?=</(?:span|div)>)', re.S
)


def typeset(site: Path, modules: Path) -> None:
    """Set every formula of every page; their style and letters go to _static/."""
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    asked = sorted({formula.groups()[1:] for text in pages.values() for formula in FORMULA.finditer(text)})
    answer = subprocess.run(
        ["node", HERE / "typeset.cjs"],
        input=json.dumps([{"tex": html.unescape(tex), "display": bracket == r"\["} for bracket, tex in asked]),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
        env=os.environ | {"NODE_PATH": str(modules)},
    )
    answered = json.loads(answer.stdout)
    made = dict(zip(asked, answered["html"], strict=True))
    for path, text in pages.items():
        path.write_text(FORMULA.sub(lambda formula: formula[1] + made[formula.groups()[1:]], text), encoding="utf-8")
    (site / "_static" / "mathjax.css").write_text(answered["css"], encoding="utf-8")
    letters = modules / "mathjax" / "es5" / "output" / "chtml" / "fonts" / "woff-v2"
    shutil.copytree(letters, site / "_static" / "mathjax")
