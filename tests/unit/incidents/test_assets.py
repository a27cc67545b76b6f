"""Which host, user or mailbox an event happened to."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.asset import alias_of_name
from socdomain.sources.normalised_event import AssetKind
from tests.unit.incidents.desk import NOON, Desk, wazuh


def host_names(desk: Desk) -> list[str]:
    return sorted(shown.asset.name for alert in desk.alerts() for shown in desk.detail(alert).assets)


def agent(number: str | None, name: str) -> dict[str, Any]:
    return {"id": number, "name": name} if number else {"id": None, "name": name}


@pytest.mark.parametrize("name", ["WS01", "ws01", "ws01.corp.local", " Ws01 "])
def test_spellings_of_a_host_are_one_name(name: str) -> None:
    assert alias_of_name(AssetKind.HOST, name) == "host:ws01"


def test_an_address_is_not_shortened() -> None:
    assert alias_of_name(AssetKind.HOST, "10.1.2.3") == "host:10.1.2.3"


def test_spellings_of_a_host_without_an_agent_are_one_asset(desk: Desk) -> None:
    desk.ingest(
        *(wazuh(n, NOON, agent=agent(None, name)) for n, name in enumerate(("WS01", "ws01", "ws01.corp.local")))
    )

    assert host_names(desk) == ["WS01"]


def test_a_host_known_by_name_becomes_the_agents(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON, agent=agent(None, "WS01")))
    desk.ingest(wazuh(2, NOON, agent=agent("004", "ws01")))
    desk.ingest(wazuh(3, NOON, agent=agent("004", "renamed")))

    assert host_names(desk) == ["WS01"]


def test_two_agents_of_one_name_are_two_hosts(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON, agent=agent("004", "ws01")), wazuh(2, NOON, agent=agent("005", "ws01")))

    assert host_names(desk) == ["ws01", "ws01"]


def test_agents_of_two_installations_are_two_hosts(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON, agent=agent("004", "a")))
    desk.ingest(wazuh(2, NOON, agent=agent("004", "b")), instance="berlin")

    assert host_names(desk) == ["a", "b"]


def test_the_manager_is_not_the_victim(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON, agent=agent("000", "wazuh-manager")))

    assert "wazuh-manager" not in host_names(desk)


def test_an_alert_counts_the_events_of_each_host(desk: Desk) -> None:
    desk.ingest(*(wazuh(n, NOON, agent=agent(f"00{1 + n % 2}", f"ws{n % 2}")) for n in range(5)))

    shares = {shown.asset.name: shown.share.event_count for shown in desk.detail(desk.alert()).assets}
    assert shares == {"ws0": 3, "ws1": 2}


def test_a_host_that_two_tools_watch_is_one(desk: Desk) -> None:
    """Two agents share a name within one installation only if they are two hosts."""
    desk.ingest(wazuh(1, NOON, agent=agent("004", "WS01")))
    desk.ingest(wazuh(2, NOON, agent=agent("019", "ws01.corp.local")), instance="berlin")
    desk.ingest(wazuh(3, NOON, agent=agent("019", "renamed")), instance="berlin")

    assert host_names(desk) == ["WS01"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("db-02", AssetKind.HOST), ("kim@acme.example", AssetKind.MAILBOX), (r"ACME\kim", AssetKind.USER)],
)
def test_what_an_analyst_names_becomes_an_asset(desk: Desk, name: str, kind: AssetKind) -> None:
    shown = desk.write_alert(asset_name=f" {name} ")

    assert [(one.asset.name, one.asset.kind, one.share.event_count) for one in shown.assets] == [(name, kind, 0)]
    assert [alert.id for alert in desk.alerts(AlertFilter(asset=name))] == [shown.alert.id]


def test_an_analysts_alert_leads_to_the_asset_that_is_known(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON, agent=agent("004", "WS01")))

    shown = desk.write_alert(asset_name="ws01.corp.local")

    assert [one.asset for one in shown.assets] == [one.asset for one in desk.detail(desk.alerts()[0]).assets]
