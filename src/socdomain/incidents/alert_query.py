"""A filter of alerts as text: the names and values that the alert list takes in its query, read and written.

Whatever keeps or shows a filter uses this, so that all of them mean the same by it. Written canonically, two filters
that are equal are the same text: names stand in the order of ``AlertFilter``, values of one name in the order of their
kind, and times in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, urlencode

from attrs import fields

from socdomain.errors import InvalidInputError
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.status import Status, Verdict
from socdomain.sources.severity import Severity

LONGEST_VALUE: Final = 500
"""Characters of one value, as the alert list takes them."""

LONGEST_QUERY: Final = 2_000
"""Characters of a filter that is written as one text."""

E = TypeVar("E", bound=Enum)

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_MOST_PAIRS: Final = 50
_SEVERITIES: Final = {severity.word: severity for severity in Severity}


def filter_of(pairs: Iterable[tuple[str, str]]) -> AlertFilter:
    """Reads a filter from names and values, in any order.

    Args:
        pairs: ``status`` and ``severity`` may come several times, everything else once. Severities are the words that
            people read (``High``), times RFC 3339 with their zone.

    Raises:
        InvalidInputError: A name is none of a filter's, comes too often, or has a value that cannot be meant.
    """
    given: dict[str, list[str]] = {}
    for name, text in pairs:
        if name not in _READERS:
            raise InvalidInputError(name, "is no filter of alerts")
        if len(text) > LONGEST_VALUE or _UNSTORABLE.search(text):
            raise InvalidInputError(name, f"must be at most {LONGEST_VALUE} characters that can be stored")
        given.setdefault(name, []).append(text)
    values: dict[str, Any] = {}
    for name, texts in given.items():
        read = [_READERS[name](name, text) for text in texts]
        if len(read) > 1 and name not in _REPEATABLE:
            raise InvalidInputError(name, "must be given once")
        values[name] = frozenset(read) if name in _REPEATABLE else read[0]
    return AlertFilter(**values)


def pairs_of(wanted: AlertFilter) -> tuple[tuple[str, str], ...]:
    """Returns the names and values that a filter is read from, in canonical order."""
    return tuple(_pairs(wanted))


def filter_of_query(query: str) -> AlertFilter:
    """Reads a filter from the query of a URL, without its question mark.

    Args:
        query: As ``application/x-www-form-urlencoded`` has it; empty for every alert.

    Raises:
        InvalidInputError: It is too long, or not the query of a filter.
    """
    if len(query) > LONGEST_QUERY:
        raise InvalidInputError("query", f"must have at most {LONGEST_QUERY:,} characters")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PAIRS)
    except ValueError as error:
        raise InvalidInputError("query", f"must be at most {_MOST_PAIRS} names and values in UTF-8") from error
    return filter_of(pairs)


def query_of(wanted: AlertFilter) -> str:
    """Returns a filter as the query of a URL, in canonical order; empty for every alert.

    Raises:
        InvalidInputError: It would be longer than 2,000 characters.
    """
    query = urlencode(pairs_of(wanted))
    if len(query) > LONGEST_QUERY:
        raise InvalidInputError("query", f"must have at most {LONGEST_QUERY:,} characters")
    return query


def _pairs(wanted: AlertFilter) -> Iterator[tuple[str, str]]:
    for one in fields(AlertFilter):
        value = getattr(wanted, one.name)
        if isinstance(value, frozenset):
            yield from ((one.name, _written(each)) for each in _REPEATABLE[one.name] if each in value)
        elif value is not None:
            yield one.name, _written(value)


def _written(value: Any) -> str:
    if isinstance(value, Severity):
        return value.word
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value.value) if isinstance(value, Enum) else str(value)


def _text(name: str, text: str) -> str:
    return text


def _time(name: str, text: str) -> datetime:
    try:
        if _TIME.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise InvalidInputError(name, "must be a time with its zone, such as 2026-08-20T08:00:00Z (RFC 3339)")


def _word_of(words: Mapping[str, E]) -> Callable[[str, str], E]:
    def read(name: str, text: str) -> E:
        try:
            return words[text]
        except KeyError as error:
            raise InvalidInputError(name, f"must be one of {', '.join(words)}") from error

    return read


_REPEATABLE: Final[Mapping[str, tuple[Enum, ...]]] = {"status": tuple(Status), "severity": tuple(Severity)}
_READERS: Final[Mapping[str, Callable[[str, str], Any]]] = {
    **{one.name: _text for one in fields(AlertFilter)},
    "status": _word_of({status.value: status for status in Status}),
    "severity": _word_of(_SEVERITIES),
    "verdict": _word_of({verdict.value: verdict for verdict in Verdict}),
    "seen_from": _time,
    "seen_until": _time,
    "opened_from": _time,
    "opened_until": _time,
}
