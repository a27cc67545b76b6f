"""Tokens that are ours are read back; nothing else is."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from adapters.secrets.token_signer import ALGORITHM, ISSUER, JwtSigner
from socdomain.auth.tokens import TokenClaims, TokenKind
from socdomain.errors import NotSignedInError
from socdomain.ids import PrincipalId, SessionId

KEY: Final = b"k" * 32
NOW: Final = datetime(2026, 5, 1, tzinfo=UTC)
END: Final = NOW + timedelta(minutes=15)
CLAIMS: Final = TokenClaims(
    PrincipalId(uuid4()), SessionId(uuid4()), TokenKind.ACCESS, ("alerts:read",), NOW, END, uuid4()
)


def good() -> str:
    return JwtSigner(KEY).sign(CLAIMS)


def other(header: dict[str, Any] | None = None, **claims: Any) -> str:
    """Returns a token like ours, signed with our key, with some parts of it changed; None leaves a claim out."""
    parts = _parts(good())
    changed = {name: value for name, value in (parts[1] | claims).items() if value is not None}
    return jwt.encode(parts[0] | (header or {}), changed, OctKey.import_key(KEY), algorithms=[ALGORITHM])


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = token.split(".")
    return _decoded(header), _decoded(claims)


def _decoded(part: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return decoded


def test_a_token_of_ours_says_whose_it_is() -> None:
    assert JwtSigner(KEY).read(good(), now=NOW) == CLAIMS


def test_a_token_ends() -> None:
    with pytest.raises(NotSignedInError):
        JwtSigner(KEY).read(good(), now=NOW + timedelta(minutes=16))


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(NotSignedInError):
        JwtSigner(b"x" * 32).read(good(), now=NOW)


def test_a_token_without_a_signature_is_refused() -> None:
    _, claims, _ = good().split(".")
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').rstrip(b"=").decode()

    with pytest.raises(NotSignedInError):
        JwtSigner(KEY).read(f"{header}.{claims}.", now=NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {"kind": "refresh"},
        {"kind": "change_password"},
        {"sid": None},
        {"jti": None},
        {"scopes": "alerts:read"},
        {"exp": True},
        {"exp": "1"},
        {"exp": 10**30},
        {"kind": None},
        {"aud": "another-api"},
        {"aud": None},
        {"iss": "another"},
        {"exp": None},
        {"sub": "no-uuid"},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_for_another_purpose_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(NotSignedInError):
        JwtSigner(KEY).read(other(**claims), now=NOW)


def test_the_helper_above_makes_good_tokens_otherwise() -> None:
    assert JwtSigner(KEY).read(other(iss=ISSUER, kind="access"), now=NOW) == CLAIMS


@pytest.mark.parametrize(
    ("kind", "audience", "token_type"),
    [
        ("change_password", "watchfloor-api", "at+jwt"),
        ("change_password", "watchfloor-password", "at+jwt"),
        ("change_password", "watchfloor-api", "password+jwt"),
        ("access", "watchfloor-password", "password+jwt"),
    ],
)
def test_kind_audience_and_type_belong_together(kind: str, audience: str, token_type: str) -> None:
    with pytest.raises(NotSignedInError):
        JwtSigner(KEY).read(other({"typ": token_type}, kind=kind, aud=audience), now=NOW)


@pytest.mark.parametrize(("seconds", "is_good"), [(20, True), (300, False)])
def test_a_token_of_a_replica_whose_clock_is_ahead_is_good_if_it_is_little(seconds: int, is_good: bool) -> None:
    earlier = NOW - timedelta(seconds=seconds)
    if is_good:
        assert JwtSigner(KEY).read(good(), now=earlier) == CLAIMS
    else:
        with pytest.raises(NotSignedInError):
            JwtSigner(KEY).read(good(), now=earlier)


def test_a_token_is_good_for_no_second_longer_than_it_says() -> None:
    assert JwtSigner(KEY).read(good(), now=END - timedelta(seconds=1)) == CLAIMS
    with pytest.raises(NotSignedInError):
        JwtSigner(KEY).read(good(), now=END)


@pytest.mark.parametrize("header", [{"typ": "JWT"}, {"kid": "unknown"}], ids=str)
def test_a_token_of_another_type_or_key_id_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(NotSignedInError):
        JwtSigner(KEY).read(other(header), now=NOW)


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "\0", "x" * 1_000_000, "é.é.é"], ids=lambda token: token[:8])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(NotSignedInError):
        JwtSigner(KEY).read(token, now=NOW)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        JwtSigner(b"short")
