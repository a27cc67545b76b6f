"""Read a span of time of a feed: take its documents, then mark them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from itertools import islice
from typing import Final

from attrs import define, field, frozen

from socdomain.beside import Begin
from socdomain.clock import Clock
from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.connector import Connector
from socdomain.connectors.keeps_events import KeepsEvents
from socdomain.connectors.verification import ConnectorError
from socdomain.errors import ConcurrentChangeError
from socdomain.ids import CustomerId, EventId, Ids
from socdomain.incidents.arrivals import Delivery
from socdomain.incidents.collection.bodies import Lead, raw_document
from socdomain.incidents.collection.feed import MARK_FIELD, PAGE_SIZE, Feed
from socdomain.incidents.collection.follow_origins import follow_origins
from socdomain.incidents.collection.ports import SLICE, CollectionWork, slice_of
from socdomain.incidents.collection.summary import CollectionSummary
from socdomain.incidents.ingest_batch import BatchIntake
from socdomain.incidents.ingest_documents import BATCH_BYTES
from socdomain.principal import Principal, Reach
from socdomain.sources.documents import RawDocument

REJECTED: Final = "REJECTED"
"""What a document is marked with that is kept as rejected: from there it is tried again, not from its index."""


@frozen
class Collecting:
    """What is the same for everything that one run collects.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
        by: Who collects.
        max_document_bytes: A longer document is kept as rejected.
        begin: How the next page is asked for while the last one is taken.
    """

    work: Callable[[Reach], CollectionWork]
    clock: Clock
    ids: Ids
    by: Principal
    max_document_bytes: int
    begin: Begin


@define
class FeedReader:
    """Reads one feed of one connector; used for one run.

    Args:
        collecting: What is the same for all feeds.
        connector: Where the documents are.
        client: Asks it.
        feed: What is read.
        summary: Counts what became of documents.

    Attributes:
        has_found: Whether a search has given documents.
    """

    collecting: Collecting
    connector: Connector
    client: KeepsEvents
    feed: Feed
    summary: CollectionSummary
    has_found: bool = field(init=False, default=False)
    _intakes: dict[str, BatchIntake] = field(init=False, factory=dict)
    _unmarked: bool = field(init=False, default=False)

    def read(
        self, since: datetime, until: datetime, *, on_page: Callable[[datetime], None] = lambda read_until: None
    ) -> None:
        """Takes the documents of a span of time, by time, and writes down how many each slice of it has.

        Args:
            since: The beginning of a slice.
            until: Before when; what came later is for the next time.
            on_page: Told after each page up to when everything was taken.

        Raises:
            ConnectorError: The product cannot be asked; what was taken until then stays taken.
        """
        found: Counter[datetime] = Counter()
        at = counted_from = since
        with closing(self._pages(since, until)) as pages:
            for page in pages:
                self.has_found = True
                self._take(page)
                for document in page:
                    at = max(at, self.feed.time_of(document) or at)
                    found[slice_of(at)] += 1
                self._recount(counted_from, slice_of(at) + SLICE, found)
                # The slice that the page ends in may go on in the next one.
                counted_from = slice_of(at)
                found = Counter({counted_from: found[counted_from]})
                on_page(at)
        self._recount(counted_from, until, found)
        on_page(until)

    def _pages(self, since: datetime, until: datetime) -> Generator[list[FoundDocument]]:
        """Yields pages; the next one is asked for while somebody is at work on the last."""
        documents, begin = self.client.search_events(self.feed.query(since, until)), self.collecting.begin
        coming = begin(lambda: list(islice(documents, PAGE_SIZE)))
        try:
            while page := coming():
                coming = begin(lambda: list(islice(documents, PAGE_SIZE)))
                yield page
        finally:
            # The client is let go of next, and nobody may be asking by it then.
            with suppress(Exception):
                coming()

    def _take(self, page: Sequence[FoundDocument]) -> None:
        if self.feed.source:
            leads = [Lead(document, self.feed.source) for document in page]
        else:
            leads = follow_origins(page, self.client.fetch_documents)
        events: dict[int, tuple[CustomerId, EventId]] = {}
        for source in sorted({lead.source for lead in leads}):
            of_source = [(number, lead) for number, lead in enumerate(leads) if lead.source == source]
            raws = (
                raw_document(lead, number, max_bytes=self.collecting.max_document_bytes) for number, lead in of_source
            )
            intake = self._intake(source)
            for batch in _within_bytes(raws):
                events.update(intake.take(intake.read(batch)).events)
        if self.feed.is_marked:
            self._mark(page, events)

    def _intake(self, source: str) -> BatchIntake:
        if source not in self._intakes:
            self._intakes[source] = intake_of(self.collecting, self.connector, source, self.summary)
        return self._intakes[source]

    def _mark(self, page: Sequence[FoundDocument], events: dict[int, tuple[CustomerId, EventId]]) -> None:
        """Marks documents that were taken; those that cannot be are taken once more, which changes nothing."""
        with self.collecting.work(self.collecting.by.reach) as work:
            alerts = work.intake.alerts_of(list(events.values()))
        marks = []
        for number, document in enumerate(page):
            alert = alerts.get(events[number][1]) if number in events else None
            if alert is not None or number not in events:
                marks.append((document, {MARK_FIELD: REJECTED if alert is None else str(alert)}))
        try:
            self.summary.marked += self.client.mark_documents(marks)
        except ConnectorError as error:
            if not self._unmarked:
                self.summary.failures.append(f"{self.connector.name}: documents are taken and not marked. {error}")
            self._unmarked = True

    def _recount(self, since: datetime, until: datetime, found: Counter[datetime]) -> None:
        counts = {begin: count for begin, count in found.items() if count and since <= begin < until}
        try:
            self._write_counts(since, until, counts)
        except ConcurrentChangeError:
            # Collecting and reconciling may read the same hour, and count the same.
            self._write_counts(since, until, counts)

    def _write_counts(self, since: datetime, until: datetime, counts: Mapping[datetime, int]) -> None:
        with self.collecting.work(self.collecting.by.reach) as work:
            work.collection.recount(self.connector.id, self.feed.name, since, until, counts)
            work.commit()


def intake_of(
    collecting: Collecting, connector: Connector, source: str, summary: CollectionSummary, *, skip_minimum: bool = False
) -> BatchIntake:
    """Returns what takes in documents of a source that a connector leads to.

    Args:
        collecting: Who collects, and with what.
        connector: Where the documents are.
        source: Name of the source.
        summary: Counts what became of them.
        skip_minimum: Whether the source's minimum severity and level do not apply.

    Raises:
        NotFoundError: There is no such source.
    """
    with collecting.work(collecting.by.reach) as work:
        known = work.sources.get(source)
    delivery = Delivery(
        source=known,
        # Not its name, which may be changed, and would make the same documents others.
        instance=str(connector.id),
        by=collecting.by,
        sent_for=connector.customer_id,
        skip_minimum=skip_minimum,
        # Several events may have been made of one message, and say different things beside it.
        is_known_by_place=True,
    )
    return BatchIntake(collecting.work, collecting.clock, collecting.ids, delivery, summary.intake)


def _within_bytes(raws: Iterable[RawDocument]) -> Iterator[list[RawDocument]]:
    """Groups documents so that a batch has not many more than 4 MiB."""
    batch: list[RawDocument] = []
    size_bytes = 0
    for raw in raws:
        batch.append(raw)
        size_bytes += len(raw.body)
        if size_bytes >= BATCH_BYTES:
            yield batch
            batch, size_bytes = [], 0
    if batch:
        yield batch
