"""What is due, or asked for, is done by a worker of its own, and can be seen being done."""

from __future__ import annotations

from datetime import timedelta

from adapters.clock import SystemClock
from entrypoints.worker.performers import PERFORMERS
from socdomain.ids import RunId
from socdomain.jobs.add_schedule import NewSchedule
from socdomain.jobs.run import RunStatus
from socdomain.jobs.timing import Every
from tests.builders import a_principal
from tests.flows.jobs_acts import EFFECT, HALF, WRITTEN_LAST
from tests.flows.jobs_floor import JobsFloor
from tests.flows.jobs_processes import wait_until

FINISHED = RunStatus.FINISHED


def test_what_somebody_asks_for_is_done_and_says_how_far_it_is(any_jobs: JobsFloor) -> None:
    """No scheduler is needed for that."""
    jobs = any_jobs
    schedule = jobs.add_later("holds")
    jobs.start("worker")
    run_id = jobs.request("holds")
    half = jobs.wait_for_hold(run_id)
    jobs.let_go()
    done = jobs.wait_for(run_id)

    assert (half.status, half.percent, half.phrase) == (RunStatus.STARTED, *HALF)
    assert (done.status, done.percent, done.counts) == (FINISHED, 100, {"effects": 1})
    assert jobs.lines(run_id) == [EFFECT, WRITTEN_LAST, "finished"]
    assert jobs.schedule(schedule.name).last_success_at is not None


def test_what_is_due_is_done_and_planned_again(any_jobs: JobsFloor) -> None:
    jobs = any_jobs
    jobs.start("worker")
    jobs.start("scheduler")
    schedule = jobs.add("counts", Every(60), SystemClock().now())
    wait_until(lambda: len(jobs.runs(schedule, FINISHED)) == 1, "the run that was due")
    wait_until(lambda: len(jobs.runs(schedule)) == 2, "the next run")

    following, done = jobs.runs(schedule)
    jobs.assert_once([done.id])
    assert done.due_at == schedule.next_due_at
    assert (following.status, following.due_at) == (RunStatus.PLANNED, done.due_at + timedelta(hours=1))
    assert jobs.schedule(schedule.name).next_due_at == following.due_at


def test_the_catalog_s_own_jobs_are_done(any_jobs: JobsFloor) -> None:
    any_jobs.start("worker")
    asked = {job: any_jobs.request(job) for job in PERFORMERS}
    ended = {job: any_jobs.wait_for(run_id) for job, run_id in asked.items()}
    assert {job: (run.status, run.error) for job, run in ended.items()} == dict.fromkeys(PERFORMERS, (FINISHED, ""))


def test_another_schedule_of_a_job_is_due_by_itself_and_told_something_of_its_own(jobs: JobsFloor) -> None:
    jobs.add_ended("counts", SystemClock().now() - timedelta(days=10))
    wanted = NewSchedule("prune_job_runs", "keeps_a_week", Every(1), {"keep_days": 7})
    added = jobs.use.add_schedule.execute(wanted, by=a_principal())
    jobs.start("worker")
    jobs.start("scheduler")
    usual = jobs.wait_for(jobs.request("prune_job_runs"))

    jobs.set_clock(61)
    wait_until(lambda: jobs.runs(added, FINISHED), "its run")

    (special,) = jobs.runs(added, FINISHED)
    assert (usual.arguments, usual.counts) == ({}, {"runs": 0})
    assert (special.arguments, special.counts) == ({"keep_days": 7}, {"runs": 1})


def process_of(jobs: JobsFloor, run_id: RunId) -> str:
    """The process that made the last attempt of a run, which has ended."""
    return jobs.wait_for(run_id).attempts[-1].worker.rpartition(":")[0]


def test_a_process_does_one_run_after_another_until_one_fails(jobs: JobsFloor) -> None:
    for name in ("counts", "fails"):
        jobs.add_later(name)
    jobs.start("worker")
    jobs.start("scheduler")
    names = ("counts", "counts", "fails", "counts")
    first, second, failed, last = (process_of(jobs, jobs.request(name)) for name in names)

    assert first == second
    assert last not in (first, failed)
