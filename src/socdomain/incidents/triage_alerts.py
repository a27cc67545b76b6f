"""What every use case that changes alerts does alike: check, save, and write down who did what."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import evolve, frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import FingerprintHeldError, NotFoundError, OtherCustomerError
from socdomain.ids import Ids
from socdomain.incidents.activity import HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_change import AlertChange, analysts_view, change_alert, difference
from socdomain.incidents.ports import IncidentsWork
from socdomain.principal import Principal


@frozen
class AlertTriage:
    """Changes alerts within a unit of work that somebody else opens and commits."""

    work: IncidentsWork
    clock: Clock
    ids: Ids
    by: Principal

    def changed(self, alert: Alert, change: AlertChange) -> Alert:
        """Returns the alert as it becomes, after checking what only storage knows.

        Raises:
            FingerprintHeldError: It would be taken up again while another takes its events.
            NotFoundError: The alert that it is said to repeat is not within reach.
            OtherCustomerError: That alert is another customer's.
            StatusChangeError: As ``change_alert``.
        """
        after = change_alert(alert, change, now=self.clock.now())
        if after.takes_events and not alert.takes_events:
            holder = self.work.alerts.live_holder(alert.customer_id, alert.fingerprint)
            if holder is not None:
                raise FingerprintHeldError(holder)
        if after.duplicate_of is not None and after.duplicate_of != alert.duplicate_of:
            other = self.work.alerts.for_change([after.duplicate_of], reach=self.by.reach).get(after.duplicate_of)
            if other is None:
                raise NotFoundError("alert", after.duplicate_of)
            if other.customer_id != alert.customer_id:
                raise OtherCustomerError("an alert can only repeat one of the same customer")
        return after

    def save(self, changes: Sequence[tuple[Alert, Alert]], *, reason: str | None = None) -> None:
        """Saves alerts as they become, with history and audit; what is unchanged is left alone.

        Args:
            changes: Each alert as it was and as it becomes.
            reason: Why, where the change needed one.
        """
        real = [(before, after) for before, after in changes if after is not before]
        if not real:
            return
        self.work.alerts.save_all([after for _, after in real])
        entries = []
        for before, after in real:
            old, new = difference(analysts_view(before), analysts_view(after))
            if reason is not None:
                new["reason"] = reason
            entries.append((after, self._entry("changed", old, new)))
            self._audit("alert.changed", after, old, new)
        self.work.alerts.add_history(entries)

    def touch(self, alerts: Collection[Alert]) -> None:
        """Takes note that an analyst did something to alerts beside changing their fields."""
        now = self.clock.now()
        self.work.alerts.save_all(
            [evolve(alert, acted_at=now, new_assets_since=None, version=alert.version + 1) for alert in alerts]
        )

    def note(self, alert: Alert, action: str, after: dict[str, object]) -> None:
        """Writes down something that was done to an alert without changing its fields."""
        self.work.alerts.add_history([(alert, self._entry(action, {}, after))])
        self._audit(f"alert.{action}", alert, {}, after)

    def _entry(self, action: str, before: dict[str, object], after: dict[str, object]) -> HistoryEntry:
        return HistoryEntry(self.ids.new(), self.clock.now(), self.by.name, action, before, after)

    def _audit(self, action: str, alert: Alert, before: dict[str, object], after: dict[str, object]) -> None:
        self.work.audit.add(
            AuditRecord.of(
                self.by,
                action,
                alert.id,
                id=self.ids.new(),
                at=self.clock.now(),
                customer_id=alert.customer_id,
                before=before,
                after=after,
            )
        )
