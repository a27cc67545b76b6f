"""What can be done with a schedule by one press."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.forms import sends
from entrypoints.console.jobs.places import schedule_address
from entrypoints.console.once_forms import once_of
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.jobs.switch_schedule import To
from socdomain.principal import Principal, Scope


@frozen
class OnceForm:
    """A form that says nothing but which press of its button it is."""

    once: str = field(default="", repr=False)


@frozen
class _Pressed:
    """Which button was pressed: a key is one of a schedule's."""

    name: str
    once: str = field(repr=False)


@post("/schedules/{job_id:str}/run", **needs(Scope.JOBS_WRITE), dependencies=sends(OnceForm), sync_to_thread=True)
def run_now(
    job_id: FromPath[str],
    sent: NamedDependency[SkipValidation[OnceForm]],
    by: By,
    container: UseCases,
) -> Response[Any]:
    """Asks for a run now, and leads to where it can be watched."""
    once = once_of(sent.once, _Pressed(job_id, sent.once), by)
    run = settled(container.jobs.request_run.execute, job_id, by=by, once=once)
    if Scope.JOBS_READ in by.scopes:
        return see(address(f"/jobs/runs/{run.id}", [("done", "asked")]))
    return see(address("/jobs", [("done", "asked")]))


@post("/schedules/{job_id:str}/pause", **needs(Scope.JOBS_WRITE), sync_to_thread=True)
def pause(job_id: FromPath[str], by: By, container: UseCases) -> Response[Any]:
    """Has a schedule never be due until it is started; what runs already goes on."""
    return _switched(job_id, To.PAUSED, "paused", container, by)


@post("/schedules/{job_id:str}/start", **needs(Scope.JOBS_WRITE), sync_to_thread=True)
def start(job_id: FromPath[str], by: By, container: UseCases) -> Response[Any]:
    """Has a paused schedule be due again, from now on."""
    return _switched(job_id, To.STARTED, "started", container, by)


@post("/schedules/{job_id:str}/reset", **needs(Scope.JOBS_WRITE), sync_to_thread=True)
def reset(job_id: FromPath[str], by: By, container: UseCases) -> Response[Any]:
    """Brings a schedule back to how its job comes."""
    return _switched(job_id, To.RESET, "reset", container, by)


@post("/schedules/{job_id:str}/remove", **needs(Scope.JOBS_WRITE), sync_to_thread=True)
def remove(job_id: FromPath[str], by: By, container: UseCases) -> Response[Any]:
    """Removes a schedule that somebody has added; its runs stay."""
    settled(container.jobs.remove_schedule.execute, job_id, by=by)
    return see(address("/jobs", [("done", "removed")]))


def _switched(name: str, to: To, done: str, container: Container, by: Principal) -> Response[Any]:
    switched = settled(container.jobs.switch_schedule.execute, name, to, by=by)
    return see(schedule_address(switched.name, done))


HANDLERS: list[HTTPRouteHandler] = [run_now, pause, start, reset, remove]
