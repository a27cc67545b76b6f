"""Time is counted as a schedule means it: when it is slept through, put back, or changed with the season."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from adapters.clock import SystemClock
from socdomain.jobs.run import RunStatus
from socdomain.jobs.timing import Cron, Every
from tests.flows.jobs_floor import JobsFloor
from tests.flows.jobs_processes import wait_until

FINISHED, PLANNED = RunStatus.FINISHED, RunStatus.PLANNED
HOUR_S: Final = 3_600.0

CHANGES_OF_CLOCKS: Final = {
    # The clocks of Berlin leave out half past two: half an hour after they went on.
    "spring": (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), datetime(2027, 3, 29, 0, 30, tzinfo=UTC)),
    # They show it twice: the first time.
    "autumn": (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 11, 1, 1, 30, tzinfo=UTC)),
}
"""When half past two of Berlin is due on the day of the change, and when after that."""


def test_one_run_stands_for_all_that_were_missed_or_each_is_made_up_for(jobs: JobsFloor) -> None:
    """Nothing ran for ten hours in which a schedule was due ten times."""
    long_ago = SystemClock().now() - timedelta(hours=9, minutes=30)
    one, each = (jobs.add(job, Every(60), long_ago) for job in ("counts_one", "counts_each"))
    jobs.start("worker")
    jobs.start("scheduler")

    wait_until(lambda: len(jobs.runs(each, FINISHED)) == 10, "each is made up for")
    wait_until(lambda: len(jobs.runs(one, FINISHED)) == 1, "one stands for all")
    jobs.assert_once(
        [*jobs.ask("counts"), *(run.id for run in (*jobs.runs(each, FINISHED), *jobs.runs(one, FINISHED)))]
    )
    assert [len(jobs.runs(one, status)) for status in (FINISHED, PLANNED)] == [1, 1]
    assert [len(jobs.runs(each, status)) for status in (FINISHED, PLANNED)] == [10, 1]
    due = sorted(run.due_at for run in jobs.runs(each))
    assert due == [long_ago + timedelta(hours=count) for count in range(11)]


def test_a_clock_that_is_put_back_an_hour_makes_nothing_due_again(jobs: JobsFloor) -> None:
    jobs.set_clock(HOUR_S)
    due_at = SystemClock().now() + timedelta(seconds=HOUR_S + 1)
    schedule = jobs.add("counts", Every(1), due_at)
    jobs.start("worker")
    jobs.start("scheduler")
    wait_until(lambda: len(jobs.runs(schedule, FINISHED)) == 1, "the run that was due")

    jobs.set_clock(0)
    # Whole turns of the scheduler, one after the other.
    for _ in range(3):
        jobs.assert_once(jobs.ask("counts"))
    after_it_was_put_back = jobs.runs(schedule)
    jobs.set_clock(HOUR_S + 61)
    wait_until(lambda: len(jobs.runs(schedule, FINISHED)) == 2, "the next one, once its time has come")

    assert [run.due_at for run in after_it_was_put_back] == [due_at + timedelta(minutes=1), due_at]
    jobs.assert_once(run.id for run in jobs.runs(schedule, FINISHED))


def test_a_time_of_day_is_due_once_when_the_clocks_change(jobs: JobsFloor) -> None:
    jobs.start("worker")
    jobs.start("scheduler")
    for season, (due_at, next_at) in CHANGES_OF_CLOCKS.items():
        assert_due_once(jobs, season, due_at, next_at)


def assert_due_once(jobs: JobsFloor, season: str, due_at: datetime, next_at: datetime) -> None:
    """A schedule of that time of day is due on the day before, once on the day of the change, and next after that."""
    jobs.set_clock((due_at - SystemClock().now()).total_seconds() - 60)
    day_before = due_at - timedelta(days=1)
    schedule = jobs.add("counts", Cron("30 2 * * *", "Europe/Berlin"), day_before, name=season)
    wait_until(lambda: len(jobs.runs(schedule, FINISHED)) == 1, f"the day before, {season}")

    jobs.set_clock((due_at - SystemClock().now()).total_seconds())
    wait_until(lambda: due_at in {run.due_at for run in jobs.runs(schedule, FINISHED)}, f"the day itself, {season}")

    jobs.set_clock((next_at - SystemClock().now()).total_seconds() - 60)
    jobs.assert_once(jobs.ask("counts"))
    assert [run.due_at for run in jobs.runs(schedule)] == [next_at, due_at, day_before]
