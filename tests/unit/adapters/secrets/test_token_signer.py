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

from adapters.secrets.token_signer import ALGORITHM, AUDIENCE, ISSUER, KIND, JwtSigner
from socdomain.errors import NotSignedInError
from socdomain.ids import PrincipalId

KEY: Final = b"k" * 32
NOW: Final = datetime(2026, 5, 1, tzinfo=UTC)
USER: Final = PrincipalId(uuid4())


def good() -> str:
    return JwtSigner(KEY).sign(USER, issued_at=NOW, expires_at=NOW + timedelta(minutes=15))


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
    assert JwtSigner(KEY).read(good(), now=NOW) == USER


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
    assert JwtSigner(KEY).read(other(aud=AUDIENCE, iss=ISSUER, kind=KIND), now=NOW) == USER


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
