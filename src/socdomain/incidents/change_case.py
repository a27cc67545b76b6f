"""Change a case, and close its alerts with it if asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve, frozen

from socdomain.clock import Clock
from socdomain.errors import CaseExistsError, InvalidInputError, StaleVersionError
from socdomain.ids import CaseId, Ids
from socdomain.incidents.alert_change import AlertChange, cleaned_assignee, difference
from socdomain.incidents.case import Case
from socdomain.incidents.case_links import note_on_case, touched
from socdomain.incidents.ports import IncidentsWork
from socdomain.incidents.status import Closing, Status, Verdict
from socdomain.incidents.triage_alerts import AlertTriage
from socdomain.incidents.views import CaseDetail
from socdomain.principal import Principal, Reach, Scope
from socdomain.sources.severity import Severity
from socdomain.unset import UNSET, Unset


@frozen
class CaseChange:
    """What to change; ``UNSET`` leaves a field as it is.

    Attributes:
        name: 1 to 300 characters.
        description: At most 20,000 characters.
        severity: How bad.
        status: The new status; a closed case goes back to IN_PROGRESS only.
        assignee: Login name of who works on it; None for nobody.
        close_alerts: With status CLOSED: the verdict with which its live alerts are closed as well.
    """

    name: str | Unset = UNSET
    description: str | Unset = UNSET
    severity: Severity | Unset = UNSET
    status: Status | Unset = UNSET
    assignee: str | Unset | None = UNSET
    close_alerts: Closing | None = None


@frozen
class ChangeCase:
    """Changes a case; with its closing, its alerts are closed in the same transaction."""

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids

    def execute(self, case_id: CaseId, change: CaseChange, *, expected_version: int, by: Principal) -> CaseDetail:
        """Changes a case, and returns it as it is then.

        Raises:
            NotFoundError: It is not within reach.
            StaleVersionError: It has changed since; carries the case's detail as it is now.
            StatusChangeError: The status has no such step.
            CaseExistsError: It would be taken up again while another case from the same alert is open; names that one.
            InvalidInputError: A value has the wrong shape.
        """
        by.require_any_scope(Scope.CASES_WRITE)
        _check(change)
        if change.close_alerts is not None:
            by.require_any_scope(Scope.ALERTS_WRITE)
        with self.work(by.reach) as work:
            before = work.cases.for_change(case_id, reach=by.reach)
            if before.version != expected_version:
                raise StaleVersionError("case", work.cases.detail(case_id, reach=by.reach))
            triage = AlertTriage(work, self.clock, self.ids, by)
            after = self._changed(before, change)
            if after.status.is_live and not before.status.is_live:
                self._refuse_second(work, before, by)
            self._save(triage, before, after)
            if change.close_alerts is not None:
                self._close_alerts(triage, before, change.close_alerts)
            detail = work.cases.detail(case_id, reach=by.reach)
            work.commit()
        return detail

    def _changed(self, case: Case, change: CaseChange) -> Case:
        if not isinstance(change.status, Unset):
            case = case.move_to(change.status, now=self.clock.now())
        return evolve(
            case,
            name=case.name if isinstance(change.name, Unset) else change.name,
            description=case.description if isinstance(change.description, Unset) else change.description,
            severity=case.severity if isinstance(change.severity, Unset) else change.severity,
            assignee=case.assignee if isinstance(change.assignee, Unset) else cleaned_assignee(change.assignee),
        )

    def _refuse_second(self, work: IncidentsWork, case: Case, by: Principal) -> None:
        other = work.cases.open_from(case.from_alert_id, reach=by.reach)
        if other is not None:
            raise CaseExistsError(other.id, other.number)

    def _save(self, triage: AlertTriage, before: Case, after: Case) -> None:
        old, new = difference(_view(before), _view(after))
        if new:
            triage.work.cases.save(touched(after, triage))
            note_on_case(triage, after, "changed", old, new)

    def _close_alerts(self, triage: AlertTriage, case: Case, closing: Closing) -> None:
        alert_ids = triage.work.cases.alert_ids(case.id, reach=triage.by.reach)
        alerts = triage.work.alerts.for_change(alert_ids, reach=triage.by.reach)
        change = AlertChange(status=Status.CLOSED, closing=closing)
        live = [alert for alert in alerts.values() if alert.status.is_live]
        triage.save([(alert, triage.changed(alert, change)) for alert in live])


def _check(change: CaseChange) -> None:
    if change.close_alerts is not None:
        if change.status is not Status.CLOSED:
            raise InvalidInputError("close_alerts", "is given with the status CLOSED, and only then")
        if change.close_alerts.verdict is Verdict.DUPLICATE:
            raise InvalidInputError("close_alerts.verdict", "alerts of one case are closed as duplicates one by one")


def _view(case: Case) -> dict[str, Any]:
    return {
        "name": case.name,
        "description": case.description,
        "severity": case.severity.word,
        "status": case.status.value,
        "assignee": case.assignee,
    }
