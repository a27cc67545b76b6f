"""Put alerts into a case."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.clock import Clock
from socdomain.errors import NotFoundError
from socdomain.ids import AlertId, CaseId, Ids
from socdomain.incidents.case_links import link_alerts
from socdomain.incidents.ports import IncidentsWork
from socdomain.incidents.triage_alerts import AlertTriage
from socdomain.incidents.views import CaseDetail
from socdomain.principal import Principal, Reach, Scope


@frozen
class LinkAlertsToCase:
    """Links alerts to a case of the same customer; linking again changes nothing."""

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids

    def execute(self, case_id: CaseId, alert_ids: tuple[AlertId, ...], *, by: Principal) -> CaseDetail:
        """Links alerts, and returns the case.

        Raises:
            NotFoundError: The case, or one of the alerts, is not within reach.
            OtherCustomerError: One of the alerts is another customer's.
        """
        by.require_any_scope(Scope.CASES_WRITE)
        with self.work(by.reach) as work:
            case = work.cases.for_change(case_id, reach=by.reach)
            alerts = work.alerts.for_change(alert_ids, reach=by.reach)
            for alert_id in alert_ids:
                if alert_id not in alerts:
                    raise NotFoundError("alert", alert_id)
            link_alerts(AlertTriage(work, self.clock, self.ids, by), case, list(alerts.values()))
            detail = work.cases.detail(case_id, reach=by.reach)
            work.commit()
        return detail
