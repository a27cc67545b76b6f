"""``/api/agents``: the inventory, what people say of it, and its link to alerts."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.agents.agent import Agent
from tests.api.driving import ALERTS, Api, ok, refused, wazuh
from tests.builders import EVERYONE, NOW, a_connector, an_agent

AGENTS = "/api/agents"
CONNECTORS = "/api/connectors"


def stored(api: Api, *agents: Agent) -> None:
    """Stores agents, as if they had been synchronised."""
    with api.container.work(EVERYONE) as work:
        work.agents.add_all(agents)
        work.commit()


def of_acme(api: Api, hostname: str = "ws-1", **fields: Any) -> Agent:
    """An agent of ACME's."""
    return an_agent(hostname, customer_id=api.customer_id("ACME"), **fields)


def names(api: Api, **query: Any) -> set[str]:
    """The hosts of the agents that are listed."""
    return {one["hostname"] for one in ok(api.http.get(AGENTS, params=query))["items"]}


def changed(
    api: Api, agent: Agent, body: dict[str, Any], version: int = 1, headers: dict[str, str] | None = None
) -> Any:
    """The answer to a change."""
    return api.http.patch(f"{AGENTS}/{agent.id}", json=body, headers={"If-Match": f'"{version}"', **(headers or {})})


def test_an_agent_is_shown_with_what_is_known_of_it(any_api: Api) -> None:
    connector = a_connector("Our hound", secrets={})
    first = of_acme(any_api, connector_id=connector.id, vendor_id="007", status="active", last_seen=NOW, groups=("a",))
    second = of_acme(any_api, "WS-1.corp", labels={"site": "Berlin"}, org="O1")
    with any_api.container.work(EVERYONE) as work:
        work.connectors.add(connector)
        work.commit()
    stored(any_api, first, second)
    answer = any_api.http.get(f"{AGENTS}/{first.id}")
    assert answer.headers["etag"] == '"1"'
    assert ok(answer) == {
        "id": str(first.id),
        "connector": str(connector.id),
        "connector_name": "Our hound",
        "connector_kind": "hound",
        "vendor_id": "007",
        "hostname": "ws-1",
        "customer": "ACME",
        "customer_is_set": False,
        "os": "",
        "os_family": "linux",
        "address": "",
        "agent_version": "",
        "status": "active",
        "last_seen": "2026-08-20T08:00:00Z",
        "groups": ["a"],
        "labels": {},
        "org": "",
        "same_host": [str(second.id)],
        "ambiguous": False,
        "first_synced": "2026-08-20T08:00:00Z",
        "last_synced": "2026-08-20T08:00:00Z",
        "vanished_at": None,
        "criticality": None,
        "note": "",
        "version": 1,
    }
    listed = ok(any_api.http.get(AGENTS))["items"]
    assert [one["id"] for one in listed] == [str(second.id), str(first.id)]
    assert (listed[0]["labels"], listed[0]["org"], listed[0]["connector_name"]) == ({"site": "Berlin"}, "O1", None)


def test_the_list_is_narrowed_and_read_a_page_at_a_time(any_api: Api) -> None:
    own = of_acme(any_api, "own", os_family="windows", status="active")
    twins = [of_acme(any_api, "twin", connector_id=own.connector_id) for _ in range(2)]
    stored(
        any_api, own, *twins, of_acme(any_api, "twin"), an_agent("nobodys"), of_acme(any_api, "gone", vanished_at=NOW)
    )
    for query, found in (
        ({}, {"own", "twin", "nobodys", "gone"}),
        ({"customer": "acme"}, {"own", "twin", "gone"}),
        ({"connector": str(own.connector_id)}, {"own", "twin"}),
        ({"text": "OW"}, {"own"}),
        ({"os_family": "windows"}, {"own"}),
        ({"status": "active"}, {"own"}),
        ({"vanished": "true"}, {"gone"}),
        ({"vanished": "false", "unassigned": "false"}, {"own", "twin"}),
        ({"ambiguous": "true"}, {"twin"}),
        ({"unassigned": "true"}, {"nobodys"}),
    ):
        assert names(any_api, **query) == found, query
    page = ok(any_api.http.get(AGENTS, params={"limit": 4, "customer": "ACME"}))
    rest = ok(any_api.http.get(AGENTS, params={"limit": 4, "customer": "ACME", "cursor": page["next_cursor"]}))
    assert ([len(page["items"]), len(rest["items"])], rest["next_cursor"]) == ([4, 1], None)


@pytest.mark.parametrize("query", [{"connector": "x"}, {"vanished": "perhaps"}, {"text": "x" * 501}, {"hostname": "x"}])
def test_a_filter_that_cannot_be_meant_is_refused(query: dict[str, str], api: Api) -> None:
    refused(api.http.get(AGENTS, params=query), 400, "invalid-input")


def test_people_say_whose_an_agent_is_and_what_should_be_known_of_it(any_api: Api) -> None:
    agent = of_acme(any_api)
    stored(any_api, agent)
    answer = changed(any_api, agent, {"customer": "beta", "criticality": "high", "note": "Look."})
    shown = ok(answer)
    assert (shown["customer"], shown["customer_is_set"], shown["criticality"], shown["note"]) == (
        "BETA",
        True,
        "high",
        "Look.",
    )
    assert (answer.headers["etag"], shown["version"]) == ('"2"', 2)
    stale = refused(changed(any_api, agent, {"note": "No."}), 412, "stale-version")
    assert stale["present"] == shown
    shown = ok(changed(any_api, agent, {"criticality": None, "customer": None}, 2))
    assert (shown["criticality"], shown["note"], shown["customer"], shown["customer_is_set"]) == (
        None,
        "Look.",
        None,
        False,
    )


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        ({"customer": "NOBODY"}, 404, "not-found"),
        ({"note": "x" * 2_001}, 400, "invalid-input"),
        ({"note": None}, 400, "invalid-body"),
        ({"criticality": "dire"}, 400, "invalid-body"),
        ({"hostname": "other"}, 400, "invalid-body"),
        ({"status": "active"}, 400, "invalid-body"),
    ],
)
def test_what_a_product_says_and_what_cannot_be_is_not_changed(
    body: dict[str, Any], status: int, problem: str, api: Api
) -> None:
    agent = of_acme(api)
    stored(api, agent)
    refused(changed(api, agent, body), status, problem)
    assert ok(api.http.get(f"{AGENTS}/{agent.id}"))["version"] == 1


def test_a_change_says_which_version_it_is_meant_for(api: Api) -> None:
    agent = of_acme(api)
    stored(api, agent)
    refused(api.http.patch(f"{AGENTS}/{agent.id}", json={"note": "x"}), 428, "version-needed")


def test_who_sees_one_customer_sees_its_agents_and_nobody_s_to_none(any_api: Api) -> None:
    own, nobodys = of_acme(any_api, "own"), an_agent("nobodys")
    stored(any_api, own, nobodys, of_acme(any_api, "second"))
    beta, acme = (any_api.user(f"of-{code}", customers=[code]) for code in ("BETA", "ACME"))
    assert ok(any_api.http.get(AGENTS, headers=beta))["items"] == []
    assert {one["hostname"] for one in ok(any_api.http.get(AGENTS, headers=acme))["items"]} == {"own", "second"}
    for one, headers in ((own, beta), (nobodys, acme)):
        refused(any_api.http.get(f"{AGENTS}/{one.id}", headers=headers), 404, "not-found")
        refused(changed(any_api, one, {"note": "x"}, headers=headers), 404, "not-found")
    refused(changed(any_api, own, {"customer": "BETA"}, headers=acme), 404, "not-found")
    refused(changed(any_api, own, {"customer": None}, headers=acme), 403, "not-allowed")


def test_who_sees_two_customers_moves_an_agent_between_them(any_api: Api) -> None:
    """Row-level security lets the row pass, and the records of the move into both chains."""
    agent = of_acme(any_api)
    stored(any_api, agent)
    both = any_api.user("of-both", customers=["ACME", "BETA"])
    shown = ok(changed(any_api, agent, {"customer": "BETA"}, headers=both))
    assert (shown["customer"], shown["connector_name"]) == ("BETA", None)
    beta, acme = (any_api.user(f"of-{code}", customers=[code]) for code in ("BETA", "ACME"))
    assert [one["id"] for one in ok(any_api.http.get(AGENTS, headers=beta))["items"]] == [str(agent.id)]
    assert ok(any_api.http.get(AGENTS, headers=acme))["items"] == []
    query = {"action": "agent."}
    for headers in (beta, acme):
        assert len(ok(any_api.http.get("/api/audit", params=query, headers=headers))["items"]) == 1


def test_an_alert_s_asset_leads_to_its_agents(any_api: Api) -> None:
    agents = [of_acme(any_api, "WS-7.corp"), of_acme(any_api, "ws-7"), of_acme(any_api, "ws-8")]
    stored(any_api, *agents)
    any_api.ingest(wazuh(1, agent={"id": "007", "name": "ws-7"}), customer="ACME")
    (alert,) = ok(any_api.http.get(ALERTS))["items"]
    (asset,) = ok(any_api.http.get(f"{ALERTS}/{alert['id']}"))["assets"]
    assert asset["name"] == "ws-7"
    assert asset["agent_ids"] == sorted(str(one.id) for one in agents[:2])


def test_whose_organisations_are_is_part_of_a_connector(any_api: Api) -> None:
    body = {"kind": "hound", "name": "Hound", "values": {"url": "https://hound.example.org"}}
    shown = ok(any_api.http.post(CONNECTORS, json={**body, "org_customers": {"root": "acme"}}), 201)
    assert shown["org_customers"] == {"root": "ACME"}
    where, match = f"{CONNECTORS}/{shown['id']}", {"If-Match": '"1"'}
    refused(any_api.http.patch(where, json={"org_customers": {"O1": "NOBODY"}}, headers=match), 404, "not-found")
    refused(any_api.http.patch(where, json={"org_customers": {"": "ACME"}}, headers=match), 400, "invalid-input")
    refused(any_api.http.patch(where, json={"org_customers": None}, headers=match), 400, "invalid-body")
    shown = ok(any_api.http.patch(where, json={"org_customers": {"O1": "beta", "O2": "ACME"}}, headers=match))
    assert (shown["org_customers"], shown["version"]) == ({"O1": "BETA", "O2": "ACME"}, 2)
    assert ok(any_api.http.get(where))["org_customers"] == shown["org_customers"]
