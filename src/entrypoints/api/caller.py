"""Who is calling: routes say which scopes they need, and who shows a token is found out before the body is read."""

from __future__ import annotations

from typing import Any

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.handlers import HTTPRouteHandler
from litestar.handlers.base import BaseRouteHandler
from litestar.routes import ASGIRoute, HTTPRoute, WebSocketRoute

from entrypoints.api.api_errors import InvalidTokenError
from socdomain.auth.authenticate import Authenticate, Caller
from socdomain.auth.session import Place
from socdomain.auth.tokens import TokenKind
from socdomain.errors import NotSignedInError
from socdomain.principal import Principal, Scope

SCOPES = "scopes"
TOKEN_KINDS = "token_kinds"  # noqa: S105 - a name
OWN = "is_own"
FINDS_CALLER = "finds_caller"
"""Option of the routes of another door: what finds out who calls them, from connection, handler and container."""
PUBLIC: dict[str, Any] = {"opt": {"is_public": True}}
"""Decorator arguments of a route that anybody may call."""

SECURITY_SCHEME = "password"
_SCHEME = "bearer"
_CALLER = "watchfloor_caller"
_ACCESS = (TokenKind.ACCESS,)


def needs(*scopes: Scope) -> dict[str, Any]:
    """Returns the decorator arguments of a route for principals that hold one of the scopes.

    The use case asks again; what is declared here is for readers, the API's description, and a refusal before the
    body is read.

    Args:
        *scopes: Any one of these is enough.
    """
    return {
        "opt": {SCOPES: scopes},
        "security": [{SECURITY_SCHEME: [scope.value]} for scope in scopes],
    }


def own(*kinds: TokenKind) -> dict[str, Any]:
    """Returns the decorator arguments of a route about nothing but its caller, for whoever is signed in.

    Args:
        *kinds: The kinds of token that it takes; access tokens where none is given.
    """
    return {"opt": {OWN: True, TOKEN_KINDS: kinds or _ACCESS}, "security": [{SECURITY_SCHEME: []}]}


def find_out_caller(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler, authenticate: Authenticate
) -> None:
    """Lets nobody pass without showing who they are, unless the route is public.

    Raises:
        NotSignedInError: The caller shows no token.
        InvalidTokenError: The caller shows one that is not good.
        NotAllowedError: They hold none of the scopes that the route declares.
    """
    if is_public(handler):
        return
    token = bearer_token(connection.headers.getall("authorization", []))
    kinds = handler.opt.get(TOKEN_KINDS, _ACCESS)
    try:
        caller = authenticate.execute(token, address=place_of(connection).address, kinds=kinds)
    except NotSignedInError as error:
        raise InvalidTokenError(str(error)) from error
    admit_caller(connection, handler, caller)


def admit_caller(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler, caller: Caller) -> None:
    """Remembers who is calling, and lets them pass if they may call the route.

    Raises:
        NotSignedInError: The route declares nothing, so that nobody may call it.
        NotAllowedError: They hold none of the scopes that the route declares.
    """
    if not (handler.opt.get(SCOPES) or handler.opt.get(OWN)):
        raise NotSignedInError("nobody may call this route")
    # Known before it is judged, since who is refused is written down.
    connection.scope["state"][_CALLER] = caller
    if not handler.opt.get(OWN):
        caller.principal.require_any_scope(*handler.opt[SCOPES])


def is_public(handler: BaseRouteHandler) -> bool:
    """Tells whether anybody may call a route; what answers ``OPTIONS`` says nothing but which methods there are."""
    if isinstance(handler, HTTPRouteHandler) and handler.http_methods == {"OPTIONS"}:
        return True
    return bool(handler.opt.get("is_public"))


def bearer_token(headers: list[str]) -> str:
    """Reads a token from ``Authorization`` (RFC 6750 section 2.1), the only place where one may be.

    Raises:
        NotSignedInError: There is none, or more than one.
    """
    if len(headers) != 1:
        raise NotSignedInError("send one bearer token in the Authorization header")
    scheme, _, token = headers[0].partition(" ")
    if scheme.lower() != _SCHEME or not token.strip():
        raise NotSignedInError("send one bearer token in the Authorization header")
    return token.strip()


def place_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Place:
    """Returns where a call comes from."""
    client = connection.client
    return Place.of(client.host if client else "", connection.headers.get("user-agent", ""))


def calling_from(request: Request[Any, Any, Any]) -> Place:
    """Provides where the call comes from."""
    return place_of(request)


def caller_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal | None:
    """Returns who is calling; None for whoever has not shown who they are."""
    caller = connection.scope["state"].get(_CALLER)
    return caller.principal if isinstance(caller, Caller) else None


def found_caller(request: Request[Any, Any, Any]) -> Caller:
    """Provides who is calling, with the session that was shown, as was found out at the door."""
    caller = request.scope["state"][_CALLER]
    assert isinstance(caller, Caller)  # noqa: S101 - set by find_out_caller alone
    return caller


def calling(request: Request[Any, Any, Any]) -> Principal:
    """Provides who is calling, as was found out at the door."""
    return found_caller(request).principal


def undeclared_routes(app: Litestar) -> list[str]:
    """Returns the routes that declare neither scopes, nor that they are their caller's own or anybody's."""
    return [
        f"{methods} {route.path}"
        for route in app.routes
        for methods, handler in _handlers(route)
        if not (is_public(handler) or handler.opt.get(SCOPES) or handler.opt.get(OWN))
    ]


def _handlers(route: HTTPRoute | WebSocketRoute | ASGIRoute) -> list[tuple[str, BaseRouteHandler]]:
    """Returns what answers a route, each with the methods that it answers; what is not HTTP has no methods."""
    if isinstance(route, HTTPRoute):
        return [(str(sorted(handler.http_methods)), handler) for handler in route.route_handlers]
    return [(route.scope_type.value, route.route_handler)]
