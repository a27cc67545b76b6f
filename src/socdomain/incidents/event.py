"""An event: one document as a tool sent it, and the alert that it belongs to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from socdomain.ids import AlertId, AssetId, CustomerId, EventId
from socdomain.sources.normalised_event import EventFlag
from socdomain.sources.origin import Origin
from socdomain.sources.severity import Severity


class JoinedBy(StrEnum):
    """Why an event belongs to its alert."""

    OPENED = "opened"
    """No alert took its fingerprint: it began one."""
    JOINED = "joined"
    """A live alert took it."""
    CONTINUED = "continued"
    """The live alert's window had passed: it began the next one."""
    LATE = "late"
    """It happened before its alert was closed, and came after."""


@frozen
class Event:
    """One event.

    Attributes:
        id: Derived from its origin: the same document is the same event.
        alert_id: The alert that it belongs to.
        source: The source that it was sent for.
        origin: Where it came from.
        digest: SHA-256 over its bytes, 32 bytes; tells a replay from a conflict.
        occurred_at: The time in the document, untouched; None where it had none.
        seen_at: The time that counts: ``occurred_at``, or the receipt where that is missing or too far ahead.
        received_at: When it came in.
        severity: As its mapping read it.
        asset_id: What it happened to.
        flags: What a reader should know about how it was read.
        mapping_version: Version of the mapping that read it.
        joined_by: Why it belongs to its alert.
        deciding_fields: Name and value of what made it the same as the others.
        body: The document, byte for byte; None once retention has removed it.
    """

    id: EventId
    alert_id: AlertId
    source: str
    origin: Origin
    digest: bytes
    occurred_at: datetime | None
    seen_at: datetime
    received_at: datetime
    severity: Severity
    asset_id: AssetId | None
    flags: tuple[EventFlag, ...]
    mapping_version: int
    joined_by: JoinedBy
    deciding_fields: tuple[tuple[str, str], ...]
    body: bytes | None

    @property
    def customer_id(self) -> CustomerId:
        """Whose it is."""
        return self.origin.customer_id
