"""Plain reads of alerts and cases; each asks for its scope and hands over the principal's reach."""

from __future__ import annotations

from datetime import datetime

from socdomain.ids import AlertId, CaseId
from socdomain.incidents.activity import HistoryEntry
from socdomain.incidents.alert_filter import AlertFilter, CaseFilter
from socdomain.incidents.event import Event
from socdomain.incidents.ports import IncidentsWork
from socdomain.incidents.views import (
    AlertDetail,
    AlertListing,
    AlertSummary,
    CaseDetail,
    CaseListing,
    ChangesPage,
    ChangesPosition,
)
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope


def list_alerts(work: IncidentsWork, wanted: AlertFilter, page: PageRequest, *, by: Principal) -> Page[AlertListing]:
    """Returns a page of alerts, the last seen first."""
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return work.alerts.page(wanted, page, reach=by.reach)


def get_alert(work: IncidentsWork, alert_id: AlertId, *, by: Principal) -> AlertDetail:
    """Returns an alert with all that belongs to it.

    Raises:
        NotFoundError: It is not within reach.
    """
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return work.alerts.detail(alert_id, reach=by.reach)


def list_alert_events(work: IncidentsWork, alert_id: AlertId, page: PageRequest, *, by: Principal) -> Page[Event]:
    """Returns a page of an alert's events, the latest first.

    Raises:
        NotFoundError: The alert is not within reach.
    """
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return work.alerts.events(alert_id, page, reach=by.reach)


def list_alert_history(
    work: IncidentsWork, alert_id: AlertId, page: PageRequest, *, by: Principal
) -> Page[HistoryEntry]:
    """Returns a page of who did what to an alert, the latest first.

    Raises:
        NotFoundError: The alert is not within reach.
    """
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return work.alerts.history(alert_id, page, reach=by.reach)


def summarise_alerts(work: IncidentsWork, *, now: datetime, by: Principal) -> AlertSummary:
    """Counts alerts by severity and age, by source and hour, and by technique."""
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return work.alerts.summary(now=now, reach=by.reach)


def read_alert_changes(work: IncidentsWork, after: ChangesPosition, limit: int, *, by: Principal) -> ChangesPage:
    """Returns the alerts that changed after a position, in the order in which they changed."""
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return work.alerts.changes(after, PageRequest(limit).limit, reach=by.reach)


def list_cases(work: IncidentsWork, wanted: CaseFilter, page: PageRequest, *, by: Principal) -> Page[CaseListing]:
    """Returns a page of cases, the latest opened first."""
    by.require_any_scope(Scope.CASES_READ)
    with work:
        return work.cases.page(wanted, page, reach=by.reach)


def get_case(work: IncidentsWork, case_id: CaseId, *, by: Principal) -> CaseDetail:
    """Returns a case with all that belongs to it.

    Raises:
        NotFoundError: It is not within reach.
    """
    by.require_any_scope(Scope.CASES_READ)
    with work:
        return work.cases.detail(case_id, reach=by.reach)


def list_case_history(work: IncidentsWork, case_id: CaseId, page: PageRequest, *, by: Principal) -> Page[HistoryEntry]:
    """Returns a page of who did what to a case, the latest first.

    Raises:
        NotFoundError: The case is not within reach.
    """
    by.require_any_scope(Scope.CASES_READ)
    with work:
        return work.cases.history(case_id, page, reach=by.reach)
