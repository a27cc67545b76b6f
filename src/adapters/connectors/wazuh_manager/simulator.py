"""A stand-in for Wazuh's manager, with the agents of three customers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from threading import Lock
from typing import Any, Final

from adapters.connector_kit.certificates import own_certificate
from adapters.connector_kit.simulated_messages import Reply, SimulatedRequest
from adapters.connector_kit.simulation import Simulator
from adapters.connectors.wazuh_manager.simulated_fleet import GROUPS, RULES, SimulatedAgent, SimulatedRule, fleet
from adapters.connectors.wazuh_manager.simulated_lists import (
    PARAMETERS,
    agents_listed,
    problem,
    refused_parameters,
    rules_listed,
)

VERSION: Final = "4.14.1"
READ_ONLY: Final[Mapping[str, Mapping[str, str]]] = {
    "agent:read": {"agent:id:*": "allow"},
    "group:read": {"group:id:*": "allow"},
    "rules:read": {"rule:file:*": "allow"},
}
"""What the roles of the guide allow."""

REQUESTS_A_MINUTE: Final = 300
"""As a manager allows at first."""

MOST_FAILED_SIGN_INS: Final = 50
BLOCKED_S: Final = 300.0


class WazuhManagerSimulator(Simulator):
    """A stand-in for Wazuh's manager; shows a certificate that signed itself, as managers do.

    Args:
        agents: What it has, by number.
        rules: The rules that it has.
        groups: Labels of each group.
        version: Which version it is; before 4.0 it has no tokens, from 5.0 on no rules.
        rights: What its user may: effects by resource by action.
        failing: Numbers of agents that it fails to read.
        requests_a_minute: How many it answers before it refuses; 0 for any number.
        minute_s: How long its minute is, in seconds.
        has_tls: Whether it speaks TLS where no certificate is given.
        given: What every simulator is given.
    """

    def __init__(
        self,
        agents: Sequence[SimulatedAgent] | None = None,
        *,
        rules: Sequence[SimulatedRule] = RULES,
        groups: Mapping[str, Mapping[str, str]] = GROUPS,
        version: str = VERSION,
        rights: Mapping[str, Mapping[str, str]] = READ_ONLY,
        failing: Collection[int] = (),
        requests_a_minute: int = REQUESTS_A_MINUTE,
        minute_s: float = 60.0,
        has_tls: bool = True,
        **given: Any,
    ) -> None:
        super().__init__(**({"certificate": own_certificate()} if has_tls else {}) | given)
        self.agents = fleet() if agents is None else tuple(agents)
        """What it has; may be set at any time."""
        self.rules = tuple(rules)
        self.groups = groups
        self.version = version
        self.rights = rights
        self.failing = frozenset(failing)
        self._requests_a_minute = requests_a_minute
        self._minute_s = minute_s
        self._lock = Lock()
        self._tokens: set[str] = set()
        self._minute_began_at = -minute_s
        self._requests_of_minute = 0
        self._failed_sign_ins = 0
        self._failed_at = 0.0

    @property
    def major(self) -> int:
        """The first number of its version."""
        return int(self.version.split(".")[0])

    def revoke_tokens(self) -> None:
        """Ends all tokens, as a manager does when its security settings are changed."""
        with self._lock:
            self._tokens.clear()

    def answer(self, request: SimulatedRequest) -> Reply:
        """Returns what a manager answers."""
        with self._lock:
            if self._is_too_often():
                return problem(429, "Wazuh Error", "Maximum number of requests per minute reached")
            if self.major < 4:
                return self._answer_of_old(request)
            if request.path == "/security/user/authenticate":
                return self._signed_in(request)
            if request.bearer not in self._tokens:
                return problem(401, "Unauthorized", "Invalid token")
        if request.method != "GET":
            return problem(405, "Method Not Allowed", "Method Not Allowed")
        return self._answer_of_signed_in(request)

    def _is_too_often(self) -> bool:
        now = time.monotonic()
        if now - self._minute_began_at >= self._minute_s:
            self._minute_began_at, self._requests_of_minute = now, 0
        self._requests_of_minute += 1
        return 0 < self._requests_a_minute < self._requests_of_minute

    def _signed_in(self, request: SimulatedRequest) -> Reply:
        if request.method != "POST" and (request.method != "GET" or self.major >= 5):
            return problem(405, "Method Not Allowed", "Method Not Allowed")
        if time.monotonic() - self._failed_at >= BLOCKED_S:
            self._failed_sign_ins = 0
        if self._failed_sign_ins >= MOST_FAILED_SIGN_INS:
            return problem(403, "Permission Denied", "Limit of login attempts reached")
        if request.basic != (self.username, self.password):
            self._failed_sign_ins, self._failed_at = self._failed_sign_ins + 1, time.monotonic()
            return problem(401, "Unauthorized", "Invalid credentials")
        token = secrets.token_urlsafe(48)
        self._tokens.add(token)
        return Reply(200, {"data": {"token": token}, "error": 0})

    def _answer_of_old(self, request: SimulatedRequest) -> Reply:
        if request.basic != (self.username, self.password):
            return Reply(401, b"Unauthorized", {"Content-Type": "text/plain"})
        if (request.method, request.path) == ("GET", "/"):
            return self._info()
        return Reply(404, {"error": 603, "message": "The requested URL was not found on this server"})

    def _info(self) -> Reply:
        said = f"v{self.version}" if self.major < 4 else self.version
        return Reply(200, {"data": {"title": "Wazuh API REST", "api_version": said, "revision": "1"}, "error": 0})

    def _answer_of_signed_in(self, request: SimulatedRequest) -> Reply:
        known = PARAMETERS.get(request.path, ())
        if (refused := refused_parameters(request, known)) is not None:
            return refused
        match request.path.split("/")[1:]:
            case [""]:
                return self._info()
            case ["security", "users", "me", "policies"]:
                return Reply(200, {"data": {**self.rights, "rbac_mode": "white"}, "message": "said", "error": 0})
            case ["agents"]:
                return self._agents(request)
            case ["groups", group, "configuration"]:
                return self._group(group)
            case ["rules"] if self.major < 5:
                return rules_listed(request, self.rules if "rules:read" in self.rights else ())
        return problem(404, "Not Found", "404: Not Found")

    def _agents(self, request: SimulatedRequest) -> Reply:
        may_read = "agent:read" in self.rights
        if not may_read and "agents_list" in request.query:
            return problem(403, "Permission Denied", "Permission denied: Resource type: agent:id", 4000)
        # Whoever may read none is told that there are none.
        return agents_listed(request, self.agents if may_read else None, self.failing, self.major)

    def _group(self, group: str) -> Reply:
        if "group:read" not in self.rights:
            return problem(403, "Permission Denied", "Permission denied: Resource type: group:id", 4000)
        if group not in self.groups:
            return problem(404, "Resource Not Found", "The group does not exist", 1710)
        given = self.groups[group]
        found = [_agent_config({}, given)] if given else []
        # What is for some agents of a group alone.
        found.append(_agent_config({"profile": "kiosk"}, {"customer": "nobody"}))
        return Reply(200, {"data": {"affected_items": found, "total_affected_items": len(found)}, "error": 0})


def _agent_config(filters: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, Any]:
    section = {"label": [{"value": value, "key": key} for key, value in labels.items()]}
    return {"filters": filters, "config": {"labels": [section], "localfile": [{"location": "/var/log/auth.log"}]}}
