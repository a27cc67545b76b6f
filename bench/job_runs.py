"""The list of a million runs through HTTP, against the same list of a platform that has none."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any, Final
from uuid import UUID

import httpx
import psycopg
from psycopg import sql
from sqlalchemy import Engine

from adapters.database.engine import make_engine
from adapters.database.job_rows import run_row
from adapters.database.job_tables import job_runs
from adapters.database.metadata import Id, Json, UtcTime, to_json, to_microseconds
from bench.alert_load import loading_without_indexes
from bench.platforms import DATABASES, RunningApi, as_administrator, empty_database, running_api
from bench.report import heading, line, verdict
from entrypoints.bootstrap import build
from entrypoints.settings import Settings
from socdomain.jobs.run import Attempt, Cause, Run, RunStatus, run_id_of
from socdomain.jobs.schedule import Schedule
from socdomain.principal import Reach

RUNS: Final = 1_000_000
PAGE: Final = 50
REPEATS: Final = 15
MOST_TIMES_EMPTY: Final = 5
SPAN: Final = timedelta(days=60)
_LIST: Final = "/api/scheduler/runs"
_NAMES: Final = tuple(column.name for column in job_runs.columns)

_TIMES: Final = ("due_at", "ready_at", "queued_at", "started_at", "ended_at")

Question = dict[str, str | list[str]]

QUESTIONS: Final[dict[str, Question]] = {
    "all": {},
    "of a schedule": {"job_id": "prune_events"},
    "of a job": {"job": "prune_events"},
    "finished": {"status": "finished"},
    "failed, 1 %": {"status": "failed"},
    "lost, 0.1 %": {"status": "lost"},
    "queued, none": {"status": "queued"},
    "failed or lost": {"status": ["failed", "lost"]},
    "failed, of a schedule": {"status": "failed", "job_id": "prune_events"},
    "lost, of a job": {"status": "lost", "job": "prune_events"},
    "of a schedule of another job": {"job_id": "prune_events", "job": "anchor_audit"},
}
"""What is asked for, with the share of the runs that it is."""


def measure(runs: int = RUNS) -> bool:
    """Measures both databases, and tells whether all bars are met."""
    met = [_measure(kind, runs) for kind in DATABASES]
    return all(met)


def _measure(kind: str, runs: int) -> bool:
    heading(f"List of {runs:,} runs through HTTP, {kind}")
    with _platform(kind) as (empty, _), _platform(kind) as (full, stored):
        began = time.perf_counter()
        _load(stored, _schedules(full.settings), runs)
        line(f"loaded in {time.perf_counter() - began:.0f} s")
        with empty.client() as floor, full.client() as client:
            met = [_verdict(floor, client, name, asked) for name, asked in QUESTIONS.items()]
            page_20: Question = {"cursor": _cursor(client, 19)}
            met.append(_verdict(floor, client, "all, page 20", {}, page_20))
    return all(met)


@contextlib.contextmanager
def _platform(kind: str) -> Iterator[tuple[RunningApi, Engine]]:
    """Runs an API without runs: those that come with it are planned already, and are removed."""
    with empty_database(kind) as (folder, url), running_api(folder, url, customers=()) as api:
        engine = make_engine(as_administrator(url), pool_size=3)
        with engine.begin() as connection:
            connection.execute(job_runs.delete())
        yield api, engine
        engine.dispose()


def _verdict(
    floor: httpx.Client, client: httpx.Client, name: str, asked: Question, more: Question | None = None
) -> bool:
    """Asks both in turn: what else the machine does then meets both alike."""
    times = [(_time(floor, asked), _time(client, asked | (more or {}))) for _ in range(REPEATS + 1)][1:]
    floor_ms, value_ms = (median(column) for column in zip(*times, strict=True))
    line(f"{name}: {value_ms:.1f} ms, and {floor_ms:.1f} ms where there are none")
    return verdict(name, value_ms / floor_ms, MOST_TIMES_EMPTY, unit="times", at_most=True)


def _time(client: httpx.Client, asked: Question) -> float:
    """Asks, and returns the milliseconds of the answer."""
    began = time.perf_counter()
    client.get(_LIST, params={"limit": PAGE, **asked}).raise_for_status()
    return (time.perf_counter() - began) * 1_000


def _cursor(client: httpx.Client, pages: int) -> str:
    """Turns so many pages, and returns the cursor of the next."""
    asked: dict[str, str | int] = {"limit": PAGE}
    for _ in range(pages):
        asked["cursor"] = client.get(_LIST, params=asked).raise_for_status().json()["next_cursor"]
    return str(asked["cursor"])


def _schedules(settings: Settings) -> tuple[Schedule, ...]:
    platform = build(settings)
    with contextlib.closing(platform), platform.works.reading(Reach.everyone()) as work:
        return work.schedules.all()


def _load(engine: Engine, schedules: tuple[Schedule, ...], count: int) -> None:
    """Writes runs of the last sixty days, the indexes after, and gathers statistics."""
    is_sqlite = engine.dialect.name == "sqlite"
    load: Callable[[Any, Iterator[tuple[Any, ...]]], None] = _load_sqlite if is_sqlite else _load_postgres
    with contextlib.closing(engine.raw_connection()) as connection, loading_without_indexes(engine, [job_runs]):
        load(connection.driver_connection, _rows(schedules, count, is_sqlite=is_sqlite))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if is_sqlite else "VACUUM ANALYZE job_runs")
    if is_sqlite:
        # Else what was loaded would be read out of a journal that is as large as the database.
        with contextlib.closing(engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _load_sqlite(driver: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(_NAMES))
    driver.execute("BEGIN IMMEDIATE")
    driver.executemany(f"INSERT INTO job_runs ({', '.join(_NAMES)}) VALUES ({marks})", rows)  # noqa: S608 - own names
    driver.execute("COMMIT")


def _load_postgres(driver: psycopg.Connection[Any], rows: Iterator[tuple[Any, ...]]) -> None:
    driver.execute("SET LOCAL statement_timeout = 0")
    names = sql.SQL(", ").join(map(sql.Identifier, _NAMES))
    with driver.cursor().copy(sql.SQL("COPY job_runs ({}) FROM STDIN").format(names)) as copy:
        for row in rows:
            copy.write_row(row)
    driver.commit()


def _rows(schedules: tuple[Schedule, ...], count: int, *, is_sqlite: bool) -> Iterator[tuple[Any, ...]]:
    """Makes rows that differ in what the list is ordered and narrowed by; a run made for each takes a minute longer."""
    chance, begin, step = random.Random(1), datetime.now(UTC) - SPAN, SPAN / count
    present = {
        (schedule.id, status): _values(_run(schedule, status, begin), is_sqlite=is_sqlite)
        for schedule in schedules
        for status in (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.LOST)
    }
    for number in range(count):
        status = (
            RunStatus.LOST if number % 1_000 == 7 else RunStatus.FAILED if number % 100 == 3 else RunStatus.FINISHED
        )
        number_of_its_own, at = UUID(int=chance.getrandbits(128)), begin + number * step
        own: dict[str, Any] = {"id": number_of_its_own.bytes if is_sqlite else number_of_its_own}
        own |= dict.fromkeys(_TIMES, to_microseconds(at) if is_sqlite else at)
        yield tuple((present[schedules[number % len(schedules)].id, status] | own).values())


def _run(schedule: Schedule, status: RunStatus, due_at: datetime) -> Run:
    attempt = Attempt("worker:1", due_at, due_at, status, "" if status is RunStatus.FINISHED else "bad")
    return Run(
        id=run_id_of(schedule.id, due_at),
        job=schedule.job,
        cause=Cause.SCHEDULE,
        schedule_id=schedule.id,
        due_at=due_at,
        ready_at=due_at,
        status=status,
        queued_at=due_at,
        ended_at=due_at,
        attempts=(attempt,),
        counts={"events": 1_000},
    )


def _values(run: Run, *, is_sqlite: bool) -> dict[str, Any]:
    """Returns a row by its columns, in their order."""
    values = run_row(run) | {"line_count": 0}
    return {name: _value(name, values[name], is_sqlite=is_sqlite) for name in _NAMES}


def _value(name: str, value: Any, *, is_sqlite: bool) -> Any:
    """Returns what the driver takes, or COPY."""
    kind = job_runs.c[name].type
    if isinstance(kind, Json):
        return to_json(value)
    if value is None or not is_sqlite:
        return value
    if isinstance(kind, Id):
        return value.bytes
    return to_microseconds(value) if isinstance(kind, UtcTime) else value
