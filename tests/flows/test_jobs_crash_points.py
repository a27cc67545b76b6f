"""``kill -9`` at every point between what is asked for, what carries it and what does it: once it has run, once."""

from __future__ import annotations

import pickle
import signal
from typing import Final

import pytest

from adapters.queue.json_job import REFUSED_KEY
from adapters.queue.json_queue import RUNS
from socdomain.ids import RunId
from socdomain.jobs.run import RunStatus
from tests import crash_points
from tests.flows.jobs_floor import JobsFloor
from tests.flows.jobs_processes import PATIENCE_S, Process, wait_until

COMMITS: Final = ("database.before_commit", "database.after_commit")

IN_A_SCHEDULER: Final = {
    # To lead, to make runs of what was asked for, to plan, to have it wait; and to lead on.
    **dict.fromkeys(COMMITS, 5),
    "queue.runs.pushed": 1,
    "queue.run.scheduled": 1,
    "queue.due_runs.moved": 2,
}
"""Points of a scheduler, and how often it passes each in its first turns."""

IN_A_WORKER: Final = dict.fromkeys(COMMITS, 3)
"""Points of a process that does a run: it begins, has its effect and ends."""

IN_A_REQUEST: Final = ("database.after_commit", "queue.runs.pushed")
IN_A_QUEUE: Final = ("queue.embedded.started", "queue.embedded.url_written")
REFUSING: Final = "queue.refused_job.removed"


def test_each_point_of_the_queue_is_died_at() -> None:
    points = {*IN_A_SCHEDULER, *IN_A_WORKER, *IN_A_REQUEST, *IN_A_QUEUE, REFUSING}
    assert points == {name for name in crash_points.names() if name.startswith("queue.")} | {*COMMITS}


def ask_in_each_way(jobs: JobsFloor, name: str) -> list[RunId]:
    """Asks for a run by a change of state, and has one due in a moment."""
    return [*jobs.ask("counts"), jobs.add_soon(name=name)]


def dies(process: Process) -> bool:
    """Tells whether a process that should kill itself does so."""
    return process.wait(PATIENCE_S) == -signal.SIGKILL


def scheduler_dies(jobs: JobsFloor, point: str, passing: int) -> None:
    killed = jobs.start("scheduler", dies_at=(point, passing))
    assert dies(killed), f"{point} was not passed {passing} times"
    jobs.bury()


@pytest.mark.parametrize("point", COMMITS)
def test_a_scheduler_that_is_killed_at_any_commit_forgets_and_doubles_nothing(
    server_jobs: JobsFloor, point: str
) -> None:
    jobs = server_jobs
    jobs.start("worker")
    asked: list[RunId] = []
    for passing in range(1, IN_A_SCHEDULER[point] + 1):
        asked += ask_in_each_way(jobs, f"soon-{passing}")
        scheduler_dies(jobs, point, passing)
    jobs.start("scheduler")

    jobs.assert_once(asked)


def test_a_scheduler_that_is_killed_as_it_tells_the_queue_forgets_and_doubles_nothing(jobs: JobsFloor) -> None:
    jobs.start("worker")
    asked: list[RunId] = []
    for point, passings in IN_A_SCHEDULER.items():
        for passing in range(1, passings + 1) if point not in COMMITS else ():
            asked += ask_in_each_way(jobs, f"{point}-{passing}")
            scheduler_dies(jobs, point, passing)
    jobs.start("scheduler")

    jobs.assert_once(asked)


def test_a_run_whose_process_is_killed_at_any_commit_has_its_effect_once(jobs: JobsFloor) -> None:
    """Each worker has one process that dies, at another point; more is asked for until each has."""
    deaths = [(point, passing) for point, passings in IN_A_WORKER.items() for passing in range(1, passings + 1)]
    for death in deaths:
        jobs.start("worker", dies_at=death)
    jobs.start("scheduler")
    asked: list[RunId] = []

    def have_all_died() -> bool:
        if jobs.waiting(asked) < 10:
            asked.extend(jobs.ask("counts"))
        jobs.bury()
        return all(jobs.has_died(death) for death in deaths)

    wait_until(have_all_died, "a process has died at each point")
    jobs.bury()

    jobs.assert_once(asked, attempts=None)
    # Those after it had begun, and before it had ended; one run may meet several.
    assert sum(jobs.outcomes(run_id).count(RunStatus.LOST) for run_id in asked) == 4


def test_who_is_killed_while_they_ask_for_a_run_has_asked_for_one(jobs: JobsFloor) -> None:
    schedule = jobs.add_later("counts")
    for point in IN_A_REQUEST:
        killed = jobs.start("jobs", "run", schedule.name, "--no-wait", dies_at=(point, 1))
        assert dies(killed)
    asked = [run.id for run in jobs.runs(schedule) if run.by_name]
    assert len(asked) == len(IN_A_REQUEST)

    jobs.start("worker")
    jobs.start("scheduler")

    jobs.assert_once(asked)


def test_a_queue_that_is_killed_as_it_starts_starts_again(jobs: JobsFloor) -> None:
    """The server that it leaves behind is ended by whoever comes next, as two would harm each other's data."""
    jobs.server.stop()
    for point in IN_A_QUEUE:
        assert dies(jobs.start("queue", dies_at=(point, 1)))
        after = jobs.start_queue()
        if point != IN_A_QUEUE[-1]:
            jobs.processes.stop(after)
    jobs.start("worker")
    jobs.start("scheduler")

    jobs.assert_once(jobs.ask("counts"))


def test_a_worker_that_is_killed_as_it_refuses_something_leaves_nothing_of_it(jobs: JobsFloor) -> None:
    worker = jobs.start("worker", dies_at=(REFUSING, 1))
    planted = "01990000-0000-7000-8000-00000000bad0"
    with jobs.redis() as client:
        client.hset(f"rq:job:{planted}", mapping={"data": pickle.dumps(("os.getpid", None, (), {})), "origin": RUNS})
        client.rpush(f"rq:queue:{RUNS}", planted)
        assert dies(worker)
        jobs.start("worker")
        jobs.start("scheduler")

        jobs.assert_once(jobs.ask("counts"))
        assert client.get(REFUSED_KEY) == b"1"
        assert not client.keys(f"*{planted}*")
