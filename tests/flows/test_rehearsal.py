"""What a worker rehearses before its first run leaves nothing behind, and is what a run needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from adapters.database.engine import make_engine
from adapters.database.metadata import metadata
from entrypoints.bootstrap import Platform, build, generate_keys
from entrypoints.prepare import prepare
from entrypoints.settings import Settings
from entrypoints.worker.rehearsal import rehearse


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    settings = Settings(data_dir=tmp_path / "data", log_level="warning")
    generate_keys(settings)
    platform = build(settings)
    prepare(platform)
    yield platform
    platform.close()


def counted(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_a_rehearsal_writes_what_a_run_writes_and_leaves_nothing(platform: Platform) -> None:
    engine = make_engine(platform.settings.url, pool_size=1)
    before = counted(engine)
    said: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *others: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        rehearse(platform)
    finally:
        event.remove(Engine, "before_cursor_execute", hear)

    written = ("INSERT INTO job_leases", "UPDATE job_runs", "INSERT INTO job_run_lines", "UPDATE job_leases")
    assert [one for one in written if not any(one in statement for statement in said)] == []
    assert counted(engine) == before
    engine.dispose()


def test_where_the_database_is_away_a_worker_starts_without_a_rehearsal(tmp_path: Path) -> None:
    platform = build(Settings(data_dir=tmp_path / "nothing", log_level="warning"))
    rehearse(platform)
    platform.close()
