"""`python -m bpcourse …`: the few commands around the lessons."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import lessons


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status, with one line on stderr where something is missing."""
    parser = argparse.ArgumentParser(prog="python -m bpcourse", description="Commands around the lessons.")
    commands = parser.add_subparsers(dest="command", required=True)
    copy = commands.add_parser("copy", help="make or complete my_course/, your own copy of the lessons")
    copy.add_argument("--to", type=Path, default=Path("my_course"), help="the folder (my_course)")
    run = commands.add_parser("notebooks", help="execute the lessons in place, for who changes them")
    run.add_argument("paths", type=Path, nargs="*", help="only these notebooks (all)")
    options = parser.parse_args(arguments)
    try:
        return _copy(options.to) if options.command == "copy" else _execute(options.paths)
    except ModuleNotFoundError as missing:
        print(f"{missing.name} is missing; install it with: pip install {missing.name}", file=sys.stderr)
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
    return 1


def _copy(target: Path) -> int:
    for sentence in lessons.copy(Path("notebooks"), target):
        print(sentence)
    return 0


def _execute(paths: list[Path]) -> int:
    for path in paths or lessons.found(Path("notebooks")):
        text = lessons.execute(path)
        changed = text != path.read_text(encoding="utf-8")
        if changed:
            lessons.write(path, text)
        print(f"{path}: {'executed, changed' if changed else 'executed, nothing changed'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
