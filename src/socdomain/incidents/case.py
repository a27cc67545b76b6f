"""A case: what is done about one alert or several."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from attrs import evolve, frozen

from socdomain.errors import InvalidInputError, StatusChangeError
from socdomain.ids import AlertId, CaseId, CustomerId
from socdomain.incidents.alert import Alert
from socdomain.incidents.status import Status
from socdomain.sources.severity import Severity

LONGEST_NAME = 300
LONGEST_DESCRIPTION = 20_000


@frozen
class Case:
    """One case; its assets and observables are those of its alerts.

    Attributes:
        id: Identifier (UUIDv7).
        number: Counts the customer's cases, from 1; what people call it.
        customer_id: Whose it is.
        name: One line, 1 to 300 characters.
        description: More of the same, at most 20,000 characters.
        severity: How bad.
        from_alert_id: The alert that it was opened from.
        opened_at: When, aware UTC.
        opened_by: Name of who opened it.
        status: Where it stands.
        assignee: Login name of who works on it.
        closed_at: When it was closed; given while it is closed.
        changed_at: When it was last changed.
        version: Counts changes, from 1.
    """

    id: CaseId
    number: int
    customer_id: CustomerId
    name: str
    description: str
    severity: Severity
    from_alert_id: AlertId
    opened_at: datetime
    opened_by: str
    changed_at: datetime
    status: Status = Status.OPEN
    assignee: str | None = None
    closed_at: datetime | None = None
    version: int = 1

    def __attrs_post_init__(self) -> None:
        if not 1 <= len(self.name.strip()) <= LONGEST_NAME:
            raise InvalidInputError("name", f"must have 1 to {LONGEST_NAME} characters")
        if len(self.description) > LONGEST_DESCRIPTION:
            raise InvalidInputError("description", f"must have at most {LONGEST_DESCRIPTION} characters")

    @classmethod
    def from_alert(cls, alert: Alert, *, id: CaseId, number: int, now: datetime, by: str) -> Self:  # noqa: A002 - the field's own name
        """Opens a case from an alert, taking over its name, description, severity and customer.

        Args:
            alert: The alert.
            id: Identifier of the case.
            number: Its number among the customer's cases.
            now: When, aware UTC.
            by: Name of who opens it.
        """
        return cls(
            id=id,
            number=number,
            customer_id=alert.customer_id,
            name=alert.title,
            description=alert.description,
            severity=alert.severity,
            from_alert_id=alert.id,
            opened_at=now,
            opened_by=by,
            changed_at=now,
        )

    def move_to(self, status: Status, *, now: datetime) -> Self:
        """Returns the case in another status.

        Raises:
            StatusChangeError: A closed case goes back to IN_PROGRESS, never to OPEN.
        """
        if status is self.status:
            return self
        if self.status is Status.CLOSED and status is not Status.IN_PROGRESS:
            raise StatusChangeError("a closed case can only be taken up again, as IN_PROGRESS")
        return evolve(self, status=status, closed_at=now if status is Status.CLOSED else None)
