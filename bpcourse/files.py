"""Files that are written completely or not at all."""

import os
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Write a file through a draft beside it, so that whoever stops in between leaves the old one. Raises OSError."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
