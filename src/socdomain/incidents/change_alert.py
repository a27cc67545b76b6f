"""Change what analysts decide of an alert."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.clock import Clock
from socdomain.errors import NotFoundError, StaleVersionError
from socdomain.ids import AlertId, Ids
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.ports import IncidentsWork
from socdomain.incidents.triage_alerts import AlertTriage
from socdomain.incidents.views import AlertDetail
from socdomain.principal import Principal, Reach, Scope


@frozen
class ChangeAlert:
    """Changes status, verdict, assignee, severity or tags of one alert."""

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids

    def execute(self, alert_id: AlertId, change: AlertChange, *, expected_version: int, by: Principal) -> AlertDetail:
        """Changes an alert, and returns it as it is then.

        Args:
            alert_id: Which.
            change: What to change.
            expected_version: The version that the caller saw.
            by: Who asks; needs ``alerts:write``.

        Raises:
            NotFoundError: It is not within reach.
            StaleVersionError: It has changed since; carries the alert's detail as it is now.
            StatusChangeError: The status has no such step.
            FingerprintHeldError: A live alert takes its events.
        """
        by.require_any_scope(Scope.ALERTS_WRITE)
        with self.work(by.reach) as work:
            before = work.alerts.for_change([alert_id], reach=by.reach).get(alert_id)
            if before is None:
                raise NotFoundError("alert", alert_id)
            if before.version != expected_version:
                raise StaleVersionError("alert", work.alerts.detail(alert_id, reach=by.reach))
            triage = AlertTriage(work, self.clock, self.ids, by)
            triage.save([(before, triage.changed(before, change))], reason=change.reason)
            detail = work.alerts.detail(alert_id, reach=by.reach)
            work.commit()
        return detail
