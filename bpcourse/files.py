"""Files: the one that somebody names, and one that is written completely or not at all."""

import os
from pathlib import Path


def named(argument: str, value: str | os.PathLike[str]) -> Path:
    """The file that somebody names, links followed, so that a link stays one. Raises TypeError or OSError."""
    if not isinstance(value, (str, os.PathLike)):
        raise TypeError(f"{argument} is {value!r}, expected the name of a file")
    try:
        path = Path(os.path.realpath(Path(value).expanduser()))
        if os.path.isfile(path) or not os.path.exists(path):
            return path
        why = "that is no regular file"
    except RuntimeError:
        why = "there is no such home folder"
    except ValueError:  # a character that no file's name has
        why = "no file can have that name"
    raise OSError(f"{argument} is {os.fspath(value)!r}, but {why}; expected the name of a file")


def write(path: Path, content: bytes) -> None:
    """Write a file through a draft beside it, so that whoever stops in between leaves the old one.

    Raises OSError with the file's name, not the draft's, also where the disk is full.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    except OSError as problem:
        raise type(problem)(problem.errno, problem.strerror, os.fspath(path)) from None
    finally:
        draft.unlink(missing_ok=True)
