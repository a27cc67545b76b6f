"""The list of alerts over SQL finds what memory finds, each alert once, whichever way it is read.

Which way that is depends on how many alerts there are. Here few stand for many: the looks, the zones and the counts
that decide between ways are made small.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from attrs import frozen
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, insert, select

from adapters.database import alert_list_plan, alert_zones as zones
from adapters.database.alert_zones import alert_zones
from adapters.database.incident_tables import alerts
from socdomain.customers.customer import Customer
from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.intake import IntakePlan
from socdomain.incidents.status import Status, Verdict
from socdomain.pages import Position
from socdomain.principal import Reach
from socdomain.sources.severity import Severity
from tests.builders import (
    EVERYONE,
    IDS,
    NOW,
    a_customer,
    a_share,
    a_sighting,
    an_alert,
    an_alias,
    an_asset,
    an_observable,
    hours,
)
from tests.contracts.backends import Backend, Works, committed, memory_backend, sql_backend
from tests.contracts.lists import walked
from tests.within_reach import for_everyone

ALERTS = 90
CODES = ("ACME", "Globex", "Initech")
HOSTS = ("WS01", "WS02", "SRV1")
VALUES = ("198.51.100.7", "198.51.100.8", "203.0.113.9")
TECHNIQUES = ("T1059", "T1059.001", "T1059.003", "T10590", "T1110.001")
WORDS = ("powershell", "100%", "a_b", 'say "hi"', "Straße")
TAGS = ("vip", "phishing", "weekly")

FILTERS = st.builds(
    AlertFilter,
    status=st.frozensets(st.sampled_from(Status)),
    severity=st.frozensets(st.sampled_from(Severity)),
    source=st.none() | st.none() | st.sampled_from(["wazuh", "suricata", "none"]),
    customer=st.none() | st.none() | st.sampled_from([*CODES, "nobody"]),
    assignee=st.none() | st.none() | st.sampled_from(["", "anna", "ben"]),
    verdict=st.none() | st.none() | st.sampled_from(Verdict),
    tag=st.none() | st.none() | st.sampled_from([*TAGS, "none"]),
    asset=st.none() | st.none() | st.sampled_from(["ws01.corp.local", "SRV1", "host:ws02", "none"]),
    observable=st.none() | st.none() | st.sampled_from(["198.51.100[.]7", VALUES[1], "192.0.2.1"]),
    technique=st.none() | st.none() | st.sampled_from(["T1059", "t1059.001", "T1110", "T9999"]),
    text=st.none() | st.none() | st.sampled_from(["PowerShell", "100%", "a_b", '"hi"', "STRASSE", "login", "none"]),
    seen_from=st.none() | st.none() | st.integers(0, 40).map(lambda number: NOW + hours(number)),
    seen_until=st.none() | st.none() | st.integers(0, 40).map(lambda number: NOW + hours(number)),
    opened_from=st.none() | st.none() | st.integers(0, 40).map(lambda number: NOW + hours(number)),
    opened_until=st.none() | st.none() | st.integers(0, 40).map(lambda number: NOW + hours(number)),
)
REACHES = st.none() | st.sets(st.integers(0, len(CODES) - 1))


@frozen
class Stores:
    """The same alerts in memory and over SQL."""

    customers: tuple[Customer, ...]
    memory: Works
    sql: Works


@pytest.fixture(params=["sqlite", "postgres"])
def stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    """A store of each kind with the same alerts, read as if they were many."""
    small = {"FEW": 3, "MANY": 12, "_FIRST_LOOK": 2, "_LONGER_LOOKS": (4, 8, 16), "_FEWEST_ZONES": 1}
    for name, value in (small | {"_ZONES_GROWTH": 2, "_KEYS_LOOKED_AT": 2}).items():
        monkeypatch.setattr(alert_list_plan, name, value)
    monkeypatch.setattr(zones, "ZONE_BITS", 2)
    for name, key in ("ZONES_BY_ID", alerts.c.id), ("ZONES_BY_NUMBER", alerts.c.number):
        monkeypatch.setattr(alert_list_plan, name, zones.Zones.by(key))
    memory, customers = memory_backend(), tuple(map(a_customer, CODES))
    with sql_backend(request.getfixturevalue(f"{request.param}_database")) as sql:
        fill = _made_by_chance(customers)
        for backend in (memory, sql):
            fill(backend)
        _make_zones_anew(sql)
        yield Stores(customers, memory.works, sql.works)


@given(wanted=FILTERS, reached=REACHES, limit=st.integers(2, 9))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_walk_through_the_pages_finds_each_alert_once_and_in_order(
    stores: Stores, wanted: AlertFilter, reached: set[int] | None, limit: int
) -> None:
    reach = Reach.everyone() if reached is None else Reach.only(stores.customers[number].id for number in reached)

    def found(works: Works) -> list[AlertId]:
        with works.reading(EVERYONE) as work:
            listed = walked(lambda request: work.alerts.page(wanted, request, reach=reach), limit=limit)
        return [item.alert.id for item in listed]

    assert found(stores.sql) == found(stores.memory)


@given(wanted=FILTERS, limit=st.integers(1, 30), age=st.integers(0, 60))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_first_matching_alerts_are_those_of_the_list(
    stores: Stores, wanted: AlertFilter, limit: int, age: int
) -> None:
    def found(works: Works) -> list[Position]:
        places: list[Position] = []
        with works.reading(EVERYONE) as work:
            while page := work.alerts.matching(
                wanted,
                as_of=NOW + hours(age),
                after=places[-1] if places else None,
                limit=limit,
                reach=Reach.everyone(),
            ):
                places += page
        return places

    assert found(stores.sql) == found(stores.memory)


def _made_by_chance(customers: tuple[Customer, ...]) -> Callable[[Backend], None]:
    """Makes alerts, and returns what writes them to a store."""
    chance = random.Random(7)  # noqa: S311  # the same alerts in every run
    assets = {customer.id: [an_asset(customer, host) for host in HOSTS] for customer in customers}
    shown = {customer.id: [an_observable(customer, value) for value in VALUES] for customer in customers}
    made = [_an_alert_by_chance(chance, chance.choice(customers), number) for number in range(ALERTS)]
    plan = IntakePlan(
        new_assets=[asset for of_customer in assets.values() for asset in of_customer],
        new_aliases=[an_alias(asset) for of_customer in assets.values() for asset in of_customer],
        asset_shares=[a_share(one, asset) for one in made for asset in _some(chance, assets[one.customer_id])],
    )
    sightings = [a_sighting(one, observable) for one in made for observable in _some(chance, shown[one.customer_id])]

    def fill(backend: Backend) -> None:
        with committed(backend.works) as work:
            for customer in customers:
                work.customers.add(customer)
            for one in made:
                work.alerts.add(one)
            work.alerts.add_sightings([one for of_customer in shown.values() for one in of_customer], sightings)
            work.intake.store(plan)

    return fill


def _an_alert_by_chance(chance: random.Random, customer: Customer, number: int) -> Alert:
    opened_at = NOW + timedelta(minutes=30 * number)
    status = chance.choice(list(Status))
    return an_alert(
        customer,
        # Most identifiers grow with time, as those of UUIDv7 do, but nothing may depend on it.
        id=AlertId(chance.choice([IDS.new(), IDS.new(), _any_id(chance)])),
        opened_at=opened_at,
        recorded_at=opened_at,
        # Whole hours, so that many were last seen at the same time.
        last_seen=NOW + hours(int(number / 2) + chance.choice([0, 0, 1, 5])),
        status=status,
        takes_events=False,
        verdict=chance.choice(list(Verdict)) if status is Status.CLOSED else None,
        severity=chance.choice(list(Severity)),
        source=chance.choice(["wazuh", "suricata"]),
        assignee=chance.choice([None, "anna", "ben"]),
        tags=tuple(_some(chance, TAGS)),
        techniques=tuple(_some(chance, TECHNIQUES)),
        description=chance.choice(WORDS),
    )


def _any_id(chance: random.Random) -> Any:
    return type(IDS.new())(int=chance.getrandbits(128), version=4)


def _some(chance: random.Random, of: Any) -> list[Any]:
    return [one for one in of if chance.random() < 0.3]


def _make_zones_anew(backend: Backend) -> None:
    """Writes smaller zones than those that the triggers keep."""
    engine: Any = backend.works.engine  # type: ignore[attr-defined]  # the store is one over SQL
    with for_everyone(engine).begin() as connection:
        connection.execute(delete(alert_zones))
        by_zone: dict[int, list[Any]] = {}
        for row in connection.execute(select(alerts.c.number, alerts.c.id, alerts.c.last_seen)):
            by_zone.setdefault(row.number >> 2, []).append(row)
        for zone, rows in by_zone.items():
            ids, seen = [row.id for row in rows], [row.last_seen for row in rows]
            values = {"first_id": min(ids), "last_id": max(ids), "seen_from": min(seen), "seen_to": max(seen)}
            connection.execute(insert(alert_zones).values(zone=zone, **values))
