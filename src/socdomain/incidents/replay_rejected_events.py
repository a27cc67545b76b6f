"""Try again what was rejected, after a mapping or a customer has been mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby

from attrs import frozen

from socdomain.clock import Clock
from socdomain.ids import CustomerId, Ids, RejectedEventId
from socdomain.incidents.arrivals import Delivery
from socdomain.incidents.ingest_batch import BatchIntake
from socdomain.incidents.ingest_summary import IngestSummary
from socdomain.incidents.ports import IncidentsWork
from socdomain.pages import LARGEST_PAGE, PageRequest, Position
from socdomain.principal import Principal, Scope
from socdomain.sources.documents import DocumentProblem, RawDocument
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.rejected_event import RejectedEvent, RejectReason

# What the stream itself broke stays broken: the bytes say nothing of what is missing.
_BROKEN = {RejectReason.TRUNCATED: DocumentProblem.TRUNCATED}
MOST_REPLAYED = 10_000


@frozen
class ReplayRejectedEvents:
    """Takes in rejected documents again, exactly as if they had just been sent with what they were sent with."""

    work: Callable[[], IncidentsWork]
    clock: Clock
    ids: Ids

    def execute(self, wanted: RejectedFilter, *, by: Principal) -> IngestSummary:
        """Tries again up to 10,000 rejected documents within reach; what is taken now is no longer rejected.

        Args:
            wanted: Which.
            by: Who asks; needs ``events:ingest``, and writes only for customers within their reach.

        Returns:
            What became of them.

        Raises:
            NotFoundError: Their source is no longer there.
        """
        by.require_any_scope(Scope.EVENTS_INGEST)
        total = IngestSummary()
        after: Position | None = None
        while total.received < MOST_REPLAYED:
            with self.work() as work:
                page = work.rejected_events.page(wanted, PageRequest(LARGEST_PAGE, after), reach=by.reach)
            for key, group in groupby(sorted(page.items, key=_sort_key), key=_delivery_key):
                self._replay(key, list(group), by, total)
            after = page.next
            if after is None:
                break
        return total

    def _replay(
        self,
        key: tuple[str, str, CustomerId | None, datetime],
        events: list[RejectedEvent],
        by: Principal,
        total: IngestSummary,
    ) -> None:
        source_name, instance, sent_for, received_at = key
        with self.work() as work:
            source = work.sources.get(source_name)
        delivery = Delivery(source, instance, by, sent_for, received_at)
        summary = IngestSummary()
        batches = BatchIntake(self.work, self.clock, self.ids, delivery, summary)
        batches.take(batches.read(_raws(events)))
        still_rejected = {rejection.id for rejection in summary.rejections}
        self._remove([event.id for event in events if event.id not in still_rejected], by)
        total.add(summary)

    def _remove(self, ids: list[RejectedEventId], by: Principal) -> None:
        with self.work() as work:
            work.rejected_events.remove(ids, reach=by.reach)
            work.commit()


def _raws(events: Iterable[RejectedEvent]) -> list[RawDocument]:
    return [
        RawDocument(position=position, offset_bytes=0, body=event.body, problem=_BROKEN.get(event.reason))
        for position, event in enumerate(events)
    ]


def _delivery_key(event: RejectedEvent) -> tuple[str, str, CustomerId | None, datetime]:
    return event.source, event.instance, event.sent_for, event.received_at


def _sort_key(event: RejectedEvent) -> tuple[str, str, str, datetime]:
    return event.source, event.instance, str(event.sent_for), event.received_at
