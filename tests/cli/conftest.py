"""A platform to run commands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.floors import Floor, make_floor


@pytest.fixture
def floor(sqlite_database: str, tmp_path: Path) -> Floor:
    """A floor with two customers, on SQLite."""
    return make_floor(sqlite_database, tmp_path / "data")
