"""Alerts over SQL, for those who triage them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from adapters.database.activity import ALERT_COMMENTS, ALERT_HISTORY
from adapters.database.alert_changes import changed_alerts, latest_position, news_of_alerts
from adapters.database.alert_list import alert_page, matching_alerts
from adapters.database.alert_reads import alert_detail, alert_events, require_alert
from adapters.database.alert_rows import ALERT_COLUMNS, IS_TEXT, alert_from_row
from adapters.database.alert_summary import alert_summary
from adapters.database.alert_visits import alert_activity, note_look
from adapters.database.alert_writes import add_alert, add_sightings, save_alerts
from adapters.database.change_head import ChangeHead
from adapters.database.incident_tables import alert_texts, alerts
from adapters.database.narrowing import in_chunks, within
from socdomain.ids import AlertId, CustomerId, PrincipalId
from socdomain.incidents.activity import Comment, HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_activity import Activity
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.event import Event
from socdomain.incidents.intake import Sighting, StoredObservable
from socdomain.incidents.views import AlertDetail, AlertListing, AlertSummary, ChangesPage, ChangesPosition, NewsPage
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


class SqlAlertRepository:
    """The alerts, as ``AlertRepository``."""

    def __init__(self, connection: Connection, changes: ChangeHead) -> None:
        self._connection = connection
        self._changes = changes

    def for_change(self, ids: Collection[AlertId], *, reach: Reach) -> Mapping[AlertId, Alert]:
        """Returns those of the alerts that are within reach, locked in the order of their identifiers."""
        query = select(*ALERT_COLUMNS).select_from(alerts).join(alert_texts, IS_TEXT)
        # Links to the alerts may be added meanwhile; SQLite's writing transaction is lock enough.
        locked = query.order_by(alerts.c.id).with_for_update(key_share=True, of=alerts)
        found: dict[AlertId, Alert] = {}
        for some in in_chunks(sorted(set(ids))):
            rows = self._connection.execute(locked.where(alerts.c.id.in_(some), within(alerts.c.customer_id, reach)))
            found |= {alert.id: alert for alert in map(alert_from_row, rows)}
        return found

    def customers_of(self, ids: Collection[AlertId], *, reach: Reach) -> frozenset[CustomerId]:
        """Returns whose those of the alerts are that are within reach."""
        query = select(alerts.c.customer_id).distinct()
        found: set[CustomerId] = set()
        for some in in_chunks(sorted(set(ids))):
            is_one = (alerts.c.id.in_(some), within(alerts.c.customer_id, reach))
            found.update(self._connection.scalars(query.where(*is_one)))
        return frozenset(found)

    def live_holder(self, customer_id: CustomerId, fingerprint: bytes) -> AlertId | None:
        """Returns the customer's alert that takes events of this fingerprint now, if any does."""
        is_same = (alerts.c.customer_id == customer_id) & (alerts.c.fingerprint == fingerprint)
        return self._connection.scalar(select(alerts.c.id).where(is_same, alerts.c.takes_events))

    def add(self, alert: Alert) -> None:
        """Adds an alert that an analyst wrote, with its tags and techniques."""
        add_alert(self._connection, alert, self._changes.next())

    def add_sightings(self, observables: Collection[StoredObservable], sightings: Collection[Sighting]) -> None:
        """Adds observables and which alert shows them; what is there already stays."""
        add_sightings(self._connection, observables, sightings)

    def save_all(self, alerts: Collection[Alert]) -> None:
        """Replaces what analysts decide of the alerts; each has the version after the stored one."""
        if alerts:
            save_alerts(self._connection, alerts, self._changes.next())

    def page(self, wanted: AlertFilter, page: PageRequest, *, reach: Reach) -> Page[AlertListing]:
        """Returns a page of the alerts within reach, ordered by (last_seen, id), the latest first."""
        return alert_page(self._connection, wanted, page, reach=reach)

    def matching(
        self, wanted: AlertFilter, *, as_of: datetime, after: Position | None, limit: int, reach: Reach
    ) -> tuple[Position, ...]:
        """Returns where the first so many matching alerts stand that were recorded at ``as_of`` or before."""
        return matching_alerts(self._connection, wanted, as_of=as_of, after=after, limit=limit, reach=reach)

    def detail(self, alert_id: AlertId, *, reach: Reach) -> AlertDetail:
        """Returns an alert with all that belongs to it."""
        return alert_detail(self._connection, alert_id, reach=reach)

    def events(self, alert_id: AlertId, page: PageRequest, *, reach: Reach) -> Page[Event]:
        """Returns a page of its events by (seen_at, id), the latest first."""
        return alert_events(self._connection, alert_id, page, reach=reach)

    def history(self, alert_id: AlertId, page: PageRequest, *, reach: Reach) -> Page[HistoryEntry]:
        """Returns a page of what was done to it by (at, id), the latest first."""
        require_alert(self._connection, alert_id, reach=reach)
        return ALERT_HISTORY.page(self._connection, alert_id, page)

    def add_history(self, entries: Collection[tuple[Alert, HistoryEntry]]) -> None:
        """Writes down what was done to alerts."""
        ALERT_HISTORY.add(self._connection, [(alert.id, alert.customer_id, entry) for alert, entry in entries])

    def add_comment(self, alert: Alert, comment: Comment) -> None:
        """Adds a remark."""
        ALERT_COMMENTS.add(self._connection, alert.id, alert.customer_id, comment)

    def get_comment(self, comment_id: UUID, *, reach: Reach) -> Comment:
        """Returns a remark on an alert within reach."""
        return ALERT_COMMENTS.get(self._connection, comment_id, reach)

    def summary(self, *, now: datetime, reach: Reach) -> AlertSummary:
        """Counts the alerts within reach."""
        return alert_summary(self._connection, now=now, reach=reach)

    def changes(self, after: ChangesPosition, limit: int, *, reach: Reach) -> ChangesPage:
        """Returns the alerts within reach that changed after a position, none skipped and none twice."""
        return changed_alerts(self._connection, after, limit, reach=reach)

    def latest_position(self) -> ChangesPosition:
        """Returns the position behind everything that has been committed, whoever may see it."""
        return latest_position(self._connection)

    def news(
        self, after: ChangesPosition, limit: int, wanted: AlertFilter, *, since: ChangesPosition, reach: Reach
    ) -> NewsPage:
        """Returns, of the next alerts that changed after a position, those that ``page`` would show."""
        return news_of_alerts(self._connection, after, limit, wanted, since=since, reach=reach)

    def activity(self, alert_id: AlertId, buckets: int, *, reach: Reach) -> Activity:
        """Counts an alert's events in so many equal spans."""
        return alert_activity(self._connection, alert_id, buckets, reach=reach)

    def note_look(self, alert_id: AlertId, user_id: PrincipalId, at: datetime, *, reach: Reach) -> datetime | None:
        """Writes down that a user looks at an alert, and returns when they had looked before."""
        return note_look(self._connection, alert_id, user_id, at, reach=reach)
