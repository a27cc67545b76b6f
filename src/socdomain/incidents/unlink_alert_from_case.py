"""Take an alert out of a case."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.clock import Clock
from socdomain.errors import NotFoundError
from socdomain.ids import AlertId, CaseId, Ids
from socdomain.incidents.case_links import note_on_case, touched
from socdomain.incidents.ports import IncidentsWork
from socdomain.incidents.triage_alerts import AlertTriage
from socdomain.principal import Principal, Reach, Scope


@frozen
class UnlinkAlertFromCase:
    """Unlinks an alert from a case, and writes it down on both sides."""

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids

    def execute(self, case_id: CaseId, alert_id: AlertId, *, by: Principal) -> None:
        """Unlinks an alert.

        Raises:
            NotFoundError: The case is not within reach, or the alert is not in it.
        """
        by.require_any_scope(Scope.CASES_WRITE)
        with self.work(by.reach) as work:
            case = work.cases.for_change(case_id, reach=by.reach)
            alert = work.alerts.for_change([alert_id], reach=by.reach).get(alert_id)
            if alert is None or not work.cases.unlink(case, alert_id):
                raise NotFoundError("alert", alert_id)
            triage = AlertTriage(work, self.clock, self.ids, by)
            work.cases.save(touched(case, triage))
            triage.touch([alert])
            triage.note(alert, "unlinked", {"case": case.number})
            note_on_case(triage, case, "unlinked", {"alerts": [str(alert_id)]}, {})
            work.commit()
