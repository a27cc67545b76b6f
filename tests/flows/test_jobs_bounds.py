"""What fails, hangs or takes too much is bounded, nothing overlaps, and time is counted as a schedule means it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from adapters.clock import SystemClock
from socdomain.jobs.run import RunStatus
from socdomain.jobs.timing import Cron, Every
from tests.flows.jobs_floor import PROMPTLY_S, JobsFloor, kill, wait_until

FAILED, FINISHED, LOST = RunStatus.FAILED, RunStatus.FINISHED, RunStatus.LOST
HOUR_S = 3_600.0


def test_what_fails_hangs_or_takes_too_much_is_bounded_and_stops_no_other(jobs: JobsFloor) -> None:
    for _ in range(2):
        jobs.start("worker", WATCHFLOOR_JOB_MEMORY_MIB="200")
    jobs.start("scheduler")
    bad = dict(zip(("fails", "hangs", "devours"), jobs.ask("fails", "hangs", "devours"), strict=True))
    (stuck,) = jobs.ask("sticks")
    others = jobs.ask(*["counts"] * 5)

    ended = {name: jobs.wait_for(run_id, FAILED) for name, run_id in bad.items()}
    jobs.assert_once(others)

    assert {name: (run.attempt, run.error) for name, run in ended.items()} == {
        "fails": (3, "failed unexpectedly (RuntimeError)"),
        "hangs": (1, "took longer than 1 s"),
        "devours": (1, "needed more memory than a job may have"),
    }
    begun, ended_at = zip(*((one.started_at, one.ended_at) for one in ended["fails"].attempts), strict=True)
    waits = [later - earlier for earlier, later in zip(ended_at, begun[1:], strict=False) if earlier]
    assert [wait >= timedelta(seconds=least_s) for wait, least_s in zip(waits, (0.5, 1.0), strict=True)] == [True, True]
    wait_until(lambda: jobs.is_lost_by_now(stuck), "what hears no signal is ended too")
    jobs.assert_once(jobs.ask("counts", "counts"))


def test_two_runs_of_a_job_never_overlap_whoever_asks(jobs: JobsFloor) -> None:
    """By a schedule, by people and by changes, with retries, two schedulers and three workers."""
    for command in ("worker", "worker", "worker", "scheduler", "scheduler"):
        jobs.start(command)
    asked = [*jobs.ask(*["excludes"] * 3), jobs.add_soon("excludes")]
    jobs.does("jobs", "run", "excludes", "--no-wait")
    schedule = jobs.schedule("excludes")
    asked += [run.id for run in jobs.runs(schedule) if run.by_name]
    assert len(asked) == 5

    # The first attempt of each fails.
    jobs.assert_once(asked, attempts=2)
    assert not (jobs.folder / "overlap").exists()


def test_another_scheduler_leads_once_the_one_that_leads_is_killed(jobs: JobsFloor) -> None:
    jobs.start("worker")
    first, second = jobs.start("scheduler"), jobs.start("scheduler")
    wait_until(lambda: jobs.leader() is not None, "one leads")
    leads = jobs.leader()
    other = second if leads == first.pid else first
    assert {leads, other.pid} == {first.pid, second.pid}
    jobs.assert_once(jobs.ask("counts"))

    assert leads is not None
    kill(leads)
    asked = jobs.ask("counts")
    wait_until(lambda: jobs.leader() == other.pid, "the other one leads", within_s=PROMPTLY_S)

    jobs.assert_once(asked)


def test_one_run_stands_for_all_that_were_missed_or_each_is_made_up_for(jobs: JobsFloor) -> None:
    """Nothing ran for ten minutes in which a schedule was due ten times."""
    long_ago = SystemClock().now() - timedelta(minutes=9, seconds=30)
    one, each = (jobs.add(job, Every(1), long_ago) for job in ("counts_one", "counts_each"))
    jobs.start("worker")
    jobs.start("scheduler")

    wait_until(lambda: len(jobs.runs(each, FINISHED)) == 10, "each is made up for")
    wait_until(lambda: len(jobs.runs(one, FINISHED)) == 1, "one stands for all")
    jobs.assert_once(
        [*jobs.ask("counts"), *(run.id for run in (*jobs.runs(each, FINISHED), *jobs.runs(one, FINISHED)))]
    )
    assert [len(jobs.runs(one, status)) for status in (FINISHED, RunStatus.PLANNED)] == [1, 1]
    assert [len(jobs.runs(each, status)) for status in (FINISHED, RunStatus.PLANNED)] == [10, 1]


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


@pytest.mark.parametrize(
    ("due_at", "next_at"),
    [
        # The clocks of Berlin leave out half past two: half an hour after they went on.
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), datetime(2027, 3, 29, 0, 30, tzinfo=UTC)),
        # They show it twice: the first time.
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 11, 1, 1, 30, tzinfo=UTC)),
    ],
    ids=["spring", "autumn"],
)
def test_a_time_of_day_is_due_once_when_the_clocks_change(jobs: JobsFloor, due_at: datetime, next_at: datetime) -> None:
    schedule = jobs.add("counts", Cron("30 2 * * *", "Europe/Berlin"), due_at - timedelta(days=1))
    jobs.set_clock((due_at - SystemClock().now()).total_seconds() - 60)
    jobs.start("worker")
    jobs.start("scheduler")
    wait_until(lambda: len(jobs.runs(schedule, FINISHED)) == 1, "the day before")

    jobs.set_clock((due_at - SystemClock().now()).total_seconds())
    wait_until(lambda: any(run.due_at == due_at for run in jobs.runs(schedule, FINISHED)), "the day of the change")

    jobs.set_clock((next_at - SystemClock().now()).total_seconds() - 60)
    jobs.assert_once(jobs.ask("counts"))

    assert [run.due_at for run in jobs.runs(schedule)][:2] == [next_at, due_at]
