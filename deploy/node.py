"""What the book and the slides take from npm: MathJax, which sets the formulas of both, and reveal.js, for the slides."""

import shutil
import subprocess
from pathlib import Path

from filelock import FileLock

HERE = Path(__file__).parent
KEPT = HERE.parent / "build" / "node"
LOCK = "package-lock.json"


def install(folder: Path = KEPT) -> Path:
    """Both as package-lock.json names them, hashes checked by npm; taken once. Returns the folder of node's modules."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = folder / "node_modules"
    complete = modules / LOCK  # npm empties node_modules before it begins; this comes in last
    with FileLock(folder / "lock"):  # the book and the slides may be built at the same time
        if complete.exists() and complete.read_bytes() == (HERE / LOCK).read_bytes():
            return modules
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm installs MathJax and reveal.js, and it is missing; on Debian and Ubuntu: apt install npm")
        for name in ("package.json", LOCK):
            shutil.copy(HERE / name, folder)
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([npm, "ci", *quiet], cwd=folder, check=True)
        shutil.copy(HERE / LOCK, complete)
    return modules
