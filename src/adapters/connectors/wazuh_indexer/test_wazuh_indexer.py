"""The indexer's client, against its simulator; what every kind has in common is tried in ``tests/connectors``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.wazuh_indexer import KIND
from adapters.connectors.wazuh_indexer.client import WazuhIndexerClient
from adapters.connectors.wazuh_indexer.simulator import RELEASE, WazuhIndexerSimulator
from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome
from socdomain.ids import ConnectorId

TAGLINE = "The OpenSearch Project: https://opensearch.org/"
ROOT = {"version": {"number": "2.19.4", "distribution": "opensearch"}, "tagline": TAGLINE}
DISGUISED = {"version": {"number": "7.10.2"}, "tagline": TAGLINE}
GREEN = {"status": "green", "active_shards": 9, "unassigned_shards": 0}
NOBODY: dict[str, list[str]] = {"roles": []}


@contextmanager
def client_of(simulator: WazuhIndexerSimulator, limits: KitLimits | None = None) -> Iterator[WazuhIndexerClient]:
    given = KitLimits(backoff_s=0.001) if limits is None else limits
    opens = ClientsByKind(lambda: {KIND.name: KIND}, AddressRules(allows_loopback=True), given)
    with opens(Setup(ConnectorId(uuid4()), 1, KIND.name, simulator.values)) as client:
        assert isinstance(client, WazuhIndexerClient)
        yield client


@pytest.fixture
def indexer() -> Iterator[WazuhIndexerSimulator]:
    with WazuhIndexerSimulator(alerts=20) as simulator:
        yield simulator


def test_it_is_verified_by_reading_and_by_trying_to_search(indexer: WazuhIndexerSimulator) -> None:
    with client_of(indexer) as client:
        found = client.verify()

    assert (found.version, found.remark) == (RELEASE, "")
    assert [(one.method, one.path, "authorization" in one.headers) for one in indexer.requests] == [
        ("GET", "/", True),
        ("GET", "/_cluster/health", True),
        ("GET", "/_plugins/_security/api/account", True),
        ("POST", "/wazuh-alerts-*/_search", True),
    ]


@pytest.mark.parametrize(
    ("nodes", "version"),
    [
        (Reply(200, {"nodes": {"b": {"version": "2.19.4"}, "a": {"version": "2.9.0"}}}), "2.9.0"),
        (Reply(200, {}), ""),
        (Reply(403), ""),
    ],
)
def test_a_version_that_no_opensearch_has_is_not_told(
    nodes: Reply, version: str, indexer: WazuhIndexerSimulator
) -> None:
    """Wazuh 4 has its indexer say the version of the last Elasticsearch that old clients take."""
    indexer.next_replies.extend([Reply(200, DISGUISED), nodes])
    with client_of(indexer) as client:
        assert client.verify().version == version


@pytest.mark.parametrize(
    "root",
    [
        {"version": {"number": "8.15.0"}, "tagline": "You Know, for Search"},
        {"version": {"number": "7.10.2", "distribution": "other"}},
    ],
)
def test_what_is_like_opensearch_is_another_product(root: dict[str, Any], indexer: WazuhIndexerSimulator) -> None:
    indexer.next_replies.append(Reply(200, root))
    with client_of(indexer) as client, pytest.raises(ConnectorError) as raised:
        client.verify()
    assert raised.value.outcome is Outcome.WRONG_PRODUCT


@pytest.mark.parametrize(
    ("health", "account", "remark"),
    [
        (Reply(200, GREEN), Reply(200, NOBODY), ""),
        (Reply(200, {**GREEN, "status": "red"}), Reply(200, NOBODY), "red"),
        (Reply(200, {"status": "yellow", "active_shards": 9, "unassigned_shards": 1}), Reply(200, NOBODY), ""),
        (Reply(200, {"status": "yellow", "active_shards": 9, "unassigned_shards": 2}), Reply(200, NOBODY), "2 of its"),
        (Reply(403), Reply(200, NOBODY), "cluster:monitor/health"),
        (Reply(200, GREEN), Reply(200, {"roles": ["own_index", "all_access"]}), "everything"),
        (Reply(200, GREEN), Reply(400, {"error": "no handler found"}), ""),
        (Reply(200, GREEN), Reply(404), ""),
        (Reply(200, GREEN), Reply(403), ""),
    ],
)
def test_what_works_and_is_not_as_it_should_be_is_remarked_on(
    health: Reply, account: Reply, remark: str, indexer: WazuhIndexerSimulator
) -> None:
    indexer.next_replies.extend([Reply(200, ROOT), health, account])
    with client_of(indexer) as client:
        found = client.verify()

    assert remark in found.remark
    assert bool(found.remark) is bool(remark)


def test_a_user_who_may_not_search_is_told_which_right_is_missing(indexer: WazuhIndexerSimulator) -> None:
    indexer.next_replies.extend([Reply(200, ROOT), Reply(200, GREEN), Reply(200, NOBODY), Reply(403), Reply(403)])
    with client_of(indexer) as client, pytest.raises(ConnectorError, match="indices:data/read/search") as raised:
        client.verify()
    assert raised.value.outcome is Outcome.FORBIDDEN


def test_a_user_of_wazuh_5_alone_may_search(indexer: WazuhIndexerSimulator) -> None:
    indexer.next_replies.extend([Reply(200, ROOT), Reply(200, GREEN), Reply(200, NOBODY), Reply(403)])
    with client_of(indexer) as client:
        client.verify()
    assert indexer.requests[-1].path == "/wazuh-findings-*/_search"


@pytest.mark.parametrize("document_id", ["a", "a b%20c", "\u00fc?x=1#y"])
def test_a_document_is_fetched(document_id: str, indexer: WazuhIndexerSimulator) -> None:
    document = FoundDocument("some-index", document_id, {"a": {"b": [1, 2], "c": "\u00fc"}})
    indexer.load([document])
    with client_of(indexer) as client:
        assert client.fetch_document("some-index", document_id) == document


def test_a_document_that_is_not_there_is_none(indexer: WazuhIndexerSimulator) -> None:
    indexer.load([FoundDocument("some-index", "a", {})])
    with client_of(indexer) as client:
        assert client.fetch_document("some-index", "b") is None
        assert client.fetch_document("no-index", "a") is None


def test_a_page_that_is_not_found_says_nothing_of_documents(indexer: WazuhIndexerSimulator) -> None:
    page = Reply(404, b"<html>", {"Content-Type": "text/html"})
    indexer.next_replies.extend([page, page])
    with client_of(indexer) as client:
        for ask in (lambda: client.fetch_document("i", "a"), lambda: client.fields_of("i")):
            with pytest.raises(ConnectorError) as raised:
                ask()
            assert raised.value.outcome is Outcome.WRONG_PRODUCT


@pytest.mark.parametrize("part", ["", ".", ".."])
def test_an_identifier_leads_to_no_other_path(part: str, indexer: WazuhIndexerSimulator) -> None:
    with client_of(indexer) as client:
        with pytest.raises(ConnectorAnswerError):
            client.fetch_document(part, "a")
        with pytest.raises(ConnectorAnswerError):
            client.fetch_document("i", part)
    assert indexer.requests == []


def test_indices_come_by_code_point() -> None:
    names = ["b-2", "a_1", "b-10"]
    with WazuhIndexerSimulator(alerts=0) as indexer, client_of(indexer) as client:
        assert client.indices() == ()
        indexer.load(FoundDocument(name, "1", {}) for name in names)
        assert client.indices() == ("a_1", "b-10", "b-2")
        indexer.next_replies.append(Reply(200, [{"index": name} for name in names]))
        assert client.indices() == ("a_1", "b-10", "b-2")


def test_fields_come_by_dotted_name(indexer: WazuhIndexerSimulator) -> None:
    with client_of(indexer) as client:
        fields = client.fields_of("wazuh-alerts-*")

    assert list(fields) == sorted(fields)
    assert {name: fields[name] for name in ("timestamp", "rule.level", "rule.id", "full_log", "agent.name")} == {
        "timestamp": "date",
        "rule.level": "long",
        "rule.id": "keyword",
        "full_log": "text",
        "agent.name": "keyword",
    }
    assert "rule" not in fields


def test_further_forms_of_a_field_are_fields_and_objects_are_none(indexer: WazuhIndexerSimulator) -> None:
    title = {"type": "text", "fields": {"raw": {"type": "keyword"}}}
    parts = {"type": "nested", "properties": {"size": {"type": "long"}}}
    mapping = {"mappings": {"properties": {"title": title, "parts": parts, "empty": {"type": "object"}}}}
    indexer.next_replies.append(Reply(200, {"i": mapping, "j": {"mappings": {}}}))
    with client_of(indexer) as client:
        assert client.fields_of("i*") == {"parts.size": "long", "title": "text", "title.raw": "keyword"}


def test_an_index_that_is_not_there_has_no_fields(indexer: WazuhIndexerSimulator) -> None:
    with client_of(indexer) as client, pytest.raises(ConnectorAnswerError, match="no index"):
        client.fields_of("no-index")
