"""What cases need from storage."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from socdomain.ids import AlertId, CaseId, CustomerId
from socdomain.incidents.activity import Comment, HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.case import Case
from socdomain.incidents.views import CaseDetail, CaseListing
from socdomain.pages import Page, PageRequest
from socdomain.principal import Reach


class CaseRepository(Protocol):
    """The cases."""

    def next_number(self, customer_id: CustomerId) -> int:
        """Takes the customer's next case number; numbers of work that is rolled back are used again."""
        ...

    def open_from(self, alert_id: AlertId, *, reach: Reach) -> Case | None:
        """Returns the case that was opened from this alert and is not closed, if there is one within reach."""
        ...

    def add(self, case: Case) -> None:
        """Adds a case and links the alert that it was opened from, as of its opening and by who opened it.

        Raises:
            ConcurrentChangeError: Another case was opened from the same alert meanwhile, or has the number.
            OtherCustomerError: The alert is another customer's.
        """
        ...

    def get(self, case_id: CaseId, *, reach: Reach) -> Case:
        """Returns a case.

        Raises:
            NotFoundError: It is not within reach.
        """
        ...

    def for_change(self, case_id: CaseId, *, reach: Reach) -> Case:
        """Returns a case, locked until the work ends.

        Raises:
            NotFoundError: There is none within reach.
        """
        ...

    def save(self, case: Case) -> None:
        """Replaces a case; it has the version after the stored one.

        Its number, its customer, the alert that it was opened from, and when and by whom, never change.

        Raises:
            ConcurrentChangeError: It has changed or is not there, or another open case was opened from the same alert
                meanwhile.
        """
        ...

    def link(self, case: Case, alerts: Collection[Alert], *, at: datetime, by: str) -> frozenset[AlertId]:
        """Links alerts of the same customer, and returns those that were not linked before.

        Raises:
            OtherCustomerError: One of them is another customer's.
        """
        ...

    def unlink(self, case: Case, alert_id: AlertId) -> bool:
        """Unlinks an alert, and tells whether it was linked."""
        ...

    def alert_ids(self, case_id: CaseId, *, reach: Reach) -> tuple[AlertId, ...]:
        """Returns the alerts of a case within reach, by identifier; none if it is not within reach."""
        ...

    def page(self, wanted: CaseFilter, page: PageRequest, *, reach: Reach) -> Page[CaseListing]:
        """Returns a page of the cases within reach, ordered by (opened_at, id), the latest first."""
        ...

    def detail(self, case_id: CaseId, *, reach: Reach) -> CaseDetail:
        """Returns a case with all that belongs to it.

        Raises:
            NotFoundError: There is none within reach.
        """
        ...

    def history(self, case_id: CaseId, page: PageRequest, *, reach: Reach) -> Page[HistoryEntry]:
        """Returns a page of what was done to it by (at, id), the latest first.

        Raises:
            NotFoundError: There is no such case within reach.
        """
        ...

    def add_history(self, case: Case, entry: HistoryEntry) -> None:
        """Writes down what was done to a case."""
        ...

    def add_comment(self, case: Case, comment: Comment) -> None:
        """Adds a remark."""
        ...

    def get_comment(self, comment_id: UUID, *, reach: Reach) -> Comment:
        """Returns a remark on a case within reach.

        Raises:
            NotFoundError: There is none within reach.
        """
        ...
