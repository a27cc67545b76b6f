"""Who may call what."""

from typing import Any

import pytest
from litestar import Litestar, WebSocket, asgi, get, websocket
from litestar.handlers import HTTPRouteHandler
from litestar.types import Receive, Scope as AsgiScope, Send

from entrypoints.api.caller import OWN, SCOPES, is_public, undeclared_routes
from socdomain.principal import Scope
from tests.api.driving import ALERTS, Api, memory_api, ok, refused

ROUTES = [
    (method, route.path, handler)
    for route in memory_api().app.routes
    for handler in getattr(route, "route_handlers", [])
    for method in sorted(handler.http_methods)
]
CLOSED = [
    (method, path, handler)
    for method, path, handler in ROUTES
    if not (is_public(handler) or path.startswith("/console"))
]
GUARDED = [(method, path, handler.opt[SCOPES]) for method, path, handler in CLOSED if not handler.opt.get(OWN)]


def filled(path: str) -> str:
    """A path with something in each of its places."""
    for name in (
        "alert_id",
        "case_id",
        "user_id",
        "key_id",
        "session_id",
        "run_id",
        "connector_id",
        "agent_id",
        "artifact_id",
        "upload_id",
        "hold_id",
        "view_id",
        "event_id",
        "verification_id",
    ):
        path = path.replace(f"{{{name}:uuid}}", "0192d1a1-0000-7000-8000-000000000000")
    words = {"source": "wazuh", "code": "ACME", "job_id": "prune_audit", "field": "ca", "customer": "ACME"}
    words |= {"kind": "hound", "job": "prune_audit", "digest": "a-digest", "name": "console.css"}
    for name, word in words.items():
        path = path.replace(f"{{{name}:str}}", word)
    return path.replace("{number:int}", "1")


def test_what_anybody_may_call_is_little() -> None:
    public = {path for _, path, handler in ROUTES if is_public(handler) and "OPTIONS" not in handler.http_methods}
    assert public == {
        "/.well-known/watchfloor-keys",
        "/api/auth/token",
        "/api/auth/refresh",
        "/",
        "/console/session",
        "/console/sign-in",
        "/console/theme",
        "/console/static/{digest:str}/{name:str}",
        "/health/live",
        "/health/ready",
        "/schema",
        "/schema/openapi.json",
        "/schema/{path:str}",
    }


def test_a_route_without_scopes_is_found() -> None:
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> None: ...

    @websocket("/forgotten-too")
    async def forgotten_too(socket: WebSocket[Any, Any, Any]) -> None: ...

    @asgi("/forgotten-as-well", copy_scope=True)
    async def forgotten_as_well(scope: AsgiScope, receive: Receive, send: Send) -> None: ...

    app = Litestar([forgotten, forgotten_too, forgotten_as_well], openapi_config=None)
    assert sorted(undeclared_routes(app)) == [
        "['GET'] /forgotten",
        "asgi /forgotten-as-well",
        "websocket /forgotten-too",
    ]
    assert undeclared_routes(memory_api().app) == []


def test_a_route_without_scopes_is_closed_to_everybody(api: Api) -> None:
    """No application has one; should one slip in, whoever may do everything may not call it."""

    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "open"

    api.app.register(forgotten)
    refused(api.http.get("/forgotten"), 401, "not-signed-in")


def test_a_stranger_is_told_to_sign_in_on_every_route(api: Api) -> None:
    """Whatever else is wrong with the request: a stranger learns nothing about it."""
    for method, path, _ in CLOSED:
        answer = api.http.request(method, filled(path), headers={"Authorization": "Bearer made-up"}, content=b"{")
        refused(answer, 401, "not-signed-in")
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_every_scope_but_the_needed_ones_is_not_enough_on_any_route(api: Api) -> None:
    for number, (method, path, scopes) in enumerate(GUARDED):
        others = api.user(f"user-{number}", scopes=set(Scope) - set(scopes))
        answer = api.http.request(method, filled(path), headers=others, content=b"{")
        assert refused(answer, 403, "not-allowed")["needed"] == [scope.value for scope in scopes], path
        assert answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope"'


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": ""}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}, {"Authorization": "x"}],
)
def test_anything_but_one_bearer_token_is_refused(api: Api, headers: dict[str, str]) -> None:
    del api.http.headers["Authorization"]
    answer = api.http.get(ALERTS, headers=headers)
    refused(answer, 401, "not-signed-in")
    # RFC 6750 section 3.1: who shows nothing is not told that what they show is wrong.
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_in_the_query_is_no_token(api: Api) -> None:
    """Queries end up in logs."""
    token = api.http.headers.pop("Authorization").removeprefix("Bearer ")
    refused(api.http.get(ALERTS, params={"access_token": token}), 401, "not-signed-in")


def test_alerts_of_other_customers_do_not_exist(any_api: Api) -> None:
    alert = any_api.alert()
    beta_only = any_api.user("bea", customers=["BETA"])
    assert ok(any_api.http.get(ALERTS, headers=beta_only))["items"] == []
    for part in ("", "/events", "/history"):
        refused(any_api.http.get(f"{ALERTS}/{alert['id']}{part}", headers=beta_only), 404, "not-found")
    comment = any_api.http.post(f"{ALERTS}/{alert['id']}/comments", json={"text": "hm"}, headers=beta_only)
    refused(comment, 404, "not-found")


def test_handlers_run_on_threads_but_for_the_streamed_body() -> None:
    """A synchronous call on the event loop would stop every request."""
    on_the_loop = {
        handler.handler_name
        for _, _, handler in ROUTES
        if isinstance(handler, HTTPRouteHandler) and not handler.sync_to_thread and not is_public(handler)
    }
    # A body that arrives, and a run that is watched; neither holds a thread while it waits.
    assert on_the_loop == {
        "export_bundle",
        "ingest",
        "watch",
        "upload",
        "upload_many",
        "upload_to_case",
        "upload_template",
        "upload_config",
        "put_part",
        "download",
        "show",
        "verify",
        "entries",
        "show_entries",
        "complete",
    }
