"""The schedules that come with the catalog reach every store as a difference, and what operators decided stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from socdomain.jobs.catalog import CATALOG, job_named
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.run import Run, RunStatus, run_id_of
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Cron, Every
from socdomain.memory import FixedClock
from socdomain.startup.apply_seeds import ApplySeeds
from socdomain.startup.builtin_seeds import builtin_seeds
from socdomain.startup.schedule_seeds import builtin_schedule_content
from socdomain.startup.seeds import Fate, Seed
from tests.builders import EVERYONE, IDS, NOW, a_principal, a_schedule, hours
from tests.contracts.backends import Backend, Works, committed
from tests.contracts.lists import FIRST

JOB = "prune_outbox"
SEEDS = tuple(seed for seed in builtin_seeds() if seed.kind == "schedule")
(SEED,) = (seed for seed in SEEDS if seed.key == JOB)
LATER = evolve(SEED, version=2, content={"job": JOB, "interval": 30})


def apply(works: Works, *seeds: Seed, at: timedelta = timedelta(0)) -> list[Fate]:
    found = ApplySeeds(works, FixedClock(NOW + at), IDS, seeds).execute(by=a_principal())
    return [one.fate for one in found]


def the_schedule(works: Works) -> Schedule:
    with works.reading(EVERYONE) as work:
        found = work.schedules.by_name(JOB)
    assert found is not None
    return found


def runs(works: Works) -> tuple[Run, ...]:
    with works.reading(EVERYONE) as work:
        return work.runs.page(RunFilter(the_schedule(works).id), FIRST).items


def change(works: Works, **fields: Any) -> Schedule:
    """What an operator may make of the schedule."""
    present = the_schedule(works)
    changed = evolve(present, version=present.version + 1, **fields)
    with committed(works) as work:
        work.schedules.save(changed, expected_version=present.version)
        work.runs.drop_planned(present.id)
    return changed


def test_each_job_of_the_catalog_comes_with_a_schedule_of_its_name_that_has_a_run_planned(backend: Backend) -> None:
    assert set(apply(backend.works, *SEEDS)) == {Fate.ADDED}

    with backend.works.reading(EVERYONE) as work:
        schedules = work.schedules.all()
        planned = {run.id: run for run in work.runs.page(RunFilter(), FIRST).items}
    assert [one.name for one in schedules] == [one.job for one in schedules] == sorted(CATALOG)
    for one in schedules:
        assert (one.timing, one.is_builtin, one.is_paused) == (job_named(one.job).timing, True, False)
        assert isinstance(one.timing, Every)
        assert one.next_due_at == NOW + timedelta(minutes=one.timing.minutes)
        run = planned.pop(run_id_of(one.id, one.next_due_at))
        assert (run.job, run.status, run.due_at) == (one.job, RunStatus.PLANNED, one.next_due_at)
    assert planned == {}
    assert ("schedule.created", JOB) in {(record.action, record.object_id) for record in backend.audit_records()}


def test_the_second_time_nothing_is_done(works: Works) -> None:
    apply(works, *SEEDS)
    before = the_schedule(works), runs(works)
    assert set(apply(works, *SEEDS, at=hours(5))) == {Fate.KEPT}
    assert (the_schedule(works), runs(works)) == before


def test_a_later_version_changes_the_interval_and_plans_anew(works: Works) -> None:
    apply(works, *SEEDS)
    assert apply(works, LATER, at=hours(2)) == [Fate.UPDATED]

    due_at = NOW + hours(2.5)
    schedule = the_schedule(works)
    assert (schedule.timing, schedule.next_due_at, schedule.version) == (Every(30), due_at, 2)
    assert [(run.id, run.status) for run in runs(works)] == [(run_id_of(schedule.id, due_at), RunStatus.PLANNED)]


@pytest.mark.parametrize("timing", [Every(7), Cron("0 3 * * *", "Europe/Berlin")], ids=str)
def test_an_operators_timing_outlives_later_versions(works: Works, timing: Every | Cron) -> None:
    apply(works, *SEEDS)
    changed = change(works, timing=timing, next_due_at=NOW + hours(1))
    for seeds in ([SEED], [LATER]):
        assert apply(works, *seeds, at=hours(1)) == [Fate.CHANGED]
        assert the_schedule(works) == changed


def test_an_operators_pause_and_arguments_outlive_a_later_version_that_changes_the_interval(works: Works) -> None:
    apply(works, *SEEDS)
    changed = change(works, next_due_at=None, arguments={"keep_days": 7})
    assert apply(works, LATER, at=hours(1)) == [Fate.UPDATED]

    schedule = the_schedule(works)
    assert schedule == evolve(changed, timing=Every(30), counted_from=NOW + hours(1), version=3)
    assert schedule.is_paused
    assert runs(works) == ()


def test_a_schedule_of_that_name_that_somebody_had_before_stays_theirs(works: Works) -> None:
    ours = a_schedule(JOB, job="prune_audit", timing=Every(5))
    with committed(works) as work:
        work.schedules.add(ours)
    assert apply(works, SEED) == [Fate.CHANGED]
    assert the_schedule(works) == ours


def test_a_job_that_comes_with_cron_has_no_seed() -> None:
    """Seeds are applied before anybody knows what cron means."""
    with pytest.raises(ValueError, match="cron"):
        builtin_schedule_content(evolve(job_named(JOB), timing=Cron("0 3 * * *")))
