"""A test of the API that writes a secret is red."""

from __future__ import annotations

from base64 import b64encode

from tests.api.driving import PASSWORD, Api, ok
from tests.api.watching import written
from tests.canaries import Canaries


def test_the_secrets_of_a_test_are_known_as_they_are_made(api: Api, made_secrets: Canaries) -> None:
    api.user("carl")
    form = {"grant_type": "password", "username": "carl", "password": PASSWORD}
    token = ok(api.http.post("/api/auth/token", data=form))
    key = ok(api.http.post("/api/auth/keys", json={"name": "x", "scopes": ["alerts:read"], "customers": None}), 201)
    user = ok(api.http.post("/api/auth/users", json={"login": "x", "role": "analyst", "customers": None}), 201)
    for secret in (PASSWORD, token["access_token"], token["refresh_token"], key["token"], user["password"]):
        for form_written in (secret, b64encode(f"a:{secret}".encode()).decode()):
            assert written([("Captured stdout call", f"event {form_written}")], made_secrets)
    assert written([("Captured stdout call", "event carl answered")], made_secrets) == []
