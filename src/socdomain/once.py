"""Doing a thing once, however often it is asked for with the same idempotency key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from attrs import frozen

from socdomain.ids import PrincipalId

KEPT_FOR = timedelta(hours=24)


@frozen
class OnceKey:
    """An idempotency key as one principal sent it.

    Attributes:
        principal_id: Whose key it is; the same text from another principal is another key.
        key: The text of the key, 1 to 255 visible ASCII characters.
        request_digest: SHA-256 over route and body, 32 bytes; tells a retry from a reuse.
    """

    principal_id: PrincipalId
    key: str
    request_digest: bytes


@frozen
class Remembered:
    """What was created under a key.

    Attributes:
        id: Its identifier.
        at: When the key was used, aware UTC.
    """

    id: UUID
    at: datetime


class OnceLedger(Protocol):
    """Remembers what was created under which key, in the transaction that creates it."""

    def recall(self, key: OnceKey, *, now: datetime) -> Remembered | None:
        """Returns what was created under the key in the last 24 hours, or None.

        Raises:
            IdempotencyKeyReusedError: The key was used with another request.
        """
        ...

    def remember(self, key: OnceKey, created: UUID, *, now: datetime) -> None:
        """Keeps what was created, for 24 hours; a key that was used 24 hours ago or more is free again.

        Raises:
            ConcurrentChangeError: The same key is being used by another unit of work, or was used since.
        """
        ...

    def prune(self, used_until: datetime, *, limit: int) -> int:
        """Removes keys that were used at a time or before, at most so many, and returns how many.

        Those that somebody else removes or takes just now are left out.
        """
        ...
