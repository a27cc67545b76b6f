"""From a document's bytes to an event whose owner and origin are known, or to a reason why not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from attrs import frozen

from socdomain.customers.customer import folded
from socdomain.ids import CustomerId, EventId
from socdomain.principal import Principal
from socdomain.sources.documents import DocumentError, RawDocument, canonical_digest, parse_document
from socdomain.sources.envelopes import why_not_an_event
from socdomain.sources.fingerprint import fingerprint
from socdomain.sources.mapping import normaliser_for
from socdomain.sources.normalised_event import CustomerClaim, CustomerMark, EventFlag, NormalisedEvent
from socdomain.sources.origin import Origin
from socdomain.sources.rejected_event import RejectedEvent, RejectReason, rejected_event_id
from socdomain.sources.source import Source

LARGEST_CLOCK_LEAD = timedelta(minutes=5)

_SOMEBODY_ELSES = frozenset({RejectReason.CUSTOMER_UNKNOWN, RejectReason.CUSTOMER_NOT_ALLOWED})


@frozen
class Delivery:
    """What is the same for all documents of one sending.

    Attributes:
        source: The source that they are sent for.
        instance: The installation of the source that they come from.
        by: Who sends them.
        sent_for: The customer of documents that do not name one, as the sender says.
        received_at: When they came, aware UTC; None: when they are read.
        backfill: Whether they are history: see ``joining``.
        skip_minimum: Whether the source's minimum severity and level do not apply.
        is_known_by_place: Whether a document is a replay wherever its place is known, whatever is said in it or beside
            it now; else another content is a conflict.
    """

    source: Source
    instance: str
    by: Principal
    sent_for: CustomerId | None
    received_at: datetime | None = None
    backfill: bool = False
    skip_minimum: bool = False
    is_known_by_place: bool = False


@frozen
class Reading:
    """A document that could be read; whose it is has not been found out yet."""

    raw: RawDocument
    received_at: datetime
    event: NormalisedEvent
    content_digest: bytes | None


@frozen
class Arrival:
    """An event that is ready to join an alert.

    Attributes:
        position: Index of its document in the sending, from 0.
        event_id: Derived from its origin.
        origin: Where it came from.
        digest: What tells a replay from a conflict, 32 bytes.
        fingerprint: 16 bytes.
        event: What its mapping made of it.
        body: Its bytes.
        seen_at: The time that counts.
        received_at: When it came.
        flags: What a reader should know about how it was read.
    """

    position: int
    event_id: EventId
    origin: Origin
    digest: bytes
    fingerprint: bytes
    event: NormalisedEvent
    body: bytes
    seen_at: datetime
    received_at: datetime
    flags: tuple[EventFlag, ...]


class DocumentReader:
    """Reads the documents of one delivery."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._normaliser = normaliser_for(delivery.source.mapping)

    def read(self, raw: RawDocument, received_at: datetime) -> Reading | RejectedEvent:
        """Parses and normalises one document, which came at a time."""
        if raw.problem is not None:
            where = f"at byte {raw.offset_bytes} of what was sent"
            return self.reject(raw, RejectReason(raw.problem.value), where, received_at)
        try:
            document = parse_document(raw.body)
        except DocumentError as error:
            return self.reject(raw, RejectReason(error.problem.value), str(error), received_at)
        if (why := why_not_an_event(document)) is not None:
            return self.reject(raw, RejectReason.NOT_AN_EVENT, why, received_at)
        event = self._normaliser.normalise(document)
        return Reading(raw, received_at, event, None if event.document_id else canonical_digest(document))

    def settle(self, reading: Reading, owners: Mapping[str, CustomerId]) -> Arrival | RejectedEvent:
        """Decides whose a document is, and gives it its origin.

        Args:
            reading: The document.
            owners: The customer of each folded code that somebody has, for at least the codes in the document.
        """
        delivery, event, raw = self._delivery, reading.event, reading.raw
        owner = self._owner(event.customer_marks, owners)
        if isinstance(owner, tuple):
            return self.reject(raw, *owner, reading.received_at)
        if not delivery.skip_minimum and (why := _below_minimum(delivery.source, event)):
            return self.reject(raw, RejectReason.BELOW_MINIMUM_SEVERITY, why, reading.received_at, owner)
        digest = reading.content_digest or hashlib.sha256(raw.body).digest()
        origin = Origin(owner, delivery.instance, event.index_name, event.document_id or digest.hex())
        seen_at, flags = time_that_counts(event.occurred_at, reading.received_at)
        flags = (*raw.flags, *flags)
        if not event.severity_known:
            flags = (*flags, EventFlag.SEVERITY_UNKNOWN)
        return Arrival(
            position=raw.position,
            event_id=origin.event_id(),
            origin=origin,
            digest=digest,
            fingerprint=fingerprint(owner, delivery.source.name, event),
            event=event,
            body=raw.body,
            seen_at=seen_at,
            received_at=reading.received_at,
            flags=flags,
        )

    def reject(
        self,
        raw: RawDocument,
        reason: RejectReason,
        detail: str,
        received_at: datetime,
        customer_id: CustomerId | None = None,
    ) -> RejectedEvent:
        """Keeps a document that cannot be taken, with the reason.

        Where its own owner is not known, it belongs to the customer that the sender gave, so that a sender for one
        customer can see and mend what they sent. What says to be somebody else's belongs to nobody.
        """
        delivery = self._delivery
        owner = customer_id or (None if reason in _SOMEBODY_ELSES else delivery.sent_for)
        return RejectedEvent(
            id=rejected_event_id(delivery.source.name, delivery.instance, owner, reason, raw.body),
            received_at=received_at,
            source=delivery.source.name,
            instance=delivery.instance,
            reason=reason,
            detail=detail,
            body=raw.body,
            customer_id=owner,
            sent_by=delivery.by.name,
            sent_for=delivery.sent_for,
            sent_within=delivery.by.reach,
            backfill=delivery.backfill,
            skip_minimum=delivery.skip_minimum,
        )

    def _owner(
        self, marks: Iterable[CustomerMark], owners: Mapping[str, CustomerId]
    ) -> CustomerId | tuple[RejectReason, str]:
        reach = self._delivery.by.reach
        for mark in marks:
            owner = owners.get(folded(mark.code))
            if owner is not None and reach.sees(owner):
                return owner
            if mark.claim is CustomerClaim.HINTS:
                continue
            # To a sender who does not see all customers, an unknown code and a foreign one are the same answer.
            if owner is None and reach.is_everyone:
                return RejectReason.CUSTOMER_UNKNOWN, f"{mark.path} is {mark.code!r}, which no customer has"
            return (
                RejectReason.CUSTOMER_NOT_ALLOWED,
                f"{mark.path} is {mark.code!r}, which the sender may not write for",
            )
        fallback = self._delivery.sent_for or self._delivery.source.default_customer_id
        # A default that the sender may not write for is none to them, and they do not learn that there is one.
        if fallback is None or not reach.sees(fallback):
            return RejectReason.CUSTOMER_MISSING, "it names no customer, and neither the sender nor the source does"
        return fallback


def codes_of(readings: Iterable[Reading]) -> frozenset[str]:
    """Returns the folded codes in the documents, any of which may name a customer."""
    return frozenset(folded(mark.code) for reading in readings for mark in reading.event.customer_marks)


def time_that_counts(occurred_at: datetime | None, received_at: datetime) -> tuple[datetime, tuple[EventFlag, ...]]:
    """Returns the time by which an event is ordered and grouped, and flags that say what was done to it.

    A missing time, and one more than 5 minutes ahead of the receipt, is replaced by the receipt.
    """
    if occurred_at is None:
        return received_at, (EventFlag.TIME_MISSING,)
    if occurred_at > received_at + LARGEST_CLOCK_LEAD:
        return received_at, (EventFlag.CLOCK_SKEW,)
    return occurred_at, ()


def _below_minimum(source: Source, event: NormalisedEvent) -> str | None:
    if source.minimum_severity is not None and event.severity < source.minimum_severity:
        return f"its severity is {event.severity.word}, the source's minimum is {source.minimum_severity.word}"
    if source.minimum_level is not None and event.level is not None and event.level < source.minimum_level:
        return f"its level is {event.level}, the source's minimum is {source.minimum_level}"
    return None
