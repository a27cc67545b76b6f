"""The searches of a simulated Graylog: events by POST, messages by GET."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from attrs import define

from adapters.connector_kit.graylog_api.simulated_log import SimulatedDocument
from adapters.connector_kit.graylog_api.simulated_query import UnreadableQueryError, read_query
from adapters.connector_kit.graylog_api.times import for_range, read_time
from adapters.connector_kit.simulated_messages import SimulatedRequest

DEEPEST: Final = 10_000
"""As an index bounds how far a search goes."""

USUAL_LIMIT: Final = 150
_TIMES_OF_EVENT: Final = ("timestamp", "timestamp_processing", "timerange_start", "timerange_end")


class UnfitRequestError(ValueError):
    """A search that Graylog would refuse."""


class May(Protocol):
    """Says whether the one who asks may do something."""

    def __call__(self, wanted: str, one: str = "") -> bool:
        """Returns whether that is so, for one thing or for all."""
        ...


@define
class SimulatedSearches:
    """Searches documents.

    Attributes:
        may: Says what the one who asks may do.
        longest: How long a range of messages is looked into, at most; None for any. A longer one is cut without a word.
    """

    may: May
    longest: timedelta | None = None

    def events(self, documents: Sequence[SimulatedDocument], asked: Any, version: str) -> dict[str, Any]:
        """Returns what ``POST /api/events/search`` answers.

        Raises:
            UnfitRequestError: Graylog would not answer that.
        """
        if not isinstance(asked, dict) or asked.get("timerange", {}).get("type") != "absolute":
            raise UnfitRequestError("no search of events")
        span = read_time(asked["timerange"]["from"]), read_time(asked["timerange"]["to"])
        readable = (one for one in documents if one.is_event and self._all_readable(one.fields["source_streams"]))
        found = _found(readable, asked["query"], *span)
        if (asked["sort_by"], asked["sort_direction"]) != ("timestamp", "asc"):
            found.reverse()
        size = int(asked["per_page"])
        start = (int(asked["page"]) - 1) * size
        return {
            "events": [_listed_event(one, version) for one in _slice(found, start, size)],
            "used_indices": sorted({one.index for one in documents if one.is_event}),
            "parameters": asked,
            "total_events": len(found),
            "duration": 3,
            "context": {"event_definitions": {}, "streams": {}},
        }

    def messages(self, documents: Sequence[SimulatedDocument], request: SimulatedRequest) -> dict[str, Any]:
        """Returns what ``GET /api/search/universal/absolute`` answers.

        Raises:
            UnfitRequestError: Graylog would not answer that.
        """
        until = read_time(request.one("to"))
        since = read_time(request.one("from"))
        if self.longest is not None:
            since = max(since, until - self.longest)
        readable = (one for one in documents if not one.is_event and self._any_readable(one.fields["streams"]))
        found = _found(readable, request.one("query"), since, until)
        if request.one("sort") != "timestamp:asc":
            found.reverse()
        size = int(request.one("limit", str(USUAL_LIMIT)))
        return {
            "query": request.one("query"),
            "built_query": request.one("query"),
            # As 5.0 and later have it: what was looked into is not said.
            "used_indices": [],
            "messages": [
                {"highlight_ranges": {}, **listed_message(one), "decoration_stats": None}
                for one in _slice(found, 0, size)
            ],
            "fields": [],
            "time": 2,
            "total_results": len(found),
            "from": for_range(since),
            "to": for_range(until),
        }

    def _all_readable(self, streams: Iterable[str]) -> bool:
        return all(self.may("streams:read", one) for one in streams)

    def _any_readable(self, streams: Iterable[str]) -> bool:
        return any(self.may("streams:read", one) for one in streams)


def listed_message(document: SimulatedDocument, *, is_single: bool = False) -> dict[str, Any]:
    """Returns a message as Graylog gives it.

    Args:
        document: Which.
        is_single: Whether it is asked for alone; its fields are a level deeper then.
    """
    fields = {**document.source, "timestamp": for_range(document.at), "_id": document.id}
    if is_single:
        return {
            "message": {"id": document.id, "timestamp": fields["timestamp"], "fields": fields},
            "index": document.index,
        }
    return {"message": fields, "index": document.index}


def _listed_event(document: SimulatedDocument, version: str) -> dict[str, Any]:
    times = {
        name: for_range(read_time(value)) if (value := document.source.get(name)) else None for name in _TIMES_OF_EVENT
    }
    later: Mapping[str, Any] = {} if version.startswith("5") else {"associated_assets": [], "replay_info": None}
    latest: Mapping[str, Any] = {"aggregation_conditions": {}} if version.startswith("7") else {}
    event = {**document.source, **times, **later, **latest}
    return {"event": event, "index_name": document.index, "index_type": "message"}


def _found(
    documents: Iterable[SimulatedDocument], query: str, since: datetime, until: datetime
) -> list[SimulatedDocument]:
    try:
        matches = read_query(query)
    except UnreadableQueryError as error:
        raise UnfitRequestError("no query that is understood") from error
    found = [one for one in documents if since <= one.at <= until and matches(one.source)]
    return sorted(found, key=lambda one: one.at)


def _slice(found: list[SimulatedDocument], start: int, size: int) -> list[SimulatedDocument]:
    if start + size > DEEPEST:
        raise UnfitRequestError(f"result window is too large, must be less than or equal to {DEEPEST}")
    return found[start : start + size]
