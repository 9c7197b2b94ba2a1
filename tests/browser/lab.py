"""JupyterLab and Chromium for the tests: a server, a browser, a notebook opened and run as a learner does."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Page, sync_playwright

import bpcourse

PATIENCE = 180_000  # milliseconds: what takes two seconds on an idle machine may take a hundred on a busy one
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook"
HERE = re.compile(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:")
ERROR = "[data-mime-type='application/vnd.jupyter.error']"


def chromium() -> str | None:
    """Where Chromium is, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(
    folder: Path,
    start: str = f"{sys.executable} -m jupyterlab",
    root: Path | None = None,
    theme: str = "JupyterLab Light",
):
    """JupyterLab, started by this command in a folder, which is its root too where no other is given; yields a function
    from a notebook's name to its address."""
    port, token = _free_port(), "course"
    settings = folder / ".settings"
    settings.mkdir()
    (settings / "overrides.json").write_text(
        f'{{"@jupyterlab/apputils-extension:themes": {{"theme": "{theme}"}},'
        ' "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}'
    )
    command = [
        *start.split(),
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ip=127.0.0.1",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root or folder}",
        "--ServerApp.port_retries=0",
        f"--LabApp.app_settings_dir={settings}",
    ]
    own = {
        "JUPYTER_CONFIG_PATH": Path(bpcourse.__file__).parent,  # as `bpcourse start` does
        "JUPYTERLAB_WORKSPACES_DIR": folder / ".workspaces",
        "JUPYTERLAB_SETTINGS_DIR": folder / ".user",
        "JUPYTER_DATA_DIR": folder / ".data",
        "IPYTHONDIR": folder / ".ipython",
    }
    with open(folder / "lab.log", "w") as log:  # nothing of the user's own is read or written, nor another server's
        running = subprocess.Popen(
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=os.environ | {name: str(path) for name, path in own.items()},
        )
    try:
        deadline = time.monotonic() + PATIENCE / 1000
        while f"127.0.0.1:{port}" not in (folder / "lab.log").read_text():
            if running.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"JupyterLab does not start:\n{(folder / 'lab.log').read_text()}")
            time.sleep(0.1)
        yield lambda name: f"http://127.0.0.1:{port}/lab/workspaces/{Path(name).stem}/tree/{name}?token={token}"
    finally:
        running.terminate()
        running.wait(60)


@contextmanager
def browser():
    """Headless Chromium; `open_page` makes the pages."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS, timeout=PATIENCE)
        yield launched.new_context(viewport={"width": 1280, "height": 1000})
        launched.close()


@contextmanager
def open_page(browser: Browser):
    """A page that keeps what goes wrong in it, for `trouble`."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.trouble = []
    page.on("console", lambda said: page.trouble.append(f"{said.text} {said.location}") if said.type == "error" else None)
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("request", lambda request: None if HERE.match(request.url) else page.trouble.append(f"asked {request.url}"))
    page.on(
        "response",
        lambda answer: (
            page.trouble.append(f"{answer.status} {answer.request.method} {answer.url}") if answer.status >= 500 else None
        ),
    )
    try:
        yield page
    finally:
        page.close()


def trouble(page: Page) -> list[str]:
    """What went wrong since this was asked last: errors, failed answers of the server, requests to other machines."""
    seen = page.trouble.copy()
    page.trouble.clear()
    return seen


def open_and_run(page: Page, address: str) -> None:
    """Open a notebook and run all its cells."""
    page.goto(address)
    run_all(page)


def run_all(page: Page) -> None:
    """Run all cells of the open notebook; wait until the last is done or one has failed."""
    page.wait_for_selector(NOTEBOOK)
    wait_for_kernel(page)
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
    page.wait_for_function(
        """(error) => {
        const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map((node) => node.textContent);
        return document.querySelector(error) || prompts.length > 0 && prompts.every((text) => /\\[\\d+\\]/.test(text));
    }""",
        arg=ERROR,
    )


def wait_for_kernel(page: Page, says: str = "Idle") -> None:
    """Wait until the status bar says this of the kernel."""
    page.wait_for_selector(f"#jp-main-statusbar :text('{says}')")


def write(folder: Path, name: str, *cells: str) -> str:
    """A small notebook; returns its name."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / name)
    return name
