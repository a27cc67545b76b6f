"""Pages of documents by time, the oldest first, from any release.

Nothing that OpenSearch sorts by tells documents of one time apart in every case. ``_shard_doc`` (3.3 and later) is the
same in shards of the same number of two indices. ``_id`` is sorted by once every identifier of an index was taken into
the product's memory, which may also be switched off there. The field ``id`` is not unique. So a page begins at the time
of the last document (``search_after``), without those of that time that were given already, by index and ``_id``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from attrs import define, field, frozen

from adapters.connector_kit.errors import TooLargeError
from adapters.connector_kit.http import HttpClient
from adapters.connectors.wazuh_indexer.payloads import Counted, Found, Hit
from adapters.connectors.wazuh_indexer.points_in_time import KEEP_ALIVE, PointInTime, PointsInTime, index_path
from socdomain.connectors.capabilities import EventQuery, FoundDocument
from socdomain.connectors.verification import ConnectorAnswerError

MOST_HITS: Final = 10_000
"""As OpenSearch bounds a page (``index.max_result_window``)."""

MOST_OF_ONE_TIME: Final = 50_000
"""How many documents of one time are told apart by their identifiers, which are sent with each page."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LENIENT: Final = {"ignore_unavailable": "true", "allow_no_indices": "true"}
_WHOLE: Final = {"allow_partial_search_results": "false"}


@define
class Position:
    """How far a search has come: to a time, and to some of the documents of that time.

    Attributes:
        time: In whatever unit the product sorts by; None at the beginning.
        given: The documents of that time that were given: identifiers by index.
    """

    time: int | None = None
    given: dict[str, set[str]] = field(factory=dict)

    def after(self) -> dict[str, Any]:
        """Returns what a search is to come after; the documents of the time come once more."""
        return {} if self.time is None else {"search_after": [self.time - 1]}

    def excluded(self) -> list[dict[str, Any]]:
        """Returns filters for what was given already."""
        return [
            {"bool": {"filter": [{"term": {"_index": index}}, {"ids": {"values": sorted(ids)}}]}}
            for index, ids in self.given.items()
        ]

    def move(self, hits: Sequence[Hit]) -> None:
        """Goes on to the end of a page, which is not empty.

        Raises:
            ConnectorAnswerError: It holds what was given already, is not sorted by times, or has too many of one.
        """
        times = [_time_of(hit) for hit in hits]
        if self.time is not None and times[0] < self.time:
            raise _repeated()
        if times[-1] != self.time:
            self.time, self.given = times[-1], {}
        for hit, time in zip(hits, times, strict=True):
            if time == self.time:
                ids = self.given.setdefault(hit.index, set())
                if hit.id in ids:
                    raise _repeated()
                ids.add(hit.id)
        if sum(map(len, self.given.values())) > MOST_OF_ONE_TIME:
            raise ConnectorAnswerError(
                f"It has more than {MOST_OF_ONE_TIME:,} documents of the same moment, which cannot be told apart."
            )


@frozen
class Searching:
    """Searches the documents of one product.

    Attributes:
        http: Asks it.
        points: Makes points in time there.
    """

    http: HttpClient
    points: PointsInTime

    def documents(self, query: EventQuery) -> Iterator[FoundDocument]:
        """Yields documents by time, the oldest first, a page in memory at a time.

        Raises:
            ConnectorError: The product cannot be asked, has a part of its shards only, or repeats itself.
        """
        if not query.indices:
            # A path without an index would mean all of them.
            return
        with self.points.opened(query.indices) as point:
            for page in self._pages(query, point):
                yield from page

    def count(self, query: EventQuery) -> int:
        """Returns how many documents there are."""
        if not query.indices:
            return 0
        answer = self.http.post(
            f"/{index_path(query.indices)}/_count",
            parameters=_LENIENT,
            json={"query": {"bool": {"filter": filters(query)}}},
            is_repeatable=True,
        )
        return answer.read_as(Counted).whole()

    def _pages(self, query: EventQuery, point: PointInTime | None) -> Iterator[list[FoundDocument]]:
        position = Position()
        size = most = min(query.page_size, MOST_HITS)
        while True:
            is_too_large = False
            try:
                found = self._page(query, point, position, size)
            except TooLargeError:
                if size > 1:
                    size //= 2
                    continue
                is_too_large = True
                found = self._page(query, point, position, size, whole=False)
            hits = found.whole()
            if point is not None and found.pit_id:
                point.id = found.pit_id
            if hits:
                position.move(hits)
                yield [hit.document(is_too_large=is_too_large) for hit in hits]
            if len(hits) < size:
                return
            size = min(most, size * 2)

    def _page(
        self, query: EventQuery, point: PointInTime | None, position: Position, size: int, *, whole: bool = True
    ) -> Found:
        body = {
            "size": size,
            "_source": whole,
            "track_total_hits": False,
            "query": {"bool": {"filter": filters(query), "must_not": position.excluded()}},
            # An index that has had no such document yet does not know the field, and is not asked for it.
            "sort": [{query.time_field: {"order": "asc", "unmapped_type": "date"}}],
            **position.after(),
        }
        if point is None:
            path, parameters = f"/{index_path(query.indices)}/_search", {**_LENIENT, **_WHOLE}
            return self.http.post(path, parameters=parameters, json=body, is_repeatable=True).read_as(Found)
        body["pit"] = {"id": point.id, "keep_alive": KEEP_ALIVE}
        gone = (HTTPStatus.NOT_FOUND,)
        answer = self.http.post("/_search", parameters=_WHOLE, json=body, allowed=gone, is_repeatable=True)
        if answer.status in gone:
            # A page says that something else answers, and nothing of points in time.
            answer.json()
            raise ConnectorAnswerError("Its point in time ran out, since its pages were read too slowly: search again.")
        return answer.read_as(Found)


def filters(query: EventQuery) -> list[dict[str, Any]]:
    """Returns what a query asks for as filters of OpenSearch; those of ``bool`` give no scores."""
    within = {"gte": _epoch_ms(query.since), "lt": _epoch_ms(query.until), "format": "epoch_millis"}
    return [
        {"range": {query.time_field: within}},
        *({"term": {name: {"value": value}}} for name, value in query.equals.items()),
        *({"terms": {name: list(values)}} for name, values in query.one_of.items()),
        *({"range": {name: {"gte": number}}} for name, number in query.at_least.items()),
    ]


def _epoch_ms(moment: datetime) -> int:
    # Rounded up, since documents have whole milliseconds: none below the moment is at or after it.
    return -((_EPOCH - moment) // timedelta(milliseconds=1))


def _time_of(hit: Hit) -> int:
    time = hit.sort[0] if hit.sort else None
    if not isinstance(time, int) or isinstance(time, bool):
        raise ConnectorAnswerError("It sorts by a field that holds no times: give the name of one that does.")
    return time


def _repeated() -> ConnectorAnswerError:
    return ConnectorAnswerError("It gives the same page of documents again and again.")
