"""What is collected: which indices, which of their documents, and what these are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from attrs import field, frozen

from socdomain.connectors.capabilities import EventQuery, FoundDocument
from socdomain.errors import InvalidInputError
from socdomain.sources.graylog_origin import MARK
from socdomain.sources.mapping.event_time import event_time
from socdomain.sources.mapping.named_severities import WAZUH_LEVEL, WORDS

PAGE_SIZE: Final = 500
USUAL_LEVEL: Final = 7
HIGHEST_LEVEL: Final = 16
"""Of Wazuh 4 (https://documentation.wazuh.com/current/user-manual/ruleset/rules/rules-classification.html)."""

MARK_FIELD: Final = f"fields.{MARK}"
UNMARKED: Final = "NONE"
_WORD_FIELD: Final = "wazuh.rule.level"


@frozen
class Feed:
    """One kind of document that is collected.

    Attributes:
        name: Under which it is known where the collection stands.
        indices: Patterns of the indices that hold it.
        time_field: The field, at the top of a document, by which documents are ordered.
        source: Name of the source that the documents are of; empty for events of Graylog, whose origins are followed.
        equals: Values that fields must have, by dotted name.
        one_of: Values of which fields must have one, by dotted name.
        at_least: Numbers that fields must reach, by dotted name.
        is_marked: Whether documents are marked once they are taken, and so those that have a mark are not wanted.
    """

    name: str
    indices: tuple[str, ...]
    time_field: str
    source: str = ""
    equals: Mapping[str, str] = field(factory=dict)
    one_of: Mapping[str, tuple[str, ...]] = field(factory=dict)
    at_least: Mapping[str, int] = field(factory=dict)
    is_marked: bool = False

    def query(self, since: datetime, until: datetime) -> EventQuery:
        """Returns what asks for the documents of a span of time."""
        return EventQuery(
            indices=self.indices,
            since=since,
            until=until,
            time_field=self.time_field,
            equals=self.equals,
            one_of=self.one_of,
            at_least=self.at_least,
            page_size=PAGE_SIZE,
        )

    def time_of(self, document: FoundDocument) -> datetime | None:
        """Returns the time by which a document is ordered; None where it is in no form that is known."""
        value: Any = document.source.get(self.time_field)
        return event_time(value)


GRAYLOG_EVENTS: Final = Feed(
    "graylog_events", ("gl-events*",), "timestamp", equals={MARK_FIELD: UNMARKED}, is_marked=True
)


def feeds(minimum_level: int = USUAL_LEVEL) -> tuple[Feed, ...]:
    """Returns all that is collected.

    Args:
        minimum_level: The least level of Wazuh 4's rules; of Wazuh 5, which has words, the word of that level. With 0
            everything is collected, also what has no level.

    Raises:
        InvalidInputError: There is no such level.
    """
    if not 0 <= minimum_level <= HIGHEST_LEVEL:
        raise InvalidInputError("minimum_level", f"must be a number from 0 to {HIGHEST_LEVEL}")
    at_least = {"rule.level": minimum_level} if minimum_level else {}
    words = {"wazuh.rule.level": _words(minimum_level)} if minimum_level else {}
    return (
        GRAYLOG_EVENTS,
        Feed("wazuh", ("wazuh-alerts-*",), "timestamp", "wazuh", at_least=at_least),
        Feed("wazuh5", ("wazuh-findings-*",), "@timestamp", "wazuh5", one_of=words),
    )


def _words(level: int) -> tuple[str, ...]:
    least = max(severity for step, severity in WAZUH_LEVEL.steps if step <= level)
    return tuple(word for word, severity in WORDS.words if severity >= least)
