"""What intake needs from storage."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from attrs import frozen

from socdomain.customers.ports import CustomersWork
from socdomain.ids import RejectedEventId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Reach
from socdomain.sources.rejected_event import RejectedEvent, RejectReason, ShownRejectedEvent
from socdomain.sources.source import Source


@frozen
class RejectedFilter:
    """Which rejected events are wanted; None does not narrow.

    Attributes:
        source: Sent for this source.
        reason: Rejected for this reason.
        ids: Only these.
    """

    source: str | None = None
    reason: RejectReason | None = None
    ids: frozenset[RejectedEventId] | None = None


class SourceRepository(Protocol):
    """The sources that there are; they belong to the platform, not to a customer."""

    def get(self, name: str) -> Source:
        """Returns a source.

        Raises:
            NotFoundError: There is none of that name.
        """
        ...

    def all(self) -> tuple[Source, ...]:
        """Returns every source, by name, compared character by character (by code point)."""
        ...

    def add(self, source: Source) -> None:
        """Adds a source.

        Raises:
            ConcurrentChangeError: One of that name was added meanwhile.
        """
        ...

    def save(self, source: Source, *, expected_version: int) -> None:
        """Replaces a source.

        Raises:
            NotFoundError: There is none of that name.
            StaleVersionError: Its version is no longer the expected one.
        """
        ...


class RejectedEventRepository(Protocol):
    """Documents that could not be taken."""

    def add_all(self, events: Collection[RejectedEvent]) -> None:
        """Keeps rejected documents; one that is there already is left as it is."""
        ...

    def page(self, wanted: RejectedFilter, page: PageRequest, *, reach: Reach) -> Page[ShownRejectedEvent]:
        """Returns a page within reach by (received_at, id), the latest first."""
        ...

    def whole(self, ids: Collection[RejectedEventId], *, reach: Reach) -> tuple[RejectedEvent, ...]:
        """Returns those within reach with all their bytes, in any order."""
        ...

    def remove(self, ids: Collection[RejectedEventId], *, reach: Reach) -> None:
        """Removes those within reach, because they were taken after all; the others are left as they are."""
        ...

    def prune(self, received_before: datetime, *, limit: int, reach: Reach) -> int:
        """Removes those within reach that were received before a time, the first ones first, and returns how many.

        Args:
            received_before: Before when.
            limit: How many at most.
            reach: Whose.
        """
        ...

    def counts(self, wanted: RejectedFilter, *, reach: Reach) -> Mapping[RejectReason, int]:
        """Returns how many are wanted within reach, by reason; a reason without any is left out."""
        ...

    def counts_by_source(self, wanted: RejectedFilter, *, reach: Reach) -> Mapping[str, int]:
        """Returns how many are wanted within reach, by source; a source without any is left out."""
        ...


class SourcesWork(CustomersWork, Protocol):
    """A unit of work over sources and what they could not take."""

    @property
    def sources(self) -> SourceRepository:
        """The sources."""
        ...

    @property
    def rejected_events(self) -> RejectedEventRepository:
        """What could not be taken."""
        ...
