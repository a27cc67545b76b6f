"""The walk over all feeds of all connectors that have any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final, Protocol

from attrs import frozen

from socdomain.clock import Clock
from socdomain.connectors.connector import Connector
from socdomain.connectors.keeps_events import KeepsEvents
from socdomain.connectors.use_connectors import UseConnectors
from socdomain.connectors.verification import ConnectorError
from socdomain.errors import NotAllowedError, NotFoundError, OtherCustomerError, SealBrokenError, UnknownKeyError
from socdomain.ids import Ids
from socdomain.incidents.collection.feed import feeds
from socdomain.incidents.collection.ports import CollectionWork, FeedPosition
from socdomain.incidents.collection.read_feed import Collecting, FeedReader
from socdomain.incidents.collection.summary import CollectionSummary
from socdomain.principal import Principal, Reach, Scope

FIRST_LOOK: Final = timedelta(hours=24)
"""How far back a feed is read the first time."""

Tell = Callable[[int, str], None]


def tell_nobody(percent: int, text: str) -> None:
    """Tells nobody."""


class DoesFeed(Protocol):
    """Does something with one feed of one connector."""

    def __call__(self, reader: FeedReader, position: FeedPosition, tell: Callable[[float], None]) -> None:
        """Does it.

        Args:
            reader: Reads the feed.
            position: How far it was read.
            tell: Is told how much of it is done, up to 1.
        """
        ...


@frozen
class FeedWalk:
    """Goes to every connector that keeps events, and to each feed of it.

    Attributes:
        work: Makes units of work; none is open while a product is asked.
        use: Finds connectors, and opens them.
        clock: Tells the time.
        ids: Makes identifiers.
        max_document_bytes: A longer document is kept as rejected.
    """

    work: Callable[[Reach], CollectionWork]
    use: UseConnectors
    clock: Clock
    ids: Ids
    max_document_bytes: int = 1_048_576

    def each(self, minimum_level: int, do: DoesFeed, *, by: Principal, tell: Tell = tell_nobody) -> CollectionSummary:
        """Does something with each feed; a connector that fails does not keep the others from their turn.

        Args:
            minimum_level: The least level of Wazuh's rules.
            do: What.
            by: Who asks; needs ``events:ingest``, and to see every customer.
            tell: Is told how far it has come, in percent, and what it is at.

        Returns:
            What became of documents, and which connectors failed.

        Raises:
            InvalidInputError: There is no such level.
        """
        by.require_any_scope(Scope.EVENTS_INGEST)
        if not by.reach.is_everyone:
            raise NotAllowedError((Scope.EVENTS_INGEST,))
        wanted, summary = feeds(minimum_level), CollectionSummary()
        collecting = Collecting(self.work, self.clock, self.ids, by, self.max_document_bytes)
        connectors = self.use.having(KeepsEvents)
        steps = iter(range(len(connectors) * len(wanted)))
        for connector in connectors:
            with _failing_alone(connector, summary), self.use.opened(connector.id, KeepsEvents) as client:  # type: ignore[type-abstract] # asked for, not made
                for feed in wanted:
                    reader = FeedReader(collecting, connector, client, feed, summary)
                    share = _share(tell, next(steps), len(connectors) * len(wanted), f"{connector.name}: {feed.name}")
                    do(reader, self._position(reader), share)
        return summary

    def _position(self, reader: FeedReader) -> FeedPosition:
        with self.work(Reach.everyone()) as work:
            position = work.collection.position(reader.connector.id, reader.feed.name)
        begins_at = hour_of(self.clock.now() - FIRST_LOOK)
        return position or FeedPosition(reader.connector.id, reader.feed.name, begins_at, begins_at)


def hour_of(at: datetime) -> datetime:
    """Returns when the hour of a time begins."""
    return at.replace(minute=0, second=0, microsecond=0)


def _share(tell: Tell, step: int, steps: int, text: str) -> Callable[[float], None]:
    return lambda share: tell(int(100 * (step + share) / steps), text)


@contextmanager
def _failing_alone(connector: Connector, summary: CollectionSummary) -> Iterator[None]:
    try:
        yield
    except (ConnectorError, SealBrokenError, UnknownKeyError, NotFoundError, OtherCustomerError) as error:
        summary.failures.append(f"{connector.name}: {error}")
