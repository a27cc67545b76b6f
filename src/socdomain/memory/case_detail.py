"""All that belongs to one case, in memory."""

from __future__ import annotations

from datetime import datetime

from socdomain.ids import AlertId, AssetId, CaseId
from socdomain.incidents.asset import Asset
from socdomain.incidents.case import Case
from socdomain.incidents.views import MOST_SHOWN, AlertReference, CaseDetail
from socdomain.memory.alert_detail import latest_comments, shown_observables
from socdomain.memory.alert_list import place_in_list
from socdomain.memory.pages import latest_first
from socdomain.memory.state import State
from socdomain.pages import Position


def detail_of(state: State, case: Case) -> CaseDetail:
    """Returns a case with all that belongs to it."""
    alert_ids = alerts_of_case(state, case.id)
    comments = [comment for case_id, comment in state.case_comments.values() if case_id == case.id]
    latest = latest_first((state.alerts[alert_id] for alert_id in alert_ids), MOST_SHOWN, place_in_list)
    return CaseDetail(
        case=case,
        customer_code=state.customers[case.customer_id].code,
        alerts=tuple(
            AlertReference(alert.id, alert.title, alert.severity, alert.status, alert.last_seen) for alert in latest
        ),
        alert_count=len(alert_ids),
        live_alert_count=sum(state.alerts[alert_id].status.is_live for alert_id in alert_ids),
        assets=_assets(state, alert_ids),
        observables=shown_observables(state, alert_ids)[:MOST_SHOWN],
        comments=latest_comments(comments),
        comment_count=len(comments),
    )


def alerts_of_case(state: State, case_id: CaseId) -> set[AlertId]:
    """Returns the alerts that belong to a case."""
    return {alert_id for linked_to, alert_id in state.case_alerts if linked_to == case_id}


def _assets(state: State, alert_ids: set[AlertId]) -> tuple[Asset, ...]:
    last_seen: dict[AssetId, datetime] = {}
    for (alert_id, asset_id), share in state.alert_assets.items():
        if alert_id in alert_ids:
            last_seen[asset_id] = max(share.last_seen, last_seen.get(asset_id, share.last_seen))
    latest = latest_first(last_seen, MOST_SHOWN, lambda asset_id: Position(last_seen[asset_id], asset_id))
    return tuple(state.assets[asset_id] for asset_id in latest)
