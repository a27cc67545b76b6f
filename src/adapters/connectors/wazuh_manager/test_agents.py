"""Agents, as a manager lists them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from adapters.connectors.wazuh_manager.client import PAGE_SIZE
from adapters.connectors.wazuh_manager.fixtures.managers import INFO, TOKEN, a_page, client_of
from adapters.connectors.wazuh_manager.simulated_fleet import fleet
from adapters.connectors.wazuh_manager.simulator import READ_ONLY, VERSION, WazuhManagerSimulator
from socdomain.connectors.capabilities import AgentSeen
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome


@pytest.fixture
def manager() -> Iterator[WazuhManagerSimulator]:
    with WazuhManagerSimulator() as simulator:
        yield simulator


@pytest.mark.parametrize("version", [VERSION, "5.0.1"])
def test_agents_come_as_the_domain_has_them(version: str) -> None:
    with WazuhManagerSimulator(version=version) as manager, client_of(manager) as client:
        before = datetime.now(UTC) - timedelta(seconds=13)
        found = {one.hostname: one for one in client.agents()}

    assert [one.vendor_id for one in found.values()] == [f"{number:03}" for number in range(1, 31)]
    server, spare = found["acme-dc-01"], found["globex-ws-spare"]
    assert server.last_seen is not None
    assert before <= server.last_seen <= datetime.now(UTC)
    assert evolve(server, last_seen=None) == AgentSeen(
        vendor_id="001",
        hostname="acme-dc-01",
        os="Microsoft Windows Server 2022 Standard 10.0.20348.2527",
        os_family="windows",
        address="10.20.0.2",
        version=VERSION if version == VERSION else "5.0.0",
        status="active",
        groups=("default", "acme", "servers"),
        labels={"customer": "acme", "site": "Berlin", "tier": "1"},
    )
    assert spare == AgentSeen("020", "globex-ws-spare", status="never_connected")
    families = [found[f"initech-{name}"].os_family for name in ("web-01", "db-01", "mac-design-1", "fw-edge")]
    assert families == ["linux", "linux", "macos", ""]
    assert {one.status for one in found.values()} == {"active", "disconnected", "pending", "never_connected"}


def test_the_manager_is_none_of_its_agents(manager: WazuhManagerSimulator) -> None:
    with client_of(manager) as client:
        listed = client.session.get("/agents", {"limit": 1}).json()["data"]["affected_items"]
        assert [(one["id"], one["lastKeepAlive"][:4]) for one in listed] == [("000", "9999")]
        assert "000" not in {one.vendor_id for one in client.agents()}
        assert client.agent("000") is None


@pytest.mark.parametrize(
    ("count", "pages"), [(0, 1), (1, 1), (PAGE_SIZE - 1, 1), (PAGE_SIZE, 2), (2 * PAGE_SIZE - 1, 2), (2 * PAGE_SIZE, 3)]
)
def test_agents_come_in_pages(count: int, pages: int) -> None:
    """The manager itself is on the first one."""
    with WazuhManagerSimulator(fleet(count)) as manager, client_of(manager) as client:
        assert [one.hostname for one in client.agents()] == [one.name for one in manager.agents]
        asked_for = [request.query for request in manager.requests if request.path == "/agents"]
    assert [query["offset"] for query in asked_for] == [[str(number * PAGE_SIZE)] for number in range(pages)]
    assert {(query["limit"][0], query["sort"][0]) for query in asked_for} == {(str(PAGE_SIZE), "id")}


def test_agents_that_failed_do_not_keep_the_others_back() -> None:
    """It is said once the others were named, so that nobody takes those that failed for gone."""
    named: list[str] = []
    with (
        WazuhManagerSimulator(fleet(9), failing=[2, 5]) as manager,
        client_of(manager) as client,
        pytest.raises(ConnectorAnswerError, match="failed to name some"),
    ):
        named.extend(one.vendor_id for one in client.agents())
    assert named == ["001", "003", "004", "006", "007", "008", "009"]


@pytest.mark.parametrize("lacking", ["agent:read", "group:read"])
def test_to_who_may_read_none_it_does_not_seem_that_there_are_none(lacking: str) -> None:
    rights = {right: effects for right, effects in READ_ONLY.items() if right != lacking}
    with (
        WazuhManagerSimulator(rights=rights) as manager,
        client_of(manager) as client,
        pytest.raises(ConnectorError, match=lacking) as raised,
    ):
        list(client.agents())
    assert raised.value.outcome is Outcome.FORBIDDEN


def test_where_all_failed_it_is_said() -> None:
    with WazuhManagerSimulator(fleet(3), failing=[1, 2, 3], version="5.0.1") as manager, client_of(manager) as client:
        with pytest.raises(ConnectorAnswerError, match="failed"):
            list(client.agents())
        with pytest.raises(ConnectorAnswerError, match="failed"):
            client.agent("002")


@pytest.mark.parametrize("version", [VERSION, "5.0.1"])
def test_one_agent_is_as_in_the_list(version: str) -> None:
    with WazuhManagerSimulator(version=version) as manager, client_of(manager) as client:
        listed = {one.vendor_id: evolve(one, last_seen=None) for one in client.agents()}
        one = client.agent("014")
        assert one is not None
        assert evolve(one, last_seen=None) == listed["014"]
        assert client.agent("999") is None


@pytest.mark.parametrize("vendor_id", ["", "1", "abc", "001,002", "../rules", "\u0660\u0660\u0661", "0" * 99])
def test_what_is_no_number_of_an_agent_is_not_asked_for(vendor_id: str, manager: WazuhManagerSimulator) -> None:
    with client_of(manager) as client:
        assert client.agent(vendor_id) is None
    assert manager.requests == []


def test_an_agent_that_may_not_be_read_is_not_taken_for_none() -> None:
    with (
        WazuhManagerSimulator(rights={}) as manager,
        client_of(manager) as client,
        pytest.raises(ConnectorError) as raised,
    ):
        client.agent("001")
    assert raised.value.outcome is Outcome.FORBIDDEN


@pytest.mark.parametrize(
    "gone",
    [
        range(1),
        range(100, 103),
        range(PAGE_SIZE - 3, PAGE_SIZE + 2),
        range(300, 1_100),
        range(PAGE_SIZE - 3, 3 * PAGE_SIZE),
    ],
)
def test_agents_that_go_between_pages_take_no_others_with_them(gone: range) -> None:
    """Those after them move up, into the page that was read before."""
    agents = fleet(3 * PAGE_SIZE)
    kept = [one for place, one in enumerate(agents) if place not in gone]
    with WazuhManagerSimulator(agents) as manager, client_of(manager) as client:
        listing = client.agents()
        found = [next(listing).vendor_id]
        manager.agents = tuple(kept)
        found += [one.vendor_id for one in listing]
    assert len(found) == len(set(found))
    assert set(found) >= {one.id for one in kept}


def test_agents_that_come_between_pages_are_listed() -> None:
    with WazuhManagerSimulator(fleet(PAGE_SIZE)) as manager, client_of(manager) as client:
        listing = client.agents()
        next(listing)
        manager.agents = fleet(2 * PAGE_SIZE)
        assert len(list(listing)) == 2 * PAGE_SIZE - 1


@pytest.mark.parametrize("count", [PAGE_SIZE, 3, 1, 0])
def test_a_manager_that_repeats_a_page_does_not_keep_one_for_ever(count: int, manager: WazuhManagerSimulator) -> None:
    page = a_page(*({"id": f"{number:03}", "name": "same"} for number in range(1, count + 1)), total=10_000_000)
    manager.next_replies.extend([TOKEN, INFO, *[page] * 9])
    with client_of(manager) as client, pytest.raises(ConnectorAnswerError, match="more entries"):
        list(client.agents())
    assert len(manager.next_replies) >= 7
