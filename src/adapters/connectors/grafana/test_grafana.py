"""Grafana's client, against its simulator; what every kind has in common is tried in ``tests/connectors``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.grafana import KIND
from adapters.connectors.grafana.client import PAGE_SIZE, GrafanaClient
from adapters.connectors.grafana.simulator import DASHBOARDS, VERSION, GrafanaSimulator, SimulatedDashboard
from socdomain.connectors.capabilities import Named
from socdomain.connectors.given_values import checked_values
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorAnswerError
from socdomain.errors import InvalidInputError
from socdomain.ids import ConnectorId

URL = "https://grafana.example.org"


@contextmanager
def client_of(simulator: GrafanaSimulator, way: int = 0) -> Iterator[GrafanaClient]:
    opens = ClientsByKind(lambda: {KIND.name: KIND}, AddressRules(allows_loopback=True))
    with opens(Setup(ConnectorId(uuid4()), 1, KIND.name, simulator.ways[way])) as client:
        assert isinstance(client, GrafanaClient)
        yield client


@pytest.fixture
def grafana() -> Iterator[GrafanaSimulator]:
    with GrafanaSimulator() as simulator:
        yield simulator


@pytest.mark.parametrize("way", [0, 1])
def test_it_is_verified_by_reading_its_organisation_with_the_credential(way: int, grafana: GrafanaSimulator) -> None:
    with client_of(grafana, way) as client:
        assert client.verify().version == VERSION
    assert [(one.method, one.path, "authorization" in one.headers) for one in grafana.requests] == [
        ("GET", "/api/org", True),
        ("GET", "/api/health", True),
    ]


@pytest.mark.parametrize("reply", [Reply(404), Reply(403), Reply(503, {"database": "failing"}), Reply(200, {})])
def test_a_version_that_is_kept_back_is_no_trouble(reply: Reply, grafana: GrafanaSimulator) -> None:
    grafana.next_replies.extend([Reply(200, {"id": 1, "name": "Main Org."}), reply])
    with client_of(grafana) as client:
        assert client.verify().version == ""
    assert len(grafana.requests) == 2


def test_a_user_may_be_in_several_organisations(grafana: GrafanaSimulator) -> None:
    with client_of(grafana) as client:
        assert client.orgs() == (
            Named("1", "Main Org.", {"role": "Viewer"}),
            Named("2", "Globex", {"role": "Viewer"}),
        )


def test_a_service_account_is_in_one(grafana: GrafanaSimulator) -> None:
    """Grafana knows no user for it, and answers a question for its organisations with 404."""
    with client_of(grafana, 1) as client:
        assert client.orgs() == (Named("1", "Main Org."),)


def test_dashboards_come_by_title(grafana: GrafanaSimulator) -> None:
    with client_of(grafana) as client:
        titles = [one.title for one in client.dashboards()]
        found = list(client.dashboards("WAZUH: ag"))

    assert titles == sorted((one.title for one in DASHBOARDS), key=str.casefold)
    detail = {"url": "/d/wz-agents/wz-agents", "folder": "Endpoints", "tags": "wazuh, agents"}
    assert found == [Named("wz-agents", "Wazuh: agents", detail)]


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (PAGE_SIZE - 1, 1), (PAGE_SIZE, 2), (PAGE_SIZE + 1, 2)])
def test_dashboards_come_in_pages(count: int, pages: int) -> None:
    many = [SimulatedDashboard(f"u{number}", f"Dashboard {number:05}") for number in range(count)]
    with GrafanaSimulator(many) as grafana, client_of(grafana) as client:
        assert [one.id for one in client.dashboards()] == [one.uid for one in many]
        assert [request.one("page") for request in grafana.requests] == [str(number + 1) for number in range(pages)]


def test_a_product_that_repeats_a_page_does_not_keep_one_for_ever(grafana: GrafanaSimulator) -> None:
    page = [{"uid": f"u{number}", "title": "the same"} for number in range(PAGE_SIZE)]
    grafana.next_replies.extend([Reply(200, page)] * 9)
    with client_of(grafana) as client, pytest.raises(ConnectorAnswerError, match="same page"):
        list(client.dashboards())


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"username": "ann"},
        {"password": "secret"},
        {"api_key": "glsa_x", "username": "ann"},
        {"api_key": "glsa_x", "username": "ann", "password": "secret"},
    ],
)
def test_it_takes_a_token_or_a_user_with_a_password(given: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError, match="api_key"):
        checked_values(KIND, {"url": URL, **given})
    assert checked_values(KIND, {"url": URL, "api_key": "glsa_x"})
    assert checked_values(KIND, {"url": URL, "username": "ann", "password": "secret"})
