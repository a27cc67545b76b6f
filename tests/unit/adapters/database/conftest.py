"""Databases for tests of what SQL alone has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.clock import SystemClock
from adapters.database import SqlWorks, sql_works
from adapters.ids import Uuid7Ids


@pytest.fixture
def works(database: str) -> Iterator[SqlWorks]:
    """Makes units of work over an empty database of each kind."""
    works = sql_works(database, ids=Uuid7Ids(), clock=SystemClock())
    yield works
    works.close()


@pytest.fixture
def owner_works(database: str, request: pytest.FixtureRequest) -> Iterator[SqlWorks]:
    """The same as the role that owns the tables, and may change what they are."""
    is_embedded = database.startswith("sqlite")
    url = database if is_embedded else request.getfixturevalue("postgres_owner_database")
    works = sql_works(url, ids=Uuid7Ids(), clock=SystemClock())
    yield works
    works.close()


@pytest.fixture
def postgres_works(postgres_database: str) -> Iterator[SqlWorks]:
    """Makes units of work over an empty PostgreSQL database."""
    works = sql_works(postgres_database, ids=Uuid7Ids(), clock=SystemClock())
    yield works
    works.close()


@pytest.fixture
def sqlite_works(sqlite_database: str) -> Iterator[SqlWorks]:
    """Makes units of work over an empty SQLite database."""
    works = sql_works(sqlite_database, ids=Uuid7Ids(), clock=SystemClock())
    yield works
    works.close()
