"""Show what would become of a document if it were sent now, and store nothing."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from socdomain.clock import Clock
from socdomain.errors import NotFoundError
from socdomain.ids import CustomerId, RejectedEventId
from socdomain.incidents.arrivals import Arrival, Delivery, DocumentReader, Reading, codes_of
from socdomain.incidents.ports import IncidentsWork
from socdomain.principal import Principal, Reach, Scope
from socdomain.sources.documents import DocumentProblem, RawDocument
from socdomain.sources.normalised_event import EventFlag, NormalisedEvent
from socdomain.sources.rejected_event import RejectedEvent, RejectReason
from socdomain.sources.save_source import SourceSettings
from socdomain.sources.source import Source


@frozen
class ArrivalWanted:
    """Which document is looked at, and as what it would be sent.

    Attributes:
        source: Name of the source that it would be sent for.
        body: The document; None for the bytes of the rejected event.
        draft: What the source would be given; None for how it is stored.
        sent_as: A rejected event, to be sent with what that was sent with; None for a sender who gives no customer.
    """

    source: str
    body: bytes | None = None
    draft: SourceSettings | None = None
    sent_as: RejectedEventId | None = None


@frozen
class ArrivalPreview:
    """What would become of a document.

    Attributes:
        event: What the mapping makes of it; None where it cannot be read.
        rejected: Why it would be rejected; None where it would become part of an alert.
        detail: One sentence that says what and where; empty where it would not be rejected.
        customer: Code of the customer that it would belong to; None where there is none within reach.
        flags: What a reader should know about how it was read.
        fingerprint: 16 bytes that events of the same alert share; None where it would be rejected.
    """

    event: NormalisedEvent | None
    rejected: RejectReason | None = None
    detail: str = ""
    customer: str | None = None
    flags: tuple[EventFlag, ...] = ()
    fingerprint: bytes | None = None


@frozen
class PreviewArrival:
    """Reads a document as intake would, with a source as it is stored or as it would be.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        max_document_bytes: The largest document that is parsed.
    """

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    max_document_bytes: int = 1_048_576

    def execute(self, wanted: ArrivalWanted, *, by: Principal) -> ArrivalPreview:
        """Returns what would become of the document.

        Args:
            wanted: The document.
            by: Who asks; needs ``sources:read``, and ``sources:write`` for a source that is not there yet.

        Raises:
            NotFoundError: There is no such source, rejected event or default customer within reach.
            NotAllowedError: They may not.
        """
        by.require_any_scope(Scope.SOURCES_READ)
        with self.work(by.reach) as work:
            delivery, body = self._delivery(work, wanted, by)
        problem = DocumentProblem.TOO_LARGE if len(body) > self.max_document_bytes else None
        reader = DocumentReader(delivery)
        reading = reader.read(RawDocument(0, 0, body, problem), self.clock.now())
        if isinstance(reading, RejectedEvent):
            return ArrivalPreview(None, reading.reason, reading.detail)
        with self.work(by.reach) as work:
            settled = reader.settle(reading, work.customers.owners(codes_of([reading])))
            owner = settled.origin.customer_id if isinstance(settled, Arrival) else settled.customer_id
            code = self._code(work, owner, by)
        return _preview(reading, settled, code)

    def _delivery(self, work: IncidentsWork, wanted: ArrivalWanted, by: Principal) -> tuple[Delivery, bytes]:
        source = self._source(work, wanted, by)
        if wanted.sent_as is None:
            return Delivery(source, source.name, by, sent_for=None), wanted.body or b""
        found = work.rejected_events.whole([wanted.sent_as], reach=by.reach)
        if not found:
            raise NotFoundError("rejected event", wanted.sent_as)
        sent = found[0]
        delivery = Delivery(
            source,
            sent.instance,
            # As when it is replayed: what its sender could not write, nobody writes for them.
            evolve(by, reach=by.reach.within(sent.sent_within)),
            sent.sent_for,
            skip_minimum=sent.skip_minimum,
        )
        return delivery, sent.body if wanted.body is None else wanted.body

    def _source(self, work: IncidentsWork, wanted: ArrivalWanted, by: Principal) -> Source:
        draft = wanted.draft
        try:
            stored = work.sources.get(wanted.source)
        except NotFoundError:
            if draft is None or Scope.SOURCES_WRITE not in by.scopes:
                raise
            stored = Source(wanted.source, draft.mapping, self.clock.now())
        if draft is None:
            return stored
        code = draft.default_customer
        return evolve(
            stored,
            mapping=draft.mapping,
            default_customer_id=work.customers.by_code(code, reach=by.reach).id if code else None,
            minimum_severity=draft.minimum_severity,
            minimum_level=draft.minimum_level,
        )

    def _code(self, work: IncidentsWork, owner: CustomerId | None, by: Principal) -> str | None:
        return None if owner is None else work.customers.codes([owner], reach=by.reach).get(owner)


def _preview(reading: Reading, settled: Arrival | RejectedEvent, code: str | None) -> ArrivalPreview:
    if isinstance(settled, RejectedEvent):
        return ArrivalPreview(reading.event, settled.reason, settled.detail, code)
    return ArrivalPreview(reading.event, customer=code, flags=settled.flags, fingerprint=settled.fingerprint)
