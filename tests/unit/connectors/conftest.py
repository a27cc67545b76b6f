"""A rack that is empty."""

import pytest

from tests.unit.connectors.rack import Rack


@pytest.fixture
def rack() -> Rack:
    """Use cases on memory, without a connector."""
    return Rack()
