"""Tokens that look like ours, made by whoever has one of ours and perhaps a key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, Final

from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

_HASHES: Final = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns the header and the claims of a token."""
    header, claims, _ = token.split(".")
    return _decoded(header), _decoded(claims)


def changed(members: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Returns a header or claims otherwise; None leaves a member out."""
    return {name: value for name, value in (members | changes).items() if value is not None}


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Returns a token up to where its signature begins."""
    return f"{_encoded(json.dumps(header).encode())}.{_encoded(json.dumps(claims).encode())}"


def hashed(header: dict[str, Any], claims: dict[str, Any], key: bytes, algorithm: str = "HS256") -> str:
    """Returns a token signed by hand, whatever its header says, with any key."""
    text = unsigned(header, claims)
    return f"{text}.{_encoded(hmac.new(key, text.encode(), _HASHES[algorithm]).digest())}"


def signed(header: dict[str, Any], claims: dict[str, Any], algorithm: str, key: bytes) -> str:
    """Returns a token signed with an algorithm that its header names, by a key of its kind."""
    made: dict[str, Any] = {
        "RS256": lambda: RSAKey.generate_key(2048),
        "PS256": lambda: RSAKey.generate_key(2048),
        "ES256": lambda: ECKey.generate_key("P-256"),
    }
    signer = made[algorithm]() if algorithm in made else OctKey.import_key(key)
    protected = {**header, "alg": algorithm}
    return jws.serialize_compact(protected, json.dumps(claims).encode(), signer, algorithms=[algorithm])


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(part: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded
