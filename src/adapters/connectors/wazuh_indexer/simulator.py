"""A stand-in for Wazuh's indexer: ``osmem-server`` behind a front that signs in, and answers for what that lacks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final
from urllib.parse import quote, urlencode

from attrs import evolve

from adapters.connector_kit.simulated_messages import Reply, SimulatedRequest
from adapters.connector_kit.simulation import Simulator
from adapters.connectors.wazuh_indexer.osmem import JSON, Osmem
from adapters.connectors.wazuh_indexer.sample_alerts import SPAN, sample_alerts
from socdomain.connectors.capabilities import FoundDocument

RELEASE: Final = "2.19.4"
"""Of OpenSearch, below Wazuh 4.14."""
ALERTS: Final = 200
ROLE: Final = "watchfloor"

TIME_FIELD: Final = "timestamp"
_DAY_MS: Final = SPAN // timedelta(milliseconds=1)

_AT_ONCE: Final = 2_000
_TEMPLATE: Final = {
    "index_patterns": ["wazuh-alerts-*"],
    "template": {
        "settings": {"number_of_shards": 1, "number_of_replicas": 0},
        "mappings": {
            "date_detection": False,
            "dynamic_templates": [{"texts": {"match_mapping_type": "string", "mapping": {"type": "keyword"}}}],
            "properties": {
                "@timestamp": {"type": "date"},
                "timestamp": {"type": "date", "format": "date_optional_time||epoch_millis"},
                "agent": {"properties": {"ip": {"type": "keyword"}}},
                "full_log": {"type": "text"},
                "rule": {"properties": {"level": {"type": "long"}, "firedtimes": {"type": "long"}}},
            },
        },
    },
}


class WazuhIndexerSimulator(Simulator):
    """A stand-in for Wazuh's indexer, with alerts of the last day.

    Args:
        alerts: How many.
        release: Which release of OpenSearch it answers as; 2.4 and later have points in time.
        given: What every simulator is given.
    """

    def __init__(self, alerts: int = ALERTS, release: str = RELEASE, **given: Any) -> None:
        super().__init__(**given)
        self.alerts = alerts
        self.release = release
        self._osmem: Osmem | None = None

    def start(self) -> None:
        """Starts it, once it has its alerts.

        Raises:
            SimulatorMissingError: ``osmem-server`` is not installed, or does not start.
            OSError: The port is taken.
        """
        self._osmem = Osmem()
        try:
            self._osmem.told("PUT", "/_index_template/wazuh", _TEMPLATE)
            self.load(sample_alerts(self.alerts, datetime.now(UTC)))
            super().start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops it, and leaves no thread, socket or process behind."""
        super().stop()
        if self._osmem is not None:
            self._osmem.stop()
            self._osmem = None

    def load(self, documents: Iterable[FoundDocument]) -> None:
        """Adds documents, or puts others in their place; they can be searched at once.

        Raises:
            SimulatorMissingError: They are not taken.
        """
        waiting = iter(documents)
        while lines := b"".join(map(_lines, islice(waiting, _AT_ONCE))):
            self._backend.load(lines)
        self._backend.told("POST", "/_refresh", {})

    def told(self, method: str, target: str, value: Any) -> None:
        """Has what lies behind it do something, such as make an index, past the front.

        Raises:
            SimulatorMissingError: It does not.
        """
        self._backend.told(method, target, value)

    def answer(self, request: SimulatedRequest) -> Reply:
        """Returns what Wazuh's indexer answers."""
        if request.basic != (self.username, self.password):
            realm = {"WWW-Authenticate": 'Basic realm="OpenSearch Security"', "Content-Type": "text/plain"}
            return Reply(401, b"Unauthorized", realm)
        match request.method, request.path:
            case "GET", "/":
                return Reply(200, self._about())
            case "GET", "/_plugins/_security/api/account":
                return Reply(200, self._account())
        if request.path.endswith("/point_in_time") and not self._is_since(2, 4):
            return Reply(400, {"error": "no handler found for uri and method"})
        return self._found(request) if request.path.endswith("/_search") else self._passed_on(request)

    def _found(self, request: SimulatedRequest) -> Reply:
        """Returns a page by time, which is looked for in spans that grow until they hold enough.

        Without this, each page costs ``osmem-server`` a look at all that is left. The answer is the same.
        """
        body = request.json
        begin, end = _span_of(body)
        # One in which, where all are wanted, there are twice as many as are asked for.
        width = 2 * _DAY_MS * body["size"] // max(1, self.alerts) if begin < end else 0
        while begin + width < end:
            within = {"range": {TIME_FIELD: {"gte": begin, "lt": begin + width, "format": "epoch_millis"}}}
            asked = body["query"]["bool"]
            narrowed = {**body, "query": {"bool": {**asked, "filter": [within, *asked["filter"][1:]]}}}
            reply = self._passed_on(evolve(request, body=json.dumps(narrowed).encode()))
            if reply.status != 200 or len(json.loads(reply.body)["hits"]["hits"]) >= body["size"]:
                return reply
            width *= 4
        return self._passed_on(request)

    def _passed_on(self, request: SimulatedRequest) -> Reply:
        query = f"?{urlencode(request.query, doseq=True)}" if request.query else ""
        target = quote(request.path, safe="/*,") + query
        return self._backend.ask(request.method, target, request.body, request.headers.get("content-type", JSON))

    @property
    def _backend(self) -> Osmem:
        assert self._osmem is not None, "it does not run"  # noqa: S101  # a fault of whoever asks
        return self._osmem

    def _is_since(self, *release: int) -> bool:
        return tuple(map(int, self.release.split(".")))[: len(release)] >= release

    def _about(self) -> dict[str, Any]:
        return {
            "name": "indexer-1",
            "cluster_name": "wazuh-indexer-cluster",
            "cluster_uuid": "Qk3o5oT5T5yG2z8mW1vJ4A",
            "version": {
                "distribution": "opensearch",
                "number": self.release,
                "build_type": "rpm",
                "build_hash": "0" * 40,
                "build_date": "2025-11-01T00:00:00.000000000Z",
                "build_snapshot": False,
                "lucene_version": "9.12.3",
                "minimum_wire_compatibility_version": "7.10.0",
                "minimum_index_compatibility_version": "7.0.0",
            },
            "tagline": "The OpenSearch Project: https://opensearch.org/",
        }

    def _account(self) -> dict[str, Any]:
        return {
            "user_name": self.username,
            "is_reserved": False,
            "is_hidden": False,
            "is_internal_user": True,
            "user_requested_tenant": None,
            "backend_roles": [],
            "custom_attribute_names": [],
            "tenants": {self.username: True},
            "roles": [ROLE, "own_index"],
        }


def _lines(document: FoundDocument) -> bytes:
    action = {"index": {"_index": document.index, "_id": document.id}}
    return f"{json.dumps(action)}\n{json.dumps(document.source)}\n".encode()


def _span_of(body: Any) -> tuple[int, int]:
    """Returns from when to when a search looks by time, in milliseconds; an empty span for any other search."""
    try:
        within = body["query"]["bool"]["filter"][0]["range"][TIME_FIELD]
        if [*body["sort"][0]] != [TIME_FIELD] or body["track_total_hits"] is not False:
            return 0, 0
        return int(body.get("search_after", [within["gte"]])[0]), int(within["lt"])
    except (KeyError, IndexError, TypeError, ValueError):
        return 0, 0
