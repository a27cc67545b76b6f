"""Try again what was rejected, after a mapping or a customer has been mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from attrs import evolve, frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.ids import Ids, RejectedEventId
from socdomain.incidents.arrivals import Delivery
from socdomain.incidents.ingest_batch import BatchIntake
from socdomain.incidents.ingest_documents import BATCH_BYTES
from socdomain.incidents.ingest_summary import IngestSummary
from socdomain.incidents.ports import IncidentsWork
from socdomain.pages import LARGEST_PAGE, PageRequest, Position
from socdomain.principal import Principal, Reach, Scope
from socdomain.sources.documents import DocumentProblem, RawDocument
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.rejected_event import RejectedEvent, RejectReason, ShownRejectedEvent

# What the stream itself broke stays broken: the bytes say nothing of what is missing.
_BROKEN = {RejectReason.TRUNCATED: DocumentProblem.TRUNCATED}
MOST_REPLAYED = 10_000


@frozen
class ReplayRejectedEvents:
    """Takes in rejected documents again, exactly as if they had just been sent with what they were sent with."""

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids
    max_document_bytes: int = 1_048_576

    def execute(
        self, wanted: RejectedFilter, *, by: Principal, tell: Callable[[int], None] = lambda tried: None
    ) -> IngestSummary:
        """Tries again up to 10,000 rejected documents within reach; what is taken now is no longer rejected.

        Args:
            wanted: Which.
            by: Who asks; needs ``events:ingest``. Only for customers that both they and the sender can write for is
                anything taken.
            tell: Is told now and then how many were tried so far, of 10,000 at most.

        Returns:
            What became of them.

        Raises:
            NotFoundError: Their source is no longer there.
        """
        by.require_any_scope(Scope.EVENTS_INGEST)
        by.require_source(wanted.source)
        total = IngestSummary()
        after: Position | None = None
        while total.received < MOST_REPLAYED:
            with self.work(by.reach) as work:
                page = work.rejected_events.page(wanted, PageRequest(LARGEST_PAGE, after), reach=by.reach)
            for ids in _batched(page.items):
                with self.work(by.reach) as work:
                    events = work.rejected_events.whole(ids, reach=by.reach)
                for _, group in groupby(sorted(events, key=_sending), key=_sending):
                    self._replay(list(group), by, total)
                tell(total.received)
            after = page.next
            if after is None:
                break
        return total

    def _replay(self, events: list[RejectedEvent], by: Principal, total: IngestSummary) -> None:
        sent = events[0]
        with self.work(by.reach) as work:
            source = work.sources.get(sent.source)
        delivery = Delivery(
            source,
            sent.instance,
            # What its sender could not write, nobody writes for them.
            evolve(by, reach=by.reach.within(sent.sent_within)),
            sent.sent_for,
            sent.received_at,
            backfill=sent.backfill,
            skip_minimum=sent.skip_minimum,
        )
        summary = IngestSummary()
        batches = BatchIntake(self.work, self.clock, self.ids, delivery, summary)
        batches.take(batches.read([self._raw(position, event) for position, event in enumerate(events)]))
        still_rejected = {rejection.id for rejection in summary.rejections}
        self._remove([event.id for event in events if event.id not in still_rejected], sent.source, by)
        total.add(summary)

    def _raw(self, position: int, event: RejectedEvent) -> RawDocument:
        problem = _BROKEN.get(event.reason)
        if problem is None and len(event.body) > self.max_document_bytes:
            problem = DocumentProblem.TOO_LARGE
        return RawDocument(position=position, offset_bytes=0, body=event.body, problem=problem)

    def _remove(self, ids: list[RejectedEventId], source: str, by: Principal) -> None:
        if not ids:
            return
        now, after = self.clock.now(), {"removed": len(ids)}
        with self.work(by.reach) as work:
            work.rejected_events.remove(ids, reach=by.reach)
            work.audit.add(AuditRecord.of(by, "events.replayed", source, id=self.ids.new(), at=now, after=after))
            work.commit()


def _batched(events: Iterable[ShownRejectedEvent]) -> Iterator[list[RejectedEventId]]:
    """Groups documents so that a batch has not many more bytes than one of intake."""
    batch: list[RejectedEventId] = []
    size_bytes = 0
    for event in events:
        batch.append(event.id)
        size_bytes += event.size_bytes
        if size_bytes >= BATCH_BYTES:
            yield batch
            batch, size_bytes = [], 0
    if batch:
        yield batch


def _sending(event: RejectedEvent) -> tuple[object, ...]:
    """Returns what is the same for all documents of one sending, in a form that can be sorted."""
    customers = event.sent_within.customers
    return (
        event.source,
        event.instance,
        str(event.sent_for),
        () if customers is None else ("only", *sorted(map(str, customers))),
        event.backfill,
        event.skip_minimum,
        event.received_at,
    )
