"""Open a case from an alert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from socdomain.clock import Clock
from socdomain.errors import CaseExistsError, ConcurrentChangeError, NotFoundError
from socdomain.ids import AlertId, CaseId, Ids
from socdomain.incidents.alert import Alert
from socdomain.incidents.case import Case
from socdomain.incidents.case_links import link_alerts, note_on_case
from socdomain.incidents.ports import IncidentsWork
from socdomain.incidents.triage_alerts import AlertTriage
from socdomain.incidents.views import CaseDetail
from socdomain.job_request import JobRequest
from socdomain.once import OnceKey
from socdomain.principal import Principal, Reach, Scope


@frozen
class OpenedCase:
    """The case that an alert is in now.

    Attributes:
        detail: The case.
        is_new: False where an open case was there already and the caller asked to join it.
    """

    detail: CaseDetail
    is_new: bool


@frozen
class OpenCaseFromAlert:
    """Opens a case that takes over an alert's name, description, severity and customer."""

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids

    def execute(
        self, alert_id: AlertId, *, by: Principal, join_existing: bool = False, once: OnceKey | None = None
    ) -> OpenedCase:
        """Opens a case.

        Args:
            alert_id: The alert.
            by: Who asks; needs ``cases:write``.
            join_existing: Whether an open case from the same alert is an answer rather than an error.
            once: The idempotency key, if one was sent.

        Raises:
            NotFoundError: The alert is not within reach.
            CaseExistsError: An open case was opened from it already; names it.
        """
        by.require_any_scope(Scope.CASES_WRITE)
        try:
            return self._open(alert_id, by, join_existing, once)
        except ConcurrentChangeError:
            # Another analyst opened one at the same moment; the second look finds it.
            return self._open(alert_id, by, join_existing, once)

    def _open(self, alert_id: AlertId, by: Principal, join_existing: bool, once: OnceKey | None) -> OpenedCase:
        now = self.clock.now()
        with self.work(by.reach) as work:
            # Before what was done is recalled: what has gone out of reach since is answered as what is not there.
            alert = work.alerts.for_change([alert_id], reach=by.reach).get(alert_id)
            if alert is None:
                raise NotFoundError("alert", alert_id)
            if once and (earlier := work.once.recall(once, now=now)):
                detail = work.cases.detail(CaseId(earlier.id), reach=by.reach)
                # A case that was there before the key was used was joined.
                return OpenedCase(detail, is_new=detail.case.opened_at >= earlier.at)
            existing = work.cases.open_from(alert_id, reach=by.reach)
            if existing is not None:
                if not join_existing:
                    raise CaseExistsError(existing.id, existing.number)
                # It may have been taken out of the case since.
                case = work.cases.for_change(existing.id, reach=by.reach)
                link_alerts(AlertTriage(work, self.clock, self.ids, by), case, [alert])
            else:
                case = self._add(work, alert, by, now)
            if once:
                work.once.remember(once, case.id, now=now)
            detail = work.cases.detail(case.id, reach=by.reach)
            work.commit()
        return OpenedCase(detail, is_new=existing is None)

    def _add(self, work: IncidentsWork, alert: Alert, by: Principal, now: datetime) -> Case:
        number = work.cases.next_number(alert.customer_id)
        case = Case.from_alert(alert, id=CaseId(self.ids.new()), number=number, now=now, by=by.name)
        work.cases.add(case)
        triage = AlertTriage(work, self.clock, self.ids, by)
        triage.touch([alert])
        note_on_case(triage, case, "opened", {}, {"number": number, "alert": str(alert.id)})
        triage.note(alert, "linked", {"case": number})
        work.after_commit(JobRequest("case_opened", {"case_id": str(case.id)}))
        return case
