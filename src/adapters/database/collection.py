"""How far connectors were read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from adapters.database.collection_tables import feed_counts, feed_positions
from socdomain.ids import ConnectorId
from socdomain.incidents.collection.ports import FeedPosition


class SqlCollection:
    """How far connectors were read, as ``CollectionRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def position(self, connector_id: ConnectorId, feed: str) -> FeedPosition | None:
        """Returns how far a feed was read; None where it never was."""
        table = feed_positions.c
        is_it = (table.connector_id == connector_id) & (table.feed == feed)
        row = self._connection.execute(select(feed_positions).where(is_it)).one_or_none()
        return None if row is None else FeedPosition(row.connector_id, row.feed, row.begins_at, row.read_until)

    def save(self, position: FeedPosition) -> None:
        """Writes how far a feed was read."""
        table = feed_positions.c
        is_it = (table.connector_id == position.connector_id) & (table.feed == position.feed)
        times = {"begins_at": position.begins_at, "read_until": position.read_until}
        if not self._connection.execute(update(feed_positions).where(is_it).values(times)).rowcount:
            row = {"connector_id": position.connector_id, "feed": position.feed, **times}
            self._connection.execute(insert(feed_positions).values(row))

    def counts(self, connector_id: ConnectorId, feed: str, since: datetime, until: datetime) -> Mapping[datetime, int]:
        """Returns how many documents were found, by the beginning of their slice."""
        table = feed_counts.c
        found = select(table.begins_at, table.documents).where(_within(connector_id, feed, since, until))
        return {row.begins_at: row.documents for row in self._connection.execute(found)}

    def recount(
        self, connector_id: ConnectorId, feed: str, since: datetime, until: datetime, found: Mapping[datetime, int]
    ) -> None:
        """Replaces what was found in the slices that begin in a span of time."""
        self._connection.execute(delete(feed_counts).where(_within(connector_id, feed, since, until)))
        if found:
            of_feed = {"connector_id": connector_id, "feed": feed}
            rows = [{**of_feed, "begins_at": begin, "documents": count} for begin, count in found.items()]
            self._connection.execute(insert(feed_counts), rows)

    def forget(self, before: datetime) -> None:
        """Removes what was found in slices that begin before a time."""
        self._connection.execute(delete(feed_counts).where(feed_counts.c.begins_at < before))


def _within(connector_id: ConnectorId, feed: str, since: datetime, until: datetime) -> ColumnElement[bool]:
    table = feed_counts.c
    is_feed = (table.connector_id == connector_id) & (table.feed == feed)
    return is_feed & (table.begins_at >= since) & (table.begins_at < until)
