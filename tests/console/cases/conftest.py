"""Whoever works on cases, beside anna, who calls the API."""

import pytest

from tests.console.clerks import Clerk


@pytest.fixture
def clerk(clerk: Clerk) -> Clerk:
    """Over memory."""
    clerk.api.sign_in()
    return clerk


@pytest.fixture
def any_clerk(any_clerk: Clerk) -> Clerk:
    """The same, over memory and over each database."""
    any_clerk.api.sign_in()
    return any_clerk
