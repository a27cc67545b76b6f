"""Headers that every answer has."""

from __future__ import annotations

from litestar.types import Message, Scope

_ALWAYS = (
    # Answers hold what may be shown to one caller only, and change with every event.
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


async def add_headers(message: Message, scope: Scope) -> None:
    """Adds the headers to an answer that begins."""
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], *_ALWAYS]
