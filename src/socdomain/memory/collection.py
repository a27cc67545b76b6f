"""How far connectors were read, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from socdomain.errors import OtherCustomerError
from socdomain.ids import ConnectorId
from socdomain.incidents.collection.ports import FeedPosition
from socdomain.memory.state import State


@frozen
class MemoryCollection:
    """How far connectors were read, as ``CollectionRepository``."""

    _state: State

    def position(self, connector_id: ConnectorId, feed: str) -> FeedPosition | None:
        """Returns how far a feed was read; None where it never was."""
        return self._state.feed_positions.get((connector_id, feed))

    def save(self, position: FeedPosition) -> None:
        """Writes how far a feed was read."""
        self._require(position.connector_id)
        self._state.feed_positions[position.connector_id, position.feed] = position

    def counts(self, connector_id: ConnectorId, feed: str, since: datetime, until: datetime) -> Mapping[datetime, int]:
        """Returns how many documents were found, by the beginning of their slice."""
        return {
            begin: count
            for (owner, of_feed, begin), count in self._state.feed_counts.items()
            if (owner, of_feed) == (connector_id, feed) and since <= begin < until
        }

    def recount(
        self, connector_id: ConnectorId, feed: str, since: datetime, until: datetime, found: Mapping[datetime, int]
    ) -> None:
        """Replaces what was found in the slices that begin in a span of time."""
        for begin in self.counts(connector_id, feed, since, until):
            del self._state.feed_counts[connector_id, feed, begin]
        for begin, count in found.items():
            self._require(connector_id)
            self._state.feed_counts[connector_id, feed, begin] = count

    def forget(self, before: datetime) -> None:
        """Removes what was found in slices that begin before a time."""
        for key in [key for key in self._state.feed_counts if key[2] < before]:
            del self._state.feed_counts[key]

    def _require(self, connector_id: ConnectorId) -> None:
        if connector_id not in self._state.connectors:
            raise OtherCustomerError("a link leads to a connector that is not there")
