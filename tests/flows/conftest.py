"""Where whole flows begin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.database.postgres_reach import EVERYONE_SUFFIX
from tests.flows.bare import Bare
from tests.flows.floors import Floor, make_floor
from tests.flows.jobs_floor import JobsFloor, jobs_floor_on
from tests.flows.jobs_program import REAL
from tests.servers import PostgresServer


@pytest.fixture
def bare(postgres_server: PostgresServer, database_names: Iterator[str], tmp_path: Path) -> Iterator[Bare]:
    name = next(database_names)
    yield Bare(postgres_server, name, Floor(postgres_server.dsn_as(name, name), tmp_path / "data"))
    postgres_server.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    for role in (name, f"{name}_owner", f"{name}{EVERYONE_SUFFIX}"):
        postgres_server.execute("DROP ROLE IF EXISTS {}", role)


@pytest.fixture
def jobs(sqlite_database: str, tmp_path: Path) -> Iterator[JobsFloor]:
    """A floor for jobs, on SQLite; what the product waits for is over within seconds."""
    with jobs_floor_on(make_floor(sqlite_database, tmp_path / "data"), tmp_path / "jobs") as floor:
        yield floor


@pytest.fixture
def server_jobs(postgres_database: str, tmp_path: Path) -> Iterator[JobsFloor]:
    """The same, on PostgreSQL."""
    with jobs_floor_on(make_floor(postgres_database, tmp_path / "data"), tmp_path / "jobs") as floor:
        yield floor


@pytest.fixture
def any_jobs(database: str, tmp_path: Path) -> Iterator[JobsFloor]:
    """The same, on each kind of database."""
    with jobs_floor_on(make_floor(database, tmp_path / "data"), tmp_path / "jobs") as floor:
        yield floor


@pytest.fixture
def real_jobs(sqlite_database: str, tmp_path: Path) -> Iterator[JobsFloor]:
    """The same, on SQLite, with the times of the product."""
    floor = make_floor(sqlite_database, tmp_path / "data")
    with jobs_floor_on(floor, tmp_path / "jobs", pace=REAL) as jobs:
        yield jobs
