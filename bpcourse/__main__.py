"""`bpcourse …`, or `python -m bpcourse …`: the few commands around the lessons."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import __version__, checks, copies, files, lessons, links
from .start import start

OURS = Path("my_course")
IN_LAB = ("jupyterlab", "nbformat")  # what a learner needs of the extra `lab`


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status, with one line on stderr where something is missing, 130 after Ctrl-C."""
    if hasattr(sys.stdout, "reconfigure"):  # not in a notebook; what the encoding lacks is written as on stderr: \xe9
        sys.stdout.reconfigure(errors="backslashreplace")
    given = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="bpcourse", description="A course on backpropagation, in Jupyter notebooks.")
    parser.add_argument("--version", action="version", version=f"bpcourse {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    begin = commands.add_parser(
        "start",
        usage="bpcourse start [folder] [--port N] [--no-browser] [-- …]",
        help="open lesson 00 in JupyterLab, in your own copy of the lessons",
        epilog="What stands behind -- goes to JupyterLab as it is.",
    )
    begin.add_argument("folder", type=_path, nargs="?", default=OURS, help="where your copy is, or is to be (my_course)")
    begin.add_argument("--port", type=int, metavar="N", help="the port to serve on (8888, or the next that is free)")
    begin.add_argument("--no-browser", action="store_true", help="only print the address")
    copy = commands.add_parser("copy", help="make your own copy of the lessons, or bring it up to date")
    copy.add_argument("--from", dest="source", type=_path, metavar="DIR", help="a folder of notebooks (the course's)")
    copy.add_argument("--to", type=_path, default=OURS, metavar="DIR", help="the folder of the copy (my_course)")
    execute = commands.add_parser("notebooks", help="execute the lessons in place, for who changes them")
    execute.add_argument("paths", type=_path, nargs="*", help="only these notebooks (all)")
    commands.add_parser("run-sheet", help="write the instructors' tables into INSTRUCTORS.md, for who changes the lessons")
    target = commands.add_parser("links", help="write every launch link from the repository that pyproject.toml names")
    target.add_argument("--repo", metavar="OWNER/NAME", help="another repository, for a fork")
    target.add_argument("--ref", help="another branch, tag or commit")
    target.add_argument("--check", action="store_true", help="only say what is wrong, and change nothing")
    class_ = commands.add_parser("collect", help="where a class stands, from handed-in notebooks and files of progress")
    class_.add_argument(
        "paths", type=_path, nargs="+", metavar="FILES", help="notebooks, files of progress, folders with them"
    )
    class_.add_argument("--csv", type=_path, metavar="OUT", help="a file for a spreadsheet: a row for each learner")
    class_.add_argument("--picture", type=_path, metavar="OUT", help="a PNG for the projector: a bar for each exercise")
    sheets = commands.add_parser("worksheets", help="print a sheet with numbers of their own for each learner, and a key")
    sheets.add_argument("--learners", type=int, help="how many sheets")
    sheets.add_argument("--names", type=_path, metavar="FILE", help="a name on each line, a sheet for each")
    sheets.add_argument("--seed", type=int, default=0, help="of the class; the same one makes the same sheets (0)")
    sheets.add_argument("--out", type=_path, default=Path("worksheets"), metavar="DIR", help="the folder (worksheets)")
    sheets.add_argument("--paper", default="a4", help="a4 or letter (a4)")
    own = given.index("--") if "--" in given and given[0] == "start" else len(given)
    options = parser.parse_args(given[:own] or ["--help"])
    options.extra = given[own + 1 :]
    if options.command == "links" and options.check and (options.repo or options.ref):
        target.error("--check looks at what is there; it does not go with --repo or --ref")
    try:
        run: dict[str, Callable[[argparse.Namespace], int | None]] = {
            "start": _start,
            "copy": _copy,
            "notebooks": _execute,
            "links": _links,
            "run-sheet": _run_sheet,
            "collect": _collect,
            "worksheets": _worksheets,
        }
        return run[options.command](options) or 0
    except KeyboardInterrupt:
        return 130
    except ModuleNotFoundError as missing:
        print(f"{missing.name} is missing; {_how_to_install(f'{missing.name}')}", file=sys.stderr)
    except (OSError, ValueError) as problem:
        where = getattr(problem, "filename", None)  # of an error that the system reports
        print(f"{where}: {problem.strerror}" if where and isinstance(problem, OSError) else problem, file=sys.stderr)
    return 1


def _path(text: str) -> Path:
    """A file or folder that somebody names, with ~ as in a shell."""
    if not text.strip():
        raise argparse.ArgumentTypeError(f"{text!r} came, expected the name of a file or folder")
    return Path(os.path.expanduser(text))


def _how_to_install(name: str) -> str:
    if name not in IN_LAB:
        return f"install it with: pip install {name}"
    return 'install it with: pip install "bpcourse[lab]", or, with uv: uvx --from "bpcourse[lab]" bpcourse start'


def _start(options: argparse.Namespace) -> None:
    port = [] if options.port is None else [f"--port={checks.number('port', options.port, 0, most=65535):.0f}"]
    start(options.folder, [*port, *["--no-browser"] * options.no_browser, *options.extra])


def _copy(options: argparse.Namespace) -> None:
    copies.copy(options.source or copies.course(), options.to)


def _execute(options: argparse.Namespace) -> None:
    from .practice import content

    paths = options.paths or lessons.find(Path("notebooks"))
    numbers = {lessons.number(path) for path in paths}
    every: list[Any] = [*content.EXERCISES.values(), *content.BOXES.values()]
    asked = [made for made in every if made.id.split(".")[0] in numbers]
    if wrong := [fault for made in asked for fault in content.faults(made)]:
        raise ValueError("\n".join(wrong))
    for path in paths:
        text = lessons.execute(path, content.write_cells)
        changed = text != path.read_text(encoding="utf-8")
        if changed:
            files.write(path, text.encode())
        print(f"{path}: {'executed, changed' if changed else 'executed, nothing changed'}")


def _worksheets(options: argparse.Namespace) -> None:
    from .practice import worksheets

    for sentence in worksheets.make(options.out, options.seed, options.learners, options.names, options.paper):
        print(sentence)


def _run_sheet(options: argparse.Namespace) -> None:
    from .practice import run_sheet

    page = Path("INSTRUCTORS.md")
    print(f"{page}: {'written, changed' if run_sheet.write(page, Path('notebooks')) else 'written, nothing changed'}")


def _links(options: argparse.Namespace) -> int:
    if not options.check:
        changed = ", ".join(map(str, links.retarget(Path(), options.repo, options.ref)))
        repo, ref = links.source(Path())
        print(f"Launch links lead to {repo} at {ref}; {f'changed: {changed}' if changed else 'nothing changed'}")
    wrong = links.problems(Path())
    print("\n".join(wrong) or "Every lesson has its launch link.")
    return bool(wrong)


def _collect(options: argparse.Namespace) -> int:
    from .practice.classroom import collect

    found = collect(options.paths)
    print(found.report().encode(sys.stdout.encoding, "replace").decode(sys.stdout.encoding), flush=True)
    if (options.csv or options.picture) and not found.exercises():
        raise ValueError("No exercise is asked in these files, so no table and no picture is written")
    if options.csv:
        files.write(_new("--csv", options.csv, ".csv"), found.table())
    if options.picture:
        from .show import class_table

        files.write(_new("--picture", options.picture, ".png"), class_table(found.exercises()).png())
    return not found.learners


def _new(argument: str, path: Path, suffix: str) -> Path:
    """A file to write, never one that was handed in. Raises OSError, ValueError."""
    if path.suffix != suffix:
        raise ValueError(f"{argument} is '{path}', expected a name that ends with {suffix}")
    return files.named(argument, path)


if __name__ == "__main__":
    sys.exit(main())
