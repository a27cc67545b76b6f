"""Where whole flows begin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.database.postgres_reach import EVERYONE_SUFFIX
from tests.flows.bare import Bare
from tests.flows.floors import Floor
from tests.servers import PostgresServer


@pytest.fixture
def bare(postgres_server: PostgresServer, database_names: Iterator[str], tmp_path: Path) -> Iterator[Bare]:
    name = next(database_names)
    yield Bare(postgres_server, name, Floor(postgres_server.dsn_as(name, name), tmp_path / "data"))
    postgres_server.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    for role in (name, f"{name}_owner", f"{name}{EVERYONE_SUFFIX}"):
        postgres_server.execute("DROP ROLE IF EXISTS {}", role)
