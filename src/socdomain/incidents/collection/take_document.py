"""Make an alert of one document of an index."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta
from typing import Final

from attrs import evolve, frozen

from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.connector import Connector
from socdomain.connectors.keeps_events import DocumentPlace, KeepsEvents
from socdomain.connectors.verification import ConnectorError
from socdomain.errors import InvalidInputError, NotFoundError, WatchfloorError
from socdomain.ids import AlertId
from socdomain.incidents.arrivals import Arrival, Delivery, DocumentReader, Reading, codes_of
from socdomain.incidents.collection.bodies import Lead, raw_document
from socdomain.incidents.collection.feed import GRAYLOG_EVENTS, MARK_FIELD
from socdomain.incidents.collection.feed_walk import FeedWalk
from socdomain.incidents.collection.follow_origins import follow_origins
from socdomain.incidents.collection.read_feed import Collecting, intake_of
from socdomain.incidents.collection.summary import CollectionSummary
from socdomain.incidents.views import AlertDetail
from socdomain.principal import Principal, Reach, Scope
from socdomain.sources.builtin import recognise
from socdomain.sources.rejected_event import RejectReason

LONGEST_NAME: Final = 512
"""Of a document's identifier in OpenSearch, in bytes; of an index it is 255."""

# https://docs.opensearch.org/latest/api-reference/index-apis/create-index/ says what a name may be. One with a dot in
# front is OpenSearch's own, such as that of its users.
_INDEX: Final = re.compile(r"[^\s._\-+*?,\"<>|/\\#:][^\s*?,\"<>|/\\#:]*")

MOST_SECONDS: Final = 20.0
"""How long connectors are waited for, all together, since somebody waits for the answer."""


class DocumentRejectedError(WatchfloorError):
    """A document of which no alert can be made; it is kept as a rejected event.

    Args:
        reason: Why.
        detail: One sentence that says what and where.
    """

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(f"no alert can be made of the document: {detail}")
        self.reason = reason


@frozen
class IndexedDocument:
    """Which document is meant.

    Attributes:
        index_name: The index that holds it.
        document_id: Its identifier there.
    """

    index_name: str
    document_id: str

    def __attrs_post_init__(self) -> None:
        if not _INDEX.fullmatch(self.index_name) or len(self.index_name.encode()) > LONGEST_NAME:
            raise InvalidInputError("index_name", "must be the name of one index that holds alerts")
        if not 1 <= len(self.document_id.encode("utf-8", "surrogatepass")) <= LONGEST_NAME:
            raise InvalidInputError("alert_id", f"must have 1 to {LONGEST_NAME} bytes")


@frozen
class TakeDocument:
    """Makes an alert of one document, whatever its severity.

    Attributes:
        walk: Knows what is collected from.
    """

    walk: FeedWalk

    def execute(self, wanted: IndexedDocument, *, by: Principal) -> tuple[AlertDetail, bool]:
        """Takes a document, and returns the alert that it begins, joins, or is in already; and whether it begins it.

        Args:
            wanted: Which document; it is looked for at each connector that keeps events.
            by: Who asks; needs ``alerts:write``.

        Raises:
            NotFoundError: There is no such document, or it is a customer's that is out of reach.
            DocumentRejectedError: No alert can be made of it.
            ConnectorError: A connector cannot be asked, and no other has the document.
        """
        by.require_any_scope(Scope.ALERTS_WRITE)
        failure: ConnectorError | None = None
        connectors, clock = self.walk.use.having(KeepsEvents), self.walk.clock
        until = clock.now() + timedelta(seconds=MOST_SECONDS)
        for number, connector in enumerate(connectors):
            # One that hangs leaves the others their share.
            share_s = max(0.0, (until - clock.now()).total_seconds()) / (len(connectors) - number)
            try:
                with self.walk.use.opened(connector.id, KeepsEvents, within_s=share_s) as client:  # type: ignore[type-abstract] # asked for, not made
                    place = DocumentPlace(wanted.index_name, wanted.document_id)
                    document = client.fetch_documents([place]).get(place)
                    if document is not None:
                        return self._taken(wanted, document, connector, client, by)
            except ConnectorError as error:
                failure = error
        if failure is not None:
            raise failure
        raise _nothing(wanted)

    def _taken(
        self,
        wanted: IndexedDocument,
        document: FoundDocument,
        connector: Connector,
        client: KeepsEvents,
        by: Principal,
    ) -> tuple[AlertDetail, bool]:
        walk, lead = self.walk, _lead(document, client)
        if lead is None:
            _require_everyone(by, wanted)
            if document.is_too_large:
                raise DocumentRejectedError(RejectReason.TOO_LARGE, "it is larger than what is taken of a product")
            raise DocumentRejectedError(RejectReason.NOT_AN_EVENT, "it has not the form of any tool's that is known")
        if not by.reach.is_everyone and not self._is_within(by.reach, lead, connector, by):
            raise _nothing(wanted)
        if connector.customer_id is not None and not by.reach.sees(connector.customer_id):
            connector = evolve(connector, customer_id=None)
        collecting = Collecting(walk.work, walk.clock, walk.ids, by, walk.max_document_bytes, walk.begin)
        summary = CollectionSummary()
        intake = intake_of(collecting, connector, lead.source, summary, skip_minimum=True)
        taken = intake.take(intake.read([raw_document(lead, 0, max_bytes=walk.max_document_bytes)]))
        if 0 in taken.rejected:
            rejected = taken.rejected[0]
            if rejected.customer_id is None:
                # Perhaps another customer's.
                _require_everyone(by, wanted)
            raise DocumentRejectedError(rejected.reason, rejected.detail)
        with walk.work(by.reach) as work:
            (alert_id,) = work.intake.alerts_of([taken.events[0]]).values()
            detail = work.alerts.detail(alert_id, reach=by.reach)
        _mark(document, alert_id, client)
        return detail, summary.intake.created > 0

    def _is_within(self, reach: Reach, lead: Lead, connector: Connector, by: Principal) -> bool:
        """Tells whether collecting would have a document be a customer's that is within reach.

        Asked for within a reach alone, a hint of another customer is none, and what is left may say somebody else.
        """
        walk, everyone = self.walk, evolve(by, reach=Reach.everyone())
        raw = raw_document(lead, 0, max_bytes=walk.max_document_bytes)
        with walk.work(everyone.reach) as work:
            source = work.sources.get(lead.source)
        reader = DocumentReader(Delivery(source, str(connector.id), everyone, connector.customer_id, skip_minimum=True))
        reading = reader.read(raw, walk.clock.now())
        if not isinstance(reading, Reading):
            return False
        with walk.work(everyone.reach) as work:
            settled = reader.settle(reading, work.customers.owners(codes_of([reading])))
        return isinstance(settled, Arrival) and reach.sees(settled.origin.customer_id)


def _lead(document: FoundDocument, client: KeepsEvents) -> Lead | None:
    if _is_event(document):
        return follow_origins([document], client.fetch_documents)[0]
    source = recognise(document.source)
    return None if source is None else Lead(document, source)


def _require_everyone(by: Principal, wanted: IndexedDocument) -> None:
    """Refuses to say of a document whose owner is not known that it is there, but to who sees every customer's."""
    if not by.reach.is_everyone:
        raise _nothing(wanted)


def _mark(document: FoundDocument, alert_id: AlertId, client: KeepsEvents) -> None:
    if _is_event(document):
        # Where it cannot be marked, collecting comes to it again, which changes nothing, and tries to.
        with suppress(ConnectorError):
            client.mark_documents([(document, {MARK_FIELD: str(alert_id)})])


def _is_event(document: FoundDocument) -> bool:
    return any(document.index.startswith(pattern.removesuffix("*")) for pattern in GRAYLOG_EVENTS.indices)


def _nothing(wanted: IndexedDocument) -> NotFoundError:
    return NotFoundError("document", f"{wanted.document_id} in {wanted.index_name}")
