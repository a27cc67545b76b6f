"""Adding a schedule: first of which job, then when and what it is told."""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve, frozen
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.scheduler.schedules import TAKEN_BY_ROUTES
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.catalog import TEXT, filled
from entrypoints.console.faults import NO_FAULTS, Faults, faults_of
from entrypoints.console.jobs.places import schedule_address
from entrypoints.console.jobs.shown import timing_words
from entrypoints.console.jobs.timing_form import (
    ARGUMENT,
    ArgumentField,
    WrittenTiming,
    argument_fields,
    arguments_of,
    sent_timing,
    timing_of,
    written_timing,
)
from entrypoints.console.open_forms import OPENLY, OpenForm, OpenlySent
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.errors import InvalidInputError, NotFoundError, WatchfloorError
from socdomain.jobs.add_schedule import NewSchedule
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.kind import JobKind
from socdomain.jobs.schedule import EnoughSchedulesError, Schedule, ScheduleTakenError
from socdomain.jobs.schedule_changes import require_jobs
from socdomain.principal import Principal, Scope

_REFUSED: Final = (InvalidInputError, ScheduleTakenError, EnoughSchedulesError)


@frozen
class ShownJob:
    """A job that can be chosen."""

    name: str
    summary: str
    timing: str


@frozen
class JobsPage:
    """All jobs."""

    jobs: tuple[ShownJob, ...]


@frozen
class ScheduleForm:
    """The form of a schedule.

    Attributes:
        title: What the page is about.
        summary: What its job does.
        action: Where the form is sent to.
        back: Where to go without sending it.
        name: What was written as its name; None where it has one already.
        timing: When it is due.
        arguments: What its job can be told.
        version: The version that is changed; 0 for a new one.
        faults: What is wrong with it.
    """

    title: str
    summary: str
    action: str
    back: str
    name: str | None
    timing: WrittenTiming
    arguments: tuple[ArgumentField, ...]
    version: int
    faults: Faults

    @property
    def marked(self) -> tuple[str, ...]:
        """The fields that say themselves what is wrong with them."""
        return ("name", "interval", "cron", "zone", *(one.name for one in self.arguments))


@get("/new", **needs(Scope.JOBS_WRITE), sync_to_thread=True)
def choose_job(request: Request[Any, Any, Any], by: By, pages: Rendered) -> Response[bytes]:
    """Shows which jobs there are."""
    require_jobs(by, Scope.JOBS_WRITE)
    jobs = tuple(ShownJob(kind.name, kind.summary, timing_words(kind.timing)) for _, kind in sorted(CATALOG.items()))
    return pages.answer(request, "jobs/kinds.html", JobsPage(jobs))


@get("/new/{job:str}", **needs(Scope.JOBS_WRITE), sync_to_thread=True)
def show_form(request: Request[Any, Any, Any], job: FromPath[str], by: By, pages: Rendered) -> Response[bytes]:
    """Shows the form of a new schedule."""
    require_jobs(by, Scope.JOBS_WRITE)
    return pages.answer(request, "jobs/form.html", _form(_job(job)))


@post("/new/{job:str}", **needs(Scope.JOBS_WRITE), dependencies=OPENLY, sync_to_thread=True)
def add(
    request: Request[Any, Any, Any],
    job: FromPath[str],
    sent: OpenlySent,
    by: By,
    container: UseCases,
    pages: Rendered,
) -> Response[Any]:
    """Adds a schedule of a job, at other times or told something else."""
    require_jobs(by, Scope.JOBS_WRITE)
    kind = _job(job)
    try:
        added = _added(container, kind, sent, by)
    except _REFUSED as error:
        page = _form(kind, sent, _faults(error))
        return pages.answer(request, "jobs/form.html", page, status=page.faults.status)
    return see(schedule_address(added.name, "added"))


def _faults(error: WatchfloorError) -> Faults:
    faults = faults_of(error)
    return evolve(faults, by_field={"name": TEXT.jobs.taken}) if isinstance(error, ScheduleTakenError) else faults


def _added(container: Container, kind: JobKind, sent: OpenForm, by: Principal) -> Schedule:
    name = sent.text("name")
    if name in TAKEN_BY_ROUTES:
        # The API could not be asked about it.
        raise ScheduleTakenError(name)
    timing = timing_of(sent_timing(sent))
    wanted = NewSchedule(kind.name, name, timing, arguments_of(kind, sent), is_paused=sent.text("paused") == "on")
    return settled(container.jobs.add_schedule.execute, wanted, by=by)


def _job(name: str) -> JobKind:
    if name not in CATALOG:
        raise NotFoundError("job", name)
    return CATALOG[name]


def _form(kind: JobKind, sent: OpenForm | None = None, faults: Faults = NO_FAULTS) -> ScheduleForm:
    told = sent.below(ARGUMENT) if sent else {}
    return ScheduleForm(
        title=filled(TEXT.jobs.add_titled, job=kind.name),
        summary=kind.summary,
        action=address(f"/jobs/new/{kind.name}"),
        back=address("/jobs/new"),
        name=sent.text("name") if sent else "",
        timing=sent_timing(sent) if sent else written_timing(kind.timing),
        arguments=argument_fields(kind, told),
        version=0,
        faults=faults,
    )


HANDLERS: list[HTTPRouteHandler] = [choose_job, show_form, add]
