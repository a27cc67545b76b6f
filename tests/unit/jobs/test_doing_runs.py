"""What a worker does with a run: once, alone, and never again once another may do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from socdomain.auth.user import SCHEDULER_LOGIN
from socdomain.errors import (
    ConcurrentChangeError,
    InvalidInputError,
    LeaseLostError,
    NotAllowedError,
    QueueUnavailableError,
    StorageUnavailableError,
)
from socdomain.ids import RunId
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.lease import RUN_LEASE
from socdomain.jobs.request_run import PAUSED_NOTE
from socdomain.jobs.run import Cause, Run, RunStatus
from socdomain.jobs.running import JobStoppedError, JobTimeoutError, Running
from socdomain.jobs.timing import Every
from socdomain.principal import PrincipalKind
from tests.builders import EVERYONE
from tests.unit.jobs.crew import JOB, NOON, Crew, Killed

WAIT = timedelta(minutes=5)
"""Until ``JOB`` is tried again."""


@pytest.fixture
def run(crew: Crew) -> Run:
    """A run that somebody has asked for."""
    crew.add()
    return crew.request()


def failing(error: BaseException) -> Any:
    def perform(_: Running) -> Mapping[str, int]:
        raise error

    return perform


def test_a_run_that_was_asked_for_is_queued_at_once(crew: Crew, run: Run) -> None:
    assert (run.cause, run.status, run.by_name, run.due_at, run.note) == (
        Cause.REQUEST,
        RunStatus.QUEUED,
        crew.me.name,
        NOON,
        "",
    )
    assert crew.run(run.id) == run
    assert crew.queue.take(NOON) == [run.id]
    assert crew.audited()[-1] == ("schedule.run", "ours")


def test_a_run_that_was_asked_for_while_the_schedule_is_paused_says_so_and_is_done(crew: Crew) -> None:
    crew.add("prune_rejected", arguments={"keep_days": 7})
    crew.pause()
    run = crew.request()
    assert (run.note, run.arguments) == (PAUSED_NOTE, {"keep_days": 7})
    assert [one.status for one in crew.do_all()] == [RunStatus.FINISHED]
    assert crew.schedule().is_paused


def test_a_request_is_kept_while_the_queue_is_away(crew: Crew) -> None:
    crew.add()
    crew.queue.is_away = True
    run = crew.request()
    with pytest.raises(QueueUnavailableError):
        crew.turn()
    crew.queue.is_away = False
    assert crew.turn().carried >= 1
    assert [one.id for one in crew.do_all()] == [run.id]


def test_a_request_at_the_very_moment_that_the_schedule_is_due_can_be_made_again(crew: Crew) -> None:
    crew.add(timing=Every(60))
    crew.later(hours=1)
    with pytest.raises(ConcurrentChangeError):
        crew.request()
    crew.later(microseconds=1)
    assert crew.request().due_at == crew.clock.at


def test_a_run_is_done_as_the_scheduler_and_says_what_it_did(crew: Crew, run: Run) -> None:
    def perform(running: Running) -> Mapping[str, int]:
        running.progress(140, "all of it")
        running.log("one", "two")
        crew.later(seconds=3)
        assert (running.by.name, running.by.kind, running.by.reach) == (SCHEDULER_LOGIN, PrincipalKind.SYSTEM, EVERYONE)
        assert (crew.run(run.id).status, crew.run(run.id).percent) == (RunStatus.STARTED, 100)
        return {"removed": 3}

    done = crew.do(run.id, perform)

    assert done is not None
    assert crew.run(run.id) == done
    assert (done.status, done.counts, done.percent, done.ended_at) == (
        RunStatus.FINISHED,
        {"removed": 3},
        100,
        NOON + timedelta(seconds=3),
    )
    assert crew.log(run.id) == ["one", "two", "finished"]
    assert crew.schedule().last_success_at == NOON + timedelta(seconds=3)


def test_a_run_that_was_done_is_not_done_again(crew: Crew, run: Run) -> None:
    """The queue may bring it twice."""
    assert crew.do(run.id) is not None
    before = crew.run(run.id)
    assert crew.do(run.id, failing(AssertionError("done twice"))) is None
    assert crew.do(RunId(crew.ids.new()), failing(AssertionError("there is none"))) is None
    assert crew.run(run.id) == before


def test_a_run_is_not_done_before_its_time(crew: Crew) -> None:
    crew.add(timing=Every(60))
    (planned,) = crew.runs()
    crew.later(minutes=59)
    assert crew.do(planned.id) is None
    crew.later(minutes=1)
    # Nobody has queued it yet; the queue brought it at its time all the same.
    assert crew.do(planned.id) is not None


def test_two_runs_of_a_job_do_not_overlap(crew: Crew, run: Run) -> None:
    crew.add(name="others")
    other = crew.request("others")
    inside: list[Run | None] = []

    def perform(_: Running) -> Mapping[str, int]:
        inside.append(crew.do(run.id, worker="w2"))
        inside.append(crew.do(other.id, worker="w3"))
        return {}

    assert crew.do(run.id, perform) is not None
    assert inside == [None, None]
    assert crew.run(other.id).status is RunStatus.QUEUED
    assert crew.do(other.id) is not None


def test_two_runs_of_a_job_that_may_overlap_do(crew: Crew, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOG, JOB, evolve(CATALOG[JOB], may_overlap=True))
    crew.add(name="others")
    other = crew.request("others")
    inside: list[Run | None] = []

    def perform(_: Running) -> Mapping[str, int]:
        inside.append(crew.do(other.id, worker="w2"))
        inside.append(crew.do(run.id, worker="w3"))
        return {}

    assert crew.do(run.id, perform) is not None
    assert [one and one.status for one in inside] == [RunStatus.FINISHED, None]


@pytest.mark.parametrize("end", ["finished", "failed", "lost", "refused"])
def test_nothing_is_left_of_the_lease_of_a_single_run_that_has_ended(
    crew: Crew, run: Run, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setitem(CATALOG, JOB, evolve(CATALOG[JOB], may_overlap=True))
    if end == "finished":
        crew.do(run.id)
    for _ in range(2):
        if end == "failed":
            crew.do(run.id, failing(StorageUnavailableError("no")))
        elif end == "lost":
            with pytest.raises(Killed):
                crew.do(run.id, failing(Killed()))
        crew.later(minutes=1)
        crew.turn()
        crew.later(minutes=5)
    if end == "refused":
        crew.do(run.id, failing(StorageUnavailableError("no")))
        monkeypatch.delitem(CATALOG, JOB)
        crew.later(minutes=5)
        crew.turn()
    assert crew.run(run.id).status.is_end
    with crew.works(EVERYONE) as work:
        first = work.leases.take(f"run:{run.id}", "w9", lasts=RUN_LEASE)
    assert first is not None
    assert first.fence == 1, "there is a row of it no more"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StorageUnavailableError("the database did not answer"), "the database did not answer"),
        (JobTimeoutError(), "took longer than 600 s"),
        (MemoryError(), "needed more memory than a job may have"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_fails_is_tried_again_and_then_has_failed(crew: Crew, run: Run, error: BaseException, told: str) -> None:
    first = crew.do(run.id, failing(error))
    assert first is not None
    assert (first.status, first.ready_at, first.error) == (RunStatus.PLANNED, NOON + WAIT, told)
    assert (crew.schedule().last_error, crew.schedule().last_error_at) == (told, NOON)
    assert crew.do(run.id) is None, "before its time"

    crew.later(minutes=5)
    last = crew.do(run.id, failing(error), worker="w2")
    assert last is not None
    assert (last.status, last.ended_at, last.attempt) == (RunStatus.FAILED, NOON + WAIT, 2)
    assert crew.log(run.id) == [f"attempt {number} failed: {told}" for number in (1, 2)]
    crew.later(minutes=60)
    assert crew.do(run.id) is None


def test_what_nobody_expected_is_kept_by_its_kind_alone(crew: Crew, run: Run) -> None:
    with pytest.raises(ZeroDivisionError):
        crew.do(run.id, failing(ZeroDivisionError("the password is hunter2")))
    assert crew.run(run.id).error == "failed unexpectedly (ZeroDivisionError)"
    assert crew.run(run.id).status is RunStatus.PLANNED
    assert "hunter2" not in str(crew.log(run.id))


def test_a_worker_that_has_to_stop_gives_the_run_back(crew: Crew, run: Run) -> None:
    with pytest.raises(JobStoppedError):
        crew.do(run.id, failing(JobStoppedError()))
    back = crew.run(run.id)
    assert (back.status, back.attempt, back.ended_at) == (RunStatus.QUEUED, 0, None)
    done = crew.do(run.id, worker="w2")
    assert done is not None
    assert (done.status, done.attempt, len(done.attempts)) == (RunStatus.FINISHED, 1, 2)
    assert crew.schedule().last_error == ""


def test_what_a_worker_writes_that_was_thought_dead_is_refused(crew: Crew, run: Run) -> None:
    """It was stopped for longer than its lease; another has finished the run before it goes on."""
    by_another: list[Run | None] = []

    def perform(running: Running) -> Mapping[str, int]:
        running.log("begun")
        crew.clock.advance(RUN_LEASE)
        assert crew.turn().lost == 1
        crew.later(minutes=5)
        by_another.append(crew.do(run.id, worker="w2"))
        with pytest.raises(LeaseLostError):
            running.log("still here")
        with pytest.raises(LeaseLostError):
            running.progress(50, "still here")
        with running.work(EVERYONE) as work:
            work.schedules.note_failure(crew.schedule().id, NOON, "still here")
            assert work.effects.once(run.id, "mail:1")
            with pytest.raises(LeaseLostError):
                work.commit()
        return {"removed": 99}

    with pytest.raises(LeaseLostError):
        crew.do(run.id, perform)
    (done,) = by_another
    assert crew.run(run.id) == done
    assert [(one.worker, one.outcome) for one in crew.run(run.id).attempts] == [
        ("w1", RunStatus.LOST),
        ("w2", RunStatus.FINISHED),
    ]
    assert crew.log(run.id) == ["begun", "attempt 1 of w1 was lost", "finished"]
    with crew.works(EVERYONE) as work:
        assert work.effects.once(run.id, "mail:1")


@pytest.mark.parametrize(
    "error", [StorageUnavailableError("no"), ValueError("no"), JobTimeoutError(), JobStoppedError()]
)
def test_a_failure_that_comes_after_the_lease_has_ended_writes_nothing(crew: Crew, run: Run, error: Exception) -> None:
    def perform(_: Running) -> Mapping[str, int]:
        crew.clock.advance(RUN_LEASE)
        raise error

    with pytest.raises(LeaseLostError):
        crew.do(run.id, perform)
    assert (crew.run(run.id).status, crew.log(run.id)) == (RunStatus.STARTED, [])


def test_an_effect_of_an_attempt_that_failed_is_not_brought_about_again(crew: Crew, run: Run) -> None:
    firsts: list[bool] = []

    def perform(running: Running) -> Mapping[str, int]:
        with running.work(EVERYONE) as work:
            firsts.append(work.effects.once(running.run.id, "mail:1"))
            work.commit()
        raise StorageUnavailableError("it failed after that")

    crew.do(run.id, perform)
    crew.later(minutes=5)
    crew.do(run.id, perform)
    assert firsts == [True, False]


def test_what_was_killed_is_started_until_its_lease_has_ended_and_then_lost(crew: Crew, run: Run) -> None:
    with pytest.raises(Killed):
        crew.do(run.id, failing(Killed()))
    crew.clock.advance(RUN_LEASE - timedelta(microseconds=1))
    assert (crew.turn().lost, crew.run(run.id).status) == (0, RunStatus.STARTED)
    crew.clock.advance(timedelta(microseconds=1))
    assert crew.turn().lost == 1
    lost = crew.run(run.id)
    assert (lost.status, lost.ready_at) == (RunStatus.PLANNED, crew.clock.at + WAIT)
    assert crew.schedule().last_error == lost.error


def test_what_is_lost_more_often_than_its_job_may_be_tried_is_over(crew: Crew, run: Run) -> None:
    for _ in range(2):
        with pytest.raises(Killed):
            crew.do(run.id, failing(Killed()))
        crew.later(minutes=1)
        crew.turn()
        crew.later(minutes=5)
    lost = crew.run(run.id)
    assert (lost.status, lost.attempt, lost.ended_at) == (RunStatus.LOST, 2, crew.clock.at - WAIT)
    assert crew.do(run.id) is None


def test_nothing_runs_as_a_scheduler_that_is_gone_or_disabled(crew: Crew, run: Run) -> None:
    with crew.works(EVERYONE) as work:
        user = work.users.by_login(SCHEDULER_LOGIN)
        assert user is not None
        work.users.save(evolve(user, disabled_at=NOON, version=user.version + 1), expected_version=user.version)
        work.commit()
    with pytest.raises(NotAllowedError, match="scheduler"):
        crew.do(run.id)
    assert crew.run(run.id) == run
    with crew.works.reading(EVERYONE) as work:
        assert work.leases.holders([f"job:{JOB}"]) == {}


def test_a_run_is_not_done_with_what_its_job_cannot_be_told(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stored it knew another version of the job."""
    crew.add("prune_rejected", arguments={"keep_days": 7})
    run = crew.request()
    monkeypatch.setitem(CATALOG, "prune_rejected", evolve(CATALOG["prune_rejected"], parameters=()))
    done = crew.do(run.id, failing(AssertionError("it was done")))
    assert done is not None
    assert "arguments.keep_days" in done.error


def test_a_run_of_a_job_that_there_is_no_more_is_not_done(
    crew: Crew, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(CATALOG, JOB)
    with pytest.raises(InvalidInputError):
        crew.do(run.id)
    assert crew.run(run.id) == run
