"""The accounting of a soak: what the database says has happened, against what should have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property

from attrs import frozen

from socdomain.ids import ScheduleId
from socdomain.jobs.kind import Missed
from socdomain.jobs.run import Cause, Run, RunStatus
from socdomain.jobs.schedule import Schedule
from tests.soak.jobs import BEGUN, EFFECT, ENDED, JOBS

_ALL_OF_IT = Counter({BEGUN: 1, EFFECT: 1, ENDED: 1})


@frozen
class Mark:
    """What a run has written, under its lease.

    Attributes:
        action: What.
        job: Of which job.
        run: Of which run.
        worker: Who did it.
    """

    action: str
    job: str
    run: str
    worker: str


@frozen
class Accounts:
    """What a soak has left.

    Attributes:
        schedules: Its schedules.
        runs: Their runs, those beyond the end left out.
        marks: What the runs have written, in the order of the commits.
        leases: What somebody still has the lease of, after all processes have ended.
        until: When the last run was due.
    """

    schedules: tuple[Schedule, ...]
    runs: tuple[Run, ...]
    marks: tuple[Mark, ...]
    leases: tuple[str, ...]
    until: datetime

    def violations(self) -> list[str]:
        """Returns what should not be, a line each."""
        return [*self._unaccounted(), *self._unended(), *self._overlaps(), *self._effects(), *self._orphans()]

    def runs_of(self, schedule_id: ScheduleId) -> list[Run]:
        """Returns the runs of a schedule that nobody asked for, the first due first."""
        own = [run for run in self.runs if run.schedule_id == schedule_id and run.cause is Cause.SCHEDULE]
        return sorted(own, key=lambda run: run.due_at)

    def due_times(self, schedule: Schedule) -> list[datetime]:
        """Returns when a schedule was due."""
        seconds = _seconds(schedule)
        first = int(schedule.created_at.timestamp()) // seconds + 1
        last = int(self.until.timestamp()) // seconds
        return [datetime.fromtimestamp(number * seconds, UTC) for number in range(first, last + 1)]

    def _unaccounted(self) -> Iterator[str]:
        """Due times without a run that was done for them."""
        for schedule in self.schedules:
            runs, times = self.runs_of(schedule.id), self.due_times(schedule)
            by_time = {run.due_at: run for run in runs}
            yield from (
                f"{schedule.name}: {_at(one)} is no time of it, and has a run" for one in by_time.keys() - times
            )
            for time in times:
                run = by_time.get(time)
                if run is None and not self._is_covered(schedule, time):
                    yield f"{schedule.name}: nothing was done for {_at(time)}"
                elif run is not None and run.status is RunStatus.SKIPPED and not self._stands_in(schedule, run):
                    yield f"{schedule.name}: {_at(time)} was skipped, and nothing stands for it"

    def _is_covered(self, schedule: Schedule, time: datetime) -> bool:
        """Tells whether a run that was due earlier still waited then: what stands for it stands for that time too."""
        if JOBS[schedule.job].kind.missed is Missed.EACH:
            return False
        return any(run.due_at < time <= _waited_until(run) for run in self.runs_of(schedule.id))

    def _stands_in(self, schedule: Schedule, skipped: Run) -> bool:
        if JOBS[schedule.job].kind.missed is Missed.EACH:
            return False
        others = [run for run in self.runs_of(schedule.id) if str(run.id) in skipped.note and run.attempts]
        return any(run.attempts[-1].started_at >= skipped.due_at for run in others)

    def _unended(self) -> Iterator[str]:
        """Runs that nobody will do any more, or does for ever."""
        for run in self.runs:
            if not run.status.is_end:
                yield f"{run.job}: the run of {_at(run.due_at)} is {run.status} for ever"
            if any(one.outcome is None for one in run.attempts) and run.status.is_end:
                yield f"{run.job}: the run of {_at(run.due_at)} has an attempt that never ended"

    def _overlaps(self) -> Iterator[str]:
        """What was written by somebody after another had begun."""
        present: dict[str, str] = {}
        for mark in self.marks:
            key = mark.run if JOBS[mark.job].kind.may_overlap else mark.job
            if mark.action == BEGUN:
                present[key] = mark.worker
            elif present.get(key) != mark.worker:
                yield f"{mark.job}: {mark.worker} wrote {mark.action} while {present.get(key)} was at it"

    def _effects(self) -> Iterator[str]:
        """Effects that came about twice, or not at all, or of an attempt that nobody knows of."""
        of_run: dict[str, list[Mark]] = defaultdict(list)
        for mark in self.marks:
            of_run[mark.run].append(mark)
        for run in self.runs:
            marks = of_run.pop(str(run.id), [])
            effects = sum(mark.action == EFFECT for mark in marks)
            if effects > 1 or (run.status is RunStatus.FINISHED and not effects):
                yield f"{run.job}: the run of {_at(run.due_at)} is {run.status} and has {effects} effects"
            if run.status is RunStatus.FINISHED and _ALL_OF_IT - Counter(mark.action for mark in marks):
                yield f"{run.job}: the run of {_at(run.due_at)} is finished and was not done whole"
            if strangers := {mark.worker for mark in marks} - {one.worker for one in run.attempts}:
                yield f"{run.job}: {sorted(strangers)} wrote for the run of {_at(run.due_at)} without an attempt"
        yield from (
            f"{marks[0].job}: the run {name}, of which something was written, is gone" for name, marks in of_run.items()
        )

    def _orphans(self) -> Iterator[str]:
        yield from (f"the lease {key} has a holder that is gone" for key in self.leases)


class Line:
    """A schedule's line of the table."""

    def __init__(self, accounts: Accounts, schedule: Schedule) -> None:
        self._runs = accounts.runs_of(schedule.id)
        self.due = len(accounts.due_times(schedule))
        self.asked = sum(run.schedule_id == schedule.id and run.cause is Cause.REQUEST for run in accounts.runs)

    @cached_property
    def statuses(self) -> Mapping[RunStatus, int]:
        """How many runs ended how."""
        return Counter(run.status for run in self._runs)

    @cached_property
    def outcomes(self) -> Mapping[RunStatus | None, int]:
        """How many attempts ended how."""
        return Counter(one.outcome for run in self._runs for one in run.attempts)

    @cached_property
    def latest_s(self) -> float:
        """How late the latest run began, in seconds."""
        waits = [(run.started_at - run.due_at).total_seconds() for run in self._runs if run.started_at]
        return max(waits, default=0.0)

    def cells(self) -> list[str]:
        """Returns what stands in the line, behind the name."""
        ends = [self.statuses.get(one, 0) for one in (RunStatus.FINISHED, RunStatus.SKIPPED)]
        broken = [self.statuses.get(one, 0) for one in (RunStatus.FAILED, RunStatus.LOST)]
        tries = [self.outcomes.get(one, 0) for one in (RunStatus.FAILED, RunStatus.LOST, RunStatus.QUEUED)]
        unplanned = self.due - len(self._runs)
        numbers = [self.due, *ends, unplanned, sum(broken), self.asked, *tries]
        return [*map(str, numbers), f"{self.latest_s:.1f} s"]


HEADINGS = ["due", "done", "stood for", "covered", "given up", "asked", "failed", "lost", "given back", "latest"]


def _waited_until(run: Run) -> datetime:
    if run.attempts:
        return run.attempts[-1].started_at
    return run.ended_at or run.due_at


def _seconds(schedule: Schedule) -> int:
    timing = schedule.timing
    return int(getattr(timing, "expression", "0 0").split()[0])


def _at(time: datetime) -> str:
    return f"{time:%H:%M:%S}"
