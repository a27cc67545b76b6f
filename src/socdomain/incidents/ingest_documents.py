"""Take in documents of a source: into alerts, or kept with the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from attrs import frozen

from socdomain.beside import Begin, in_turn
from socdomain.clock import Clock
from socdomain.errors import WatchfloorError
from socdomain.ids import Ids
from socdomain.incidents.arrivals import Delivery
from socdomain.incidents.ingest_batch import BatchIntake
from socdomain.incidents.ingest_summary import IngestRequest, IngestStoppedError, IngestSummary
from socdomain.incidents.ports import IncidentsWork
from socdomain.principal import Principal, Reach, Scope
from socdomain.sources.documents import RawDocument, split_documents

BATCH_DOCUMENTS = 500
"""More would be a little quicker, and with 1,000 `watchfloor ingest` takes 157 MiB instead of 141."""
BATCH_BYTES = 4 * 1024 * 1024

T = TypeVar("T")


@frozen
class IngestDocuments:
    """Takes in documents in batches, each of which is one transaction.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
        max_document_bytes: A longer document is kept as rejected.
        begin: How the next batch is read while the database makes the last one permanent.
    """

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids
    max_document_bytes: int = 1_048_576
    begin: Begin = in_turn

    def execute(
        self,
        chunks: Iterable[bytes],
        request: IngestRequest,
        *,
        by: Principal,
        begin_batch: Callable[[], None] | None = None,
        on_batch: Callable[[IngestSummary], None] | None = None,
    ) -> IngestSummary:
        """Takes in a stream of documents.

        Args:
            chunks: A JSON array, JSON lines or concatenated objects, cut anywhere.
            request: What they are.
            by: Who sends them; needs ``events:ingest``.
            begin_batch: Called before each batch is written; what it raises stops the intake.
            on_batch: Told the summary after each batch.

        Returns:
            What became of each document.

        Raises:
            NotFoundError: There is no such source, or no such customer within reach.
            IngestStoppedError: The stream broke off, or held a document too large to be kept.
        """
        by.require_any_scope(Scope.EVENTS_INGEST)
        delivery = self._delivery(request, by)
        failures: list[Exception] = []
        raws = split_documents(_until_failure(chunks, failures), max_document_bytes=self.max_document_bytes)
        return self.take(delivery, raws, failures, begin_batch=begin_batch, on_batch=on_batch)

    def take(
        self,
        delivery: Delivery,
        raws: Iterable[RawDocument],
        failures: list[Exception],
        *,
        begin_batch: Callable[[], None] | None = None,
        on_batch: Callable[[IngestSummary], None] | None = None,
    ) -> IngestSummary:
        """Takes in documents that have been told apart already.

        Raises:
            IngestStoppedError: ``failures`` was not empty at the end, or storage failed.
        """
        summary = IngestSummary()
        batches = BatchIntake(self.work, self.clock, self.ids, delivery, summary)
        try:
            read = map(batches.read, _batched(_until_failure(raws, failures)))
            for batch, begin_next in _one_ahead(read, self.begin):
                if begin_batch is not None:
                    begin_batch()
                batches.take(batch, begin_next)
                if on_batch is not None:
                    on_batch(summary)
        except WatchfloorError as error:
            raise IngestStoppedError(summary, error) from error
        if failures:
            raise IngestStoppedError(summary, failures[0]) from failures[0]
        return summary

    def _delivery(self, request: IngestRequest, by: Principal) -> Delivery:
        by.require_source(request.source)
        with self.work(by.reach) as work:
            source = work.sources.get(request.source)
            sent_for = work.customers.by_code(request.customer, reach=by.reach).id if request.customer else None
        return Delivery(
            source=source,
            instance=request.instance or source.name,
            by=by,
            sent_for=sent_for,
            backfill=request.backfill,
            skip_minimum=request.skip_minimum,
        )


def _until_failure(items: Iterable[T], failures: list[Exception]) -> Iterator[T]:
    """Yields until the items break off, so that what came before is kept and the break told at the end."""
    try:
        yield from items
    except Exception as failure:
        failures.append(failure)


def _one_ahead(items: Iterator[T], begin: Begin) -> Iterator[tuple[T, Callable[[], None]]]:
    """Yields each item with what begins to get the next; what was not begun is got when it is wanted."""
    item = next(items, None)
    while item is not None:
        begun: list[Callable[[], T | None]] = []

        def begin_next(begun: list[Callable[[], T | None]] = begun) -> None:
            if not begun:
                begun.append(begin(lambda: next(items, None)))

        yield item, begin_next
        begin_next()
        item = begun[0]()


def _batched(raws: Iterable[RawDocument]) -> Iterator[list[RawDocument]]:
    """Groups documents so that a batch has at most 500 of them, and not many more than 4 MiB."""
    batch: list[RawDocument] = []
    size_bytes = 0
    for raw in raws:
        batch.append(raw)
        size_bytes += len(raw.body)
        if len(batch) >= BATCH_DOCUMENTS or size_bytes >= BATCH_BYTES:
            yield batch
            batch, size_bytes = [], 0
    if batch:
        yield batch
