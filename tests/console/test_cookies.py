"""The cookie: how it is set, and which one is believed."""

import asyncio
from typing import Any, cast

import httpx
import pytest
from attrs import evolve

from socdomain.auth.session import SESSION_LIFETIME, Place
from tests.api.driving import PASSWORD, SETTINGS, Api, memory_api, ok, refused
from tests.console.browsers import HERE, SESSION, SITE, Browser, set_cookies

CREDENTIALS = {"login": "carl", "password": PASSWORD}


def test_under_tls_the_cookie_is_bound_to_this_host(api: Api) -> None:
    (cookie,) = set_cookies(Browser(api).do("POST", json=CREDENTIALS))
    assert cookie.key == "__Host-watchfloor"
    assert {name: value for name, value in cookie.items() if value} == {
        "path": "/",
        "secure": True,
        "httponly": True,
        "samesite": "lax",
        "max-age": str(int(SESSION_LIFETIME.total_seconds())),
    }
    assert len(cookie.value) == 43


@pytest.mark.parametrize("origin", [HERE, "http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost"])
def test_without_tls_there_is_a_plain_cookie_on_the_same_machine(api: Api, origin: str) -> None:
    browser = Browser(api, origin)
    (cookie,) = set_cookies(browser.do("POST", json=CREDENTIALS))
    assert cookie.key == "watchfloor"
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == ("", True, "lax", "/")
    assert cookie["domain"] == ""
    assert ok(browser.get())["name"] == "carl"


def test_there_is_none_without_tls_anywhere_else(api: Api) -> None:
    """Even where a setting lets plain calls in: the browser would not keep it."""
    browser = Browser(api, "http://soc.example")
    answer = browser.do("POST", json=CREDENTIALS)
    refused(answer, 403, "encryption-needed")
    assert "set-cookie" not in answer.headers


def test_a_call_from_another_machine_without_tls_is_refused() -> None:
    api = memory_api(evolve(SETTINGS, allow_plain_http=False))
    refused(called(api, "POST", HERE, {b"origin": HERE.encode()}, json=CREDENTIALS), 403, "encryption-needed")


@pytest.mark.parametrize("space", [b"\xa0", b"\x85", b"\x1f", b"\x0b"])
def test_a_name_with_a_space_that_hides_the_prefix_is_another_name(space: bytes) -> None:
    """A browser does not see the prefix, and so takes such a cookie from a page of a sibling of our host."""
    api = memory_api()
    api.user("carl")
    secret = api.container.sign_in_browser.execute("carl", PASSWORD, place=Place()).secret.encode()
    for name in (space + b"__Host-watchfloor", b"__Host-watchfloor" + space):
        refused(called(api, "GET", SITE, {b"cookie": name + b"=" + secret}), 401, "not-signed-in")
    ok(called(api, "GET", SITE, {b"cookie": b"\t__Host-watchfloor \t= " + secret}))


def called(api: Api, method: str, origin: str, headers: dict[bytes, bytes], **sent: Any) -> httpx.Response:
    """Calls from another machine with these very bytes, which the client for tests would write otherwise."""
    transport = httpx.ASGITransport(cast("Any", api.app), client=("192.0.2.1", 50_000))

    async def call() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url=origin) as http:
            return await http.request(method, SESSION, headers=headers, **sent)

    return asyncio.run(call())


def test_the_cookie_is_forgotten_at_sign_out(browser: Browser) -> None:
    answer = browser.do("DELETE")
    (cookie,) = set_cookies(answer)
    assert answer.status_code == 204
    assert (cookie.key, cookie["max-age"], cookie["path"], cookie["secure"]) == ("__Host-watchfloor", "0", "/", True)


@pytest.mark.parametrize(
    "shown",
    [
        "watchfloor={secret}",
        "__host-watchfloor={secret}",
        # Of two, one was planted, and nobody knows which.
        "__Host-watchfloor={secret}; __Host-watchfloor=planted",
        "__Host-watchfloor={secret}; __Host-watchfloor={secret}",
        "__Host-watchfloor=",
        "__Host-watchfloor",
        "__Host-watchfloor={secret}x",
        '__Host-watchfloor="{secret}"',
        "{secret}",
        "__Host-watchfloor=%C3%A9; =",
    ],
)
def test_no_other_cookie_is_believed(browser: Browser, shown: str) -> None:
    cookie = {"Cookie": shown.format(secret=browser.cookie)}
    refused(browser.api.http.get(SITE + SESSION, headers=cookie), 401, "not-signed-in")
    ok(browser.get())


def test_it_is_found_among_others(browser: Browser) -> None:
    browser.cookies = {"theme": "dark", **browser.cookies, "watchfloor": "x"}
    ok(browser.get())


@pytest.mark.parametrize("origin", ["http://soc.example", HERE])
def test_the_cookie_of_tls_is_not_taken_without_it(browser: Browser, origin: str) -> None:
    browser.origin = origin
    refused(browser.get(), 401, "not-signed-in")
