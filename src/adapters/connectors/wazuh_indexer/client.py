"""Asks Wazuh's indexer, or another OpenSearch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Final

from attrs import frozen

from adapters.connector_kit.http import HttpClient, segment
from adapters.connectors.wazuh_indexer.fetching import fetch_documents
from adapters.connectors.wazuh_indexer.marking import mark_documents
from adapters.connectors.wazuh_indexer.payloads import (
    Account,
    ClusterHealth,
    Hit,
    IndexListed,
    IndexMapping,
    Nodes,
    Root,
    flattened,
)
from adapters.connectors.wazuh_indexer.points_in_time import PointsInTime
from adapters.connectors.wazuh_indexer.searching import Searching
from socdomain.connectors.capabilities import EventQuery, FoundDocument
from socdomain.connectors.keeps_events import DocumentPlace
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome, ProductFound

ALERTS: Final = ("wazuh-alerts-*", "wazuh-findings-*")
"""What Wazuh 4 and Wazuh 5 call their indices of alerts."""

_NO_PLUGIN: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
)
"""What answers for a route of the security plugin where that is not installed, or keeps it to itself."""


@frozen
class WazuhIndexerClient:
    """Asks one indexer, as ``SearchesEvents``, ``FetchesManyDocuments``, ``MarksDocuments`` and ``ListsIndices``.

    Attributes:
        http: Asks it with the credential.
        points: Makes points in time there.
    """

    http: HttpClient
    points: PointsInTime

    def verify(self) -> ProductFound:
        """Reads the version, the health and the user's roles, and tries whether the user may search."""
        root = self.http.get("/").read_as(Root)
        if not root.is_opensearch:
            raise ConnectorError(
                Outcome.WRONG_PRODUCT,
                "Something like OpenSearch answers there, and is none: give the URL of the indexer's API.",
            )
        version = self._hidden_version() if root.hides_its_version else root.version.number
        remarks = (self._remark_on_health(), self._remark_on_user())
        self._try_to_search()
        return ProductFound(version, " ".join(filter(None, remarks)))

    def search_events(self, query: EventQuery) -> Iterator[FoundDocument]:
        """Yields documents by time, the oldest first, a page in memory at a time."""
        return Searching(self.http, self.points).documents(query)

    def count_events(self, query: EventQuery) -> int:
        """Returns how many documents there are."""
        return Searching(self.http, self.points).count(query)

    def fetch_document(self, index: str, document_id: str) -> FoundDocument | None:
        """Returns a document; None where there is none, or no such index."""
        answer = self.http.get(f"/{segment(index)}/_doc/{segment(document_id)}", allowed=(HTTPStatus.NOT_FOUND,))
        if answer.status == HTTPStatus.NOT_FOUND:
            # A page says that something else answers, and not that there is no document.
            answer.json()
            return None
        return answer.read_as(Hit).document()

    def fetch_documents(self, places: Sequence[DocumentPlace]) -> Mapping[DocumentPlace, FoundDocument]:
        """Returns the documents that there are; see ``fetching.fetch_documents``."""
        return fetch_documents(self.http, places)

    def mark_documents(self, marks: Sequence[tuple[FoundDocument, Mapping[str, str]]]) -> int:
        """Sets fields of documents, and returns how many were written; see ``marking.mark_documents``."""
        return mark_documents(self.http, marks)

    def indices(self) -> tuple[str, ...]:
        """Returns the names of the indices, by code point."""
        answer = self.http.get("/_cat/indices", parameters={"format": "json", "h": "index"})
        return tuple(sorted(one.index for one in answer.read_as(tuple[IndexListed, ...])))

    def fields_of(self, index: str) -> Mapping[str, str]:
        """Returns the type of each field of an index, or of several by a pattern, by dotted name.

        Raises:
            ConnectorAnswerError: There is no such index.
        """
        answer = self.http.get(f"/{segment(index)}/_mapping", allowed=(HTTPStatus.NOT_FOUND,))
        if answer.status == HTTPStatus.NOT_FOUND:
            answer.json()
            raise ConnectorAnswerError("It has no index of that name.")
        found: dict[str, str] = {}
        for _, one in sorted(answer.read_as(dict[str, IndexMapping]).items()):
            found |= flattened(one.mappings.properties)
        return dict(sorted(found.items()))

    def _hidden_version(self) -> str:
        answer = self.http.get("/_nodes", parameters={"filter_path": "nodes.*.version"}, allowed=_NO_PLUGIN)
        if answer.status != HTTPStatus.OK:
            return ""
        # While it is being renewed, node by node, what it can do is what the oldest one can.
        versions = {node.version for node in answer.read_as(Nodes).nodes.values() if node.version}
        return min(versions, key=_by_number, default="")

    def _remark_on_health(self) -> str:
        answer = self.http.get("/_cluster/health", allowed=(HTTPStatus.FORBIDDEN,))
        if answer.status == HTTPStatus.FORBIDDEN:
            return "Its user may not read its health: give cluster:monitor/health."
        health = answer.read_as(ClusterHealth)
        if health.status == "red":
            return "Its cluster is red: a part of its documents is not there."
        if health.unassigned_shards * 10 > health.active_shards + health.unassigned_shards:
            return f"{health.unassigned_shards} of its shards are assigned to no node."
        return ""

    def _remark_on_user(self) -> str:
        answer = self.http.get("/_plugins/_security/api/account", allowed=_NO_PLUGIN)
        if answer.status != HTTPStatus.OK:
            return ""
        roles = answer.read_as(Account).roles
        if "all_access" in roles:
            return "Its user may do everything there: give one with the rights of the guide alone."
        return ""

    def _try_to_search(self) -> None:
        for pattern in ALERTS:
            answer = self.http.post(
                f"/{segment(pattern)}/_search",
                parameters={"ignore_unavailable": "true", "allow_no_indices": "true"},
                json={"size": 0, "track_total_hits": False},
                allowed=(HTTPStatus.FORBIDDEN,),
                is_repeatable=True,
            )
            if answer.status != HTTPStatus.FORBIDDEN:
                return
        raise ConnectorError(
            Outcome.FORBIDDEN,
            "Its user may not search: give indices:data/read/search on wazuh-alerts-*, as the role of the guide does.",
        )


def _by_number(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))
