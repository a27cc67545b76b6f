"""Do a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from attrs import evolve, frozen

from socdomain.auth.ports import AuthWork
from socdomain.auth.user import SCHEDULER_LOGIN
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError, LeaseLostError, NotAllowedError, WatchfloorError
from socdomain.ids import RunId
from socdomain.jobs.catalog import job_named
from socdomain.jobs.kind import JobKind, Missed
from socdomain.jobs.lease import RUN_LEASE, Lease
from socdomain.jobs.ports import JobsWork, RunFilter
from socdomain.jobs.run import Cause, Run, RunStatus, kept_text
from socdomain.jobs.running import (
    KEPT_LINES,
    JobStoppedError,
    JobTimeoutError,
    KeepsLeases,
    PerformsJobs,
    Running,
    lease_key,
    lines,
    own_lease_key,
)
from socdomain.pages import LARGEST_PAGE, PageRequest
from socdomain.principal import Principal, Reach

_WHOLE = Reach.everyone()


class RunsWork(JobsWork, AuthWork, Protocol):
    """A unit of work over jobs and as whom they run."""


@frozen
class RunJob:
    """Does a run, if it is time for it and nobody else does; whoever runs it again after that does nothing.

    What the run does is refused once its lease has ended, so that a worker which was thought dead cannot write after
    another has taken over.

    Attributes:
        work: Makes units of work.
        under: Makes what makes units of work that need a lease.
        clock: Tells the time.
        perform: Does what the jobs are about.
        keep: Keeps a lease.
        worker: The name of whoever does it, of which there is no other.
    """

    work: Callable[[Reach], RunsWork]
    under: Callable[[Lease], Callable[[Reach], JobsWork]]
    clock: Clock
    perform: PerformsJobs
    keep: KeepsLeases
    worker: str

    def execute(self, run_id: RunId) -> Run | None:
        """Does a run, and returns it as it is then; None where it was not for this worker to do, or no longer.

        Raises:
            JobStoppedError: The worker has to stop; the run was given back.
            LeaseLostError: It took so long without a word that somebody else may do it; nothing was written.
        """
        begun = self._begin(run_id)
        if begun is None:
            return None
        kind = job_named(begun.run.job)
        try:
            kind.check_arguments(begun.run.arguments)
            with self.keep(begun.lease, within_s=kind.timeout.total_seconds()):
                counts = self.perform(begun)
        except JobStoppedError:
            self._end(begun, begun.run.given_back(self.clock.now()), "given back: the worker has to stop")
            raise
        except LeaseLostError:
            raise
        except JobTimeoutError:
            return self._broken_off(begun, kind, f"took longer than {kind.timeout.total_seconds():.0f} s")
        except MemoryError:
            return self._broken_off(begun, kind, "needed more memory than a job may have")
        except WatchfloorError as error:
            return self._broken_off(begun, kind, str(error))
        except Exception as error:
            # What nobody expected may say things that are nobody's business; the worker's own log has it whole.
            self._broken_off(begun, kind, f"failed unexpectedly ({type(error).__name__})")
            raise
        return self._finished(begun, counts)

    def _begin(self, run_id: RunId) -> Running | None:
        with self.work(_WHOLE) as work:
            run, now = work.runs.get(run_id), self.clock.now()
            if run is None or not run.may_begin(now):
                return None
            kind = job_named(run.job)
            lease = work.leases.take(lease_key(run, may_overlap=kind.may_overlap), self.worker, lasts=RUN_LEASE)
            if lease is None:
                return None
            # Until the job itself says what it is doing, people see what it is for.
            begun = evolve(run.begun(self.worker, now), phrase=kept_text(kind.summary))
            try:
                if kind.missed is Missed.ONE and run.cause is Cause.SCHEDULE:
                    self._skip_others(work, run, now)
                work.runs.save(begun, expected_version=run.version)
            except ConcurrentChangeError:
                # Somebody else was first.
                return None
            by = _scheduler(work)
            work.commit()
        return Running(begun, lease, by, self.under(lease), self.clock)

    def _skip_others(self, work: RunsWork, run: Run, now: datetime) -> None:
        """Has one run stand for all of its schedule that wait as well, whichever of them the queue brings first."""
        waiting = RunFilter(schedule_id=run.schedule_id, status=frozenset({RunStatus.QUEUED}))
        for other in work.runs.page(waiting, PageRequest(LARGEST_PAGE)).items:
            if other.cause is Cause.SCHEDULE and not other.attempts and other.id != run.id:
                skipped = other.skipped(f"the run {run.id} stands for it", now)
                work.runs.save(skipped, expected_version=other.version)

    def _finished(self, begun: Running, counts: Mapping[str, int]) -> Run:
        ended = begun.run.finished(counts, self.clock.now())
        return self._end(begun, ended, "finished")

    def _broken_off(self, begun: Running, kind: JobKind, error: str) -> Run:
        run, now = begun.run, self.clock.now()
        wait = kind.retries.wait(run.attempt)
        again_at = None if wait is None else now + wait
        ended = run.broken_off(RunStatus.FAILED, error, now, again_at=again_at)
        return self._end(begun, ended, f"attempt {run.attempt} failed: {error}")

    def _end(self, begun: Running, ended: Run, line: str) -> Run:
        now = self.clock.now()
        with self.work(_WHOLE) as work:
            work.leases.require(begun.lease)
            work.runs.save(ended, expected_version=begun.run.version)
            work.runs.add_lines(ended.id, lines((line,), now), keep=KEPT_LINES)
            if ended.schedule_id is not None:
                if ended.status is RunStatus.FINISHED:
                    work.schedules.note_success(ended.schedule_id, now)
                elif ended.error:
                    work.schedules.note_failure(ended.schedule_id, now, ended.error)
            if ended.status.is_end and begun.lease.key == own_lease_key(ended):
                work.leases.forget(begun.lease.key)
            else:
                work.leases.release(begun.lease)
            work.commit()
        return ended


def _scheduler(work: AuthWork) -> Principal:
    """Returns as whom jobs run."""
    user = work.users.by_login(SCHEDULER_LOGIN)
    if user is None or user.is_disabled or not user.is_system:
        raise NotAllowedError((f"a user {SCHEDULER_LOGIN!r} that is a part of the platform (`watchfloor migrate`)",))
    return user.as_principal(work.roles.get(user.role))
