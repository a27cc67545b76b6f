"""How schedules and runs are shown."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from entrypoints.api.answers import Time
from entrypoints.api.paging import NextCursor
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.queries import RunDetail
from socdomain.jobs.run import Attempt, RunLine
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Cron, Every


class ScheduleOut(Struct):
    """A schedule."""

    job_id: Annotated[str, Meta(description="Its name; that of the job for the one that comes with it.")]
    job: Annotated[str, Meta(description="Which job.")]
    summary: Annotated[str, Meta(description="What the job does.")]
    interval: Annotated[int | None, Meta(description="Minutes from one time to the next; null where cron says when.")]
    cron: Annotated[str | None, Meta(description="Minute, hour, day of the month, month, day of the week.")]
    zone: Annotated[str | None, Meta(description="Time zone of `cron`, such as `Europe/Berlin`.")]
    enabled: Annotated[bool, Meta(description="Whether it is due at all; a run can be asked for also where it is not.")]
    arguments: Annotated[dict[str, Any], Meta(description="What the job is told.")]
    is_builtin: Annotated[bool, Meta(description="Whether it came with its job; then it can be paused, not deleted.")]
    next_run_at: Annotated[Time | None, Meta(description="When it is due next; null while it is paused.")]
    last_success_at: Time | None
    last_error_at: Time | None
    last_error: Annotated[str | None, Meta(description="What was wrong then.")]
    timeout_s: Annotated[int, Meta(description="Seconds that an attempt may take.")]
    retries: Annotated[int, Meta(description="How often it is tried again that failed or was lost.")]
    may_overlap: Annotated[bool, Meta(description="Whether two may run at the same time.")]
    missed: Annotated[
        str, Meta(description="`one` run stands for all times that were missed, or `each` is made up for.")
    ]
    version: Annotated[int, Meta(description="Counts what people changed about it, from 1.")]


class ScheduleList(Struct):
    """All schedules, by name."""

    items: list[ScheduleOut]


class NextRunOut(Struct):
    """When a schedule is due next."""

    job_id: str
    next_run_at: Annotated[Time | None, Meta(description="Null while it is paused.")]


class AttemptOut(Struct):
    """One try at a run."""

    worker: Annotated[str, Meta(description="Who tries.")]
    started_at: Time
    ended_at: Time | None
    outcome: Annotated[
        str | None,
        Meta(description="`finished`, `failed`, `lost`, or `queued` where the worker had to stop and gave it back."),
    ]
    error: str


class RunOut(Struct):
    """A run."""

    id: UUID
    job: str
    job_id: Annotated[str | None, Meta(description="Name of its schedule; null where it has none, or it is gone.")]
    arguments: dict[str, Any]
    status: Annotated[
        str, Meta(description="`planned`, `queued`, `started`, `finished`, `failed`, `lost` or `skipped`.")
    ]
    cause: Annotated[str, Meta(description="`schedule`, `request`, or `change`: one of state made it necessary.")]
    asked_by: Annotated[str | None, Meta(description="Who asked for it; null where nobody did.")]
    due_at: Time
    queued_at: Time | None
    started_at: Time | None
    ended_at: Time | None
    duration_s: Annotated[float | None, Meta(description="Seconds from the first start to the end.")]
    attempt: Annotated[int, Meta(description="Which try it is, from 1; 0 before the first.")]
    attempts: list[AttemptOut]
    percent: Annotated[int, Meta(description="How far it is, 0 to 100.")]
    phrase: Annotated[str, Meta(description="What it is doing.")]
    counts: Annotated[dict[str, int], Meta(description="What it has done, by name.")]
    error: Annotated[str | None, Meta(description="What was wrong with the last try, or why there was none.")]
    note: Annotated[str, Meta(description="What else there is to say, such as that its schedule is paused.")]


class RunPage(Struct):
    """A page of runs, the latest due first."""

    items: list[RunOut]
    next_cursor: NextCursor


class LineOut(Struct):
    """A line of a run's log."""

    number: Annotated[int, Meta(description="Its place, from 1.")]
    at: Time
    text: str


class RunDetailOut(Struct):
    """A run, and the last lines of its log."""

    run: RunOut
    lines: list[LineOut]


def schedule_out(schedule: Schedule) -> ScheduleOut:
    """Returns a schedule as it is shown; the job of an old one may be gone from the catalog."""
    kind, timing = CATALOG.get(schedule.job), schedule.timing
    return ScheduleOut(
        job_id=schedule.name,
        job=schedule.job,
        summary=kind.summary if kind else "",
        interval=timing.minutes if isinstance(timing, Every) else None,
        cron=timing.expression if isinstance(timing, Cron) else None,
        zone=timing.zone if isinstance(timing, Cron) else None,
        enabled=not schedule.is_paused,
        arguments=dict(schedule.arguments),
        is_builtin=schedule.is_builtin,
        next_run_at=schedule.next_due_at,
        last_success_at=schedule.last_success_at,
        last_error_at=schedule.last_error_at,
        last_error=schedule.last_error or None,
        timeout_s=int(kind.timeout.total_seconds()) if kind else 0,
        retries=kind.retries.most if kind else 0,
        may_overlap=kind.may_overlap if kind else False,
        missed=kind.missed.value if kind else "",
        version=schedule.version,
    )


def run_out(detail: RunDetail) -> RunOut:
    """Returns a run as it is shown."""
    run = detail.run
    started, ended = run.started_at, run.ended_at
    return RunOut(
        id=run.id,
        job=run.job,
        job_id=detail.schedule,
        arguments=dict(run.arguments),
        status=run.status.value,
        cause=run.cause.value,
        asked_by=run.by_name or None,
        due_at=run.due_at,
        queued_at=run.queued_at,
        started_at=started,
        ended_at=ended,
        duration_s=(ended - started).total_seconds() if started and ended else None,
        attempt=run.attempt,
        attempts=list(map(_attempt_out, run.attempts)),
        percent=run.percent,
        phrase=run.phrase,
        counts=dict(run.counts),
        error=run.error or None,
        note=run.note,
    )


def line_out(line: RunLine) -> LineOut:
    """Returns a line of a log as it is shown."""
    return LineOut(line.number, line.at, line.text)


def detail_out(detail: RunDetail) -> RunDetailOut:
    """Returns a run with its log as it is shown."""
    return RunDetailOut(run_out(detail), list(map(line_out, detail.lines)))


def _attempt_out(attempt: Attempt) -> AttemptOut:
    outcome = None if attempt.outcome is None else attempt.outcome.value
    return AttemptOut(attempt.worker, attempt.started_at, attempt.ended_at, outcome, attempt.error)
