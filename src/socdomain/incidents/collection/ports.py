"""What collecting needs from storage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol

from attrs import frozen

from socdomain.connectors.ports import ConnectorsWork
from socdomain.ids import ConnectorId
from socdomain.incidents.ports import IncidentsWork

SLICE: Final = timedelta(minutes=5)
"""Documents are counted by spans of this length, which begin at whole ones of them since 1970."""


@frozen
class FeedPosition:
    """How far a feed of a connector was read.

    Attributes:
        connector_id: The connector.
        feed: Name of the feed.
        begins_at: From when on it was read at all, aware UTC; at a whole hour.
        read_until: Everything that was there before this time, when it was read, was taken; aware UTC.
    """

    connector_id: ConnectorId
    feed: str
    begins_at: datetime
    read_until: datetime


class CollectionRepository(Protocol):
    """How far connectors were read, and how many documents were found; it goes with the connector."""

    def position(self, connector_id: ConnectorId, feed: str) -> FeedPosition | None:
        """Returns how far a feed was read; None where it never was."""
        ...

    def save(self, position: FeedPosition) -> None:
        """Writes how far a feed was read.

        Raises:
            OtherCustomerError: The connector is not there.
        """
        ...

    def counts(self, connector_id: ConnectorId, feed: str, since: datetime, until: datetime) -> Mapping[datetime, int]:
        """Returns how many documents were found, by the beginning of their slice; a slice without any is left out.

        Args:
            connector_id: The connector.
            feed: Name of the feed.
            since: Of slices that begin at or after this,
            until: and before this.
        """
        ...

    def recount(
        self, connector_id: ConnectorId, feed: str, since: datetime, until: datetime, found: Mapping[datetime, int]
    ) -> None:
        """Replaces what was found in the slices that begin in a span of time.

        Args:
            connector_id: The connector.
            feed: Name of the feed.
            since: Of slices that begin at or after this,
            until: and before this.
            found: How many documents, by the beginning of their slice; at least one each.

        Raises:
            OtherCustomerError: The connector is not there.
        """
        ...

    def forget(self, before: datetime) -> None:
        """Removes what was found in slices that begin before a time."""
        ...


class CollectionWork(IncidentsWork, ConnectorsWork, Protocol):
    """A unit of work over what is collected."""

    @property
    def collection(self) -> CollectionRepository:
        """How far connectors were read."""
        ...


def slice_of(at: datetime) -> datetime:
    """Returns when the slice of a time begins."""
    return at - timedelta(seconds=at.timestamp() % SLICE.total_seconds())
