"""Change many alerts at once, with an answer for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from attrs import Factory, frozen

from socdomain.clock import Clock
from socdomain.errors import ConflictError, InvalidInputError, NotFoundError, OtherCustomerError, StaleVersionError
from socdomain.ids import AlertId, CaseId, CustomerId, Ids
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.case import Case
from socdomain.incidents.case_links import link_alerts
from socdomain.incidents.ports import IncidentsWork
from socdomain.incidents.triage_alerts import AlertTriage
from socdomain.pages import Position
from socdomain.principal import Principal, Reach, Scope

MOST_ALERTS = 1_000


class BulkOutcome(StrEnum):
    """What became of one alert."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_FOUND = "not_found"
    REFUSED = "refused"


@frozen
class BulkAnswer:
    """What became of one alert, and why."""

    alert_id: AlertId
    outcome: BulkOutcome
    detail: str | None = None


@frozen
class BulkChange:
    """Which alerts to change, and how.

    Attributes:
        ids: Up to 1,000 alerts; or
        wanted: those that match, and
        as_of: were recorded at this time or before, so that what the analyst has not seen is left alone.
        after: With a filter: where the answer before ended. What was seen again since stands before that place in the
            list, and is left alone.
        change: What to change of each.
        case_id: The case to link each to.
        versions: Of those that are named, the version that was looked at; one that has another now is refused.
    """

    ids: tuple[AlertId, ...] = ()
    wanted: AlertFilter | None = None
    as_of: datetime | None = None
    after: Position | None = None
    change: AlertChange | None = None
    case_id: CaseId | None = None
    versions: Mapping[AlertId, int] = Factory(dict)

    def __attrs_post_init__(self) -> None:
        if bool(self.ids) == (self.wanted is not None):
            raise InvalidInputError("ids", "give either ids or a filter")
        if len(self.ids) > MOST_ALERTS:
            raise InvalidInputError("ids", f"must be at most {MOST_ALERTS}")
        if (self.wanted is None) != (self.as_of is None):
            raise InvalidInputError("as_of", "is given with a filter, and only then")
        if self.wanted is None and self.after is not None:
            raise InvalidInputError("cursor", "is given with a filter, and only then")
        if self.change is None and self.case_id is None:
            raise InvalidInputError("change", "give a change, a case or both")


@frozen
class BulkResult:
    """What became of each alert.

    Attributes:
        answers: One for each, in the order asked for.
        next: Where to go on if the filter matched more than 1,000.
    """

    answers: tuple[BulkAnswer, ...]
    next: Position | None


@frozen
class ChangeAlertsInBulk:
    """Changes up to 1,000 alerts in one transaction; one that cannot be changed does not stop the others."""

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids

    def execute(self, request: BulkChange, *, by: Principal) -> BulkResult:
        """Changes alerts.

        Raises:
            NotFoundError: The case is not within reach.
        """
        by.require_any_scope(Scope.ALERTS_WRITE)
        if request.case_id is not None:
            by.require_any_scope(Scope.CASES_WRITE)
        with self.work(by.reach) as work:
            case_id = request.case_id
            case = None if case_id is None else work.cases.for_change(case_id, reach=by.reach)
            wanted, following = self._wanted(work, request, by)
            alerts = work.alerts.for_change(wanted, reach=by.reach)
            triage = AlertTriage(work, self.clock, self.ids, by)
            answers = {
                alert_id: BulkAnswer(alert_id, BulkOutcome.NOT_FOUND) for alert_id in wanted if alert_id not in alerts
            }
            present = [alerts[alert_id] for alert_id in wanted if alert_id in alerts]
            answers |= self._change(triage, request, case, present)
            work.commit()
        return BulkResult(tuple(answers[alert_id] for alert_id in wanted), following)

    def _wanted(
        self, work: IncidentsWork, request: BulkChange, by: Principal
    ) -> tuple[tuple[AlertId, ...], Position | None]:
        if request.wanted is None or request.as_of is None:
            return tuple(dict.fromkeys(request.ids)), None
        found = work.alerts.matching(
            request.wanted, as_of=request.as_of, after=request.after, limit=MOST_ALERTS + 1, reach=by.reach
        )
        shown = found[:MOST_ALERTS]
        return tuple(AlertId(one.id) for one in shown), shown[-1] if len(found) > MOST_ALERTS else None

    def _change(
        self, triage: AlertTriage, request: BulkChange, case: Case | None, alerts: list[Alert]
    ) -> dict[AlertId, BulkAnswer]:
        answers: dict[AlertId, BulkAnswer] = {}
        changes: list[tuple[Alert, Alert]] = []
        taken: set[tuple[CustomerId, bytes]] = set()
        for alert in alerts:
            try:
                _refuse_foreign(alert, case)
                _refuse_changed(alert, request.versions)
                after = _changed(triage, request.change, alert, taken)
            except (ConflictError, NotFoundError, InvalidInputError, OtherCustomerError) as error:
                answers[alert.id] = BulkAnswer(alert.id, BulkOutcome.REFUSED, str(error))
                continue
            changes.append((alert, after))
            outcome = BulkOutcome.UNCHANGED if after is alert else BulkOutcome.CHANGED
            answers[alert.id] = BulkAnswer(alert.id, outcome)
        triage.save(changes, reason=request.change.reason if request.change else None)
        if case is not None:
            linked = link_alerts(triage, case, [after for _, after in changes])
            answers |= {alert_id: BulkAnswer(alert_id, BulkOutcome.CHANGED) for alert_id in linked}
        return answers


def _refuse_changed(alert: Alert, versions: Mapping[AlertId, int]) -> None:
    """Refuses an alert that somebody has changed since it was looked at."""
    if versions.get(alert.id, alert.version) != alert.version:
        raise StaleVersionError("alert", alert)


def _refuse_foreign(alert: Alert, case: Case | None) -> None:
    """Refuses an alert that cannot be put into the case, before anything of it is changed."""
    if case is not None and alert.customer_id != case.customer_id:
        raise OtherCustomerError("a case holds alerts of its own customer only")


def _changed(
    triage: AlertTriage, change: AlertChange | None, alert: Alert, taken: set[tuple[CustomerId, bytes]]
) -> Alert:
    """Returns an alert as it becomes; of several with one fingerprint only the first can be taken up again."""
    if change is None:
        return alert
    after = triage.changed(alert, change)
    if after.takes_events and not alert.takes_events:
        key = (alert.customer_id, alert.fingerprint)
        if key in taken:
            raise ConflictError("another of these alerts takes these events now")
        taken.add(key)
    return after
