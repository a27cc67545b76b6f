"""Fixtures of the incidents tests."""

from __future__ import annotations

import pytest

from tests.unit.incidents.desk import Desk


@pytest.fixture
def desk() -> Desk:
    """A desk with sources and two customers."""
    return Desk().open()
