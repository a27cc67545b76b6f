"""The API as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Router
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers.base import BaseRouteHandler
from litestar.types import ExceptionHandlersMap as Failures

from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.caller import (
    FINDS_CALLER,
    calling,
    calling_from,
    find_out_caller,
    found_caller,
    undeclared_routes,
)
from entrypoints.api.description import description
from entrypoints.api.equipment import Equipment, equip, equipment_of, provided
from entrypoints.api.error_handlers import ERROR_HANDLERS
from entrypoints.api.head_requests import answering_head
from entrypoints.api.parameters import check_parameters
from entrypoints.api.request_log import log_answer, note_start
from entrypoints.api.response_headers import add_headers
from entrypoints.api.routers import routers
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
    app = Litestar(
        [*routers(), *further],
        dependencies={
            **provided(),
            "by": Provide(calling, sync_to_thread=False),
            "caller": Provide(found_caller, sync_to_thread=False),
            "place": Provide(calling_from, sync_to_thread=False),
        },
        guards=[_admit],
        cors_config=cross_origin(settings),
        exception_handlers=failures,
        # Ended in the other order: keeping up needs the threads.
        lifespan=[_threads, keeping_up],
        before_send=[add_headers, log_answer],
        request_max_body_size=settings.max_json_body_bytes,
        openapi_config=description(settings),
        logging_config=None,
    )
    equip(app, Equipment.make(container, settings))
    if undeclared := undeclared_routes(app):
        raise ValueError(f"routes without scopes: {', '.join(undeclared)}")
    # Around the router and not as a middleware, which runs when the route has been chosen, by the method too.
    app.asgi_handler = answering_head(app.asgi_handler)
    return app


def _admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """One guard and not four: each runs on a thread, and getting there costs more than what it does there."""
    equipment = equipment_of(connection)
    note_start(connection)
    require_encryption(connection, handler, equipment.settings)
    if finds_caller := handler.opt.get(FINDS_CALLER):
        finds_caller(connection, handler, equipment.container)
    else:
        find_out_caller(connection, handler, equipment.container.authenticate)
    check_parameters(connection, handler)


@asynccontextmanager
async def _threads(app: Litestar) -> AsyncIterator[None]:
    """Gives the event loop its threads: synchronous handlers run on the loop's default executor."""
    equipment = equipment_of(app)
    with ThreadPoolExecutor(equipment.settings.max_threads, thread_name_prefix="api") as executor:
        asyncio.get_running_loop().set_default_executor(executor)
        yield
    for one in equipment.rooms:
        one.close()
