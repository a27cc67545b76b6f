"""``/api/scheduler``: runs, as they are asked for, done and looked back at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Annotated, Any
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Request, get, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, QueryParameter, SkipValidation
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED

from entrypoints.api.again import settled
from entrypoints.api.api_errors import TooBusyError
from entrypoints.api.caller import needs
from entrypoints.api.once import once_key
from entrypoints.api.paging import page_asked
from entrypoints.api.problem_docs import refusals
from entrypoints.api.scheduler.shapes import RunDetailOut, RunOut, RunPage, detail_out, line_out, run_out
from entrypoints.api.scheduler.watchers import Watchers
from entrypoints.api.wired import By, Once, Paged, ShownBy, UseCases
from entrypoints.container import Container
from socdomain.auth.authenticate import Caller
from socdomain.errors import (
    ConcurrentChangeError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotFoundError,
    WatchfloorError,
)
from socdomain.ids import RunId
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.queries import RunDetail, get_run, list_runs
from socdomain.jobs.request_run import EnoughRunsWaitError
from socdomain.jobs.run import RunStatus
from socdomain.principal import Principal, Scope

LOOK_EVERY_S = 0.5
"""Seconds after which a run that is watched is looked at again."""

Status = Annotated[list[RunStatus] | None, QueryParameter(name="status", description="Only those with one of these.")]


SAY_EVERY_S = 15.0
"""Seconds after which a comment is sent where nothing else is. Proxies end what is silent, often after 60 s; and only
by sending is it found out that a client has gone away without a word."""


@frozen
class Watching:
    """Somebody who watches a run.

    Attributes:
        container: The use cases.
        watchers: All who watch.
        caller: Who; what they may see is asked again each time.
        run_id: Which run.
        after: They have seen the lines of its log up to this one.
    """

    container: Container
    watchers: Watchers
    caller: Caller
    run_id: RunId
    after: int

    async def events(self) -> AsyncIterator[ServerSentEventMessage]:
        """Yields how far the run is and what it says, whenever there is anything new, until it has ended."""
        told: dict[str, Any] | None = None
        seen, said_at = self.after, monotonic()
        try:
            with self.watchers.one():
                while True:
                    detail = await asyncio.to_thread(self._look, seen)
                    progress = _progress(detail)
                    news = _news(detail, None if progress == told else progress)
                    if not news and monotonic() >= said_at + SAY_EVERY_S:
                        news = [ServerSentEventMessage(None, comment="nothing new")]
                    for message in news:
                        said_at = monotonic()
                        yield message
                    told, seen = progress, max(seen, *(line.number for line in detail.lines), 0)
                    if detail.run.status.is_end or not await self.watchers.wait(LOOK_EVERY_S):
                        return
        except WatchfloorError:
            # The session is over, the run is gone, or the database; whoever still watches asks again.
            return

    def _look(self, after: int) -> RunDetail:
        self.container.still_stands.execute(self.caller)
        by = self.caller.principal
        return get_run(self.container.reading(by.reach), self.run_id, after=after, by=by)


@post(
    "/jobs/run/{job_id:str}",
    summary="Run a job now",
    **needs(Scope.JOBS_WRITE),
    status_code=HTTP_202_ACCEPTED,
    dependencies={"once": Provide(once_key)},
    responses=refusals(NotFoundError, EnoughRunsWaitError, IdempotencyKeyReusedError, ConcurrentChangeError),
    sync_to_thread=True,
)
def run_now(job_id: FromPath[str], once: Once, by: By, container: UseCases) -> RunOut:
    """Asks for a run of a schedule's job now, with what the schedule tells it; also while the schedule is paused."""
    run = settled(container.jobs.request_run.execute, job_id, by=by, once=once)
    return run_out(RunDetail(run, job_id, ()))


@get(
    "/runs",
    summary="List runs",
    **needs(Scope.JOBS_READ),
    dependencies={"page": Provide(page_asked, sync_to_thread=False)},
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def list_some(
    page: Paged,
    by: By,
    container: UseCases,
    job_id: Annotated[
        str | None, QueryParameter(max_length=80, description="Name of the schedule that they are of.")
    ] = None,
    job: Annotated[str | None, QueryParameter(max_length=80, description="The job that they are of.")] = None,
    status: Status = None,
) -> RunPage:
    """Lists runs, the latest due first; for callers who see every customer."""
    wanted = RunFilter(job=job, status=None if status is None else frozenset(status))
    found = list_runs(container.reading(by.reach), wanted, page.request, schedule=job_id, by=by)
    return RunPage(list(map(run_out, found.items)), page.cursor_after(found))


@get(
    "/runs/{run_id:uuid}",
    summary="Show a run",
    **needs(Scope.JOBS_READ),
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(run_id: FromPath[UUID], by: By, container: UseCases) -> RunDetailOut:
    """Shows a run, with the last 200 lines of its log."""
    return detail_out(get_run(container.reading(by.reach), RunId(run_id), by=by))


async def watching(
    request: Request[Any, Any, Any],
    run_id: FromPath[UUID],
    caller: ShownBy,
    container: UseCases,
    watchers: NamedDependency[SkipValidation[Watchers]],
) -> Watching:
    """Provides somebody who watches a run that is there.

    Raises:
        NotFoundError: There is no such run.
        InvalidInputError: ``Last-Event-ID`` is not one that was sent.
        TooManyWatchersError: As many watch as may.
    """
    given = request.headers.get("last-event-id", "0")
    if not (given.isascii() and given.isdecimal() and len(given) <= 9):
        raise InvalidInputError("Last-Event-ID", "must be the id of the last event that was received")
    await asyncio.to_thread(_require_run, container, RunId(run_id), caller.principal)
    watchers.require_place()
    return Watching(container, watchers, caller, RunId(run_id), int(given))


@get(
    "/runs/{run_id:uuid}/events",
    summary="Watch a run",
    **needs(Scope.JOBS_READ),
    dependencies={"watched": Provide(watching)},
    responses={
        HTTP_200_OK: ResponseSpec(
            data_container=str,
            generate_examples=False,
            media_type="text/event-stream",
            description="Server-sent events: `progress` (percent 0-100 and a phrase), `log` (a line), `end` (the run).",
        ),
        **refusals(NotFoundError, TooBusyError),
    },
)
async def watch(watched: NamedDependency[SkipValidation[Watching]]) -> ServerSentEvent:
    """Tells how far a run is and what it says until it has ended; with `Last-Event-ID`, what came after that line."""
    return ServerSentEvent(watched.events())


def _require_run(container: Container, run_id: RunId, by: Principal) -> None:
    get_run(container.reading(by.reach), run_id, by=by)


def _progress(detail: RunDetail) -> dict[str, Any]:
    run = detail.run
    return {"status": run.status.value, "percent": run.percent, "phrase": run.phrase, "attempt": run.attempt}


def _news(detail: RunDetail, progress: dict[str, Any] | None) -> list[ServerSentEventMessage]:
    news = [_message("log", line_out(line), event_id=str(line.number)) for line in detail.lines]
    if progress is not None:
        news.append(_message("progress", progress))
    if detail.run.status.is_end:
        news.append(_message("end", run_out(detail)))
    return news


def _message(event: str, content: Any, *, event_id: str | None = None) -> ServerSentEventMessage:
    return ServerSentEventMessage(data=msgspec.json.encode(content).decode(), event=event, id=event_id)
