"""JupyterLab, started on the first lesson of the learner's own copy."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from . import copies, lessons


def start(folder: Path, extra: Sequence[str] = ()) -> None:
    """Complete the learner's copy in a folder, then run JupyterLab there, open on the first lesson, until it is stopped.

    extra are arguments of JupyterLab's own; what they set is not set here. Raises ModuleNotFoundError, before anything is
    written, where JupyterLab is not installed, and what `copies.copy` raises.
    """
    if not find_spec("jupyterlab"):
        raise ModuleNotFoundError(name="jupyterlab")
    copies.copy(copies.course(), folder, partial(print, flush=True))
    # Where JupyterLab finds labconfig/: no question about news, as long as the learner has not set it otherwise.
    paths = (os.environ.get("JUPYTER_CONFIG_PATH"), f"{Path(__file__).parent}")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    from jupyterlab.labapp import main

    main(arguments(folder.resolve(), extra))


def arguments(folder: Path, extra: Sequence[str]) -> list[str]:
    """What JupyterLab is started with: extra, and what it needs beside that on this machine."""
    ours = [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{lessons.find(copies.course())[0].name}",
        *["--allow-root"] * (hasattr(os, "getuid") and os.getuid() == 0),
        *["--no-browser"] * (not _has_screen()),
    ]
    given = {argument.partition("=")[0] for argument in extra}
    return [*(argument for argument in ours if argument.partition("=")[0] not in given), *extra]


def _has_screen() -> bool:
    """Whether a browser can open a window; without one, some browsers would take over the terminal."""
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
