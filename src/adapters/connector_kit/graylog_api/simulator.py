"""A stand-in for Graylog."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from adapters.connector_kit.graylog_api.simulated_log import SimulatedLog
from adapters.connector_kit.graylog_api.simulated_searches import (
    SimulatedSearches,
    UnfitRequestError,
    listed_message,
)
from adapters.connector_kit.simulated_messages import Reply, SimulatedRequest
from adapters.connector_kit.simulation import Simulator

VERSIONS: Final = {"5.0": "5.0.13+083613e", "5.2": "5.2.12+c1a3b0f", "6.1": "6.1.14+5bb4a3e", "7.2": "7.2.0+9d2ef10"}
"""What it says of its version, by the versions whose answers differ."""

ROLE: Final = "Watchfloor"
PERMISSIONS: Final = (
    "system:read",
    "streams:read",
    "inputs:read",
    "eventdefinitions:read",
    "searches:absolute",
    "indices:read",
    "messages:read",
)
"""What the guide's role has."""

_TOKEN_PASSWORD: Final = "token"  # noqa: S105  # the word that Graylog takes in the place of a token's password


class GraylogSimulator(Simulator):
    """A stand-in for Graylog: takes ``password`` as the user's, and as a token of that user.

    Args:
        log: What it holds.
        version: Which it is, one of ``VERSIONS``.
        given: What every simulator is given.
    """

    def __init__(self, log: SimulatedLog | None = None, version: str = "6.1", **given: Any) -> None:
        super().__init__(**given)
        self.log = log or SimulatedLog()
        self.version = version
        self.permissions: Sequence[str] = PERMISSIONS
        """What its user may do."""
        self.roles: Sequence[str] = (ROLE,)
        self.is_processing = True
        self.searches = SimulatedSearches(self._may)

    @property
    def ways(self) -> tuple[Mapping[str, str], ...]:
        """As a user, with a token, and with a token of whom one says whose it is."""
        others = {name: value for name, value in self.values.items() if name not in ("username", "password")}
        with_token = {**others, "api_key": self.password}
        return self.values, with_token, {**with_token, "username": self.username}

    def answer(self, request: SimulatedRequest) -> Reply:
        """Returns what Graylog answers."""
        if request.basic not in ((self.username, self.password), (self.password, _TOKEN_PASSWORD)):
            return Reply(401, b"", {"WWW-Authenticate": 'Basic realm="Graylog Server"'})
        if request.method != "GET" and "x-requested-by" not in request.headers:
            return _refused(400, "CSRF protection header is missing. Please add a X-Requested-By header")
        match request.method, request.path.split("/")[1:]:
            case "GET", ["api", "system"]:
                return self._system() if self._may("system:read") else _refused(403, "Not authorized")
            case "GET", ["api", "users", name]:
                return self._user(name)
            case "GET", ["api", "streams", "paginated"]:
                return self._streams(request)
            case "GET", ["api", "system", "inputs"]:
                return self._inputs()
            case "GET", ["api", "events", "definitions"]:
                return self._definitions(request)
            case "GET", ["api", "messages", index, identifier]:
                return self._message(index, identifier)
            case "POST", ["api", "events", "search"]:
                return self._searched(lambda: self.searches.events(self.log.documents, request.json, self.version))
            case "GET", ["api", "search", "universal", "absolute"]:
                if not self._may("searches:absolute"):
                    return _refused(403, "Not authorized")
                return self._searched(lambda: self.searches.messages(self.log.documents, request))
        return _refused(404, "HTTP 404 Not Found")

    def _may(self, wanted: str, one: str = "") -> bool:
        return bool({"*", wanted, f"{wanted}:{one}"} & set(self.permissions))

    def _system(self) -> Reply:
        about = {
            "facility": "Graylog Server" if self.version.startswith("7") else "graylog-server",
            "codename": "Noir",
            "node_id": "0d6a1f1e-8b70-4a3c-9c56-6a1b5d7c2f10",
            "cluster_id": "5b3c2d1e-4f60-4c8b-9d7e-1a2b3c4d5e6f",
            "version": VERSIONS[self.version],
            "started_at": "2026-08-01T06:12:09.114Z",
            "is_processing": self.is_processing,
            "hostname": "graylog-1",
            "lifecycle": "running",
            "lb_status": "alive",
            "timezone": "Etc/UTC",
            "operating_system": "Linux 6.1.0",
        }
        return Reply(200, about)

    def _user(self, name: str) -> Reply:
        if name != self.username:
            return _refused(403, f"Not allowed to view user {name}")
        about = {
            "id": "66b1f0a2c3d4e5f60718293a",
            "username": self.username,
            "full_name": "Watchfloor",
            "permissions": [*self.permissions, f"users:edit:{name}"],
            "grn_permissions": [],
            "roles": list(self.roles),
            "read_only": False,
            "external": False,
            "account_status": "enabled",
        }
        return Reply(200, about)

    def _streams(self, request: SimulatedRequest) -> Reply:
        readable = sorted(
            (one for one in self.log.streams if self._may("streams:read", one.id)), key=lambda one: one.title
        )
        said: list[dict[str, Any]] = [
            {
                "id": one.id,
                "title": one.title,
                "description": one.description,
                "disabled": one.is_disabled,
                "index_set_id": "66b1ef00c3d4e5f607182930",
                "matching_type": "AND",
                "rules": [],
                "outputs": None,
            }
            for one in readable
        ]
        page = _page(request, said)
        key = "streams" if self.version == "5.0" else "elements"
        pagination = {name: page[name] for name in ("total", "count", "page", "per_page")}
        head = {"query": "", "pagination": pagination, "total": len(said), "sort": "title", "order": "asc"}
        return Reply(200, {**head, key: page["entries"]})

    def _inputs(self) -> Reply:
        said = [
            {
                "id": one.id,
                "title": one.title,
                "name": one.type_title,
                "type": one.type,
                "global": True,
                "node": None,
                "content_pack": None,
                "created_at": "2026-08-01T06:30:00.000Z",
                "creator_user_id": "admin",
                "attributes": dict(one.settings),
                "static_fields": {},
            }
            for one in self.log.inputs
            if self._may("inputs:read", one.id)
        ]
        return Reply(200, {"inputs": said, "total": len(said)})

    def _definitions(self, request: SimulatedRequest) -> Reply:
        readable = (one for one in self.log.definitions if self._may("eventdefinitions:read", one.id))
        said = [
            {
                "id": one.id,
                "title": one.title,
                "description": one.description,
                "priority": one.priority,
                "alert": True,
                "config": {"type": one.type, "query": "", "streams": []},
                "state": "ENABLED" if one.is_enabled else "DISABLED",
            }
            for one in sorted(readable, key=lambda one: one.title)
        ]
        page = _page(request, said)
        entries = page.pop("entries")
        return Reply(200, {**page, "event_definitions": entries, "grand_total": len(said), "query": ""})

    def _message(self, index: str, identifier: str) -> Reply:
        if not (self._may("indices:read", index) and self._may("messages:read", identifier)):
            return _refused(403, "Not authorized")
        for one in self.log.documents:
            if (one.index, one.id) == (index, identifier):
                return Reply(200, {"highlight_ranges": {}, **listed_message(one, is_single=True)})
        return _refused(404, f"Message {identifier} does not exist in index {index}")

    @staticmethod
    def _searched(search: Callable[[], dict[str, Any]]) -> Reply:
        try:
            return Reply(200, search())
        except UnfitRequestError as error:
            return _refused(400, str(error))


def _page(request: SimulatedRequest, entries: list[dict[str, Any]]) -> dict[str, Any]:
    number, size = int(request.one("page", "1")), int(request.one("per_page", "50"))
    shown = entries[(number - 1) * size : number * size]
    return {"total": len(entries), "count": len(shown), "page": number, "per_page": size, "entries": shown}


def _refused(status: int, text: str) -> Reply:
    return Reply(status, {"type": "ApiError", "message": text})
