"""What a learner has done, tried and guessed, in one small file of theirs; it is never a reason for anything else to fail.

{"bpcourse": 1, "done": ["3.2"],
 "tries": [{"exercise": "3.2", "verdict": "mistake", "mistakes": [["sign-flipped"]], "when": "2026-11-28T01:02:03.000004Z"}],
 "guesses": {"3.a": {"guess": "grows", "when": "2026-11-28T01:00:00.000000Z"}}}; older files have only what is done.
"""

import json
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from errno import ETIMEDOUT
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from platformdirs import user_data_path

from .. import files
from .words import code

VARIABLE = "BPCOURSE_PROGRESS"  # another file, or "off"
GRADING = "NBGRADER_EXECUTION"  # "autograde" or "validate" while nbgrader runs a notebook
PATIENCE = 5  # seconds to wait for another notebook that writes at the same moment
MOST_TRIES = 1000  # the newest; about 200 bytes each
PROBLEMS = (OSError, RuntimeError)  # the latter from locks, on a disk that knows none
_here: dict[str, Any] = {}  # what this session adds, whether or not it could be written down
_busy: set[Path] = set()  # files that another notebook held for longer than we wait
_sentences: dict[str, bool] = {}  # what there is to say, and whether it has been said


def place() -> Path | None:
    """The file of progress itself, also behind a link; None where it is turned off or a grader runs. Raises OSError."""
    chosen = os.environ.get(VARIABLE, "").strip()
    if os.environ.get(GRADING) or chosen.lower() in ("off", "0", "no", "none"):
        return None
    return files.named(VARIABLE, chosen or user_data_path("bpcourse") / "progress.json")


def add_try(exercise: str, verdict: str, mistakes: Sequence[Sequence[str]], counts: bool) -> list[str]:
    """Add an answer that was judged; counts: the exercise is done now. Returns what there is to say about the file."""
    entry = {"exercise": exercise, "verdict": verdict, "mistakes": [list(names) for names in mistakes], "when": _now()}
    return _add({"done": [exercise] if counts else [], "tries": [entry]})


def add_guess(box: str, guess: str | float) -> list[str]:
    """Add a committed guess, unless the box has one; returns what there is to say about the file."""
    return _add({"guesses": {box: {"guess": guess, "when": _now()}}})


def guess(box: str) -> str | float | None:
    """The guess that was committed in a box."""
    found: str | float | None = _keep()["guesses"].get(box, {}).get("guess")
    return found


def done() -> tuple[frozenset[str], list[str]]:
    """The ids of what is done, and what there is to say about the file."""
    return frozenset(_keep()["done"]), _unsaid()


def export(save_to: str | Path) -> None:
    """Add everything to a file of your own, to be kept or carried to another machine. Raises as _file does."""
    with _file("save_to", save_to) as path:
        _write(path, _merge(_read(path), _keep()))


def load(load_from: str | Path) -> None:
    """Add what an exported file holds. Raises as _file does."""
    with _file("load_from", load_from) as path:
        path.stat()  # one that is missing is not empty here
        _here.update(_merge(_here, _read(path)))
    _keep()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@contextmanager
def _file(argument: str, value: str | Path) -> Iterator[Path]:
    """The file that an argument names. Raises TypeError, OSError where it cannot be used, ValueError where it is another."""
    path = files.named(argument, value)
    which = f"{argument} is '{value}', which"
    try:
        yield path
    except (ValueError, RecursionError):
        raise ValueError(f"{which} holds something else; expected a file that bp.progress(save_to=…) wrote") from None
    except OSError as problem:
        raise type(problem)(f"{which} cannot be used ({problem.strerror}); expected a file in an existing folder") from None


def _add(news: dict[str, Any]) -> list[str]:
    _here.update(_merge(_here, news))
    _keep()
    return _unsaid()


def _keep() -> dict[str, Any]:
    """What the file and this session hold together, after the file got what it lacked."""
    together = _merge({}, _here)
    try:
        path = place()
        if path is None:
            return together
        path.parent.mkdir(parents=True, exist_ok=True)
        with _lock(path):
            stored: dict[str, Any] = {}
            with suppress(ValueError, RecursionError):
                stored = _read(path)
            together = _merge(stored, _here)
            if together != stored:
                if path in _busy:
                    raise TimeoutError(ETIMEDOUT, "another notebook holds it")
                if not stored:
                    _set_aside(path)
                _write(path, together)
    except PROBLEMS as problem:
        reason = getattr(problem, "strerror", "") or code(f"{problem}")
        _sentences.setdefault(f"Progress cannot be written down ({reason}); it counts until this notebook is closed.", False)
    return together


def _lock(path: Path) -> AbstractContextManager[Any]:
    """The lock against other notebooks, waited for once; none while it is held elsewhere, or where none can be had."""
    lock: AbstractContextManager[Any] = nullcontext()
    try:
        with warnings.catch_warnings(action="ignore"):  # newer versions say where the disk knows no locks, and do without
            lock = FileLock(f"{path}.lock", timeout=0 if path in _busy else PATIENCE).acquire()
    except Timeout:
        _busy.add(path)
        return lock
    except PROBLEMS:
        pass
    _busy.discard(path)
    return lock


def _read(path: Path) -> dict[str, Any]:
    """What a file holds, in any encoding that JSON has; nothing is done where there is no file.

    Raises ValueError for anything but progress, RecursionError for brackets within brackets without an end.
    """
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        content = {"done": []}
    return clean(content)


def clean(content: Any) -> dict[str, Any]:
    """Progress as JSON gave it, without damaged entries. Raises ValueError for anything but progress."""
    ids = content.get("done") if isinstance(content, dict) else None
    if not isinstance(ids, list) or not all(isinstance(name, str) for name in ids):
        raise ValueError("no list of what is done")
    tries, guesses = content.get("tries"), content.get("guesses")
    content["tries"] = [entry for entry in tries if isinstance(entry, dict)] if isinstance(tries, list) else []
    content["guesses"] = (
        {
            box: entry
            for box, entry in guesses.items()
            if isinstance(entry, dict) and isinstance(entry.get("guess"), (str, int, float))
        }
        if isinstance(guesses, dict)
        else {}
    )
    return _merge(content, {})


def _merge(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Both in one: all ids, each of the newest tries once, the earlier guess of a box, and keys that are not known here."""
    both = (first, second)
    tries = {
        tuple(f"{entry.get(key)}" for key in ("when", "exercise", "verdict")): entry
        for part in both
        for entry in part.get("tries", [])
    }
    guesses = [item for part in both for item in part.get("guesses", {}).items()]
    guesses.sort(key=lambda item: f"{item[1].get('when')}", reverse=True)  # the last one of a box stays in the dict
    return (
        {"bpcourse": 1}
        | second
        | first
        | {
            "done": sorted({name for part in both for name in part.get("done", [])}),
            "tries": [tries[key] for key in sorted(tries)[-MOST_TRIES:]],
            "guesses": dict(guesses),
        }
    )


def _set_aside(path: Path) -> None:
    """Keep a damaged file under another name."""
    aside = next(name for k in range(1, 10_000) if not (name := path.with_suffix(f".damaged{k}.json")).exists())
    os.replace(path, aside)
    _sentences[f"The file of your progress was damaged: it is set aside as {code(aside.name)}, a new one begins."] = False


def _write(path: Path, content: dict[str, Any]) -> None:
    files.write(path, f"{json.dumps(content, indent=1)}\n".encode())


def _unsaid() -> list[str]:
    """What there is to say, each sentence once in a session, not with every answer."""
    fresh = [sentence for sentence, said in _sentences.items() if not said]
    _sentences.update(dict.fromkeys(fresh, True))
    return fresh
