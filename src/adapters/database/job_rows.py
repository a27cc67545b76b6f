"""How a run becomes a row, and a row a run."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.database.job_columns import arguments_from_json, attempts_from_json, attempts_to_json, counts_from_json
from socdomain.jobs.run import Cause, Run, RunStatus


def run_row(run: Run) -> dict[str, Any]:
    """Returns the row of a run, without the number of its lines, which is the repository's."""
    return {
        "id": run.id,
        "job": run.job,
        "arguments": dict(run.arguments),
        "cause": run.cause.value,
        "schedule_id": run.schedule_id,
        "by_id": run.by_id,
        "by_name": run.by_name,
        "due_at": run.due_at,
        "ready_at": run.ready_at,
        "status": run.status.value,
        "queued_at": run.queued_at,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "attempts": attempts_to_json(run.attempts),
        "percent": run.percent,
        "phrase": run.phrase,
        "counts": dict(run.counts),
        "note": run.note,
        "version": run.version,
    }


def run_of(row: Row[Any]) -> Run:
    """Returns the run of a row; when its first attempt began is said by the attempts themselves."""
    return Run(
        id=row.id,
        job=row.job,
        arguments=arguments_from_json(row.arguments),
        cause=Cause(row.cause),
        schedule_id=row.schedule_id,
        by_id=row.by_id,
        by_name=row.by_name,
        due_at=row.due_at,
        ready_at=row.ready_at,
        status=RunStatus(row.status),
        queued_at=row.queued_at,
        ended_at=row.ended_at,
        attempts=attempts_from_json(row.attempts),
        percent=row.percent,
        phrase=row.phrase,
        counts=counts_from_json(row.counts),
        note=row.note,
        version=row.version,
    )
