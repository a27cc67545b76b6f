"""A run whose worker is killed, or asked to stop, is done all the same."""

from __future__ import annotations

from datetime import timedelta

import psutil

from adapters.clock import SystemClock
from socdomain.jobs.run import RunStatus
from tests.flows.jobs_floor import LOST_WITHIN_S, PROMPTLY_S, JobsFloor
from tests.flows.jobs_processes import STOPS_WITHIN_S, is_alive, wait_until
from tests.flows.jobs_stored import pid_of

FINISHED, LOST, QUEUED = RunStatus.FINISHED, RunStatus.LOST, RunStatus.QUEUED


def test_a_run_whose_worker_is_killed_is_lost_and_tried_again(any_jobs: JobsFloor) -> None:
    """Of one run the worker is killed, of the other the process that it forked, as the kernel does to what is large."""
    jobs = any_jobs
    for command in ("worker", "worker", "scheduler"):
        jobs.start(command)
    asked = jobs.ask("holds", "holds_too")
    first, second = pids = [pid_of(jobs.wait_for_hold(run_id).attempts[0].worker) for run_id in asked]
    assert first != second

    jobs.processes.kill(psutil.Process(first).ppid(), second)
    wait_until(lambda: not is_alive(first), "the end of the process whose worker is gone")
    jobs.start("worker")
    for run_id in asked:
        jobs.wait_for_hold(run_id, attempts=2)
    jobs.let_go()

    jobs.assert_once(asked, attempts=2)
    assert [jobs.outcomes(run_id) for run_id in asked] == [[LOST, FINISHED]] * 2
    assert [jobs.noted("ended", run_id) & {*pids} for run_id in asked] == [set(), set()]


def test_a_worker_that_is_asked_to_stop_gives_back_what_does_not_end(any_jobs: JobsFloor) -> None:
    jobs = any_jobs
    worker = jobs.start("worker")
    jobs.start("scheduler")
    (run_id,) = jobs.ask("holds")
    jobs.wait_for_hold(run_id)

    jobs.processes.stop(worker)
    given_back = jobs.run(run_id)
    jobs.start("worker")
    jobs.wait_for_hold(run_id, attempts=2)
    jobs.let_go()

    assert worker.returncode == 0
    assert (given_back.status, given_back.attempt) == (QUEUED, 0)
    jobs.assert_once([run_id], attempts=2)
    assert jobs.outcomes(run_id) == [QUEUED, FINISHED]


def test_a_worker_that_is_asked_to_stop_finishes_what_ends_by_itself(real_jobs: JobsFloor) -> None:
    jobs = real_jobs
    jobs.add_later("obliges")
    worker = jobs.start("worker")
    run_id = jobs.request("obliges")
    jobs.wait_for_hold(run_id)

    jobs.processes.stop(worker)

    assert worker.returncode == 0
    assert jobs.run(run_id).status is FINISHED
    jobs.assert_once([run_id])


def test_who_is_killed_or_stopped_is_followed_within_the_times_that_the_product_promises(real_jobs: JobsFloor) -> None:
    jobs = real_jobs
    for command in ("worker", "worker", "scheduler", "scheduler"):
        jobs.start(command)
    asked = jobs.ask("holds", "holds_too")
    first, second = (pid_of(jobs.wait_for_hold(run_id).attempts[0].worker) for run_id in asked)
    leads = jobs.leader()
    assert leads is not None

    killed_at = SystemClock().now()
    jobs.processes.kill(leads, psutil.Process(first).ppid())
    psutil.Process(second).parent().terminate()  # type: ignore[union-attr] # it has one
    wait_until(lambda: jobs.leader() not in (None, leads), "another scheduler leads", within_s=PROMPTLY_S)
    wait_until(lambda: not is_alive(second), "what is asked to stop has stopped", within_s=STOPS_WITHIN_S)
    jobs.start("worker")
    jobs.start("worker")
    wait_until(lambda: jobs.outcomes(asked[0])[0] is LOST, "the run is lost", within_s=LOST_WITHIN_S)
    jobs.let_go()

    jobs.assert_once(asked, attempts=2)
    assert [jobs.outcomes(run_id) for run_id in asked] == [[LOST, FINISHED], [QUEUED, FINISHED]]
    for run_id, most_s in zip(asked, (LOST_WITHIN_S, STOPS_WITHIN_S), strict=True):
        ended_at = jobs.run(run_id).attempts[0].ended_at
        assert ended_at is not None
        assert ended_at - killed_at <= timedelta(seconds=most_s)
