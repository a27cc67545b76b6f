"""Take in what other tools have written into their indices since the last time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, frozen

from socdomain.incidents.collection.feed import USUAL_LEVEL
from socdomain.incidents.collection.feed_walk import FIRST_LOOK, FeedWalk, Tell, hour_of, tell_nobody
from socdomain.incidents.collection.ports import FeedPosition, slice_of
from socdomain.incidents.collection.read_feed import FeedReader
from socdomain.incidents.collection.summary import CollectionSummary
from socdomain.principal import Principal, Reach

USUAL_OVERLAP: Final = timedelta(minutes=15)


@frozen
class CollectAlerts:
    """Collects from every connector that keeps events.

    Attributes:
        walk: Goes to each.
        overlap: How long before the end of the last time it begins: so late may a document show that is found at once.
    """

    walk: FeedWalk
    overlap: timedelta = USUAL_OVERLAP

    def execute(
        self, *, by: Principal, minimum_level: int = USUAL_LEVEL, tell: Tell = tell_nobody
    ) -> CollectionSummary:
        """Takes in what has come since the last time, and what came in the time before that once more.

        A document that was taken before changes nothing.

        Args:
            by: Who collects; needs ``events:ingest``, and to see every customer.
            minimum_level: The least level of Wazuh's rules.
            tell: Is told how far it has come, in percent, and what it is at.

        Raises:
            InvalidInputError: There is no such level.
        """
        return self.walk.each(minimum_level, self._read, by=by, tell=tell)

    def _read(self, reader: FeedReader, position: FeedPosition, tell: Callable[[float], None]) -> None:
        now = self.walk.clock.now()
        # A clock that was ahead, and was set back, has noted times of which nothing can have been read.
        position = evolve(
            position,
            begins_at=min(position.begins_at, hour_of(now - FIRST_LOOK)),
            read_until=min(position.read_until, now),
        )
        since = max(position.begins_at, slice_of(position.read_until - self.overlap))
        if since >= now:
            return

        def note(read_until: datetime) -> None:
            # What was taken stays taken, also where a page of what is read once more is the last that comes.
            self._save(evolve(position, read_until=max(position.read_until, read_until)))
            tell((read_until - since) / (now - since))

        reader.read(since, now, on_page=note)

    def _save(self, position: FeedPosition) -> None:
        with self.walk.work(Reach.everyone()) as work:
            work.collection.save(position)
            work.commit()
