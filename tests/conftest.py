"""The settings of Hypothesis, and the fixture that most tests use."""

import pytest
from hypothesis import settings

import bpcourse as bp

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture
def worked():
    """The 2-2-2 network with its input and target."""
    return bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET
