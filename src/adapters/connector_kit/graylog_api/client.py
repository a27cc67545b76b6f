"""Asks Graylog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import merge
from http import HTTPStatus
from itertools import count
from typing import Final

from attrs import frozen

from adapters.connector_kit.graylog_api.payloads import (
    EventDefinitionPage,
    EventsFound,
    InputList,
    MessagesFound,
    SingleMessage,
    StreamPage,
    SystemOverview,
    UserSummary,
)
from adapters.connector_kit.graylog_api.rights import remark_on_rights, remark_on_version
from adapters.connector_kit.graylog_api.searching import (
    TIME_FIELD,
    Ask,
    Hit,
    Page,
    checked,
    count_of,
    hits_of,
    is_wanted,
    query_text,
    wants_events,
    wants_messages,
)
from adapters.connector_kit.graylog_api.times import for_range, read_time, to_millisecond
from adapters.connector_kit.http import HttpClient, Parameters, segment
from adapters.connector_kit.http_answer import Answer
from socdomain.connectors.capabilities import EventQuery, FoundDocument, Named
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome, ProductFound

PER_PAGE: Final = 100

STREAMS: Final = "/api/streams/paginated"
DEFINITIONS: Final = "/api/events/definitions"
_ANOTHER_USER: Final = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
"""What one gets who asks for a user other than oneself."""


@frozen
class GraylogClient:
    """Asks one Graylog, as ``ListsStreams``, ``SearchesEvents`` and ``FetchesDocuments``.

    Attributes:
        http: Asks it with the credential.
        username: Whose credential that is; empty where a token was given without.
    """

    http: HttpClient
    username: str = ""

    def verify(self) -> ProductFound:
        """Reads the version, the user's roles, and whether any stream may be read."""
        system = self.http.get("/api/system").read_as(SystemOverview)
        remarks = [remark_on_version(system.version), self._remark_on_user()]
        if not self._page(STREAMS, 1, 1).read_as(StreamPage).named():
            raise ConnectorError(
                Outcome.FORBIDDEN,
                "It knows the credential, which may read no stream: give its user the rights of the guide.",
            )
        if not system.is_processing:
            remarks.append("It takes messages in and does not process them: someone has paused that.")
        return ProductFound(system.version, " ".join(filter(None, remarks)))

    def streams(self) -> Iterator[Named]:
        """Yields the streams that the credential may read, by title."""
        return _pages(lambda number: self._page(STREAMS, number, PER_PAGE).read_as(StreamPage))

    def inputs(self) -> Iterator[Named]:
        """Yields the inputs that the credential may read, by title."""
        found = self.http.get("/api/system/inputs").read_as(InputList).inputs
        return iter(sorted((one.named() for one in found), key=lambda one: (one.title.casefold(), one.id)))

    def event_definitions(self) -> Iterator[Named]:
        """Yields the event definitions that the credential may read, by title."""
        return _pages(lambda number: self._page(DEFINITIONS, number, PER_PAGE).read_as(EventDefinitionPage))

    def search_events(self, query: EventQuery) -> Iterator[FoundDocument]:
        """Yields events, messages or both, as the names of the indices ask for, by time, the oldest first."""
        walks = [hits_of(ask, query) for ask in self._asks(checked(query))]
        return (hit.document for hit in merge(*walks, key=_time) if is_wanted(hit.document.index, query))

    def count_events(self, query: EventQuery) -> int:
        """Returns how many of them there are."""
        return sum(count_of(ask, query) for ask in self._asks(checked(query)))

    def fetch_document(self, index: str, document_id: str) -> FoundDocument | None:
        """Returns an event or a message; None where there is none."""
        path = f"/api/messages/{segment(index)}/{segment(document_id)}"
        answer = self.http.get(path, allowed=(HTTPStatus.NOT_FOUND,))
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        found = answer.read_as(SingleMessage)
        return FoundDocument(found.index, document_id, found.source())

    def _remark_on_user(self) -> str:
        if not self.username:
            return "What its token may do is not known: give the token's user too."
        answer = self.http.get(f"/api/users/{segment(self.username)}", allowed=_ANOTHER_USER)
        if answer.status in _ANOTHER_USER:
            return "What its user may do is not known: Graylog does not show it that user."
        return remark_on_rights(answer.read_as(UserSummary).permissions)

    def _asks(self, query: EventQuery) -> Iterator[Ask]:
        if wants_events(query):
            yield self._events
        if wants_messages(query):
            yield self._messages

    def _events(self, query: EventQuery, since: datetime, most: int) -> Page:
        asked = {
            "query": query_text(query, since),
            "timerange": {"type": "absolute", **_range(query, since)},
            "filter": {"alerts": "include"},
            "sort_by": TIME_FIELD,
            "sort_direction": "asc",
            "page": 1,
            "per_page": most,
        }
        found = self.http.post("/api/events/search", json=asked, is_repeatable=True).read_as(EventsFound)
        return Page(tuple(Hit.of(one.document()) for one in found.events), found.total, found.used_indices)

    def _messages(self, query: EventQuery, since: datetime, most: int) -> Page:
        # The one search for whole messages that 5.0 to 7.2 have, by GET; those that came later answer with tables.
        parameters: Parameters = {
            "query": query_text(query, since),
            **_range(query, since),
            "sort": f"{TIME_FIELD}:asc",
            "limit": most,
            "decorate": "false",
        }
        found = self.http.get("/api/search/universal/absolute", parameters=parameters).read_as(MessagesFound)
        if read_time(found.since) > since:
            raise ConnectorError(
                Outcome.ERROR,
                "It searches a shorter range than it is asked for: raise the limit in its configuration of searches.",
            )
        return Page(tuple(Hit.of(one.document()) for one in found.messages), found.total)

    def _page(self, path: str, number: int, size: int) -> Answer:
        return self.http.get(path, parameters={"page": number, "per_page": size})


def _pages(ask: Callable[[int], StreamPage | EventDefinitionPage]) -> Iterator[Named]:
    shown = 0
    before: tuple[Named, ...] = ()
    for number in count(1):
        page = ask(number)
        entries = page.named()
        if entries and entries == before:
            raise ConnectorAnswerError("It gives the same page again and again.")
        yield from entries
        shown += len(entries)
        # The total of some versions counts what the user may not see, so that an empty page ends it too.
        if not entries or shown >= page.total:
            return
        before = entries


def _range(query: EventQuery, since: datetime) -> dict[str, str]:
    return {"from": for_range(since), "to": for_range(to_millisecond(query.until))}


def _time(hit: Hit) -> datetime:
    return hit.at
