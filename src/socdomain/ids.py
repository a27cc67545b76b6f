"""Identifiers: which kinds there are, and the port that makes new ones."""

from __future__ import annotations

import hashlib
from typing import Final, NewType, Protocol
from uuid import UUID

CustomerId = NewType("CustomerId", UUID)
PrincipalId = NewType("PrincipalId", UUID)
AlertId = NewType("AlertId", UUID)
EventId = NewType("EventId", UUID)
AssetId = NewType("AssetId", UUID)
ObservableId = NewType("ObservableId", UUID)
CaseId = NewType("CaseId", UUID)
RejectedEventId = NewType("RejectedEventId", UUID)
SessionId = NewType("SessionId", UUID)
KeyId = NewType("KeyId", UUID)
ScheduleId = NewType("ScheduleId", UUID)
RunId = NewType("RunId", UUID)
ConnectorId = NewType("ConnectorId", UUID)
ArtifactId = NewType("ArtifactId", UUID)
AgentId = NewType("AgentId", UUID)
HoldId = NewType("HoldId", UUID)
ViewId = NewType("ViewId", UUID)

# The bits of a UUID that say its version and variant, cleared and as version 8 has them.
_WITHOUT_MARKS: Final = ~(0xF << 76 | 0x3 << 62)
_VERSION_8: Final = 0x8 << 76 | 0x2 << 62


class Ids(Protocol):
    """Makes identifiers for things that are new."""

    def new(self) -> UUID:
        """Returns a UUIDv7 (RFC 9562 section 5.7): unique, and later ones sort after earlier ones."""
        ...


def derived_id(*parts: str | bytes) -> UUID:
    """Derives the same identifier from the same parts, on any machine and at any time.

    A UUIDv8 (RFC 9562 section 5.8) over SHA-256. Each part is preceded by its length, so that
    ``("ab", "c")`` and ``("a", "bc")`` differ.

    Args:
        *parts: Text (taken as UTF-8, lone surrogates kept) or bytes.

    Returns:
        The identifier.
    """
    pieces: list[bytes] = []
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        pieces += (b"%d:" % len(data), data)
    return uuid8(hashlib.sha256(b"".join(pieces)).digest())


def uuid8(digest: bytes) -> UUID:
    """Takes the first 16 bytes of a digest as a UUIDv8 (RFC 9562 section 5.8).

    Args:
        digest: At least 16 bytes.
    """
    return UUID(int=int.from_bytes(digest[:16], "big") & _WITHOUT_MARKS | _VERSION_8)
