"""Pages about jobs: what is due when, what became of it, and what a run does while it does it."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from entrypoints.console.jobs import acts, adding, changing, one_run, runs, schedules

HANDLERS: list[HTTPRouteHandler] = [
    *schedules.HANDLERS,
    *adding.HANDLERS,
    *changing.HANDLERS,
    *acts.HANDLERS,
    *runs.HANDLERS,
    *one_run.HANDLERS,
]
