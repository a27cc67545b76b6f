"""Headers that every answer has, and those that the framework gets wrong."""

from __future__ import annotations

from litestar.types import Message, Scope

_UNLESS_SAID = (
    # Answers hold what may be shown to one caller only, and change with every event.
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
)
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"frame-ancestors 'none'"),
)
# A year (RFC 6797 section 6.1.1). Only where it was believed already: a browser heeds it under TLS alone.
_UNDER_TLS = ((b"strict-transport-security", b"max-age=31536000; includeSubDomains"),)


async def add_headers(message: Message, scope: Scope) -> None:
    """Adds the headers to an answer that begins."""
    if message["type"] == "http.response.start":
        headers = [(name, _allowed(value, scope) if name == b"allow" else value) for name, value in message["headers"]]
        further = _UNDER_TLS if scope["scheme"] == "https" else ()
        said = {name for name, _ in headers}
        unsaid = (pair for pair in _UNLESS_SAID if pair[0] not in said)
        message["headers"] = [*headers, *unsaid, *_ALWAYS, *further]


def _allowed(methods: bytes, scope: Scope) -> bytes:
    """Returns all methods of a route: ``HEAD`` is where ``GET`` is, and ``OPTIONS`` knows the first handler's only."""
    allowed = set(methods.decode().split(", "))
    for route in scope["litestar_app"].routes:
        if route.path_format == scope.get("path_template"):
            allowed.update(route.methods)
    if "GET" in allowed:
        allowed.add("HEAD")
    return ", ".join(sorted(allowed)).encode()
