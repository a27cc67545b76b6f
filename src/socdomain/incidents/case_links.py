"""Linking alerts to cases, as every use case that does so does it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from socdomain.audit_record import AuditRecord
from socdomain.errors import OtherCustomerError
from socdomain.ids import AlertId
from socdomain.incidents.activity import HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.incidents.case import Case
from socdomain.incidents.triage_alerts import AlertTriage


def link_alerts(triage: AlertTriage, case: Case, alerts: Sequence[Alert]) -> frozenset[AlertId]:
    """Links alerts to a case, writes it down on both sides, and returns those not linked before.

    To put an alert into a case is an action on both: they get another version where something was linked.

    Raises:
        OtherCustomerError: One of them is another customer's.
    """
    if any(alert.customer_id != case.customer_id for alert in alerts):
        raise OtherCustomerError("a case holds alerts of its own customer only")
    work, now = triage.work, triage.clock.now()
    linked = work.cases.link(case, alerts, at=now, by=triage.by.name)
    if not linked:
        return linked
    new = [alert for alert in alerts if alert.id in linked]
    triage.touch(new)
    for alert in new:
        triage.note(alert, "linked", {"case": case.number})
    work.cases.save(touched(case, triage))
    note_on_case(triage, case, "linked", {}, {"alerts": sorted(map(str, linked))})
    return linked


def note_on_case(
    triage: AlertTriage, case: Case, action: str, before: dict[str, object], after: dict[str, object]
) -> None:
    """Writes down what was done to a case, in its history and the audit."""
    now = triage.clock.now()
    triage.work.cases.add_history(case, HistoryEntry(triage.ids.new(), now, triage.by.name, action, before, after))
    triage.work.audit.add(
        AuditRecord.of(
            triage.by,
            f"case.{action}",
            case.id,
            id=triage.ids.new(),
            at=now,
            customer_id=case.customer_id,
            before=before,
            after=after,
        )
    )


def touched(case: Case, triage: AlertTriage) -> Case:
    """Returns the case as changed just now."""
    return evolve(case, changed_at=triage.clock.now(), version=case.version + 1)
