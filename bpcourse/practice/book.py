"""What a learner has done, in one small file of theirs; it is never a reason for anything else to fail."""
from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_data_path

VARIABLE = "BPCOURSE_PROGRESS"  # another file, or "off"
PATIENCE = 5  # seconds to wait for another notebook that writes at the same moment
PROBLEMS = (OSError, RuntimeError)  # the latter from older locks, on a disk that knows none
_here: set[str] = set()  # done in this session, whether or not it could be written down
_told: set[str] = set()


def place() -> Path | None:
    """The file of progress itself, also behind a link; None where it is turned off. Raises OSError."""
    chosen = os.environ.get(VARIABLE, "").strip()
    if chosen.lower() in ("off", "0", "no", "none"):
        return None
    return _named(VARIABLE, chosen or user_data_path("bpcourse") / "progress.json")


def done() -> tuple[set[str], list[str]]:
    """The ids of what is done, and what there is to say about the file."""
    said: list[str] = []
    try:
        path = place()
        if path is None:
            return set(_here), []
        try:
            return _held(path) | _here, []
        except ValueError:
            return _together(path, said), said
    except PROBLEMS as problem:
        said += _once(f"Progress cannot be read ({_reason(problem)}); this session counts only for itself.")
        return set(_here), said


def record(ids: Iterable[str]) -> list[str]:
    """Add what is done, losing nothing that another notebook writes at the same time; returns what there is to say."""
    _here.update(ids)
    said: list[str] = []
    try:
        path = place()
        if path is not None:
            _together(path, said)
    except PROBLEMS as problem:
        said += _once(f"Progress cannot be written down ({_reason(problem)}); it counts until this notebook is closed.")
    return said


def export(save_to: str | Path, ids: set[str]) -> None:
    """Add what is done to a file of your own, to be kept or carried to another machine. Raises OSError or TypeError."""
    path = _named("save_to", save_to)
    try:
        _write(path, _held(path) | ids)
    except ValueError:
        raise FileExistsError(f"save_to is '{save_to}', and that file holds something else; expected a new name, or a file "
                              "that bp.progress(save_to=…) wrote") from None
    except OSError as problem:
        raise type(problem)(f"save_to is '{save_to}', which cannot be written ({problem.strerror}); expected the name of a "
                            "file, in a folder that is there") from None


def load(load_from: str | Path) -> list[str]:
    """Add what an exported file holds; returns what there is to say. Raises ValueError for a file that is none."""
    path = _named("load_from", load_from)
    try:
        found = _parsed(path)
    except ValueError:
        raise ValueError(f"load_from is '{load_from}', which is not a file of progress; expected one that "
                         "bp.progress(save_to=…) wrote") from None
    except OSError as problem:
        raise type(problem)(f"load_from is '{load_from}', which cannot be read ({problem.strerror}); expected a file that "
                            "bp.progress(save_to=…) wrote") from None
    return record(found)


def _named(argument: str, value: str | Path) -> Path:
    """The file that somebody names, links followed, so that a link stays one. Raises TypeError or OSError."""
    if not isinstance(value, (str, os.PathLike)):
        raise TypeError(f"{argument} is {value!r}, expected the name of a file")
    try:
        return Path(os.path.realpath(Path(value).expanduser()))
    except RuntimeError:
        raise FileNotFoundError(f"{argument} is '{value}', but there is no such home folder") from None
    except ValueError:  # a character that no file's name has
        raise FileNotFoundError(f"{argument} is {os.fspath(value)!r}, expected the name of a file") from None


def _together(path: Path, said: list[str]) -> set[str]:
    """Under a lock: what the file holds and what was done here, written down; a damaged file is set aside, which is said."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock", timeout=PATIENCE):
        try:
            stored = _held(path)
        except ValueError:
            stored = set()
            aside = next(name for k in range(1, 10_000) if not (name := path.with_suffix(f".damaged{k}.json")).exists())
            os.replace(path, aside)
            said.append(f"The file of your progress was damaged; it is set aside as {aside.name}, and a new one begins.")
        if not _here <= stored:
            _write(path, stored | _here)
    return stored | _here


def _held(path: Path) -> set[str]:
    """The ids in a file, none where there is no file. Raises ValueError for a damaged one."""
    try:
        return _parsed(path)
    except FileNotFoundError:
        return set()


def _parsed(path: Path) -> set[str]:
    """The ids in a file, in any encoding that JSON has. Raises ValueError for anything but progress."""
    try:
        content = json.loads(path.read_bytes())
    except RecursionError:
        raise ValueError("brackets within brackets without an end") from None
    ids = content.get("done") if isinstance(content, dict) else None
    if not isinstance(ids, list) or not all(isinstance(name, str) for name in ids):
        raise ValueError("no list of what is done")
    return set(ids)


def _write(path: Path, ids: set[str]) -> None:
    """The whole file or nothing of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        draft.write_text(json.dumps({"bpcourse": 1, "done": sorted(ids)}, indent=1) + "\n", encoding="utf-8")
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _reason(problem: Exception) -> str:
    return "another notebook holds it" if isinstance(problem, Timeout) else getattr(problem, "strerror", "") or f"{problem}"


def _once(sentence: str) -> list[str]:
    """Said once in a session, not with every answer."""
    fresh = sentence not in _told
    _told.add(sentence)
    return [sentence] if fresh else []
