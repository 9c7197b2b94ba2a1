"""Fixtures of the browser tests: one server and one browser for all, a page of its own for each test."""

import os

import lab as jupyter
import pytest


def pytest_collection_modifyitems(items):
    """Where there is no Chromium the browser tests are left out, but never in CI: there they fail."""
    if jupyter.chromium() is None and not os.environ.get("CI"):
        for item in items:
            if {"lab", "chromium"} & {*getattr(item, "fixturenames", ())}:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium here; make test-browser says how to get it"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure shows what the server said last."""
    report = yield
    if report.failed and "lab" in getattr(item, "funcargs", {}):
        folder, _ = item.funcargs["lab"]
        report.sections.append(("the last of JupyterLab's log", (folder / "lab.log").read_text()[-5000:]))
    return report


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A folder, and a function from a notebook in it to the address where JupyterLab shows it."""
    folder = tmp_path_factory.mktemp("lab")
    with jupyter.server(folder) as address:
        yield folder, address


@pytest.fixture(scope="session")
def chromium():
    """The browser that opens all pages: one for a whole run, since Playwright starts once."""
    with jupyter.browser() as chromium:
        yield chromium


@pytest.fixture
def page(chromium):
    """A page for one test, in which nothing goes wrong and which asks nothing of another machine."""
    with jupyter.open_page(chromium) as page:
        yield page
        assert jupyter.trouble(page) == []
