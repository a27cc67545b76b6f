"""Which indexes SQLite reads for the lists: never a whole table, also without statistics about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from adapters.database import SqlUnitOfWork, SqlWorks, alert_list_plan
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.status import Status, Verdict
from socdomain.incidents.views import ChangesPosition
from socdomain.pages import PageRequest, Position
from socdomain.principal import Reach
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, IDS, NOW, a_customer, an_alert, an_asset, an_observable, hours
from tests.contracts.stored import store_alerts, store_asset, store_observable

WHOLE_TABLE = re.compile(r"^SCAN (alerts|alert_(?!zones)\w+|observables|asset_aliases)\b(?! USING| VIRTUAL)")
"""The zones alone are few enough to be read whole."""

FILTERS = [
    (AlertFilter(), "ix_alerts_last_seen_id"),
    (AlertFilter(status=frozenset({Status.OPEN})), "ix_alerts_status_severity_last_seen_id"),
    (AlertFilter(severity=frozenset({Severity.HIGH, Severity.CRITICAL})), "ix_alerts_status_severity_last_seen_id"),
    (AlertFilter(source="wazuh"), "ix_alerts_source_last_seen_id"),
    (AlertFilter(customer="ACME"), "ix_alerts_customer_id_last_seen_id"),
    (
        AlertFilter(customer="ACME", status=frozenset({Status.OPEN})),
        "ix_alerts_customer_id_status_severity_last_seen_id",
    ),
    (AlertFilter(assignee="anna"), "ix_alerts_assignee"),
    (AlertFilter(assignee=""), "ix_alerts_unassigned"),
    (AlertFilter(verdict=Verdict.TRUE_POSITIVE), "ix_alerts_verdict"),
    (AlertFilter(seen_from=NOW, seen_until=NOW + hours(1)), "ix_alerts_last_seen_id"),
    (AlertFilter(tag="vip"), "ix_alert_tags_tag_alert_id"),
    (AlertFilter(technique="T1110"), "ix_alert_techniques_technique_alert_id"),
    (AlertFilter(asset="WS01"), "ix_alert_assets_asset_id_alert_id"),
    (AlertFilter(observable="198.51.100.7"), "ix_alert_observables_observable_id_alert_id"),
    (AlertFilter(text="login"), "alert_text_index VIRTUAL TABLE INDEX"),
]


@pytest.fixture
def works(sqlite_works: SqlWorks, monkeypatch: pytest.MonkeyPatch) -> SqlWorks:
    """A store with a few alerts that match each filter, read as if they were many."""
    monkeypatch.setattr(alert_list_plan, "_FIRST_LOOK", 2)
    customer = a_customer("ACME")
    with sqlite_works(EVERYONE) as work:
        work.customers.add(customer)
        work.commit()
    alerts = [an_alert(customer, tags=("vip",), assignee="anna", last_seen=NOW + hours(n)) for n in range(6)]
    # The latest do not match, so that a page is not full after the first look.
    alerts += [an_alert(customer, techniques=(), title="x", description="", last_seen=NOW + hours(9)) for n in range(3)]
    store_alerts(sqlite_works, *alerts)
    store_asset(sqlite_works, an_asset(customer, "WS01"), *alerts[:6])
    store_observable(sqlite_works, an_observable(customer), *alerts[:6])
    return sqlite_works


@pytest.mark.parametrize("after", [None, Position(NOW + hours(8), IDS.new())], ids=["first page", "later page"])
@pytest.mark.parametrize(("wanted", "index"), FILTERS)
def test_every_filter_of_the_alerts_is_served_by_an_index(
    works: SqlWorks, wanted: AlertFilter, index: str, after: Position | None
) -> None:
    with plans(works) as plan, works.reading(EVERYONE) as work:
        work.alerts.page(wanted, PageRequest(3, after), reach=EVERYONE)

    assert not [step for step in plan if WHOLE_TABLE.search(step)]
    assert any(index in step for step in plan)


READS: dict[str, Callable[[SqlUnitOfWork], Any]] = {
    "summary": lambda work: work.alerts.summary(now=NOW, reach=EVERYONE),
    "summary of some": lambda work: work.alerts.summary(now=NOW, reach=Reach.only([a_customer().id])),
    "changes": lambda work: work.alerts.changes(ChangesPosition(0), 10, reach=EVERYONE),
    "changes of some": lambda work: work.alerts.changes(ChangesPosition(0), 10, reach=Reach.only([a_customer().id])),
}


@pytest.mark.parametrize("read", READS)
def test_counting_and_following_alerts_is_served_by_indexes(works: SqlWorks, read: str) -> None:
    with plans(works) as plan, works.reading(EVERYONE) as work:
        READS[read](work)

    assert not [step for step in plan if WHOLE_TABLE.search(step)]


def test_the_summary_writes_out_the_condition_of_its_partial_index(works: SqlWorks) -> None:
    """With a parameter SQLite looks each counted alert up in the table, which took twenty times as long."""
    with statements(works) as run, works.reading(EVERYONE) as work:
        work.alerts.summary(now=NOW, reach=EVERYONE)

    live = [statement for statement, _ in run if "ix_alerts_live" in statement]
    assert live
    assert all("alerts.status != 'CLOSED'" in statement for statement in live)


@contextmanager
def plans(works: SqlWorks) -> Iterator[list[str]]:
    """The steps of the plans of all statements that run in the block; filled when it ends."""
    steps: list[str] = []
    with statements(works) as run:
        yield steps
    with works.engine.connect() as connection:
        for statement, parameters in run:
            steps += [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


@contextmanager
def statements(works: SqlWorks) -> Iterator[list[tuple[str, Any]]]:
    """The statements that run in the block, with their parameters."""
    run: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            run.append((statement, parameters))

    event.listen(works.engine, "before_cursor_execute", keep)
    yield run
    event.remove(works.engine, "before_cursor_execute", keep)
