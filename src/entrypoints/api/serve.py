"""Serving the API: one process, one event loop, and the database's connections shared out among its threads."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence

import uvicorn
from litestar import Router
from litestar.types import ExceptionHandlersMap as Failures

from entrypoints.api.api_settings import ApiSettings, Dependency
from entrypoints.api.app import create_app
from entrypoints.api.equipment import equipment_of
from entrypoints.api.error_handlers import ERROR_HANDLERS
from entrypoints.api.http_protocol import BoundedHttpProtocol
from entrypoints.bootstrap import Platform
from entrypoints.bootstrap_jobs import queue_check
from entrypoints.setting_rules import listed
from entrypoints.settings import Settings
from socdomain.errors import WatchfloorError

OnReady = Callable[[], None]

GRACE_S = 15
"""Seconds that requests have to finish once somebody asked to stop."""

_INGEST_SHARE = 3
"""One connection in so many is for intake, so that senders never keep analysts waiting for one."""


class ServeError(WatchfloorError):
    """The API could not begin to serve."""


def serve(
    platform: Platform, further: Sequence[Router] = (), failures: Failures = ERROR_HANDLERS, *, on_ready: OnReady
) -> None:
    """Serves until SIGINT or SIGTERM, and then passes that signal on to whoever handled it before.

    Args:
        platform: What to serve.
        further: The routes of other doors, beside the API's.
        failures: See ``create_app``.
        on_ready: Called once requests are answered.

    Raises:
        ServeError: It could not listen, or not start.
    """
    settings = platform.settings
    _check_certificate(settings)
    # Before anything else that takes time, so that a port that is taken is told at once.
    listener = _listener(settings.host, settings.port)
    ingests = max(1, settings.database_pool_size // _INGEST_SHARE)
    api_settings = ApiSettings(
        cursor_key=platform.cursor_key,
        max_threads=max(1, settings.database_pool_size - ingests),
        max_writing_ingests=ingests,
        max_body_bytes=settings.max_body_bytes,
        allow_plain_http=settings.allow_plain_http,
        allowed_origins=tuple(listed(settings.allowed_origins)),
        dependencies=(
            Dependency("object store", platform.require_buckets, "cannot be used"),
            Dependency("keys", platform.require_keys, "are not all there, or cannot be used"),
            Dependency("queue", queue_check(settings), "cannot be used; jobs wait until it can", is_needed=False),
            Dependency(
                "connectors",
                lambda: platform.container.connectors.use.require_working(),
                "cannot all be used; GET /api/connectors says which, and what to do",
                is_needed=False,
            ),
        ),
    )
    proxies = listed(settings.trusted_proxies)
    app = create_app(platform.container, api_settings, further, failures)
    config = uvicorn.Config(
        app,
        http=BoundedHttpProtocol,
        # No route takes a WebSocket, whichever packages are installed beside us.
        ws="none",
        # Where a call comes from decides how often it may fail, so that nobody is believed who was not named.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        ssl_certfile=settings.tls_certificate or None,
        ssl_keyfile=settings.tls_key or None,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    try:
        _Server(config, on_ready, on_end=equipment_of(app).watchers.let_go).run([listener])
    except SystemExit as error:
        raise ServeError("the API did not start; the lines before this one say why") from error


def _check_certificate(settings: Settings) -> None:
    """Refuses a certificate that cannot be served; the server's own error does not say which file it means.

    Raises:
        ServeError: It is not there, or does not belong to its key.
    """
    if not settings.tls_certificate:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.tls_certificate, settings.tls_key)
    except OSError as error:
        raise ServeError(
            f"cannot serve the certificate {settings.tls_certificate} with the key {settings.tls_key}: {error.strerror}"
        ) from error


class _Server(uvicorn.Server):
    """A server that tells when it is ready, and when it is to end."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], on_end: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_end = on_end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Whoever watches would be waited for until the grace period is over.
        self._on_end()
        await super().shutdown(sockets)


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ServeError(
            f"cannot listen at {host}, port {port}: {error.strerror}; choose another with --port or --host"
        ) from error
