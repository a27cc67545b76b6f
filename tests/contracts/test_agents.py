"""What every ``AgentRepository`` does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import evolve

from socdomain.agents.agent import Agent, Criticality
from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError
from socdomain.ids import AgentId, ConnectorId, CustomerId
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, NOW, a_connector, an_agent, hours
from tests.contracts.backends import Works, committed

FULL: dict[str, Any] = {
    "customer_is_set": True,
    "os": "Ubuntu 24.04 “LTS”",
    "os_family": "linux",
    "address": "2001:db8::7",
    "agent_version": "4.12.0",
    "status": "active",
    "last_seen": NOW - hours(1),
    "groups": ("default", "ünïcode \U0001f600", ""),
    "labels": {"customer": "acme", "site": 'Ber"lin\\'},
    "org": "O123",
    "created_at": NOW - hours(9),
    "synced_at": NOW - hours(2),
    "vanished_at": NOW - hours(1),
    "criticality": Criticality.HIGH,
    "note": "look\nhere",
    "version": 7,
}


def stored(works: Works, *agents: Agent) -> None:
    with committed(works) as work:
        work.agents.add_all(agents)


def present(works: Works, agent: Agent) -> Agent:
    with works.reading(EVERYONE) as work:
        return work.agents.detail(agent.id, reach=EVERYONE).agent


@pytest.mark.parametrize(
    "agent", [an_agent(), an_agent("Full.corp.local", **FULL), an_agent("", os_family="")], ids=lambda one: one.hostname
)
def test_an_agent_comes_back_as_it_was_added(works: Works, acme: Customer, agent: Agent) -> None:
    agents = [
        evolve(agent, id=AgentId(IDS.new()), vendor_id=str(number), customer_id=owner)
        for number, owner in enumerate((None, acme.id))
    ]
    stored(works, *agents)
    with works(EVERYONE) as work:
        for one in agents:
            assert work.agents.detail(one.id, reach=EVERYONE).agent == one
            assert work.agents.for_change(one.id, reach=EVERYONE) == one
        known = work.agents.known(agent.connector_id, ["0", "1", "2"])
    assert known == {one.vendor_id: one for one in agents}


def test_a_connector_s_agents_are_known_by_the_product_s_identifier(works: Works) -> None:
    connector_id, other = ConnectorId(IDS.new()), ConnectorId(IDS.new())
    first, second = (an_agent(connector_id=connector_id, vendor_id=one) for one in ("001", "A"))
    namesake = an_agent(connector_id=other, vendor_id="001")
    stored(works, first, second, namesake)
    with works(EVERYONE) as work:
        assert work.agents.known(connector_id, ["001", "a", "1"]) == {"001": first}
        assert work.agents.known(other, ["001", "A"]) == {"001": namesake}
        assert work.agents.known(connector_id, []) == {}


@pytest.mark.parametrize("field", ["id", "vendor_id"])
def test_an_agent_is_added_once(works: Works, field: str) -> None:
    agent = an_agent()
    stored(works, agent)
    other = an_agent(**{"connector_id": agent.connector_id, field: getattr(agent, field)})
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.agents.add_all([an_agent(), other])


def test_an_agent_of_a_customer_that_is_not_there_is_refused(works: Works) -> None:
    nobody, agent = CustomerId(IDS.new()), an_agent()
    stored(works, agent)
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.agents.add_all([an_agent(customer_id=nobody)])
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.agents.save_seen([evolve(agent, customer_id=nobody)])
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.agents.save(evolve(agent, customer_id=nobody, version=2), expected_version=1, reach=EVERYONE)
    assert present(works, agent) == agent


def test_what_a_product_says_is_written_beside_what_people_say(works: Works, acme: Customer) -> None:
    """Each of the two was read before the other wrote."""
    agent, other = an_agent(), an_agent("other")
    stored(works, agent, other)
    peoples = evolve(agent, note="a note", criticality=Criticality.LOW, customer_id=acme.id, customer_is_set=True)
    products = evolve(
        agent,
        **{name: value for name, value in FULL.items() if name not in ("created_at", "note", "criticality", "version")},
        hostname="renamed",
    )
    with committed(works) as work:
        work.agents.save(evolve(peoples, version=2), expected_version=1, reach=EVERYONE)
    with committed(works) as work:
        work.agents.save_seen([evolve(products, customer_id=acme.id, customer_is_set=False, note="no", version=9)])
    wanted = evolve(
        products, note="a note", criticality=Criticality.LOW, customer_id=acme.id, customer_is_set=True, version=2
    )
    assert present(works, agent) == wanted
    with committed(works) as work:
        work.agents.save(evolve(agent, note="another", version=3), expected_version=2, reach=EVERYONE)
    again = evolve(wanted, note="another", criticality=None, customer_id=None, customer_is_set=False, version=3)
    assert present(works, agent) == again
    assert present(works, other) == other


def test_only_the_version_that_was_read_is_changed_and_only_within_reach(works: Works, acme: Customer) -> None:
    agent = an_agent(customer_id=acme.id, version=3)
    stored(works, agent)
    for version, reach in ((2, EVERYONE), (4, EVERYONE), (3, Reach.nothing())):
        with pytest.raises(ConcurrentChangeError), committed(works) as work:
            work.agents.save(evolve(agent, note="x", version=version + 1), expected_version=version, reach=reach)
    assert present(works, agent) == agent


def test_that_agents_were_named_is_noted_and_nothing_else(works: Works) -> None:
    agents = [an_agent(f"ws-{number}") for number in range(3)]
    stored(works, *agents)
    with committed(works) as work:
        work.agents.note_synced([], NOW + hours(5))
        work.agents.note_synced({agents[0].id, agents[2].id}, NOW + hours(1))
    seen = [present(works, agent) for agent in agents]
    assert seen == [
        evolve(agents[0], synced_at=NOW + hours(1)),
        agents[1],
        evolve(agents[2], synced_at=NOW + hours(1)),
    ]


def test_agents_that_were_not_named_are_marked_once_so_many_at_a_time(works: Works) -> None:
    connector_id, at = ConnectorId(IDS.new()), NOW + hours(3)
    old = [an_agent(str(number), connector_id=connector_id) for number in range(5)]
    fresh = an_agent("fresh", connector_id=connector_id, synced_at=NOW + hours(1))
    before = an_agent("before", connector_id=connector_id, vanished_at=NOW)
    elsewhere = an_agent("elsewhere")
    stored(works, *old, fresh, before, elsewhere)
    marked = []
    for _ in range(4):
        with committed(works) as work:
            marked.append(work.agents.mark_vanished(connector_id, before=NOW + hours(1), at=at, limit=2))
    assert marked == [2, 2, 1, 0]
    assert [present(works, one) for one in old] == [evolve(one, vanished_at=at) for one in old]
    assert [present(works, one) for one in (fresh, before, elsewhere)] == [fresh, before, elsewhere]


def test_connectors_are_those_that_have_agents_which_are_there(works: Works) -> None:
    first, second, gone = an_agent(), an_agent(), an_agent(vanished_at=NOW)
    with works.reading(EVERYONE) as work:
        assert work.agents.connectors() == frozenset()
    stored(works, first, second, gone)
    with works.reading(EVERYONE) as work:
        assert work.agents.connectors() == {first.connector_id, second.connector_id}


def test_an_agent_is_shown_with_its_customer_and_its_connector(works: Works, acme: Customer) -> None:
    connector = a_connector("Our hound")
    known = an_agent(connector_id=connector.id, customer_id=acme.id)
    alone = an_agent()
    with committed(works) as work:
        work.connectors.add(connector)
        work.agents.add_all([known, alone])
    with works.reading(EVERYONE) as work:
        shown = [work.agents.detail(one.id, reach=EVERYONE) for one in (known, alone)]
    assert [(one.customer_code, one.connector_name, one.connector_kind) for one in shown] == [
        ("ACME", "Our hound", "hound"),
        (None, None, None),
    ]
    with committed(works) as work:
        work.connectors.remove(connector.id, expected_version=1)
    assert present(works, known) == known


def test_an_agent_out_of_reach_does_not_exist(works: Works, acme: Customer, globex: Customer) -> None:
    own, others, nobodys = an_agent(customer_id=acme.id), an_agent(customer_id=globex.id), an_agent()
    stored(works, own, others, nobodys)
    reach = Reach.only([acme.id])
    with works(reach) as work:
        assert work.agents.detail(own.id, reach=reach).agent == own
        for one in (others, nobodys, an_agent()):
            with pytest.raises(NotFoundError):
                work.agents.detail(one.id, reach=reach)
            with pytest.raises(NotFoundError):
                work.agents.for_change(one.id, reach=reach)


def test_who_locks_a_connector_s_agents_adds_none_twice(works: Works) -> None:
    connector_id = ConnectorId(IDS.new())

    def add(_: int) -> None:
        with committed(works) as work:
            work.agents.lock(connector_id)
            if not work.agents.known(connector_id, ["1"]):
                work.agents.add_all([an_agent(connector_id=connector_id, vendor_id="1")])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(8)))
    with works(EVERYONE) as work:
        assert set(work.agents.known(connector_id, ["1"])) == {"1"}


def test_nobody_changes_what_is_stored_by_changing_what_they_were_given(works: Works) -> None:
    labels = {"site": "Berlin"}
    agent = an_agent(labels=labels)
    stored(works, agent)
    labels["site"] = "Bonn"
    with works(EVERYONE) as work:
        for _ in range(2):
            for found in (
                work.agents.detail(agent.id, reach=EVERYONE).agent,
                *work.agents.known(agent.connector_id, [agent.vendor_id]).values(),
            ):
                assert found.labels == {"site": "Berlin"}
                found.labels["site"] = "Bonn"  # type: ignore[index]  # what nobody should do
