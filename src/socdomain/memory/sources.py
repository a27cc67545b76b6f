"""Sources in memory, and what they could not take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from attrs import frozen

from socdomain.errors import ConcurrentChangeError, NotFoundError, StaleVersionError
from socdomain.ids import RejectedEventId
from socdomain.memory.pages import page_of
from socdomain.memory.state import State
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.rejected_event import RejectedEvent, RejectReason, ShownRejectedEvent
from socdomain.sources.source import Source


@frozen
class MemorySourceRepository:
    """The sources, as ``SourceRepository``."""

    _state: State

    def get(self, name: str) -> Source:
        """Returns a source."""
        source = self._state.sources.get(name)
        if source is None:
            raise NotFoundError("source", name)
        return source

    def all(self) -> tuple[Source, ...]:
        """Returns every source, by name."""
        return tuple(sorted(self._state.sources.values(), key=lambda source: source.name))

    def add(self, source: Source) -> None:
        """Adds a source."""
        if source.name in self._state.sources:
            raise ConcurrentChangeError("the source exists")
        self._put(source)

    def save(self, source: Source, *, expected_version: int) -> None:
        """Replaces a source."""
        present = self.get(source.name)
        if present.version != expected_version:
            raise StaleVersionError("source", present)
        self._put(source)

    def _put(self, source: Source) -> None:
        self._state.check_customer(source.default_customer_id)
        self._state.sources[source.name] = source


@frozen
class MemoryRejectedEventRepository:
    """What could not be taken, as ``RejectedEventRepository``."""

    _state: State

    def add_all(self, events: Collection[RejectedEvent]) -> None:
        """Keeps rejected documents; one that is there already is left as it is."""
        for event in events:
            self._state.check_customer(event.customer_id)
            self._state.check_customer(event.sent_for)
            self._state.rejected_events.setdefault(event.id, event)

    def page(self, wanted: RejectedFilter, page: PageRequest, *, reach: Reach) -> Page[ShownRejectedEvent]:
        """Returns a page within reach by (received_at, id), the latest first."""
        found = [ShownRejectedEvent.of(event) for event in self._within(reach) if _fits(event, wanted)]
        return page_of(found, page, lambda event: Position(event.received_at, event.id))

    def whole(self, ids: Collection[RejectedEventId], *, reach: Reach) -> tuple[RejectedEvent, ...]:
        """Returns those within reach with all their bytes."""
        wanted = frozenset(ids)
        return tuple(event for event in self._within(reach) if event.id in wanted)

    def remove(self, ids: Collection[RejectedEventId], *, reach: Reach) -> None:
        """Removes those within reach, because they were taken after all."""
        wanted = frozenset(ids)
        for event in self._within(reach):
            if event.id in wanted:
                del self._state.rejected_events[event.id]

    def prune(self, received_before: datetime, *, limit: int, reach: Reach) -> int:
        """Removes those within reach that were received before a time, the first ones first, and returns how many."""
        old = [event for event in self._within(reach) if event.received_at < received_before]
        pruned = sorted(old, key=lambda event: (event.received_at, event.id.int))[:limit]
        for event in pruned:
            del self._state.rejected_events[event.id]
        return len(pruned)

    def counts(self, wanted: RejectedFilter, *, reach: Reach) -> Mapping[RejectReason, int]:
        """Returns how many are wanted within reach, by reason."""
        return dict(Counter(event.reason for event in self._within(reach) if _fits(event, wanted)))

    def counts_by_source(self, wanted: RejectedFilter, *, reach: Reach) -> Mapping[str, int]:
        """Returns how many are wanted within reach, by source."""
        return dict(Counter(event.source for event in self._within(reach) if _fits(event, wanted)))

    def _within(self, reach: Reach) -> list[RejectedEvent]:
        return [event for event in self._state.rejected_events.values() if reach.sees(event.customer_id)]


def _fits(event: RejectedEvent, wanted: RejectedFilter) -> bool:
    return (
        wanted.source in (None, event.source)
        and wanted.reason in (None, event.reason)
        and (wanted.ids is None or event.id in wanted.ids)
    )
