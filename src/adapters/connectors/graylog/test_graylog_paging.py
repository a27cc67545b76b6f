"""However Graylog pages what it found, it is given whole, once and in order, within the very range."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.graylog_api.client import GraylogClient
from adapters.connector_kit.graylog_api.searching import MOST_AT_ONCE
from adapters.connector_kit.graylog_api.simulated_log import SimulatedDocument, SimulatedLog, event, message
from adapters.connector_kit.graylog_api.simulator import GraylogSimulator
from adapters.connector_kit.graylog_api.times import read_time
from adapters.connector_kit.kit_limits import MIB, KitLimits
from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.graylog import KIND
from adapters.connectors.graylog.simulator import INDEX, LOG_CLEARED, HostsGraylogSimulator
from socdomain.connectors.capabilities import EventQuery, FoundDocument
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome
from socdomain.ids import ConnectorId

NOW = datetime(2026, 8, 20, 8, tzinfo=UTC)
SINCE = NOW - timedelta(hours=2)
EVENTS = EventQuery(("gl-events*",), SINCE, NOW)
MESSAGES = EventQuery(("graylog_*",), SINCE, NOW)
BOTH = EventQuery(("*",), SINCE, NOW)


@contextmanager
def client_of(simulator: GraylogSimulator, answer_bytes: int = 16 * MIB) -> Iterator[GraylogClient]:
    limits = KitLimits(backoff_s=0.001, answer_bytes=answer_bytes)
    opens = ClientsByKind(lambda: {KIND.name: KIND}, AddressRules(allows_loopback=True), limits)
    with opens(Setup(ConnectorId(uuid4()), 1, KIND.name, simulator.values)) as client:
        assert isinstance(client, GraylogClient)
        yield client


@pytest.fixture
def latest() -> Iterator[GraylogSimulator]:
    with HostsGraylogSimulator(NOW, version="7.2") as simulator:
        yield simulator


def ids(documents: Sequence[SimulatedDocument] | Iterator[FoundDocument]) -> list[str]:
    return [one.id for one in documents]


def of(simulator: GraylogSimulator, *, are_events: bool) -> list[SimulatedDocument]:
    return sorted((one for one in simulator.log.documents if one.is_event is are_events), key=lambda one: one.at)


def at(number: int, milliseconds: float) -> SimulatedDocument:
    return message(INDEX, number, SINCE + timedelta(milliseconds=milliseconds), "srv-web-01", f"number {number}")


@pytest.fixture
def far_from_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock shows another time than UTC."""
    with monkeypatch.context() as within:
        within.setenv("TZ", "XYZ-9")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 20, 500])
@pytest.mark.parametrize("query", [EVENTS, MESSAGES, BOTH])
def test_pages_of_any_size_give_everything_once(size: int, query: EventQuery, latest: GraylogSimulator) -> None:
    # Three of one time at each place, so that a page ends within them.
    messages = [at(1000 + number, number // 3) for number in range(30)]
    events = [event(1000 + number, LOG_CLEARED, None, messages[number].at) for number in range(30)]
    latest.log = evolve(latest.log, documents=[*latest.log.documents, *messages, *events])
    with client_of(latest) as client:
        found = ids(client.search_events(evolve(query, page_size=size)))
        asked_for = [one.json["per_page"] if one.method == "POST" else int(one.one("limit")) for one in latest.requests]
        whole = ids(client.search_events(evolve(query, page_size=MOST_AT_ONCE)))

    assert sorted(found) == sorted(whole)
    assert len(set(found)) == len(found)
    assert size <= max(asked_for) <= max(2 * size, 8)


@pytest.mark.parametrize("until", [SINCE, SINCE - timedelta(hours=1)])
def test_a_range_without_a_moment_in_it_is_not_asked_for(until: datetime, latest: GraylogSimulator) -> None:
    with client_of(latest) as client:
        assert list(client.search_events(evolve(BOTH, until=until))) == []
        assert client.count_events(evolve(BOTH, until=until)) == 0
    assert latest.requests == []


def test_no_more_is_asked_for_than_an_index_gives(latest: GraylogSimulator) -> None:
    with client_of(latest) as client:
        list(client.search_events(evolve(MESSAGES, page_size=50_000)))
    assert [one.one("limit") for one in latest.requests] == [str(MOST_AT_ONCE)]


def test_what_comes_after_the_deepest_page_is_found_too() -> None:
    many = [at(number, number // 2) for number in range(MOST_AT_ONCE + 3)]
    with GraylogSimulator(SimulatedLog(documents=many)) as simulator, client_of(simulator) as client:
        assert sum(1 for _ in client.search_events(evolve(MESSAGES, page_size=MOST_AT_ONCE))) == len(many)
        assert len(simulator.requests) == 2


def test_more_of_one_time_than_is_given_at_a_time_is_an_error() -> None:
    many = [at(number, 0) for number in range(MOST_AT_ONCE + 1)]
    with GraylogSimulator(SimulatedLog(documents=many)) as simulator, client_of(simulator) as client:
        with pytest.raises(ConnectorAnswerError, match="one time"):
            list(client.search_events(evolve(MESSAGES, page_size=5_000)))
        assert [one.one("limit") for one in simulator.requests] == ["5000", "10000"]


@pytest.mark.parametrize("of_one_time", [1, 3])
def test_pages_that_are_too_large_are_asked_for_in_smaller_ones(of_one_time: int) -> None:
    """Else a few long messages would end every search that comes to them."""
    long = [
        evolve(one, fields={**one.fields, "x": "y" * 20_000}) for one in (at(n, n // of_one_time) for n in range(30))
    ]
    many = [*(at(100 + number, 100 + number) for number in range(50)), *long]
    with GraylogSimulator(SimulatedLog(documents=many)) as simulator, client_of(simulator, 100_000) as client:
        found = ids(client.search_events(evolve(MESSAGES, page_size=64)))
        assert (len(found), set(found)) == (80, {one.id for one in many})
        # What follows them is asked for in large pages again.
        assert int(simulator.requests[-1].one("limit")) > 8


@pytest.mark.parametrize(("documents", "trouble"), [(1, "larger than"), (8, "one time")])
def test_what_no_page_is_small_enough_for_is_an_error(documents: int, trouble: str) -> None:
    many = [evolve(at(number, 0), fields={**at(number, 0).fields, "x": "y" * 30_000}) for number in range(documents)]
    with (
        GraylogSimulator(SimulatedLog(documents=many)) as simulator,
        client_of(simulator, 100_000 if documents > 1 else 10_000) as client,
        pytest.raises(ConnectorAnswerError, match=trouble),
    ):
        list(client.search_events(evolve(MESSAGES, page_size=64)))
    assert len(simulator.requests) < 20


@pytest.mark.parametrize("query", [EVENTS, MESSAGES])
def test_the_beginning_of_a_range_is_in_it_and_its_end_is_not(query: EventQuery, latest: GraylogSimulator) -> None:
    inside = of(latest, are_events=query is EVENTS)
    first, last = inside[0].at, inside[-1].at
    microsecond = timedelta(microseconds=1)
    with client_of(latest) as client:
        for since, until, left_out in (
            (first, last + microsecond, 0),
            (first, last, 1),
            (first + microsecond, last, 2),
            (first + microsecond, last + timedelta(milliseconds=1), 1),
        ):
            narrowed = evolve(query, since=since, until=until)
            assert client.count_events(narrowed) == len(inside) - left_out
            assert len(list(client.search_events(narrowed))) == len(inside) - left_out


def test_a_zone_that_is_not_utc_is_the_same_moment(latest: GraylogSimulator) -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    query = evolve(MESSAGES, since=SINCE.astimezone(zone), until=NOW.astimezone(zone))
    with client_of(latest) as client:
        assert len(list(client.search_events(query))) == 20


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-20 08:00:00.000",
        "2026-08-20T08:00:00.000",
        "2026-08-20T08:00:00Z",
        "2026-08-20T08:00:00.000+00:00",
        "2026-08-20T10:00:00.000+0200",
    ],
)
def test_a_time_without_a_zone_is_utc(text: str, far_from_utc: None) -> None:
    assert read_time(text) == NOW
    assert read_time(text).utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["", "yesterday", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00"])
def test_what_is_no_time_of_any_year_in_utc_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ConnectorAnswerError, match="without a time"):
        read_time(text)


def test_a_range_that_graylog_cuts_is_an_error_and_no_part_of_the_messages(latest: GraylogSimulator) -> None:
    latest.searches.longest = timedelta(hours=1)
    with client_of(latest) as client:
        for asked in (lambda: list(client.search_events(MESSAGES)), lambda: client.count_events(MESSAGES)):
            with pytest.raises(ConnectorError, match="shorter range") as raised:
                asked()
            assert raised.value.outcome is Outcome.ERROR
        assert client.count_events(evolve(MESSAGES, since=NOW - timedelta(minutes=50))) == 5


@pytest.mark.parametrize(
    ("reply", "trouble"),
    [
        ({"total_events": 3, "events": []}, "does not give"),
        ({"total_events": 1, "events": [{"event": {"id": "a"}, "index_name": "gl-events_0"}]}, "without a time"),
        (
            {"total_events": 1, "events": [{"event": {"timestamp": "2026-08-20"}, "index_name": "gl-events_0"}]},
            "without an identifier",
        ),
        (
            {
                "total_events": 1,
                "events": [{"event": {"id": "a", "timestamp": "2020-01-01"}, "index_name": "gl-events_0"}],
            },
            "another order",
        ),
    ],
)
def test_an_answer_that_cannot_be_is_an_error(reply: dict[str, Any], trouble: str, latest: GraylogSimulator) -> None:
    latest.next_replies.append(Reply(200, reply))
    with client_of(latest) as client, pytest.raises(ConnectorAnswerError, match=trouble):
        list(client.search_events(EVENTS))
