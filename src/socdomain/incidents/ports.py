"""What incidents need from storage."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from socdomain.ids import AlertId, CustomerId, PrincipalId
from socdomain.incidents.activity import Comment, HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_activity import Activity
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.case_repository import CaseRepository
from socdomain.incidents.event import Event
from socdomain.incidents.intake import IntakeStore, Sighting, StoredObservable
from socdomain.incidents.views import (
    AlertDetail,
    AlertListing,
    AlertSummary,
    ChangesPage,
    ChangesPosition,
    NewsPage,
)
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach
from socdomain.sources.ports import SourcesWork


class AlertRepository(Protocol):
    """The alerts, for those who triage them."""

    def for_change(self, ids: Collection[AlertId], *, reach: Reach) -> Mapping[AlertId, Alert]:
        """Returns those of the alerts that are within reach, locked until the work ends."""
        ...

    def customers_of(self, ids: Collection[AlertId], *, reach: Reach) -> frozenset[CustomerId]:
        """Returns whose those of the alerts are that are within reach."""
        ...

    def live_holder(self, customer_id: CustomerId, fingerprint: bytes) -> AlertId | None:
        """Returns the customer's alert that takes events of this fingerprint now, if any does."""
        ...

    def add(self, alert: Alert) -> None:
        """Adds an alert that an analyst wrote, with its tags and techniques.

        Raises:
            ConcurrentChangeError: It is there already, or another alert takes the fingerprint.
            OtherCustomerError: It continues or repeats another customer's alert.
        """
        ...

    def add_sightings(self, observables: Collection[StoredObservable], sightings: Collection[Sighting]) -> None:
        """Adds observables and which alert shows them; what is there already stays.

        Raises:
            OtherCustomerError: An alert and an observable have different customers. A store may find out at the
                commit only.
        """
        ...

    def save_all(self, alerts: Collection[Alert]) -> None:
        """Replaces what analysts decide of the alerts; each has the version after the stored one.

        That is status, verdict with reason and duplicate, assignee, severity with ``severity_is_set`` and
        ``severity_raised``, tags, ``takes_events``, ``new_assets_since``, ``acted_at``, ``closed_at`` and the version.
        What sources said and intake counts stays as it is stored.

        Raises:
            ConcurrentChangeError: One has changed or is not there, or another alert takes the fingerprint now.
            OtherCustomerError: One is said to repeat another customer's alert.
        """
        ...

    def page(self, wanted: AlertFilter, page: PageRequest, *, reach: Reach) -> Page[AlertListing]:
        """Returns a page of the alerts within reach, ordered by (last_seen, id), the latest first.

        What each field of the filter is compared with, ``alert_search`` says. A customer's further codes count as
        its code; a code, an asset or an observable that nobody within reach has finds nothing, and so does text that
        a store cannot hold (NUL, half a surrogate pair).
        """
        ...

    def matching(
        self, wanted: AlertFilter, *, as_of: datetime, after: Position | None, limit: int, reach: Reach
    ) -> tuple[Position, ...]:
        """Returns where the first so many matching alerts stand that were recorded at ``as_of`` or before, as ``page``.

        Args:
            wanted: Which match.
            as_of: What was recorded later is left out.
            after: Only what follows this position.
            limit: How many at most.
            reach: Whose alerts may be seen.
        """
        ...

    def detail(self, alert_id: AlertId, *, reach: Reach) -> AlertDetail:
        """Returns an alert with all that belongs to it.

        Raises:
            NotFoundError: There is none within reach.
        """
        ...

    def events(self, alert_id: AlertId, page: PageRequest, *, reach: Reach) -> Page[Event]:
        """Returns a page of its events by (seen_at, id), the latest first; fewer than asked for if they are long.

        Raises:
            NotFoundError: There is no such alert within reach.
        """
        ...

    def history(self, alert_id: AlertId, page: PageRequest, *, reach: Reach) -> Page[HistoryEntry]:
        """Returns a page of what was done to it by (at, id), the latest first.

        Raises:
            NotFoundError: There is no such alert within reach.
        """
        ...

    def add_history(self, entries: Collection[tuple[Alert, HistoryEntry]]) -> None:
        """Writes down what was done to alerts."""
        ...

    def add_comment(self, alert: Alert, comment: Comment) -> None:
        """Adds a remark."""
        ...

    def get_comment(self, comment_id: UUID, *, reach: Reach) -> Comment:
        """Returns a remark on an alert within reach.

        Raises:
            NotFoundError: There is none within reach.
        """
        ...

    def summary(self, *, now: datetime, reach: Reach) -> AlertSummary:
        """Counts the alerts within reach."""
        ...

    def changes(self, after: ChangesPosition, limit: int, *, reach: Reach) -> ChangesPage:
        """Returns the alerts within reach that changed after a position, none skipped and none twice.

        All that one unit of work adds or saves, by analysts or by intake, changes with one number; the numbers grow
        from 1 in the order of the commits. Alerts come by (number, id), each at its latest change. A position without
        an identifier stands behind everything of its number. Comments, history and links are no change of the alert.
        """
        ...

    def latest_position(self) -> ChangesPosition:
        """Returns the position behind everything that has been committed, whoever may see it."""
        ...

    def news(
        self, after: ChangesPosition, limit: int, wanted: AlertFilter, *, since: ChangesPosition, reach: Reach
    ) -> NewsPage:
        """Returns, of the next alerts that changed after a position, as ``changes``, those that ``page`` would show.

        Args:
            after: Only what changed after this position.
            limit: How many of those are looked at, at most.
            wanted: Which of them are returned.
            since: What was added after this position is new.
            reach: Whose alerts may be seen.
        """
        ...

    def activity(self, alert_id: AlertId, buckets: int, *, reach: Reach) -> Activity:
        """Counts an alert's events in so many equal spans (``alert_activity.span_between``).

        Raises:
            NotFoundError: There is no such alert within reach.
        """
        ...

    def note_look(self, alert_id: AlertId, user_id: PrincipalId, at: datetime, *, reach: Reach) -> datetime | None:
        """Writes down that a user looks at an alert, and returns when they had looked before (``looks.looked``).

        Raises:
            NotFoundError: There is no such alert within reach.
            OtherCustomerError: There is no such user. A store may find out at the commit only.
        """
        ...


class IncidentsWork(SourcesWork, Protocol):
    """A unit of work over alerts and cases, and the intake that makes them."""

    @property
    def alerts(self) -> AlertRepository:
        """The alerts."""
        ...

    @property
    def cases(self) -> CaseRepository:
        """The cases."""
        ...

    @property
    def intake(self) -> IntakeStore:
        """Reads and writes of intake."""
        ...
