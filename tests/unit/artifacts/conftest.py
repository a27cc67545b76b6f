"""A locker that is empty."""

import pytest

from tests.unit.artifacts.locker import Locker


@pytest.fixture
def locker() -> Locker:
    """Use cases on memory, without a file."""
    return Locker().open()
