"""Runs: a list to look through."""

from __future__ import annotations

from typing import Annotated, Any

from attrs import frozen
from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter, SkipValidation

from entrypoints.api.caller import needs
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import address, asked, next_address
from entrypoints.console.catalog import TEXT
from entrypoints.console.jobs.shown import RunRow, run_row
from entrypoints.console.lists import PAGED
from entrypoints.console.pages import Rendered
from socdomain.errors import InvalidInputError
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.queries import list_runs, list_schedules
from socdomain.jobs.run import RunStatus
from socdomain.principal import Scope

Word = Annotated[str, QueryParameter(max_length=80)]


@frozen
class AskedRuns:
    """Which runs a page is asked for; what is empty does not narrow.

    Attributes:
        job_id: Name of the schedule that they are of.
        job: The job that they are of.
        status: How far they are, one of these.
    """

    job_id: str = ""
    job: str = ""
    status: tuple[str, ...] = ()

    def filter(self) -> RunFilter:
        """Returns the same as a filter, but for the schedule.

        Raises:
            InvalidInputError: There is no such status.
        """
        known = {one.value: one for one in RunStatus}
        if any(word not in known for word in self.status):
            raise InvalidInputError("status", f"must be one of: {', '.join(known)}")
        wanted = frozenset(known[word] for word in self.status)
        return RunFilter(job=self.job or None, status=wanted or None)


def asked_runs(
    job_id: Word = "", job: Word = "", status: Annotated[list[str] | None, QueryParameter(name="status")] = None
) -> AskedRuns:
    """Provides which runs are asked for."""
    return AskedRuns(job_id, job, tuple(filter(None, status or ())))


@frozen
class RunsPage:
    """A page of runs.

    Attributes:
        rows: Those that are shown, the latest due first.
        wanted: What was asked for.
        schedules: Names of schedules to choose from.
        jobs: Names of jobs to choose from.
        statuses: How far a run can be: word and label.
        next: Where the next page is.
        first: Where the first one is; None on it.
    """

    rows: tuple[RunRow, ...]
    wanted: AskedRuns
    schedules: tuple[str, ...]
    jobs: tuple[str, ...]
    statuses: tuple[tuple[str, str], ...]
    next: str | None
    first: str | None


@get(
    "/runs",
    **needs(Scope.JOBS_READ),
    dependencies={
        **PAGED,
        "wanted": Provide(asked_runs, sync_to_thread=False),
    },
    sync_to_thread=True,
)
def list_some(
    request: Request[Any, Any, Any],
    wanted: NamedDependency[SkipValidation[AskedRuns]],
    page: Paged,
    by: By,
    container: UseCases,
    pages: Rendered,
) -> Response[bytes]:
    """Shows the runs that are asked for."""
    schedule = wanted.job_id or None
    found = list_runs(container.reading(by.reach), wanted.filter(), page.request, schedule=schedule, by=by)
    shown = RunsPage(
        rows=tuple(map(run_row, found.items)),
        wanted=wanted,
        schedules=tuple(one.name for one in list_schedules(container.reading(by.reach), by=by)),
        jobs=tuple(sorted(CATALOG)),
        statuses=tuple((one.value, TEXT.jobs.statuses[one.value]) for one in RunStatus),
        next=next_address(request, page.cursor_after(found)),
        first=address("/jobs/runs", asked(request)) if page.request.after else None,
    )
    return pages.answer(request, "jobs/runs.html", shown)


HANDLERS: list[HTTPRouteHandler] = [list_some]
