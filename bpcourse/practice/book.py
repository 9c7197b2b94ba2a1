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
_here: set[str] = set()  # done in this session, whether or not it could be written down
_told: set[str] = set()


def place() -> Path | None:
    """The file of progress; None where it is turned off."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen.strip().lower() in ("off", "0", "no", "none"):
        return None
    return Path(chosen).expanduser() if chosen else user_data_path("bpcourse") / "progress.json"


def done() -> tuple[set[str], list[str]]:
    """The ids of what is done, and what there is to say about the file."""
    path, said = place(), []
    if path is None:
        return set(_here), []
    try:
        stored = _read(path, said)
    except OSError as problem:
        return set(_here), _once(f"Progress cannot be read ({problem.strerror}); this session counts only for itself.")
    return stored | _here, said


def record(ids: Iterable[str]) -> list[str]:
    """Add what is done, losing nothing that another notebook writes at the same time; returns what there is to say."""
    _here.update(ids)
    path, said = place(), []
    if path is None:
        return []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=PATIENCE):
            stored = _read(path, said)
            if not _here <= stored:
                _write(path, stored | _here)
    except (OSError, Timeout) as problem:
        reason = getattr(problem, "strerror", None) or "another notebook holds it"
        return said + _once(f"Progress cannot be written down ({reason}); it counts until this notebook is closed.")
    return said


def export(path: str | Path) -> Path:
    """Write what is done to a file of your own, to be kept or carried to another machine."""
    _write(Path(path).expanduser(), done()[0])
    return Path(path)


def load(path: str | Path, known: Iterable[str]) -> set[str]:
    """Add what an exported file holds. Raises ValueError for a file that is none."""
    try:
        found = _parsed(Path(path).expanduser().read_text(encoding="utf-8")) & set(known)
    except ValueError:
        raise ValueError(f"{path} is not a file of progress, expected one that bp.progress(save_to=…) wrote") from None
    record(found)
    return found


def _read(path: Path, said: list[str]) -> set[str]:
    """What the file holds; a damaged one is set aside under another name, and that is said."""
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return set()
    except ValueError:
        aside = next(aside for k in range(1, 10_000) if not (aside := path.with_suffix(f".damaged{k}.json")).exists())
        os.replace(path, aside)
        said.append(f"The file of your progress was damaged; it is set aside as {aside.name}, and a new one begins.")
        return set()


def _parsed(text: str) -> set[str]:
    """The ids in a file's text. Raises ValueError for anything else."""
    content = json.loads(text)
    if not isinstance(content, dict) or not isinstance(content.get("done"), list):
        raise ValueError("no list of what is done")
    return {name for name in content["done"] if isinstance(name, str)}


def _write(path: Path, ids: set[str]) -> None:
    """The whole file or nothing of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.write_text(json.dumps({"bpcourse": 1, "done": sorted(ids)}, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, path)


def _once(sentence: str) -> list[str]:
    """Said once in a session, not with every answer."""
    fresh = sentence not in _told
    _told.add(sentence)
    return [sentence] if fresh else []
