"""Schedules: all of them, those first that want somebody, and one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from attrs import frozen
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import Done
from entrypoints.console.catalog import TEXT
from entrypoints.console.jobs.shown import RunRow, ScheduleRow, run_row, schedule_row
from entrypoints.console.jobs.strip import LARGE, MOST_RUNS, SMALL
from entrypoints.console.once_forms import new_once
from entrypoints.console.pages import Rendered
from entrypoints.container import Container
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.kind import JobKind
from socdomain.jobs.queries import RunDetail, get_with_runs, list_with_runs
from socdomain.principal import Principal, Scope

_TOLD: Final[Mapping[str, str]] = {
    "added": TEXT.jobs.added,
    "changed": TEXT.jobs.changed,
    "paused": TEXT.jobs.now_paused,
    "started": TEXT.jobs.now_started,
    "reset": TEXT.jobs.now_reset,
    "removed": TEXT.jobs.removed,
    "asked": TEXT.jobs.run_asked,
}


@frozen
class SchedulesPage:
    """All schedules.

    Attributes:
        rows: Those first that want somebody.
        in_trouble: How many of them do.
        once: A key for each row's button, by name.
        told: What was done before.
    """

    rows: tuple[ScheduleRow, ...]
    in_trouble: int
    once: Mapping[str, str]
    told: str


@frozen
class JobFacts:
    """What is said of a schedule's job.

    Attributes:
        timeout: How long an attempt may take.
        retries: How often it is tried again.
        may_overlap: Whether two may run at a time.
        missed: What becomes of times that passed while nothing ran, in words.
    """

    timeout: timedelta
    retries: int
    may_overlap: bool
    missed: str


@frozen
class SchedulePage:
    """A schedule.

    Attributes:
        row: How it stands.
        job: What is said of its job; None where that is gone from the catalog.
        arguments: What the job is told, by name.
        is_builtin: Whether it came with its job, and so cannot be removed.
        last_success_at: When a run of it finished last.
        last_error_at: When one failed or was lost last.
        last_error: What was wrong then.
        runs: Its last runs, the latest first.
        once: The key of the button that runs it now.
        told: What was done before.
    """

    row: ScheduleRow
    job: JobFacts | None
    arguments: tuple[tuple[str, str], ...]
    is_builtin: bool
    last_success_at: datetime | None
    last_error_at: datetime | None
    last_error: str
    runs: tuple[RunRow, ...]
    once: str
    told: str


def ranked_rows(container: Container, by: Principal) -> list[ScheduleRow]:
    """Returns all schedules, those first that want somebody."""
    now = container.clock.now()
    found = list_with_runs(container.reading(by.reach), MOST_RUNS, by=by)
    rows = [schedule_row(one, runs, now, pitch=SMALL, has_stops=False) for one, runs in found]
    return sorted(rows, key=lambda row: row.rank)


@get("/", **needs(Scope.JOBS_READ), sync_to_thread=True)
def list_all(
    request: Request[Any, Any, Any], by: By, container: UseCases, pages: Rendered, done: Done = None
) -> Response[bytes]:
    """Shows all schedules."""
    rows = ranked_rows(container, by)
    in_trouble = sum(row.is_in_trouble for row in rows)
    once = {row.name: new_once() for row in rows}
    page = SchedulesPage(tuple(rows), in_trouble, once, _TOLD.get(done or "", ""))
    return pages.answer(request, "jobs/schedules.html", page)


@get("/schedules/{job_id:str}", **needs(Scope.JOBS_READ), sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    job_id: FromPath[str],
    by: By,
    container: UseCases,
    pages: Rendered,
    done: Done = None,
) -> Response[bytes]:
    """Shows a schedule."""
    schedule, runs = get_with_runs(container.reading(by.reach), job_id, MOST_RUNS, by=by)
    page = SchedulePage(
        row=schedule_row(schedule, runs, container.clock.now(), pitch=LARGE, has_stops=True),
        job=_facts(CATALOG.get(schedule.job)),
        arguments=tuple((name, str(value)) for name, value in schedule.arguments.items()),
        is_builtin=schedule.is_builtin,
        last_success_at=schedule.last_success_at,
        last_error_at=schedule.last_error_at,
        last_error=schedule.last_error,
        runs=tuple(run_row(RunDetail(run, schedule.name, ())) for run in runs),
        once=new_once(),
        told=_TOLD.get(done or "", ""),
    )
    return pages.answer(request, "jobs/schedule.html", page)


def _facts(kind: JobKind | None) -> JobFacts | None:
    if kind is None:
        return None
    return JobFacts(kind.timeout, kind.retries.most, kind.may_overlap, TEXT.jobs.missed[kind.missed.value])


HANDLERS: list[HTTPRouteHandler] = [list_all, show]
