"""What could not be taken, as pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from entrypoints.console.addresses import Pairs, address
from entrypoints.console.catalog import TEXT
from entrypoints.console.sources.shown_bytes import ShownBytes, editable, look_at
from socdomain.incidents.ingest_summary import IngestSummary
from socdomain.sources.rejected_event import RejectedEvent, RejectReason, ShownRejectedEvent

LIST: Final = "/sources/rejected"
_OF_CUSTOMERS: Final = frozenset({RejectReason.CUSTOMER_MISSING, RejectReason.CUSTOMER_UNKNOWN})
_OF_SOURCE: Final = _OF_CUSTOMERS | {
    RejectReason.CUSTOMER_NOT_ALLOWED,
    RejectReason.ORIGIN_CONFLICT,
    RejectReason.BELOW_MINIMUM_SEVERITY,
}
"""What another mapping, or another setting of the source, can change."""


@frozen
class Narrowing:
    """One way to narrow the list.

    Attributes:
        name: What people call it.
        count: How many there are.
        address: Where that is.
        is_here: Whether it is what is shown.
    """

    name: str
    count: int
    address: str
    is_here: bool


@frozen
class RejectedPage:
    """A page of rejected events, the latest received first.

    Attributes:
        events: They.
        source: The source that it is narrowed to; empty for all.
        reason: The reason that it is narrowed to.
        sources: Ways to narrow it by source.
        reasons: Ways to narrow it by reason.
        is_narrowed: Whether not all are asked for.
        next: Where the list goes on.
        first: Where it begins; empty at its beginning.
        fault: What was wrong with what was asked for.
    """

    events: tuple[ShownRejectedEvent, ...]
    source: str
    reason: RejectReason | None
    sources: tuple[Narrowing, ...]
    reasons: tuple[Narrowing, ...]
    is_narrowed: bool
    next: str | None
    first: str
    fault: str


@frozen
class EventPage:
    """One rejected event.

    Attributes:
        event: It.
        body: Its bytes, as they can be looked at.
        can_mend: Whether another mapping may help, and it can be tried with this document.
        is_of_customers: Whether a customer, or a code of one, may help.
    """

    event: RejectedEvent
    body: ShownBytes
    can_mend: bool
    is_of_customers: bool

    @classmethod
    def of(cls, event: RejectedEvent) -> EventPage:
        """Returns the page of a rejected event."""
        can_mend = event.reason in _OF_SOURCE and editable(event.body) is not None
        return cls(event, look_at(event.body), can_mend, event.reason in _OF_CUSTOMERS)


@frozen
class ReplayedPage:
    """What became of rejected events.

    Attributes:
        summary: It.
        most_shown: How many of those that are still rejected are shown.
        back: The list.
        alerts: Where the alerts are that they may have become.
    """

    summary: IngestSummary
    most_shown: int
    back: str
    alerts: str


def by_source(counts: Mapping[str, int], chosen: str, here: Pairs) -> tuple[Narrowing, ...]:
    """Returns the ways to narrow the list by source, by name.

    Args:
        counts: How many there are of each, within what else is chosen.
        chosen: The source that is chosen, which is shown also where it has none; empty for all.
        here: What is shown.
    """
    found = {chosen: 0, **counts} if chosen else counts
    return tuple(_narrowing(name, count, here, "source", name) for name, count in sorted(found.items()))


def by_reason(counts: Mapping[RejectReason, int], chosen: RejectReason | None, here: Pairs) -> tuple[Narrowing, ...]:
    """Returns the ways to narrow the list by reason, the most frequent first.

    Args:
        counts: How many there are of each, within what else is chosen.
        chosen: The reason that is chosen, which is shown also where it has none.
        here: What is shown.
    """
    shown = counts if chosen is None else {chosen: 0, **counts}
    found = sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(_narrowing(TEXT.sources.reasons[one.value], count, here, "reason", one.value) for one, count in found)


def _narrowing(shown: str, count: int, here: Pairs, name: str, value: str) -> Narrowing:
    # What is chosen leads to the list without it.
    is_here = (name, value) in here
    others = [pair for pair in here if pair[0] != name and pair[1]]
    return Narrowing(shown, count, address(LIST, others if is_here else [*others, (name, value)]), is_here)
