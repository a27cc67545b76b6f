"""A world of two customers."""

import pytest

from tests.api.driving import Api
from tests.api.tenancy.walking import World


@pytest.fixture
def world(any_api: Api) -> World:
    """Over memory and over each database; on PostgreSQL as the role that row-level security holds."""
    return World.over(any_api)
