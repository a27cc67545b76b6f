"""What a manager says of an agent, and the labels that its groups give it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from adapters.connector_kit.errors import UnknownFormError
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.wazuh_manager.agent_payloads import Agent, AgentOs
from adapters.connectors.wazuh_manager.fixtures.managers import INFO, TOKEN, a_page, client_of
from adapters.connectors.wazuh_manager.simulated_fleet import fleet
from adapters.connectors.wazuh_manager.simulator import WazuhManagerSimulator
from socdomain.connectors.capabilities import AgentSeen
from socdomain.connectors.verification import ConnectorError, Outcome


@pytest.fixture
def manager() -> Iterator[WazuhManagerSimulator]:
    with WazuhManagerSimulator() as simulator:
        yield simulator


def test_each_group_is_asked_for_its_labels_once(manager: WazuhManagerSimulator) -> None:
    with client_of(manager) as client:
        assert len(list(client.agents())) == 30
    groups = [one.path for one in manager.requests if one.path.startswith("/groups/")]
    assert sorted(groups) == sorted(f"/groups/{name}/configuration" for name in manager.groups)


def test_where_groups_differ_the_last_one_labels_the_agent() -> None:
    groups = {"a": {"customer": "acme", "tier": "2"}, "b": {"customer": "globex"}}
    agents = [evolve(one, groups=("a", "b")) for one in fleet(1)]
    with WazuhManagerSimulator(agents, groups=groups) as manager, client_of(manager) as client:
        assert [one.labels for one in client.agents()] == [{"customer": "globex", "tier": "2"}]


@pytest.mark.parametrize("reply", [Reply(404), Reply(400)])
def test_a_group_whose_configuration_cannot_be_read_labels_nobody(reply: Reply, manager: WazuhManagerSimulator) -> None:
    agent = {"id": "001", "name": "one", "group": ["a/b?c=d"]}
    manager.next_replies.extend([TOKEN, INFO, a_page(agent), reply])
    with client_of(manager) as client:
        assert list(client.agents()) == [AgentSeen("001", "one", groups=("a/b?c=d",))]
    assert (manager.requests[-1].path, manager.requests[-1].query) == ("/groups/a/b?c=d/configuration", {})


def test_labels_that_may_not_be_read_are_not_taken_for_none() -> None:
    """An agent whose label names its customer would be taken for the one that its group is called after."""
    with (
        WazuhManagerSimulator(rights={"agent:read": {"agent:id:*": "allow"}}) as manager,
        client_of(manager) as client,
        pytest.raises(ConnectorError, match="group:read") as raised,
    ):
        list(client.agents())
    assert raised.value.outcome is Outcome.FORBIDDEN


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ({"name": "n"}, "id"),
        ({"id": "001"}, "name"),
        ({"id": "001", "name": "n", "group": "default"}, "group"),
    ],
)
def test_an_agent_of_another_form_is_refused(entry: dict[str, Any], place: str, manager: WazuhManagerSimulator) -> None:
    manager.next_replies.extend([TOKEN, INFO, a_page(entry)])
    with client_of(manager) as client, pytest.raises(UnknownFormError, match=place):
        list(client.agents())


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("2021-05-26T12:40:40Z", datetime(2021, 5, 26, 12, 40, 40, tzinfo=UTC)),
        ("2021-05-26T14:40:40+02:00", datetime(2021, 5, 26, 12, 40, 40, tzinfo=UTC)),
        ("2021-05-26T12:40:40", datetime(2021, 5, 26, 12, 40, 40, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-01:00", None),
        ("0001-01-01T00:00:00+01:00", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_when_an_agent_spoke_is_a_time_or_nothing(
    said: str | None, seen: datetime | None, manager: WazuhManagerSimulator
) -> None:
    manager.next_replies.extend([TOKEN, INFO, a_page({"id": "001", "name": "n", "lastKeepAlive": said})])
    with client_of(manager) as client:
        (found,) = client.agents()
    assert found.last_seen == seen
    assert found.last_seen is None or found.last_seen.tzinfo is UTC


def test_a_time_without_a_zone_is_utc_wherever_this_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "America/Lima")
        time.tzset()
        seen = Agent("001", "n", seen_at="2021-05-26T12:40:40").seen({})
    time.tzset()
    assert seen.last_seen == datetime(2021, 5, 26, 12, 40, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("system", "family"),
    [
        (AgentOs(platform="windows", name="Microsoft Windows 11 Pro"), "windows"),
        (AgentOs(uname="Microsoft Windows 11 Pro"), "windows"),
        (AgentOs(platform="ubuntu", uname="Linux|web-01|5.15.0"), "linux"),
        (AgentOs(platform="arch", type="linux"), "linux"),
        (AgentOs(platform="darwin"), "macos"),
        (AgentOs(platform="bsd", uname="FreeBSD |fw |14.1"), ""),
        (AgentOs(), ""),
    ],
)
def test_a_family_is_told_by_whatever_says_it(system: AgentOs, family: str) -> None:
    assert Agent("001", "n", os=system).seen({}).os_family == family


@pytest.mark.parametrize(("said", "address"), [("10.0.0.7", "10.0.0.7"), ("any", ""), ("10.0.0.0/8", "")])
def test_an_address_is_one_or_none(said: str, address: str, manager: WazuhManagerSimulator) -> None:
    manager.next_replies.extend([TOKEN, INFO, a_page({"id": "001", "name": "n", "ip": said, "status": "new"})])
    with client_of(manager) as client:
        assert list(client.agents()) == [AgentSeen("001", "n", address=address)]
