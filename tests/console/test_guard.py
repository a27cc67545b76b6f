"""What the console does not believe: pages of other sites, tokens of other sessions, and bearers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from attrs import evolve
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from entrypoints.api.app import create_app
from entrypoints.api.caller import FINDS_CALLER, is_public, needs
from entrypoints.console.guard import PATH, console_router, find_out_browser, require_csrf
from entrypoints.console.session import ROUTER
from socdomain.auth.local_principal import local_principal
from socdomain.principal import Scope
from tests.api.driving import PASSWORD, SETTINGS, Api, memory_api, ok, refused
from tests.api.test_callers import ROUTES, filled
from tests.console.browsers import CHANGE, HERE, NEXT, OUR_PAGE, SESSION, SITE, Browser

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CHANGES = [("DELETE", SESSION), ("PUT", CHANGE)]
OTHER_PAGES: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "https://evil.soc.example"},
    {"Origin": "https://soc.example.evil.example"},
    {"Origin": "http://soc.example"},
    {"Origin": "https://soc.example:8443"},
    {"Origin": "https://soc.example@evil.example"},
    {"Origin": "https://soc.example/"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "none"},
    {},
]


API = [(method, path) for method, path, handler in ROUTES if path.startswith("/api/") and not is_public(handler)]


def sent(browser: Browser, method: str, path: str, headers: dict[str, str], **body: Any) -> httpx.Response:
    """Calls with a body that would do, were it let in."""
    passwords = {"current_password": PASSWORD, "new_password": NEXT}
    return browser.call(method, path, headers, **body or ({"json": passwords} if method == "PUT" else {}))


def nothing_changed(browser: Browser) -> None:
    """The session goes on, and so does the password."""
    ok(browser.get())
    Browser(browser.api).sign_in()


@pytest.mark.parametrize("headers", OTHER_PAGES)
def test_a_page_of_another_site_changes_nothing(browser: Browser, headers: dict[str, str]) -> None:
    for method, path in CHANGES:
        answer = sent(browser, method, path, headers | {"X-CSRF-Token": browser.csrf})
        refused(answer, 403, "cross-site")
        assert "set-cookie" not in answer.headers
    nothing_changed(browser)


def test_a_page_of_another_site_changes_nothing_on_any_store(any_browser: Browser) -> None:
    for headers in ({"Origin": "https://evil.example", "X-CSRF-Token": any_browser.csrf}, OUR_PAGE):
        for method, path in CHANGES:
            refused(sent(any_browser, method, path, headers), 403, "cross-site")
    nothing_changed(any_browser)


@pytest.mark.parametrize("headers", OTHER_PAGES)
def test_a_page_of_another_site_signs_nobody_in(api: Api, headers: dict[str, str]) -> None:
    """Else whoever sits there would work, unknowing, as somebody that the page has chosen."""
    answer = Browser(api).call("POST", SESSION, headers, json={"login": "carl", "password": PASSWORD})
    refused(answer, 403, "cross-site")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("called", "page"),
    [
        (SITE, "https://soc.example"),
        (SITE, "https://soc.example:443"),
        ("https://soc.example:8443", "https://soc.example:8443"),
        (SITE, "HTTPS://SOC.example"),
        (HERE, "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_our_own_pages_may(api: Api, called: str, page: str) -> None:
    browser = Browser(api, called)
    browser.sign_in()
    assert browser.call("DELETE", SESSION, {"Origin": page, "X-CSRF-Token": browser.csrf}).status_code == 204


def test_a_browser_that_keeps_the_origin_to_itself_may_say_that_it_is_the_same(browser: Browser) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": browser.csrf}
    assert browser.call("DELETE", SESSION, headers).status_code == 204


def test_without_the_token_of_the_session_nothing_changes(browser: Browser) -> None:
    other = Browser(browser.api)
    other.sign_in()
    for token in (None, "", "made-up", other.csrf, browser.cookie, browser.csrf + "x"):
        carried = {} if token is None else {"X-CSRF-Token": token}
        for method, path in CHANGES:
            refused(sent(browser, method, path, OUR_PAGE | carried), 403, "cross-site")
            as_form = sent(browser, method, path, OUR_PAGE | FORM, content=f"csrf_token={token or ''}")
            refused(as_form, 403, "cross-site")
    nothing_changed(browser)


def test_a_token_in_the_query_is_no_token(browser: Browser) -> None:
    """Queries end up in logs."""
    refused(browser.call("DELETE", f"{SESSION}?csrf_token={browser.csrf}", OUR_PAGE), 400, "invalid-input")
    nothing_changed(browser)


def test_a_form_carries_the_token_in_a_field(browser: Browser) -> None:
    form = {"csrf_token": browser.csrf, "current_password": PASSWORD, "new_password": NEXT}
    assert browser.call("PUT", CHANGE, OUR_PAGE, data=form).status_code == 204
    browser.sign_in(password=NEXT)


def test_a_header_that_is_wrong_is_not_made_good_by_a_field(browser: Browser) -> None:
    answer = browser.call("DELETE", SESSION, OUR_PAGE | {"X-CSRF-Token": "x"}, data={"csrf_token": browser.csrf})
    refused(answer, 403, "cross-site")
    nothing_changed(browser)


def test_a_form_beyond_the_limit_is_not_read(browser: Browser) -> None:
    answer = browser.call("PUT", CHANGE, OUR_PAGE | FORM, content="x" * 1024**2)
    refused(answer, 413, "body-too-large")


def test_looking_needs_no_token_and_tells_none(browser: Browser) -> None:
    answer = browser.call("GET", SESSION, {"Origin": "https://evil.example"})
    ok(answer)
    assert browser.csrf not in answer.text
    assert browser.cookie not in answer.text
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_bearers_and_keys_are_not_looked_at(any_api: Api) -> None:
    made = {"name": "forwarder", "scopes": ["alerts:read"], "customers": None}
    key = ok(any_api.http.post("/api/auth/keys", json=made, headers=any_api.user("anna")), 201)["token"]
    for headers in (any_api.headers("carl"), {"Authorization": f"Bearer {key}"}):
        ok(any_api.http.get("/api/auth/me", headers=headers))
        for method, path in [("GET", SESSION), *CHANGES]:
            answer = sent(Browser(any_api), method, path, headers | OUR_PAGE)
            refused(answer, 401, "not-signed-in")
            assert answer.headers["www-authenticate"] == "Cookie"


def test_no_route_of_the_api_takes_the_cookie(any_browser: Browser) -> None:
    """Nor anything that was made for the cookie, shown as a bearer."""
    as_bearer = {"Authorization": f"Bearer {any_browser.cookie}"}
    for method, path in API:
        for headers in (OUR_PAGE | {"X-CSRF-Token": any_browser.csrf}, as_bearer):
            answer = any_browser.call(method, filled(path), headers, content=b"{")
            refused(answer, 401, "not-signed-in")
    ok(any_browser.get())


def test_the_console_is_guarded_whole_and_nothing_else_is_guarded_so() -> None:
    assert len(API) > 40
    for _, path, handler in ROUTES:
        if isinstance(handler, HTTPRouteHandler) and handler.http_methods != {"OPTIONS"}:
            is_guarded = handler.opt.get(FINDS_CALLER) is find_out_browser
            assert is_guarded == (path == PATH or path.startswith(f"{PATH}/")), path
            assert is_guarded == any(require_csrf in (layer.guards or []) for layer in handler.ownership_layers), path


def test_a_route_of_the_console_without_a_declaration_is_found(api: Api) -> None:
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> None: ...

    with pytest.raises(ValueError, match="/console/pages/forgotten"):
        create_app(api.container, SETTINGS, [ROUTER, console_router("/pages", [forgotten])])


def test_a_route_of_the_console_may_need_scopes(api: Api) -> None:
    @post("/closing", **needs(Scope.ALERTS_WRITE), sync_to_thread=False)
    def closing() -> None: ...

    app = create_app(api.container, SETTINGS, [ROUTER, console_router("/pages", [closing])])
    api.user("dora", scopes=[Scope.ALERTS_READ])
    with TestClient(app) as http:
        browser = Browser(evolve(api, app=app, http=http))
        browser.sign_in("dora")
        assert refused(browser.do("POST", "/console/pages/closing"), 403, "not-allowed")["needed"] == ["alerts:write"]
        browser.sign_in("carl")
        assert browser.do("POST", "/console/pages/closing").status_code == 201
        refused(browser.call("POST", "/console/pages/closing", OUR_PAGE), 403, "cross-site")


def test_the_description_does_not_speak_of_the_console() -> None:
    assert PATH not in str(memory_api().app.openapi_schema.to_schema()["paths"])


def test_refusals_are_written_down(any_browser: Browser) -> None:
    """Of whoever is signed in each by themselves; of strangers, as whom a page of another site counts, a minute's."""
    api = any_browser.api
    any_browser.call("DELETE", SESSION, OUR_PAGE)
    any_browser.call("DELETE", SESSION, {"Origin": "https://evil.example", "X-CSRF-Token": any_browser.csrf})
    Browser(api).get()
    api.container.audit.record_refusals.execute(by=local_principal("test"), is_last=True)
    found = ok(api.http.get("/api/audit", params={"action": "request.refused"}, headers=api.user("anna")))["items"]
    told = {(record["by_name"], record["object_id"]): record["after"] for record in found}
    assert told["carl", "DELETE /console/session"]["needed"] == [
        "the session's token, in x-csrf-token or as csrf_token"
    ]
    assert [after["count"] for after in told.values() if "count" in after] == [2]
    assert len(told) == 2
