"""`python -m bpcourse …`: the few commands around the lessons."""

import argparse
import sys
from pathlib import Path
from typing import Any

from . import files, lessons, links


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status, with one line on stderr where something is missing."""
    parser = argparse.ArgumentParser(prog="python -m bpcourse", description="Commands around the lessons.")
    commands = parser.add_subparsers(dest="command", required=True)
    copy = commands.add_parser("copy", help="make or complete my_course/, your own copy of the lessons")
    copy.add_argument("--to", type=Path, default=Path("my_course"), help="the folder (my_course)")
    execute = commands.add_parser("notebooks", help="execute the lessons in place, for who changes them")
    execute.add_argument("paths", type=Path, nargs="*", help="only these notebooks (all)")
    commands.add_parser("run-sheet", help="write the instructors' tables into INSTRUCTORS.md, for who changes the lessons")
    target = commands.add_parser("links", help="write every launch link from the repository that pyproject.toml names")
    target.add_argument("--repo", metavar="OWNER/NAME", help="another repository, for a fork")
    target.add_argument("--ref", help="another branch, tag or commit")
    target.add_argument("--check", action="store_true", help="only say what is wrong, and change nothing")
    options = parser.parse_args(arguments)
    if options.command == "links" and options.check and (options.repo or options.ref):
        target.error("--check looks at what is there; it does not go with --repo or --ref")
    try:
        return {"copy": _copy, "notebooks": _execute, "run-sheet": _run_sheet, "links": _links}[options.command](options)
    except ModuleNotFoundError as missing:
        print(f"{missing.name} is missing; install it with: pip install {missing.name}", file=sys.stderr)
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
    return 1


def _copy(options: argparse.Namespace) -> int:
    for sentence in lessons.copy(Path("notebooks"), options.to):
        print(sentence)
    return 0


def _execute(options: argparse.Namespace) -> int:
    from .practice import content

    every: list[Any] = [*content.EXERCISES.values(), *content.BOXES.values()]
    if wrong := [fault for made in every for fault in content.faults(made)]:
        raise ValueError("\n".join(wrong))
    for path in options.paths or lessons.find(Path("notebooks")):
        text = lessons.execute(path, content.write_cells)
        changed = text != path.read_text(encoding="utf-8")
        if changed:
            files.write(path, text.encode())
        print(f"{path}: {'executed, changed' if changed else 'executed, nothing changed'}")
    return 0


def _run_sheet(options: argparse.Namespace) -> int:
    from .practice import run_sheet

    page = Path("INSTRUCTORS.md")
    print(f"{page}: {'written, changed' if run_sheet.write(page, Path('notebooks')) else 'written, nothing changed'}")
    return 0


def _links(options: argparse.Namespace) -> int:
    if not options.check:
        changed = ", ".join(map(str, links.retarget(Path(), options.repo, options.ref)))
        repo, ref = links.source(Path())
        print(f"Launch links lead to {repo} at {ref}; {f'changed: {changed}' if changed else 'nothing changed'}")
    wrong = links.problems(Path())
    print("\n".join(wrong) or "Every lesson has its launch link.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
