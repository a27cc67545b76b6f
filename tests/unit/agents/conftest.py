"""A yard for each test."""

import pytest

from tests.unit.agents.yard import Yard


@pytest.fixture
def yard() -> Yard:
    """A yard without connectors and customers."""
    return Yard()
