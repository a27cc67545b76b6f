"""Documents that could not become part of an alert, kept until they can."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from socdomain.ids import CustomerId, RejectedEventId, derived_id
from socdomain.principal import Reach

SHOWN_BYTES = 64 * 1024
"""How much of a document lists show."""


class RejectReason(StrEnum):
    """Why a document did not become part of an alert."""

    TRUNCATED = "truncated"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    BAD_NUMBER = "bad_number"
    NOT_AN_OBJECT = "not_an_object"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    CUSTOMER_MISSING = "customer_missing"
    CUSTOMER_UNKNOWN = "customer_unknown"
    CUSTOMER_NOT_ALLOWED = "customer_not_allowed"
    ORIGIN_CONFLICT = "origin_conflict"
    BELOW_MINIMUM_SEVERITY = "below_minimum_severity"
    NOT_AN_EVENT = "not_an_event"


@frozen
class RejectedEvent:
    """One document that was not taken, byte for byte.

    Attributes:
        id: The same for the same bytes of the same source, customer and reason, so that sending a file twice keeps one.
        received_at: When it first came, aware UTC.
        source: The source it was sent for.
        instance: The installation of that source.
        reason: Why it was not taken.
        detail: One sentence that says what and where.
        body: The bytes as they came.
        customer_id: Whose it is, where that is known; without one only a reach over everyone sees it.
        sent_by: Name of the principal that sent it.
        sent_for: The customer that the sender gave for documents without one of their own.
        sent_within: The customers that the sender could write for; whoever tries it again writes for no other.
        backfill: Whether it was sent as history.
        skip_minimum: Whether the source's minimum severity and level did not apply.
    """

    id: RejectedEventId
    received_at: datetime
    source: str
    instance: str
    reason: RejectReason
    detail: str
    body: bytes
    customer_id: CustomerId | None
    sent_by: str
    sent_for: CustomerId | None = None
    sent_within: Reach = field(factory=Reach.everyone)
    backfill: bool = False
    skip_minimum: bool = False


@frozen
class ShownRejectedEvent:
    """A document that was not taken, as lists show it; the fields are those of ``RejectedEvent``.

    Attributes:
        size_bytes: Length of the document.
        beginning: Its first 64 KiB.
    """

    id: RejectedEventId
    received_at: datetime
    source: str
    instance: str
    reason: RejectReason
    detail: str
    customer_id: CustomerId | None
    sent_by: str
    size_bytes: int
    beginning: bytes

    @classmethod
    def of(cls, event: RejectedEvent) -> ShownRejectedEvent:
        """Returns what lists show of a document."""
        return cls(
            id=event.id,
            received_at=event.received_at,
            source=event.source,
            instance=event.instance,
            reason=event.reason,
            detail=event.detail,
            customer_id=event.customer_id,
            sent_by=event.sent_by,
            size_bytes=len(event.body),
            beginning=event.body[:SHOWN_BYTES],
        )


def rejected_event_id(
    source: str, instance: str, customer_id: CustomerId | None, reason: RejectReason, body: bytes
) -> RejectedEventId:
    """Derives the identifier of a rejected document from what it is."""
    owner = b"" if customer_id is None else customer_id.bytes
    return RejectedEventId(derived_id("rejected", source, instance, owner, reason, body))
