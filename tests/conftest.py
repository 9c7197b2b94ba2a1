"""The settings of Hypothesis, and the fixtures that several modules use."""

import pytest
from hypothesis import settings

import bpcourse as bp
from bpcourse.practice import record

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture
def worked():
    """The 2-2-2 network with its input and target."""
    return bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A file of progress of its own, and a session that has done nothing yet."""
    monkeypatch.setenv(record.VARIABLE, str(tmp_path / "deep" / "progress.json"))
    for name, nothing in (("_here", {}), ("_busy", set()), ("_sentences", {})):
        monkeypatch.setattr(record, name, nothing)
    return tmp_path / "deep" / "progress.json"
