"""Find what showed in an index so late that collecting had passed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from socdomain.incidents.collection.feed import USUAL_LEVEL
from socdomain.incidents.collection.feed_walk import FeedWalk, Tell, hour_of, tell_nobody
from socdomain.incidents.collection.ports import FeedPosition
from socdomain.incidents.collection.read_feed import FeedReader
from socdomain.incidents.collection.summary import CollectionSummary
from socdomain.principal import Principal, Reach

LOOKS_BACK: Final = timedelta(hours=48)
"""Two days, so that each hour is compared at least once by a job that runs once a day."""
COUNTS_KEPT_FOR: Final = timedelta(hours=72)
_HOUR: Final = timedelta(hours=1)


@frozen
class ReconcileAlerts:
    """Compares what an index holds with what was collected from it.

    Attributes:
        walk: Goes to each feed of each connector.
    """

    walk: FeedWalk

    def execute(
        self, *, by: Principal, minimum_level: int = USUAL_LEVEL, tell: Tell = tell_nobody
    ) -> CollectionSummary:
        """Compares how many documents each hour of the last two days has, and reads those that have others.

        Args:
            by: Who collects; needs ``events:ingest``, and to see every customer.
            minimum_level: The least level of Wazuh's rules.
            tell: Is told how far it has come, in percent, and what it is at.

        Returns:
            What became of the documents of those hours.

        Raises:
            InvalidInputError: There is no such level.
        """
        summary = self.walk.each(minimum_level, self._compare, by=by, tell=tell)
        with self.walk.work(Reach.everyone()) as work:
            work.collection.forget(hour_of(self.walk.clock.now() - COUNTS_KEPT_FOR))
            work.commit()
        return summary

    def _compare(self, reader: FeedReader, position: FeedPosition, tell: Callable[[float], None]) -> None:
        since = max(position.begins_at, hour_of(self.walk.clock.now() - LOOKS_BACK))
        # What collecting has not come to is not missing yet.
        hours = max(0, (position.read_until - since) // _HOUR)
        for number in range(hours):
            begin = since + number * _HOUR
            if self._differs(reader, begin):
                reader.read(begin, begin + _HOUR)
            tell((number + 1) / hours)

    def _differs(self, reader: FeedReader, begin: datetime) -> bool:
        end = begin + _HOUR
        there = reader.client.count_events(reader.feed.query(begin, end))
        if reader.feed.is_marked:
            # What was taken is marked, and no longer counted.
            return there > 0
        with self.walk.work(Reach.everyone()) as work:
            counts = work.collection.counts(reader.connector.id, reader.feed.name, begin, end)
        return there != sum(counts.values())
