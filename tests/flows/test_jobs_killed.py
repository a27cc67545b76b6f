"""A run whose worker is killed, asked to stop or put to sleep is done all the same, and by one alone."""

from __future__ import annotations

import os
import signal

from socdomain.jobs.run import RunStatus
from tests.flows.jobs_floor import (
    GRACE_S,
    LOST_WITHIN_S,
    PROMPTLY_S,
    JobsFloor,
    children_of,
    kill,
    wait_until,
)
from tests.flows.jobs_stored import is_alive, pid_of
from tests.jobs_program import EFFECT

LOST = RunStatus.LOST


def test_a_run_whose_worker_is_killed_is_lost_and_tried_again(jobs: JobsFloor) -> None:
    """Of one run the worker is killed, of the other the process that it forked."""
    first, second = (jobs.start("worker") for _ in range(2))
    jobs.start("scheduler")
    asked = jobs.ask("holds", "holds_too")
    pids = [pid_of(jobs.wait_for_hold(run_id).attempts[0].worker) for run_id in asked]
    assert len(asked) == len({*pids}) == 2

    (forked,) = children_of(second)
    kill(first.pid)
    kill(forked.pid)
    jobs.start("worker")
    wait_until(
        lambda: all(jobs.run(run_id).attempts[0].outcome is LOST for run_id in asked),
        "both are lost",
        within_s=LOST_WITHIN_S,
    )
    for run_id in asked:
        jobs.wait_for_hold(run_id, attempts=2)
    jobs.let_go()

    jobs.assert_once(asked, attempts=2)
    assert [jobs.run(run_id).attempts[0].outcome for run_id in asked] == [LOST, LOST]
    assert not any(is_alive(pid) for pid in pids)


def test_a_worker_that_slept_beyond_its_lease_writes_nothing(any_jobs: JobsFloor) -> None:
    jobs = any_jobs
    for _ in range(2):
        jobs.start("worker")
    jobs.start("scheduler")
    (run_id,) = jobs.ask("insists")
    slept = pid_of(jobs.wait_for_hold(run_id).attempts[0].worker)

    os.kill(slept, signal.SIGSTOP)
    try:
        took_over = pid_of(jobs.wait_for_hold(run_id, attempts=2).attempts[1].worker)
        jobs.let_go()
        done = jobs.wait_for(run_id, RunStatus.FINISHED)
    finally:
        os.kill(slept, signal.SIGCONT)
    wait_until(lambda: not is_alive(slept), "the one that slept has ended", within_s=PROMPTLY_S)

    assert slept in jobs.noted("refused", run_id)
    written = jobs.lines(run_id)
    assert (written[f"written by {slept}"], written[f"written by {took_over}"]) == (0, 1)
    assert jobs.run(run_id) == done
    assert [one.outcome for one in done.attempts] == [LOST, RunStatus.FINISHED]
    assert written[EFFECT] == 1


def test_a_worker_that_is_asked_to_stop_gives_back_what_does_not_end(jobs: JobsFloor) -> None:
    worker = jobs.start("worker")
    jobs.start("scheduler")
    (run_id,) = jobs.ask("holds")
    jobs.wait_for_hold(run_id)

    worker.terminate()
    assert worker.wait(GRACE_S) == 0
    given_back = jobs.run(run_id)
    jobs.start("worker")
    jobs.wait_for_hold(run_id, attempts=2)
    jobs.let_go()

    assert (given_back.status, given_back.attempt) == (RunStatus.QUEUED, 0)
    jobs.assert_once([run_id], attempts=2)


def test_a_worker_that_is_asked_to_stop_finishes_what_ends_by_itself(jobs: JobsFloor) -> None:
    worker = jobs.start("worker")
    jobs.start("scheduler")
    (run_id,) = jobs.ask("holds")
    jobs.wait_for_hold(run_id)

    worker.terminate()
    jobs.let_go()

    assert worker.wait(GRACE_S) == 0
    assert jobs.run(run_id).status is RunStatus.FINISHED
    jobs.assert_once([run_id])
