"""Following the changes of alerts in memory."""

from __future__ import annotations

from socdomain.ids import AlertId
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.views import ChangesPage, ChangesPosition, NewsItem, NewsPage
from socdomain.memory.alert_list import found_alerts, listing_of
from socdomain.memory.state import State
from socdomain.principal import Reach


def changed_alerts(state: State, after: ChangesPosition, limit: int, reach: Reach) -> ChangesPage:
    """Returns the alerts within reach that changed after a position, none skipped and none twice."""
    numbers = state.alert_numbers
    seen = (alert for alert in state.alerts.values() if reach.sees(alert.customer_id))
    changed = [alert for alert in seen if _is_after(numbers[alert.id], alert.id, after)]
    changed.sort(key=lambda alert: (numbers[alert.id], alert.id.int))
    shown = changed[:limit]
    return ChangesPage(
        items=tuple(listing_of(state, alert) for alert in shown),
        position=ChangesPosition(numbers[shown[-1].id], shown[-1].id) if shown else after,
        more=len(changed) > limit,
    )


def news_of(state: State, changed: ChangesPage, wanted: AlertFilter, since: ChangesPosition, reach: Reach) -> NewsPage:
    """Returns those of some changed alerts that a filter wants.

    Args:
        state: Where.
        changed: The alerts that changed.
        wanted: Which of them are returned.
        since: What was added after this position is new.
        reach: Whose alerts may be seen.
    """
    found = {alert.id for alert in found_alerts(state, wanted, reach)}
    shown = [listing for listing in changed.items if listing.alert.id in found]
    added = state.alerts_added
    items = (NewsItem(one, _is_after(added[one.alert.id], one.alert.id, since)) for one in shown)
    return NewsPage(tuple(items), changed.position, changed.more)


def _is_after(number: int, alert_id: AlertId, after: ChangesPosition) -> bool:
    if number != after.sequence:
        return number > after.sequence
    return after.id is not None and alert_id.int > after.id.int
