"""Finding alerts in memory."""

from __future__ import annotations

from collections.abc import Iterator

from socdomain.ids import AlertId, CustomerId
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.alert_search import matches_by_itself, wanted_aliases, wanted_values
from socdomain.incidents.views import AlertListing
from socdomain.memory.customers import customer_of_code
from socdomain.memory.json_copies import alert_copy
from socdomain.memory.state import State
from socdomain.pages import Position
from socdomain.principal import Reach


def found_alerts(state: State, wanted: AlertFilter, reach: Reach) -> Iterator[Alert]:
    """Yields the alerts within reach that a filter wants, in no order."""
    if wanted.customer is not None:
        reach = narrowed(state, reach, wanted.customer)
    linked = _linked_alerts(state, wanted)
    for alert in state.alerts.values():
        is_linked = linked is None or alert.id in linked
        if is_linked and reach.sees(alert.customer_id) and matches_by_itself(wanted, alert):
            yield alert


def narrowed(state: State, reach: Reach, code: str) -> Reach:
    """Returns the reach over the customer with this code, if that is within reach, and over nobody if not."""
    customer = customer_of_code(state, code)
    seen: list[CustomerId] = [customer.id] if customer is not None and reach.sees(customer.id) else []
    return Reach.only(seen)


def _linked_alerts(state: State, wanted: AlertFilter) -> frozenset[AlertId] | None:
    """Returns the alerts that are linked to what a filter names; None if it names nothing that is linked."""
    found: list[frozenset[AlertId]] = []
    if wanted.asset is not None:
        aliases = wanted_aliases(wanted.asset)
        assets = {asset for (_, alias), asset in state.aliases.items() if alias in aliases}
        found.append(frozenset(alert for alert, asset in state.alert_assets if asset in assets))
    if wanted.observable is not None:
        values = wanted_values(wanted.observable)
        shown = {one.id for one in state.observables.values() if one.observable.value in values}
        found.append(frozenset(alert for alert, observable in state.sightings if observable in shown))
    return frozenset.intersection(*found) if found else None


def listing_of(state: State, alert: Alert) -> AlertListing:
    """Returns an alert as a list shows it."""
    return AlertListing(alert_copy(alert), state.customers[alert.customer_id].code)


def place_in_list(alert: Alert) -> Position:
    """Tells where an alert stands in the list."""
    return Position(alert.last_seen, alert.id)
