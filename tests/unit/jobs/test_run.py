"""How far a run is, step by step."""

from __future__ import annotations

import pytest

from socdomain.ids import ScheduleId
from socdomain.jobs.run import LONGEST_TEXT, RunStatus, kept_text, run_id_of
from tests.builders import IDS, NOW, a_run, a_schedule, hours

PLANNED = a_run(a_schedule())
BEGUN = PLANNED.queued(NOW).begun("w1", NOW)


def test_a_run_is_queued_begun_and_finished() -> None:
    queued = PLANNED.queued(NOW)
    begun = queued.begun("w1", NOW + hours(1))
    done = begun.finished({"removed": 3}, NOW + hours(2))

    assert [run.status for run in (queued, begun, done)] == [RunStatus.QUEUED, RunStatus.STARTED, RunStatus.FINISHED]
    assert [run.version for run in (PLANNED, queued, begun, done)] == [1, 2, 3, 4]
    assert (queued.queued_at, begun.started_at, done.ended_at) == (NOW, NOW + hours(1), NOW + hours(2))
    assert (begun.attempt, begun.percent, done.percent, done.counts, done.error) == (1, 0, 100, {"removed": 3}, "")
    (attempt,) = done.attempts
    assert (attempt.worker, attempt.ended_at, attempt.outcome) == ("w1", NOW + hours(2), RunStatus.FINISHED)


@pytest.mark.parametrize("outcome", [RunStatus.FAILED, RunStatus.LOST])
def test_what_was_broken_off_for_the_last_time_has_ended(outcome: RunStatus) -> None:
    ended = BEGUN.broken_off(outcome, "it was full", NOW + hours(1), again_at=None)
    assert (ended.status, ended.ended_at, ended.error, ended.version) == (outcome, NOW + hours(1), "it was full", 4)
    assert ended.attempts[-1].outcome is outcome
    assert ended.status.is_end


def test_what_is_tried_again_is_planned_and_has_not_ended() -> None:
    again = BEGUN.broken_off(RunStatus.LOST, "gone", NOW, again_at=NOW + hours(1))
    assert (again.status, again.ready_at, again.ended_at) == (RunStatus.PLANNED, NOW + hours(1), None)
    assert (again.due_at, again.id, again.error, again.attempt) == (PLANNED.due_at, PLANNED.id, "gone", 1)

    second = again.queued(NOW + hours(1)).begun("w2", NOW + hours(2))
    assert (second.attempt, second.started_at, second.error) == (2, NOW, "")


def test_what_was_given_back_does_not_count_as_a_try() -> None:
    back = BEGUN.given_back(NOW + hours(1))
    assert (back.status, back.queued_at, back.attempt, len(back.attempts)) == (RunStatus.QUEUED, NOW + hours(1), 0, 1)
    assert back.begun("w2", NOW + hours(2)).attempt == 1


def test_what_no_worker_can_do_has_failed_without_a_try_and_says_why() -> None:
    refused = PLANNED.queued(NOW).refused("no such job\x00", NOW + hours(1))
    assert (refused.status, refused.ended_at, refused.version) == (RunStatus.FAILED, NOW + hours(1), 3)
    assert refused.error == refused.note == "no such job\ufffd"
    again = BEGUN.broken_off(RunStatus.LOST, "gone", NOW, again_at=NOW).refused("no such job", NOW)
    assert (again.error, again.note) == ("gone", "no such job")


def test_what_another_run_stands_for_says_why() -> None:
    skipped = PLANNED.queued(NOW).skipped("another one", NOW + hours(1))
    assert (skipped.status, skipped.ended_at, skipped.note) == (RunStatus.SKIPPED, NOW + hours(1), "another one")
    assert skipped.status.is_end


def test_three_statuses_are_no_end() -> None:
    goes_on = {status for status in RunStatus if not status.is_end}
    assert goes_on == {RunStatus.PLANNED, RunStatus.QUEUED, RunStatus.STARTED}


def test_how_far_a_run_is_follows_from_its_status_where_it_begins_or_is_finished() -> None:
    runs = [PLANNED, BEGUN, BEGUN.given_back(NOW), BEGUN.finished({}, NOW)]
    assert [run.says_anew for run in runs] == [False, True, False, True]


def test_an_error_is_kept_in_part_and_without_what_no_database_keeps() -> None:
    ended = BEGUN.broken_off(RunStatus.FAILED, "\x00\ud800" + "x" * 2 * LONGEST_TEXT, NOW, again_at=None)
    assert ended.error == "\ufffd\ufffd" + "x" * (LONGEST_TEXT - 2)
    assert kept_text("Ünïcode \U0001f600\n") == "Ünïcode \U0001f600\n"


def test_whoever_plans_the_run_of_a_schedule_and_a_time_gives_it_the_same_identifier() -> None:
    schedule_id = ScheduleId(IDS.new())
    planned = run_id_of(schedule_id, NOW)
    assert run_id_of(schedule_id, NOW) == planned
    assert planned not in (run_id_of(schedule_id, NOW + hours(1)), run_id_of(ScheduleId(IDS.new()), NOW))
