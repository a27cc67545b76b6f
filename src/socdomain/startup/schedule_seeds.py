"""How the schedules that come with the jobs of the catalog become rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from socdomain.ids import ScheduleId, derived_id
from socdomain.jobs.kind import JobKind
from socdomain.jobs.planned import plan
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Every, timing_document
from socdomain.startup.seeds import AppliedSeed, Seed, StartupWork, require_unchanged


@frozen
class ScheduleSeeds:
    """Schedules: the job and its timing; arguments, and whether it is paused, are the operator's."""

    def contents(self, work: StartupWork) -> Mapping[str, Mapping[str, Any]]:
        """Returns the content of every schedule."""
        return {one.name: schedule_content(one) for one in work.schedules.all()}

    def add(self, work: StartupWork, seed: Seed, *, at: datetime) -> None:
        """Adds a schedule, and plans its first run."""
        timing = Every(seed.content["interval"])
        schedule = Schedule(
            # The same whoever adds it: two that start together add one.
            id=ScheduleId(derived_id("built-in schedule", seed.key)),
            name=seed.key,
            job=seed.content["job"],
            timing=timing,
            counted_from=at,
            next_due_at=timing.after(at, counted_from=at),
            created_at=at,
            is_builtin=True,
        )
        work.schedules.add(schedule)
        _plan_anew(work, schedule)

    def update(self, work: StartupWork, seed: Seed, *, was: AppliedSeed, at: datetime) -> None:
        """Changes when a schedule is due, and plans its next run anew; a paused one stays so."""
        present = next(one for one in work.schedules.all() if one.name == seed.key)
        require_unchanged(schedule_content(present), was)
        timing = Every(seed.content["interval"])
        changed = evolve(
            present,
            job=seed.content["job"],
            timing=timing,
            counted_from=at,
            next_due_at=None if present.is_paused else timing.after(at, counted_from=at),
            version=present.version + 1,
        )
        work.schedules.save(changed, expected_version=present.version)
        _plan_anew(work, changed)


def schedule_content(schedule: Schedule) -> dict[str, Any]:
    """Returns what a seed decides about a schedule."""
    return {"job": schedule.job, **timing_document(schedule.timing)}


def builtin_schedule_content(kind: JobKind) -> dict[str, Any]:
    """Returns the content of the schedule that comes with a job.

    Raises:
        ValueError: It is due by cron, of which seeds know nothing; only intervals come with the product.
    """
    if not isinstance(kind.timing, Every):
        raise ValueError(f"the job {kind.name} comes with cron; a built-in schedule has an interval")  # noqa: TRY004 - the value of a field
    return {"job": kind.name, **timing_document(kind.timing)}


def _plan_anew(work: StartupWork, schedule: Schedule) -> None:
    work.runs.drop_planned(schedule.id)
    if schedule.next_due_at is not None:
        work.runs.add(plan(schedule, schedule.next_due_at))
