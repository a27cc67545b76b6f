"""Which agents every ``AgentRepository`` lists, and which of them it finds on one host."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest

from socdomain.agents.agent import Agent
from socdomain.agents.ports import AgentFilter, AgentListing
from socdomain.customers.customer import Customer
from socdomain.ids import AgentId, ConnectorId, CustomerId
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, NOW, an_agent, hours
from tests.contracts.backends import Works
from tests.contracts.lists import FIRST, walked
from tests.contracts.test_agents import stored

WAZUH, HOUND, THIRD = (ConnectorId(IDS.new()) for _ in range(3))


def listed(works: Works, wanted: AgentFilter | None = None, reach: Reach = EVERYONE) -> list[AgentListing]:
    with works.reading(reach) as work:
        return list(work.agents.page(wanted or AgentFilter(), FIRST, reach=reach).items)


def names(works: Works, wanted: AgentFilter, reach: Reach = EVERYONE) -> set[str]:
    return {one.agent.hostname for one in listed(works, wanted, reach)}


def on(connector_id: ConnectorId, hostname: str, customer_id: CustomerId | None, family: str = "linux") -> Agent:
    return an_agent(hostname, connector_id=connector_id, customer_id=customer_id, os_family=family)


def test_agents_are_listed_the_latest_found_first(works: Works, acme: Customer) -> None:
    ages = [0, 3, 1, 1, 2]
    agents = [an_agent(str(number), created_at=NOW - hours(age)) for number, age in enumerate(ages)]
    stored(works, *agents)
    wanted = sorted(agents, key=lambda one: (one.created_at, one.id), reverse=True)
    for limit in (1, 2, 200):
        with works.reading(EVERYONE) as work:
            found = walked(partial(work.agents.page, AgentFilter(), reach=EVERYONE), limit=limit)
        assert [one.agent for one in found] == wanted


def test_only_those_within_reach_are_listed_and_nobody_s_for_everyone_alone(
    works: Works, acme: Customer, globex: Customer
) -> None:
    stored(works, on(WAZUH, "own", acme.id), on(WAZUH, "other", globex.id), on(WAZUH, "nobody's", None))
    for reach, wanted in (
        (Reach.only([acme.id]), {"own"}),
        (Reach.only([acme.id, globex.id]), {"own", "other"}),
        (Reach.nothing(), set()),
        (EVERYONE, {"own", "other", "nobody's"}),
    ):
        assert names(works, AgentFilter(), reach) == wanted
        assert names(works, AgentFilter(is_unassigned=True), reach) == wanted & {"nobody's"}
        assert names(works, AgentFilter(customer="Globex"), reach) == wanted & {"other"}


def test_each_filter_finds_what_it_says(works: Works, acme: Customer, globex: Customer) -> None:
    stored(
        works,
        an_agent("WS-Straße.acme", connector_id=WAZUH, customer_id=acme.id, os_family="windows", status="active"),
        an_agent("web", connector_id=HOUND, customer_id=globex.id, vendor_id="C.99ab", status="active"),
        an_agent("gone", os="Ubuntu 24.04", address="10.0.0.7", vanished_at=NOW),
        an_agent("50%_off", os_family="", status="pending"),
    )
    for wanted, found in (
        (AgentFilter(), {"WS-Straße.acme", "web", "gone", "50%_off"}),
        (AgentFilter(customer="acme-CLOUD"), {"WS-Straße.acme"}),
        (AgentFilter(customer="nobody"), set()),
        (AgentFilter(connector_id=HOUND), {"web"}),
        (AgentFilter(text="STRASSE"), {"WS-Straße.acme"}),
        (AgentFilter(text="c.99A"), {"web"}),
        (AgentFilter(text="10.0.0."), {"gone"}),
        (AgentFilter(text="ubuntu"), {"gone"}),
        (AgentFilter(text="0%_o"), {"50%_off"}),
        (AgentFilter(text="w_b"), set()),
        (AgentFilter(text="a\x00b"), set()),
        (AgentFilter(os_family="windows"), {"WS-Straße.acme"}),
        (AgentFilter(os_family="other"), {"50%_off"}),
        (AgentFilter(status="active"), {"WS-Straße.acme", "web"}),
        (AgentFilter(has_vanished=True), {"gone"}),
        (AgentFilter(has_vanished=False), {"WS-Straße.acme", "web", "50%_off"}),
        (AgentFilter(is_unassigned=True), {"gone", "50%_off"}),
        (AgentFilter(is_unassigned=False, status="active", connector_id=WAZUH), {"WS-Straße.acme"}),
    ):
        assert names(works, wanted) == found, wanted


def hosts(works: Works, agents: Sequence[Agent]) -> dict[str, tuple[set[AgentId], bool]]:
    """What is known of the hosts of agents, by the product's identifier; the filter has to say the same."""
    found = {one.agent.id: one for one in listed(works)}
    with works.reading(EVERYONE) as work:
        for agent in agents:
            assert work.agents.detail(agent.id, reach=EVERYONE) == found[agent.id]
    ambiguous = {one.agent.id for one in listed(works, AgentFilter(is_ambiguous=True))}
    assert ambiguous == {agent_id for agent_id, one in found.items() if one.same_host.is_ambiguous}
    clear = {one.agent.id for one in listed(works, AgentFilter(is_ambiguous=False))}
    assert clear == found.keys() - ambiguous
    of = {one.id: found[one.id].same_host for one in agents}
    return {one.vendor_id: (set(of[one.id].others), of[one.id].is_ambiguous) for one in agents}


@pytest.mark.parametrize(
    ("name", "other"), [("ws-1", "WS-1"), ("ws-1", "ws-1.corp.local"), ("Ws-1.Corp.Local", "WS-1.corp.local")]
)
def test_one_agent_of_each_connector_is_on_one_host(works: Works, acme: Customer, name: str, other: str) -> None:
    first, second = on(WAZUH, name, acme.id), on(HOUND, other, acme.id)
    third, alone = on(THIRD, name, acme.id), on(HOUND, "ws-2", acme.id)
    stored(works, first, second, alone)
    assert hosts(works, [first, second, alone]) == {
        first.vendor_id: ({second.id}, False),
        second.vendor_id: ({first.id}, False),
        alone.vendor_id: (set(), False),
    }
    stored(works, third)
    assert hosts(works, [third]) == {third.vendor_id: ({first.id, second.id}, False)}


def test_two_of_one_connector_leave_open_which_is_on_the_host_of_another_s(works: Works, acme: Customer) -> None:
    doubles = [on(WAZUH, "ws-1", acme.id) for _ in range(2)]
    stored(works, *doubles)
    assert set(map(str, hosts(works, doubles).values())) == {"(set(), False)"}
    other = on(HOUND, "ws-1", acme.id)
    stored(works, other)
    assert list(hosts(works, [*doubles, other]).values()) == [(set(), True)] * 3


def test_what_would_be_a_guess_is_ambiguous(works: Works, acme: Customer) -> None:
    unknown = [on(WAZUH, "fw", acme.id, ""), on(HOUND, "fw", acme.id, "")]
    elsewhere = [on(WAZUH, "web.berlin.corp", acme.id), on(HOUND, "web.bonn.corp", acme.id)]
    gone = an_agent("fw", connector_id=THIRD, customer_id=acme.id, os_family="", vanished_at=NOW)
    stored(works, *unknown, *elsewhere, gone)
    assert list(hosts(works, [*unknown, *elsewhere]).values()) == [(set(), True)] * 4
    assert list(hosts(works, [gone]).values()) == [(set(), False)]


def test_what_differs_is_not_one_host(works: Works, acme: Customer, globex: Customer) -> None:
    apart = [
        (on(WAZUH, "ws-1", acme.id), on(HOUND, "ws-1", globex.id)),
        (on(WAZUH, "ws-2", acme.id), on(HOUND, "ws-2", acme.id, "windows")),
        (on(WAZUH, "ws-3", None), on(HOUND, "ws-3", None)),
        (on(WAZUH, "ws-4", acme.id), on(HOUND, "ws-4", None)),
        (on(WAZUH, "", acme.id), on(HOUND, "", acme.id)),
        (on(WAZUH, "10.0.0.1", acme.id), on(HOUND, "10.0.0.2", acme.id)),
        (on(WAZUH, "ws-5", acme.id), an_agent("ws-5", connector_id=HOUND, customer_id=acme.id, vanished_at=NOW)),
    ]
    agents = [one for pair in apart for one in pair]
    stored(works, *agents)
    assert list(hosts(works, agents).values()) == [(set(), False)] * len(agents)


def test_nobody_learns_of_a_host_of_another_customer(works: Works, acme: Customer, globex: Customer) -> None:
    own, others = on(WAZUH, "ws-1", acme.id), on(HOUND, "ws-1", globex.id)
    both = [on(WAZUH, "ws-2", acme.id), on(HOUND, "ws-2", acme.id)]
    stored(works, own, others, *both)
    shown = listed(works, reach=Reach.only([acme.id]))
    assert {one.agent.id: one.same_host.others for one in shown} == {
        own.id: (),
        both[0].id: (both[1].id,),
        both[1].id: (both[0].id,),
    }
