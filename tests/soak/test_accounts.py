"""The accounting of a soak sees what it is there to see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from attrs import evolve

from socdomain.ids import RunId, ScheduleId
from socdomain.jobs.run import Attempt, Cause, Run, RunStatus, run_id_of
from socdomain.jobs.schedule import Schedule
from tests.soak.accounts import Accounts, Mark
from tests.soak.jobs import BEGUN, EFFECT, ENDED, SecondsCalendar, each

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
UNTIL = NOON + timedelta(seconds=6)


def schedule_of(job: str) -> Schedule:
    return Schedule(ScheduleId(UUID(int=1)), "ours", job, each(2, UNTIL), NOON, None, NOON)


def done(schedule: Schedule, second: int, *, late_s: float = 0.1) -> Run:
    """A run that one attempt has finished."""
    due = NOON + timedelta(seconds=second)
    began = due + timedelta(seconds=late_s)
    attempt = Attempt(f"w{second}", began, began, RunStatus.FINISHED)
    return Run(
        id=run_id_of(schedule.id, due),
        job=schedule.job,
        cause=Cause.SCHEDULE,
        schedule_id=schedule.id,
        due_at=due,
        ready_at=due,
        status=RunStatus.FINISHED,
        attempts=(attempt,),
        ended_at=began,
    )


def marks_of(run: Run, *actions: str) -> list[Mark]:
    return [Mark(action, run.job, str(run.id), run.attempts[-1].worker) for action in actions or (BEGUN, EFFECT, ENDED)]


def accounts_of(job: str = "soak_quick") -> Accounts:
    """Those of three times, each with a run that was done."""
    schedule = schedule_of(job)
    runs = tuple(done(schedule, second) for second in (2, 4, 6))
    return Accounts((schedule,), runs, tuple(mark for run in runs for mark in marks_of(run)), (), UNTIL)


def without(accounts: Accounts, place: int) -> Accounts:
    """The same without a run, and what it wrote."""
    gone = accounts.runs[place]
    marks = tuple(mark for mark in accounts.marks if mark.run != str(gone.id))
    return evolve(accounts, runs=tuple(run for run in accounts.runs if run is not gone), marks=marks)


def test_where_everything_was_done_nothing_is_wrong() -> None:
    assert accounts_of().violations() == []


def test_a_time_without_a_run_is_seen() -> None:
    assert without(accounts_of(), 1).violations() == ["ours: nothing was done for 12:00:04"]


@pytest.mark.parametrize(("job", "wrong"), [("soak_quick", 0), ("soak_each", 1)])
def test_an_earlier_run_that_began_later_covers_a_time_unless_each_counts(job: str, wrong: int) -> None:
    accounts = without(accounts_of(job), 1)
    late = done(accounts.schedules[0], 2, late_s=2.0)
    accounts = evolve(accounts, runs=(late, *accounts.runs[1:]))
    assert len(accounts.violations()) == wrong


@pytest.mark.parametrize(("late_s", "wrong"), [(2.0, 0), (1.9, 1)])
def test_a_run_stands_for_those_alone_that_were_due_when_it_began(late_s: float, wrong: int) -> None:
    accounts = without(accounts_of(), 1)
    stands = done(accounts.schedules[0], 2, late_s=late_s)
    other = done(accounts.schedules[0], 4)
    skipped = evolve(other, status=RunStatus.SKIPPED, attempts=(), note=f"the run {stands.id} stands for it")
    assert len(evolve(accounts, runs=(stands, skipped, accounts.runs[1])).violations()) == wrong


def test_a_run_that_was_skipped_and_that_nothing_stands_for_is_seen() -> None:
    accounts = without(accounts_of(), 1)
    skipped = evolve(done(accounts.schedules[0], 4), status=RunStatus.SKIPPED, attempts=(), note="")
    wrong = evolve(accounts, runs=(*accounts.runs, skipped)).violations()
    assert wrong == ["ours: 12:00:04 was skipped, and nothing stands for it"]


def test_a_run_at_no_time_of_its_schedule_is_seen() -> None:
    accounts = accounts_of()
    stray = done(accounts.schedules[0], 5)
    wrong = evolve(accounts, runs=(*accounts.runs, stray), marks=(*accounts.marks, *marks_of(stray))).violations()
    assert wrong == ["ours: 12:00:05 is no time of it, and has a run"]


@pytest.mark.parametrize("status", [RunStatus.PLANNED, RunStatus.QUEUED, RunStatus.STARTED])
def test_a_run_that_never_ends_is_seen(status: RunStatus) -> None:
    accounts = accounts_of()
    open_one = evolve(accounts.runs[2], status=status, ended_at=None)
    wrong = evolve(accounts, runs=(*accounts.runs[:2], open_one)).violations()
    assert wrong == [f"soak_quick: the run of 12:00:06 is {status} for ever"]


@pytest.mark.parametrize(("job", "wrong"), [("soak_quick", 1), ("soak_shared", 0)])
def test_what_is_written_after_another_run_has_begun_is_an_overlap(job: str, wrong: int) -> None:
    accounts = accounts_of(job)
    first, second, *others = accounts.runs
    mixed = [*marks_of(first, BEGUN, EFFECT), *marks_of(second, BEGUN), *marks_of(first, ENDED)]
    if job == "soak_quick":
        # Else the second, which is still at it, is accused too.
        mixed = [*marks_of(first, BEGUN, EFFECT, ENDED), *marks_of(second), *marks_of(first, ENDED)]
    else:
        mixed += marks_of(second, EFFECT, ENDED)
    marks = (*mixed, *(mark for run in others for mark in marks_of(run)))
    assert len(evolve(accounts, marks=marks).violations()) == wrong


def test_two_attempts_at_a_run_that_may_overlap_with_others_do_not_overlap() -> None:
    accounts = accounts_of("soak_shared")
    run = accounts.runs[0]
    again = Attempt("w9", run.due_at, run.due_at, RunStatus.FINISHED)
    twice = evolve(run, attempts=(evolve(run.attempts[0], outcome=RunStatus.LOST), again))
    late = Mark(ENDED, run.job, str(run.id), "w2")
    marks = (*marks_of(run, BEGUN), *marks_of(twice), late, *accounts.marks[3:])
    wrong = evolve(accounts, runs=(twice, *accounts.runs[1:]), marks=marks).violations()
    assert wrong == ["soak_shared: w2 wrote soak.ended while w9 was at it"]


@pytest.mark.parametrize(("actions", "wrong"), [((BEGUN, EFFECT, EFFECT, ENDED), 1), ((BEGUN, ENDED), 2)])
def test_an_effect_that_came_about_twice_or_not_at_all_is_seen(actions: tuple[str, ...], wrong: int) -> None:
    accounts = accounts_of()
    marks = (*marks_of(accounts.runs[0], *actions), *accounts.marks[3:])
    assert len(evolve(accounts, marks=marks).violations()) == wrong


def test_what_somebody_wrote_without_an_attempt_is_seen() -> None:
    accounts = accounts_of()
    of_others = evolve(accounts.runs[0], attempts=(evolve(accounts.runs[0].attempts[0], worker="w8"),))
    wrong = evolve(accounts, runs=(of_others, *accounts.runs[1:])).violations()
    assert wrong == ["soak_quick: ['w2'] wrote for the run of 12:00:02 without an attempt"]


def test_what_a_run_wrote_that_is_gone_is_seen() -> None:
    accounts = accounts_of()
    stray = Mark(BEGUN, "soak_quick", str(RunId(UUID(int=7))), "w7")
    assert len(evolve(accounts, marks=(*accounts.marks, stray)).violations()) == 1


def test_a_lease_that_somebody_has_after_the_end_is_seen() -> None:
    wrong = evolve(accounts_of(), leases=("job:soak_quick",)).violations()
    assert wrong == ["the lease job:soak_quick has a holder that is gone"]


def test_times_come_each_so_many_seconds_and_end() -> None:
    timing = each(2, UNTIL)
    calendar, times = SecondsCalendar(), [NOON]
    while times[-1] < UNTIL:
        times.append(calendar.after(timing, times[-1]))
    assert times == [NOON + timedelta(seconds=second) for second in (0, 2, 4, 6)]
    assert calendar.after(timing, UNTIL) > UNTIL + timedelta(days=900)
