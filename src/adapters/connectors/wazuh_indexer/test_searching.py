"""Searches of each release: every document once, by time, and no point in time left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.wazuh_indexer.simulator import WazuhIndexerSimulator
from adapters.connectors.wazuh_indexer.test_wazuh_indexer import client_of
from socdomain.connectors.capabilities import EventQuery, FoundDocument
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome

WITHOUT_POINTS, WITH_POINTS = "1.3.20", "2.4.0"
T0 = datetime(2026, 8, 20, 8, 0, tzinfo=UTC)
QUERY = EventQuery(("events-*",), T0, T0 + timedelta(hours=1), page_size=5)
POINT = Reply(200, {"pit_id": "p1"})


def event(name: str, seconds: float = 0, index: str = "events-a", **more: Any) -> FoundDocument:
    at = T0 + timedelta(seconds=seconds)
    return FoundDocument(index, name, {"timestamp": at.isoformat(timespec="milliseconds"), **more})


@pytest.fixture(params=[WITHOUT_POINTS, WITH_POINTS])
def indexer(request: pytest.FixtureRequest) -> Iterator[WazuhIndexerSimulator]:
    with WazuhIndexerSimulator(alerts=0, release=request.param) as simulator:
        yield simulator


@pytest.fixture
def modern() -> Iterator[WazuhIndexerSimulator]:
    with WazuhIndexerSimulator(alerts=0, release=WITH_POINTS) as simulator:
        yield simulator


@pytest.mark.parametrize("page_size", [1, 5, 7, 500])
def test_every_document_comes_once_by_time_however_many_have_one_time(
    page_size: int, indexer: WazuhIndexerSimulator
) -> None:
    """Some have the same identifier in another index."""
    events = [event(f"e{number}", number // 10, f"events-{'ab'[number % 2]}") for number in range(30)]
    events += [event("e0", 0, "events-b"), event("late", 3_599.999, "events-b")]
    indexer.load(events)
    with client_of(indexer) as client:
        found = list(client.search_events(evolve(QUERY, page_size=page_size)))

    assert len(found) == len(events)
    assert {(one.index, one.id) for one in found} == {(one.index, one.id) for one in events}
    times = [one.source["timestamp"] for one in found]
    assert times == sorted(times)
    assert {one.id: one.source for one in found} == {one.id: one.source for one in events}


def test_each_release_is_asked_in_its_own_way(indexer: WazuhIndexerSimulator) -> None:
    indexer.load(event(f"e{number}", number) for number in range(7))
    with client_of(indexer) as client:
        assert len(list(client.search_events(QUERY))) == 7

    opened, in_point, plain = "/events-*/_search/point_in_time", "/_search", "/events-*/_search"
    paths = {
        WITHOUT_POINTS: [opened, plain, plain],
        WITH_POINTS: [opened, in_point, in_point, "/_search/point_in_time"],
    }
    assert [one.path for one in indexer.requests] == paths[indexer.release]
    # Without the type, OpenSearch refuses an index that has had no document with the field.
    by_time = [{"timestamp": {"order": "asc", "unmapped_type": "date"}}]
    pages = [one.json for one in indexer.requests if one.path.endswith("/_search")]
    assert [(one["size"], one["sort"]) for one in pages] == [(5, by_time)] * 2


def test_what_is_written_meanwhile_is_not_in_a_point_in_time(modern: WazuhIndexerSimulator) -> None:
    modern.load(event(f"e{number}", number) for number in range(9))
    with client_of(modern) as client:
        found = client.search_events(QUERY)
        first = next(found)
        modern.load([event("new", 30)])
        assert [first.id, *(one.id for one in found)] == [f"e{number}" for number in range(9)]


def open_points(client: Any) -> int:
    return len(client.http.get("/_search/point_in_time/_all").json()["pits"])


def test_a_point_in_time_is_closed_at_the_end_and_when_the_caller_stops(modern: WazuhIndexerSimulator) -> None:
    modern.load(event(f"e{number}", number) for number in range(20))
    with client_of(modern) as client:
        found = client.search_events(QUERY)
        next(found)
        assert open_points(client) == 1
        list(found)
        assert open_points(client) == 0
        found = client.search_events(QUERY)
        next(found)
        assert open_points(client) == 1
        assert isinstance(found, Iterator)
        found.close()  # type: ignore[attr-defined]  # a generator
        assert open_points(client) == 0


def test_a_point_in_time_is_closed_with_the_client(modern: WazuhIndexerSimulator) -> None:
    modern.load(event(f"e{number}", number) for number in range(20))
    with client_of(modern) as client:
        found = client.search_events(QUERY)
        next(found)
    with client_of(modern) as another:
        assert open_points(another) == 0
    asked = len(modern.requests)
    found.close()  # type: ignore[attr-defined]  # a generator
    assert len(modern.requests) == asked


def test_a_search_that_fails_leaves_no_point_in_time(modern: WazuhIndexerSimulator) -> None:
    modern.load(event(f"e{number}", number) for number in range(20))
    with client_of(modern) as client:
        found = client.search_events(QUERY)
        next(found)
        modern.next_replies.append(Reply(500))
        with pytest.raises(ConnectorError):
            list(found)
        assert open_points(client) == 0


@pytest.mark.parametrize("status", [400, 403, 404, 405])
def test_who_can_make_no_point_in_time_searches_without(status: int, modern: WazuhIndexerSimulator) -> None:
    modern.load(event(f"e{number}") for number in range(12))
    modern.next_replies.append(Reply(status))
    with client_of(modern) as client:
        assert len({one.id for one in client.search_events(QUERY)}) == 12


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({}, ["a", "b", "c"]),
        ({"since": T0 + timedelta(seconds=1)}, ["b", "c"]),
        ({"since": T0 + timedelta(seconds=1, microseconds=1)}, ["c"]),
        ({"until": T0 + timedelta(seconds=2)}, ["a", "b"]),
        ({"until": T0 + timedelta(seconds=2, microseconds=1)}, ["a", "b", "c"]),
        ({"equals": {"fields.mark": "NONE"}}, ["a", "c"]),
        ({"at_least": {"rule.level": 7}}, ["b", "c"]),
        ({"one_of": {"fields.mark": ("17", "18")}}, ["b"]),
        ({"one_of": {"fields.mark": ("17", "NONE")}, "at_least": {"rule.level": 7}}, ["b", "c"]),
        ({"one_of": {"fields.mark": ()}}, []),
        ({"at_least": {"rule.level": 7}, "equals": {"fields.mark": "NONE"}}, ["c"]),
        ({"indices": ("events-b", "no-index")}, ["c"]),
        ({"indices": ("no-index", "nothing-*")}, []),
        ({"indices": ()}, []),
        ({"time_field": "@timestamp"}, []),
    ],
)
def test_what_is_asked_for_comes_and_is_counted(
    changes: dict[str, Any], ids: list[str], indexer: WazuhIndexerSimulator
) -> None:
    templates = {"t": {"match_mapping_type": "string", "match": "mark", "mapping": {"type": "keyword"}}}
    indexer.told("PUT", "/events-a", {"mappings": {"dynamic_templates": [templates]}})
    indexer.told("PUT", "/events-b", {"mappings": {"dynamic_templates": [templates]}})
    indexer.load(
        [
            event("a", 0, fields={"mark": "NONE"}, rule={"level": 6}),
            event("b", 1, fields={"mark": "17"}, rule={"level": 7}),
            event("c", 2, "events-b", fields={"mark": "NONE"}, rule={"level": 12}),
        ]
    )
    query = evolve(QUERY, **changes)
    with client_of(indexer) as client:
        assert [one.id for one in client.search_events(query)] == ids
        assert client.count_events(query) == len(ids)


def test_a_page_that_is_too_large_is_asked_for_in_smaller_ones(indexer: WazuhIndexerSimulator) -> None:
    indexer.load(event(f"e{number:02}", number, text="x" * (9_000 if number == 20 else 900)) for number in range(40))
    with client_of(indexer, KitLimits(answer_bytes=10_000, backoff_s=0.001)) as client:
        found = [one.id for one in client.search_events(evolve(QUERY, page_size=32))]
    assert found == [f"e{number:02}" for number in range(40)]


NO_HITS: dict[str, Any] = {"hits": {"hits": []}}


@pytest.mark.parametrize("part", [{"timed_out": True}, {"_shards": {"failed": 1}}])
def test_a_part_is_not_taken_for_all(part: dict[str, Any], modern: WazuhIndexerSimulator) -> None:
    modern.next_replies.extend([POINT, Reply(200, {**NO_HITS, **part}), Reply(200)])
    with client_of(modern) as client:
        with pytest.raises(ConnectorAnswerError, match="part"):
            list(client.search_events(QUERY))
        assert modern.requests[1].one("allow_partial_search_results") == "false"


def test_a_part_is_not_counted_as_all(modern: WazuhIndexerSimulator) -> None:
    modern.next_replies.append(Reply(200, {"count": 3, "_shards": {"total": 2, "failed": 1}}))
    with client_of(modern) as client, pytest.raises(ConnectorAnswerError, match="part"):
        client.count_events(QUERY)


def page(*sorts: list[Any]) -> Reply:
    hits = [{"_index": "i", "_id": f"e{place}", "_source": {}, "sort": sort} for place, sort in enumerate(sorts)]
    return Reply(200, {"hits": {"hits": hits}})


@pytest.mark.parametrize(
    "replies",
    [
        [POINT, page([1], [1]), page([1], [1])],
        [Reply(403), page([1], [1]), page([1], [1])],
        [Reply(403), page([1], [2]), page([1], [2])],
    ],
)
def test_a_product_that_repeats_a_page_does_not_keep_one_for_ever(
    replies: list[Reply], modern: WazuhIndexerSimulator
) -> None:
    modern.next_replies.extend([*replies, *replies[-1:] * 9])
    with client_of(modern) as client, pytest.raises(ConnectorAnswerError, match="same page"):
        list(client.search_events(evolve(QUERY, page_size=2)))


@pytest.mark.parametrize("sort", [[], ["2026"], [None], [True]])
def test_a_field_that_holds_no_times_is_said(sort: list[Any], modern: WazuhIndexerSimulator) -> None:
    modern.next_replies.extend([Reply(403), page(sort)])
    with client_of(modern) as client, pytest.raises(ConnectorAnswerError, match="no times"):
        list(client.search_events(QUERY))


def test_a_point_in_time_that_ran_out_is_said(modern: WazuhIndexerSimulator) -> None:
    modern.next_replies.extend([POINT, page([1], [1]), Reply(404, {"error": {}}), Reply(200)])
    with client_of(modern) as client, pytest.raises(ConnectorAnswerError, match="ran out"):
        list(client.search_events(evolve(QUERY, page_size=2)))


def test_a_page_that_is_not_found_says_nothing_of_points_in_time(modern: WazuhIndexerSimulator) -> None:
    modern.next_replies.extend([POINT, Reply(404, b"<html>"), Reply(200)])
    with client_of(modern) as client:
        with pytest.raises(ConnectorError) as raised:
            list(client.search_events(QUERY))
        assert raised.value.outcome is Outcome.WRONG_PRODUCT
