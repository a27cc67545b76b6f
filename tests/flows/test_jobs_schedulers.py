"""Of several schedulers one leads; another follows when it is killed, stopped or asleep."""

from __future__ import annotations

from socdomain.jobs.run import RunStatus
from tests.flows.jobs_floor import JobsFloor
from tests.flows.jobs_processes import Process, thaw, wait_until


def leader_of(jobs: JobsFloor, schedulers: list[Process]) -> Process:
    """Waits until one of some schedulers leads, and returns it."""
    pids = [one.pid for one in schedulers]
    wait_until(lambda: jobs.leader() in pids, "one of them leads")
    return schedulers[pids.index(jobs.leader() or 0)]


def test_another_scheduler_leads_once_the_one_that_leads_is_killed_or_stopped(any_jobs: JobsFloor) -> None:
    jobs = any_jobs
    jobs.start("worker")
    schedulers = [jobs.start("scheduler") for _ in range(3)]
    killed = leader_of(jobs, schedulers)
    jobs.assert_once(jobs.ask("counts"))

    jobs.processes.kill(killed.pid)
    asked = jobs.ask("counts")
    schedulers.remove(killed)
    stopped = leader_of(jobs, schedulers)
    jobs.assert_once(asked)

    jobs.processes.stop(stopped)
    assert jobs.leader() != stopped.pid, "who stops in order hands over"
    schedulers.remove(stopped)
    (last,) = schedulers
    assert leader_of(jobs, schedulers) is last
    jobs.assert_once(jobs.ask("counts"))


def test_a_leader_that_slept_follows_when_it_wakes(any_jobs: JobsFloor) -> None:
    jobs = any_jobs
    schedulers = [jobs.start("scheduler") for _ in range(2)]
    asleep = leader_of(jobs, schedulers)
    (awake,) = (one for one in schedulers if one is not asleep)
    jobs.freeze(asleep.pid)
    assert leader_of(jobs, [awake]) is awake

    thaw(asleep.pid)
    soon = jobs.add_soon("counts")
    jobs.start("worker")
    jobs.assert_once([soon])
    assert jobs.leader() == awake.pid

    jobs.processes.kill(awake.pid)
    assert leader_of(jobs, [asleep]) is asleep
    jobs.assert_once(jobs.ask("counts"))
    assert [run.status for run in jobs.runs(jobs.schedule("counts"))] == [RunStatus.PLANNED, RunStatus.FINISHED]
