"""Graylog's client, against its simulator; what every kind has in common is tried in ``tests/connectors``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.graylog_api.client import PER_PAGE, GraylogClient
from adapters.connector_kit.graylog_api.rights import implies, remark_on_rights
from adapters.connector_kit.graylog_api.simulated_log import (
    DEFAULT_STREAM,
    SimulatedDefinition,
    SimulatedLog,
    SimulatedStream,
)
from adapters.connector_kit.graylog_api.simulator import PERMISSIONS, VERSIONS, GraylogSimulator
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.graylog import KIND
from adapters.connectors.graylog.simulator import INPUTS, STREAMS, HostsGraylogSimulator
from socdomain.connectors.capabilities import Named
from socdomain.connectors.given_values import checked_values
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome
from socdomain.errors import InvalidInputError
from socdomain.ids import ConnectorId

URL = "https://graylog.example.org"
NOW = datetime(2026, 8, 20, 8, tzinfo=UTC)


@contextmanager
def client_of(simulator: GraylogSimulator, way: int = 0) -> Iterator[GraylogClient]:
    limits = KitLimits(backoff_s=0.001)
    opens = ClientsByKind(lambda: {KIND.name: KIND}, AddressRules(allows_loopback=True), limits)
    with opens(Setup(ConnectorId(uuid4()), 1, KIND.name, simulator.ways[way])) as client:
        assert isinstance(client, GraylogClient)
        yield client


@pytest.fixture(params=list(VERSIONS))
def graylog(request: pytest.FixtureRequest) -> Iterator[GraylogSimulator]:
    """One of each version whose answers differ."""
    with HostsGraylogSimulator(NOW, version=request.param) as simulator:
        yield simulator


@pytest.fixture
def latest() -> Iterator[GraylogSimulator]:
    with HostsGraylogSimulator(NOW, version="7.2") as simulator:
        yield simulator


def test_it_is_verified_by_reading_the_version_its_user_and_a_stream(graylog: GraylogSimulator) -> None:
    with client_of(graylog) as client:
        found = client.verify()

    assert (found.version, found.remark) == (VERSIONS[graylog.version], "")
    assert [(one.method, one.path) for one in graylog.requests] == [
        ("GET", "/api/system"),
        ("GET", "/api/users/watchfloor"),
        ("GET", "/api/streams/paginated"),
    ]


@pytest.mark.parametrize(("way", "remark"), [(1, "give the token's user"), (2, "")])
def test_whose_a_token_is_has_to_be_said(way: int, remark: str, latest: GraylogSimulator) -> None:
    with client_of(latest, way) as client:
        found = client.verify()

    assert (remark in found.remark, bool(found.remark)) == (True, bool(remark))
    assert {request.basic for request in latest.requests} == {(latest.password, "token")}


def test_a_token_of_somebody_else_shows_no_roles(latest: GraylogSimulator) -> None:
    values = {**latest.ways[2], "username": "somebody"}
    opens = ClientsByKind(lambda: {KIND.name: KIND}, AddressRules(allows_loopback=True))
    with opens(Setup(ConnectorId(uuid4()), 1, KIND.name, values)) as client:
        assert "does not show it that user" in client.verify().remark


def test_a_reader_without_streams_is_forbidden(graylog: GraylogSimulator) -> None:
    graylog.permissions = ("system:read", "messages:read")
    with client_of(graylog) as client, pytest.raises(ConnectorError, match="no stream") as raised:
        client.verify()
    assert raised.value.outcome is Outcome.FORBIDDEN


def test_a_reader_with_streams_is_told_what_it_may_not(graylog: GraylogSimulator) -> None:
    graylog.permissions = ("system:read", "messages:read", "inputs:read", f"streams:read:{DEFAULT_STREAM}")
    with client_of(graylog) as client:
        remark = client.verify().remark
    assert remark == (
        "Its user may not search messages, fetch single documents, see event definitions: "
        "it lacks searches:absolute, indices:read, eventdefinitions:read."
    )


def test_an_administrator_is_more_than_is_needed(latest: GraylogSimulator) -> None:
    latest.permissions = ("*",)
    with client_of(latest) as client:
        assert "administrator" in client.verify().remark


def test_one_who_has_paused_says_so(latest: GraylogSimulator) -> None:
    latest.is_processing = False
    with client_of(latest) as client:
        assert "paused" in client.verify().remark


@pytest.mark.parametrize("version", ["4.3.15+1b2c", "4.9", "0.20.3"])
def test_a_version_that_is_too_old_is_refused(version: str, latest: GraylogSimulator) -> None:
    latest.next_replies.append(Reply(200, overview(version)))
    with client_of(latest) as client, pytest.raises(ConnectorError, match=r"5\.0") as raised:
        client.verify()
    assert raised.value.outcome is Outcome.UNSUPPORTED_VERSION


@pytest.mark.parametrize(
    ("version", "remark"), [("5.0.0", ""), ("7.9.1-rc.1+ab", ""), ("8.0.0", "newer"), ("dev", "no version")]
)
def test_a_version_that_is_not_known_is_remarked_on(version: str, remark: str, latest: GraylogSimulator) -> None:
    latest.next_replies.append(Reply(200, overview(version)))
    with client_of(latest) as client:
        found = client.verify()
    assert (found.version, bool(found.remark), remark in found.remark) == (version, bool(remark), True)


@pytest.mark.parametrize("missing", ["facility", "version", "node_id", "cluster_id"])
def test_another_product_with_a_version_is_not_taken_for_graylog(missing: str, latest: GraylogSimulator) -> None:
    latest.next_replies.append(Reply(200, {key: one for key, one in overview("6.1.0").items() if key != missing}))
    with client_of(latest) as client, pytest.raises(ConnectorAnswerError, match=missing):
        client.verify()


@pytest.mark.parametrize(
    ("granted", "wanted", "is_implied"),
    [
        ("*", "streams:read", True),
        ("streams", "streams:read", True),
        ("streams:*", "streams:read", True),
        ("streams:edit,read", "streams:read", True),
        ("Streams:Read", "streams:read", True),
        ("streams:read:*", "streams:read", True),
        ("streams:read:5d28", "streams:read", False),
        ("streams:edit", "streams:read", False),
        ("stream:read", "streams:read", False),
    ],
)
def test_a_permission_comes_with_others_as_graylog_has_it(granted: str, wanted: str, is_implied: bool) -> None:
    assert implies(granted, wanted) is is_implied


def test_what_was_given_one_by_one_was_given() -> None:
    assert remark_on_rights(PERMISSIONS) == ""
    assert remark_on_rights([*PERMISSIONS[:2], *PERMISSIONS[3:]]).endswith("it lacks inputs:read.")
    assert remark_on_rights([*PERMISSIONS[:2], *PERMISSIONS[3:], "inputs:read:66b1"]) == ""


def test_streams_come_by_title(graylog: GraylogSimulator) -> None:
    with client_of(graylog) as client:
        found = list(client.streams())

    assert [one.title for one in found] == sorted(one.title for one in STREAMS)
    detail = {
        "description": "Until its logs are no longer kept",
        "state": "paused",
        "index_set": "66b1ef00c3d4e5f607182930",
    }
    assert Named("66b1f2a0c3d4e5f607180004", "Old mail gateway", detail) in found


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (PER_PAGE, 1), (PER_PAGE + 1, 2)])
def test_streams_and_event_definitions_come_in_pages(count: int, pages: int) -> None:
    streams = [SimulatedStream(f"s{number}", f"Stream {number:05}") for number in range(count)]
    definitions = [SimulatedDefinition(f"d{number}", f"Definition {number:05}") for number in range(count)]
    log = SimulatedLog(streams, definitions=definitions)
    with GraylogSimulator(log) as simulator, client_of(simulator) as client:
        assert [one.id for one in client.streams()] == [one.id for one in streams]
        assert [one.id for one in client.event_definitions()] == [one.id for one in definitions]
        assert [one.one("page") for one in simulator.requests] == 2 * [str(number + 1) for number in range(pages)]


def test_a_total_of_what_one_may_not_see_does_not_keep_one(latest: GraylogSimulator) -> None:
    page = {"total": 7, "elements": [{"id": "s1", "title": "the only one"}]}
    latest.next_replies.extend([Reply(200, page), Reply(200, {"total": 7, "elements": []})])
    with client_of(latest) as client:
        assert list(client.streams()) == [Named("s1", "the only one", {"state": "running"})]
    assert len(latest.requests) == 2


def test_a_product_that_repeats_a_page_does_not_keep_one_for_ever(latest: GraylogSimulator) -> None:
    page = {"total": 7, "elements": [{"id": "s1", "title": "the same"}]}
    latest.next_replies.extend([Reply(200, page)] * 9)
    with client_of(latest) as client, pytest.raises(ConnectorAnswerError, match="same page"):
        list(client.streams())


def test_of_an_input_s_settings_none_is_taken_but_where_it_listens(graylog: GraylogSimulator) -> None:
    with client_of(graylog) as client:
        found = list(client.inputs())

    assert [one.title for one in found] == [one.title for one in INPUTS]
    listens = {"bind_address": "0.0.0.0", "port": "5044"}  # noqa: S104  # sample data
    assert found[0].detail == {"type": "Beats", "node": "every node", **listens}


def test_event_definitions_say_what_they_are_about(graylog: GraylogSimulator) -> None:
    with client_of(graylog) as client:
        found = {one.title: one.detail for one in client.event_definitions()}

    assert found["Web server scanned"] == {
        "description": "Many answers of 404",
        "type": "aggregation-v1",
        "priority": "1",
        "state": "disabled",
    }


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"username": "ann"},
        {"password": "secret"},
        {"api_key": "1a2b", "password": "secret"},
        {"api_key": "1a2b", "username": "ann", "password": "secret"},
    ],
)
def test_it_takes_a_token_or_a_user_with_a_password(given: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError, match="api_key"):
        checked_values(KIND, {"url": URL, **given})
    assert checked_values(KIND, {"url": URL, "api_key": "1a2b"})
    assert checked_values(KIND, {"url": URL, "api_key": "1a2b", "username": "ann"})
    assert checked_values(KIND, {"url": URL, "username": "ann", "password": "secret"})


def test_its_simulator_has_what_was_just_now() -> None:
    times = [one.at for one in HostsGraylogSimulator().log.documents]
    assert max(times) - timedelta(hours=2) < min(times) < max(times) < datetime.now(UTC)


def overview(version: str) -> dict[str, str]:
    return {"facility": "graylog-server", "version": version, "node_id": "n", "cluster_id": "c"}
