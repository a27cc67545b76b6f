"""Audit logs to try things on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.clock import SystemClock
from adapters.database import SqlWorks, sql_works
from adapters.ids import Uuid7Ids
from socdomain.memory import MemoryPlatform
from tests.unit.audit.log import Log


@pytest.fixture
def log() -> Log:
    """An empty log in memory."""
    works = MemoryPlatform().works()
    return Log(works, works.reading)


@pytest.fixture
def works(database: str, request: pytest.FixtureRequest) -> Iterator[SqlWorks]:
    """Makes units of work over an empty database of each kind, as whoever may do anything to its tables."""
    is_embedded = database.startswith("sqlite")
    url = database if is_embedded else request.getfixturevalue("postgres_owner_database")
    works = sql_works(url, ids=Uuid7Ids(), clock=SystemClock())
    yield works
    works.close()


@pytest.fixture
def signed(works: SqlWorks) -> Log:
    """A log of ten records in a database, signed at 4 and at 8."""
    log = Log(works, works.reading)
    log.record(4)
    log.sign()
    log.record(4)
    log.sign()
    log.record(2)
    return log
