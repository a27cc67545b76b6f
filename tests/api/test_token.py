"""Signing in."""

from datetime import timedelta

import pytest

from entrypoints.api.auth.token_forms import PasswordForm, RefreshForm
from tests.api.driving import PASSWORD, Api, ok, refused

TOKEN = "/api/auth/token"
GOOD = {"grant_type": "password", "username": "carl", "password": PASSWORD}


def test_a_password_gives_a_bearer_token_that_works(any_api: Api) -> None:
    any_api.user("carl")
    answer = any_api.http.post(TOKEN, data=GOOD)
    token = ok(answer)
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 900)
    assert answer.headers["cache-control"] == "no-store"
    ok(any_api.http.get("/api/customers", headers={"Authorization": f"bearer {token['access_token']}"}))


def test_a_wrong_password_and_an_unknown_login_are_refused_alike(api: Api) -> None:
    api.user("carl")
    answers = [
        api.http.post(TOKEN, data={**GOOD, "password": "wrong"}),
        api.http.post(TOKEN, data={**GOOD, "username": "nobody"}),
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(400, answers[0].text)}
    assert answers[0].json()["error"] == "invalid_grant"
    assert answers[0].headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({**GOOD, "grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({key: value for key, value in GOOD.items() if key != "grant_type"}, "invalid_request"),
        ({key: value for key, value in GOOD.items() if key != "password"}, "invalid_request"),
        ({**GOOD, "password": ""}, "invalid_request"),
        ({**GOOD, "username": ["carl", "anna"]}, "invalid_request"),
        ({**GOOD, "username": "carl\x00"}, "invalid_request"),
    ],
)
def test_a_request_that_lacks_something_is_told_in_the_words_of_rfc_6749(
    api: Api, form: dict[str, str | list[str]], error: str
) -> None:
    answer = api.http.post(TOKEN, data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_body_that_is_no_form_is_an_invalid_request(api: Api) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answers = [api.http.post(TOKEN, json=GOOD), api.http.post(TOKEN, content=b"username=\xff", headers=form)]
    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(400, "invalid_request")] * 2


def test_a_huge_form_is_refused_before_it_is_read(api: Api) -> None:
    refused(api.http.post(TOKEN, data={**GOOD, "password": "x" * 20_000}), 413, "body-too-large")


def test_a_form_shows_its_password_to_nobody() -> None:
    for form in (PasswordForm("carl", "secret"), RefreshForm("secret")):
        assert "secret" not in f"{form!r} {form}"


def test_a_token_stops_working_with_time_and_with_its_user(api: Api) -> None:
    headers = api.user("carl")
    ok(api.http.get("/api/customers", headers=headers))
    api.clock.advance(timedelta(minutes=16))
    answer = api.http.get("/api/customers", headers=headers)
    refused(answer, 401, "not-signed-in")
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
