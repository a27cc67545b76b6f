"""Putting into a store what a test needs there."""

from __future__ import annotations

from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.asset import Asset
from socdomain.incidents.case import Case
from socdomain.incidents.event import Event
from socdomain.incidents.intake import IntakePlan, StoredObservable
from socdomain.principal import Reach
from tests.builders import EVERYONE, a_share, a_sighting, an_alias
from tests.contracts.backends import Works, committed
from tests.contracts.lists import FIRST


def store_alerts(works: Works, *alerts: Alert) -> None:
    """Adds alerts, in one unit of work."""
    with committed(works) as work:
        for alert in alerts:
            work.alerts.add(alert)


def store_plan(works: Works, plan: IntakePlan) -> None:
    """Writes a plan of intake, in one unit of work."""
    with committed(works) as work:
        work.intake.lock({event.customer_id for event in plan.events})
        work.intake.store(plan)


def store_events(works: Works, *events: Event) -> None:
    """Adds events to alerts that are there, which do not change."""
    store_plan(works, IntakePlan(events=sorted(events, key=lambda event: event.id.int)))


def store_asset(works: Works, asset: Asset, *alerts: Alert) -> None:
    """Adds an asset with the alias of its name, and one event's share in it for each of the alerts."""
    shares = [a_share(alert, asset) for alert in alerts]
    store_plan(works, IntakePlan(new_assets=[asset], new_aliases=[an_alias(asset)], asset_shares=shares))


def store_observable(works: Works, observable: StoredObservable, *alerts: Alert) -> None:
    """Adds an observable that each of the alerts shows."""
    sightings = [a_sighting(alert, observable) for alert in alerts]
    with committed(works) as work:
        work.alerts.add_sightings([observable], sightings)


def store_case(works: Works, case: Case, *further: Alert) -> None:
    """Adds a case, and links further alerts to it."""
    with committed(works) as work:
        work.cases.add(case)
        if further:
            work.cases.link(case, further, at=case.opened_at, by=case.opened_by)


def alert_in(works: Works, alert_id: AlertId) -> Alert:
    """An alert as it is stored."""
    with works(EVERYONE) as work:
        return work.alerts.for_change([alert_id], reach=EVERYONE)[alert_id]


def found(works: Works, wanted: AlertFilter, reach: Reach = EVERYONE) -> set[AlertId]:
    """The alerts that the list shows."""
    with works(EVERYONE) as work:
        return {item.alert.id for item in work.alerts.page(wanted, FIRST, reach=reach).items}
