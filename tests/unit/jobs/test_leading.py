"""What whoever leads the schedulers sees to: what is due runs once, and nothing is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from socdomain.errors import LeaseLostError, QueueUnavailableError, StorageUnavailableError
from socdomain.ids import ScheduleId
from socdomain.job_request import JobRequest
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.kind import Missed
from socdomain.jobs.lead import LEADS_FOR, MOST_MADE_UP, Turn
from socdomain.jobs.lease import RUN_LEASE
from socdomain.jobs.run import Cause, RunStatus
from socdomain.jobs.running import Running
from socdomain.jobs.timing import MOST_MINUTES, Cron, Every
from socdomain.memory import FixedClock
from tests.builders import EVERYONE, a_run, a_schedule
from tests.unit.jobs.crew import JOB, NOON, Crew, Killed

HOUR = timedelta(hours=1)


@pytest.fixture
def hourly(crew: Crew) -> Crew:
    """A crew with a schedule that is due each hour."""
    crew.add(timing=Every(60))
    return crew


@pytest.fixture
def made_up(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> Crew:
    """A crew with a schedule of which each time counts."""
    monkeypatch.setitem(CATALOG, JOB, evolve(CATALOG[JOB], missed=Missed.EACH))
    crew.add(timing=Every(60))
    return crew


def statuses(crew: Crew) -> list[tuple[timedelta, RunStatus]]:
    """How long after noon each run was due, and how far it is."""
    return [(run.due_at - NOON, run.status) for run in crew.runs()]


def ids_done(crew: Crew) -> list[Any]:
    return [run.id for run in crew.do_all()]


def test_what_is_due_runs_once_and_the_next_is_planned(hourly: Crew) -> None:
    assert hourly.turn() == Turn(carried=1)
    hourly.later(minutes=59)
    assert hourly.turn() == Turn()
    assert ids_done(hourly) == []

    hourly.later(minutes=1)
    assert hourly.turn() == Turn(planned=1, queued=1, carried=1)
    assert [run.due_at for run in hourly.do_all()] == [NOON + HOUR]
    assert statuses(hourly) == [(HOUR, RunStatus.FINISHED), (2 * HOUR, RunStatus.PLANNED)]
    assert hourly.schedule().next_due_at == NOON + 2 * HOUR
    assert hourly.schedule().version == 1, "an operator who saw it may still change it"
    assert (hourly.turn(), ids_done(hourly)) == (Turn(), [])


def test_the_queue_brings_a_planned_run_at_its_time_without_another_turn(hourly: Crew) -> None:
    hourly.turn()
    hourly.later(hours=1)
    assert len(ids_done(hourly)) == 1
    assert hourly.turn().queued == 0
    assert statuses(hourly) == [(HOUR, RunStatus.FINISHED), (2 * HOUR, RunStatus.PLANNED)]


def test_one_run_stands_for_the_times_that_were_slept_through(hourly: Crew) -> None:
    hourly.later(hours=5, minutes=30)
    assert hourly.turn().planned == 1
    assert len(ids_done(hourly)) == 1
    assert statuses(hourly) == [(HOUR, RunStatus.FINISHED), (6 * HOUR, RunStatus.PLANNED)]


@pytest.mark.parametrize("minutes", [1, MOST_MINUTES])
def test_a_long_sleep_is_made_up_for_by_one_run_whatever_the_interval(crew: Crew, minutes: int) -> None:
    crew.add(timing=Every(minutes))
    crew.later(days=2_000, seconds=30)
    assert crew.turn() == Turn(planned=1, queued=1, carried=2)
    assert len(ids_done(crew)) == 1
    next_due_at = crew.schedule().next_due_at
    assert next_due_at is not None
    assert timedelta(0) < next_due_at - crew.clock.at <= timedelta(minutes=minutes)
    assert (next_due_at - NOON) % timedelta(minutes=minutes) == timedelta(0)


def test_a_run_that_is_due_in_eight_years_is_carried(crew: Crew) -> None:
    """What is due on 29 February alone waits for so long around 2100."""
    with crew.works(EVERYONE) as work:
        work.runs.add(a_run(ready_at=NOON + timedelta(days=8 * 366)))
        work.commit()
    assert [crew.turn().carried for _ in range(2)] == [1, 0]


def test_a_run_that_somebody_asked_for_stands_for_none_that_was_due(hourly: Crew) -> None:
    """It may have been told something else."""
    hourly.later(hours=1)
    hourly.turn()
    hourly.later(minutes=1)
    asked_for = hourly.request()
    assert hourly.do(asked_for.id) is not None
    assert statuses(hourly)[0] == (HOUR, RunStatus.QUEUED)


def test_a_run_is_lost_also_where_its_job_is_being_done_for_another_run(hourly: Crew) -> None:
    lost = hourly.request()
    with pytest.raises(Killed):
        hourly.do(lost.id, killed)
    hourly.clock.advance(RUN_LEASE)
    other = hourly.request()
    turns: list[Turn] = []

    def perform(_: Running) -> Mapping[str, int]:
        turns.append(hourly.turn())
        return {}

    assert hourly.do(other.id, perform, worker="w2") is not None
    assert [turn.lost for turn in turns] == [1]
    assert hourly.run(lost.id).status is RunStatus.PLANNED


def test_a_run_that_was_done_does_not_stand_for_the_times_that_passed_after_it(hourly: Crew) -> None:
    """The schedulers go away between the moment that a run is due and the turn that would plan the next one."""
    hourly.turn()
    hourly.later(hours=1)
    assert len(ids_done(hourly)) == 1

    hourly.later(hours=5)
    assert hourly.turn().planned == 2
    assert len(ids_done(hourly)) == 1
    assert statuses(hourly) == [
        (HOUR, RunStatus.FINISHED),
        (2 * HOUR, RunStatus.FINISHED),
        (7 * HOUR, RunStatus.PLANNED),
    ]
    assert (hourly.turn(), ids_done(hourly)) == (Turn(), [])


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_run_stands_for_those_that_waited_while_there_was_no_worker(hourly: Crew, place: int) -> None:
    """Whichever of them the queue brings first; what somebody asked for is done all the same."""
    for _ in range(3):
        hourly.later(hours=1)
        hourly.turn()
    others = [run for run in hourly.runs() if run.status is RunStatus.QUEUED]
    hourly.later(minutes=1)
    asked_for = [hourly.request()]
    hourly.later(minutes=1)
    asked_for.append(hourly.request())

    one = others.pop(place)
    assert hourly.do(one.id) is not None

    assert [hourly.run(run.id).status for run in others] == [RunStatus.SKIPPED] * 2
    assert all(str(one.id) in hourly.run(run.id).note for run in others)
    assert [hourly.do(run.id) for run in others] == [None, None]
    assert all(hourly.do(run.id) is not None for run in asked_for)


def test_each_time_is_made_up_for_where_the_job_says_so(made_up: Crew) -> None:
    made_up.later(hours=3, minutes=30)
    assert made_up.turn().planned == 3
    done = made_up.do_all()
    assert [run.due_at - NOON for run in done] == [HOUR, 2 * HOUR, 3 * HOUR]
    assert statuses(made_up)[-1] == (4 * HOUR, RunStatus.PLANNED)
    assert RunStatus.SKIPPED not in {status for _, status in statuses(made_up)}


def test_many_times_are_made_up_for_some_in_each_turn(made_up: Crew) -> None:
    made_up.later(hours=MOST_MADE_UP + 50, minutes=30)
    assert [made_up.turn().planned for _ in range(3)] == [MOST_MADE_UP, 50, 0]
    assert made_up.schedule().next_due_at == NOON + (MOST_MADE_UP + 51) * HOUR


@pytest.mark.parametrize("timing", [Every(60), Cron("0 13 * * *")], ids=str)
@pytest.mark.parametrize("missed", Missed)
def test_a_clock_that_is_put_back_runs_nothing_twice(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, timing: Every | Cron, missed: Missed
) -> None:
    monkeypatch.setitem(CATALOG, JOB, evolve(CATALOG[JOB], missed=missed))
    crew.add(timing=timing)
    crew.later(hours=1)
    crew.turn()
    (first,) = ids_done(crew)
    planned = crew.schedule().next_due_at

    crew.later(minutes=-90)
    for _ in range(7):
        crew.turn()
        assert ids_done(crew) == []
        crew.later(minutes=15)
    crew.turn()
    assert ids_done(crew) == []
    assert crew.schedule().next_due_at == planned
    assert [run.id for run in crew.runs() if run.status is RunStatus.FINISHED] == [first]

    assert planned is not None
    crew.clock.at = planned
    crew.turn()
    assert len(ids_done(crew)) == 1


def test_a_run_that_waits_for_a_worker_is_done_also_after_the_clock_was_put_back(hourly: Crew) -> None:
    """It was ready by the clock of whoever had it wait, be it another machine's; workers do not wait for theirs."""
    hourly.later(hours=1)
    hourly.turn()
    hourly.later(minutes=1)
    asked_for = hourly.request()
    hourly.queue.lose()
    hourly.later(hours=-3)
    assert hourly.turn().carried == 3
    assert len(ids_done(hourly)) == 2
    assert hourly.run(asked_for.id).status is RunStatus.FINISHED


def test_a_run_is_lost_also_after_the_clock_was_put_back_by_days(hourly: Crew) -> None:
    run = hourly.request()
    with pytest.raises(Killed):
        hourly.do(run.id, killed)
    hourly.clock.advance(RUN_LEASE)
    with hourly.works(EVERYONE) as work:
        assert work.leases.holders([f"job:{JOB}"]) == {}
    # Leases end by the database's clock, which stays.
    hourly.clock = FixedClock(hourly.clock.at - timedelta(days=3))
    assert hourly.turn().lost == 1


def test_what_the_queue_lost_it_carries_again_and_nothing_runs_twice(hourly: Crew) -> None:
    hourly.later(hours=1)
    hourly.turn()
    hourly.queue.lose()
    assert hourly.turn().carried == 2
    assert hourly.turn().carried == 0
    assert len(ids_done(hourly)) == 1
    hourly.queue.lose()
    hourly.turn()
    assert ids_done(hourly) == []


def test_a_run_that_another_one_keeps_waiting_is_carried_when_that_has_ended(hourly: Crew) -> None:
    """And not each second until then: a worker would take it each time, and find that it has to wait."""
    first = hourly.request()
    hourly.later(seconds=1)
    second = hourly.request()
    assert hourly.queue.take(hourly.clock.now()) == [first.id, second.id]
    carried: list[int] = []

    def perform(_: Running) -> Mapping[str, int]:
        assert hourly.do(second.id, worker="w2") is None
        carried.extend(hourly.turn().carried for _ in range(2))
        return {}

    hourly.do(first.id, perform)
    # The next one of the schedule is planned.
    assert carried == [1, 0]
    assert hourly.turn().carried == 1
    assert ids_done(hourly) == [second.id]


def test_all_else_is_done_while_the_queue_is_away(hourly: Crew) -> None:
    hourly.queue.is_away = True
    hourly.later(hours=1)
    with pytest.raises(QueueUnavailableError):
        hourly.turn()
    assert statuses(hourly) == [(HOUR, RunStatus.QUEUED), (2 * HOUR, RunStatus.PLANNED)]
    hourly.queue.is_away = False
    hourly.turn()
    assert len(ids_done(hourly)) == 1


def test_what_changes_have_asked_for_becomes_a_run_once(crew: Crew) -> None:
    with crew.works(EVERYONE) as work:
        work.after_commit(JobRequest("prune_rejected", {"keep_days": 7}))
        work.after_commit(JobRequest("no_more", {}))
        work.commit()

    assert crew.turn() == Turn(asked=1, carried=1)
    assert crew.turn() == Turn()
    (run,) = crew.runs()
    assert (run.cause, run.job, run.arguments, run.status) == (
        Cause.CHANGE,
        "prune_rejected",
        {"keep_days": 7},
        RunStatus.QUEUED,
    )
    assert (run.schedule_id, run.due_at, run.by_id) == (None, NOON, None)
    assert ids_done(crew) == [run.id]
    with crew.works.reading(EVERYONE) as work:
        assert work.outbox.waiting(10) == ()


def test_what_changes_have_asked_for_in_vain_has_failed_and_says_why(crew: Crew) -> None:
    with crew.works(EVERYONE) as work:
        work.after_commit(JobRequest("prune_rejected", {"keep_days": 0}))
        work.after_commit(JobRequest("prune_rejected", {"keep_days": 7}))
        work.commit()

    assert crew.turn() == Turn(asked=2, carried=1)
    refused, run = sorted(crew.runs(), key=lambda one: one.id.int)
    assert (refused.status, refused.ended_at) == (RunStatus.FAILED, NOON)
    assert refused.error == "arguments.keep_days: must be at least 1"
    assert ids_done(crew) == [run.id]


def test_a_job_that_there_is_no_more_keeps_no_other_from_its_times(
    hourly: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    hourly.add("prune_audit", name="gone", timing=Every(60))
    gone = hourly.request("gone")
    with pytest.raises(Killed):
        hourly.do(gone.id, killed)
    monkeypatch.delitem(CATALOG, "prune_audit")
    hourly.later(hours=1)

    turn = hourly.turn()

    assert (turn.planned, turn.lost) == (1, 1)
    assert hourly.schedule().next_due_at == NOON + 2 * HOUR
    assert hourly.schedule("gone").next_due_at == NOON + HOUR
    assert hourly.run(gone.id).status is RunStatus.LOST, "there is nothing by which it could be tried again"


@pytest.mark.parametrize("is_planned", [False, True])
def test_a_run_that_waits_of_a_job_that_there_is_no_more_ends_once_and_says_why(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, is_planned: bool
) -> None:
    """Workers would be given it each second, for ever."""
    crew.add("prune_audit", name="gone", timing=Every(60))
    if is_planned:
        (run,) = crew.runs()
        crew.later(hours=1)
    else:
        run = crew.request("gone")
    monkeypatch.delitem(CATALOG, "prune_audit")
    crew.queue.lose()

    assert crew.turn().queued == 0

    ended = crew.run(run.id)
    why = "there is no job prune_audit any more"
    assert (ended.status, ended.error, ended.ended_at) == (RunStatus.FAILED, why, crew.clock.at)
    assert crew.log(run.id) == [f"not done: {why}"]
    assert crew.schedule("gone").last_error == why
    assert run.id not in crew.queue.take(crew.clock.at)
    assert crew.turn().carried == 0
    assert crew.run(run.id) == ended


def test_a_try_that_was_to_come_of_a_job_that_there_is_no_more_does_not_come(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew.add("prune_audit", name="gone")
    run = crew.request("gone")
    assert crew.do(run.id, failing) is not None
    monkeypatch.delitem(CATALOG, "prune_audit")
    crew.later(hours=1)
    crew.turn()
    assert (crew.run(run.id).status, crew.run(run.id).note) == (
        RunStatus.FAILED,
        "there is no job prune_audit any more",
    )


def test_a_schedule_of_a_job_that_is_there_again_makes_up_for_its_times(
    hourly: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when an older version of the product leads while a newer one is brought in."""
    with monkeypatch.context() as older:
        older.delitem(CATALOG, JOB)
        for _ in range(3):
            hourly.later(hours=1)
            assert hourly.turn().planned == 0
    hourly.turn()
    assert len(ids_done(hourly)) == 1
    assert statuses(hourly) == [
        (HOUR, RunStatus.FAILED),
        (2 * HOUR, RunStatus.FINISHED),
        (4 * HOUR, RunStatus.PLANNED),
    ]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"timing": Cron("0 13 * * *", "Elsewhere")}, "cron: cannot be read"),
        ({"arguments": {"days": 7}}, "arguments.days: is no argument of prune_outbox, which takes: none"),
    ],
    ids=["zone", "argument"],
)
def test_a_schedule_that_only_others_understand_says_so_once_and_keeps_no_other_from_its_times(
    hourly: Crew, values: dict[str, Any], why: str
) -> None:
    with hourly.works(EVERYONE) as work:
        work.schedules.add(a_schedule("theirs", id=ScheduleId(UUID(int=7)), job=JOB, next_due_at=NOON, **values))
        work.commit()
    hourly.later(hours=1)
    assert hourly.turn().planned == 1
    assert hourly.schedule().next_due_at == NOON + 2 * HOUR
    theirs = hourly.schedule("theirs")
    assert (theirs.next_due_at, theirs.last_error, theirs.last_error_at) == (NOON, why, NOON + HOUR)

    hourly.later(minutes=1)
    assert hourly.turn() == Turn()
    assert hourly.schedule("theirs") == theirs


def failing(_: Running) -> Mapping[str, int]:
    raise StorageUnavailableError("no")


def killed(_: Running) -> Mapping[str, int]:
    raise Killed


def test_a_paused_schedule_plans_nothing(hourly: Crew) -> None:
    hourly.pause()
    hourly.later(hours=5)
    assert (hourly.turn(), hourly.runs()) == (Turn(), [])


@pytest.mark.parametrize("is_taken_over", [False, True])
def test_who_no_longer_leads_writes_nothing(hourly: Crew, is_taken_over: bool) -> None:
    hourly.turn()
    led = hourly.leads
    assert led is not None
    hourly.later(hours=1)
    assert hourly.clock.at > NOON + LEADS_FOR
    if is_taken_over:
        with hourly.works(EVERYONE) as work:
            assert work.leases.take(led.key, "s2", lasts=LEADS_FOR) is not None
            work.commit()
    before = hourly.runs(), hourly.schedule()
    with pytest.raises(LeaseLostError):
        hourly.turn_as(led)
    assert (hourly.runs(), hourly.schedule()) == before
