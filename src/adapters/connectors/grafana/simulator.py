"""A stand-in for Grafana, with the dashboards of a small security operations centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from adapters.connector_kit.simulated_messages import Reply, SimulatedRequest
from adapters.connector_kit.simulation import Simulator

VERSION: Final = "11.6.3"
MOST_HITS: Final = 5_000
"""As Grafana bounds ``limit``."""


@frozen
class SimulatedDashboard:
    """A dashboard that the simulator has.

    Attributes:
        uid: Its identifier.
        title: Its title.
        folder: The folder that it is in; empty for none.
        tags: Its tags.
    """

    uid: str
    title: str
    folder: str = ""
    tags: tuple[str, ...] = ()


DASHBOARDS: Final = (
    SimulatedDashboard("soc-overview", "SOC overview", "", ("soc",)),
    SimulatedDashboard("wz-agents", "Wazuh: agents", "Endpoints", ("wazuh", "agents")),
    SimulatedDashboard("wz-auth", "Wazuh: failed sign-ins", "Endpoints", ("wazuh", "auth")),
    SimulatedDashboard("wz-fim", "Wazuh: changed files", "Endpoints", ("wazuh", "fim")),
    SimulatedDashboard("wz-vulns", "Wazuh: vulnerabilities", "Endpoints", ("wazuh",)),
    SimulatedDashboard("sysmon-ps", "Sysmon: processes", "Endpoints", ("windows",)),
    SimulatedDashboard("fw-denied", "Firewall: denied", "Network", ("fortinet",)),
    SimulatedDashboard("fw-vpn", "Firewall: VPN sessions", "Network", ("fortinet", "vpn")),
    SimulatedDashboard("dns-rare", "DNS: rare domains", "Network", ("dns",)),
    SimulatedDashboard("o365-signin", "Microsoft 365: sign-ins", "Cloud", ("o365",)),
    SimulatedDashboard("aws-trail", "AWS: CloudTrail", "Cloud", ("aws",)),
    SimulatedDashboard("gl-ingest", "Graylog: messages a second", "Platform", ("graylog",)),
)
ORGANISATIONS: Final = ((1, "Main Org."), (2, "Globex"))


class GrafanaSimulator(Simulator):
    """A stand-in for Grafana: takes ``password`` as the user's, and as the token of a service account.

    Args:
        dashboards: What it has.
        given: What every simulator is given.
    """

    def __init__(self, dashboards: Sequence[SimulatedDashboard] = DASHBOARDS, **given: Any) -> None:
        super().__init__(**given)
        self.dashboards = tuple(dashboards)

    @property
    def ways(self) -> tuple[Mapping[str, str], ...]:
        """As a user, and as a service account."""
        others = {name: value for name, value in self.values.items() if name not in ("username", "password")}
        return self.values, {**others, "api_key": self.password}

    def answer(self, request: SimulatedRequest) -> Reply:
        """Returns what Grafana answers."""
        if request.path == "/api/health":
            return Reply(200, {"database": "ok", "version": VERSION, "commit": "0000000000"})
        is_user = request.basic == (self.username, self.password)
        if not is_user and request.bearer != self.password:
            return Reply(401, {"message": "Invalid username or password", "statusCode": 401})
        match request.method, request.path:
            case "GET", "/api/org":
                number, name = ORGANISATIONS[0]
                return Reply(200, {"id": number, "name": name, "address": {"city": "", "country": ""}})
            case "GET", "/api/user/orgs" if is_user:
                return Reply(200, [{"orgId": number, "name": name, "role": "Viewer"} for number, name in ORGANISATIONS])
            case "GET", "/api/search":
                return Reply(200, self._hits(request))
        return Reply(404, {"message": "Not found"})

    def _hits(self, request: SimulatedRequest) -> list[dict[str, Any]]:
        wanted = request.one("query").casefold()
        found = sorted(
            (one for one in self.dashboards if wanted in one.title.casefold()), key=lambda one: one.title.casefold()
        )
        limit = min(int(request.one("limit", "1000")), MOST_HITS)
        start = (int(request.one("page", "1")) - 1) * limit
        return [_hit(start + place, one) for place, one in enumerate(found[start : start + limit], 1)]


def _hit(number: int, dashboard: SimulatedDashboard) -> dict[str, Any]:
    folder = {"folderTitle": dashboard.folder, "folderUid": dashboard.folder.lower()} if dashboard.folder else {}
    return {
        "id": number,
        "uid": dashboard.uid,
        "title": dashboard.title,
        "uri": f"db/{dashboard.uid}",
        "url": f"/d/{dashboard.uid}/{dashboard.uid}",
        "type": "dash-db",
        "tags": list(dashboard.tags),
        "isStarred": False,
        **folder,
    }
