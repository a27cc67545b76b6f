"""What every change of a schedule has in common: who may make it, what it plans anew, and what is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError, NotAllowedError, NotFoundError, StaleVersionError
from socdomain.ids import Ids
from socdomain.jobs.planned import plan
from socdomain.jobs.ports import JobsWork
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import timing_document
from socdomain.principal import Principal, Reach, Scope


def require_jobs(by: Principal, scope: Scope) -> None:
    """Refuses whoever may not see or change jobs; that takes seeing every customer, since jobs are about all of them.

    Raises:
        NotAllowedError: They may not.
    """
    by.require_any_scope(scope)
    if not by.reach.is_everyone:
        raise NotAllowedError((scope,))


def found_schedule(work: JobsWork, name: str) -> Schedule:
    """Returns a schedule.

    Raises:
        NotFoundError: There is none of that name.
    """
    found = work.schedules.by_name(name)
    if found is None:
        raise NotFoundError("schedule", name)
    return found


@frozen
class ScheduleChanges:
    """Makes changes of schedules.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], JobsWork]
    clock: Clock
    ids: Ids

    def make(
        self,
        name: str,
        change: Callable[[Schedule], Schedule],
        action: str,
        *,
        by: Principal,
        expected_version: int | None = None,
    ) -> Schedule:
        """Changes a schedule, plans its next run anew, and returns it as it is then; no change is not written down.

        Args:
            name: Which.
            change: Returns it as it should be.
            action: What is written down as done.
            by: Who asks; needs ``jobs:write``, and to see every customer.
            expected_version: The version that the caller saw; None for whichever it is.

        Raises:
            NotFoundError: There is none of that name.
            StaleVersionError: It has changed since.
            ConcurrentChangeError: It has just changed, and the caller saw no version; the change can be tried again.
        """
        require_jobs(by, Scope.JOBS_WRITE)
        with self.work(by.reach) as work:
            present = found_schedule(work, name)
            if expected_version not in (None, present.version):
                raise StaleVersionError("schedule", present)
            after = change(present)
            if after != present:
                _save(work, after, read=present, is_seen=expected_version is not None)
                self.settle(work, present, after, action, by=by)
                work.commit()
        return after

    def settle(
        self, work: JobsWork, before: Schedule | None, after: Schedule | None, action: str, *, by: Principal
    ) -> None:
        """Plans the next run of a schedule in place of the one that was planned, and writes down what was done.

        Args:
            work: Where the change has just been made, so that nobody else makes another at the same time.
            before: The schedule as it was; None for a new one.
            after: As it is; None for one that is removed.
            action: What was done.
            by: Who did it.
        """
        if before is not None:
            work.runs.drop_planned(before.id)
        if after is not None and after.next_due_at is not None:
            work.runs.add(plan(after, after.next_due_at))
        one = after or before
        record = AuditRecord.of(
            by,
            action,
            one.name if one else "",
            id=self.ids.new(),
            at=self.clock.now(),
            before=None if before is None else _shown(before),
            after=None if after is None else _shown(after),
        )
        work.audit.add(record)


def _save(work: JobsWork, after: Schedule, *, read: Schedule, is_seen: bool) -> None:
    try:
        work.schedules.save(after, expected_version=read.version)
    except StaleVersionError as error:
        if is_seen:
            raise
        raise ConcurrentChangeError("another writer was first: the schedule was changed") from error


def _shown(schedule: Schedule) -> dict[str, Any]:
    return {
        "job": schedule.job,
        **timing_document(schedule.timing),
        "is_paused": schedule.is_paused,
        "arguments": dict(schedule.arguments),
    }
