"""A platform to run commands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from entrypoints.samples.stream import documents
from tests.flows.floors import Floor, make_floor


@pytest.fixture
def floor(sqlite_database: str, tmp_path: Path) -> Floor:
    """A floor with two customers, on SQLite."""
    return make_floor(sqlite_database, tmp_path / "data")


@pytest.fixture
def worked(floor: Floor, tmp_path: Path) -> Floor:
    """A floor with three alerts of three events each."""
    path = tmp_path / "documents"
    path.write_bytes(b"\n".join(documents(9, fingerprints=3)))
    assert floor.run("ingest", str(path), "--source", "wazuh").returncode == 0
    return floor
