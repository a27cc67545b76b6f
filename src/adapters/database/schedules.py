"""Schedules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from adapters.database.job_columns import arguments_from_json
from adapters.database.job_tables import schedules
from adapters.database.json_columns import StoredValueError
from adapters.database.unstorable import cannot_be_stored
from socdomain.errors import NotFoundError, StaleVersionError
from socdomain.ids import ScheduleId
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Cron, Every, Timing

# What its runs have left there.
_OF_RUNS = ("last_success_at", "last_error_at", "last_error")


class SqlScheduleRepository:
    """The schedules, as ``ScheduleRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_name(self, name: str) -> Schedule | None:
        """Returns a schedule; None where there is none of that name."""
        return None if cannot_be_stored(name) else self._one(schedules.c.name == name)

    def get(self, schedule_id: ScheduleId) -> Schedule | None:
        """Returns a schedule; None where there is none of that identifier."""
        return self._one(schedules.c.id == schedule_id)

    def all(self) -> tuple[Schedule, ...]:
        """Returns every schedule, by name."""
        # A database may compare names as its language does.
        rows = self._connection.execute(select(schedules)).all()
        return tuple(map(_schedule, sorted(rows, key=lambda row: row.name)))

    def due(self, until: datetime) -> tuple[Schedule, ...]:
        """Returns the schedules that are due by a time, the earliest first, but for those that somebody changes now."""
        due = select(schedules).where(schedules.c.next_due_at <= until)
        first = due.order_by(schedules.c.next_due_at, schedules.c.id).with_for_update(skip_locked=True)
        return tuple(map(_schedule, self._connection.execute(first)))

    def add(self, schedule: Schedule) -> None:
        """Adds a schedule."""
        self._connection.execute(insert(schedules).values(_row(schedule)))

    def save(self, schedule: Schedule, *, expected_version: int) -> None:
        """Replaces a schedule, but for what its runs have left there."""
        is_this = (schedules.c.id == schedule.id) & (schedules.c.version == expected_version)
        values = {name: value for name, value in _row(schedule).items() if name not in _OF_RUNS}
        if self._connection.execute(update(schedules).where(is_this).values(values)).rowcount:
            return
        present = self.get(schedule.id)
        if present is None:
            raise NotFoundError("schedule", schedule.name)
        raise StaleVersionError("schedule", present)

    def advance(self, schedule_id: ScheduleId, next_due_at: datetime) -> None:
        """Writes when a schedule is due next."""
        self._write(schedule_id, next_due_at=next_due_at)

    def note_success(self, schedule_id: ScheduleId, at: datetime) -> None:
        """Writes that a run of a schedule finished."""
        self._write(schedule_id, last_success_at=at)

    def note_failure(self, schedule_id: ScheduleId, at: datetime, error: str) -> None:
        """Writes that a run of a schedule failed or was lost."""
        self._write(schedule_id, last_error_at=at, last_error=error)

    def remove(self, schedule_id: ScheduleId) -> None:
        """Removes a schedule; its runs stay."""
        self._connection.execute(delete(schedules).where(schedules.c.id == schedule_id))

    def _one(self, is_this: ColumnElement[bool]) -> Schedule | None:
        row = self._connection.execute(select(schedules).where(is_this)).one_or_none()
        return None if row is None else _schedule(row)

    def _write(self, schedule_id: ScheduleId, **values: Any) -> None:
        self._connection.execute(update(schedules).where(schedules.c.id == schedule_id).values(values))


def _row(schedule: Schedule) -> dict[str, Any]:
    timing = schedule.timing
    return {
        "id": schedule.id,
        "name": schedule.name,
        "job": schedule.job,
        "interval_minutes": timing.minutes if isinstance(timing, Every) else None,
        "cron": timing.expression if isinstance(timing, Cron) else None,
        "zone": timing.zone if isinstance(timing, Cron) else None,
        "counted_from": schedule.counted_from,
        "next_due_at": schedule.next_due_at,
        "created_at": schedule.created_at,
        "arguments": dict(schedule.arguments),
        "is_builtin": schedule.is_builtin,
        "last_success_at": schedule.last_success_at,
        "last_error_at": schedule.last_error_at,
        "last_error": schedule.last_error,
        "version": schedule.version,
    }


def _schedule(row: Row[Any]) -> Schedule:
    return Schedule(
        id=row.id,
        name=row.name,
        job=row.job,
        timing=_timing(row),
        counted_from=row.counted_from,
        next_due_at=row.next_due_at,
        created_at=row.created_at,
        arguments=arguments_from_json(row.arguments),
        is_builtin=row.is_builtin,
        last_success_at=row.last_success_at,
        last_error_at=row.last_error_at,
        last_error=row.last_error,
        version=row.version,
    )


def _timing(row: Row[Any]) -> Timing:
    match row.interval_minutes, row.cron, row.zone:
        case int(minutes), None, None:
            return Every(minutes)
        case None, str(expression), str(zone):
            return Cron(expression, zone)
    raise StoredValueError("a stored timing is something else")
