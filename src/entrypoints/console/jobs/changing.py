"""Changing when a schedule is due, or what its job is told."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.catalog import TEXT, filled
from entrypoints.console.faults import NO_FAULTS, Faults, changed_meanwhile, faults_of
from entrypoints.console.jobs.adding import ScheduleForm
from entrypoints.console.jobs.places import schedule_address
from entrypoints.console.jobs.shown import timing_words
from entrypoints.console.jobs.timing_form import (
    ARGUMENT,
    argument_fields,
    arguments_of,
    sent_timing,
    timing_of,
    told_texts,
    written_timing,
)
from entrypoints.console.open_forms import OPENLY, OpenForm, OpenlySent
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from socdomain.errors import InvalidInputError, StaleVersionError
from socdomain.jobs.catalog import job_named
from socdomain.jobs.change_schedule import ScheduleChange
from socdomain.jobs.queries import get_schedule
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.schedule_changes import require_jobs
from socdomain.principal import Scope


@get("/schedules/{job_id:str}/edit", **needs(Scope.JOBS_WRITE), sync_to_thread=True)
def show_form(
    request: Request[Any, Any, Any], job_id: FromPath[str], by: By, container: UseCases, pages: Rendered
) -> Response[bytes]:
    """Shows the form of a schedule that is there."""
    require_jobs(by, Scope.JOBS_WRITE)
    found = get_schedule(container.reading(by.reach), job_id, by=by)
    return pages.answer(request, "jobs/form.html", _form(found))


@post("/schedules/{job_id:str}/edit", **needs(Scope.JOBS_WRITE), dependencies=OPENLY, sync_to_thread=True)
def change(
    request: Request[Any, Any, Any],
    job_id: FromPath[str],
    sent: OpenlySent,
    by: By,
    container: UseCases,
    pages: Rendered,
) -> Response[Any]:
    """Changes when a schedule is due, and what its job is told; that outlives every restart."""
    require_jobs(by, Scope.JOBS_WRITE)
    found, version = get_schedule(container.reading(by.reach), job_id, by=by), sent.version()
    try:
        wanted = ScheduleChange(timing_of(sent_timing(sent)), arguments_of(job_named(found.job), sent))
        settled(container.jobs.change_schedule.execute, job_id, wanted, expected_version=version, by=by)
    except InvalidInputError as error:
        page = _form(found, sent, faults_of(error))
        return pages.answer(request, "jobs/form.html", page, status=page.faults.status)
    except StaleVersionError:
        page = _meanwhile(get_schedule(container.reading(by.reach), job_id, by=by), sent)
        return pages.answer(request, "jobs/form.html", page, status=page.faults.status)
    return see(schedule_address(found.name, "changed"))


def _form(found: Schedule, sent: OpenForm | None = None, faults: Faults = NO_FAULTS) -> ScheduleForm:
    kind = job_named(found.job)
    told = sent.below(ARGUMENT) if sent else told_texts(found.arguments)
    return ScheduleForm(
        title=filled(TEXT.jobs.change_titled, name=found.name),
        summary=kind.summary,
        action=f"{schedule_address(found.name)}/edit",
        back=schedule_address(found.name),
        name=None,
        timing=sent_timing(sent) if sent else written_timing(found.timing),
        arguments=argument_fields(kind, told),
        version=sent.version() if sent else found.version,
        faults=faults,
    )


def _meanwhile(present: Schedule, sent: OpenForm) -> ScheduleForm:
    """Returns what was typed once more, for the version that is there, beside how that stands."""
    now = ((TEXT.jobs.when, timing_words(present.timing)), *told_texts(present.arguments).items())
    return evolve(_form(present, sent, changed_meanwhile(now)), version=present.version)


HANDLERS: list[HTTPRouteHandler] = [show_form, change]
