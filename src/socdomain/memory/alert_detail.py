"""All that belongs to one alert, in memory."""

from __future__ import annotations

from collections.abc import Iterable

from socdomain.agents.same_host import agents_of_asset
from socdomain.ids import AlertId, ObservableId
from socdomain.incidents.activity import Comment
from socdomain.incidents.alert import Alert
from socdomain.incidents.asset import AlertAsset, host_names
from socdomain.incidents.views import MOST_SHOWN, AlertDetail, CaseReference, ShownAsset, ShownObservable
from socdomain.memory.agents import agents_of_name
from socdomain.memory.json_copies import alert_copy
from socdomain.memory.pages import latest_first
from socdomain.memory.state import State
from socdomain.pages import Position


def detail_of(state: State, alert: Alert) -> AlertDetail:
    """Returns an alert with all that belongs to it."""
    shares = [share for (alert_id, _), share in state.alert_assets.items() if alert_id == alert.id]
    latest = latest_first(shares, MOST_SHOWN, lambda share: Position(share.last_seen, share.asset_id))
    observables = shown_observables(state, {alert.id})
    return AlertDetail(
        alert=alert_copy(alert),
        customer_code=state.customers[alert.customer_id].code,
        assets=tuple(_shown_asset(state, alert, share) for share in latest),
        asset_count=len(shares),
        observables=observables[:MOST_SHOWN],
        observable_count=len(observables),
        comments=latest_comments(
            comment for alert_id, comment in state.alert_comments.values() if alert_id == alert.id
        ),
        cases=_cases(state, alert.id),
    )


def _shown_asset(state: State, alert: Alert, share: AlertAsset) -> ShownAsset:
    names = {alias for (_, alias), asset_id in state.aliases.items() if asset_id == share.asset_id}
    asset = state.assets[share.asset_id]
    agents = agents_of_name(state, alert.customer_id, host_names(asset, names))
    return ShownAsset(asset, share, agents_of_asset(agents, names))


def shown_observables(state: State, alert_ids: set[AlertId]) -> tuple[ShownObservable, ...]:
    """Returns the observables that any of some alerts shows, by type and value."""
    ids: set[ObservableId] = {observable for alert, observable in state.sightings if alert in alert_ids}
    shown = [ShownObservable(one, state.observables[one].observable) for one in ids]
    return tuple(sorted(shown, key=lambda one: (one.observable.type.value, one.observable.value)))


def latest_comments(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """Returns the latest remarks that are shown, the oldest first."""
    return tuple(reversed(latest_first(comments, MOST_SHOWN, lambda comment: Position(comment.at, comment.id))))


def _cases(state: State, alert_id: AlertId) -> tuple[CaseReference, ...]:
    cases = [state.cases[case_id] for case_id, linked in state.case_alerts if linked == alert_id]
    cases.sort(key=lambda case: case.number)
    return tuple(CaseReference(case.id, case.number, case.name, case.status) for case in cases)
