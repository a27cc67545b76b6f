"""Public keys as they are written, read and told apart."""

from __future__ import annotations

import json
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from adapters.secrets.ed25519 import Ed25519Keys
from socdomain.audit.public_keys import PublicKey, PublicKeyError, jwk_set, read_public_keys

# The example of RFC 8037, appendix A.2; its thumbprint there is of another form, which is not used here.
X: Final = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
RAW: Final = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
KEY: Final = PublicKey(RAW)
PEM: Final = (
    Ed25519PublicKey.from_public_bytes(RAW).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
)
PRIVATE: Final = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def test_a_key_is_written_as_the_rfc_has_it() -> None:
    jwk = KEY.jwk()
    assert (jwk["kty"], jwk["crv"], jwk["x"]) == ("OKP", "Ed25519", X)
    assert jwk["kid"] == KEY.key_id


def test_the_fingerprint_is_what_openssl_makes_of_it() -> None:
    """`openssl pkey -pubin -in key.pem -outform DER | sha256sum`, as it was printed by OpenSSL 3.0."""
    known = PublicKey(bytes.fromhex("8320a51977d8c38ca8a4927c670df5821e44976194" + "5e15e9efb26a1509d230ea"))
    assert known.key_id == Ed25519Keys(b"k" * 32).key_id
    assert known.fingerprint == "b67d45dc2d72d307cdc1a74ae420fe27dee31c5e818cbd6cf7089739bc85687b"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(KEY.jwk()),
        json.dumps(jwk_set([KEY])),
        json.dumps({"kty": "OKP", "crv": "Ed25519", "x": X}),
        json.dumps({"keys": [{"kty": "RSA", "n": "AQ", "e": "AQAB"}, KEY.jwk()]}),
        PEM,
        f"some words before\n{PEM}",
        PEM.replace("\n", "\r\n"),
    ],
)
def test_a_key_is_read_in_whichever_form(text: str) -> None:
    assert read_public_keys(text) == (KEY,)


def test_several_keys_are_read() -> None:
    other = PublicKey(bytes(32))
    assert read_public_keys(json.dumps(jwk_set([KEY, other]))) == (KEY, other)
    assert read_public_keys(PEM + PEM) == (KEY, KEY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "neither a JWK set nor PEM"),
        ("changeme", "neither a JWK set nor PEM"),
        ("[1]", "neither a JWK set nor PEM"),
        ("[" * 50_000, "neither a JWK set nor PEM"),
        ('{"keys": 5}', "neither a JWK set nor PEM"),
        ('{"keys": []}', "holds no Ed25519 public key"),
        ('{"kty": "RSA", "n": "AQ", "e": "AQAB"}', "holds no Ed25519 public key"),
        ('{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}', "has 32 bytes, and this has 3"),
        ('{"kty": "OKP", "crv": "Ed25519", "x": "!!!!"}', "neither"),
        (json.dumps({**KEY.jwk(), "d": X}), "private key"),
        (PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(), "private key"),
        (PEM.replace("MCow", "????"), "neither a JWK set nor PEM."[:-1]),
        (
            X25519PrivateKey.generate()
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            .decode(),
            "no Ed25519",
        ),
        ("{" + " " * 100_000 + "}", "too long"),
    ],
    ids=range(14),
)
def test_what_is_no_public_key_is_refused(text: str, reason: str) -> None:
    with pytest.raises(PublicKeyError, match=reason):
        read_public_keys(text)
