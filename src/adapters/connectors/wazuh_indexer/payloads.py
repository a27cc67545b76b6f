"""What OpenSearch answers (1.0 and later), as far as it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from adapters.connector_kit.payloads import called
from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.verification import ConnectorAnswerError

LEGACY_VERSION: Final = "7.10.2"
"""What Wazuh 4 has its indexer say (``compatibility.override_main_response_version``), for clients of Elasticsearch."""


@frozen
class RootVersion:
    """``version`` of ``GET /``; the distribution is left out where the number is the legacy one."""

    number: str
    distribution: str = ""


@frozen
class Root:
    """``GET /``."""

    version: RootVersion
    tagline: str = ""

    @property
    def is_opensearch(self) -> bool:
        """Whether it is OpenSearch that answers, under whatever version."""
        return self.version.distribution == "opensearch" or "opensearch" in self.tagline.lower()

    @property
    def hides_its_version(self) -> bool:
        """Whether the version is one that no OpenSearch has."""
        return self.version.number == LEGACY_VERSION


@frozen
class Node:
    """An entry of ``GET /_nodes``."""

    version: str = ""


@frozen
class Nodes:
    """``GET /_nodes``."""

    nodes: dict[str, Node] = field(factory=dict)


@frozen
class ClusterHealth:
    """``GET /_cluster/health``."""

    status: str
    active_shards: int = 0
    unassigned_shards: int = 0


@frozen
class Account:
    """``GET /_plugins/_security/api/account``."""

    roles: tuple[str, ...] = ()


@frozen
class PointInTimeMade:
    """``POST /{index}/_search/point_in_time``."""

    pit_id: str


@frozen
class Hit:
    """A document that was found."""

    index: str = field(metadata=called("_index"))
    id: str = field(metadata=called("_id"))
    source: dict[str, Any] = field(factory=dict, metadata=called("_source"))
    sort: tuple[Any, ...] = ()

    def document(self, *, is_too_large: bool = False) -> FoundDocument:
        """Returns it as the domain has it; one that is too large was asked for without what it holds."""
        return FoundDocument(self.index, self.id, self.source, is_too_large)


@frozen
class Hits:
    """``hits`` of an answer to a search."""

    hits: tuple[Hit, ...]


@frozen
class Shards:
    """How many shards a search asked, and how many of them failed."""

    failed: int = 0


@frozen
class Found:
    """``POST /_search``."""

    hits: Hits
    timed_out: bool = False
    shards: Shards = field(default=Shards(), metadata=called("_shards"))
    pit_id: str = ""

    def whole(self) -> tuple[Hit, ...]:
        """Returns what was found.

        Raises:
            ConnectorAnswerError: It is not all that there is.
        """
        _refuse_part(self.timed_out, self.shards)
        return self.hits.hits


@frozen
class Counted:
    """``POST /_count``."""

    count: int
    shards: Shards = field(default=Shards(), metadata=called("_shards"))

    def whole(self) -> int:
        """Returns how many documents there are.

        Raises:
            ConnectorAnswerError: Not all shards were counted.
        """
        _refuse_part(False, self.shards)
        return self.count


@frozen
class Updated:
    """What became of one update of many."""

    status: int


@frozen
class BulkItem:
    """An entry of the answer to ``POST /_bulk``; all that is sent is updates."""

    update: Updated


@frozen
class BulkDone:
    """``POST /_bulk``."""

    items: tuple[BulkItem, ...]


@frozen
class IndexListed:
    """An entry of ``GET /_cat/indices``."""

    index: str


@frozen
class Mappings:
    """``mappings`` of an index; empty for one that has no documents yet."""

    properties: dict[str, Any] = field(factory=dict)


@frozen
class IndexMapping:
    """An entry of ``GET /{index}/_mapping``."""

    mappings: Mappings = field(default=Mappings())


def flattened(properties: Mapping[str, Any]) -> dict[str, str]:
    """Returns the type of each field, and of each further form of it (``fields``), by dotted name.

    Args:
        properties: Of a mapping; objects in it are looked into, and are no fields themselves.
    """
    return dict(sorted(_fields("", properties)))


def _fields(prefix: str, properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    waiting = [(f"{prefix}{name}", described) for name, described in properties.items()]
    while waiting:
        name, described = waiting.pop()
        if not isinstance(described, dict):
            continue
        if isinstance(kind := described.get("type"), str) and kind not in ("object", "nested"):
            yield name, kind
        for key in ("properties", "fields"):
            if isinstance(below := described.get(key), dict):
                waiting += [(f"{name}.{part}", one) for part, one in below.items()]


def _refuse_part(timed_out: bool, shards: Shards) -> None:
    if timed_out or shards.failed:
        raise ConnectorAnswerError("It answers with a part of its documents: look at the health of its shards.")
