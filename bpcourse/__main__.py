"""`python -m bpcourse …`: the few commands around the lessons."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import lessons, links


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status, with one line on stderr where something is missing."""
    parser = argparse.ArgumentParser(prog="python -m bpcourse", description="Commands around the lessons.")
    commands = parser.add_subparsers(dest="command", required=True)
    copy = commands.add_parser("copy", help="make or complete my_course/, your own copy of the lessons")
    copy.add_argument("--to", type=Path, default=Path("my_course"), help="the folder (my_course)")
    execute = commands.add_parser("notebooks", help="execute the lessons in place, for who changes them")
    execute.add_argument("paths", type=Path, nargs="*", help="only these notebooks (all)")
    target = commands.add_parser("links", help="write every launch link from the repository that pyproject.toml names")
    target.add_argument("--repo", metavar="OWNER/NAME", help="another repository, for a fork")
    target.add_argument("--ref", help="another branch, tag or commit")
    target.add_argument("--check", action="store_true", help="only say what is wrong, and change nothing")
    options = parser.parse_args(arguments)
    if options.command == "links" and options.check and (options.repo or options.ref):
        target.error("--check looks at what is there; it does not go with --repo or --ref")
    run = {"copy": lambda: _copy(options.to), "notebooks": lambda: _execute(options.paths),
           "links": lambda: _check_links() if options.check else _write_links(options.repo, options.ref)}
    try:
        return run[options.command]()
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
    from .practice import cells, content
    if wrong := [fault for exercise in content.EXERCISES.values() for fault in content.faults(exercise)]:
        raise ValueError("\n".join(wrong))
    for path in paths or lessons.found(Path("notebooks")):
        text = lessons.execute(path, cells.write)
        changed = text != path.read_text(encoding="utf-8")
        if changed:
            lessons.write(path, text)
        print(f"{path}: {'executed, changed' if changed else 'executed, nothing changed'}")
    return 0


def _write_links(repo: str | None, ref: str | None) -> int:
    changed = links.retarget(Path(), repo, ref)
    print("Launch links lead to {} at {}; ".format(*links.source(Path())) +
          (f"changed: {', '.join(map(str, changed))}" if changed else "nothing changed"))
    return _check_links()


def _check_links() -> int:
    wrong = links.problems(Path())
    print("\n".join(wrong) or "Every lesson has its launch link.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
