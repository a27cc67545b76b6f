"""Schedules in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import evolve, frozen

from socdomain.errors import ConcurrentChangeError, NotFoundError, StaleVersionError
from socdomain.ids import ScheduleId
from socdomain.jobs.schedule import Schedule
from socdomain.memory.json_copies import schedule_copy
from socdomain.memory.state import State


@frozen
class MemoryScheduleRepository:
    """The schedules, as ``ScheduleRepository``."""

    _state: State

    def by_name(self, name: str) -> Schedule | None:
        """Returns a schedule; None where there is none of that name."""
        return next((one for one in self._all() if one.name == name), None)

    def get(self, schedule_id: ScheduleId) -> Schedule | None:
        """Returns a schedule; None where there is none of that identifier."""
        found = self._state.schedules.get(schedule_id)
        return None if found is None else schedule_copy(found)

    def all(self) -> tuple[Schedule, ...]:
        """Returns every schedule, by name."""
        return tuple(sorted(self._all(), key=lambda one: one.name))

    def due(self, until: datetime) -> tuple[Schedule, ...]:
        """Returns the schedules that are due by a time, the earliest first."""
        due = [(one.next_due_at, one.id.int, one) for one in self._all() if one.next_due_at is not None]
        return tuple(one for at, _, one in sorted(due, key=lambda entry: entry[:2]) if at <= until)

    def add(self, schedule: Schedule) -> None:
        """Adds a schedule."""
        if schedule.id in self._state.schedules or self.by_name(schedule.name) is not None:
            raise ConcurrentChangeError("the schedule exists")
        self._state.schedules[schedule.id] = schedule_copy(schedule)

    def save(self, schedule: Schedule, *, expected_version: int) -> None:
        """Replaces a schedule, but for what its runs have left there."""
        present = self.get(schedule.id)
        if present is None:
            raise NotFoundError("schedule", schedule.name)
        if present.version != expected_version:
            raise StaleVersionError("schedule", present)
        self._state.schedules[schedule.id] = evolve(
            schedule_copy(schedule),
            last_success_at=present.last_success_at,
            last_error_at=present.last_error_at,
            last_error=present.last_error,
        )

    def advance(self, schedule_id: ScheduleId, next_due_at: datetime) -> None:
        """Writes when a schedule is due next."""
        self._write(schedule_id, lambda one: evolve(one, next_due_at=next_due_at))

    def note_success(self, schedule_id: ScheduleId, at: datetime) -> None:
        """Writes that a run of a schedule finished."""
        self._write(schedule_id, lambda one: evolve(one, last_success_at=at))

    def note_failure(self, schedule_id: ScheduleId, at: datetime, error: str) -> None:
        """Writes that a run of a schedule failed or was lost."""
        self._write(schedule_id, lambda one: evolve(one, last_error_at=at, last_error=error))

    def remove(self, schedule_id: ScheduleId) -> None:
        """Removes a schedule; its runs stay."""
        self._state.schedules.pop(schedule_id, None)

    def _all(self) -> list[Schedule]:
        return [schedule_copy(one) for one in self._state.schedules.values()]

    def _write(self, schedule_id: ScheduleId, change: Callable[[Schedule], Schedule]) -> None:
        present = self._state.schedules.get(schedule_id)
        if present is not None:
            self._state.schedules[schedule_id] = change(present)
