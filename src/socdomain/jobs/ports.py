"""What jobs need from storage, and from what carries runs to workers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from socdomain.ids import RunId, ScheduleId
from socdomain.job_request import JobRequest
from socdomain.jobs.lease import LeaseRepository
from socdomain.jobs.run import Run, RunLine, RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.pages import Page, PageRequest
from socdomain.unit_of_work import UnitOfWork


class ScheduleRepository(Protocol):
    """The schedules; they belong to the platform, not to a customer."""

    def by_name(self, name: str) -> Schedule | None:
        """Returns a schedule; None where there is none of that name."""
        ...

    def get(self, schedule_id: ScheduleId) -> Schedule | None:
        """Returns a schedule; None where there is none of that identifier."""
        ...

    def all(self) -> tuple[Schedule, ...]:
        """Returns every schedule, by name, compared character by character (by code point)."""
        ...

    def due(self, until: datetime) -> tuple[Schedule, ...]:
        """Returns the schedules that are due by a time, the earliest first; nobody else changes them meanwhile.

        Those that somebody else is just changing are left out.
        """
        ...

    def add(self, schedule: Schedule) -> None:
        """Adds a schedule.

        Raises:
            ConcurrentChangeError: There is one of that name or identifier, since a moment ago.
        """
        ...

    def save(self, schedule: Schedule, *, expected_version: int) -> None:
        """Replaces a schedule, but for what its runs have left there: their last success and their last error.

        Raises:
            NotFoundError: There is none of that identifier.
            StaleVersionError: Its version is no longer the expected one.
        """
        ...

    def advance(self, schedule_id: ScheduleId, next_due_at: datetime) -> None:
        """Writes when a schedule is due next; that changes no version, and nothing else of it."""
        ...

    def note_success(self, schedule_id: ScheduleId, at: datetime) -> None:
        """Writes that a run of a schedule finished, if the schedule is still there."""
        ...

    def note_failure(self, schedule_id: ScheduleId, at: datetime, error: str) -> None:
        """Writes that a run of a schedule failed or was lost, if the schedule is still there."""
        ...

    def remove(self, schedule_id: ScheduleId) -> None:
        """Removes a schedule; its runs stay."""
        ...


@frozen
class RunFilter:
    """Which runs are wanted; None does not narrow.

    Attributes:
        schedule_id: Of this schedule.
        job: Of this job.
        status: With one of these.
    """

    schedule_id: ScheduleId | None = None
    job: str | None = None
    status: frozenset[RunStatus] | None = None


class RunRepository(Protocol):
    """The runs and what they say."""

    def get(self, run_id: RunId) -> Run | None:
        """Returns a run; None where there is none."""
        ...

    def page(self, wanted: RunFilter, page: PageRequest) -> Page[Run]:
        """Returns a page by (due_at, id), the latest first."""
        ...

    def add(self, run: Run) -> bool:
        """Adds a run, and tells whether it did: of an identifier there is one, and of a schedule and a time."""
        ...

    def save(self, run: Run, *, expected_version: int) -> None:
        """Replaces a run, but for how far it says it is, unless that ``says_anew``.

        Raises:
            ConcurrentChangeError: Its version is no longer the expected one, or it is gone.
        """
        ...

    def with_status(self, status: RunStatus, *, until: datetime, limit: int) -> tuple[Run, ...]:
        """Returns the runs that are ready by a time and have a status, the earliest first; nobody else changes them.

        Those that somebody else is just changing are left out. For units of work that write.
        """
        ...

    def drop_planned(self, schedule_id: ScheduleId) -> None:
        """Removes the run of a schedule that is planned and was never tried."""
        ...

    def progress(self, run_id: RunId, percent: int, phrase: str) -> None:
        """Writes how far a run says it is, if it is still there; that changes no version."""
        ...

    def add_lines(self, run_id: RunId, lines: Iterable[tuple[datetime, str]], *, keep: int) -> None:
        """Adds lines to the log of a run, if it is still there; of all its lines the last so many are kept."""
        ...

    def lines(self, run_id: RunId, *, after: int = 0) -> tuple[RunLine, ...]:
        """Returns the lines of a run in their order, beyond a number."""
        ...

    def prune(self, before: datetime, *, limit: int) -> int:
        """Removes runs that ended before a time, with their lines and effects, and returns how many.

        Args:
            before: Before when.
            limit: How many at most.
        """
        ...


class EffectLedger(Protocol):
    """What runs have brought about that must happen once."""

    def once(self, run_id: RunId, effect: str) -> bool:
        """Writes down an effect of a run, which is there, in the transaction that brings it about.

        Returns:
            Whether it is the first time; otherwise it was brought about before.
        """
        ...


@frozen
class OutboxEntry:
    """A job that a unit of work has asked for.

    Attributes:
        id: Of the request; later ones sort after earlier ones.
        at: When it was asked for, aware UTC.
        request: What should run.
    """

    id: UUID
    at: datetime
    request: JobRequest


class Outbox(Protocol):
    """The jobs that units of work have asked for."""

    def waiting(self, limit: int) -> tuple[OutboxEntry, ...]:
        """Returns the first of those that have not become runs, and holds other units of work from taking them."""
        ...

    def sent(self, ids: Collection[UUID], at: datetime) -> None:
        """Writes down that some have become runs."""
        ...

    def prune(self, before: datetime, *, limit: int) -> int:
        """Removes those that became runs before a time, at most so many, and returns how many."""
        ...


class JobsWork(UnitOfWork, Protocol):
    """A unit of work over jobs."""

    @property
    def schedules(self) -> ScheduleRepository:
        """The schedules."""
        ...

    @property
    def runs(self) -> RunRepository:
        """The runs."""
        ...

    @property
    def leases(self) -> LeaseRepository:
        """The leases."""
        ...

    @property
    def effects(self) -> EffectLedger:
        """What runs have brought about."""
        ...

    @property
    def outbox(self) -> Outbox:
        """What was asked for."""
        ...


class RunQueue(Protocol):
    """Carries runs to workers. It may lose what it carries, or bring it twice: the truth is the database's."""

    def push(self, run_ids: Collection[RunId]) -> None:
        """Has runs done as soon as a worker is free.

        Raises:
            QueueUnavailableError: The queue does not answer, or takes nothing.
        """
        ...

    def push_at(self, run_id: RunId, at: datetime) -> None:
        """Has a run done at a time, whatever was said of it before.

        Raises:
            QueueUnavailableError: The queue does not answer, or takes nothing.
        """
        ...

    def lacks(self, run_ids: Collection[RunId]) -> frozenset[RunId]:
        """Returns which of some runs it does not carry.

        Raises:
            QueueUnavailableError: The queue does not answer.
        """
        ...
