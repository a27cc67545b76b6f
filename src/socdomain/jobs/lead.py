"""What one scheduler does for all, again and again: see to it that what is due runs, and that nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, frozen

from socdomain.clock import Clock
from socdomain.errors import InvalidInputError
from socdomain.ids import RunId
from socdomain.jobs.catalog import CATALOG, job_named, why_not
from socdomain.jobs.kind import Missed
from socdomain.jobs.lease import Lease
from socdomain.jobs.planned import plan, run_of_entry
from socdomain.jobs.ports import JobsWork, RunQueue
from socdomain.jobs.run import Run, RunStatus, kept_text, run_id_of
from socdomain.jobs.running import KEPT_LINES, lease_key, lines, own_lease_key
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Calendar
from socdomain.principal import Reach

LEADS: Final = "scheduler"
"""The key of the lease of whoever leads the schedulers."""

LEADS_FOR: Final = timedelta(seconds=10)
"""For how long a leader that says nothing leads: another takes over within 15 s."""

MOST_AT_ONCE: Final = 1_000
"""Runs, or requests, that are looked at in one turn; the others wait for the next."""

MOST_MADE_UP: Final = 100
"""Runs that are made up for in one turn, of a schedule of which each missed time counts."""

_WHOLE = Reach.everyone()
_LOST = "the worker is gone, or was silent for too long"


@frozen
class Turn:
    """What a turn has done.

    Attributes:
        asked: Runs made of what changes of state have asked for.
        planned: Runs planned.
        queued: Runs whose time has come.
        lost: Runs that were lost.
        carried: Runs that the queue did not carry, and does again.
    """

    asked: int = 0
    planned: int = 0
    queued: int = 0
    lost: int = 0
    carried: int = 0


@frozen
class Lead:
    """One turn of whoever leads the schedulers.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        calendar: Knows cron.
        queue: Carries runs to workers.
    """

    work: Callable[[Reach], JobsWork]
    clock: Clock
    calendar: Calendar
    queue: RunQueue

    def execute(self, lease: Lease) -> Turn:
        """Takes a turn.

        Args:
            lease: The right to lead.

        Raises:
            LeaseLostError: Somebody else leads now.
            QueueUnavailableError: The queue does not answer; all else was done.
        """
        turn = Turn(
            asked=self.drain_outbox(lease),
            planned=self._plan(lease),
            lost=self._find_lost(lease),
            queued=self._queue_ready(lease),
        )
        return evolve(turn, carried=self._carry())

    def drain_outbox(self, lease: Lease | None = None) -> int:
        """Makes runs of what changes of state have asked for, and returns how many."""
        now = self.clock.now()
        with self.work(_WHOLE) as work:
            entries = work.outbox.waiting(MOST_AT_ONCE)
            if not entries:
                return 0
            known = [entry for entry in entries if entry.request.name in CATALOG]
            for entry in known:
                run, why = run_of_entry(entry, now), why_not(entry.request.name, entry.request.arguments)
                # What it was told in vain can be seen, and nobody tries it.
                work.runs.add(run.refused(why, now) if why else run)
            # What no version of the product knows any more would be looked at for ever.
            work.outbox.sent([entry.id for entry in entries], now)
            self._commit(work, lease)
        return len(known)

    def _plan(self, lease: Lease) -> int:
        """Plans the next run of each schedule that is due."""
        now = self.clock.now()
        with self.work(_WHOLE) as work:
            due = work.schedules.due(now)
            if not due:
                return 0
            count = sum(self._plan_one(work, schedule, now) for schedule in due)
            self._commit(work, lease)
        return count

    def _plan_one(self, work: JobsWork, schedule: Schedule, now: datetime) -> int:
        """Plans the next run of a schedule, if this version of the product and this machine know what is meant."""
        why = why_not(schedule.job, schedule.arguments)
        if not why:
            try:
                return self._plan_known(work, schedule, now)
            except InvalidInputError as error:
                # Such as a time zone that only other machines know. It keeps no other schedule from its times.
                why = kept_text(str(error))
        # Said once, and not each second.
        if schedule.last_error != why:
            work.schedules.note_failure(schedule.id, now, why)
        return 0

    def _plan_known(self, work: JobsWork, schedule: Schedule, now: datetime) -> int:
        last = schedule.next_due_at or now  # which has passed: it is due
        makes_up = job_named(schedule.job).missed is Missed.EACH
        # Counted on from what was due, never from the clock: one that is put back does not make anything due again.
        stands_for_all = not makes_up and _waits(work.runs.get(run_id_of(schedule.id, last)))
        after, count = now if stands_for_all else last, 0
        while True:
            following = schedule.due_after(after, calendar=self.calendar)
            count += work.runs.add(plan(schedule, following))
            if following > now or count >= MOST_MADE_UP:
                break
            after = following if makes_up else now
        work.schedules.advance(schedule.id, following)
        return count

    def _find_lost(self, lease: Lease) -> int:
        """Finds the runs whose lease has ended, and has them tried again where their job says so."""
        now = self.clock.now()
        with self.work(_WHOLE) as work:
            started = work.runs.with_status(RunStatus.STARTED, until=_end_of_time(now), limit=MOST_AT_ONCE)
            keys = {run.id: lease_key(run, may_overlap=_may_overlap(run)) for run in started}
            held = work.leases.holders(keys.values())
            lost = [run for run in started if held.get(keys[run.id]) != run.attempts[-1].worker]
            if not lost:
                return 0
            for run in lost:
                self._lose(work, run, now)
            self._commit(work, lease)
        return len(lost)

    def _lose(self, work: JobsWork, run: Run, now: datetime) -> None:
        wait = CATALOG[run.job].retries.wait(run.attempt) if run.job in CATALOG else None
        ended = run.broken_off(RunStatus.LOST, _LOST, now, again_at=None if wait is None else now + wait)
        work.runs.save(ended, expected_version=run.version)
        if ended.status.is_end:
            work.leases.forget(own_lease_key(run))
        line = f"attempt {run.attempt} of {run.attempts[-1].worker} was lost"
        work.runs.add_lines(run.id, lines((line,), now), keep=KEPT_LINES)
        if run.schedule_id is not None:
            work.schedules.note_failure(run.schedule_id, now, _LOST)

    def _queue_ready(self, lease: Lease) -> int:
        """Has the runs whose time has come wait for a worker, and ends those that no worker can do."""
        now = self.clock.now()
        with self.work(_WHOLE) as work:
            ready = work.runs.with_status(RunStatus.PLANNED, until=now, limit=MOST_AT_ONCE)
            queued = work.runs.with_status(RunStatus.QUEUED, until=_end_of_time(now), limit=MOST_AT_ONCE)
            vain = {run.id: why for run in (*ready, *queued) if (why := why_not(run.job, run.arguments))}
            if not ready and not vain:
                return 0
            for run in (*ready, *queued):
                if run.id in vain:
                    self._refuse(work, run, vain[run.id], now)
                elif run.status is RunStatus.PLANNED:
                    work.runs.save(run.queued(now), expected_version=run.version)
            self._commit(work, lease)
        return sum(run.id not in vain for run in ready)

    def _refuse(self, work: JobsWork, run: Run, why: str, now: datetime) -> None:
        work.runs.save(run.refused(why, now), expected_version=run.version)
        work.leases.forget(own_lease_key(run))
        work.runs.add_lines(run.id, lines((f"not done: {why}",), now), keep=KEPT_LINES)
        if run.schedule_id is not None:
            work.schedules.note_failure(run.schedule_id, now, kept_text(why))

    def _carry(self) -> int:
        """Has the queue carry what it lacks: it may have lost all of it."""
        now = self.clock.now()
        with self.work(_WHOLE) as work:
            queued = work.runs.with_status(RunStatus.QUEUED, until=_end_of_time(now), limit=MOST_AT_ONCE)
            planned = work.runs.with_status(RunStatus.PLANNED, until=_end_of_time(now), limit=MOST_AT_ONCE)
            keys = {run.id: lease_key(run, may_overlap=_may_overlap(run)) for run in queued}
            held = work.leases.holders(keys.values())
        # While another run has what one needs, workers would be given it again and again, for nothing.
        queued = tuple(run for run in queued if keys[run.id] not in held)
        at: dict[RunId, Run] = {run.id: run for run in (*queued, *planned)}
        lacks = self.queue.lacks(at.keys()) if at else frozenset()
        self.queue.push([run.id for run in queued if run.id in lacks])
        for run in planned:
            if run.id in lacks:
                self.queue.push_at(run.id, run.ready_at)
        return len(lacks)

    def _commit(self, work: JobsWork, lease: Lease | None) -> None:
        if lease is not None:
            work.leases.require(lease)
        work.commit()


def _waits(run: Run | None) -> bool:
    """Tells whether a run stands for the times that have passed since it was due: one that has begun does not."""
    return run is not None and run.status in (RunStatus.PLANNED, RunStatus.QUEUED)


def _may_overlap(run: Run) -> bool:
    return run.job in CATALOG and CATALOG[run.job].may_overlap


def _end_of_time(now: datetime) -> datetime:
    return now + timedelta(days=3_660)
