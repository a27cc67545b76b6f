"""Cases over SQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, delete, insert, literal_column, select, update

from adapters.database.activity import CASE_COMMENTS, CASE_HISTORY
from adapters.database.case_reads import case_detail, case_page, require_case
from adapters.database.case_rows import CASE_COLUMNS, case_from_row, case_to_row, changing_part
from adapters.database.case_tables import case_alerts, cases
from adapters.database.change_head import ChangeHead
from adapters.database.conflicts import insert_into
from adapters.database.narrowing import within
from adapters.database.platform_tables import customers
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import AlertId, CaseId, CustomerId
from socdomain.incidents.activity import Comment, HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.case import Case
from socdomain.incidents.views import CaseDetail, CaseListing
from socdomain.pages import Page, PageRequest
from socdomain.principal import Reach


class SqlCaseRepository:
    """The cases, as ``CaseRepository``."""

    def __init__(self, connection: Connection, changes: ChangeHead) -> None:
        self._connection = connection
        self._changes = changes

    def next_number(self, customer_id: CustomerId) -> int:
        """Takes the customer's next case number; others who want one of this customer wait until the work ends."""
        taken = customers.c.last_case_number
        take = update(customers).where(customers.c.id == customer_id).values({taken: taken + 1}).returning(taken)
        return int(self._connection.execute(take).scalar_one())

    def open_from(self, alert_id: AlertId, *, reach: Reach) -> Case | None:
        """Returns the open case that was opened from this alert, if there is one within reach."""
        is_open = (cases.c.from_alert_id == alert_id) & (cases.c.status != literal_column("'CLOSED'"))
        query = select(*CASE_COLUMNS).where(is_open, within(cases.c.customer_id, reach))
        row = self._connection.execute(query).one_or_none()
        return None if row is None else case_from_row(row)

    def add(self, case: Case) -> None:
        """Adds a case and links the alert that it was opened from."""
        self._connection.execute(insert(cases).values(case_to_row(case)))
        self._link(case, [case.from_alert_id], case.opened_at, case.opened_by)

    def get(self, case_id: CaseId, *, reach: Reach) -> Case:
        """Returns a case."""
        return self._one(select(*CASE_COLUMNS), case_id, reach)

    def for_change(self, case_id: CaseId, *, reach: Reach) -> Case:
        """Returns a case, locked until the work ends."""
        return self._one(select(*CASE_COLUMNS).with_for_update(key_share=True), case_id, reach)

    def save(self, case: Case) -> None:
        """Replaces a case; it has the version after the stored one."""
        is_same = (cases.c.id == case.id) & (cases.c.customer_id == case.customer_id)
        changed = update(cases).where(is_same, cases.c.version == case.version - 1).values(changing_part(case))
        if self._connection.execute(changed).rowcount != 1:
            raise ConcurrentChangeError("the case has changed since it was read")

    def link(self, case: Case, alerts: Collection[Alert], *, at: datetime, by: str) -> frozenset[AlertId]:
        """Links alerts of the same customer, and returns those that were not linked before."""
        return self._link(case, {alert.id for alert in alerts}, at, by)

    def unlink(self, case: Case, alert_id: AlertId) -> bool:
        """Unlinks an alert, and tells whether it was linked."""
        is_link = (case_alerts.c.case_id == case.id) & (case_alerts.c.alert_id == alert_id)
        return self._connection.execute(delete(case_alerts).where(is_link)).rowcount > 0

    def alert_ids(self, case_id: CaseId, *, reach: Reach) -> tuple[AlertId, ...]:
        """Returns the alerts of a case within reach, by identifier; none if it is not within reach."""
        is_linked = (case_alerts.c.case_id == case_id) & within(case_alerts.c.customer_id, reach)
        query = select(case_alerts.c.alert_id).where(is_linked).order_by(case_alerts.c.alert_id)
        return tuple(map(AlertId, self._connection.scalars(query)))

    def page(self, wanted: CaseFilter, page: PageRequest, *, reach: Reach) -> Page[CaseListing]:
        """Returns a page of the cases within reach, ordered by (opened_at, id), the latest first."""
        return case_page(self._connection, wanted, page, reach=reach)

    def detail(self, case_id: CaseId, *, reach: Reach) -> CaseDetail:
        """Returns a case with all that belongs to it."""
        return case_detail(self._connection, case_id, reach=reach)

    def history(self, case_id: CaseId, page: PageRequest, *, reach: Reach) -> Page[HistoryEntry]:
        """Returns a page of what was done to it by (at, id), the latest first."""
        require_case(self._connection, case_id, reach=reach)
        return CASE_HISTORY.page(self._connection, case_id, page)

    def add_history(self, case: Case, entry: HistoryEntry) -> None:
        """Writes down what was done to a case."""
        CASE_HISTORY.add(self._connection, [(case.id, case.customer_id, entry)])

    def add_comment(self, case: Case, comment: Comment) -> None:
        """Adds a remark."""
        CASE_COMMENTS.add(self._connection, case.id, case.customer_id, comment)

    def get_comment(self, comment_id: UUID, *, reach: Reach) -> Comment:
        """Returns a remark on a case within reach."""
        return CASE_COMMENTS.get(self._connection, comment_id, reach)

    def _one(self, query: Select[Any], case_id: CaseId, reach: Reach) -> Case:
        wanted = query.where(cases.c.id == case_id, within(cases.c.customer_id, reach))
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFoundError("case", case_id)
        return case_from_row(row)

    def _link(self, case: Case, alert_ids: Collection[AlertId], at: datetime, by: str) -> frozenset[AlertId]:
        rows = [
            {
                "case_id": case.id,
                "alert_id": alert_id,
                "customer_id": case.customer_id,
                "linked_at": at,
                "linked_by": by,
            }
            for alert_id in sorted(alert_ids)
        ]
        if not rows:
            return frozenset()
        added = insert_into(self._connection, case_alerts).on_conflict_do_nothing().returning(case_alerts.c.alert_id)
        return frozenset(map(AlertId, self._connection.scalars(added, rows)))
