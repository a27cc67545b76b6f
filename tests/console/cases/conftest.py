"""Desks, over memory and over each database."""

import pytest

from tests.api.driving import Api
from tests.console.desks import Desk, desk_over


@pytest.fixture
def desk(api: Api) -> Desk:
    """Over memory."""
    return desk_over(api)


@pytest.fixture
def any_desk(any_api: Api) -> Desk:
    """The same, over memory and over each database."""
    return desk_over(any_api)
