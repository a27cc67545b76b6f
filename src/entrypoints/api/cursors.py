"""Cursors: where a page ended, in a form that clients cannot read meaning into, nor make up.

A cursor is 8 bytes of microseconds since 1970, 16 bytes of identifier and 16 bytes of HMAC-SHA-256 over these and the
digest of what was asked for, in base64url. Shown with another question, or changed, it is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import frozen
from litestar import Request

from socdomain.errors import InvalidInputError
from socdomain.ids import AlertId
from socdomain.incidents.views import ChangesPosition
from socdomain.pages import Position

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TAG_BYTES = 16
_NUMBER = struct.Struct(">q")
_NO_ID = UUID(int=0)


@frozen
class Cursors:
    """Makes and reads cursors.

    Attributes:
        key: What authenticates them.
    """

    key: bytes

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
        content = _NUMBER.pack(number) + position_id.bytes
        return urlsafe_b64encode(content + self._tag(content, question)).decode().rstrip("=")

    def _opened(self, text: str, question: bytes, field: str) -> tuple[int, UUID]:
        try:
            # The decoder skips what is no base64, so only what would be written again the same way counts.
            data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            is_ours = urlsafe_b64encode(data).decode().rstrip("=") == text
        except ValueError:
            data, is_ours = b"", False
        content, tag = data[:-_TAG_BYTES], data[-_TAG_BYTES:]
        if not is_ours or not hmac.compare_digest(tag, self._tag(content, question)):
            raise InvalidInputError(field, "must be one that this list gave, sent with the same filter")
        (number,) = _NUMBER.unpack(content[: _NUMBER.size])
        return number, UUID(bytes=content[_NUMBER.size :])

    def _tag(self, content: bytes, question: bytes) -> bytes:
        return hmac.digest(self.key, content + question, "sha256")[:_TAG_BYTES]


def question_of(request: Request[Any, Any, Any]) -> bytes:
    """Returns the digest of what a list is asked for: its path and its filter, in any order, but not the page."""
    asked = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in ("cursor", "limit", "after"))
    return hashlib.sha256(repr((request.scope["path"], asked)).encode("utf-8", "surrogatepass")).digest()
