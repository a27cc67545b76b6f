"""More things than one statement may name are named in several."""

from __future__ import annotations

import pytest
from attrs import evolve

from adapters.database import SqlWorks, narrowing
from tests.builders import EVERYONE, a_customer, an_alert
from tests.contracts.backends import committed
from tests.contracts.stored import store_alerts


def test_alerts_are_read_and_saved_however_many_there_are(works: SqlWorks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "MOST_NAMED", 2)
    customer = a_customer()
    with committed(works) as work:
        work.customers.add(customer)
    alerts = [an_alert(customer, tags=("old",)) for _ in range(5)]
    store_alerts(works, *alerts)
    changed = [evolve(alert, tags=("new",), version=2) for alert in alerts]

    with committed(works) as work:
        found = work.alerts.for_change([alert.id for alert in alerts], reach=EVERYONE)
        work.alerts.save_all(changed)

    assert list(found.values()) == sorted(alerts, key=lambda alert: alert.id)
    with works(EVERYONE) as work:
        assert list(work.alerts.for_change([alert.id for alert in alerts], reach=EVERYONE).values()) == sorted(
            changed, key=lambda alert: alert.id
        )
