"""What is SQL's own about agents: columns are read strictly, and indexes serve."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from sqlalchemy import update

from adapters.database import SqlUnitOfWork, SqlWorks
from adapters.database.agent_tables import agents
from adapters.database.connector_tables import connectors
from adapters.database.json_columns import StoredValueError
from socdomain.agents.ports import AgentFilter
from socdomain.ids import ConnectorId
from socdomain.incidents.intake import IntakePlan
from socdomain.pages import PageRequest, Position
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, NOW, a_connector, a_customer, a_share, an_agent, an_alert, an_alias, an_asset
from tests.contracts.backends import committed
from tests.contracts.stored import store_alerts, store_plan
from tests.unit.adapters.database.plans import sqlite_plan, statements
from tests.unit.adapters.database.test_connectors import LONG_ENOUGH_S, wait_until_it_waits


@pytest.mark.parametrize(
    "column",
    [{"group_names": {}}, {"group_names": [1]}, {"labels": []}, {"labels": {"a": 1}}, {"criticality": "dire"}],
    ids=str,
)
def test_columns_that_hold_something_else_are_refused(works: SqlWorks, column: dict[str, Any]) -> None:
    agent = an_agent()
    with works(EVERYONE) as work:
        work.agents.add_all([agent])
        work._connection.execute(update(agents).values(column))
        for read in (
            lambda: work.agents.detail(agent.id, reach=EVERYONE),
            lambda: work.agents.page(AgentFilter(), PageRequest(1), reach=EVERYONE),
            lambda: work.agents.known(agent.connector_id, [agent.vendor_id]),
        ):
            with pytest.raises((StoredValueError, ValueError)):
                read()


@pytest.mark.parametrize("stored", [[], {"O1": 1}, {"O1": "acme"}], ids=str)
def test_organisations_that_are_something_else_are_refused(works: SqlWorks, stored: Any) -> None:
    connector = a_connector()
    with works(EVERYONE) as work:
        work.connectors.add(connector)
        work._connection.execute(update(connectors).values(org_customers=stored))
        if stored:
            with pytest.raises(StoredValueError):
                work.connectors.get(connector.id)
        else:
            found = work.connectors.get(connector.id)
            assert found is not None
            assert found.org_customers == {}


ACME = a_customer()
LATER = PageRequest(3, Position(NOW, IDS.new()))
Ask = Callable[[SqlUnitOfWork], Any]
ASKED: dict[str, tuple[Ask, str]] = {
    "everyone's": (lambda work: work.agents.page(AgentFilter(), LATER, reach=EVERYONE), "ix_agents_created_at_id"),
    "a customer's": (
        lambda work: work.agents.page(AgentFilter(), LATER, reach=Reach.only([ACME.id])),
        "ix_agents_customer_id_created_at_id",
    ),
}


@pytest.mark.parametrize("asked", ASKED)
def test_sqlite_reads_a_page_in_the_order_of_an_index(sqlite_works: SqlWorks, asked: str) -> None:
    ask, index = ASKED[asked]
    with statements(sqlite_works) as run, sqlite_works(EVERYONE) as work:
        ask(work)
    steps = sqlite_plan(sqlite_works, run)
    assert any(index in step for step in steps), steps
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps


def test_those_on_one_host_are_found_by_an_index(sqlite_works: SqlWorks) -> None:
    with committed(sqlite_works) as work:
        work.customers.add(ACME)
        work.agents.add_all([an_agent(customer_id=ACME.id)])
    with statements(sqlite_works) as run, sqlite_works(EVERYONE) as work:
        work.agents.page(AgentFilter(), PageRequest(1), reach=EVERYONE)
    (asked,) = [one for one in run if one[0].startswith("WITH wanted")]
    with sqlite_works.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", asked[1]).all()
    assert any("SEARCH agents USING INDEX ix_agents_host" in row[3] for row in plan), plan


def test_the_agents_of_all_assets_of_an_alert_are_one_statement_by_an_index(sqlite_works: SqlWorks) -> None:
    with committed(sqlite_works) as work:
        work.customers.add(ACME)
    alert, alone = an_alert(ACME), an_alert(ACME)
    store_alerts(sqlite_works, alert, alone)
    hosts = [an_asset(ACME, f"ws-{number}") for number in range(5)]
    shares = [a_share(alert, host) for host in hosts]
    store_plan(sqlite_works, IntakePlan(new_assets=hosts, new_aliases=list(map(an_alias, hosts)), asset_shares=shares))
    run = {}
    for one in (alert, alone):
        with statements(sqlite_works) as run[one.id], sqlite_works.reading(EVERYONE) as work:
            work.alerts.detail(one.id, reach=EVERYONE)
    assert len(run[alert.id]) == len(run[alone.id]) + 1
    steps = sqlite_plan(sqlite_works, [asked for asked in run[alert.id] if "agents" in asked[0]])
    assert [step for step in steps if step.startswith("SCAN")] == []
    assert any("SEARCH agents USING INDEX ix_agents_host" in step for step in steps), steps


def test_who_locks_a_connector_s_agents_waits_for_who_did_before_and_for_no_other(postgres_works: SqlWorks) -> None:
    first, second = ConnectorId(UUID(int=1)), ConnectorId(UUID(int=2))

    def known_of(connector_id: ConnectorId) -> set[str]:
        with postgres_works(EVERYONE) as work:
            work.agents.lock(connector_id)
            return set(work.agents.known(connector_id, ["1"]))

    with ThreadPoolExecutor(2) as threads, postgres_works(EVERYONE) as work:
        work.agents.lock(first)
        assert threads.submit(known_of, second).result(LONG_ENOUGH_S) == set()
        found = threads.submit(known_of, first)
        wait_until_it_waits(postgres_works, found)
        work.agents.add_all([an_agent(connector_id=first, vendor_id="1")])
        work.commit()
        assert found.result(LONG_ENOUGH_S) == {"1"}


def test_who_changes_an_agent_waits_for_who_synchronises_it(postgres_works: SqlWorks) -> None:
    """Each writes what it has read: whose an agent is would be overwritten otherwise."""
    agent = an_agent()
    with committed(postgres_works) as work:
        work.agents.add_all([agent])

    def note() -> str:
        with committed(postgres_works) as work:
            found = work.agents.for_change(agent.id, reach=EVERYONE)
            work.agents.save(evolve(found, note="mine", version=2), expected_version=1, reach=EVERYONE)
            return found.hostname

    with ThreadPoolExecutor(1) as threads, postgres_works(EVERYONE) as work:
        (known,) = work.agents.known(agent.connector_id, [agent.vendor_id]).values()
        found = threads.submit(note)
        wait_until_it_waits(postgres_works, found)
        work.agents.save_seen([evolve(known, hostname="renamed")])
        work.commit()
        assert found.result(LONG_ENOUGH_S) == "renamed"
    with postgres_works.reading(EVERYONE) as work:
        now = work.agents.detail(agent.id, reach=EVERYONE).agent
    assert (now.hostname, now.note, now.version) == ("renamed", "mine", 2)
