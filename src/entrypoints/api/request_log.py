"""One log event per request: the route as it is written here, never the path or the query that was sent."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import structlog
from litestar.connection import ASGIConnection
from litestar.types import Message, Scope

_log = structlog.get_logger(__name__)
_STARTED = "watchfloor_started_s"


def note_start(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Remembers when a request began."""
    connection.scope["state"][_STARTED] = perf_counter()


async def log_answer(message: Message, scope: Scope) -> None:
    """Writes down that a request was answered."""
    if message["type"] != "http.response.start":
        return
    started_s = scope["state"].get(_STARTED)
    _log.info(
        "request answered",
        method=scope.get("method"),
        route=scope.get("path_template"),
        status=message["status"],
        elapsed_ms=None if started_s is None else round((perf_counter() - started_s) * 1000, 1),
    )
