"""The shapes in which alerts are shown."""

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
from socdomain.incidents.alert import Alert
from socdomain.incidents.status import Status, Verdict
from socdomain.incidents.views import AlertDetail, AlertListing, CaseReference, ShownAsset


class AlertOut(Struct):
    """An alert in a list."""

    id: UUID
    customer: Annotated[str, Meta(description="Code of its customer.")]
    source: Annotated[str, Meta(description="Where it came from; `manual` for an analyst's own.")]
    title: str
    severity: Annotated[SeverityWord, Meta(description="The highest of its events, or what an analyst set.")]
    severity_known: Annotated[bool, Meta(description="False where the source's own severity was not understood.")]
    severity_is_set: Annotated[bool, Meta(description="Whether an analyst set it.")]
    severity_raised: Annotated[
        SeverityWord | None, Meta(description="The higher severity of an event that came after an analyst set it.")
    ]
    status: Status
    verdict: Verdict | None
    verdict_reason: str | None
    duplicate_of: Annotated[UUID | None, Meta(description="The alert that it repeats.")]
    assignee: Annotated[str | None, Meta(description="Login name of who works on it.")]
    tags: list[str]
    rule_id: Annotated[str | None, Meta(description="The product's identifier of the rule that fired.")]
    techniques: Annotated[list[str], Meta(description="ATT&CK technique ids.")]
    asset: Annotated[str | None, Meta(description="Name of the asset of its first event.")]
    opened_at: Time
    first_seen: Time
    last_seen: Time
    event_count: Annotated[int, Meta(description="How many events it stands for.")]
    late_events: Annotated[int, Meta(description="How many of them came after it was closed.")]
    continues: Annotated[UUID | None, Meta(description="The alert before it with the same fingerprint.")]
    new_assets_since: Annotated[
        OptionalTime, Meta(description="When the first asset joined that was new since an analyst last acted.")
    ]
    acted_at: Annotated[OptionalTime, Meta(description="When an analyst last did something to it.")]
    closed_at: OptionalTime
    version: Annotated[int, Meta(description="Counts what analysts changed, from 1.")]


class AlertAssetOut(AssetOut):
    """An asset of an alert, with its share of the alert's events."""

    event_count: int
    first_seen: Time
    last_seen: Time
    agent_ids: Annotated[
        list[UUID],
        Meta(description="The agents on it, by its name; of a product with several of the name, the one of an event."),
    ]


class CaseReferenceOut(Struct):
    """A case that an alert belongs to."""

    id: UUID
    number: int
    name: str
    status: Status


class AlertDetailOut(AlertOut):
    """An alert with all that belongs to it."""

    description: str
    context: Annotated[dict[str, Any], Meta(description="Fields of its first event to see at once.")]
    takes_events: Annotated[bool, Meta(description="Whether events with its fingerprint join it.")]
    window_until: Annotated[Time, Meta(description="Events after this time begin another alert.")]
    assets: Annotated[list[AlertAssetOut], Meta(description="The 200 last seen.")]
    asset_count: int
    observables: Annotated[list[ObservableOut], Meta(description="The first 200 by type and value.")]
    observable_count: int
    comments: Annotated[list[CommentOut], Meta(description="The latest 200, the oldest first.")]
    cases: Annotated[list[CaseReferenceOut], Meta(description="The cases that it belongs to, by number.")]


def alert_out(listing: AlertListing) -> AlertOut:
    """Returns an alert as it is shown in a list."""
    return AlertOut(**_fields(listing.alert, listing.customer_code))


def alert_detail_out(detail: AlertDetail) -> AlertDetailOut:
    """Returns an alert as it is shown alone."""
    alert = detail.alert
    return AlertDetailOut(
        **_fields(alert, detail.customer_code),
        description=alert.description,
        context=dict(alert.context),
        takes_events=alert.takes_events,
        window_until=alert.window_until,
        assets=[_alert_asset_out(asset) for asset in detail.assets],
        asset_count=detail.asset_count,
        observables=[observable_out(one) for one in detail.observables],
        observable_count=detail.observable_count,
        comments=[comment_out(comment) for comment in detail.comments],
        cases=[_case_reference_out(case) for case in detail.cases],
    )


def presented_alert(detail: Any) -> Presented:
    """Returns an alert as a stale change shows it."""
    return Presented(alert_detail_out(detail), etag_of(detail.alert.version))


def _fields(alert: Alert, customer_code: str) -> dict[str, Any]:
    raised = alert.severity_raised
    return {
        "id": alert.id,
        "customer": customer_code,
        "source": alert.source,
        "title": alert.title,
        "severity": WORDS[alert.severity],
        "severity_known": alert.severity_known,
        "severity_is_set": alert.severity_is_set,
        "severity_raised": None if raised is None else WORDS[raised],
        "status": alert.status,
        "verdict": alert.verdict,
        "verdict_reason": alert.verdict_reason,
        "duplicate_of": alert.duplicate_of,
        "assignee": alert.assignee,
        "tags": list(alert.tags),
        "rule_id": alert.rule_id,
        "techniques": list(alert.techniques),
        "asset": alert.asset_name,
        "opened_at": alert.opened_at,
        "first_seen": alert.first_seen,
        "last_seen": alert.last_seen,
        "event_count": alert.event_count,
        "late_events": alert.late_events,
        "continues": alert.continues,
        "new_assets_since": alert.new_assets_since,
        "acted_at": alert.acted_at,
        "closed_at": alert.closed_at,
        "version": alert.version,
    }


def _alert_asset_out(shown: ShownAsset) -> AlertAssetOut:
    asset, share = asset_out(shown.asset), shown.share
    return AlertAssetOut(
        asset.id, asset.kind, asset.name, share.event_count, share.first_seen, share.last_seen, list(shown.agent_ids)
    )


def _case_reference_out(case: CaseReference) -> CaseReferenceOut:
    return CaseReferenceOut(case.id, case.number, case.name, case.status)
