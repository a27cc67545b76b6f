"""Who sits at the browser: every route of the console is guarded here, by the cookie and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from litestar import Request, Router
from litestar.connection import ASGIConnection
from litestar.handlers import HTTPRouteHandler
from litestar.handlers.base import BaseRouteHandler

from entrypoints.api.api_errors import CrossSiteError, SessionNeededError
from entrypoints.api.caller import FINDS_CALLER, OWN, admit_caller, found_caller, is_public, place_of
from entrypoints.console.cookies import shown_secret
from entrypoints.console.csrf_masks import unmasked
from entrypoints.console.forms import CSRF_FIELD, form_pairs, is_form
from entrypoints.console.open_forms import TAKES_PARTS, form_parts
from entrypoints.console.origins import SAFE_METHODS, require_own_link, require_own_page
from entrypoints.container import Container
from socdomain.auth.authenticate import Caller
from socdomain.auth.csrf import check_csrf
from socdomain.auth.session import SignInStep
from socdomain.errors import NotSignedInError

CSRF_HEADER: Final = "x-csrf-token"
PATH: Final = "/console"
"""What every route of the console begins with; no other route does."""

TOKEN_IN_STREAM: dict[str, Any] = {"token_in_stream": True}
"""Options of a route whose forms are read as they arrive: it has to call ``require_token`` by itself, before it does
anything else with what arrives."""

HANDS_OUT: dict[str, Any] = {"hands_out": True}
"""Options of routes that hand out bytes and write down to whom: nobody may be led to them from elsewhere."""
ASKS: dict[str, Any] = {"asks": True}
"""Options of a route that pages ask again and again by themselves: it is no use of the session, which would never be
idle while a page is open."""
ASKS_FOR_PARTS: dict[str, Any] = {"asks_for_parts": True}
"""The same of a route that is a page as well, whose parts alone are asked for so."""

_STEPS: Final = "steps"
_DONE: Final = (SignInStep.DONE,)


def console_router(path: str, handlers: Sequence[HTTPRouteHandler]) -> Router:
    """Returns routes of the console, guarded and not a part of the API's description.

    Each of them declares who may call it, as routes of the API do: ``needs``, ``own_browser`` or ``PUBLIC``.

    Args:
        path: Where they are, below the console.
        handlers: What answers.
    """
    return Router(
        f"{PATH}{path}",
        route_handlers=handlers,
        guards=[require_csrf],
        opt={FINDS_CALLER: find_out_browser},
        include_in_schema=False,
    )


def own_browser(*steps: SignInStep) -> dict[str, Any]:
    """Returns the decorator arguments of a route about nothing but its caller, for whoever is signed in.

    Args:
        *steps: How far the sign-in may have come; done, where none is given.
    """
    return {"opt": {OWN: True, _STEPS: steps or _DONE}}


def find_out_browser(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler, container: Container
) -> None:
    """Lets nobody pass without the cookie of a good session, unless the route is public; a bearer is not looked at.

    Raises:
        CrossSiteError: A page of another site asks for a change, or has led to what is handed out; it does not even
            count as a use of the session.
        SessionNeededError: The browser shows no cookie, or one that is not good.
        NotAllowedError: They hold none of the scopes that the route declares.
    """
    require_own_page(connection)
    if HANDS_OUT.items() <= handler.opt.items():
        require_own_link(connection)
    if is_public(handler):
        return
    secret = shown_secret(connection)
    if secret is None:
        raise SessionNeededError("sign in to the console")
    steps = handler.opt.get(_STEPS, _DONE)
    try:
        caller = container.authenticate_browser.execute(
            secret, address=place_of(connection).address, steps=steps, notes=not _asks_by_itself(connection, handler)
        )
    except NotSignedInError as error:
        raise SessionNeededError(str(error)) from error
    admit_caller(connection, handler, caller)


def _asks_by_itself(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> bool:
    is_part = connection.headers.get("hx-request") == "true"
    return ASKS.items() <= handler.opt.items() or (is_part and ASKS_FOR_PARTS.items() <= handler.opt.items())


async def require_csrf(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuses what would change something, unless it carries its session's token, in a header or in a form.

    It runs after ``find_out_browser``, so that nobody's body is read who is not signed in.

    Raises:
        CrossSiteError: There is no token, more than one, or that of another session.
    """
    if is_public(handler) or connection.scope.get("method") in SAFE_METHODS:
        return
    assert isinstance(connection, Request)  # noqa: S101 - routes of the console are HTTP
    if TOKEN_IN_STREAM.items() <= handler.opt.items() and CSRF_HEADER not in connection.headers:
        return
    require_token(found_caller(connection), await _sent_token(connection, handler))


def require_token(caller: Caller, sent: str) -> None:
    """Refuses what does not carry the token of the caller's session.

    Args:
        caller: Who calls.
        sent: What came as the token, masked or not; empty for none.

    Raises:
        CrossSiteError: It is not that of their session.
    """
    if caller.session is None or not check_csrf(caller.session, unmasked(sent)):
        raise CrossSiteError(f"the session's token, in {CSRF_HEADER} or as {CSRF_FIELD}")


async def _sent_token(request: Request[Any, Any, Any], handler: BaseRouteHandler) -> str:
    sent = request.headers.getall(CSRF_HEADER, [])
    if not sent and is_form(request):
        sent = [value for name, value in await form_pairs(request) if name == CSRF_FIELD]
    elif not sent and handler.opt.get(TAKES_PARTS):
        sent = [(await form_parts(request)).get(CSRF_FIELD, b"").decode("ascii", "replace")]
    return sent[0] if len(sent) == 1 else ""
