"""Sessions of browsers, over the door: how they begin, what they are good for, how they end."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest

from socdomain.auth.session import IDLE_LIFETIME
from socdomain.auth.tokens import digest_of
from socdomain.principal import Scope
from tests.api.driving import PASSWORD, Api, ok, refused
from tests.builders import EVERYONE
from tests.console.browsers import NEXT, OUR_PAGE, SESSION, Browser
from tests.console.clerks import ABSENT, PAGE, PART

ME, SESSIONS = "/api/auth/me", "/api/auth/sessions"


def test_who_signs_in_is_told_who_they_are_and_what_their_pages_carry(any_api: Api) -> None:
    browser = Browser(any_api)
    body = browser.sign_in()
    assert (body["step"], body["expires_at"]) == ("done", "2026-09-19T08:00:00Z")
    assert len(body["csrf_token"]) == 43
    assert browser.cookie not in str(body)
    assert body["caller"] == ok(browser.get())
    assert (body["caller"]["name"], body["caller"]["scopes"]) == ("carl", sorted(Scope))


def test_a_form_signs_in_too(any_api: Api) -> None:
    browser = Browser(any_api)
    ok(browser.call("POST", SESSION, OUR_PAGE, data={"login": "carl", "password": PASSWORD}))
    ok(browser.get())


@pytest.mark.parametrize(
    ("sent", "status", "name"),
    [
        ({"json": {"login": "carl"}}, 400, "invalid-body"),
        ({"json": {"login": "carl", "password": PASSWORD, "role": "admin"}}, 400, "invalid-body"),
        ({"json": ["carl"]}, 400, "invalid-body"),
        ({"data": {"login": "carl", "password": [PASSWORD, PASSWORD]}}, 400, "invalid-body"),
        ({"data": {"login": "carl"}}, 400, "invalid-body"),
        ({"content": b"\xff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400, "invalid-body"),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "invalid-body"),
        ({"content": b"login=carl"}, 415, "unsupported-media-type"),
        ({"json": {}, "headers": {"Content-Encoding": "gzip"}}, 415, "unsupported-media-type"),
        ({"json": {"login": "carl", "password": "x" * 1024**2}}, 413, "body-too-large"),
        ({"json": {"login": "carl", "password": "x" * 8_000}}, 401, "sign-in-refused"),
        ({"json": {"login": "carl", "password": "wrong"}}, 401, "sign-in-refused"),
        ({"json": {"login": "nobody", "password": PASSWORD}}, 401, "sign-in-refused"),
    ],
)
def test_what_signs_nobody_in_sets_no_cookie(api: Api, sent: dict[str, Any], status: int, name: str) -> None:
    answer = Browser(api).call("POST", SESSION, **sent | {"headers": OUR_PAGE | sent.get("headers", {})})
    refused(answer, status, name)
    assert "set-cookie" not in answer.headers
    assert "bearer" not in answer.headers.get("www-authenticate", "").lower()


def test_after_five_failures_a_browser_waits(any_api: Api) -> None:
    browser = Browser(any_api)
    wrong = {"login": "carl", "password": "wrong"}
    assert [browser.do("POST", json=wrong).status_code for _ in range(6)] == [401] * 5 + [429]
    answer = browser.do("POST", json=wrong | {"password": PASSWORD})
    refused(answer, 429, "too-many-attempts")
    assert answer.headers["retry-after"] == "1"
    any_api.clock.advance(timedelta(seconds=1))
    browser.sign_in()


def last_used(browser: Browser) -> datetime:
    with browser.api.container.reading(EVERYONE) as work:
        standing = work.sessions.standing_of_browser(digest_of(browser.cookie))
    assert standing is not None
    return standing.session.last_used_at


def test_what_a_page_asks_by_itself_is_no_use_of_the_session(browser: Browser) -> None:
    """A queue, a run or a verification that is left open would keep its session from ever being idle."""
    queue = browser.call("GET", "/console/alerts", PAGE).text
    listens = re.search(r'data-listens="([^"]+)" data-after="([^"]+)"', queue)
    assert listens is not None
    began = last_used(browser)
    browser.api.clock.advance(timedelta(minutes=10))
    address, after = map(unescape, listens.groups())
    news = f"{address}{'&' if '?' in address else '?'}after={after}&since={after}"
    parts = [f"/console/jobs/runs/{ABSENT}", f"/console/audit/verify/{ABSENT}"]
    assert [browser.call("GET", path, PART).status_code for path in (news, *parts)] == [200, 404, 200]
    assert last_used(browser) == began
    for path in parts:
        before = last_used(browser)
        browser.api.clock.advance(timedelta(minutes=10))
        browser.call("GET", path, PAGE)
        assert last_used(browser) > before


def test_sign_ins_are_written_down_as_those_of_bearers_are(any_api: Api) -> None:
    browser = Browser(any_api)
    browser.do("POST", json={"login": "carl", "password": "wrong"})
    browser.sign_in()
    browser.do("DELETE")
    headers = any_api.user("anna")
    found = ok(any_api.http.get("/api/audit", headers=headers))["items"]
    actions = [record["action"] for record in found]
    assert {"user.sign_in_refused", "user.signed_in", "session.ended"} <= set(actions)
    kinds = {record["after"]["kind"] for record in found if record["action"] == "user.signed_in"}
    assert kinds == {"bearer", "browser"}
    assert browser.csrf not in str(found)


def test_a_cookie_that_was_there_is_never_the_session(any_browser: Browser) -> None:
    """Fixation: whoever plants a cookie, made up or their own, does not get what is signed in with it."""
    attacker = Browser(any_browser.api)
    attacker.sign_in()
    for planted in (attacker.cookie, "x" * 43):
        victim = Browser(any_browser.api, cookies={"__Host-watchfloor": planted})
        victim.sign_in()
        assert victim.cookie != planted
        refused(Browser(any_browser.api, cookies={"__Host-watchfloor": planted}).get(), 401, "not-signed-in")
        ok(victim.get())
    ok(any_browser.get())


def test_two_browsers_do_not_end_each_other(any_browser: Browser) -> None:
    other = Browser(any_browser.api)
    other.sign_in()
    assert other.cookie != any_browser.cookie
    assert any_browser.do("DELETE").status_code == 204
    refused(any_browser.get(), 401, "not-signed-in")
    ok(other.get())


def test_a_session_that_has_ended_is_over_for_whoever_kept_the_cookie(any_browser: Browser) -> None:
    kept = dict(any_browser.cookies)
    assert any_browser.do("DELETE").status_code == 204
    assert any_browser.cookies == {}
    any_browser.cookies = kept
    refused(any_browser.get(), 401, "not-signed-in")
    refused(any_browser.do("DELETE"), 401, "not-signed-in")


def test_a_session_that_nobody_uses_is_over(browser: Browser) -> None:
    browser.api.clock.advance(IDLE_LIFETIME)
    refused(browser.get(), 401, "not-signed-in")


@pytest.mark.parametrize("change", [{"role": "analyst"}, {"customers": ["ACME"]}, {"is_disabled": True}])
def test_another_role_or_reach_or_none_ends_it(any_browser: Browser, change: dict[str, object]) -> None:
    api = any_browser.api
    headers = api.user("anna", role="admin")
    users = ok(api.http.get("/api/auth/users", headers=headers))["items"]
    carl = next(user for user in users if user["login"] == "carl")
    as_seen = {"If-Match": f'"{carl["version"]}"'}
    ok(api.http.patch(f"/api/auth/users/{carl['id']}", json=change, headers=headers | as_seen))
    refused(any_browser.get(), 401, "not-signed-in")


def test_another_password_ends_every_session_and_its_cookie(any_browser: Browser) -> None:
    other, bearer = Browser(any_browser.api), any_browser.api.headers("carl")
    other.sign_in()
    assert any_browser.change_password().status_code == 204
    assert any_browser.cookies == {}
    refused(other.get(), 401, "not-signed-in")
    refused(any_browser.api.http.get(ME, headers=bearer), 401, "not-signed-in")
    any_browser.sign_in(password=NEXT)


def test_a_password_that_will_not_do_ends_nothing(browser: Browser) -> None:
    refused(browser.change_password(current="wrong"), 400, "invalid-input")
    refused(browser.change_password(new="short"), 400, "invalid-input")
    ok(browser.get())


def test_a_password_that_must_be_changed_is_good_for_nothing_else(any_api: Api) -> None:
    any_api.user("dora", must_change_password=True)
    browser = Browser(any_api)
    body = browser.sign_in("dora")
    assert (body["step"], body["caller"]["scopes"]) == ("change_password", [])
    assert body["expires_at"] == "2026-08-20T08:15:00Z"
    refused(browser.get(), 401, "not-signed-in")
    assert browser.change_password().status_code == 204
    assert browser.sign_in("dora", NEXT)["step"] == "done"
    ok(browser.get())


def test_whoever_does_not_choose_another_password_signs_out(api: Api) -> None:
    api.user("dora", must_change_password=True)
    browser = Browser(api)
    browser.sign_in("dora")
    assert browser.do("DELETE").status_code == 204
    refused(browser.change_password(), 401, "not-signed-in")


def test_a_browsers_session_is_listed_and_ended_among_the_others(any_browser: Browser) -> None:
    http, bearer = any_browser.api.http, any_browser.api.headers("carl")
    found = ok(http.get(SESSIONS, headers=bearer))["items"]
    (here,) = (session for session in found if session["kind"] == "browser")
    assert http.delete(f"{SESSIONS}/{here['id']}", headers=bearer).status_code == 204
    refused(any_browser.get(), 401, "not-signed-in")
