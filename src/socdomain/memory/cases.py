"""Cases in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import AlertId, CaseId, CustomerId
from socdomain.incidents.activity import Comment, HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.case import Case
from socdomain.incidents.views import CaseDetail, CaseListing
from socdomain.memory.alert_list import narrowed
from socdomain.memory.case_detail import alerts_of_case, detail_of
from socdomain.memory.json_copies import history_copy
from socdomain.memory.pages import page_of
from socdomain.memory.state import State, check_link
from socdomain.memory.state_rows import CaseLink
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


@frozen
class MemoryCaseRepository:
    """The cases, as ``CaseRepository``."""

    _state: State

    def next_number(self, customer_id: CustomerId) -> int:
        """Takes the customer's next case number."""
        number = self._state.last_case_numbers.get(customer_id, 0) + 1
        self._state.last_case_numbers[customer_id] = number
        return number

    def open_from(self, alert_id: AlertId, *, reach: Reach) -> Case | None:
        """Returns the case that was opened from this alert and is not closed, if there is one within reach."""
        found = self._open_from(alert_id)
        return found if found is not None and reach.sees(found.customer_id) else None

    def add(self, case: Case) -> None:
        """Adds a case and links the alert that it was opened from."""
        state = self._state
        if any(
            other.id == case.id or (other.customer_id, other.number) == (case.customer_id, case.number)
            for other in state.cases.values()
        ):
            raise ConcurrentChangeError("the case number is taken")
        check_link(state.alerts, case.from_alert_id, case.customer_id)
        self._put(case)
        state.case_alerts[case.id, case.from_alert_id] = CaseLink(case.opened_at, case.opened_by)

    def get(self, case_id: CaseId, *, reach: Reach) -> Case:
        """Returns a case."""
        case = self._state.cases.get(case_id)
        if case is None or not reach.sees(case.customer_id):
            raise NotFoundError("case", case_id)
        return case

    def for_change(self, case_id: CaseId, *, reach: Reach) -> Case:
        """Returns a case; only one unit of work writes at a time."""
        return self.get(case_id, reach=reach)

    def save(self, case: Case) -> None:
        """Replaces a case; it has the version after the stored one."""
        stored = self._state.cases.get(case.id)
        if stored is None or stored.customer_id != case.customer_id or stored.version != case.version - 1:
            raise ConcurrentChangeError("the case has changed")
        changed = evolve(
            case,
            number=stored.number,
            from_alert_id=stored.from_alert_id,
            opened_at=stored.opened_at,
            opened_by=stored.opened_by,
        )
        self._put(changed)

    def link(self, case: Case, alerts: Collection[Alert], *, at: datetime, by: str) -> frozenset[AlertId]:
        """Links alerts of the same customer, and returns those that were not linked before."""
        links = self._state.case_alerts
        check_link(self._state.cases, case.id, case.customer_id)
        for alert in alerts:
            check_link(self._state.alerts, alert.id, case.customer_id)
        new = frozenset(alert.id for alert in alerts if (case.id, alert.id) not in links)
        for alert_id in new:
            links[case.id, alert_id] = CaseLink(at, by)
        return new

    def unlink(self, case: Case, alert_id: AlertId) -> bool:
        """Unlinks an alert, and tells whether it was linked."""
        is_linked = (case.id, alert_id) in self._state.case_alerts
        if is_linked:
            del self._state.case_alerts[case.id, alert_id]
        return is_linked

    def alert_ids(self, case_id: CaseId, *, reach: Reach) -> tuple[AlertId, ...]:
        """Returns the alerts of a case within reach, by identifier; none if it is not within reach."""
        case = self._state.cases.get(case_id)
        if case is None or not reach.sees(case.customer_id):
            return ()
        return tuple(sorted(alerts_of_case(self._state, case_id), key=lambda alert_id: alert_id.int))

    def page(self, wanted: CaseFilter, page: PageRequest, *, reach: Reach) -> Page[CaseListing]:
        """Returns a page of the cases within reach, ordered by (opened_at, id), the latest first."""
        found = page_of(self._found(wanted, reach), page, lambda case: Position(case.opened_at, case.id))
        return Page(tuple(map(self._listing, found.items)), found.next)

    def detail(self, case_id: CaseId, *, reach: Reach) -> CaseDetail:
        """Returns a case with all that belongs to it."""
        return detail_of(self._state, self.for_change(case_id, reach=reach))

    def history(self, case_id: CaseId, page: PageRequest, *, reach: Reach) -> Page[HistoryEntry]:
        """Returns a page of what was done to it by (at, id), the latest first."""
        self.for_change(case_id, reach=reach)
        entries = (history_copy(entry) for owner, entry in self._state.case_history.values() if owner == case_id)
        return page_of(entries, page, lambda entry: Position(entry.at, entry.id))

    def add_history(self, case: Case, entry: HistoryEntry) -> None:
        """Writes down what was done to a case."""
        check_link(self._state.cases, case.id, case.customer_id)
        self._state.case_history[entry.id] = (case.id, history_copy(entry))

    def add_comment(self, case: Case, comment: Comment) -> None:
        """Adds a remark."""
        check_link(self._state.cases, case.id, case.customer_id)
        self._state.case_comments[comment.id] = (case.id, comment)

    def get_comment(self, comment_id: UUID, *, reach: Reach) -> Comment:
        """Returns a remark on a case within reach."""
        found = self._state.case_comments.get(comment_id)
        if found is None or not reach.sees(self._state.cases[found[0]].customer_id):
            raise NotFoundError("comment", comment_id)
        return found[1]

    def _open_from(self, alert_id: AlertId) -> Case | None:
        cases = self._state.cases.values()
        return next((case for case in cases if case.from_alert_id == alert_id and case.status.is_live), None)

    def _put(self, case: Case) -> None:
        other = self._open_from(case.from_alert_id)
        if case.status.is_live and other is not None and other.id != case.id:
            raise ConcurrentChangeError("a case is open for the alert")
        self._state.cases[case.id] = case

    def _found(self, wanted: CaseFilter, reach: Reach) -> Iterator[Case]:
        if wanted.customer is not None:
            reach = narrowed(self._state, reach, wanted.customer)
        for case in self._state.cases.values():
            if reach.sees(case.customer_id) and _fits(case, wanted):
                yield case

    def _listing(self, case: Case) -> CaseListing:
        code = self._state.customers[case.customer_id].code
        return CaseListing(case, code, alert_count=len(alerts_of_case(self._state, case.id)))


def _fits(case: Case, wanted: CaseFilter) -> bool:
    return (
        (not wanted.status or case.status in wanted.status)
        and (not wanted.severity or case.severity in wanted.severity)
        and (wanted.assignee is None or (wanted.assignee or None) == case.assignee)
    )
