"""The zones that the list of alerts relies on are kept by the database itself."""

from __future__ import annotations

from uuid import UUID

from attrs import evolve
from sqlalchemy import select

from adapters.database import SqlWorks
from adapters.database.alert_zones import ZONE_BITS, alert_zones
from adapters.database.incident_tables import alerts
from socdomain.customers.customer import Customer
from socdomain.ids import AlertId
from socdomain.incidents.intake import IntakePlan
from socdomain.incidents.joinable_alert import JoinableAlert
from tests.builders import NOW, a_customer, an_alert, hours
from tests.contracts.backends import committed
from tests.within_reach import for_everyone


def test_a_zone_spans_the_alerts_that_analysts_and_intake_add(works: SqlWorks) -> None:
    customer = _stored_customer(works)
    by_analyst = [an_alert(customer, id=_id(5), last_seen=NOW), an_alert(customer, id=_id(2), last_seen=NOW + hours(3))]
    by_intake = [an_alert(customer, id=_id(number), last_seen=NOW - hours(number)) for number in (1, 7, 9)]
    with committed(works) as work:
        for alert in by_analyst:
            work.alerts.add(alert)
        work.intake.store(IntakePlan(new_alerts=by_intake))

    assert _zones(works) == [(_id(1), _id(9), NOW - hours(9), NOW + hours(3))]
    assert _numbers(works) == {0}


def test_a_zone_grows_by_an_hour_more_than_what_intake_sees_later_and_earlier(works: SqlWorks) -> None:
    customer = _stored_customer(works)
    first, second = an_alert(customer, id=_id(1), last_seen=NOW), an_alert(customer, id=_id(2), last_seen=NOW)
    changed = [evolve(first, last_seen=NOW + hours(5)), evolve(second, last_seen=NOW - hours(1))]
    with committed(works) as work:
        work.intake.store(IntakePlan(new_alerts=[first, second]))
    with committed(works) as work:
        work.intake.store(IntakePlan(changed_alerts=[JoinableAlert.of(alert) for alert in changed]))

    assert _zones(works) == [(_id(1), _id(2), NOW - hours(2), NOW + hours(6))]


def test_a_zone_that_is_large_enough_stays_as_it_is(works: SqlWorks) -> None:
    """Intake would write it for every event otherwise."""
    customer = _stored_customer(works)
    alert = an_alert(customer, id=_id(1), last_seen=NOW)
    with committed(works) as work:
        work.intake.store(IntakePlan(new_alerts=[alert]))
    for later in (1, 1.9):
        with committed(works) as work:
            work.intake.store(
                IntakePlan(changed_alerts=[JoinableAlert.of(evolve(alert, last_seen=NOW + hours(later)))])
            )

    assert _zones(works) == [(_id(1), _id(1), NOW, NOW + hours(2))]


def test_what_analysts_decide_leaves_the_zones_alone(works: SqlWorks) -> None:
    customer = _stored_customer(works)
    alert = an_alert(customer, id=_id(1))
    with committed(works) as work:
        work.alerts.add(alert)
    before = _zones(works)
    with committed(works) as work:
        work.alerts.save_all([evolve(alert, assignee="anna", version=2)])

    assert _zones(works) == before


def _stored_customer(works: SqlWorks) -> Customer:
    customer = a_customer()
    with committed(works) as work:
        work.customers.add(customer)
    return customer


def _id(number: int) -> AlertId:
    return AlertId(UUID(int=number))


def _zones(works: SqlWorks) -> list[tuple[object, ...]]:
    zones = alert_zones.c
    query = select(zones.first_id, zones.last_id, zones.seen_from, zones.seen_to).order_by(zones.zone)
    with for_everyone(works.engine).connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def _numbers(works: SqlWorks) -> set[int]:
    with for_everyone(works.engine).connect() as connection:
        return {number >> ZONE_BITS for number in connection.scalars(select(alerts.c.number))}
