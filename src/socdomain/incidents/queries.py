"""Plain reads of alerts and cases; each asks for its scope and hands over the principal's reach."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from socdomain.ids import AlertId, CaseId, CustomerId
from socdomain.incidents.activity import HistoryEntry
from socdomain.incidents.alert_activity import USUAL_BUCKETS, Activity, checked_buckets
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
    NewsPage,
)
from socdomain.pages import LARGEST_PAGE, Page, PageRequest
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


def customers_of_alerts(work: IncidentsWork, ids: Collection[AlertId], *, by: Principal) -> frozenset[CustomerId]:
    """Returns the customers of the alerts; an alert that is not within reach is left out."""
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return work.alerts.customers_of(ids, reach=by.reach)


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


def count_alerts(work: IncidentsWork, wanted: AlertFilter, most: int, *, now: datetime, by: Principal) -> int:
    """Counts the alerts that a filter wants, up to a number.

    Args:
        work: Where.
        wanted: Which.
        most: Where counting ends.
        now: The present time; what is recorded later is not counted.
        by: Who asks; needs ``alerts:read``.
    """
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return len(work.alerts.matching(wanted, as_of=now, after=None, limit=most, reach=by.reach))


def read_alert_changes(work: IncidentsWork, after: ChangesPosition, limit: int, *, by: Principal) -> ChangesPage:
    """Returns the alerts that changed after a position, in the order in which they changed."""
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return work.alerts.changes(after, PageRequest(limit).limit, reach=by.reach)


def latest_position(work: IncidentsWork, *, by: Principal) -> ChangesPosition:
    """Returns where the changes of alerts end now, for whoever begins to listen.

    Whoever lists alerts as well asks for it first: what changes in between is then in the list and told once more, and
    never missed.
    """
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return work.alerts.latest_position()


def news(
    work: IncidentsWork,
    wanted: AlertFilter,
    after: ChangesPosition,
    *,
    since: ChangesPosition | None = None,
    by: Principal,
) -> NewsPage:
    """Returns, of the alerts that changed after a position, those that a filter wants now; each call looks at 200.

    Args:
        work: Where.
        wanted: Which are returned; all of the filter counts.
        after: Only what changed after this position.
        since: What was added after this position is new: that of the list which the caller shows. None for ``after``,
            which is the same for whoever asks for the first time since they listed.
        by: Who asks; needs ``alerts:read``.
    """
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        return work.alerts.news(after, LARGEST_PAGE, wanted, since=after if since is None else since, reach=by.reach)


def alert_activity(work: IncidentsWork, alert_id: AlertId, buckets: int = USUAL_BUCKETS, *, by: Principal) -> Activity:
    """Counts an alert's events in so many equal spans between when it was first and last seen.

    Args:
        work: Where.
        alert_id: Which alert.
        buckets: How many spans, 1 to 500.
        by: Who asks; needs ``alerts:read``.

    Raises:
        NotFoundError: The alert is not within reach.
        InvalidInputError: There may not be so many spans.
    """
    by.require_any_scope(Scope.ALERTS_READ)
    wanted = checked_buckets(buckets)
    with work:
        return work.alerts.activity(alert_id, wanted, reach=by.reach)


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
