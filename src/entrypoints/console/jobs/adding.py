"""Adding a schedule: first of which job, then when and what it is told."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.problems import headers_of, kind_of
from entrypoints.api.scheduler.schedules import TAKEN_BY_ROUTES
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.catalog import TEXT, filled
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
from entrypoints.console.pages import Pages, Rendered
from entrypoints.console.refused import Standing
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
_TIMING: Final = ("interval", "cron", "zone")


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
        faults: What was wrong, by the name of the field.
        now: Where somebody changed the schedule meanwhile, how it stands.
    """

    title: str
    summary: str
    action: str
    back: str
    name: str | None
    timing: WrittenTiming
    arguments: tuple[ArgumentField, ...]
    version: int
    faults: dict[str, str]
    now: Standing = ()

    @property
    def fault(self) -> str:
        """What was wrong that is no field's."""
        known = {"name", *_TIMING, *(one.name for one in self.arguments)}
        return " ".join(reason for name, reason in self.faults.items() if name not in known)


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
        return refused(pages, request, _form(kind, sent, faults_of(error)), error)
    return see(schedule_address(added.name, "added"))


def refused(
    pages: Pages, request: Request[Any, Any, Any], page: ScheduleForm, error: WatchfloorError
) -> Response[bytes]:
    """Returns the form once more, with what was wrong."""
    status = int(kind_of(error).status)
    return pages.answer(request, "jobs/form.html", page, status=status, headers=headers_of(error))


def faults_of(error: WatchfloorError) -> dict[str, str]:
    """Returns what was wrong, by the name of the field."""
    if isinstance(error, ScheduleTakenError):
        return {"name": TEXT.jobs.taken}
    return {error.field: error.reason} if isinstance(error, InvalidInputError) else {"": str(error)}


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


def _form(kind: JobKind, sent: OpenForm | None = None, faults: dict[str, str] | None = None) -> ScheduleForm:
    told = sent.below(ARGUMENT) if sent else {}
    return ScheduleForm(
        title=filled(TEXT.jobs.add_titled, job=kind.name),
        summary=kind.summary,
        action=address(f"/jobs/new/{kind.name}"),
        back=address("/jobs/new"),
        name=sent.text("name") if sent else "",
        timing=sent_timing(sent) if sent else written_timing(kind.timing),
        arguments=argument_fields(kind, told, faults or {}),
        version=0,
        faults=faults or {},
    )


HANDLERS: list[HTTPRouteHandler] = [choose_job, show_form, add]
