"""One batch of documents: read, settled, planned and stored in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import chain

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError
from socdomain.ids import CustomerId, EventId, Ids
from socdomain.incidents.arrivals import Arrival, Delivery, DocumentReader, Reading, codes_of
from socdomain.incidents.asset import aliases_of
from socdomain.incidents.ingest_summary import IngestSummary
from socdomain.incidents.plan_intake import IntakePlanner, Known, Outcome
from socdomain.incidents.ports import IncidentsWork
from socdomain.principal import Reach
from socdomain.sources.documents import RawDocument
from socdomain.sources.rejected_event import RejectedEvent, RejectReason

ATTEMPTS = 8


def _nothing() -> None:
    """Does nothing."""


@frozen
class ReadBatch:
    """A batch of documents that have been read.

    Attributes:
        received_at: When they came, aware UTC.
        raws: All of them.
        readings: Those that could be read.
        rejected: Those that could not, by position.
    """

    received_at: datetime
    raws: list[RawDocument]
    readings: list[Reading]
    rejected: dict[int, RejectedEvent]


@frozen
class TakenBatch:
    """What became of a batch that is stored.

    Attributes:
        events: The events that are there now, also those that were before: customer and identifier, by position.
        rejected: The documents that were not taken, by position.
    """

    events: Mapping[int, tuple[CustomerId, EventId]]
    rejected: Mapping[int, RejectedEvent]


class BatchIntake:
    """Takes one batch of a delivery after another.

    Args:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
        delivery: What is the same for all documents.
        summary: Counts what has been stored.
    """

    def __init__(
        self, work: Callable[[Reach], IncidentsWork], clock: Clock, ids: Ids, delivery: Delivery, summary: IngestSummary
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._delivery = delivery
        self._summary = summary
        self._reader = DocumentReader(delivery)
        self._owners: dict[str, CustomerId] = {}
        self._asked: set[str] = set()

    def read(self, raws: list[RawDocument]) -> ReadBatch:
        """Parses and normalises a batch; asks nothing of storage."""
        # A stream may go on for hours, so that each batch has a time of its own.
        received_at = self._delivery.received_at or self._clock.now()
        rejected: dict[int, RejectedEvent] = {}
        readings: list[Reading] = []
        for raw in raws:
            read = self._reader.read(raw, received_at)
            if isinstance(read, Reading):
                readings.append(read)
            else:
                rejected[raw.position] = read
        return ReadBatch(received_at, raws, readings, rejected)

    def take(self, batch: ReadBatch, before_commit: Callable[[], None] = _nothing) -> TakenBatch:
        """Stores a batch, and returns what became of it; tries again when another writer was first.

        Args:
            batch: The batch.
            before_commit: Called when all is written and the database is about to make it permanent; maybe repeatedly.
        """
        readings, rejected = batch.readings, dict(batch.rejected)
        self._learn_owners(readings)
        arrivals: list[Arrival] = []
        for reading in readings:
            settled = self._reader.settle(reading, self._owners)
            if isinstance(settled, Arrival):
                arrivals.append(settled)
            else:
                rejected[reading.raw.position] = settled
        outcomes = self._store_repeatedly(arrivals, rejected, before_commit)
        self._count(batch.raws, outcomes, rejected)
        events = {one.position: (one.origin.customer_id, one.event_id) for one in arrivals}
        return TakenBatch({place: key for place, key in events.items() if place not in rejected}, rejected)

    def _learn_owners(self, readings: list[Reading]) -> None:
        unknown = codes_of(readings) - self._asked
        if unknown:
            with self._work(self._delivery.by.reach) as work:
                self._owners.update(work.customers.owners(unknown))
            self._asked |= unknown

    def _store_repeatedly(
        self, arrivals: list[Arrival], rejected: dict[int, RejectedEvent], before_commit: Callable[[], None]
    ) -> dict[int, Outcome]:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._store(arrivals, rejected, before_commit)
            except ConcurrentChangeError:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _store(
        self, arrivals: list[Arrival], rejected: dict[int, RejectedEvent], before_commit: Callable[[], None]
    ) -> dict[int, Outcome]:
        with self._work(self._delivery.by.reach) as work:
            planner_outcomes = self._write(work, arrivals) if arrivals else {}
            conflicts = {
                arrival.position: self._conflict(arrival)
                for arrival in arrivals
                if planner_outcomes[arrival.position] is Outcome.CONFLICT
            }
            work.rejected_events.add_all([*rejected.values(), *conflicts.values()])
            work.audit.add(self._record(planner_outcomes, len(rejected)))
            before_commit()
            work.commit()
        rejected.update(conflicts)
        return planner_outcomes

    def _write(self, work: IncidentsWork, arrivals: list[Arrival]) -> dict[int, Outcome]:
        # The plan is as large as the batch, and ends here: the next batch is read before this one is committed.
        work.intake.lock({arrival.origin.customer_id for arrival in arrivals})
        planner = IntakePlanner(self._delivery, self._known(work, arrivals), self._ids, self._clock.now())
        outcomes = planner.make(arrivals)
        work.intake.store(planner.plan)
        return outcomes

    def _known(self, work: IncidentsWork, arrivals: list[Arrival]) -> Known:
        intake = work.intake
        times = [arrival.seen_at for arrival in arrivals]
        alerts = intake.joinable_alerts(
            {(arrival.origin.customer_id, arrival.fingerprint) for arrival in arrivals},
            earliest=min(arrivals[0].received_at, *times),
            latest=max(times),
            all_live=self._delivery.backfill,
        )
        aliases = {
            (arrival.origin.customer_id, alias)
            for arrival in arrivals
            if arrival.event.asset is not None
            for alias in aliases_of(arrival.event.asset, arrival.origin.instance)
            if alias
        }
        acted_on = [
            (alert.customer_id, alert.id)
            for alert in chain.from_iterable(alerts.values())
            if alert.acted_at is not None
        ]
        return Known(
            digests=intake.known_digests([(arrival.origin.customer_id, arrival.event_id) for arrival in arrivals]),
            alerts=alerts,
            assets=intake.known_assets(aliases),
            alert_assets=intake.assets_of(acted_on) if acted_on else frozenset(),
        )

    def _conflict(self, arrival: Arrival) -> RejectedEvent:
        raw = RawDocument(position=arrival.position, offset_bytes=0, body=arrival.body, problem=None)
        where = f"{arrival.origin.index_name or 'document'} {arrival.origin.document_id}"
        detail = f"{where} was received before with other content"
        owner = arrival.origin.customer_id
        return self._reader.reject(raw, RejectReason.ORIGIN_CONFLICT, detail, arrival.received_at, owner)

    def _record(self, outcomes: dict[int, Outcome], rejected: int) -> AuditRecord:
        kinds = list(outcomes.values())
        after: dict[str, object] = {str(outcome): kinds.count(outcome) for outcome in Outcome}
        after["rejected"] = rejected + kinds.count(Outcome.CONFLICT)
        return AuditRecord.of(
            self._delivery.by,
            "events.ingested",
            self._delivery.source.name,
            id=self._ids.new(),
            at=self._clock.now(),
            after=after,
        )

    def _count(self, raws: list[RawDocument], outcomes: dict[int, Outcome], rejected: dict[int, RejectedEvent]) -> None:
        self._summary.received += len(raws)
        for raw in raws:
            if raw.position in rejected:
                self._summary.reject(raw.position, rejected[raw.position])
            else:
                self._summary.count(outcomes[raw.position])
