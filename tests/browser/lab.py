"""JupyterLab and Chromium for the tests: one server, one browser, a notebook opened and run as a learner does."""
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
from playwright.sync_api import Page, sync_playwright

FLAGS = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync").split()
NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook"
HERE = re.compile(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:")


def chromium() -> str | None:
    """Where Chromium is, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(folder: Path):
    """JupyterLab with `folder` as its root; yields a function from a notebook's name to its address."""
    port, token = _free_port(), "course"
    settings = folder / ".settings"
    settings.mkdir()
    (settings / "overrides.json").write_text(
        '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false},'
        ' "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}')
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1",
               f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}", "--ServerApp.port_retries=0",
               f"--LabApp.app_settings_dir={settings}"]
    with open(folder / "lab.log", "w") as log:
        running = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT,
                                   env={
            **os.environ, "JUPYTERLAB_WORKSPACES_DIR": str(folder / ".workspaces"),
            "JUPYTERLAB_SETTINGS_DIR": str(folder / ".user")})  # nothing of the user's own is read or written
    try:
        for _ in range(600):
            if f"127.0.0.1:{port}" in (folder / "lab.log").read_text():
                break
            time.sleep(0.1)
        yield lambda name: f"http://127.0.0.1:{port}/lab/workspaces/{Path(name).stem}/tree/{name}?token={token}"
    finally:
        running.terminate()
        running.wait(20)


@contextmanager
def browser():
    """A page in headless Chromium that keeps what went wrong: `page.trouble` (console errors), `page.outside` (requests)."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = launched.new_page(viewport={"width": 1280, "height": 1000})
        page.trouble, page.outside = [], []
        page.on("console", lambda said: page.trouble.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("request", lambda request: None if HERE.match(request.url) else page.outside.append(request.url))
        yield page
        launched.close()


def run_all(page: Page, address: str) -> None:
    """Open a notebook, run all its cells, wait until the last is done."""
    page.goto(address)
    page.wait_for_selector(NOTEBOOK, timeout=60_000)
    page.wait_for_selector("#jp-main-statusbar :text('| Idle')", timeout=60_000)
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
    page.wait_for_function("""() => {
        const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map((node) => node.textContent);
        return prompts.length > 0 && prompts.every((text) => /\\[\\d+\\]/.test(text));
    }""", timeout=40_000)


def write(folder: Path, name: str, *cells: str) -> str:
    """A small notebook; returns its name."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / name)
    return name
