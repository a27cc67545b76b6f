"""Writing alerts in memory, with what has to stay true of all of them."""

from __future__ import annotations

from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.memory.json_copies import alert_copy
from socdomain.memory.state import State, check_link
from socdomain.principal import Reach


def add_alert(state: State, alert: Alert) -> None:
    """Adds an alert.

    Raises:
        ConcurrentChangeError: It is there already, or another alert takes the fingerprint.
        OtherCustomerError: It continues or repeats another customer's alert.
    """
    if alert.id in state.alerts:
        raise ConcurrentChangeError("the alert exists")
    state.check_customer(alert.customer_id)
    key = (alert.customer_id, alert.fingerprint)
    state.alerts_of[key] = (*state.alerts_of.get(key, ()), alert.id)
    state.alerts_added[alert.id] = state.change_number
    replace_alert(state, alert_copy(alert))


def replace_alert(state: State, alert: Alert) -> None:
    """Puts an alert in the place of the one that is there, and gives it the number of this change.

    Raises:
        ConcurrentChangeError: Another alert takes the fingerprint.
        OtherCustomerError: It continues or repeats another customer's alert.
    """
    check_link(state.alerts, alert.continues, alert.customer_id)
    check_link(state.alerts, alert.duplicate_of, alert.customer_id)
    key = (alert.customer_id, alert.fingerprint)
    holder = state.taking.get(key)
    if alert.takes_events:
        if holder not in (None, alert.id):
            raise ConcurrentChangeError("another alert takes the fingerprint's events")
        state.taking[key] = alert.id
    elif holder == alert.id:
        del state.taking[key]
    state.alerts[alert.id] = alert
    state.alert_numbers[alert.id] = state.change_number


def alert_within(state: State, alert_id: AlertId, reach: Reach) -> Alert:
    """Returns an alert within reach.

    Raises:
        NotFoundError: There is none within reach.
    """
    alert = state.alerts.get(alert_id)
    if alert is None or not reach.sees(alert.customer_id):
        raise NotFoundError("alert", alert_id)
    return alert
