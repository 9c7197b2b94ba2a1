"""The lessons as files: read, cleared for a learner, executed for the repository, saved without widgets that are gone.

It imports nothing of the package, since the wheel is made with it before the package is installed (deploy/wheel.py).
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Outputs that do not depend on the machine's load, nor on who runs them.
STEADY = {"OPENBLAS_NUM_THREADS": "1", "TQDM_DISABLE": "1", "BPCOURSE_PROGRESS": "off"}
ANSWER = "answer"  # the tag of text that answers the question before it
FOLDED = "<details>\n<summary>Read on, once you have your answer</summary>\n\n{}\n\n</details>"
LIVE = "application/vnd.jupyter.widget-view+json"
GONE = "Run the cells above, then this one: something to move appears here."  # also in tests/nbval.ini
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def find(folder: Path) -> list[Path]:
    """The lessons in a folder, in reading order. Raises FileNotFoundError where there is none."""
    lessons = sorted(folder.glob("*.ipynb"))
    if not lessons:
        raise FileNotFoundError(
            f"no lessons in '{folder}'; expected a folder of notebooks, such as the project's notebooks/"
        )
    return lessons


def _read(path: Path) -> Any:
    """A notebook. Raises ValueError, in one line, for a file that is none."""
    try:
        return parse(path.read_bytes().decode("utf-8"))
    except ValueError:
        raise ValueError(f"{path} cannot be read as a notebook; is it damaged?") from None


def parse(text: str) -> Any:
    """A notebook from its text. Raises ValueError for what is none."""
    import nbformat

    try:
        return nbformat.reads(text, as_version=4)
    except (ValueError, AttributeError, TypeError, nbformat.ValidationError):
        raise ValueError("no notebook") from None


def clear(path: Path) -> str:
    """A notebook's text as a learner meets it: without outputs and execution counts, and what answers a question is folded.

    Cleared once more, it stays as it is. Raises ValueError for a file that is no notebook.
    """
    import nbformat

    notebook = _read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
        elif ANSWER in cell.metadata.get("tags", []) and not cell.source.startswith(FOLDED.partition("{")[0]):
            cell.source = FOLDED.format(cell.source)
    return nbformat.writes(notebook) + "\n"


def number(path: Path) -> str:
    """A lesson's number, such as "3" for 03_chain_rule_w5.ipynb."""
    return path.stem.partition("_")[0].lstrip("0") or "0"


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
    write(notebook, number(path))
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
