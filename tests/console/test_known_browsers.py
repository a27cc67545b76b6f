"""A browser in which somebody has signed in before: strangers at its address do not keep them out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socdomain.auth.sign_in_browser import DEVICE_LIFETIME
from tests.api.driving import PASSWORD, Api, refused
from tests.console.browsers import SESSION, Browser, device_cookies

RIGHT = {"login": "carl", "password": PASSWORD}
WRONG = RIGHT | {"password": "wrong"}


def tried(browser: Browser, times: int) -> list[int]:
    """The statuses of so many attempts with a wrong password."""
    return [browser.do("POST", json=WRONG).status_code for _ in range(times)]


def shut_out(api: Api) -> None:
    """Has a stranger fail from the address of everybody else, until nobody may try."""
    assert tried(Browser(api), 6) == [401] * 5 + [429]
    refused(Browser(api).do("POST", json=RIGHT), 429, "too-many-attempts")


def test_whoever_has_signed_in_there_before_signs_in_while_a_stranger_fails(any_api: Api) -> None:
    known = Browser(any_api)
    known.sign_in()
    assert known.do("DELETE").status_code == 204
    shut_out(any_api)
    known.sign_in()


def test_a_known_browser_is_held_to_limits_of_its_own(any_api: Api) -> None:
    """What is known of it may have been stolen."""
    known = Browser(any_api)
    known.sign_in()
    assert tried(known, 6) == [401] * 5 + [429]
    assert known.do("POST", json=RIGHT).status_code == 429
    Browser(any_api).sign_in()
    any_api.clock.advance(timedelta(seconds=1))
    known.sign_in()


def test_it_is_known_for_whoever_signed_in_there_alone(api: Api) -> None:
    api.user("dora")
    known = Browser(api)
    known.sign_in("dora")
    shut_out(api)
    refused(known.do("POST", json=RIGHT), 429, "too-many-attempts")


def test_it_is_known_for_a_year(api: Api) -> None:
    known = Browser(api)
    known.sign_in()
    api.clock.advance(DEVICE_LIFETIME)
    shut_out(api)
    refused(known.do("POST", json=RIGHT), 429, "too-many-attempts")


@pytest.mark.parametrize("made_up", ["", "x", "unsafe-token-999"])
def test_what_was_made_up_is_as_good_as_nothing(api: Api, made_up: str) -> None:
    known = Browser(api)
    known.sign_in()
    known.known = dict.fromkeys(known.known, made_up)
    shut_out(api)
    refused(known.do("POST", json=RIGHT), 429, "too-many-attempts")


def test_it_is_good_for_nothing_else(api: Api) -> None:
    known = Browser(api)
    known.sign_in()
    ((_, device),) = known.known.items()
    refused(api.http.get("/api/auth/me", headers={"Authorization": f"Bearer {device}"}), 401, "not-signed-in")
    refused(Browser(api, cookies={"__Host-watchfloor": device}).get(), 401, "not-signed-in")
    access = api.headers("carl")["Authorization"].removeprefix("Bearer ")
    known.known = dict.fromkeys(known.known, access)
    shut_out(api)
    refused(known.do("POST", json=RIGHT), 429, "too-many-attempts")


def test_the_cookie_is_bound_as_that_of_the_session_is(api: Api) -> None:
    (cookie,) = device_cookies(Browser(api).call("POST", SESSION, {"Origin": "https://soc.example"}, json=RIGHT))
    assert cookie.key == "__Host-watchfloor-device"
    assert {name: value for name, value in cookie.items() if value} == {
        "path": "/",
        "secure": True,
        "httponly": True,
        "samesite": "lax",
        "max-age": str(365 * 24 * 60 * 60),
    }
