"""Serving the API: one process, one event loop, and as many threads as the database has connections."""

from __future__ import annotations

import uvicorn

from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.app import create_app
from entrypoints.bootstrap import Platform

GRACE_S = 15
"""Seconds that requests have to finish once somebody asked to stop."""

_INGEST_SHARE = 3
"""One connection in so many is for intake, so that senders never keep analysts waiting for one."""


def serve(platform: Platform) -> None:
    """Serves until SIGINT or SIGTERM.

    Args:
        platform: What to serve.
    """
    settings = platform.settings
    ingests = max(1, settings.database_pool_size // _INGEST_SHARE)
    api_settings = ApiSettings(
        cursor_key=platform.cursor_key,
        max_threads=max(1, settings.database_pool_size - ingests),
        max_ingests=ingests,
        max_body_bytes=settings.max_body_bytes,
    )
    uvicorn.run(
        create_app(platform.container, api_settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
