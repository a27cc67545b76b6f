"""What every ``ScheduleRepository`` does."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from socdomain.errors import ConcurrentChangeError, NotFoundError, StaleVersionError
from socdomain.ids import ScheduleId
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Cron, Every
from tests.builders import EVERYONE, IDS, NOW, a_run, a_schedule, hours
from tests.contracts.backends import Works, committed

FULL: dict[str, Any] = {
    "job": "prune_rejected",
    "arguments": {"source": "Ünïcode \U0001f600", "keep_days": 7, "yes": True, "none": None},
    "is_builtin": True,
    "last_success_at": NOW - hours(3),
    "last_error_at": NOW - hours(2),
    "last_error": "the database did not answer",
    "version": 7,
}


def stored(works: Works, *schedules: Schedule) -> None:
    with committed(works) as work:
        for schedule in schedules:
            work.schedules.add(schedule)


def present(works: Works, schedule: Schedule) -> Schedule | None:
    with works.reading(EVERYONE) as work:
        return work.schedules.get(schedule.id)


@pytest.mark.parametrize(
    "schedule",
    [
        a_schedule(),
        a_schedule("full", **FULL),
        a_schedule("cron", timing=Cron("*/5 1-5 * * MON", "Europe/Berlin"), next_due_at=None),
        a_schedule("long", timing=Every(527_040)),
    ],
    ids=lambda schedule: schedule.name,
)
def test_a_schedule_comes_back_as_it_was_added(works: Works, schedule: Schedule) -> None:
    stored(works, schedule)
    with works(EVERYONE) as work:
        assert work.schedules.by_name(schedule.name) == schedule
        assert work.schedules.get(schedule.id) == schedule
        assert work.schedules.all() == (schedule,)


def test_what_is_not_there_is_none(works: Works) -> None:
    stored(works, a_schedule("prune_outbox"))
    with works(EVERYONE) as work:
        assert work.schedules.by_name("Prune_outbox") is None
        assert work.schedules.by_name("prune\x00") is None
        assert work.schedules.get(ScheduleId(IDS.new())) is None


def test_all_schedules_are_in_the_order_of_their_characters(works: Works) -> None:
    names = ["a-z", "a.z", "a0", "a_z", "ab", "b"]
    stored(works, *(a_schedule(name) for name in reversed(names)))
    with works(EVERYONE) as work:
        assert [schedule.name for schedule in work.schedules.all()] == names


def test_a_name_and_an_identifier_are_added_once(works: Works) -> None:
    schedule = a_schedule()
    stored(works, schedule)
    for other in (a_schedule(schedule.name), a_schedule("another", id=schedule.id)):
        with pytest.raises(ConcurrentChangeError), committed(works) as work:
            work.schedules.add(other)


def test_what_is_due_comes_in_its_order_and_what_is_paused_is_not(works: Works) -> None:
    third, first, second = (a_schedule(f"n{ago}", next_due_at=NOW - hours(ago)) for ago in (0, 2, 1))
    later = a_schedule("later", next_due_at=NOW + hours(0.001))
    stored(works, third, first, second, later, a_schedule("paused", next_due_at=None))
    with works(EVERYONE) as work:
        assert work.schedules.due(NOW) == (first, second, third)
        assert work.schedules.due(NOW - hours(3)) == ()


def test_a_change_replaces_the_schedule_but_not_what_its_runs_left_there(works: Works) -> None:
    """Whoever changes a schedule has read it before; a run that ends meanwhile must not be forgotten."""
    schedule = a_schedule()
    stored(works, schedule)
    changed = a_schedule("other", id=schedule.id, timing=Cron("0 3 * * *"), next_due_at=None, **FULL | {"version": 2})
    with committed(works) as work:
        work.schedules.note_success(schedule.id, NOW + hours(1))
        work.schedules.note_failure(schedule.id, NOW + hours(2), "it was full")
    with committed(works) as work:
        work.schedules.save(changed, expected_version=1)

    assert present(works, schedule) == evolve(
        changed, last_success_at=NOW + hours(1), last_error_at=NOW + hours(2), last_error="it was full"
    )


def test_a_change_of_an_older_version_is_refused_with_the_present_one(works: Works) -> None:
    schedule = a_schedule(version=3)
    stored(works, schedule)
    with works(EVERYONE) as work, pytest.raises(StaleVersionError) as stale:
        work.schedules.save(evolve(schedule, timing=Every(5)), expected_version=2)
    assert stale.value.present == schedule


def test_a_schedule_that_is_not_there_cannot_be_changed(works: Works) -> None:
    with works(EVERYONE) as work, pytest.raises(NotFoundError):
        work.schedules.save(a_schedule(), expected_version=1)


def test_what_runs_leave_there_changes_no_version_and_nothing_else(works: Works) -> None:
    schedule, other = a_schedule(), a_schedule("other")
    stored(works, schedule, other)
    with committed(works) as work:
        work.schedules.advance(schedule.id, NOW + hours(9))
    assert present(works, schedule) == evolve(schedule, next_due_at=NOW + hours(9))
    with committed(works) as work:
        work.schedules.note_success(schedule.id, NOW)
    assert present(works, schedule) == evolve(schedule, next_due_at=NOW + hours(9), last_success_at=NOW)
    assert present(works, other) == other


def test_what_is_gone_is_passed_by(works: Works) -> None:
    gone = a_schedule()
    with committed(works) as work:
        work.schedules.note_success(gone.id, NOW)
        work.schedules.note_failure(gone.id, NOW, "what")
        work.schedules.advance(gone.id, NOW)
        work.schedules.remove(gone.id)
        assert work.schedules.all() == ()


def test_a_schedule_is_removed_and_its_runs_stay(works: Works) -> None:
    schedule, other = a_schedule(), a_schedule("other")
    run = a_run(schedule)
    stored(works, schedule, other)
    with committed(works) as work:
        work.runs.add(run)
    with committed(works) as work:
        work.schedules.remove(schedule.id)
    with works(EVERYONE) as work:
        assert work.schedules.all() == (other,)
        assert work.runs.get(run.id) == run


def test_nobody_changes_what_is_stored_by_changing_what_they_were_given(works: Works) -> None:
    arguments: dict[str, Any] = {"keep_days": 7}
    schedule = a_schedule(arguments=arguments)
    stored(works, schedule)
    arguments["keep_days"] = 8
    with works(EVERYONE) as work:
        found = work.schedules.by_name(schedule.name)
        assert found is not None
        assert found.arguments == {"keep_days": 7}
        found.arguments["keep_days"] = 9  # type: ignore[index]  # that is what nobody should do
        again = work.schedules.get(schedule.id)
        assert again is not None
        again.arguments["keep_days"] = 9  # type: ignore[index]  # the same
        assert [one.arguments for one in work.schedules.all()] == [{"keep_days": 7}]
