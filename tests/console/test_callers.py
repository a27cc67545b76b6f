"""Who may call what of the console."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from entrypoints.api.caller import OWN, SCOPES, is_public
from entrypoints.console.guard import PATH
from socdomain.principal import Scope
from tests.api.driving import Api, refused
from tests.api.test_callers import ROUTES, filled
from tests.console.browsers import Browser

CLOSED = [
    (method, path, handler)
    for method, path, handler in ROUTES
    if isinstance(handler, HTTPRouteHandler) and f"{path}/".startswith(f"{PATH}/") and not is_public(handler)
]
GUARDED = [(method, path, handler.opt[SCOPES]) for method, path, handler in CLOSED if not handler.opt.get(OWN)]


def test_a_path_is_filled_whole() -> None:
    assert [path for _, path, _ in CLOSED if "{" in filled(path)] == []


def test_a_stranger_is_told_to_sign_in_on_every_route(api: Api) -> None:
    """Whatever else is wrong with the call: a stranger learns nothing about it."""
    assert len(CLOSED) > 80
    for method, path, _ in CLOSED:
        answer = Browser(api).do(method, filled(path), content=b"{")
        refused(answer, 401, "not-signed-in")
        assert answer.headers["www-authenticate"] == "Cookie"


def test_every_scope_but_the_needed_ones_is_not_enough_on_any_route(api: Api) -> None:
    assert len(GUARDED) > 70
    browsers: dict[tuple[Scope, ...], Browser] = {}
    for method, path, scopes in GUARDED:
        if scopes not in browsers:
            login = f"user-{len(browsers)}"
            api.user(login, scopes=set(Scope) - set(scopes))
            browsers[scopes] = Browser(api)
            browsers[scopes].sign_in(login)
        answer = browsers[scopes].do(method, filled(path), content=b"{")
        assert refused(answer, 403, "not-allowed")["needed"] == [scope.value for scope in scopes], path
