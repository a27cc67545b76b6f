"""Secrets sealed with AES-256-GCM (NIST SP 800-38D), each bound to its table, row, field and key."""

from __future__ import annotations

import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.secrets.key_id import key_id
from socdomain.errors import SealBrokenError, UnknownKeyError
from socdomain.sealed import Sealed

FORMAT: Final = "wf1"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
"""Random ones of 96 bits do for 2**32 secrets of a key (SP 800-38D, section 8.3)."""

_TEXT: Final = re.compile(rf"{FORMAT}\.([0-9a-z]{{1,64}})\.([0-9A-Za-z_-]+)", re.ASCII)


class AesGcmSecretBox:
    """Seals and opens secrets, as ``SealsSecrets``: text of the form ``wf1.<key id>.<base64url of nonce and rest>``.

    Args:
        newest: 32 random bytes; what is sealed from now on is sealed with them.
        *older: Further keys, of which what was sealed with them can still be opened.
    """

    def __init__(self, newest: bytes, *older: bytes) -> None:
        if any(len(key) != KEY_BYTES for key in (newest, *older)):
            raise ValueError(f"a key of secrets must have {KEY_BYTES} bytes")
        self._newest_id = key_id(newest)
        self._ciphers = {key_id(key): AESGCM(key) for key in (newest, *older)}

    def seal(self, plain: bytes, *, table: str, row: str, field: str) -> Sealed:
        """Returns what can be opened in the same place alone."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        bound_to = _place(table, row, field, self._newest_id)
        sealed = nonce + self._ciphers[self._newest_id].encrypt(nonce, plain, bound_to)
        return Sealed(f"{FORMAT}.{self._newest_id}.{_encoded(sealed)}")

    def open(self, sealed: Sealed, *, table: str, row: str, field: str) -> bytes:
        """Returns the secret."""
        found = _TEXT.fullmatch(sealed)
        if found is None:
            raise SealBrokenError(table, field)
        name, text = found.groups()
        content = _decoded(text)
        # One secret has one text: bits that decoding passes over must not be free to change.
        if content is None or len(content) < NONCE_BYTES or _encoded(content) != text:
            raise SealBrokenError(table, field)
        if (cipher := self._ciphers.get(name)) is None:
            raise UnknownKeyError(name)
        try:
            return cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], _place(table, row, field, name))
        except InvalidTag as error:
            raise SealBrokenError(table, field) from error


def _place(table: str, row: str, field: str, name: str) -> bytes:
    # As a list, since names that are only joined could be divided in another way.
    return json.dumps([FORMAT, table, row, field, name]).encode()


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes | None:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
