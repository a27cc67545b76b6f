"""Workers and schedulers as processes of their own: what they promise about runs, whatever happens to them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from redis import Redis

from adapters.queue.connections import connect
from adapters.queue.embedded import address_of
from entrypoints.worker.performers import PERFORMERS
from socdomain.jobs.lead import LEADS
from socdomain.jobs.run import Run, RunStatus
from tests.builders import EVERYONE
from tests.flows.job_floor import JobFloor, horse_of, is_gone, job_floor, thaw, wait_for


@pytest.fixture
def floor(database: str, tmp_path: Path) -> Iterator[JobFloor]:
    """A floor with a queue."""
    with job_floor(database, tmp_path, job_memory_mib=64) as floor:
        floor.start("queue")
        yield floor


def outcomes(floor: JobFloor, run: Run) -> list[str]:
    """How the attempts of a run ended."""
    return [str(one.outcome) for one in floor.run(run.id).attempts]


def test_a_run_that_somebody_asks_for_is_done(floor: JobFloor) -> None:
    floor.schedule("test_quick")
    floor.start("worker")
    run = floor.ended(floor.request("test_quick").id)
    assert (run.status, run.counts, run.percent) == (RunStatus.FINISHED, {"things": 3}, 100)
    with floor.platform.works.reading(EVERYONE) as work:
        assert [line.text for line in work.runs.lines(run.id)] == ["did it", "finished"]
        schedule = work.schedules.by_name("test_quick")
    assert schedule is not None
    assert schedule.last_success_at is not None


def test_a_schedule_runs_when_it_is_due_and_is_planned_again(floor: JobFloor) -> None:
    due = datetime.now(UTC)
    schedule = floor.schedule("test_quick", next_due_at=due)
    floor.start("worker")
    floor.start("scheduler")
    wait_for(lambda: floor.lines == ["did"], "the run")
    with floor.platform.works.reading(EVERYONE) as work:
        after = work.schedules.get(schedule.id)
    assert after is not None
    assert after.next_due_at is not None
    assert after.next_due_at > due


def test_the_catalog_s_own_jobs_are_done(floor: JobFloor) -> None:
    floor.start("worker")
    for job in PERFORMERS:
        floor.schedule(job, arguments={})
    runs = {job: floor.request(job) for job in PERFORMERS}
    ended = {job: floor.ended(run.id) for job, run in runs.items()}
    assert {job: (run.status.value, run.error) for job, run in ended.items()} == dict.fromkeys(
        PERFORMERS, ("finished", "")
    )


@pytest.mark.parametrize(
    ("job", "error"),
    [
        ("test_hangs", "took longer than 2 s"),
        ("test_takes_too_much", "needed more memory than a job may have"),
        ("test_fails", "failed unexpectedly (ZeroDivisionError)"),
    ],
)
def test_a_job_that_goes_wrong_is_bounded_and_stops_no_other(job: str, error: str, floor: JobFloor) -> None:
    for name in (job, "test_quick"):
        floor.schedule(name)
    floor.start("worker")
    floor.start("scheduler")
    wrong = floor.ended(floor.request(job).id)
    assert [(str(one.outcome), one.error) for one in wrong.attempts] == [("failed", error)] * 2
    assert floor.ended(floor.request("test_quick").id).status is RunStatus.FINISHED


def process_of(run: Run) -> str:
    """The process that made the last attempt."""
    return run.attempts[-1].worker.rpartition(":")[0]


def test_a_process_does_one_run_after_another_until_one_fails(floor: JobFloor) -> None:
    for name in ("test_fails", "test_quick"):
        floor.schedule(name)
    floor.start("worker")
    floor.start("scheduler")
    runs = [floor.ended(floor.request(name).id) for name in ("test_quick", "test_quick", "test_fails", "test_quick")]
    first, second, failed, last = map(process_of, runs)
    assert first == second
    assert last not in (first, failed)


@pytest.mark.parametrize("job", ["test_is_stubborn", "test_asks_too_much"])
def test_a_job_that_cannot_be_interrupted_is_bounded_too(job: str, floor: JobFloor) -> None:
    for name in (job, "test_quick"):
        floor.schedule(name)
    floor.start("worker")
    floor.start("scheduler")
    wrong = floor.ended(floor.request(job).id)
    # A database server calls off what it was asked; one in the process itself cannot be told.
    is_called_off = job == "test_asks_too_much" and not floor.platform.settings.is_embedded
    assert outcomes(floor, wrong) == (["failed"] * 2 if is_called_off else ["lost"] * 2)
    assert floor.ended(floor.request("test_quick").id).status is RunStatus.FINISHED


def test_a_worker_that_is_killed_loses_its_run_which_another_does(floor: JobFloor) -> None:
    floor.schedule("test_holds")
    floor.start("scheduler")
    first = floor.start("worker")
    run = floor.request("test_holds")
    horse = horse_of(first)
    floor.started(run.id)
    assert floor.stop(first, signal.SIGKILL) == -signal.SIGKILL
    wait_for(lambda: is_gone(horse), "the end of the process that did the run")
    floor.let_go()
    floor.start("worker")
    ended = floor.ended(run.id)
    assert [str(one.outcome) for one in ended.attempts] == ["lost", "finished"]
    assert floor.lines == ["began", "began", "ended"]


def test_a_process_that_is_killed_while_it_does_a_run_loses_it(floor: JobFloor) -> None:
    """As the kernel does it to what takes too much memory."""
    floor.schedule("test_holds")
    floor.start("scheduler")
    worker = floor.start("worker")
    run = floor.request("test_holds")
    horse = horse_of(worker)
    floor.started(run.id)
    horse.kill()
    floor.let_go()
    assert [str(one.outcome) for one in floor.ended(run.id).attempts] == ["lost", "finished"]


def test_a_worker_that_has_to_stop_gives_its_run_back(floor: JobFloor) -> None:
    floor.schedule("test_holds")
    floor.start("scheduler")
    first = floor.start("worker")
    run = floor.request("test_holds")
    floor.started(run.id)
    assert floor.stop(first) == 0
    given_back = floor.run(run.id)
    assert (outcomes(floor, run)[0], given_back.attempt) == ("queued", 0)
    floor.let_go()
    floor.start("worker")
    assert [str(one.outcome) for one in floor.ended(run.id).attempts] == ["queued", "finished"]


def test_a_worker_that_has_to_stop_lets_a_run_end_that_can(floor: JobFloor) -> None:
    floor.schedule("test_holds")
    worker = floor.start("worker")
    run = floor.request("test_holds")
    floor.started(run.id)
    worker.terminate()
    floor.let_go()
    assert floor.stop(worker) == 0
    assert outcomes(floor, run) == ["finished"]


def test_a_run_that_sleeps_beyond_its_lease_writes_nothing_when_it_wakes(floor: JobFloor) -> None:
    floor.schedule("test_holds")
    floor.start("scheduler")
    first = floor.start("worker")
    run = floor.request("test_holds")
    horse = horse_of(first)
    floor.started(run.id)
    floor.freeze(horse)
    floor.freeze(first)
    second = floor.start("worker")
    wait_for(lambda: floor.lines == ["began", "began"], "the second attempt")
    floor.let_go()
    ended = floor.ended(run.id)
    thaw(horse)
    thaw(first)
    wait_for(lambda: is_gone(horse), "the end of the first attempt")
    after = floor.run(run.id)
    assert after == ended
    assert [str(one.outcome) for one in after.attempts] == ["lost", "finished"]
    with floor.platform.works.reading(EVERYONE) as work:
        texts = [line.text for line in work.runs.lines(run.id)]
    assert texts.count("the file is there") == 1
    assert {first.is_running(), second.is_running()} == {True}


def leader(floor: JobFloor) -> str:
    """Who leads the schedulers; empty where nobody does."""
    with floor.platform.works.reading(EVERYONE) as work:
        return work.leases.holders([LEADS]).get(LEADS, "")


def leads(floor: JobFloor, process: psutil.Process) -> bool:
    return f":{process.pid}:" in leader(floor)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_another_scheduler_takes_over(number: signal.Signals, floor: JobFloor) -> None:
    first = floor.start("scheduler")
    wait_for(lambda: leads(floor, first), "the leader")
    second = floor.start("scheduler")
    floor.stop(first, number)
    if number is signal.SIGTERM:
        assert not leads(floor, first), "who stops in order hands over"
    wait_for(lambda: leads(floor, second), "the next leader")


def test_a_leader_that_slept_follows_when_it_wakes(floor: JobFloor) -> None:
    first, second = floor.start("scheduler"), floor.start("scheduler")
    wait_for(lambda: leads(floor, first) or leads(floor, second), "a leader")
    asleep, awake = (first, second) if leads(floor, first) else (second, first)
    floor.freeze(asleep)
    wait_for(lambda: leads(floor, awake), "the next leader")
    thaw(asleep)
    floor.schedule("test_quick", next_due_at=datetime.now(UTC))
    floor.start("worker")
    wait_for(lambda: floor.lines == ["did"], "the run")
    assert leads(floor, awake)
    assert asleep.is_running()


def redis(floor: JobFloor) -> Redis:
    """A client of the queue's server."""
    return connect(address_of(floor.platform.settings.queue_folder))


def test_what_redis_forgets_it_is_told_again(floor: JobFloor) -> None:
    floor.schedule("test_quick")
    floor.start("scheduler")
    run = floor.request("test_quick")
    with redis(floor) as client:
        client.flushall()
    floor.start("worker")
    assert floor.ended(run.id).status is RunStatus.FINISHED
    assert floor.lines == ["did"]


def test_what_is_asked_for_while_redis_is_away_is_done_when_it_is_back(floor: JobFloor, tmp_path: Path) -> None:
    floor.schedule("test_quick")
    floor.schedule("test_holds")
    queue = next(one for one in floor._processes)
    scheduler, worker = floor.start("scheduler"), floor.start("worker")
    goes_on = floor.request("test_holds")
    floor.started(goes_on.id)
    floor.stop(psutil.Process(queue.pid))
    run = floor.request("test_quick")
    assert floor.run(run.id).status is RunStatus.QUEUED
    floor.let_go()
    assert floor.ended(goes_on.id).status is RunStatus.FINISHED, "a run that goes on does not need Redis"
    floor.start("queue")
    assert floor.ended(run.id).status is RunStatus.FINISHED
    assert floor.lines.count("did") == 1
    assert {scheduler.is_running(), worker.is_running()} == {True}
