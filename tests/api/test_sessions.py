"""Sessions: how they begin, go on and end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from socdomain.auth.session import IDLE_LIFETIME, SESSION_LIFETIME
from tests.api.driving import PASSWORD, Api, ok, refused

TOKEN, REFRESH, ME = "/api/auth/token", "/api/auth/refresh", "/api/auth/me"
SESSIONS, CHANGE = "/api/auth/sessions", "/api/auth/password"
NEXT = "an entirely different thought 7"


def signed_in(api: Api, login: str = "carl", password: str = PASSWORD) -> dict[str, Any]:
    """Signs in, and returns what is given for it."""
    return ok(api.http.post(TOKEN, data={"grant_type": "password", "username": login, "password": password}))


def bearer(token: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['access_token']}"}


def refreshed(api: Api, token: dict[str, Any]) -> httpx.Response:
    return api.http.post(REFRESH, data={"refresh_token": token["refresh_token"]})


def test_a_session_goes_on_as_long_as_it_is_refreshed(any_api: Api) -> None:
    any_api.user("carl")
    token = signed_in(any_api)
    assert token["kind"] == "access"
    assert "users:write" in token["scope"].split()
    for _ in range(3):
        any_api.clock.advance(timedelta(minutes=14))
        token = ok(refreshed(any_api, token))
    assert ok(any_api.http.get(ME, headers=bearer(token)))["name"] == "carl"


def test_the_token_route_refreshes_too(api: Api) -> None:
    """RFC 6749 section 6: clients that know nothing of us ask there."""
    api.user("carl")
    form = {"grant_type": "refresh_token", "refresh_token": signed_in(api)["refresh_token"]}
    ok(api.http.get(ME, headers=bearer(ok(api.http.post(TOKEN, data=form)))))


def test_a_refresh_token_sent_twice_at_once_is_a_conflict_and_nothing_ends(any_api: Api) -> None:
    any_api.user("carl")
    token = signed_in(any_api)
    following = ok(refreshed(any_api, token))
    any_api.clock.advance(timedelta(seconds=10))
    again = refreshed(any_api, token)
    assert (again.status_code, again.json()["error"]) == (409, "invalid_grant")
    assert "token" not in set(again.json())
    ok(refreshed(any_api, following))


def test_a_refresh_token_that_comes_back_later_ends_the_session(any_api: Api) -> None:
    any_api.user("carl")
    token = signed_in(any_api)
    following = ok(refreshed(any_api, token))
    any_api.clock.advance(timedelta(seconds=11))
    assert refreshed(any_api, token).status_code == 400
    assert refreshed(any_api, following).status_code == 400
    refused(any_api.http.get(ME, headers=bearer(following)), 401, "not-signed-in")


def test_of_twenty_refreshes_at_once_one_wins(any_api: Api) -> None:
    any_api.user("carl")
    token = signed_in(any_api)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: refreshed(any_api, token).status_code, range(20)))
    assert sorted(answers) == [200] + [409] * 19


@pytest.mark.parametrize("sent", ["made-up", "é", "x" * 10_000])
def test_what_is_no_refresh_token_is_refused(api: Api, sent: str) -> None:
    answer = api.http.post(REFRESH, data={"refresh_token": sent})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_an_access_token_refreshes_nothing_and_a_refresh_token_opens_nothing(api: Api) -> None:
    api.user("carl")
    token = signed_in(api)
    assert api.http.post(REFRESH, data={"refresh_token": token["access_token"]}).status_code == 400
    stolen = {"Authorization": f"Bearer {token['refresh_token']}"}
    refused(api.http.get(ME, headers=stolen), 401, "not-signed-in")


@pytest.mark.parametrize("age", [IDLE_LIFETIME, SESSION_LIFETIME])
def test_a_session_that_nobody_uses_is_over(api: Api, age: timedelta) -> None:
    api.user("carl")
    token = signed_in(api)
    api.clock.advance(age)
    assert refreshed(api, token).status_code == 400


def test_signing_out_ends_one_session_at_once(any_api: Api) -> None:
    any_api.user("carl")
    here, there = signed_in(any_api), signed_in(any_api)
    assert any_api.http.post("/api/auth/logout", headers=bearer(here)).status_code == 204
    refused(any_api.http.get(ME, headers=bearer(here)), 401, "not-signed-in")
    assert refreshed(any_api, here).status_code == 400
    ok(any_api.http.get(ME, headers=bearer(there)))


def test_signing_out_everywhere_ends_all(any_api: Api) -> None:
    other = any_api.user("dora")
    any_api.user("carl")
    here, there = signed_in(any_api), signed_in(any_api)
    assert any_api.http.post("/api/auth/logout-everywhere", headers=bearer(here)).status_code == 204
    for token in (here, there):
        refused(any_api.http.get(ME, headers=bearer(token)), 401, "not-signed-in")
    ok(any_api.http.get(ME, headers=other))


def test_sessions_are_listed_and_ended_by_whoever_has_them(any_api: Api) -> None:
    stranger = any_api.user("dora")
    any_api.user("carl")
    any_api.clock.advance(timedelta(minutes=1))
    token = signed_in(any_api)
    this, other = ok(any_api.http.get(SESSIONS, headers=bearer(token)))["items"]
    assert (this["is_this"], other["is_this"]) == (True, False)
    assert this["kind"] == "bearer"
    refused(any_api.http.delete(f"{SESSIONS}/{other['id']}", headers=stranger), 404, "not-found")
    assert any_api.http.delete(f"{SESSIONS}/{other['id']}", headers=bearer(token)).status_code == 204
    refused(any_api.http.delete(f"{SESSIONS}/{other['id']}", headers=bearer(token)), 404, "not-found")
    assert len(ok(any_api.http.get(SESSIONS, headers=bearer(token)))["items"]) == 1


def test_the_last_use_is_noted_to_the_minute(api: Api) -> None:
    api.user("carl")
    token = signed_in(api)
    used = []
    for seconds in (30, 30, 30):
        api.clock.advance(timedelta(seconds=seconds))
        used.append(ok(api.http.get(SESSIONS, headers=bearer(token)))["items"][0]["last_used_at"][11:19])
    assert used == ["08:00:00", "08:01:00", "08:01:00"]


def test_a_password_that_must_be_changed_is_good_for_nothing_else(any_api: Api) -> None:
    any_api.user("carl", must_change_password=True)
    token = signed_in(any_api)
    assert (token["kind"], token["scope"], "refresh_token" in token) == ("change_password", "", False)
    refused(any_api.http.get(ME, headers=bearer(token)), 401, "not-signed-in")
    refused(any_api.http.post("/api/auth/logout-everywhere", headers=bearer(token)), 401, "not-signed-in")
    body = {"current_password": PASSWORD, "new_password": NEXT}
    assert any_api.http.put(CHANGE, json=body, headers=bearer(token)).status_code == 204
    refused(any_api.http.put(CHANGE, json=body, headers=bearer(token)), 401, "not-signed-in")
    assert signed_in(any_api, password=NEXT)["kind"] == "access"


def test_another_password_ends_every_session(any_api: Api) -> None:
    any_api.user("carl")
    here, there = signed_in(any_api), signed_in(any_api)
    body = {"current_password": PASSWORD, "new_password": NEXT}
    assert any_api.http.put(CHANGE, json=body, headers=bearer(here)).status_code == 204
    for token in (here, there):
        refused(any_api.http.get(ME, headers=bearer(token)), 401, "not-signed-in")
        assert refreshed(any_api, token).status_code == 400
    form = {"grant_type": "password", "username": "carl", "password": PASSWORD}
    assert any_api.http.post(TOKEN, data=form).status_code == 400


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", NEXT, "current_password"),
        (PASSWORD + "x" * 300, NEXT, "current_password"),
        (PASSWORD, "short", "new_password"),
        (PASSWORD, "x" * 257, "new_password"),
        (PASSWORD, "\ufdfa" * 200, "new_password"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "new_password"),
        (PASSWORD, PASSWORD, "new_password"),
    ],
)
def test_a_password_that_will_not_do_is_refused(api: Api, current: str, new: str, field: str) -> None:
    headers = api.user("carl")
    body = {"current_password": current, "new_password": new}
    assert refused(api.http.put(CHANGE, json=body, headers=headers), 400, "invalid-input")["field"] == field
    ok(api.http.get(ME, headers=headers))


def test_whoever_knows_the_present_password_may_look_for_the_next_as_often_as_it_takes(api: Api) -> None:
    """Those that will not do are no guesses."""
    api.user("carl", must_change_password=True)
    headers = bearer(signed_in(api))
    weak = {"current_password": PASSWORD, "new_password": "aaaaaaaaaaaaaaaa"}
    for _ in range(12):
        answer = api.http.put(CHANGE, json=weak, headers=headers)
        assert refused(answer, 400, "invalid-input")["field"] == "new_password"
    body = {"current_password": PASSWORD, "new_password": NEXT}
    assert api.http.put(CHANGE, json=body, headers=headers).status_code == 204


def test_whoever_guesses_the_present_password_by_a_session_waits_and_is_written_down(api: Api) -> None:
    headers = api.user("carl")
    body = {"current_password": "a guess", "new_password": NEXT}
    for _ in range(5):
        refused(api.http.put(CHANGE, json=body, headers=headers), 400, "invalid-input")
    answer = api.http.put(CHANGE, json=body | {"current_password": PASSWORD}, headers=headers)
    refused(answer, 429, "too-many-attempts")
    refusals = {"action": "user.password_change_refused"}
    records = ok(api.http.get("/api/audit", params=refusals))["items"]
    assert [(record["by_name"], record["by_address"]) for record in records] == [("carl", "testclient")] * 5


def test_a_password_may_be_written_in_any_form_of_unicode(api: Api) -> None:
    headers = api.user("carl")
    body = {"current_password": PASSWORD, "new_password": "Gr\u00f6\u00dfe und Weite \u2460"}
    assert api.http.put(CHANGE, json=body, headers=headers).status_code == 204
    assert signed_in(api, password="Gro\u0308\u00dfe und Weite 1")["kind"] == "access"


def test_nobody_signs_in_with_a_password_of_a_megabyte(api: Api) -> None:
    api.user("carl")
    form = {"grant_type": "password", "username": "carl", "password": PASSWORD + "x" * 8_000}
    assert api.http.post(TOKEN, data=form).status_code == 400


def test_after_five_failures_an_address_waits_for_an_account_and_others_do_not(any_api: Api) -> None:
    any_api.user("carl")
    any_api.user("dora")
    wrong = {"grant_type": "password", "username": "carl", "password": "wrong"}
    assert [any_api.http.post(TOKEN, data=wrong).status_code for _ in range(6)] == [400] * 5 + [429]
    answer = any_api.http.post(TOKEN, data=wrong | {"password": PASSWORD})
    assert (answer.status_code, answer.json()["error"]) == (429, "slow_down")
    assert answer.headers["retry-after"] == "1"
    signed_in(any_api, "dora")
    any_api.clock.advance(timedelta(seconds=1))
    signed_in(any_api)
    assert any_api.http.post(TOKEN, data=wrong).status_code == 400


def test_a_stranger_elsewhere_keeps_nobody_out(api: Api) -> None:
    """Whoever knows a login name can fail as often as they like, and its owner still signs in."""
    api.user("carl")
    wrong = {"grant_type": "password", "username": "carl", "password": "wrong"}
    for _ in range(50):
        api.http.post(TOKEN, data=wrong)
    assert api.headers("carl"), "from another address"


def test_a_thousand_bad_passwords_at_once_are_few_guesses(api: Api) -> None:
    api.user("carl")
    wrong = {"grant_type": "password", "username": "carl", "password": "wrong"}
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: api.http.post(TOKEN, data=wrong).status_code, range(1_000)))
    assert sorted(set(answers)) == [400, 429]
    assert answers.count(400) == 5
