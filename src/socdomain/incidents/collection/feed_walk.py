"""The walk over all feeds of all connectors that have any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final, Protocol

from attrs import frozen

from socdomain.beside import Begin, in_turn
from socdomain.clock import Clock
from socdomain.connectors.connector import Connector
from socdomain.connectors.keeps_events import KeepsEvents
from socdomain.connectors.use_connectors import UseConnectors
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import NotAllowedError, NotFoundError, OtherCustomerError
from socdomain.ids import Ids
from socdomain.incidents.collection.feed import feeds
from socdomain.incidents.collection.ports import CollectionWork, FeedPosition
from socdomain.incidents.collection.read_feed import Collecting, FeedReader
from socdomain.incidents.collection.summary import CollectionSummary
from socdomain.principal import Principal, Reach, Scope

FIRST_LOOK: Final = timedelta(hours=24)
"""How far back a feed is read the first time."""

_OF_ONE_FEED: Final = (Outcome.FORBIDDEN, Outcome.ERROR)
"""What is the matter with some indices of a product, and need not be with others of it."""

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
        begin: How the next page of documents is asked for while the last one is taken.
    """

    work: Callable[[Reach], CollectionWork]
    use: UseConnectors
    clock: Clock
    ids: Ids
    max_document_bytes: int = 1_048_576
    begin: Begin = in_turn

    def each(self, minimum_level: int, do: DoesFeed, *, by: Principal, tell: Tell = tell_nobody) -> CollectionSummary:
        """Does something with each feed; a connector or feed that fails does not keep the others from their turn.

        A feed that may not be read, and never could be, is passed over where the connector has another that may.

        Args:
            minimum_level: The least level of Wazuh's rules.
            do: What.
            by: Who asks; needs ``events:ingest``, and to see every customer.
            tell: Is told how far it has come, in percent, and what it is at.

        Returns:
            What became of documents, which connectors failed, and which feeds were passed over.

        Raises:
            InvalidInputError: There is no such level.
        """
        by.require_any_scope(Scope.EVENTS_INGEST)
        if not by.reach.is_everyone:
            raise NotAllowedError((Scope.EVENTS_INGEST,))
        wanted, summary = feeds(minimum_level), CollectionSummary()
        collecting = Collecting(self.work, self.clock, self.ids, by, self.max_document_bytes, self.begin)
        connectors = self.use.having(KeepsEvents)
        for number, connector in enumerate(connectors):
            with _failing_alone(connector, summary), self.use.opened(connector.id, KeepsEvents) as client:  # type: ignore[type-abstract] # asked for, not made
                readers = [FeedReader(collecting, connector, client, feed, summary) for feed in wanted]
                self._each_of(readers, do, _Progress(tell, number * len(wanted), len(connectors) * len(wanted)))
        return summary

    def _each_of(self, readers: Sequence[FeedReader], do: DoesFeed, progress: _Progress) -> None:
        """Does something with each feed of a connector; one that cannot be read keeps no other from its turn."""
        refused: list[str] = []
        for number, reader in enumerate(readers):
            known = self._known_position(reader)
            begins_at = hour_of(self.clock.now() - FIRST_LOOK)
            position = known or FeedPosition(reader.connector.id, reader.feed.name, begins_at, begins_at)
            try:
                do(reader, position, progress.of(number, reader))
            except ConnectorError as error:
                if error.outcome not in _OF_ONE_FEED:
                    raise
                said = f"{reader.connector.name}: {reader.feed.name}: {error}"
                # Rights to read every feed are not needed, where some are not wanted; to read what was read before are.
                was_let_in = known is not None or reader.has_found or error.outcome is not Outcome.FORBIDDEN
                (reader.summary.failures if was_let_in else refused).append(said)
        summary = readers[0].summary
        (summary.failures if len(refused) == len(readers) else summary.passed_over).extend(refused)

    def _known_position(self, reader: FeedReader) -> FeedPosition | None:
        with self.work(Reach.everyone()) as work:
            return work.collection.position(reader.connector.id, reader.feed.name)


def hour_of(at: datetime) -> datetime:
    """Returns when the hour of a time begins."""
    return at.replace(minute=0, second=0, microsecond=0)


@frozen
class _Progress:
    """Says how far it has come, from the steps that one connector begins with."""

    tell: Tell
    first: int
    steps: int

    def of(self, number: int, reader: FeedReader) -> Callable[[float], None]:
        """Returns what is told how much of one of its feeds is done, up to 1."""
        text = f"{reader.connector.name}: {reader.feed.name}"
        return lambda share: self.tell(int(100 * (self.first + number + share) / self.steps), text)


@contextmanager
def _failing_alone(connector: Connector, summary: CollectionSummary) -> Iterator[None]:
    try:
        yield
    except (ConnectorError, NotFoundError, OtherCustomerError) as error:
        summary.failures.append(f"{connector.name}: {error}")
