"""What every ``RunRepository`` does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve

from socdomain.errors import ConcurrentChangeError
from socdomain.ids import PrincipalId, RunId
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.run import Attempt, Cause, Run, RunLine, RunStatus
from socdomain.pages import Page, PageRequest
from tests.builders import EVERYONE, IDS, NOW, a_run, a_schedule, hours
from tests.contracts.backends import Works, committed
from tests.contracts.lists import FIRST, walked

HOURLY, DAILY = a_schedule("hourly", job="prune_outbox"), a_schedule("daily", job="prune_audit")
FULL: dict[str, Any] = {
    "arguments": {"source": "Ünïcode \U0001f600", "keep_days": 7, "yes": True, "none": None},
    "cause": Cause.REQUEST,
    "by_id": PrincipalId(IDS.new()),
    "by_name": "änna",
    "ready_at": NOW + hours(1),
    "status": RunStatus.FAILED,
    "queued_at": NOW + hours(2),
    "ended_at": NOW + hours(5),
    "attempts": (
        Attempt("w1", NOW + hours(2), NOW + hours(3), RunStatus.LOST, "gone"),
        Attempt("w2", NOW + hours(4), NOW + hours(5), RunStatus.FAILED, 'it said "no"'),
    ),
    "percent": 40,
    "phrase": "removing",
    "counts": {"removed": 2**40, "kept": 0},
    "note": "by hand",
    "version": 9,
}


def stored(works: Works, *runs: Run) -> None:
    with committed(works) as work:
        for run in runs:
            assert work.runs.add(run)


def present(works: Works, run: Run) -> Run | None:
    with works.reading(EVERYONE) as work:
        return work.runs.get(run.id)


@pytest.mark.parametrize(
    "run",
    [a_run(), a_run(HOURLY, **FULL), a_run(HOURLY).queued(NOW).begun("w1", NOW)],
    ids=["of a change", "full", "begun"],
)
def test_a_run_comes_back_as_it_was_added(works: Works, run: Run) -> None:
    stored(works, run)
    with works.reading(EVERYONE) as work:
        assert work.runs.get(run.id) == run
        assert work.runs.page(RunFilter(), FIRST) == Page((run,))
        assert work.runs.get(RunId(IDS.new())) is None


def test_of_a_schedule_and_a_time_there_is_one(works: Works) -> None:
    run = a_run(HOURLY)
    stored(works, run)
    with committed(works) as work:
        assert not work.runs.add(a_run(HOURLY))
        assert not work.runs.add(run)
        assert not work.runs.add(a_run(DAILY, id=run.id))
        assert work.runs.add(a_run(HOURLY, due_at=NOW + hours(1)))
        assert work.runs.add(a_run(DAILY))
        # What changes made necessary has no schedule, and as many runs as there were changes.
        assert work.runs.add(a_run())
        assert work.runs.add(a_run())
    assert present(works, run) == run


def test_of_many_that_plan_the_same_run_one_adds_it(works: Works) -> None:
    def add(_: int) -> bool:
        with committed(works) as work:
            return work.runs.add(a_run(HOURLY))

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(add, range(8))) == [False] * 7 + [True]
    with works.reading(EVERYONE) as work:
        assert len(work.runs.page(RunFilter(), FIRST).items) == 1


def test_what_another_work_took_back_can_be_added(works: Works) -> None:
    with works(EVERYONE) as work:
        assert work.runs.add(a_run(HOURLY))
    with works(EVERYONE) as work:
        assert work.runs.add(a_run(HOURLY))


def many() -> list[Run]:
    """Runs of two schedules and of none, with every status, some of them due at the same time."""
    of = (HOURLY, DAILY, None)
    statuses = list(RunStatus)
    return [
        a_run(of[place % 3], due_at=NOW + hours(place // 3), status=statuses[place % len(statuses)])
        for place in range(36)
    ]


def latest_first(runs: list[Run]) -> list[Run]:
    return sorted(runs, key=lambda run: (run.due_at, run.id.int), reverse=True)


@pytest.mark.parametrize(
    "wanted",
    [
        RunFilter(),
        RunFilter(schedule_id=DAILY.id),
        RunFilter(job="prune_audit"),
        RunFilter(status=frozenset({RunStatus.QUEUED})),
        RunFilter(status=frozenset({RunStatus.FAILED, RunStatus.LOST, RunStatus.FINISHED})),
        RunFilter(status=frozenset(RunStatus)),
        RunFilter(schedule_id=HOURLY.id, status=frozenset({RunStatus.PLANNED, RunStatus.STARTED})),
        RunFilter(job="prune_outbox", status=frozenset({RunStatus.FAILED, RunStatus.LOST})),
        RunFilter(schedule_id=HOURLY.id, job="prune_outbox"),
    ],
    # What stands in a set has no order that two processes share.
    ids=["all", "schedule", "job", "queued", "ended", "every status", "open of schedule", "broken off of job", "both"],
)
@pytest.mark.parametrize("limit", [1, 3, 200])
def test_a_list_is_walked_a_page_at_a_time(works: Works, wanted: RunFilter, limit: int) -> None:
    runs = many()
    stored(works, *runs)

    def read(page: PageRequest) -> Page[Run]:
        with works.reading(EVERYONE) as work:
            return work.runs.page(wanted, page)

    expected = [
        run
        for run in latest_first(runs)
        if wanted.schedule_id in (None, run.schedule_id)
        and wanted.job in (None, run.job)
        and (wanted.status is None or run.status in wanted.status)
    ]
    assert expected
    assert walked(read, limit=limit) == expected


@pytest.mark.parametrize(
    "wanted",
    [RunFilter(job="other"), RunFilter(job="prune\x00"), RunFilter(status=frozenset()), RunFilter(DAILY.id)],
    ids=["job", "NUL", "no status", "schedule"],
)
def test_what_nothing_matches_is_an_empty_page(works: Works, wanted: RunFilter) -> None:
    stored(works, a_run(HOURLY))
    with works.reading(EVERYONE) as work:
        assert work.runs.page(wanted, FIRST) == Page(())


def test_a_change_replaces_the_run(works: Works) -> None:
    run = a_run(HOURLY)
    changed = evolve(a_run(HOURLY, **FULL), id=run.id, percent=0, phrase="", version=2)
    stored(works, run)
    with committed(works) as work:
        work.runs.save(changed, expected_version=1)
    assert present(works, run) == changed


def test_a_change_leaves_how_far_the_run_says_it_is(works: Works) -> None:
    """Whoever ends an attempt read the run before it said anything."""
    begun = a_run(HOURLY).begun("w1", NOW)
    failed = begun.broken_off(RunStatus.FAILED, "no", NOW, again_at=NOW + hours(1))
    stored(works, begun)
    with committed(works) as work:
        work.runs.progress(begun.id, 40, "removing")
    with committed(works) as work:
        work.runs.save(failed, expected_version=2)
    assert present(works, begun) == evolve(failed, percent=40, phrase="removing")


def test_an_attempt_begins_at_nothing_and_a_run_that_is_finished_is_all_done(works: Works) -> None:
    planned = a_run(HOURLY, percent=40, phrase="removing")
    begun = planned.begun("w2", NOW)
    finished = begun.finished({"removed": 3}, NOW)
    stored(works, planned)
    for run in (begun, finished):
        with committed(works) as work:
            work.runs.progress(run.id, 50, "removing more")
            work.runs.save(run, expected_version=run.version - 1)
        assert present(works, run) == run
    assert (begun.percent, finished.percent) == (0, 100)


def test_what_a_run_has_done_is_read_again_as_numbers_also_where_it_said_yes_or_no(works: Works) -> None:
    """Otherwise neither the run could be shown any more, nor a list that it is in."""
    begun = a_run(HOURLY).begun("w1", NOW)
    stored(works, begun)
    with committed(works) as work:
        work.runs.save(begun.finished({"removed": 3, "all": True}, NOW), expected_version=begun.version)
    read = present(works, begun)
    assert read is not None
    assert [(name, type(count), count) for name, count in read.counts.items()] == [("removed", int, 3), ("all", int, 1)]


def test_a_change_of_an_older_version_or_of_what_is_gone_is_refused(works: Works) -> None:
    run = a_run(HOURLY, version=2)
    stored(works, run)
    for one, version in ((run, 1), (run, 3), (a_run(HOURLY), 1)):
        with works(EVERYONE) as work, pytest.raises(ConcurrentChangeError):
            work.runs.save(evolve(one, note="changed", version=version + 1), expected_version=version)
    assert present(works, run) == run


def test_what_is_ready_comes_in_its_order(works: Works) -> None:
    third, first, second = (
        a_run(HOURLY, due_at=NOW + hours(n), ready_at=NOW - hours(ago)) for n, ago in enumerate((0, 2, 1))
    )
    later = a_run(DAILY, ready_at=NOW + hours(1))
    queued = a_run(status=RunStatus.QUEUED)
    stored(works, third, first, second, later, queued)
    with works(EVERYONE) as work:
        assert work.runs.with_status(RunStatus.PLANNED, until=NOW, limit=10) == (first, second, third)
        assert work.runs.with_status(RunStatus.PLANNED, until=NOW, limit=2) == (first, second)
        assert work.runs.with_status(RunStatus.PLANNED, until=NOW + hours(1), limit=10)[-1] == later
        assert work.runs.with_status(RunStatus.QUEUED, until=NOW, limit=10) == (queued,)
        assert work.runs.with_status(RunStatus.STARTED, until=NOW, limit=10) == ()


def test_only_what_is_planned_and_was_never_tried_is_dropped(works: Works) -> None:
    planned = a_run(HOURLY)
    tried = a_run(HOURLY, due_at=NOW + hours(1)).begun("w1", NOW)
    again = tried.broken_off(RunStatus.FAILED, "no", NOW, again_at=NOW)
    kept = [
        again,
        a_run(HOURLY, due_at=NOW + hours(2), status=RunStatus.QUEUED),
        a_run(HOURLY, due_at=NOW + hours(3), status=RunStatus.FINISHED),
        a_run(DAILY),
        a_run(),
    ]
    stored(works, planned, *kept)
    with committed(works) as work:
        work.runs.drop_planned(HOURLY.id)
    with works(EVERYONE) as work:
        assert {run.id for run in work.runs.page(RunFilter(), FIRST).items} == {run.id for run in kept}
        assert work.runs.add(planned)


def test_how_far_a_run_is_changes_no_version(works: Works) -> None:
    run, other = a_run(HOURLY), a_run(DAILY)
    stored(works, run, other)
    with committed(works) as work:
        work.runs.progress(run.id, 60, "half of it")
        work.runs.progress(RunId(IDS.new()), 10, "gone")
    assert present(works, run) == evolve(run, percent=60, phrase="half of it")
    assert present(works, other) == other


def test_lines_are_numbered_in_the_order_in_which_they_came(works: Works) -> None:
    run, other = a_run(HOURLY), a_run(DAILY)
    stored(works, run, other)
    with committed(works) as work:
        work.runs.add_lines(run.id, [(NOW, "one"), (NOW - hours(1), "two")], keep=10)
        work.runs.add_lines(other.id, [(NOW, "another")], keep=10)
        work.runs.add_lines(run.id, [], keep=10)
    with committed(works) as work:
        work.runs.add_lines(run.id, [(NOW + hours(1), "three \U0001f600")], keep=10)
    third = RunLine(3, NOW + hours(1), "three \U0001f600")
    with works.reading(EVERYONE) as work:
        assert work.runs.lines(run.id) == (RunLine(1, NOW, "one"), RunLine(2, NOW - hours(1), "two"), third)
        assert work.runs.lines(run.id, after=2) == (third,)
        assert work.runs.lines(run.id, after=3) == ()
        assert work.runs.lines(other.id) == (RunLine(1, NOW, "another"),)


@pytest.mark.parametrize("at_once", [1, 2, 7, 20])
def test_the_last_lines_are_kept_under_their_numbers(works: Works, at_once: int) -> None:
    run = a_run(HOURLY)
    stored(works, run)
    texts = [f"line {number}" for number in range(1, 21)]
    for start in range(0, 20, at_once):
        with committed(works) as work:
            work.runs.add_lines(run.id, [(NOW, text) for text in texts[start : start + at_once]], keep=5)
    with works.reading(EVERYONE) as work:
        assert work.runs.lines(run.id) == tuple(RunLine(number, NOW, f"line {number}") for number in range(16, 21))


def test_lines_that_come_at_the_same_time_each_get_a_number(works: Works) -> None:
    run = a_run(HOURLY)
    stored(works, run)

    def write(number: int) -> None:
        with committed(works) as work:
            work.runs.add_lines(run.id, [(NOW, f"{number} a"), (NOW, f"{number} b")], keep=200)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(20)))
    with works.reading(EVERYONE) as work:
        lines = work.runs.lines(run.id)
    assert [line.number for line in lines] == list(range(1, 41))
    assert all(a.text[:-1] == b.text[:-1] for a, b in list(pairwise(lines))[::2])


def test_lines_of_a_run_that_is_gone_are_passed_by(works: Works) -> None:
    gone = a_run(HOURLY)
    with committed(works) as work:
        work.runs.add_lines(gone.id, [(NOW, "one")], keep=10)
        assert work.runs.lines(gone.id) == ()


def test_runs_that_ended_long_ago_are_removed_with_all_that_belongs_to_them(works: Works) -> None:
    old = [
        a_run(HOURLY, due_at=NOW - hours(n), ended_at=NOW - hours(n), status=RunStatus.FINISHED) for n in range(1, 6)
    ]
    kept = [a_run(DAILY, ended_at=NOW, status=RunStatus.FAILED), a_run(due_at=NOW - hours(99))]
    stored(works, *old, *kept)
    with committed(works) as work:
        for run in (*old, *kept):
            work.runs.add_lines(run.id, [(NOW, "one")], keep=10)
            work.effects.once(run.id, "sent")

    with committed(works) as work:
        assert work.runs.prune(NOW, limit=2) == 2
    with works.reading(EVERYONE) as work:
        # Those that ended first.
        assert work.runs.page(RunFilter(HOURLY.id), FIRST).items == tuple(old[:3])
    with committed(works) as work:
        assert work.runs.prune(NOW, limit=10) == 3
        assert work.runs.prune(NOW, limit=10) == 0
    with committed(works) as work:
        assert {run.id for run in work.runs.page(RunFilter(), FIRST).items} == {run.id for run in kept}
        assert [len(work.runs.lines(run.id)) for run in (*old, *kept)] == [0] * 5 + [1] * 2
        # As if they had never been.
        assert all(work.runs.add(run) and work.effects.once(run.id, "sent") for run in old)


def test_nobody_changes_what_is_stored_by_changing_what_they_were_given(works: Works) -> None:
    arguments: dict[str, Any] = {"keep_days": 7}
    run = a_run(HOURLY, arguments=arguments)
    stored(works, run)
    arguments["keep_days"] = 8
    with works.reading(EVERYONE) as work:
        found = work.runs.page(RunFilter(), FIRST).items[0]
        assert found.arguments == {"keep_days": 7}
        found.arguments["keep_days"] = 9  # type: ignore[index]  # that is what nobody should do
        again = work.runs.get(run.id)
        assert again is not None
        assert again.arguments == {"keep_days": 7}
