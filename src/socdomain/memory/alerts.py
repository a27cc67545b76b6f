"""Alerts in memory, for those who triage them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import AlertId, CustomerId, PrincipalId
from socdomain.incidents.activity import Comment, HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_activity import Activity
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.event import Event
from socdomain.incidents.intake import Sighting, StoredObservable
from socdomain.incidents.views import AlertDetail, AlertListing, AlertSummary, ChangesPage, ChangesPosition, NewsPage
from socdomain.memory.alert_changes import changed_alerts, news_of
from socdomain.memory.alert_detail import detail_of
from socdomain.memory.alert_list import found_alerts, listing_of, place_in_list
from socdomain.memory.alert_rows import add_alert, alert_within, replace_alert
from socdomain.memory.alert_summary import summary_of
from socdomain.memory.alert_visits import activity_of, note_look
from socdomain.memory.json_copies import alert_copy, history_copy
from socdomain.memory.pages import is_behind, latest_first, page_of
from socdomain.memory.sightings import add_sightings
from socdomain.memory.state import State, check_link
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach

_ANALYSTS = (
    "status",
    "verdict",
    "verdict_reason",
    "duplicate_of",
    "assignee",
    "severity",
    "severity_is_set",
    "severity_raised",
    "tags",
    "takes_events",
    "new_assets_since",
    "acted_at",
    "closed_at",
    "version",
)


@frozen
class MemoryAlertRepository:
    """The alerts, as ``AlertRepository``."""

    _state: State

    def for_change(self, ids: Collection[AlertId], *, reach: Reach) -> Mapping[AlertId, Alert]:
        """Returns those of the alerts that are within reach."""
        alerts = (self._state.alerts.get(one) for one in dict.fromkeys(ids))
        return {alert.id: alert_copy(alert) for alert in alerts if alert and reach.sees(alert.customer_id)}

    def customers_of(self, ids: Collection[AlertId], *, reach: Reach) -> frozenset[CustomerId]:
        """Returns whose those of the alerts are that are within reach."""
        found = (self._state.alerts.get(one) for one in ids)
        return frozenset(alert.customer_id for alert in found if alert and reach.sees(alert.customer_id))

    def live_holder(self, customer_id: CustomerId, fingerprint: bytes) -> AlertId | None:
        """Returns the customer's alert that takes events of this fingerprint now, if any does."""
        return self._state.taking.get((customer_id, fingerprint))

    def add(self, alert: Alert) -> None:
        """Adds an alert that an analyst wrote, with its tags and techniques."""
        add_alert(self._state, alert)

    def add_sightings(self, observables: Collection[StoredObservable], sightings: Collection[Sighting]) -> None:
        """Adds observables and which alert shows them; what is there already stays."""
        add_sightings(self._state, observables, sightings)

    def save_all(self, alerts: Collection[Alert]) -> None:
        """Replaces what analysts decide of the alerts; each has the version after the stored one."""
        for alert in alerts:
            stored = self._state.alerts.get(alert.id)
            if stored is None or stored.customer_id != alert.customer_id or stored.version != alert.version - 1:
                raise ConcurrentChangeError("the alert has changed")
            decided = {name: getattr(alert, name) for name in _ANALYSTS}
            replace_alert(self._state, evolve(stored, **decided))

    def page(self, wanted: AlertFilter, page: PageRequest, *, reach: Reach) -> Page[AlertListing]:
        """Returns a page of the alerts within reach, ordered by (last_seen, id), the latest first."""
        found = page_of(found_alerts(self._state, wanted, reach), page, place_in_list)
        return Page(tuple(listing_of(self._state, alert) for alert in found.items), found.next)

    def matching(
        self, wanted: AlertFilter, *, as_of: datetime, after: Position | None, limit: int, reach: Reach
    ) -> tuple[Position, ...]:
        """Returns where the first so many matching alerts stand that were recorded at ``as_of`` or before."""
        recorded = (alert for alert in found_alerts(self._state, wanted, reach) if alert.recorded_at <= as_of)
        found = (alert for alert in recorded if after is None or is_behind(place_in_list(alert), after))
        return tuple(map(place_in_list, latest_first(found, limit, place_in_list)))

    def detail(self, alert_id: AlertId, *, reach: Reach) -> AlertDetail:
        """Returns an alert with all that belongs to it."""
        return detail_of(self._state, alert_within(self._state, alert_id, reach))

    def events(self, alert_id: AlertId, page: PageRequest, *, reach: Reach) -> Page[Event]:
        """Returns a page of its events by (seen_at, id), the latest first."""
        alert_within(self._state, alert_id, reach)
        found = (event for event in self._state.events.values() if event.alert_id == alert_id)
        return page_of(found, page, lambda event: Position(event.seen_at, event.id))

    def history(self, alert_id: AlertId, page: PageRequest, *, reach: Reach) -> Page[HistoryEntry]:
        """Returns a page of what was done to it by (at, id), the latest first."""
        alert_within(self._state, alert_id, reach)
        entries = (history_copy(entry) for owner, entry in self._state.alert_history.values() if owner == alert_id)
        return page_of(entries, page, lambda entry: Position(entry.at, entry.id))

    def add_history(self, entries: Collection[tuple[Alert, HistoryEntry]]) -> None:
        """Writes down what was done to alerts."""
        for alert, entry in entries:
            check_link(self._state.alerts, alert.id, alert.customer_id)
            self._state.alert_history[entry.id] = (alert.id, history_copy(entry))

    def add_comment(self, alert: Alert, comment: Comment) -> None:
        """Adds a remark."""
        check_link(self._state.alerts, alert.id, alert.customer_id)
        self._state.alert_comments[comment.id] = (alert.id, comment)

    def get_comment(self, comment_id: UUID, *, reach: Reach) -> Comment:
        """Returns a remark on an alert within reach."""
        found = self._state.alert_comments.get(comment_id)
        if found is None or not reach.sees(self._state.alerts[found[0]].customer_id):
            raise NotFoundError("comment", comment_id)
        return found[1]

    def summary(self, *, now: datetime, reach: Reach) -> AlertSummary:
        """Counts the alerts within reach."""
        return summary_of((alert for alert in self._state.alerts.values() if reach.sees(alert.customer_id)), now)

    def changes(self, after: ChangesPosition, limit: int, *, reach: Reach) -> ChangesPage:
        """Returns the alerts within reach that changed after a position, none skipped and none twice."""
        return changed_alerts(self._state, after, limit, reach)

    def latest_position(self) -> ChangesPosition:
        """Returns the position behind everything that has been committed, whoever may see it."""
        return ChangesPosition(max(self._state.alert_numbers.values(), default=0))

    def news(
        self, after: ChangesPosition, limit: int, wanted: AlertFilter, *, since: ChangesPosition, reach: Reach
    ) -> NewsPage:
        """Returns, of the next alerts that changed after a position, those that ``page`` would show."""
        return news_of(self._state, changed_alerts(self._state, after, limit, reach), wanted, since, reach)

    def activity(self, alert_id: AlertId, buckets: int, *, reach: Reach) -> Activity:
        """Counts an alert's events in so many equal spans."""
        return activity_of(self._state, alert_within(self._state, alert_id, reach), buckets)

    def note_look(self, alert_id: AlertId, user_id: PrincipalId, at: datetime, *, reach: Reach) -> datetime | None:
        """Writes down that a user looks at an alert, and returns when they had looked before."""
        return note_look(self._state, alert_within(self._state, alert_id, reach), user_id, at)
