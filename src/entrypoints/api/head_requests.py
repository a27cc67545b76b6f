"""``HEAD`` wherever ``GET`` is (RFC 9110 section 9.3.2): the same answer without its body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

_IS_HEAD: Final = "watchfloor.head"


def is_head(scope: Mapping[str, Any]) -> bool:
    """Tells whether a call that looks like ``GET`` is ``HEAD``."""
    return _IS_HEAD in (scope.get("extensions") or {})


def answering_head(app: ASGIApp) -> ASGIApp:
    """Returns an application that answers ``HEAD`` as well.

    Args:
        app: One that knows ``GET`` only.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["method"] == "HEAD":
            await _answer_head(app, scope, receive, send)
        else:
            await app(scope, receive, send)

    return answer


async def _answer_head(app: ASGIApp, scope: HTTPScope, receive: Receive, send: Send) -> None:
    is_whole = False

    async def send_without_body(message: Message) -> None:
        nonlocal is_whole
        if message["type"] == "http.response.start":
            # Server and log read the method from this same scope: of any other, the server counts the body's bytes.
            scope["method"] = "HEAD"
        elif message["type"] == "http.response.body":
            if is_whole:
                return
            # With the first piece the answer is whole: a body may go on for hours. The server then says to whoever
            # makes it that nobody listens.
            is_whole = True
            message["body"], message["more_body"] = b"", False
        await send(message)

    scope["method"] = "GET"
    # For routes whose body is an act that somebody has to answer for.
    scope["extensions"] = {**(scope.get("extensions") or {}), _IS_HEAD: {}}
    await app(scope, receive, send_without_body)
