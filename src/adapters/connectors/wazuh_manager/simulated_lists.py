"""Lists as Wazuh's manager answers them: an envelope, pages, chosen fields, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from adapters.connector_kit.simulated_messages import Reply, SimulatedRequest
from adapters.connectors.wazuh_manager.simulated_fleet import THE_MANAGER, SimulatedAgent, SimulatedRule

MOST_LISTED: Final = 100_000
_OF_EVERY_LIST: Final = ("pretty", "wait_for_complete", "offset", "limit", "select", "sort", "search", "q", "distinct")
PARAMETERS: Final[Mapping[str, Sequence[str]]] = {
    "/": ("pretty",),
    "/security/users/me/policies": ("pretty",),
    "/agents": (*_OF_EVERY_LIST, "agents_list", "status", "name", "ip", "group", "version", "older_than"),
    "/rules": (*_OF_EVERY_LIST, "rule_ids", "status", "group", "level", "filename", "mitre"),
}
"""What may be asked for; the rest is refused."""

_OF_EVERY_AGENT: Final = (
    "id",
    "name",
    "ip",
    "status",
    "version",
    "dateAdd",
    "lastKeepAlive",
    "group",
    "registerIP",
    "status_code",
    "os.name",
    "os.version",
    "os.platform",
)
_OF_EVERY_RULE: Final = (
    "id",
    "level",
    "description",
    "groups",
    "mitre",
    "filename",
    "relative_dirname",
    "status",
)

T = TypeVar("T")


def problem(status: int, title: str, detail: str, error: int = 0) -> Reply:
    """Returns a refusal.

    Args:
        status: The HTTP status.
        title: What it is called.
        detail: What is the matter.
        error: Wazuh's number for it; 0 for none.
    """
    content: dict[str, Any] = {"title": title, "detail": detail, **({"error": error} if error else {})}
    return Reply(status, content, {"Content-Type": "application/problem+json"})


def refused_parameters(request: SimulatedRequest, known: Collection[str]) -> Reply | None:
    """Returns the refusal of parameters that are unknown, or out of their bounds; None for none."""
    unknown = sorted(request.query.keys() - set(known))
    if unknown:
        return problem(400, "Bad Request", f"Extra query parameter(s) {', '.join(unknown)} not in spec")
    offset, limit = request.one("offset", "0"), request.one("limit", "500")
    if not (offset.isdigit() and limit.isdigit() and 1 <= int(limit) <= MOST_LISTED):
        return problem(400, "Bad Request", "'limit' is not in its range")
    return None


def agents_listed(
    request: SimulatedRequest, agents: Sequence[SimulatedAgent] | None, failing: Collection[int], major: int
) -> Reply:
    """Returns a page of agents.

    Args:
        request: What was asked.
        agents: All agents but the manager; None for whoever may read none.
        failing: Numbers of those that are not read.
        major: First number of the manager's version, which lists itself before 5.0.
    """
    now = datetime.now(UTC)
    found: list[SimulatedAgent] = [] if agents is None or major >= 5 else [THE_MANAGER]
    found += [one for one in agents or () if one.number not in failing]
    failed = {one.id: 1731 for one in agents or () if one.number in failing}
    if "agents_list" in request.query:
        wanted = [text for one in request.query["agents_list"] for text in one.split(",")]
        by_id = {one.id: one for one in found}
        found = [by_id[one] for one in wanted if one in by_id]
        failed = {one: failed.get(one, 1701) for one in wanted if one not in by_id}
    known = (*_OF_EVERY_AGENT, "os.uname" if major < 5 else "os.type")
    return _listed(request, found, lambda one: one.entry(major, now), known, failed)


def rules_listed(request: SimulatedRequest, rules: Sequence[SimulatedRule]) -> Reply:
    """Returns a page of rules.

    Args:
        request: What was asked.
        rules: All rules.
    """
    return _listed(request, sorted(rules, key=lambda one: one.number), SimulatedRule.entry, _OF_EVERY_RULE, {})


def _listed(
    request: SimulatedRequest,
    found: Sequence[T],
    entry: Callable[[T], dict[str, Any]],
    known: Sequence[str],
    failed: Mapping[str, int],
) -> Reply:
    fields = [name for text in request.query.get("select", []) for name in text.split(",")]
    if not {*fields, request.one("sort", "id").lstrip("+-")} <= set(known):
        return problem(400, "Bad Request", "Not a valid select or sort field", 1724)
    start, limit = int(request.one("offset", "0")), int(request.one("limit", "500"))
    in_order = found[::-1] if request.one("sort").startswith("-") else found
    # Only those of the page are made, so that measurements measure somebody else.
    items = [_nested(entry(one), fields) for one in in_order[start : start + limit]]
    content = {
        "affected_items": items,
        "total_affected_items": len(found),
        "total_failed_items": len(failed),
        "failed_items": [
            {"error": {"code": code, "message": "It failed", "remediation": "Look"}, "id": [name]}
            for name, code in failed.items()
        ],
    }
    error = 0 if not failed else 2 if items else 1
    return Reply(200, {"data": content, "message": "What was asked for was returned", "error": error})


def _nested(entry: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, value in entry.items():
        if fields and name not in fields and name != "id":
            continue
        outer, _, inner = name.partition(".")
        if inner:
            nested.setdefault(outer, {})[inner] = value
        else:
            nested[name] = value
    return nested
