"""Clients and simulators held against what the vendors say of their products, so that both are not wrong together.

Prism stands between a client and its simulator, and refuses what the vendor's specification does not have; or it stands
in for the product itself, with answers made up from the specification. Without it, or without the specifications, these
tests are skipped: they are no part of the project.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_kit.simulated_messages import Reply
from adapters.connector_kit.simulation import Simulator
from adapters.connector_kit.trying import TriesInThreads
from adapters.connector_registry import connector_kinds
from socdomain.connectors.capabilities import EventQuery, FoundDocument
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import Outcome
from socdomain.connectors.verify_connectors import Tried
from socdomain.ids import ConnectorId
from tests.connectors.prism import Prism, specification
from tests.connectors.trials import LOOPBACK

GRAFANA: Final = "grafana/grafana-api.json"
WAZUH_4: Final = "wazuh/manager-api-4.14.9.yaml"
WAZUH_5: Final = "wazuh/manager-api-5.x.yaml"
OPENSEARCH: Final = "opensearch/opensearch-2.19-subset-acyclic.yaml"
GRAYLOG_ROUTES: Final = "graylog/graylog-7.2-routes.tsv"

NOT_SPECIFIED: Final = {GRAFANA: {"get /api/health"}}
"""What products have, and their specification leaves out."""


@contextmanager
def opened(kind: str, values: Mapping[str, str]) -> Iterator[Any]:
    """A client."""
    with clients(kind)(setup_of(kind, values)) as client:
        yield client


def clients(kind: str) -> ClientsByKind:
    return ClientsByKind(lambda: {kind: connector_kinds()[kind]}, LOOPBACK)


def setup_of(kind: str, values: Mapping[str, str]) -> Setup:
    return Setup(ConnectorId(uuid4()), 1, kind, values)


def tried(kind: str, values: Mapping[str, str]) -> Tried:
    """What becomes of trying a connector."""
    ((_, found),) = TriesInThreads(clients(kind))([setup_of(kind, values)])
    return found


def ask_grafana(client: Any) -> None:
    """Asks for all that a client of Grafana can."""
    assert client.orgs()
    assert len(list(client.dashboards())) > len(list(client.dashboards("wazuh"))) > 0


def ask_wazuh(client: Any) -> None:
    """Asks for all that a client of Wazuh 5's manager can."""
    agents = list(client.agents())
    assert client.agent(agents[0].vendor_id).hostname == agents[0].hostname
    assert client.agent("999999") is None


def ask_wazuh_4(client: Any) -> None:
    """Asks for all that a client of Wazuh 4's manager can, whose rules it has too."""
    ask_wazuh(client)
    assert list(client.rules())


def ask_indexer(client: Any) -> None:
    """Asks for all that a client of an indexer can, but for marks.

    Prism reads a body from the answer to HEAD, which asks whether there is an index, and takes lines of JSON for none.
    """
    until = datetime.now(UTC)
    query = EventQuery(("wazuh-alerts-*",), until - timedelta(days=2), until, page_size=150)
    found = list(client.search_events(query))
    assert len(found) == client.count_events(query) > query.page_size
    first = found[0]
    assert client.fetch_document(first.index, first.id) == first
    assert client.fetch_document(first.index, "not-there") is None
    assert first.index in client.indices()
    assert client.fields_of(first.index)["rule.level"] == "long"


CASES: Final = [
    pytest.param("grafana", GRAFANA, {}, ask_grafana, id="grafana"),
    pytest.param("wazuh_manager", WAZUH_4, {"has_tls": False, "version": "4.14.9"}, ask_wazuh_4, id="wazuh 4"),
    pytest.param("wazuh_manager", WAZUH_5, {"has_tls": False, "version": "5.0.0"}, ask_wazuh, id="wazuh 5"),
    pytest.param("wazuh_indexer", OPENSEARCH, {}, ask_indexer, id="opensearch"),
]


@pytest.mark.parametrize(("kind", "name", "given", "ask"), CASES)
def test_client_and_simulator_speak_as_the_vendor_says(
    kind: str, name: str, given: Mapping[str, Any], ask: Callable[[Any], None], tmp_path: Path
) -> None:
    contract, simulator = specification(name), connector_kinds()[kind].simulator(**given)
    assert isinstance(simulator, Simulator)
    with simulator, Prism(contract, upstream=simulator.url, log=tmp_path / "log") as prism:
        for way in simulator.ways:
            values = {**way, "url": prism.url}
            assert tried(kind, values).outcome is Outcome.OK
            with opened(kind, values) as client:
                ask(client)
        assert prism.refused == NOT_SPECIFIED.get(name, set())
        assert simulator.requests


def test_a_simulator_that_answers_otherwise_is_found(tmp_path: Path) -> None:
    contract, simulator = specification(GRAFANA), connector_kinds()["grafana"].simulator()
    assert isinstance(simulator, Simulator)
    with simulator, Prism(contract, upstream=simulator.url, log=tmp_path / "log") as prism:
        simulator.next_replies.append(Reply(200, {"id": "one", "name": 1}))
        assert not tried("grafana", {**simulator.values, "url": prism.url}).outcome.works
        assert "get /api/org" in prism.refused


def test_a_client_that_asks_otherwise_is_found(tmp_path: Path) -> None:
    contract, simulator = specification(WAZUH_4), connector_kinds()["wazuh_manager"].simulator(has_tls=False)
    assert isinstance(simulator, Simulator)
    with simulator, Prism(contract, upstream=simulator.url, log=tmp_path / "log") as prism:
        headers = {"Authorization": "Bearer aaaa.bbbb.cccc"}
        assert httpx.get(f"{prism.url}/agents?limit=many", headers=headers).status_code == 422
        assert prism.refused == {"get /agents"}
        assert simulator.requests == []


@pytest.mark.parametrize(
    ("kind", "name"), [("grafana", GRAFANA), ("wazuh_manager", WAZUH_4), ("wazuh_manager", WAZUH_5)]
)
def test_a_server_made_of_a_specification_is_verified_and_listed_from(kind: str, name: str, tmp_path: Path) -> None:
    with Prism(specification(name), log=tmp_path / "log") as prism:
        values = {"url": prism.url, "username": "watchfloor", "password": "whatever it is"}
        found = tried(kind, values)
        assert found.outcome is Outcome.OK, found.advice
        with opened(kind, values) as client:
            listed = list(client.dashboards() if kind == "grafana" else client.agents())
        assert listed
        assert prism.refused <= NOT_SPECIFIED.get(name, set())


@pytest.mark.parametrize("kind", ["graylog", "graylog_network"])
def test_graylog_is_asked_for_routes_that_it_has(kind: str) -> None:
    """Of what it answers no specification tells; its routes are known from its program."""
    lines = specification(GRAYLOG_ROUTES).read_text(encoding="utf-8").splitlines()
    routes = [(method, _as_pattern(path)) for method, path, *_ in (line.split("\t") for line in lines)]
    simulator = connector_kinds()[kind].simulator()
    assert isinstance(simulator, Simulator)
    until = datetime.now(UTC)
    queries = [EventQuery((one,), until - timedelta(days=2), until) for one in ("gl-events*", "graylog_*")]
    with simulator:
        for way in simulator.ways:
            assert tried(kind, way).outcome is Outcome.OK
            with opened(kind, way) as client:
                for listed in (client.streams(), client.inputs(), client.event_definitions()):
                    assert list(listed)
                for query in queries:
                    found: list[FoundDocument] = list(client.search_events(query))
                    assert client.count_events(query) == len(found)
                    assert not found or client.fetch_document(found[0].index, found[0].id) is not None
    asked = {(one.method, one.path) for one in simulator.requests}
    unknown = {
        (method, path)
        for method, path in asked
        if not any(method == known and pattern.fullmatch(path) for known, pattern in routes)
    }
    assert (unknown, len(asked) > 5) == (set(), True)


def _as_pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)) + "/?")
