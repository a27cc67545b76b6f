"""The API as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from litestar import Litestar, Router
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers.base import BaseRouteHandler
from litestar.types import ExceptionHandlersMap as Failures, Guard

from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.caller import (
    FINDS_CALLER,
    calling,
    calling_from,
    find_out_caller,
    found_caller,
    undeclared_routes,
)
from entrypoints.api.connectors.trials import TRIALS, Trials
from entrypoints.api.cursors import Cursors
from entrypoints.api.description import description
from entrypoints.api.error_handlers import ERROR_HANDLERS
from entrypoints.api.head_requests import answering_head
from entrypoints.api.incidents.ingest_places import IngestPlaces
from entrypoints.api.parameters import check_parameters
from entrypoints.api.places import Places
from entrypoints.api.refusals import REFUSALS
from entrypoints.api.request_log import log_answer, note_start
from entrypoints.api.response_headers import add_headers
from entrypoints.api.routers import routers
from entrypoints.api.scheduler.watchers import WATCHERS, Watchers
from entrypoints.api.transport import cross_origin, require_encryption
from entrypoints.api.upkeep import keeping_up
from entrypoints.container import Container


def create_app(
    container: Container, settings: ApiSettings, further: Sequence[Router] = (), failures: Failures = ERROR_HANDLERS
) -> Litestar:
    """Makes the application; nothing runs before the server starts it.

    Args:
        container: The use cases.
        settings: What the wiring decides.
        further: The routes of other doors, which bring along how they find out who is calling.
        failures: What answers errors where a route says nothing else, and what no route takes.
    """
    cursors = Cursors(settings.cursor_key)
    # Strangers sign in, and wait long for the check of a password: half of the threads are for everybody else.
    sign_ins = asyncio.Semaphore(max(1, settings.max_threads // 2))
    ingests = IngestPlaces(settings.max_ingests, settings.max_writing_ingests)
    uploads, downloads = Places(settings.max_uploads, "uploads"), Places(settings.max_downloads, "downloads")
    checks = Places(settings.max_checks, "checks")
    watchers = Watchers(settings.max_watchers)
    # Products may keep a trial waiting; beside those who sign in, one thread in four remains for everybody else.
    trials = Trials(max(1, settings.max_threads // 4), settings.max_trials)
    shared = {
        "container": container,
        "cursors": cursors,
        "settings": settings,
        "ingests": ingests,
        "uploads": uploads,
        "downloads": downloads,
        "checks": checks,
        "sign_ins": sign_ins,
        "trials": trials,
        "watchers": watchers,
    }
    app = Litestar(
        [*routers(), *further],
        dependencies={
            **{name: _given(thing) for name, thing in shared.items()},
            "by": Provide(calling, sync_to_thread=False),
            "caller": Provide(found_caller, sync_to_thread=False),
            "place": Provide(calling_from, sync_to_thread=False),
        },
        guards=[_door(container, settings)],
        cors_config=cross_origin(settings),
        exception_handlers=failures,
        # Ended in the other order: keeping up needs the threads.
        lifespan=[
            _threads(settings, (ingests, uploads, downloads, checks)),
            keeping_up(container.audit, settings.upkeep_interval_s),
        ],
        state=State({REFUSALS: container.audit, WATCHERS: watchers, TRIALS: trials}),
        before_send=[add_headers, log_answer],
        request_max_body_size=settings.max_json_body_bytes,
        openapi_config=description(settings),
        logging_config=None,
    )
    if undeclared := undeclared_routes(app):
        raise ValueError(f"routes without scopes: {', '.join(undeclared)}")
    # Around the router and not as a middleware, which runs when the route has been chosen, by the method too.
    app.asgi_handler = answering_head(app.asgi_handler)
    return app


def _given(thing: object) -> Provide:
    return Provide(lambda: thing, sync_to_thread=False)


def _door(container: Container, settings: ApiSettings) -> Guard:
    """One guard and not four: each runs on a thread, and getting there costs more than what it does there."""

    def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        note_start(connection)
        require_encryption(connection, handler, settings)
        if finds_caller := handler.opt.get(FINDS_CALLER):
            finds_caller(connection, handler, container)
        else:
            find_out_caller(connection, handler, container.authenticate)
        check_parameters(connection, handler)

    return admit


def _threads(
    settings: ApiSettings, places: Sequence[IngestPlaces | Places]
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Gives the event loop its threads: synchronous handlers run on the loop's default executor."""

    @asynccontextmanager
    async def run(_: Litestar) -> AsyncIterator[None]:
        with ThreadPoolExecutor(settings.max_threads, thread_name_prefix="api") as executor:
            asyncio.get_running_loop().set_default_executor(executor)
            yield
        for one in places:
            one.close()

    return run
