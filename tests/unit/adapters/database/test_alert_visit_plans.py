"""What an alert's events did is counted from an index, and news are looked for among what has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.database import SqlWorks
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.status import Status
from socdomain.incidents.views import ChangesPosition
from socdomain.principal import Reach
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, NOW, a_customer, an_alert, an_asset, an_event, an_observable
from tests.contracts.backends import committed
from tests.contracts.stored import store_alerts, store_asset, store_events, store_observable
from tests.unit.adapters.database.plans import postgres_plan, sqlite_plan, statements

ACME = a_customer()
BY_TIME = "ix_events_alert_id_seen_at_id"
SECONDS = 1_000


def busy_alert(works: SqlWorks) -> Alert:
    """An alert with an event each second, beside another."""
    alert, other = (an_alert(ACME, last_seen=NOW + timedelta(seconds=SECONDS - 1)) for _ in range(2))
    with committed(works) as work:
        work.customers.add(ACME)
    store_alerts(works, alert, other)
    for one in (alert, other):
        store_events(works, *(an_event(one, seen_at=NOW + timedelta(seconds=number)) for number in range(SECONDS)))
    return alert


def test_sqlite_counts_events_by_ranges_of_an_index_alone(sqlite_works: SqlWorks) -> None:
    alert = busy_alert(sqlite_works)
    with sqlite_works.reading(EVERYONE) as work, statements(sqlite_works) as run:
        assert sum(work.alerts.activity(alert.id, 48, reach=EVERYONE).counts) == SECONDS
    assert len(run) == 1
    steps = [step for step in sqlite_plan(sqlite_works, run) if "events" in step]
    assert steps == [f"SEARCH events USING COVERING INDEX {BY_TIME} (alert_id=? AND seen_at>? AND seen_at<?)"]


def test_postgresql_counts_events_by_ranges_of_an_index(postgres_works: SqlWorks) -> None:
    alert = busy_alert(postgres_works)
    with postgres_works.reading(EVERYONE) as work, statements(postgres_works) as run:
        assert sum(work.alerts.activity(alert.id, 48, reach=EVERYONE).counts) == SECONDS
    assert len(run) == 1
    plan = postgres_plan(postgres_works, run)
    assert BY_TIME in plan
    assert "Seq Scan on events" not in plan


@pytest.mark.parametrize("reach", [EVERYONE, Reach.only([ACME.id])], ids=["everyone", "one"])
def test_sqlite_asks_each_alert_that_changed_by_itself(sqlite_works: SqlWorks, reach: Reach) -> None:
    """However many match what the filter names, of other alerts none is read."""
    alert = an_alert(ACME, tags=("vip",), techniques=("T1059",), title="Kerberos")
    with committed(sqlite_works) as work:
        work.customers.add(ACME)
    store_alerts(sqlite_works, alert)
    store_asset(sqlite_works, an_asset(ACME), alert)
    store_observable(sqlite_works, an_observable(ACME), alert)
    wanted = AlertFilter(
        status=frozenset({Status.OPEN}),
        severity=frozenset({Severity.MEDIUM}),
        source="wazuh",
        customer="acme",
        tag="vip",
        asset="ws01",
        observable="198.51.100.7",
        technique="T1059",
        text="kerberos",
        seen_from=NOW,
    )
    beginning = ChangesPosition(0)
    with statements(sqlite_works) as run, sqlite_works.reading(reach) as work:
        news = work.alerts.news(beginning, 200, wanted, since=beginning, reach=reach)
    assert [item.listing.alert for item in news.items] == [alert]
    changed = "ix_alerts_change_sequence_id" if reach.is_everyone else "ix_alerts_customer_id_change_sequence_id"
    of_alerts = [step for step in sqlite_plan(sqlite_works, run) if " alert" in step]
    assert any(f"USING COVERING INDEX {changed}" in step for step in of_alerts)
    others = [step for step in of_alerts if changed not in step]
    assert len(others) >= 6
    for step in others:
        assert step.startswith("SEARCH"), step
        assert any(key in step for key in ("(id=?", "(alert_id=?", "(rowid=?)", "(technique>? AND")), step
