"""Runs as they are planned: of a schedule, or because somebody asks."""

from __future__ import annotations

from datetime import datetime

from socdomain.ids import RunId
from socdomain.jobs.ports import OutboxEntry
from socdomain.jobs.run import Cause, Run, RunStatus, run_id_of
from socdomain.jobs.schedule import Schedule


def plan(schedule: Schedule, due_at: datetime) -> Run:
    """Returns the run of a schedule at a time."""
    return Run(
        id=run_id_of(schedule.id, due_at),
        job=schedule.job,
        arguments=schedule.arguments,
        cause=Cause.SCHEDULE,
        schedule_id=schedule.id,
        due_at=due_at,
        ready_at=due_at,
        status=RunStatus.PLANNED,
    )


def run_of_entry(entry: OutboxEntry, at: datetime) -> Run:
    """Returns the run that a change of state has asked for; the same one however often it is made of it."""
    return Run(
        id=RunId(entry.id),
        job=entry.request.name,
        arguments=entry.request.arguments,
        cause=Cause.CHANGE,
        schedule_id=None,
        due_at=entry.at,
        ready_at=entry.at,
        status=RunStatus.QUEUED,
        queued_at=at,
    )
