"""A schedule: which job is due when, with what it is told."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from attrs import evolve, field, frozen

from socdomain.errors import ConflictError, InvalidInputError
from socdomain.ids import ScheduleId
from socdomain.jobs.kind import Arguments
from socdomain.jobs.timing import Calendar, Timing, due_after

MOST_SCHEDULES: Final = 1_000
"""All of them are listed at once, and looked at each second."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")


class ScheduleTakenError(ConflictError):
    """A name that another schedule has.

    Args:
        name: The name.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"there is a schedule {name!r} already")
        self.name = name


class EnoughSchedulesError(ConflictError):
    """There are as many schedules as may be."""

    def __init__(self) -> None:
        super().__init__(f"there are {MOST_SCHEDULES:,} schedules, and no more may be")


class BuiltinScheduleError(ConflictError):
    """A schedule that comes with its job can be paused and not removed.

    Args:
        name: Its name.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"the schedule {name!r} comes with its job; it can be paused, not removed")
        self.name = name


@frozen
class Schedule:
    """A schedule.

    Attributes:
        id: Its identifier.
        name: By which people know it; that of the job for the one that comes with it.
        job: Name of the job.
        timing: When it is due.
        counted_from: Where intervals are counted from, aware UTC.
        next_due_at: When it is due next, aware UTC; None while it is paused.
        created_at: Since when it is there, aware UTC.
        arguments: What the job is told.
        is_builtin: Whether it came with its job, and so cannot be removed.
        last_success_at: When a run of it finished last, aware UTC.
        last_error_at: When a run of it failed or was lost last, aware UTC.
        last_error: What was wrong then.
        version: Counts what people changed about it, from 1.
    """

    id: ScheduleId
    name: str
    job: str
    timing: Timing
    counted_from: datetime
    next_due_at: datetime | None
    created_at: datetime
    arguments: Arguments = field(factory=dict)
    is_builtin: bool = False
    last_success_at: datetime | None = None
    last_error_at: datetime | None = None
    last_error: str = ""
    version: int = 1

    @property
    def is_paused(self) -> bool:
        """Whether it is never due."""
        return self.next_due_at is None

    def paused(self) -> Schedule:
        """Returns it as never due."""
        return self if self.is_paused else evolve(self, next_due_at=None, version=self.version + 1)

    def started(self, at: datetime, *, calendar: Calendar) -> Schedule:
        """Returns it as due from a time on, if it is paused; what was due meanwhile is forgotten."""
        if not self.is_paused:
            return self
        counted = evolve(self, counted_from=at, version=self.version + 1)
        return evolve(counted, next_due_at=counted.due_after(at, calendar=calendar))

    def reset(self, timing: Timing, at: datetime, *, calendar: Calendar) -> Schedule:
        """Returns it with another timing, told nothing, and due from a time on."""
        return evolve(self, timing=timing, arguments={}, next_due_at=None).started(at, calendar=calendar)

    def due_after(self, at: datetime, *, calendar: Calendar) -> datetime:
        """Returns when it is due next, after a time."""
        return due_after(self.timing, at, counted_from=self.counted_from, calendar=calendar)


def checked_name(name: str) -> str:
    """Returns the name of a schedule, if it can be one.

    Raises:
        InvalidInputError: It cannot.
    """
    if not _NAME.fullmatch(name):
        reason = "must be 1 to 80 of a-z, 0-9, '_', '.' and '-', and begin with a letter or digit"
        raise InvalidInputError("name", reason)
    return name


def checked_timing(timing: Timing, at: datetime, *, calendar: Calendar) -> Timing:
    """Returns a timing, if it is ever due.

    Raises:
        InvalidInputError: It is not, or cannot be read.
    """
    due_after(timing, at, counted_from=at, calendar=calendar)
    return timing
