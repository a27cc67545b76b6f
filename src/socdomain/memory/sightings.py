"""Writing in memory what alerts show."""

from __future__ import annotations

from collections.abc import Iterable

from socdomain.incidents.intake import Sighting, StoredObservable
from socdomain.memory.state import State, check_link


def add_sightings(state: State, observables: Iterable[StoredObservable], sightings: Iterable[Sighting]) -> None:
    """Adds observables and which alert shows them; what is there already stays.

    Raises:
        OtherCustomerError: An alert and an observable have different customers.
    """
    for observable in observables:
        state.check_customer(observable.customer_id)
        state.observables.setdefault(observable.id, observable)
    for sighting in sightings:
        check_link(state.alerts, sighting.alert_id, sighting.customer_id)
        check_link(state.observables, sighting.observable_id, sighting.customer_id)
        state.sightings.setdefault((sighting.alert_id, sighting.observable_id), None)
