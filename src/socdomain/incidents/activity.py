"""What people said and did: comments, and a history of who changed what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from socdomain.errors import InvalidInputError

LONGEST_COMMENT = 20_000


@frozen
class Comment:
    """A remark on an alert or a case.

    Attributes:
        id: Identifier (UUIDv7).
        at: When, aware UTC.
        by: Name of who wrote it.
        text: 1 to 20,000 characters.
    """

    id: UUID
    at: datetime
    by: str
    text: str

    def __attrs_post_init__(self) -> None:
        if not 1 <= len(self.text.strip()) <= LONGEST_COMMENT:
            raise InvalidInputError("text", f"must have 1 to {LONGEST_COMMENT} characters")


@frozen
class HistoryEntry:
    """One change of an alert or a case.

    Attributes:
        id: Identifier (UUIDv7).
        at: When, aware UTC.
        by: Name of who did it.
        action: What was done, such as ``changed``, ``commented``, ``linked``.
        before: The changed fields as they were.
        after: The changed fields as they became.
    """

    id: UUID
    at: datetime
    by: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
