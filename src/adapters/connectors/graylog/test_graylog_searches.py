"""Graylog is asked for events and messages by what they hold, and for single ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.graylog_api.client import GraylogClient
from adapters.connector_kit.graylog_api.searching import query_text
from adapters.connector_kit.graylog_api.simulated_log import SimulatedDocument, SimulatedLog, message
from adapters.connector_kit.graylog_api.simulator import VERSIONS, GraylogSimulator
from adapters.connector_kit.graylog_api.times import read_time
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.graylog import KIND
from adapters.connectors.graylog.simulator import INDEX, LOG_CLEARED, HostsGraylogSimulator
from socdomain.connectors.capabilities import EventQuery, FoundDocument
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.ids import ConnectorId

NOW = datetime(2026, 8, 20, 8, tzinfo=UTC)
SINCE = NOW - timedelta(hours=2)
EVENTS = EventQuery(("gl-events*",), SINCE, NOW)
MESSAGES = EventQuery(("graylog_*",), SINCE, NOW)
BOTH = EventQuery(("*",), SINCE, NOW)


@contextmanager
def client_of(simulator: GraylogSimulator) -> Iterator[GraylogClient]:
    limits = KitLimits(backoff_s=0.001)
    opens = ClientsByKind(lambda: {KIND.name: KIND}, AddressRules(allows_loopback=True), limits)
    with opens(Setup(ConnectorId(uuid4()), 1, KIND.name, simulator.values)) as client:
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


def ids(documents: Sequence[SimulatedDocument] | Iterator[FoundDocument]) -> list[str]:
    return [one.id for one in documents]


def of(simulator: GraylogSimulator, *, are_events: bool) -> list[SimulatedDocument]:
    return sorted((one for one in simulator.log.documents if one.is_event is are_events), key=lambda one: one.at)


def test_events_come_by_time_with_what_they_are_about(graylog: GraylogSimulator) -> None:
    with client_of(graylog) as client:
        found = list(client.search_events(EVENTS))

    assert ids(iter(found)) == ids(of(graylog, are_events=True))
    last = found[-1]
    assert (last.index, last.source["event_definition_id"]) == ("gl-events_0", LOG_CLEARED.id)
    assert last.source["fields"] == {"COPILOT_ALERT_ID": "NONE", "CUSTOMER_CODE": "globex", "host": "srv-dc-01"}
    assert {(one.method, one.path) for one in graylog.requests} == {("POST", "/api/events/search")}


def test_messages_come_by_time_as_their_index_holds_them(graylog: GraylogSimulator) -> None:
    with client_of(graylog) as client:
        found = list(client.search_events(MESSAGES))

    expected = of(graylog, are_events=False)
    assert ids(iter(found)) == ids(expected)
    assert found[0].source.keys() == expected[0].source.keys()
    assert {(one.method, one.path) for one in graylog.requests} == {("GET", "/api/search/universal/absolute")}


def test_events_and_messages_come_in_one_order(latest: GraylogSimulator) -> None:
    with client_of(latest) as client:
        found = list(client.search_events(BOTH))
        assert client.count_events(BOTH) == len(found) == len(latest.log.documents)

    times = [read_time(one.source["timestamp"]) for one in found]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"equals": {"fields.CUSTOMER_CODE": "globex"}}, 1),
        ({"equals": {"fields.CUSTOMER_CODE": "acme", "fields.COPILOT_ALERT_ID": "NONE"}}, 2),
        ({"equals": {"fields.COPILOT_ALERT_ID": "17"}}, 0),
        ({"one_of": {"fields.CUSTOMER_CODE": ("globex",)}}, 1),
        ({"one_of": {"fields.CUSTOMER_CODE": ("globex", 'ac"me', "acme")}}, 3),
        ({"at_least": {"priority": 3}}, 2),
        ({"at_least": {"priority": 2}, "equals": {"fields.host": "srv-dc-01"}}, 1),
        ({"indices": ("gl-system-events*",)}, 0),
        ({"indices": ("gl-events_0",)}, 3),
        ({"indices": ("gl-*", "gl-events_0")}, 3),
        ({"indices": ("graylog_3",)}, 20),
        ({"indices": ("graylog_3",), "at_least": {"level": 6}}, 5),
        ({"indices": ("other_*",)}, 0),
        ({"indices": ("g*",)}, 23),
        ({"indices": ()}, 0),
    ],
)
def test_conditions_narrow_what_is_found(changes: dict[str, Any], expected: int, latest: GraylogSimulator) -> None:
    query = evolve(EVENTS, **changes)
    with client_of(latest) as client:
        assert len(list(client.search_events(query))) == expected
        assert client.count_events(query) == expected


@pytest.mark.parametrize(("query", "limits"), [(EVENTS, [1]), (BOTH, [1, 1])])
def test_where_graylog_counts_what_is_asked_for_nothing_is_read(
    query: EventQuery, limits: list[int], latest: GraylogSimulator
) -> None:
    with client_of(latest) as client:
        client.count_events(query)
    asked = [one.json["per_page"] if one.method == "POST" else int(one.one("limit")) for one in latest.requests]
    assert asked == limits


@pytest.mark.parametrize(
    "value", ['a "quoted" word', "back\\slash", "a: b (c) [d] {e} *?~^!/", 'x" OR level:[0 TO *]', "two  blanks", "\\"]
)
def test_a_value_is_never_read_as_a_query(value: str) -> None:
    odd = message(INDEX, 1, SINCE, "srv", "text", **{"odd name:(x)*": value})
    log = SimulatedLog(documents=[odd, message(INDEX, 2, SINCE, "srv", "text", level=3)])
    query = evolve(MESSAGES, equals={"odd name:(x)*": value})
    with GraylogSimulator(log) as simulator, client_of(simulator) as client:
        assert ids(client.search_events(query)) == [odd.id]


def test_a_query_is_lucene_s() -> None:
    query = evolve(EVENTS, equals={"a-b.c": 'x"y\\'}, at_least={"level": 7})
    assert query_text(query, SINCE) == (
        'timestamp:["2026-08-20 06:00:00.000" TO "2026-08-20 08:00:00.000"} AND a\\-b.c:"x\\"y\\\\" AND level:[7 TO *]'
    )


def test_a_search_by_another_time_is_refused_and_not_sent(latest: GraylogSimulator) -> None:
    with client_of(latest) as client:
        for asked in (client.search_events, client.count_events):
            with pytest.raises(ConnectorError, match="timestamp"):
                asked(evolve(EVENTS, time_field="timestamp_processing"))
    assert latest.requests == []


def test_a_search_by_post_is_tried_again(latest: GraylogSimulator) -> None:
    latest.next_replies.append(Reply(503))
    with client_of(latest) as client:
        assert len(list(client.search_events(EVENTS))) == 3


def test_who_may_not_search_messages_may_search_events(latest: GraylogSimulator) -> None:
    latest.permissions = ("system:read", "streams:read")
    with client_of(latest) as client:
        assert len(list(client.search_events(EVENTS))) == 3
        with pytest.raises(ConnectorError) as raised:
            list(client.search_events(MESSAGES))
    assert raised.value.outcome is Outcome.FORBIDDEN


@pytest.mark.parametrize("place", [0, -1])
def test_a_document_is_fetched_by_its_index_and_id(place: int, graylog: GraylogSimulator) -> None:
    wanted = graylog.log.documents[place]
    with client_of(graylog) as client:
        found = client.fetch_document(wanted.index, wanted.id)

    assert found is not None
    assert (found.index, found.id) == (wanted.index, wanted.id)
    assert {**found.source, "timestamp": wanted.source["timestamp"]} == wanted.source


@pytest.mark.parametrize(("index", "identifier"), [(INDEX, "none"), ("none_0", "none"), ("a/b", "../system")])
def test_a_document_that_is_not_there_is_none(index: str, identifier: str, latest: GraylogSimulator) -> None:
    with client_of(latest) as client:
        assert client.fetch_document(index, identifier) is None


def test_an_identifier_is_never_read_as_a_path() -> None:
    odd = SimulatedDocument(INDEX, "what?is#it%41", SINCE, {"streams": []})
    with GraylogSimulator(SimulatedLog(documents=[odd])) as simulator, client_of(simulator) as client:
        assert client.fetch_document(odd.index, odd.id) == FoundDocument(
            INDEX, odd.id, {"streams": [], "timestamp": "2026-08-20T06:00:00.000Z"}
        )


def test_a_token_that_cannot_be_one_is_called_so(latest: GraylogSimulator) -> None:
    opens = ClientsByKind(lambda: {KIND.name: KIND}, AddressRules(allows_loopback=True))
    setup = Setup(ConnectorId(uuid4()), 1, KIND.name, {"url": latest.url, "api_key": "1a:2b \n"})
    with pytest.raises(ConnectorError, match="token has characters"), opens(setup):
        pass


def test_who_may_not_fetch_is_told(latest: GraylogSimulator) -> None:
    latest.permissions = [one for one in latest.permissions if one != "indices:read"]
    with client_of(latest) as client, pytest.raises(ConnectorError) as raised:
        client.fetch_document(INDEX, latest.log.documents[0].id)
    assert raised.value.outcome is Outcome.FORBIDDEN
