"""A database of an earlier version comes to the present tables with all that is in it."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Column, MetaData, Table, Text, insert

from adapters.clock import SystemClock
from adapters.database import make_engine, migrate, sql_works
from adapters.database.intents import INTENT, REACH, WRITES
from adapters.database.metadata import Id, Json, UtcTime
from adapters.database.schema import _config
from adapters.ids import Uuid7Ids
from socdomain.job_request import JobRequest
from socdomain.jobs.ports import OutboxEntry
from tests.builders import EVERYONE, IDS, NOW, hours
from tests.contracts.backends import committed

OUTBOX_OF_0001 = Table(
    "outbox", MetaData(), Column("id", Id), Column("at", UtcTime), Column("name", Text), Column("arguments", Json)
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("empty_postgres_database")
    return url


def make_0001(url: str, *asked_for: tuple[UUID, datetime, str, dict[str, str]]) -> None:
    """Makes a database as version 0001 had it, with what stood in its outbox."""
    engine = make_engine(url, pool_size=1).execution_options(**{INTENT: WRITES, REACH: EVERYONE})
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        config.attributes["on_version_apply"] = lambda **_: None
        command.upgrade(config, "0001")
        names = [column.name for column in OUTBOX_OF_0001.columns]
        connection.execute(insert(OUTBOX_OF_0001), [dict(zip(names, row, strict=True)) for row in asked_for])
    engine.dispose()


def test_what_was_asked_for_before_there_were_jobs_waits_to_become_a_run(empty_database: str) -> None:
    rows = [(IDS.new(), NOW + hours(number), "case_opened", {"case_id": f"c-{number}"}) for number in range(3)]
    make_0001(empty_database, *rows)

    assert migrate(empty_database) == ("0002", "0003", "0004", "0005", "0006", "0007", "0008")

    with closing(sql_works(empty_database, ids=Uuid7Ids(), clock=SystemClock())) as works:
        with committed(works) as work:
            waiting = work.outbox.waiting(10)
            work.outbox.sent([waiting[0].id], NOW)
        with committed(works) as work:
            assert work.outbox.waiting(10) == waiting[1:]
            assert (work.schedules.all(), work.outbox.prune(NOW + hours(1), limit=10)) == ((), 1)
    assert waiting == tuple(OutboxEntry(key, at, JobRequest(name, arguments)) for key, at, name, arguments in rows)
