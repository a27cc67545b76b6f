"""A crew that is ready."""

import pytest

from tests.unit.jobs.crew import Crew


@pytest.fixture
def crew() -> Crew:
    """Use cases on memory, with the user that jobs run as."""
    return Crew().open()
