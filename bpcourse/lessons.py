"""The lessons as files: the learner's own copy, how it is saved, and the command that executes them for the repository."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import files
from .tables import count

# Outputs that do not depend on the machine's load, nor on who runs them.
STEADY = {"OPENBLAS_NUM_THREADS": "1", "TQDM_DISABLE": "1", "BPCOURSE_PROGRESS": "off"}
ANSWER = "answer"  # the tag of text that answers the question before it
FOLDED = "<details>\n<summary>Read on, once you have your answer</summary>\n\n{}\n\n</details>"
RECORD = ".origins.json"  # which version of each lesson a learner's copy was made from
LIVE = "application/vnd.jupyter.widget-view+json"
GONE = "Something to move was here. Run the cells above and this one, and it moves again."  # also in tests/nbval.ini
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def find(folder: Path) -> list[Path]:
    """The lessons in a folder, in reading order. Raises FileNotFoundError where there is none."""
    lessons = sorted(folder.glob("*.ipynb"))
    if not lessons:
        raise FileNotFoundError(f"no lessons in '{folder}'; run this in the project's top folder")
    return lessons


def copy(source: Path, target: Path) -> list[str]:
    """Give the learner every lesson with its outputs cleared; what is there already stays exactly as it is.

    A lesson that has changed since its copy was made is put beside the copy under a new name. Returns a sentence for
    whatever was done. Raises FileNotFoundError where source holds no notebook.
    """
    texts = [(lesson, clear(lesson)) for lesson in find(source)]  # all are read before anything is written
    target.mkdir(parents=True, exist_ok=True)
    record = _read_record(target / RECORD)
    said: list[str] = []
    new = 0
    for lesson, text in texts:
        version = hashlib.sha256(text.encode()).hexdigest()
        copied = target / lesson.name
        if not copied.exists():
            files.write(copied, text.encode())
            new += 1
        elif (
            record[lesson.name] != version
            if lesson.name in record
            else _sources(copied.read_text("utf-8", "replace")) != _sources(text)
        ):
            beside = _free_name(copied, text)
            files.write(beside, text.encode())
            said.append(
                f"{lesson.name} has changed in the course. Your copy stays as it is; the new version is beside it: {beside}"
            )
        record[lesson.name] = version
        files.write(target / RECORD, json.dumps(record, indent=1).encode())
    if new:
        said.insert(0, f"{count(new, 'lesson')} copied to {target}; they are yours, nothing will overwrite them")
    return said


def _free_name(copied: Path, text: str) -> Path:
    """01_one_weight_new.ipynb, or _new2 … where that is taken by something else."""
    for number in range(1, 1000):
        beside = copied.with_name(f"{copied.stem}_new{number if number > 1 else ''}.ipynb")
        if not beside.exists() or beside.read_bytes() == text.encode():
            return beside
    raise FileExistsError(f"{copied.parent} is full of new versions of {copied.name}; move some away")


def _read_record(path: Path) -> dict[str, str]:
    """What was copied before; a missing or damaged record counts as none."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _read(path: Path) -> Any:
    """A notebook. Raises ValueError, in one line, for a file that is none."""
    try:
        return _parse(path.read_bytes().decode("utf-8"))
    except ValueError:
        raise ValueError(f"{path} cannot be read as a notebook; is it damaged?") from None


def _parse(text: str) -> Any:
    """A notebook from its text. Raises ValueError for what is none."""
    import nbformat

    try:
        return nbformat.reads(text, as_version=4)
    except (ValueError, AttributeError, TypeError, nbformat.ValidationError):
        raise ValueError("no notebook") from None


def _sources(text: str) -> list[str] | None:
    """What stands in the cells, whatever else an editor has saved; None for what is no notebook."""
    try:
        return [cell.source for cell in _parse(text).cells]
    except ValueError:
        return None


def clear(path: Path) -> str:
    """A notebook's text as a learner meets it: without outputs and execution counts, and what answers a question is folded.

    Raises ValueError for a file that is no notebook.
    """
    import nbformat

    notebook = _read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
        elif ANSWER in cell.metadata.get("tags", []):
            cell.source = FOLDED.format(cell.source)
    return nbformat.writes(notebook) + "\n"


def execute(path: Path, write: Callable[[Any, str], None] = lambda notebook, lesson: None) -> str:
    """The notebook's text after a run from top to bottom on a fresh kernel, in normal form.

    write(notebook, lesson) comes before it, with the lesson's number such as "3".
    Raises ValueError for a file that is no notebook, and where a cell fails.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    os.environ.update(STEADY)
    notebook = _read(path)
    write(notebook, path.stem.partition("_")[0].lstrip("0") or "0")
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        coalesce_streams=True,
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.widget_registry = {}  # what a function of `interact` shows first is stored, not lost with its widget
    try:
        client.execute()
    except CellExecutionError as failed:
        raise ValueError(f"{path}: a cell fails with {failed.ename}: {failed.evalue}") from None
    return nbformat.writes(normalise(notebook)) + "\n"


def normalise(notebook: Any) -> Any:
    """Leave only what belongs to the lesson: no machine's name, no versions, no times, no live widget.

    A widget's still picture and its caption stay; without the address of a widget that is gone, every viewer shows them.
    """
    kept = notebook.metadata.get("bpcourse", {})
    notebook.metadata = {"bpcourse": kept, "kernelspec": KERNEL, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
    forget_widgets(notebook)
    return notebook


def forget_widgets(notebook: Any) -> None:
    """Forget the address of every widget: where it is gone, viewers then show its picture, or a sentence in its place.

    Without a picture are the widgets that learners make; those in notebooks that are not the course's stay as they are.
    """
    for cell in notebook["cells"]:
        for data in (output.get("data", {}) for output in cell.get("outputs", [])):
            if LIVE in data and "image/png" in data:
                del data[LIVE]
            elif LIVE in data and "bpcourse" in notebook["metadata"]:
                data.clear()
                data["text/plain"] = GONE


def _before_saving(model: dict[str, Any], **_: Any) -> None:
    """Jupyter Server's hook: what a learner saves opens with pictures later, not with "Error displaying widget"."""
    if model["type"] == "notebook":
        forget_widgets(model["content"])


def _load_jupyter_server_extension(server: Any) -> None:
    """Jupyter Server calls this when it starts (server.json, which is installed with the package, tells it to)."""
    server.contents_manager.register_pre_save_hook(_before_saving)
