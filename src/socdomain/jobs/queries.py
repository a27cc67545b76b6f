"""Plain reads of schedules and of runs; for those who see every customer, since jobs are about all of them."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from socdomain.errors import NotFoundError
from socdomain.ids import RunId
from socdomain.jobs.ports import JobsWork, RunFilter
from socdomain.jobs.run import Run, RunLine, RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.schedule_changes import found_schedule, require_jobs
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope

_AHEAD: Final = 2
"""Runs of a schedule that may be planned: the next one, and one that is tried again."""


@frozen
class RunDetail:
    """A run, and what it says.

    Attributes:
        run: The run.
        schedule: Name of its schedule; None where it has none, or it is gone.
        lines: The last lines of its log, in their order.
    """

    run: Run
    schedule: str | None
    lines: tuple[RunLine, ...]


def list_schedules(work: JobsWork, *, by: Principal) -> tuple[Schedule, ...]:
    """Returns every schedule, by name."""
    require_jobs(by, Scope.JOBS_READ)
    with work:
        return work.schedules.all()


def list_with_runs(work: JobsWork, most: int, *, by: Principal) -> tuple[tuple[Schedule, tuple[Run, ...]], ...]:
    """Returns every schedule, by name, with its last runs, the latest first; what is yet to come is none of them.

    Args:
        work: Where.
        most: So many runs of each, 1 to 198.
        by: Who asks.
    """
    require_jobs(by, Scope.JOBS_READ)
    with work:
        return tuple((one, _last_runs(work, one, most)) for one in work.schedules.all())


def get_with_runs(work: JobsWork, name: str, most: int, *, by: Principal) -> tuple[Schedule, tuple[Run, ...]]:
    """Returns a schedule with its last runs; see ``list_with_runs``.

    Raises:
        NotFoundError: There is none of that name.
    """
    require_jobs(by, Scope.JOBS_READ)
    with work:
        found = found_schedule(work, name)
        return found, _last_runs(work, found, most)


def get_schedule(work: JobsWork, name: str, *, by: Principal) -> Schedule:
    """Returns a schedule.

    Raises:
        NotFoundError: There is none of that name.
    """
    require_jobs(by, Scope.JOBS_READ)
    with work:
        return found_schedule(work, name)


def list_runs(
    work: JobsWork, wanted: RunFilter, page: PageRequest, *, schedule: str | None = None, by: Principal
) -> Page[RunDetail]:
    """Returns a page of runs without their lines, the latest due first.

    Args:
        work: Where.
        wanted: Which.
        page: Which page.
        schedule: Name of the schedule that they are of; None for whichever.
        by: Who asks.

    Raises:
        NotFoundError: There is no schedule of that name.
    """
    require_jobs(by, Scope.JOBS_READ)
    with work:
        if schedule is not None:
            one = found_schedule(work, schedule)
            # All its runs are of its job: to ask for another means to look through all of them, and find none.
            if wanted.job not in (None, one.job):
                return Page(())
            wanted = RunFilter(one.id, None, wanted.status)
        names = {each.id: each.name for each in work.schedules.all()}
        found = work.runs.page(wanted, page)
    shown = (RunDetail(run, names.get(run.schedule_id) if run.schedule_id else None, ()) for run in found.items)
    return Page(tuple(shown), found.next)


def get_run(work: JobsWork, run_id: RunId, *, after: int = 0, by: Principal) -> RunDetail:
    """Returns a run with the lines of its log beyond a number.

    Args:
        work: Where.
        run_id: Which run.
        after: Only lines beyond this number.
        by: Who asks.

    Raises:
        NotFoundError: There is none of that identifier.
    """
    require_jobs(by, Scope.JOBS_READ)
    with work:
        run = work.runs.get(run_id)
        if run is None:
            raise NotFoundError("run", run_id)
        schedule = None if run.schedule_id is None else work.schedules.get(run.schedule_id)
        return RunDetail(run, None if schedule is None else schedule.name, work.runs.lines(run_id, after=after))


def _last_runs(work: JobsWork, schedule: Schedule, most: int) -> tuple[Run, ...]:
    # Those with a status are looked for status by status; one list without them costs less.
    found = work.runs.page(RunFilter(schedule.id), PageRequest(most + _AHEAD)).items
    return tuple(run for run in found if run.attempts or run.status is not RunStatus.PLANNED)[:most]
