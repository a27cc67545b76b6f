"""Documents by where they are, many with one request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.wazuh_indexer.fetching import MOST_AT_ONCE
from adapters.connectors.wazuh_indexer.simulator import WazuhIndexerSimulator
from adapters.connectors.wazuh_indexer.test_wazuh_indexer import client_of
from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.keeps_events import DocumentPlace
from socdomain.connectors.verification import ConnectorError, Outcome

PLACE = DocumentPlace("graylog_35", "a")


@pytest.fixture
def indexer() -> Iterator[WazuhIndexerSimulator]:
    with WazuhIndexerSimulator(alerts=0) as simulator:
        yield simulator


def answered(**one: Any) -> Reply:
    return Reply(200, {"docs": [{"_index": PLACE.index, "_id": PLACE.id, **one}]})


def test_those_that_are_there_come_by_where_they_are(indexer: WazuhIndexerSimulator) -> None:
    places = [DocumentPlace("a", "1"), DocumentPlace("a", "\u00fc /?"), DocumentPlace("b", "1")]
    documents = [FoundDocument(place.index, place.id, {"n": place.id}) for place in places]
    indexer.load(documents)
    with client_of(indexer) as client:
        asked = len(indexer.requests)
        found = client.fetch_documents([*places, DocumentPlace("a", "2"), DocumentPlace("no-index", "1"), places[0]])
    assert found == dict(zip(places, documents, strict=True))
    assert len(indexer.requests) == asked + 1


def test_none_are_fetched_without_a_request(indexer: WazuhIndexerSimulator) -> None:
    with client_of(indexer) as client:
        assert client.fetch_documents([]) == {}
    assert indexer.requests == []


def test_very_many_are_fetched_in_parts(indexer: WazuhIndexerSimulator) -> None:
    documents = [FoundDocument("a", str(number), {"n": number}) for number in range(MOST_AT_ONCE + 1)]
    indexer.load(documents)
    with client_of(indexer) as client:
        found = client.fetch_documents([DocumentPlace(one.index, one.id) for one in documents])
    assert list(found.values()) == documents
    assert [len(request.json["docs"]) for request in indexer.requests] == [MOST_AT_ONCE, 1]


def test_parts_are_smaller_where_documents_are_long(indexer: WazuhIndexerSimulator) -> None:
    documents = [FoundDocument("a", str(number), {"text": "x" * 1_000}) for number in range(10)]
    indexer.load(documents)
    with client_of(indexer, KitLimits(answer_bytes=4_000, backoff_s=0.001)) as client:
        found = client.fetch_documents([DocumentPlace(one.index, one.id) for one in documents])
    assert list(found.values()) == documents


def test_one_that_is_too_large_is_said_and_keeps_nobody_from_the_others(indexer: WazuhIndexerSimulator) -> None:
    documents = [FoundDocument("a", str(number), {"text": "x" * (9_000 if number == 3 else 9)}) for number in range(6)]
    indexer.load(documents)
    with client_of(indexer, KitLimits(answer_bytes=4_000, backoff_s=0.001)) as client:
        found = client.fetch_documents([DocumentPlace(one.index, one.id) for one in documents])
    documents[3] = FoundDocument("a", "3", {}, is_too_large=True)
    assert list(found.values()) == documents


def test_answers_that_are_too_large_whatever_is_asked_are_refused(indexer: WazuhIndexerSimulator) -> None:
    indexer.next_replies.extend(Reply(200, b"x" * 5_000) for _ in range(3))
    with client_of(indexer, KitLimits(answer_bytes=4_000)) as client, pytest.raises(ConnectorError, match="4,000"):
        client.fetch_documents([PLACE])


def test_by_an_alias_it_is_the_document_that_a_search_finds(indexer: WazuhIndexerSimulator) -> None:
    found = {"_index": "graylog_36", "_id": "a", "found": True, "_source": {}}
    indexer.next_replies.append(Reply(200, {"docs": [found]}))
    with client_of(indexer) as client:
        assert client.fetch_documents([PLACE]) == {PLACE: FoundDocument("graylog_36", "a", {})}


@pytest.mark.parametrize(
    "error", ["index_not_found_exception", "index_closed_exception", "invalid_index_name_exception"]
)
def test_what_cannot_be_there_is_not(error: str, indexer: WazuhIndexerSimulator) -> None:
    indexer.next_replies.append(answered(error={"type": error, "reason": "no such index"}))
    with client_of(indexer) as client:
        assert client.fetch_documents([PLACE]) == {}


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (answered(error={"type": "security_exception", "reason": "no permissions"}), Outcome.FORBIDDEN),
        (answered(error={"type": "no_shard_available_action_exception"}), Outcome.ERROR),
        (Reply(200, {"docs": []}), Outcome.ERROR),
        (Reply(200, {}), Outcome.ERROR),
    ],
)
def test_what_is_not_known_to_be_gone_is_told(reply: Reply, outcome: Outcome, indexer: WazuhIndexerSimulator) -> None:
    indexer.next_replies.append(reply)
    with client_of(indexer) as client, pytest.raises(ConnectorError) as told:
        client.fetch_documents([PLACE])
    assert told.value.outcome is outcome
