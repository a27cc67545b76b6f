"""The shapes in which cases are shown."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from entrypoints.api.answers import WORDS, SeverityWord, Time
from entrypoints.api.etags import Presented, etag_of
from entrypoints.api.incidents.shapes import (
    AssetOut,
    CommentOut,
    ObservableOut,
    OptionalTime,
    asset_out,
    comment_out,
    observable_out,
)
from socdomain.incidents.case import Case
from socdomain.incidents.status import Status
from socdomain.incidents.views import AlertReference, CaseDetail, CaseListing


class CaseOut(Struct):
    """A case in a list."""

    id: UUID
    number: Annotated[int, Meta(description="Counts the customer's cases; what people call it.")]
    customer: Annotated[str, Meta(description="Code of its customer.")]
    name: str
    severity: SeverityWord
    status: Status
    assignee: Annotated[str | None, Meta(description="Login name of who works on it.")]
    from_alert: Annotated[UUID, Meta(description="The alert that it was opened from.")]
    opened_at: Time
    opened_by: str
    changed_at: Time
    closed_at: OptionalTime
    alert_count: int
    version: Annotated[int, Meta(description="Counts changes, from 1.")]


class AlertReferenceOut(Struct):
    """An alert of a case."""

    id: UUID
    title: str
    severity: SeverityWord
    status: Status
    last_seen: Time


class CaseDetailOut(CaseOut):
    """A case with all that belongs to it."""

    description: str
    alerts: Annotated[list[AlertReferenceOut], Meta(description="At most 200.")]
    assets: Annotated[list[AssetOut], Meta(description="Of all its alerts, at most 200.")]
    observables: Annotated[list[ObservableOut], Meta(description="Of all its alerts, at most 200.")]
    comments: Annotated[list[CommentOut], Meta(description="The latest 200, the oldest first.")]


def case_out(listing: CaseListing) -> CaseOut:
    """Returns a case as it is shown in a list."""
    return CaseOut(**_fields(listing.case, listing.customer_code, listing.alert_count))


def case_detail_out(detail: CaseDetail) -> CaseDetailOut:
    """Returns a case as it is shown alone."""
    return CaseDetailOut(
        **_fields(detail.case, detail.customer_code, detail.alert_count),
        description=detail.case.description,
        alerts=[_alert_reference_out(alert) for alert in detail.alerts],
        assets=[asset_out(asset) for asset in detail.assets],
        observables=[observable_out(one) for one in detail.observables],
        comments=[comment_out(comment) for comment in detail.comments],
    )


def presented_case(detail: Any) -> Presented:
    """Returns a case as a stale change shows it."""
    return Presented(case_detail_out(detail), etag_of(detail.case.version))


def _fields(case: Case, customer_code: str, alert_count: int) -> dict[str, Any]:
    return {
        "id": case.id,
        "number": case.number,
        "customer": customer_code,
        "name": case.name,
        "severity": WORDS[case.severity],
        "status": case.status,
        "assignee": case.assignee,
        "from_alert": case.from_alert_id,
        "opened_at": case.opened_at,
        "opened_by": case.opened_by,
        "changed_at": case.changed_at,
        "closed_at": case.closed_at,
        "alert_count": alert_count,
        "version": case.version,
    }


def _alert_reference_out(alert: AlertReference) -> AlertReferenceOut:
    return AlertReferenceOut(alert.id, alert.title, WORDS[alert.severity], alert.status, alert.last_seen)
