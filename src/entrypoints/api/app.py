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
from litestar.handlers import HTTPRouteHandler
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Guard

from entrypoints.api import agents, audit, customers, health, rejected_events, sources
from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.auth import keys, own, tokens, users
from entrypoints.api.caller import (
    FINDS_CALLER,
    calling,
    calling_from,
    find_out_caller,
    found_caller,
    undeclared_routes,
)
from entrypoints.api.connectors import connectors, files, verify
from entrypoints.api.connectors.trials import TRIALS, Trials
from entrypoints.api.cursors import Cursors
from entrypoints.api.description import description
from entrypoints.api.error_handlers import ERROR_HANDLERS
from entrypoints.api.head_requests import answering_head
from entrypoints.api.incidents import alert_events, alert_list, alerts, cases, collected_alerts, ingest, manual_alerts
from entrypoints.api.incidents.ingest_places import IngestPlaces
from entrypoints.api.parameters import check_parameters
from entrypoints.api.refusals import REFUSALS
from entrypoints.api.request_log import log_answer, note_start
from entrypoints.api.response_headers import add_headers
from entrypoints.api.scheduler import runs, schedules
from entrypoints.api.scheduler.watchers import WATCHERS, Watchers
from entrypoints.api.transport import cross_origin, require_encryption
from entrypoints.api.upkeep import keeping_up
from entrypoints.container import Container


def create_app(container: Container, settings: ApiSettings, further: Sequence[Router] = ()) -> Litestar:
    """Makes the application; nothing runs before the server starts it.

    Args:
        container: The use cases.
        settings: What the wiring decides.
        further: The routes of other doors, which bring along how they find out who is calling.
    """
    cursors = Cursors(settings.cursor_key)
    # Strangers sign in, and wait long for the check of a password: half of the threads are for everybody else.
    sign_ins = asyncio.Semaphore(max(1, settings.max_threads // 2))
    ingests = IngestPlaces(settings.max_ingests, settings.max_writing_ingests)
    watchers = Watchers(settings.max_watchers)
    # Products may keep a trial waiting; beside those who sign in, one thread in four remains for everybody else.
    trials = Trials(max(1, settings.max_threads // 4), settings.max_trials)
    app = Litestar(
        [*_routers(), *further],
        dependencies={
            "container": Provide(lambda: container, sync_to_thread=False),
            "cursors": Provide(lambda: cursors, sync_to_thread=False),
            "settings": Provide(lambda: settings, sync_to_thread=False),
            "ingests": Provide(lambda: ingests, sync_to_thread=False),
            "sign_ins": Provide(lambda: sign_ins, sync_to_thread=False),
            "trials": Provide(lambda: trials, sync_to_thread=False),
            "watchers": Provide(lambda: watchers, sync_to_thread=False),
            "by": Provide(calling, sync_to_thread=False),
            "caller": Provide(found_caller, sync_to_thread=False),
            "place": Provide(calling_from, sync_to_thread=False),
        },
        guards=[_door(container, settings)],
        cors_config=cross_origin(settings),
        exception_handlers=ERROR_HANDLERS,
        # Ended in the other order: keeping up needs the threads.
        lifespan=[_threads(settings, ingests), keeping_up(container.audit, settings.upkeep_interval_s)],
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


def _routers() -> list[Router]:
    # Side by side and not nested: each nesting copies everything within it once more.
    return [
        health.ROUTER,
        Router("/api/auth", route_handlers=_auth(), tags=["auth"]),
        audit.ROUTER,
        customers.ROUTER,
        Router("/api/sources", route_handlers=_sources(), tags=["sources"]),
        Router("/api/scheduler", route_handlers=_scheduler(), tags=["scheduler"]),
        Router("/api/connectors", route_handlers=_connectors(), tags=["connectors"]),
        agents.ROUTER,
        Router("/api/incident_alert", route_handlers=_intake()),
        Router("/api/incident_management", route_handlers=_alerts(), tags=["alerts"]),
        Router("/api/incident_management", route_handlers=_cases(), tags=["cases"]),
    ]


def _intake() -> list[HTTPRouteHandler]:
    return [ingest.ingest, collected_alerts.create_auto, manual_alerts.create_manual_alert]


def _connectors() -> list[HTTPRouteHandler]:
    return [
        connectors.list_all,
        connectors.list_kinds,
        connectors.show,
        connectors.add,
        files.add_with_files,
        connectors.change,
        files.give_file,
        connectors.remove,
        connectors.enable,
        connectors.disable,
        connectors.make_default,
        connectors.history,
        verify.verify_one,
        verify.verify_all,
    ]


def _auth() -> list[HTTPRouteHandler]:
    return [
        tokens.create_token,
        tokens.refresh,
        tokens.log_out,
        tokens.log_out_everywhere,
        own.show_me,
        own.change_password,
        own.list_own_sessions,
        own.end_session,
        users.list_all,
        users.create,
        users.show,
        users.change,
        users.disable,
        users.reset_password,
        users.list_all_roles,
        keys.list_all,
        keys.create,
        keys.show,
        keys.revoke,
    ]


def _sources() -> list[HTTPRouteHandler]:
    return [
        rejected_events.list_rejected,
        rejected_events.replay,
        sources.list_all,
        sources.show,
        sources.save,
        sources.preview,
    ]


def _scheduler() -> list[HTTPRouteHandler]:
    return [
        schedules.list_all,
        schedules.add,
        schedules.show_next_run,
        schedules.update,
        schedules.start,
        schedules.pause,
        schedules.reset,
        runs.run_now,
        runs.list_some,
        runs.show,
        runs.watch,
        schedules.show,
        schedules.remove,
    ]


def _alerts() -> list[HTTPRouteHandler]:
    return [
        alert_list.list_some,
        alert_list.summarise,
        alert_list.follow,
        alerts.show,
        alerts.change,
        alerts.history,
        alerts.comment,
        alerts.change_many,
        alert_events.list_events,
    ]


def _cases() -> list[HTTPRouteHandler]:
    return [
        cases.open_case_from_alert,
        cases.list_some,
        cases.show,
        cases.change,
        cases.link_alerts,
        cases.unlink_alert,
        cases.comment,
        cases.history,
    ]


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


def _threads(settings: ApiSettings, ingests: IngestPlaces) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Gives the event loop its threads: synchronous handlers run on the loop's default executor."""

    @asynccontextmanager
    async def run(_: Litestar) -> AsyncIterator[None]:
        with ThreadPoolExecutor(settings.max_threads, thread_name_prefix="api") as executor:
            asyncio.get_running_loop().set_default_executor(executor)
            yield
        ingests.close()

    return run
