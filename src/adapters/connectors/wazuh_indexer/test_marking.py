"""Marks: set in the form that a document has, again without harm, and never in an index that is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.wazuh_indexer.marking import MOST_AT_ONCE, placed
from adapters.connectors.wazuh_indexer.simulator import WazuhIndexerSimulator
from adapters.connectors.wazuh_indexer.test_wazuh_indexer import client_of
from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome

MARK = {"fields.COPILOT_ALERT_ID": "17"}


def event(name: str, index: str = "gl-events_0", **source: Any) -> FoundDocument:
    return FoundDocument(index, name, source or {"fields": {"COPILOT_ALERT_ID": "NONE", "CUSTOMER_CODE": "acme"}})


@pytest.fixture
def indexer() -> Iterator[WazuhIndexerSimulator]:
    with WazuhIndexerSimulator(alerts=0) as simulator:
        yield simulator


def bulk(*statuses: int) -> Reply:
    return Reply(200, {"errors": True, "items": [{"update": {"status": status}} for status in statuses]})


def test_a_mark_is_set_beside_what_is_there_and_again_without_harm(indexer: WazuhIndexerSimulator) -> None:
    document = event("a")
    indexer.load([document])
    with client_of(indexer) as client:
        for _ in range(2):
            assert client.mark_documents([(document, {**MARK, "fields.note": "sch\u00f6n"})]) == 1
        found = client.fetch_document(document.index, document.id)

    assert found is not None
    assert found.source == {"fields": {"COPILOT_ALERT_ID": "17", "CUSTOMER_CODE": "acme", "note": "sch\u00f6n"}}


def test_none_is_marked_without_a_request(indexer: WazuhIndexerSimulator) -> None:
    with client_of(indexer) as client:
        assert client.mark_documents([]) == 0
    assert indexer.requests == []


def test_documents_that_are_gone_are_passed_over(indexer: WazuhIndexerSimulator) -> None:
    indexer.load([event("a"), event("c")])
    with client_of(indexer) as client:
        assert client.mark_documents([(event(name), MARK) for name in "abc"]) == 2
        assert client.fetch_document("gl-events_0", "b") is None
        assert client.mark_documents([(event("b"), MARK)]) == 0


def test_an_index_that_is_gone_is_not_made_again(indexer: WazuhIndexerSimulator) -> None:
    indexer.load([event("a")])
    with client_of(indexer) as client:
        marks = [(event("a", "gl-events_9"), MARK), (event("a"), MARK)]
        assert client.mark_documents(marks) == 1
        assert client.indices() == ("gl-events_0",)


def test_who_may_not_look_for_an_index_marks_all_the_same(indexer: WazuhIndexerSimulator) -> None:
    indexer.load([event("a")])
    indexer.next_replies.append(Reply(403))
    with client_of(indexer) as client:
        assert client.mark_documents([(event("a"), MARK)]) == 1


def test_many_are_marked_in_several_requests(indexer: WazuhIndexerSimulator) -> None:
    documents = [event(f"e{number}") for number in range(MOST_AT_ONCE + 1)]
    indexer.load(documents)
    with client_of(indexer) as client:
        assert client.mark_documents([(one, MARK) for one in documents]) == len(documents)

    sent = [one.body.count(b"\n") // 2 for one in indexer.requests if one.path == "/_bulk"]
    assert sent == [MOST_AT_ONCE, 1]


@pytest.mark.parametrize(
    ("statuses", "written"), [([200, 429, 200], 2), ([200, 403, 404], 1), ([404, 404, 404], 0), ([201, 200, 500], 2)]
)
def test_what_could_not_be_written_is_not_counted(
    statuses: list[int], written: int, indexer: WazuhIndexerSimulator
) -> None:
    indexer.next_replies.extend([Reply(200), bulk(*statuses)])
    with client_of(indexer) as client:
        assert client.mark_documents([(event(name), MARK) for name in "abc"]) == written


@pytest.mark.parametrize(
    ("statuses", "outcome", "word"),
    [
        ([403, 403], Outcome.FORBIDDEN, "indices:data/write/update"),
        ([404, 403], Outcome.FORBIDDEN, "indices:data/write/update"),
        ([429, 429], Outcome.ERROR, "429"),
        ([400, 404], Outcome.ERROR, "400"),
    ],
)
def test_where_none_could_be_written_it_is_said_why(
    statuses: list[int], outcome: Outcome, word: str, indexer: WazuhIndexerSimulator
) -> None:
    indexer.next_replies.extend([Reply(200), bulk(*statuses)])
    with client_of(indexer) as client, pytest.raises(ConnectorError, match=word) as raised:
        client.mark_documents([(event(name), MARK) for name in "ab"])
    assert raised.value.outcome is outcome


def test_an_answer_for_other_marks_is_not_believed(indexer: WazuhIndexerSimulator) -> None:
    indexer.next_replies.extend([Reply(200), bulk(200)])
    with client_of(indexer) as client, pytest.raises(ConnectorAnswerError, match="number"):
        client.mark_documents([(event(name), MARK) for name in "ab"])


@pytest.mark.parametrize(
    ("source", "change"),
    [
        ({}, {"a": {"b": {"c": "x"}}}),
        ({"a": {"b": {"c": "old", "d": 1}}}, {"a": {"b": {"c": "x"}}}),
        ({"a.b.c": "old"}, {"a.b.c": "x"}),
        ({"a": {"b.c": "old"}}, {"a": {"b.c": "x"}}),
        ({"a.b": {"c": "old"}}, {"a.b": {"c": "x"}}),
        ({"a": "no object"}, {"a": {"b": {"c": "x"}}}),
        ({"a": {"d": 1}}, {"a": {"b": {"c": "x"}}}),
    ],
)
def test_a_mark_has_the_form_that_the_document_has(source: Mapping[str, Any], change: dict[str, Any]) -> None:
    assert placed(source, "a.b.c", "x") == change


def test_a_mark_without_a_dot_stays_as_it_is() -> None:
    assert placed({"a": {"b": 1}}, "a", "x") == {"a": "x"}
