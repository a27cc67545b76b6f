"""Cursors: where a page ended, in a form that clients can neither read meaning into nor make up.

A cursor is a nonce of 12 bytes and, sealed with AES-256-GCM (NIST SP 800-38D), 8 bytes of microseconds since 1970 or
of the number of a change, and 16 bytes of identifier; all in base64url. It is bound to the digest of what was asked
for, and of whose data whoever asked may see: shown with another question, by somebody with another reach, or changed,
it is refused. What is sealed counts what happens to all customers, and is nothing for one who sees some of them; with a
nonce by chance, not even whether it is the same as before.
"""

from __future__ import annotations

import hashlib
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from litestar import Request

from entrypoints.api.caller import calling
from socdomain.errors import InvalidInputError
from socdomain.ids import AlertId
from socdomain.incidents.views import ChangesPosition
from socdomain.pages import Position
from socdomain.principal import Reach

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_KEY_BYTES = 32
_NONCE_BYTES = 12
_PURPOSE = b"watchfloor cursors 1"
_NUMBER = struct.Struct(">q")
_NO_ID = UUID(int=0)


def _cipher(key: bytes) -> AESGCM:
    derivation = HKDF(SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE)
    return AESGCM(derivation.derive(key))


@frozen
class Cursors:
    """Makes and reads cursors.

    Attributes:
        cipher: What seals them; made from a secret of 32 bytes, by HKDF (RFC 5869).
    """

    cipher: AESGCM = field(converter=_cipher, repr=False)

    def of_position(self, position: Position, question: bytes) -> str:
        """Returns the cursor of a position in the answer to a question."""
        return self._sealed((position.at - _EPOCH) // _MICROSECOND, position.id, question)

    def position(self, cursor: str, question: bytes) -> Position:
        """Reads a cursor.

        Raises:
            InvalidInputError: It was made up, changed, or belongs to another question.
        """
        microseconds, position_id = self._opened(cursor, question, "cursor")
        return Position(_EPOCH + microseconds * _MICROSECOND, position_id)

    def of_changes(self, position: ChangesPosition, question: bytes) -> str:
        """Returns the cursor of a position in the changes."""
        return self._sealed(position.sequence, position.id or _NO_ID, question)

    def changes(self, after: str, question: bytes) -> ChangesPosition:
        """Reads the cursor of a position in the changes.

        Raises:
            InvalidInputError: It was made up or changed.
        """
        sequence, alert_id = self._opened(after, question, "after")
        return ChangesPosition(sequence, None if alert_id == _NO_ID else AlertId(alert_id))

    def _sealed(self, number: int, position_id: UUID, question: bytes) -> str:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self.cipher.encrypt(nonce, _NUMBER.pack(number) + position_id.bytes, question)
        return urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def _opened(self, text: str, question: bytes, parameter: str) -> tuple[int, UUID]:
        try:
            data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            content = self.cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], question)
            # The decoder skips what is no base64, so only what would be written again the same way counts.
            is_ours = urlsafe_b64encode(data).decode().rstrip("=") == text
        except (ValueError, InvalidTag):
            content, is_ours = b"", False
        if not is_ours:
            raise InvalidInputError(parameter, "must be one that this list gave, sent with the same filter")
        (number,) = _NUMBER.unpack(content[: _NUMBER.size])
        return number, UUID(bytes=content[_NUMBER.size :])


def question_of(request: Request[Any, Any, Any]) -> bytes:
    """Returns the digest of what a list is asked for: its path and its filter, in any order, but not the page."""
    asked = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in ("cursor", "limit", "after"))
    return digest_of_question((request.scope["path"], asked), reach=calling(request).reach)


def digest_of_question(asked: object, *, reach: Reach) -> bytes:
    """Returns the digest of a question, to which its cursors belong.

    Args:
        asked: What is asked for, of which the text says all.
        reach: Whose data whoever asks may see: a place in a list of others would tell them where rows of others are.
    """
    customers = None if reach.customers is None else sorted(map(str, reach.customers))
    return hashlib.sha256(repr((asked, customers)).encode("utf-8", "surrogatepass")).digest()
