"""How calls reach the API: encrypted, unless they come from the same machine."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from litestar.config.cors import CORSConfig
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from entrypoints.api.api_errors import EncryptionNeededError
from entrypoints.api.api_settings import ApiSettings

PLAIN: dict[str, Any] = {"may_be_plain": True}
"""Options of a route that carries nothing worth encrypting."""

_ENCRYPTED = {"https", "wss"}


def require_encryption(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler, settings: ApiSettings
) -> None:
    """Refuses calls from other machines that could be read on their way.

    Raises:
        EncryptionNeededError: The call came without TLS.
    """
    if settings.allow_plain_http or handler.opt.get("may_be_plain"):
        return
    if connection.scope["scheme"] not in _ENCRYPTED and not _is_here(connection):
        raise EncryptionNeededError


def _is_here(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    # Who comes by a socket of the file system has no address.
    client = connection.client
    if client is None:
        return True
    try:
        return ip_address(client.host).is_loopback
    except ValueError:
        return False


def cross_origin(settings: ApiSettings) -> CORSConfig | None:
    """Returns what browsers are told about pages of other origins; None where they are told nothing."""
    if not settings.allowed_origins:
        return None
    return CORSConfig(
        allow_origins=list(settings.allowed_origins),
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=[
            "Authorization",
            "Content-Type",
            "Content-Encoding",
            "Idempotency-Key",
            "If-Match",
            "Last-Event-ID",
        ],
        expose_headers=["ETag", "Location", "Retry-After", "WWW-Authenticate"],
        # Bearers send what they show by themselves; a browser has nothing to add.
        allow_credentials=False,
    )
