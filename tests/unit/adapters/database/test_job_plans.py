"""Which indexes serve jobs: what is looked for each second, and what is listed, never takes longer for what is over."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from adapters.database import SqlUnitOfWork, SqlWorks, make_engine
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.run import RunStatus
from socdomain.pages import PageRequest, Position
from tests.builders import EVERYONE, IDS, NOW, a_schedule, hours
from tests.unit.adapters.database.plans import postgres_plan, sqlite_plan, statements

HOURLY = a_schedule("hourly")
ENDED = frozenset({RunStatus.FAILED, RunStatus.LOST})
OF_SCHEDULE, OF_JOB = RunFilter(HOURLY.id), RunFilter(job="prune_outbox")
AFTER = Position(NOW - hours(5), IDS.new())

Ask = Callable[[SqlUnitOfWork], Any]


def page(wanted: RunFilter, after: Position | None = None) -> Ask:
    return lambda work: work.runs.page(wanted, PageRequest(3, after))


ASKED: dict[str, tuple[Ask, str]] = {
    "all runs": (page(RunFilter()), "ix_job_runs_due_at_id"),
    "all runs, later": (page(RunFilter(), AFTER), "ix_job_runs_due_at_id"),
    "of a schedule": (page(OF_SCHEDULE), "uq_job_runs_schedule_id_due_at"),
    "of a schedule, later": (page(OF_SCHEDULE, AFTER), "uq_job_runs_schedule_id_due_at"),
    "of a job": (page(OF_JOB), "ix_job_runs_job_due_at_id"),
    "of a job, later": (page(OF_JOB, AFTER), "ix_job_runs_job_due_at_id"),
    "of a status": (page(RunFilter(status=ENDED)), "ix_job_runs_status_due_at_id"),
    "of a status, later": (page(RunFilter(status=ENDED), AFTER), "ix_job_runs_status_due_at_id"),
    "of a schedule and status": (page(RunFilter(HOURLY.id, status=ENDED)), "ix_job_runs_schedule_id_status_due_at"),
    "of a job and status": (page(RunFilter(None, "prune_outbox", ENDED)), "ix_job_runs_(job_)?status_due_at_id"),
    "ready": (
        lambda work: work.runs.with_status(RunStatus.QUEUED, until=NOW, limit=10),
        "ix_job_runs_status_ready_at_id",
    ),
    "planned": (
        lambda work: work.runs.drop_planned(HOURLY.id),
        "ix_job_runs_schedule_id_status_due_at|ix_job_runs_status_ready_at_id",
    ),
    "ended long ago": (lambda work: work.runs.prune(NOW - hours(9_000), limit=10), "ix_job_runs_ended"),
    "lines": (lambda work: work.runs.lines(HOURLY.id, after=3), "pk_job_run_lines"),  # type: ignore[arg-type]  # any identifier
    "due": (lambda work: work.schedules.due(NOW - hours(9_000)), "ix_schedules_next_due_at"),
    "of a name": (lambda work: work.schedules.by_name("hourly"), "uq_schedules_name"),
    "holders": (lambda work: work.leases.holders(["job:a", "job:b"]), "pk_job_leases"),
    "waiting": (lambda work: work.outbox.waiting(10), "ix_outbox_waiting"),
    "sent long ago": (lambda work: work.outbox.prune(NOW - hours(9_000), limit=10), "ix_outbox_sent"),
}

# What reads an index from one of its ends on, where all are wanted; and what puts a few pages in one order.
_UP_TO_A_LIMIT = ("all runs", "waiting")
_MERGED = ("of a status", "of a status, later", "of a schedule and status", "of a job and status")

# What SQLite names after the columns of a key.
_SQLITE_NAMES = {
    "uq_job_runs_schedule_id_due_at": r"sqlite_autoindex_job_runs_\d|ix_job_runs_schedule_id_status_due_at",
    "pk_job_run_lines": r"sqlite_autoindex_job_run_lines_\d",
    "pk_job_leases": r"sqlite_autoindex_job_leases_\d",
    "uq_schedules_name": r"sqlite_autoindex_schedules_\d",
}


@pytest.mark.parametrize("asked", ASKED)
def test_sqlite_looks_in_an_index(sqlite_works: SqlWorks, asked: str) -> None:
    """Also where there are no statistics: there are none in a database that has just been made."""
    ask, index = ASKED[asked]
    with statements(sqlite_works) as run, sqlite_works(EVERYONE) as work:
        ask(work)
    steps = sqlite_plan(sqlite_works, run)

    assert any(re.search(_SQLITE_NAMES.get(index, index), step) for step in steps), steps
    scans = [step for step in steps if re.match("SCAN (job|schedules|outbox)", step)]
    assert [step for step in scans if asked not in _UP_TO_A_LIMIT or index not in step] == []
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps or asked in _MERGED, steps


def test_postgresql_looks_in_an_index(postgres_works: SqlWorks, postgres_owner_database: str) -> None:
    _fill(postgres_owner_database)
    plans = {}
    for asked, (ask, _) in ASKED.items():
        with statements(postgres_works) as run, postgres_works(EVERYONE) as work:
            ask(work)
        plans[asked] = postgres_plan(postgres_works, run)

    wrong = {asked: plan for asked, plan in plans.items() if not re.search(ASKED[asked][1], plan) or "Seq Scan" in plan}
    assert wrong == {}


def _fill(url: str) -> None:
    """Adds many runs that are over and a few that are not, as there are after a while, and lets the planner know."""
    engine = make_engine(url, pool_size=1)
    with engine.begin() as connection:
        for statement in _MANY:
            connection.execute(text(statement), {"start": NOW - hours(8_000), "hourly": HOURLY.id})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE job_runs, job_run_lines, job_leases, schedules, outbox"))
    engine.dispose()


# A minute apart from each other; the last nine runs are not over.
_MANY = (
    """
    INSERT INTO job_runs
    SELECT gen_random_uuid(), CASE n % 2 WHEN 0 THEN 'prune_outbox' ELSE 'prune_audit' END, '{}', 'schedule',
        CASE n % 5 WHEN 0 THEN CAST(:hourly AS uuid) ELSE gen_random_uuid() END, NULL, '', at, at,
        CASE WHEN n > 19991 THEN 'queued' WHEN n % 9 = 0 THEN 'failed' ELSE 'finished' END,
        at, at, CASE WHEN n <= 19991 THEN at END, '[]', 100, '', '{}', '', 1, 1
    FROM (
        SELECT n, CAST(:start AS timestamptz) + n * interval '1 minute' FROM generate_series(1, 20000) AS n
    ) AS numbers (n, at)
    """,
    "INSERT INTO job_run_lines SELECT id, n, due_at, 'x' FROM job_runs, generate_series(1, 2) AS n",
    """
    INSERT INTO outbox SELECT gen_random_uuid(), CAST(:start AS timestamptz), 'a', '{}',
        CASE WHEN n > 9 THEN CAST(:start AS timestamptz) + n * interval '1 minute' END
    FROM generate_series(1, 5000) AS n
    """,
    "INSERT INTO job_leases SELECT 'job:' || n, 'w', 1, now() FROM generate_series(1, 5000) AS n",
    """
    INSERT INTO schedules SELECT gen_random_uuid(), 's' || n, 'prune_outbox', 60, NULL, NULL, now(),
        now() + n * interval '1 minute', now(), '{}', false, NULL, NULL, '', 1
    FROM generate_series(1, 5000) AS n
    """,
)
