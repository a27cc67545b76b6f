"""A run: how far it is while it goes on, what became of it, and what it said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import Done
from entrypoints.console.catalog import TEXT
from entrypoints.console.guard import ASKS_FOR_PARTS
from entrypoints.console.jobs.places import schedule_address
from entrypoints.console.jobs.shown import Told, cause_of, status_of, took
from entrypoints.console.once_forms import new_once
from entrypoints.console.pages import Rendered, is_partial
from socdomain.ids import RunId
from socdomain.jobs.queries import RunDetail, get_run
from socdomain.jobs.run import Attempt, Run, RunLine, RunStatus
from socdomain.principal import Scope

_NEEDS: Final = needs(Scope.JOBS_READ)
_KINDS: Final = {RunStatus.FINISHED: "good", RunStatus.FAILED: "bad", RunStatus.LOST: "bad"}


@frozen
class ShownAttempt:
    """One try at a run.

    Attributes:
        number: Its place, from 1.
        worker: Who tried.
        started_at: Since when.
        took: How long it took; None while it goes on.
        outcome: How it ended.
        error: What was wrong.
    """

    number: int
    worker: str
    started_at: datetime
    took: timedelta | None
    outcome: Told
    error: str


@frozen
class RunPage:
    """A run.

    Attributes:
        run: It.
        status: How far it is.
        cause: Why there is one.
        schedule: Name of its schedule; None where it has none, or it is gone.
        schedule_path: Where that is.
        is_over: Whether nothing comes after it; till then the page looks again and again.
        took: From its first start to its end.
        arguments: What the job is told.
        counts: What it says it has done.
        attempts: All of them.
        lines: The last lines of its log.
        once: The key of the button that runs it again.
        is_part: Whether only what changes is shown.
        told: What was done before.
    """

    run: Run
    status: Told
    cause: str
    schedule: str | None
    schedule_path: str
    is_over: bool
    took: timedelta | None
    arguments: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int], ...]
    attempts: tuple[ShownAttempt, ...]
    lines: tuple[RunLine, ...]
    once: str
    is_part: bool
    told: str


@get("/runs/{run_id:uuid}", **{**_NEEDS, "opt": _NEEDS["opt"] | ASKS_FOR_PARTS}, sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    run_id: FromPath[UUID],
    by: By,
    container: UseCases,
    pages: Rendered,
    done: Done = None,
) -> Response[bytes]:
    """Shows a run, or what of it changes while it goes on."""
    found = get_run(container.reading(by.reach), RunId(run_id), by=by)
    is_part = is_partial(request)
    page = _page(found, is_part=is_part, told=TEXT.jobs.run_asked if done == "asked" else "")
    return pages.answer(request, "jobs/run_live.html" if is_part else "jobs/run.html", page)


def _page(found: RunDetail, *, is_part: bool, told: str) -> RunPage:
    run = found.run
    return RunPage(
        run=run,
        status=status_of(run),
        cause=cause_of(run),
        schedule=found.schedule,
        schedule_path=schedule_address(found.schedule or ""),
        is_over=run.status.is_end,
        took=took(run),
        arguments=tuple((name, str(value)) for name, value in run.arguments.items()),
        counts=tuple(run.counts.items()),
        attempts=tuple(_attempt(number, one) for number, one in enumerate(run.attempts, start=1)),
        lines=found.lines,
        once=new_once(),
        is_part=is_part,
        told=told,
    )


def _attempt(number: int, attempt: Attempt) -> ShownAttempt:
    outcome = Told("", TEXT.jobs.goes_on)
    if attempt.outcome is RunStatus.QUEUED:
        outcome = Told("", TEXT.jobs.given_back)
    elif attempt.outcome is not None:
        outcome = Told(_KINDS.get(attempt.outcome, ""), TEXT.jobs.statuses[attempt.outcome.value])
    length = attempt.ended_at - attempt.started_at if attempt.ended_at else None
    return ShownAttempt(number, attempt.worker, attempt.started_at, length, outcome, attempt.error)


HANDLERS: list[HTTPRouteHandler] = [show]
