"""What operators do with schedules: each change plans the next run anew, and is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from socdomain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
)
from socdomain.ids import CustomerId
from socdomain.jobs import add_schedule
from socdomain.jobs.run import RunStatus, run_id_of
from socdomain.jobs.schedule import BuiltinScheduleError, EnoughSchedulesError, ScheduleTakenError
from socdomain.jobs.timing import Cron, Every
from socdomain.principal import Principal, Reach, Scope
from socdomain.startup.apply_seeds import ApplySeeds
from socdomain.startup.builtin_seeds import builtin_seeds
from tests.builders import IDS, a_principal
from tests.unit.jobs.crew import JOB, NOON, Crew

HOUR = timedelta(hours=1)


def planned(crew: Crew) -> list[Any]:
    """When the runs are due that are planned."""
    return [run.due_at - NOON for run in crew.runs() if run.status is RunStatus.PLANNED]


def test_a_new_schedule_is_due_an_interval_from_now_and_its_run_is_planned(crew: Crew) -> None:
    schedule = crew.add(timing=Every(60))

    assert crew.schedule() == schedule
    assert (schedule.next_due_at, schedule.counted_from, schedule.version) == (NOON + HOUR, NOON, 1)
    (run,) = crew.runs()
    assert (run.id, run.job, run.status) == (run_id_of(schedule.id, NOON + HOUR), JOB, RunStatus.PLANNED)
    assert crew.audited() == [("schedule.created", "ours")]


def test_a_schedule_without_a_timing_is_due_as_its_job_comes(crew: Crew) -> None:
    assert crew.add().timing == Every(1440)


def test_a_schedule_by_cron_is_due_as_the_calendar_says(crew: Crew) -> None:
    crew.add(timing=Cron("0 3 * * *"))
    assert planned(crew) == [15 * HOUR]


def test_a_schedule_can_begin_paused(crew: Crew) -> None:
    assert crew.add(is_paused=True).is_paused
    assert crew.runs() == []


def test_a_schedule_tells_its_runs_what_it_was_given(crew: Crew) -> None:
    crew.add("prune_rejected", arguments={"keep_days": 7})
    assert [run.arguments for run in crew.runs()] == [{"keep_days": 7}]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"job": "rm_rf"}, "job"),
        ({"arguments": {"keep_days": 7}}, "arguments.keep_days"),
        ({"job": "prune_rejected", "arguments": {"keep_days": 0}}, "arguments.keep_days"),
        ({"timing": Cron("nonsense")}, "cron"),
        ({"name": ""}, "name"),
        ({"name": "Ours"}, "name"),
        ({"name": "-"}, "name"),
        ({"name": "a b"}, "name"),
        ({"name": "a" * 81}, "name"),
        ({"name": "a\n"}, "name"),
    ],
    ids=str,
)
def test_a_schedule_that_cannot_be_is_refused(crew: Crew, wanted: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        crew.add(**wanted)
    assert refused.value.field == field
    assert (crew.runs(), crew.audited()) == ([], [])


def test_a_name_is_taken_once(crew: Crew) -> None:
    crew.add()
    with pytest.raises(ScheduleTakenError, match="ours"):
        crew.add("prune_audit")
    assert len(crew.runs()) == 1


def test_there_are_only_so_many(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(add_schedule, "MOST_SCHEDULES", 1)
    crew.add()
    with pytest.raises(EnoughSchedulesError):
        crew.add(name="theirs")
    assert len(crew.runs()) == 1


def test_another_interval_counts_from_now_and_moves_the_run_that_was_planned(crew: Crew) -> None:
    crew.add(timing=Every(60))
    crew.later(minutes=50)
    changed = crew.change(timing=Every(30))

    assert (changed.next_due_at, changed.version) == (NOON + timedelta(minutes=80), 2)
    assert planned(crew) == [timedelta(minutes=80)]
    assert crew.audited()[-1] == ("schedule.changed", "ours")


def test_other_arguments_reach_the_run_that_was_planned_at_its_time(crew: Crew) -> None:
    crew.add("prune_rejected", timing=Every(60))
    crew.later(minutes=50)
    crew.change(arguments={"keep_days": 7})
    assert [(run.due_at, run.arguments) for run in crew.runs()] == [(NOON + HOUR, {"keep_days": 7})]


def test_no_change_is_none(crew: Crew) -> None:
    schedule = crew.add(timing=Every(60))
    crew.later(minutes=50)
    nothing: list[dict[str, Any]] = [{}, {"timing": Every(60)}, {"arguments": {}}]
    for change in nothing:
        assert crew.change(**change) == schedule
    assert (crew.schedule(), planned(crew)) == (schedule, [HOUR])
    assert crew.audited() == [("schedule.created", "ours")]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"timing": Cron("nonsense")}, "cron"), ({"arguments": {"other": 1}}, "arguments.other")],
    ids=str,
)
def test_a_change_that_cannot_be_is_refused(crew: Crew, change: dict[str, Any], field: str) -> None:
    schedule = crew.add()
    with pytest.raises(InvalidInputError) as refused:
        crew.change(**change)
    assert refused.value.field == field
    assert crew.schedule() == schedule


def test_a_change_of_what_has_changed_since_is_refused(crew: Crew) -> None:
    crew.add()
    crew.change(timing=Every(30), expected_version=1)
    with pytest.raises(StaleVersionError):
        crew.change(timing=Every(20), expected_version=1)
    assert crew.change(timing=Every(20)).version == 3


def test_a_paused_schedule_has_no_run_planned_and_stays_so_when_it_is_changed(crew: Crew) -> None:
    crew.add(timing=Every(60))
    paused = crew.pause()
    assert paused.is_paused
    assert planned(crew) == []
    assert crew.change(timing=Every(30)).is_paused
    assert planned(crew) == []
    assert crew.audited()[1:] == [("schedule.paused", "ours"), ("schedule.changed", "ours")]


def test_what_was_due_while_a_schedule_was_paused_is_forgotten(crew: Crew) -> None:
    crew.add(timing=Every(60))
    crew.pause()
    crew.later(hours=5, minutes=10)
    crew.turn()
    crew.start()
    crew.turn()
    assert planned(crew) == [timedelta(hours=6, minutes=10)]
    assert len(crew.runs()) == 1


def test_to_pause_what_is_paused_and_to_start_what_is_not_changes_nothing(crew: Crew) -> None:
    crew.add()
    started = crew.start()
    crew.pause()
    crew.pause()
    assert started.version == 1
    assert crew.audited() == [("schedule.created", "ours"), ("schedule.paused", "ours")]


def test_a_schedule_is_brought_back_to_how_its_job_comes(crew: Crew) -> None:
    crew.add("prune_rejected", timing=Every(30), arguments={"keep_days": 7})
    crew.pause()
    crew.later(hours=1)
    schedule = crew.reset()

    assert (schedule.timing, schedule.arguments, schedule.is_paused) == (Every(1440), {}, False)
    assert [(run.due_at - NOON, run.arguments) for run in crew.runs()] == [(25 * HOUR, {})]
    assert crew.audited()[-1] == ("schedule.reset", "ours")


def test_a_removed_schedule_has_no_run_planned_and_those_that_wait_still_run(crew: Crew) -> None:
    crew.add(timing=Every(60))
    crew.later(hours=1)
    crew.turn()
    crew.remove()

    with pytest.raises(NotFoundError):
        crew.change()
    assert [run.status for run in crew.runs()] == [RunStatus.QUEUED]
    assert [run.status for run in crew.do_all()] == [RunStatus.FINISHED]
    assert crew.audited()[-1] == ("schedule.removed", "ours")


def test_a_schedule_that_comes_with_its_job_is_not_removed(crew: Crew) -> None:
    ApplySeeds(crew.works, crew.clock, crew.ids, builtin_seeds()).execute(by=crew.me)
    with pytest.raises(BuiltinScheduleError):
        crew.remove(JOB)
    assert crew.schedule(JOB).is_builtin


DONE: dict[str, Callable[[Crew], object]] = {
    "add": lambda crew: crew.add(name="theirs"),
    "change": lambda crew: crew.change(timing=Every(5)),
    "pause": lambda crew: crew.pause(),
    "start": lambda crew: crew.start(),
    "reset": lambda crew: crew.reset(),
    "remove": lambda crew: crew.remove(),
    "request": lambda crew: crew.request(),
}


@pytest.mark.parametrize("what", DONE)
@pytest.mark.parametrize(
    "by",
    [
        a_principal(scopes=frozenset(Scope) - {Scope.JOBS_WRITE}),
        a_principal(reach=Reach.only([CustomerId(IDS.new())])),
    ],
    ids=["without the scope", "without everyone's reach"],
)
def test_who_may_not_write_jobs_or_does_not_see_everyone_changes_nothing(crew: Crew, by: Principal, what: str) -> None:
    crew.add(timing=Every(60))
    before = crew.schedule(), crew.runs(), crew.audited()
    crew.me = by
    with pytest.raises(NotAllowedError):
        DONE[what](crew)
    assert (crew.schedule(), crew.runs(), crew.audited()) == before


@pytest.mark.parametrize("what", sorted(DONE.keys() - {"add"}))
def test_what_there_is_not_is_not_found(crew: Crew, what: str) -> None:
    with pytest.raises(NotFoundError):
        DONE[what](crew)
