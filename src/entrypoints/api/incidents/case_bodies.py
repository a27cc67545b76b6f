"""What is sent about cases."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from attrs import frozen
from litestar.params import BodyKwarg, QueryParameter
from msgspec import UnsetType

from entrypoints.api.answers import SeverityWord
from entrypoints.api.incidents.alert_bodies import VerdictReason, settable
from entrypoints.api.incidents.alert_list import LONGEST_WORD, MOST_VALUES
from socdomain.errors import InvalidInputError
from socdomain.ids import AlertId
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.change_case import CaseChange
from socdomain.incidents.status import Closing, Status, Verdict
from socdomain.unset import UNSET

MOST_ALERTS = 1_000


@frozen
class CaseFromAlertBody:
    """Which alert to open a case from."""

    alert_id: UUID
    join_existing: Annotated[
        bool, BodyKwarg(description="Whether a case that is open already is an answer rather than an error.")
    ] = False


@frozen
class ClosingBody:
    """The verdict with which alerts are closed."""

    verdict: Annotated[Verdict, BodyKwarg(description="What they turned out to be; not `duplicate`.")]
    verdict_reason: VerdictReason = None


@frozen
class CasePatch:
    """What to change; what is left out stays."""

    name: Annotated[str | UnsetType, BodyKwarg(description="1 to 300 characters.")] = msgspec.UNSET
    description: Annotated[str | UnsetType, BodyKwarg(description="At most 20,000 characters.")] = msgspec.UNSET
    severity: SeverityWord | UnsetType = msgspec.UNSET
    status: Annotated[Status | UnsetType, BodyKwarg(description="A closed case goes back to `IN_PROGRESS` only.")] = (
        msgspec.UNSET
    )
    assignee: Annotated[
        str | UnsetType | None, BodyKwarg(description="Login name of who works on it; null for nobody.")
    ] = msgspec.UNSET
    close_alerts: Annotated[
        ClosingBody | None, BodyKwarg(description="With `status` `CLOSED`: close its live alerts with this verdict.")
    ] = None


@frozen
class AlertsBody:
    """The alerts to put into a case: one or several."""

    alert_id: UUID | None = None
    alert_ids: Annotated[tuple[UUID, ...], BodyKwarg(description="At most 1,000.")] = ()


def asked_cases(
    status: Annotated[
        list[Status] | None, QueryParameter(max_items=MOST_VALUES, description="In one of these states; repeat it.")
    ] = None,
    severity: Annotated[
        list[SeverityWord] | None,
        QueryParameter(max_items=MOST_VALUES, description="Of one of these severities; repeat it."),
    ] = None,
    customer: Annotated[
        str | None, QueryParameter(max_length=LONGEST_WORD, description="Of the customer with this code.")
    ] = None,
    assignee: Annotated[
        str | None,
        QueryParameter(max_length=LONGEST_WORD, description="Worked on by this login name; empty for by nobody."),
    ] = None,
) -> CaseFilter:
    """Provides which cases are wanted."""
    severities = frozenset(word.severity for word in severity or ())
    return CaseFilter(frozenset(status or ()), severities, customer, assignee)


def change_of(data: CasePatch) -> CaseChange:
    """Returns the change that a body asks for."""
    severity = settable(data.severity)
    closing = data.close_alerts
    return CaseChange(
        name=settable(data.name),
        description=settable(data.description),
        severity=severity.severity if isinstance(severity, SeverityWord) else UNSET,
        status=settable(data.status),
        assignee=settable(data.assignee),
        close_alerts=None if closing is None else Closing(closing.verdict, closing.verdict_reason),
    )


def alerts_in(data: AlertsBody) -> tuple[AlertId, ...]:
    """Returns the alerts that a body names, each once.

    Raises:
        InvalidInputError: It names none, or more than 1,000.
    """
    given = (*data.alert_ids, *([data.alert_id] if data.alert_id else []))
    if not 1 <= len(given) <= MOST_ALERTS:
        raise InvalidInputError("alert_ids", f"must be 1 to {MOST_ALERTS}")
    return tuple(dict.fromkeys(map(AlertId, given)))
