"""Who works on jobs at the same time on PostgreSQL: what is held, who waits, and who goes on without waiting."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import text

from adapters.clock import SystemClock
from adapters.database import SqlWorks
from adapters.ids import Uuid7Ids
from socdomain.errors import ConcurrentChangeError, LeaseLostError, StaleVersionError
from socdomain.job_request import JobRequest
from socdomain.jobs.lease import Lease
from socdomain.jobs.run import RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.schedule_changes import ScheduleChanges
from socdomain.memory import FixedClock
from tests.builders import EVERYONE, IDS, NOW, a_principal, a_run, a_schedule, hours
from tests.contracts.backends import committed

LONG_ENOUGH_S = 30.0
KEY = "job:prune_outbox"


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def lease(postgres_works: SqlWorks) -> Lease:
    """A lease that lasts."""
    with committed(postgres_works) as work:
        found = work.leases.take(KEY, "w1", lasts=hours(1))
    assert found is not None
    return found


def wait_until_it_waits(works: SqlWorks, found: Future[Any]) -> None:
    """Waits until somebody waits for a lock of the database, which has to be who works in a thread."""
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    deadline = time.monotonic() + LONG_ENOUGH_S
    while time.monotonic() < deadline:
        assert not found.done(), "it did not wait"
        with works.engine.connect() as connection:
            if connection.scalar(waits):
                return
        time.sleep(0.005)
    raise AssertionError("nobody waited")


def test_nobody_gives_away_a_lease_between_the_check_and_the_commit(
    postgres_works: SqlWorks, threads: ThreadPoolExecutor, lease: Lease
) -> None:
    def give_away() -> Lease | None:
        with committed(postgres_works) as work:
            work.leases.release(lease)
            return work.leases.take(KEY, "w2", lasts=hours(1))

    with postgres_works(EVERYONE) as work:
        work.leases.require(lease)
        found = threads.submit(give_away)
        wait_until_it_waits(postgres_works, found)
        work.runs.add(run := a_run())
        work.commit()

    other = found.result(LONG_ENOUGH_S)
    assert other is not None
    assert other.fence == lease.fence + 1
    with postgres_works.reading(EVERYONE) as work:
        assert work.runs.get(run.id) == run


def test_who_waited_for_a_lease_that_was_given_away_meanwhile_writes_nothing(
    postgres_works: SqlWorks, threads: ThreadPoolExecutor, lease: Lease
) -> None:
    """The condition is looked at again when the lock is there."""
    run = a_run()

    def write() -> None:
        with committed(postgres_works.under(lease)) as work:
            work.runs.add(run)

    with postgres_works(EVERYONE) as work:
        work.leases.release(lease)
        assert work.leases.take(KEY, "w2", lasts=hours(1)) is not None
        found = threads.submit(write)
        wait_until_it_waits(postgres_works, found)
        work.commit()

    with pytest.raises(LeaseLostError):
        found.result(LONG_ENOUGH_S)
    with postgres_works.reading(EVERYONE) as work:
        assert work.runs.get(run.id) is None


def test_the_time_of_a_lease_is_that_at_which_its_row_is_free(
    postgres_works: SqlWorks, threads: ThreadPoolExecutor, lease: Lease
) -> None:
    """Counted from before the wait, a lease might have ended when it is given."""

    def take() -> Lease | None:
        with committed(postgres_works) as work:
            return work.leases.take(KEY, "w2", lasts=hours(1))

    ends = text("SELECT expires_at - interval '1 hour' >= :freed FROM job_leases")
    with postgres_works(EVERYONE) as work:
        work.leases.release(lease)
        found = threads.submit(take)
        wait_until_it_waits(postgres_works, found)
        freed = work._connection.scalar(text("SELECT clock_timestamp()"))
        work.commit()

    assert found.result(LONG_ENOUGH_S) is not None
    with postgres_works.engine.connect() as connection:
        assert connection.scalar(ends, {"freed": freed}) is True


@pytest.mark.parametrize(("seen", "error"), [(None, ConcurrentChangeError), (1, StaleVersionError)])
def test_who_changes_a_schedule_while_another_does_is_refused_by_what_they_saw(
    postgres_works: SqlWorks, threads: ThreadPoolExecutor, seen: int | None, error: type[Exception]
) -> None:
    """Who saw no version has missed none: doors try the change again by themselves."""
    schedule = a_schedule(next_due_at=NOW)
    with committed(postgres_works) as work:
        work.schedules.add(schedule)
    changes = ScheduleChanges(postgres_works, SystemClock(), Uuid7Ids())

    def pause() -> Schedule:
        return changes.make(schedule.name, Schedule.paused, "schedule.paused", by=a_principal(), expected_version=seen)

    with postgres_works(EVERYONE) as work:
        work.schedules.save(evolve(schedule, arguments={"n": 1}, version=2), expected_version=1)
        found = threads.submit(pause)
        wait_until_it_waits(postgres_works, found)
        work.commit()

    with pytest.raises(error):
        found.result(LONG_ENOUGH_S)


def test_what_somebody_works_on_is_left_out_and_nobody_waits(postgres_works: SqlWorks) -> None:
    schedules = [a_schedule(name, next_due_at=NOW) for name in ("one", "two")]
    runs = [a_run(one, status=RunStatus.QUEUED) for one in schedules]
    with committed(postgres_works) as work:
        for schedule, run in zip(schedules, runs, strict=True):
            work.schedules.add(schedule)
            work.runs.add(run)
        for number in range(2):
            work.after_commit(JobRequest("prune_outbox", {"n": number}))

    with postgres_works(EVERYONE) as first, postgres_works(EVERYONE) as second:
        first.schedules.save(evolve(schedules[0], version=2), expected_version=1)
        first.runs.save(runs[0].begun("w1", NOW), expected_version=1)
        assert len(first.outbox.waiting(1)) == 1

        assert second.schedules.due(NOW) == (schedules[1],)
        assert second.runs.with_status(RunStatus.QUEUED, until=NOW, limit=10) == (runs[1],)
        assert [entry.request.arguments for entry in second.outbox.waiting(10)] == [{"n": 1}]


def test_a_run_that_brings_something_about_is_still_looked_after(postgres_works: SqlWorks) -> None:
    """Whoever writes down an effect refers to the run; that keeps nobody from finding the run lost."""
    begun = a_run().queued(NOW).begun("w1", NOW)
    with committed(postgres_works) as work:
        work.runs.add(begun)
    with postgres_works(EVERYONE) as first, postgres_works(EVERYONE) as second:
        assert first.effects.once(begun.id, "mail:1")
        assert second.runs.with_status(RunStatus.STARTED, until=NOW, limit=10) == (begun,)


def test_two_that_prune_do_not_wait_for_each_other(postgres_works: SqlWorks) -> None:
    ended = [a_run(ended_at=NOW - timedelta(minutes=n), status=RunStatus.FINISHED) for n in range(1, 5)]
    with committed(postgres_works) as work:
        for run in ended:
            work.runs.add(run)
    with postgres_works(EVERYONE) as first, postgres_works(EVERYONE) as second:
        assert first.runs.prune(NOW, limit=3) == 3
        assert second.runs.prune(NOW, limit=3) == 1


def test_who_changes_what_has_just_been_changed_is_told_to_try_again(postgres_works: SqlWorks) -> None:
    """Only who has seen a version is told that it is none any more."""
    with committed(postgres_works) as work:
        work.schedules.add(a_schedule("ours"))
    changes = ScheduleChanges(postgres_works, FixedClock(NOW), IDS)

    def paused_too_late(present: Schedule) -> Schedule:
        with committed(postgres_works) as work:
            work.schedules.save(evolve(present, version=present.version + 1), expected_version=present.version)
        return present.paused()

    with pytest.raises(ConcurrentChangeError):
        changes.make("ours", paused_too_late, "schedule.paused", by=a_principal())
    with pytest.raises(StaleVersionError):
        changes.make("ours", paused_too_late, "schedule.paused", by=a_principal(), expected_version=2)
