"""Searching in Graylog: the query's text, and the way through more than it gives at a time.

Neither of its searches has a cursor. A page further on is read by time: from the time of the last document on, where
those that were given already are passed over. So nothing depends on how deep a page lies: Graylog 5 reads ``offset``
and leaves it out, and no version goes beyond 10,000.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Final

from attrs import frozen

from adapters.connector_kit.errors import TooLargeError
from adapters.connector_kit.graylog_api.times import for_query, read_time, to_millisecond
from socdomain.connectors.capabilities import EventQuery, FoundDocument
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome

MOST_AT_ONCE: Final = 10_000
"""What an index gives at a time, as every product above OpenSearch has it by default."""

TIME_FIELD: Final = "timestamp"
EVENTS: Final = "gl-"
"""How the names of the indices begin that hold events: ``gl-events_0``, ``gl-system-events_0``."""

_SPECIAL: Final = re.compile(r'([\s+\-&|!(){}\[\]^"~*?:\\/<>=])')
_QUOTED: Final = re.compile(r'(["\\])')
_BACKSLASH: Final = r"\\\1"
"""Puts a backslash before what was found."""


@frozen
class Hit:
    """A document that was found.

    Attributes:
        at: Its time.
        document: The document.
    """

    at: datetime
    document: FoundDocument

    @classmethod
    def of(cls, document: FoundDocument) -> Hit:
        """Returns a document with its time.

        Raises:
            ConnectorAnswerError: It has no time, or no identifier.
        """
        if not document.id:
            raise ConnectorAnswerError("It gives a document without an identifier.")
        return cls(read_time(document.source.get(TIME_FIELD)), document)

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others."""
        return self.document.index, self.document.id


@frozen
class Page:
    """What Graylog gave at a time.

    Attributes:
        hits: By time, the oldest first.
        total: How many there are in the whole range.
        indices: Names of the indices that were looked into; empty where it does not say.
    """

    hits: tuple[Hit, ...]
    total: int
    indices: tuple[str, ...] = ()


Ask = Callable[[EventQuery, datetime, int], Page]
"""Asks for the documents from a time on, this many at most."""


def checked(query: EventQuery) -> EventQuery:
    """Returns a query that Graylog can answer.

    Raises:
        ConnectorError: It asks by another time than the one that Graylog searches and sorts by.
    """
    if query.time_field != TIME_FIELD:
        raise ConnectorError(Outcome.ERROR, f"Graylog searches by the field {TIME_FIELD} and by no other time.")
    return query


def query_text(query: EventQuery, since: datetime) -> str:
    """Returns a query as Graylog takes it (Lucene's syntax).

    The range stands in it although Graylog is given one beside it: that one's end is in it for one version and not for
    another, and this one says.
    """
    until = for_query(to_millisecond(query.until))
    parts = [f'{TIME_FIELD}:["{for_query(since)}" TO "{until}"}}']
    parts += [f"{_escaped(name)}:{_quoted(value)}" for name, value in query.equals.items()]
    parts += [f"{_escaped(name)}:({' OR '.join(map(_quoted, values))})" for name, values in query.one_of.items()]
    parts += [f"{_escaped(name)}:[{least} TO *]" for name, least in query.at_least.items()]
    return " AND ".join(parts)


def _quoted(value: str) -> str:
    return f'"{_QUOTED.sub(_BACKSLASH, value)}"'


def is_wanted(index: str, query: EventQuery) -> bool:
    """Returns whether a query asks for documents of an index."""
    return any(fnmatchcase(index, pattern) for pattern in query.indices)


def wants_events(query: EventQuery) -> bool:
    """Returns whether a query may ask for documents of an index that holds events."""
    heads = (pattern.partition("*") for pattern in query.indices)
    return any(head.startswith(EVENTS) or (star and EVENTS.startswith(head)) for head, star, _ in heads)


def wants_messages(query: EventQuery) -> bool:
    """Returns whether a query may ask for documents of any other index."""
    return any(not pattern.startswith(EVENTS) for pattern in query.indices)


def hits_of(ask: Ask, query: EventQuery) -> Iterator[Hit]:
    """Yields all that there is, by time, a page in memory at a time.

    Raises:
        ConnectorError: Graylog cannot be asked, or answers as it should not.
    """
    since = to_millisecond(query.since)
    if since >= query.until:
        return
    size = most = min(query.page_size, MOST_AT_ONCE)
    largest = MOST_AT_ONCE
    known: frozenset[tuple[str, str]] = frozenset()
    while True:
        try:
            page = ask(query, since, most)
        except TooLargeError:
            if most == 1:
                raise
            largest = most = most // 2
            continue
        _check_order(page, since)
        yield from (hit for hit in page.hits if hit.key not in known)
        if page.total <= len(page.hits):
            return
        if not page.hits:
            raise ConnectorAnswerError("It counts documents that it does not give.")
        last = page.hits[-1].at
        of_last = frozenset(hit.key for hit in page.hits if hit.at == last)
        if last > since:
            since, known, most, largest = last, of_last, min(size, most * 2), MOST_AT_ONCE
        elif most < largest:
            # All of them have one time, and there are more: only a larger page leads further.
            known, most = known | of_last, min(most * 2, largest)
        else:
            raise ConnectorAnswerError(f"More than {largest:,} of its documents have one time.")


def count_of(ask: Ask, query: EventQuery) -> int:
    """Returns how many documents there are; where Graylog counts others among them, by reading all of them.

    Raises:
        ConnectorError: Graylog cannot be asked, or answers as it should not.
    """
    since = to_millisecond(query.since)
    if since >= query.until:
        return 0
    page = ask(query, since, 1)
    if "*" in query.indices or (page.indices and all(is_wanted(index, query) for index in page.indices)):
        return page.total
    return sum(is_wanted(hit.document.index, query) for hit in hits_of(ask, query)) if page.total else 0


def _check_order(page: Page, since: datetime) -> None:
    times = [since, *(hit.at for hit in page.hits)]
    if times != sorted(times):
        raise ConnectorAnswerError("It gives its documents in another order than by time, or others than asked for.")


def _escaped(name: str) -> str:
    return _SPECIAL.sub(_BACKSLASH, name)
