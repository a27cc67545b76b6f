"""What intake knows of an alert that is there already."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from socdomain.ids import AlertId, CustomerId
from socdomain.incidents.alert import Alert
from socdomain.sources.severity import Severity


@frozen
class JoinableAlert:
    """An alert that events might join: the part of it that decides, and the part that counting changes.

    A batch reads and writes hundreds of them, so that what an alert says and what analysts made of it stays out.
    The fields are those of ``Alert``; a batch changes those from ``techniques`` on.
    """

    id: AlertId
    customer_id: CustomerId
    fingerprint: bytes
    opened_at: datetime
    window_until: datetime
    is_live: bool
    severity_is_set: bool
    acted_at: datetime | None
    closed_at: datetime | None
    techniques: tuple[str, ...]
    takes_events: bool
    first_seen: datetime
    last_seen: datetime
    event_count: int
    late_events: int
    severity: Severity
    severity_known: bool
    severity_raised: Severity | None
    new_assets_since: datetime | None

    @classmethod
    def of(cls, alert: Alert) -> JoinableAlert:
        """Returns what intake knows of an alert."""
        return cls(
            id=alert.id,
            customer_id=alert.customer_id,
            fingerprint=alert.fingerprint,
            opened_at=alert.opened_at,
            window_until=alert.window_until,
            is_live=alert.status.is_live,
            severity_is_set=alert.severity_is_set,
            acted_at=alert.acted_at,
            closed_at=alert.closed_at,
            techniques=alert.techniques,
            takes_events=alert.takes_events,
            first_seen=alert.first_seen,
            last_seen=alert.last_seen,
            event_count=alert.event_count,
            late_events=alert.late_events,
            severity=alert.severity,
            severity_known=alert.severity_known,
            severity_raised=alert.severity_raised,
            new_assets_since=alert.new_assets_since,
        )
