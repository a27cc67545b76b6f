"""Tokens that are not ours, not valid now or not for this, shown to the product as it is run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.api.driving import ok, refused
from tests.api.forging import changed, hashed, parts, signed, unsigned
from tests.api.running import ME, REFRESH, Running, bearer, chosen_password, failures, running_api
from tests.flows.floors import Floor

USERS = "/api/auth/users"
Members = dict[str, Any]
Forge = Callable[[Members, Members, bytes], str]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The product, over SQLite."""
    folder = tmp_path_factory.mktemp("forged")
    with running_api(Floor("", folder / "data"), folder) as api:
        yield api


@pytest.fixture(scope="module")
def genuine(real: Running) -> str:
    """A token that is good."""
    token: str = real.sign_in()["access_token"]
    return token


def shown(real: Running, token: str) -> Any:
    return real.http.get(ME, headers={"Authorization": f"Bearer {token}"})


def claiming(**claims: Any) -> Forge:
    """Signs with our key what no token of ours says."""
    return lambda header, ours, key: hashed(header, changed(ours, **claims), key)


def headed(**members: Any) -> Forge:
    """Signs with our key under another header."""
    return lambda header, ours, key: hashed(changed(header, **members), ours, key)


def at(seconds: int, lifetime_s: int = 900) -> Forge:
    """Signs as a replica whose clock is so far off."""

    def forge(header: Members, ours: Members, key: bytes) -> str:
        now = int(time.time()) + seconds
        return hashed(header, changed(ours, iat=now, exp=now + lifetime_s), key)

    return forge


def without_signature(name: str, tail: str) -> Forge:
    return lambda header, ours, _: f"{unsigned(changed(header, alg=name), ours)}.{tail}"


def by(algorithm: str) -> Forge:
    return lambda header, ours, key: signed(header, ours, algorithm, key)


def mislabelled(name: str, actual: str = "HS256") -> Forge:
    return lambda header, ours, key: hashed(changed(header, alg=name), ours, key, actual)


REFUSED: dict[str, Forge] = {
    "expired": at(-901),
    "not yet valid": claiming(nbf=int(time.time()) + 10**6),
    "of a clock 5 minutes ahead": at(300),
    "of a clock far ahead": at(10**6),
    "that never ends": claiming(exp=None),
    "that ends beyond all time": claiming(exp=10**30),
    "that ends at infinity": claiming(exp=float("inf")),
    "that was never made": claiming(iat=None),
    "wrong audience": claiming(aud="another-api"),
    "our other audience": claiming(aud="watchfloor-password"),
    "no audience": claiming(aud=None),
    "another issuer": claiming(iss="https://evil.example"),
    "another kind": claiming(kind="refresh"),
    "kind of the other token": claiming(kind="change_password"),
    "another type": headed(typ="JWT"),
    "no type": headed(typ=None),
    "unknown key id": headed(kid="0123456789abcdef"),
    "key id that is a path": headed(kid="../../../dev/null"),
    "key id that is a statement": headed(kid="x' OR '1'='1"),
    "no key id": headed(kid=None),
    "a key of its own": headed(jwk={"kty": "oct", "k": "AAAA"}, kid=None),
    "a key from elsewhere": headed(jku="https://evil.example/keys", kid="theirs"),
    "what must be understood": headed(crit=["theirs"], theirs=1),
    "none": without_signature("none", ""),
    "None": without_signature("None", ""),
    "NONE": without_signature("NONE", ""),
    "nOnE with the old signature": without_signature("nOnE", "AAAA"),
    "no signature": without_signature("HS256", ""),
    "HS384 by our key": by("HS384"),
    "HS512 by our key": by("HS512"),
    "RS256 by another key": by("RS256"),
    "PS256 by another key": by("PS256"),
    "ES256 by another key": by("ES256"),
    "RS256 over HS256": mislabelled("RS256"),
    "HS256 over HS384": mislabelled("HS256", "HS384"),
    "hs256": mislabelled("hs256"),
    "an empty key": lambda header, ours, _: hashed(header, ours, b""),
    "a guessed key": lambda header, ours, _: hashed(header, ours, b"secret"),
    "a user that is gone": claiming(sub=str(uuid4())),
    "a session that is gone": claiming(sid=str(uuid4())),
    "a user that is none": claiming(sub="admin"),
    "scopes that are none": claiming(scopes="users:write"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_token_that_is_not_good_is_refused_and_nobody_is_told_why(real: Running, genuine: str, name: str) -> None:
    before = real.log.stat().st_size
    header, claims = parts(genuine)
    token = REFUSED[name](header, claims, real.key("access_token"))

    answer = shown(real, token)

    problem = refused(answer, 401, "not-signed-in")
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert problem["detail"] in {
        "the token is not one of ours",
        "the token is not good",
        "the token is good no longer",
        "the token is good for something else",
        "the session is over",
    }
    assert set(problem) == {"type", "title", "status", "detail", "instance"}
    assert failures(real.log.read_text()[before:]) == []
    ok(shown(real, genuine))


@pytest.mark.parametrize("key", ["cursor", "secrets", "audit"])
def test_a_key_that_is_for_something_else_signs_no_tokens(real: Running, genuine: str, key: str) -> None:
    header, claims = parts(genuine)
    refused(shown(real, hashed(header, claims, real.key(key))), 401, "not-signed-in")


def test_forging_as_above_makes_good_tokens_otherwise(real: Running, genuine: str) -> None:
    """Each of the refusals is for the one thing that was changed."""
    header, claims = parts(genuine)
    for forge in (claiming(), headed(), at(0), at(-300), at(20), mislabelled("HS256"), by("HS256")):
        ok(shown(real, forge(header, claims, real.key("access_token"))))


def test_what_a_token_says_its_user_may_do_is_not_believed(real: Running) -> None:
    auditor, _ = added(real, "auditor-1", role="auditor")
    header, claims = parts(auditor["access_token"])
    forged = hashed(header, changed(claims, scopes=["users:write"]), real.key("access_token"))
    body = {"login": "x", "role": "admin", "customers": None}
    answer = real.http.post(USERS, json=body, headers={"Authorization": f"Bearer {forged}"})
    refused(answer, 403, "not-allowed")


def test_nobody_is_who_they_are_by_the_session_of_another(real: Running, genuine: str) -> None:
    other, _ = added(real, "analyst-1")
    header, claims = parts(genuine)
    theirs = parts(other["access_token"])[1]
    forged = hashed(header, changed(claims, sid=theirs["sid"]), real.key("access_token"))
    refused(shown(real, forged), 401, "not-signed-in")


def test_a_token_of_one_platform_is_none_of_another(real: Running, genuine: str) -> None:
    header, claims = parts(genuine)
    refused(shown(real, hashed(header, claims, b"another platform's random key 32")), 401, "not-signed-in")


@pytest.mark.parametrize("end", ["DELETE", "disable", "role", "reach", "reset", "logout"])
def test_a_live_token_is_good_for_nothing_once_its_user_is_not_as_they_were(real: Running, end: str) -> None:
    token, user_id = added(real, f"user-{end.lower()}")
    ok(shown(real, token["access_token"]))
    administrator = bearer(real.sign_in())
    path = f"{USERS}/{user_id}"
    version = {"If-Match": real.http.get(path, headers=administrator).headers["etag"]}
    changes: dict[str, Members] = {
        "disable": {"is_disabled": True},
        "role": {"role": "auditor"},
        "reach": {"customers": []},
    }
    if end in changes:
        ended = real.http.patch(path, json=changes[end], headers=administrator | version)
    elif end == "logout":
        ended = real.http.post("/api/auth/logout", headers=bearer(token))
    else:
        ended = real.http.request(
            end if end == "DELETE" else "POST",
            path if end == "DELETE" else f"{path}/reset-password",
            headers=administrator,
        )
    assert ended.is_success, ended.text

    refused(shown(real, token["access_token"]), 401, "not-signed-in")
    refreshed = real.http.post(REFRESH, data={"refresh_token": token["refresh_token"]})
    assert (refreshed.status_code, refreshed.json()["error"]) == (400, "invalid_grant")
    assert set(refreshed.json()) == {"error", "error_description"}


def added(real: Running, login: str, role: str = "analyst") -> tuple[dict[str, Any], str]:
    """Adds a user, and returns a token of theirs and who they are."""
    body = {"login": login, "role": role, "customers": None}
    made = ok(real.http.post(USERS, json=body, headers=bearer(real.sign_in())), 201)
    password = chosen_password(real.http, made["password"], login)
    return real.sign_in(login, password), made["user"]["id"]
