"""Runs and schedules in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import frozen

from entrypoints.console import times
from entrypoints.console.catalog import TEXT, filled
from entrypoints.console.jobs.places import schedule_address
from entrypoints.console.jobs.strip import Strip, strip_of
from socdomain.jobs.catalog import CATALOG, why_not
from socdomain.jobs.queries import RunDetail
from socdomain.jobs.run import Run, RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Cron, Timing

_TROUBLE: Final = 2
LATE: Final = timedelta(minutes=2)
"""A run is made within seconds of when it is due; that much later nobody is making any."""

_KINDS: Final = {RunStatus.FINISHED: "good", RunStatus.FAILED: "bad", RunStatus.LOST: "bad"}
_FAILED: Final = (RunStatus.FAILED, RunStatus.LOST)


@frozen
class Told:
    """How something stands: ``kind`` is ``good``, ``warn``, ``bad`` or empty, ``word`` the same in words."""

    kind: str
    word: str


@frozen
class ScheduleRow:
    """A schedule in the list, and above its page.

    Attributes:
        name: By which people know it.
        job: Name of its job.
        summary: What the job does; empty where it is gone from the catalog.
        timing: When it is due, in words.
        state: How it stands.
        error: What was wrong last; empty where the last run was well.
        rank: Smaller ones want somebody more.
        is_paused: Whether it is never due.
        last_at: When its last run began, or was due.
        next_at: When it is due next; None while it is paused.
        strip: Its last runs.
    """

    name: str
    job: str
    summary: str
    timing: str
    state: Told
    error: str
    rank: int
    is_paused: bool
    last_at: datetime | None
    next_at: datetime | None
    strip: Strip

    @property
    def address(self) -> str:
        """Where it is."""
        return schedule_address(self.name)

    @property
    def is_in_trouble(self) -> bool:
        """Whether somebody has to look at it."""
        return self.rank < _TROUBLE


@frozen
class RunRow:
    """A run in a list.

    Attributes:
        id: Its identifier.
        job: Name of its job.
        summary: What the job does; empty where it is gone from the catalog.
        schedule: Name of its schedule; None where it has none, or it is gone.
        status: How far it is.
        cause: Why there is one, in words.
        due_at: When it was due.
        took: How long it took; None where it did not end, or was never tried.
        attempts: How often it was tried.
        error: What was wrong.
    """

    id: UUID
    job: str
    summary: str
    schedule: str | None
    status: Told
    cause: str
    due_at: datetime
    took: timedelta | None
    attempts: int
    error: str


def schedule_row(schedule: Schedule, runs: Sequence[Run], now: datetime, *, pitch: int, has_stops: bool) -> ScheduleRow:
    """Returns a schedule with its last runs as it is shown.

    Args:
        schedule: It.
        runs: The last runs, the latest first.
        now: The present time.
        pitch: See ``strip_of``.
        has_stops: See ``strip_of``.
    """
    state, rank = _state(schedule, runs, now)
    return ScheduleRow(
        name=schedule.name,
        job=schedule.job,
        summary=summary_of(schedule.job),
        timing=timing_words(schedule.timing),
        state=state,
        error=why_not(schedule.job, schedule.arguments) or (_error(runs, schedule) if state.kind == "bad" else ""),
        rank=rank,
        is_paused=schedule.is_paused,
        last_at=(runs[0].started_at or runs[0].due_at) if runs else None,
        next_at=schedule.next_due_at,
        strip=strip_of(runs, pitch=pitch, has_stops=has_stops),
    )


def run_row(detail: RunDetail) -> RunRow:
    """Returns a run as lists show it."""
    run = detail.run
    return RunRow(
        id=run.id,
        job=run.job,
        summary=summary_of(run.job),
        schedule=detail.schedule,
        status=status_of(run),
        cause=cause_of(run),
        due_at=run.due_at,
        took=took(run),
        attempts=run.attempt,
        error=run.error,
    )


def summary_of(job: str) -> str:
    """Returns what a job does, a sentence; empty where it is gone from the catalog."""
    kind = CATALOG.get(job)
    return kind.summary if kind else ""


def status_of(run: Run) -> Told:
    """Returns how far a run is; one that waits to be tried again is said to."""
    word = TEXT.jobs.statuses[run.status.value]
    if run.status is RunStatus.PLANNED and run.attempts:
        return Told("warn", TEXT.jobs.again)
    return Told(_KINDS.get(run.status, ""), word)


def cause_of(run: Run) -> str:
    """Returns why there is a run, with who asked for it."""
    word = TEXT.jobs.causes[run.cause.value]
    return filled(TEXT.jobs.cause_by, cause=word, name=run.by_name) if run.by_name else word


def took(run: Run) -> timedelta | None:
    """Returns how long a run took, from its first start to its end."""
    return run.ended_at - run.started_at if run.ended_at and run.started_at else None


def timing_words(timing: Timing) -> str:
    """Returns when something is due, in words."""
    if isinstance(timing, Cron):
        return filled(TEXT.jobs.by_cron, cron=timing.expression, zone=timing.zone)
    return filled(TEXT.jobs.every, length=times.span(timedelta(minutes=timing.minutes)))


def _state(schedule: Schedule, runs: Sequence[Run], now: datetime) -> tuple[Told, int]:
    ended = next((run for run in runs if run.status.is_end and run.status is not RunStatus.SKIPPED), None)
    if why_not(schedule.job, schedule.arguments):
        return Told("bad", TEXT.jobs.cannot), 0
    if ended is not None and ended.status in _FAILED:
        return Told(
            "bad", TEXT.jobs.paused_failed if schedule.is_paused else TEXT.jobs.failed
        ), 4 if schedule.is_paused else 0
    if schedule.is_paused:
        return Told("", TEXT.jobs.paused), 5
    if schedule.next_due_at is not None and schedule.next_due_at < now - LATE:
        return Told("warn", TEXT.jobs.late), 1
    if any(run.status is RunStatus.STARTED for run in runs):
        return Told("", TEXT.jobs.running), 2
    return (Told("", TEXT.jobs.never_ran), 3) if ended is None else (Told("good", TEXT.jobs.in_order), 3)


def _error(runs: Sequence[Run], schedule: Schedule) -> str:
    return next((run.error for run in runs if run.status in _FAILED and run.error), schedule.last_error)
