"""The agents, groups and rules that the stand-in for Wazuh's manager has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from attrs import field, frozen

MANAGER_HOST: Final = "wazuh-manager-1"
_AGENT_VERSION: Final = "4.14.1"


@frozen
class SimulatedSystem:
    """An operating system.

    Attributes:
        name: Its name.
        version: Its version.
        platform: What Wazuh calls its platform.
        type: What Wazuh 5 calls its kind.
        uname: What Wazuh 4 has of ``uname``.
    """

    name: str
    version: str
    platform: str
    type: str
    uname: str


WINDOWS_SERVER: Final = SimulatedSystem(
    "Microsoft Windows Server 2022 Standard",
    "10.0.20348.2527",
    "windows",
    "windows",
    "Microsoft Windows Server 2022 Standard",
)
WINDOWS: Final = SimulatedSystem(
    "Microsoft Windows 11 Pro", "10.0.22631.3880", "windows", "windows", "Microsoft Windows 11 Pro"
)
UBUNTU: Final = SimulatedSystem("Ubuntu", "22.04.4 LTS", "ubuntu", "linux", "Linux |{} |5.15.0-113-generic |x86_64")
RED_HAT: Final = SimulatedSystem("Red Hat Enterprise Linux", "9.4", "rhel", "linux", "Linux |{} |5.14.0-427 |x86_64")
MACOS: Final = SimulatedSystem("macOS", "14.5", "darwin", "macos", "Darwin |{} |23.5.0 |arm64")
FREEBSD: Final = SimulatedSystem("BSD", "14.1", "bsd", "bsd", "FreeBSD |{} |14.1-RELEASE |amd64")


@frozen
class SimulatedAgent:
    """An agent that the simulator has.

    Attributes:
        number: Its number.
        name: Name of its machine.
        system: Its operating system; None for one that never connected.
        groups: Groups that it is in.
        status: As Wazuh says it.
        silent_s: How long ago it spoke, in seconds.
    """

    number: int
    name: str
    system: SimulatedSystem | None = UBUNTU
    groups: tuple[str, ...] = ("default",)
    status: str = "active"
    silent_s: int = 12

    @property
    def id(self) -> str:
        """Its number, as Wazuh writes it."""
        return f"{self.number:03}"

    def entry(self, major: int, now: datetime) -> dict[str, Any]:
        """Returns it as a version of Wazuh lists it, fields within ``os`` by dotted names."""
        entry: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "dateAdd": "2026-02-03T09:14:07Z",
            "registerIP": "any",
            "status_code": 0,
        }
        if self.system is None:
            return {**entry, "ip": "any"}
        system = {"name": self.system.name, "version": self.system.version, "platform": self.system.platform}
        own = {"uname": self.system.uname.format(self.name)} if major < 5 else {"type": self.system.type}
        entry |= {f"os.{name}": value for name, value in {**system, **own}.items()}
        entry["version"] = f"Wazuh v{_AGENT_VERSION}" if major < 5 else f"v{major}.0.0"
        if self.number == 0:
            return {**entry, "ip": "127.0.0.1", "lastKeepAlive": "9999-12-31T23:59:59Z"}
        return {
            **entry,
            "ip": f"10.{20 + self.number // 62_500}.{self.number // 250 % 250}.{self.number % 250 + 1}",
            "group": list(self.groups),
            "lastKeepAlive": f"{now - timedelta(seconds=self.silent_s):%Y-%m-%dT%H:%M:%SZ}",
        }


THE_MANAGER: Final = SimulatedAgent(0, MANAGER_HOST, groups=())
"""The manager itself, which Wazuh 4 lists as an agent."""

GROUPS: Final[Mapping[str, Mapping[str, str]]] = {
    "default": {},
    "acme": {"customer": "acme", "site": "Berlin"},
    "globex": {"customer": "globex"},
    "initech": {},
    "servers": {"tier": "1"},
    "workstations": {},
}
"""The groups, each with the labels that it gives its agents."""

_MACHINES: Final = (
    ("dc-01", WINDOWS_SERVER, "servers"),
    ("file-01", WINDOWS_SERVER, "servers"),
    ("web-01", UBUNTU, "servers"),
    ("db-01", RED_HAT, "servers"),
    ("ws-finance-1", WINDOWS, "workstations"),
    ("ws-finance-2", WINDOWS, "workstations"),
    ("ws-sales-1", WINDOWS, "workstations"),
    ("mac-design-1", MACOS, "workstations"),
    ("fw-edge", FREEBSD, "servers"),
    ("ws-spare", None, "workstations"),
)
_CUSTOMERS: Final = ("acme", "globex", "initech")
_STATUSES: Final = {6: ("disconnected", 93_600), 8: ("pending", 4)}
"""By the place among the machines of a customer, and how long ago such a one spoke."""


def fleet(count: int = 30) -> tuple[SimulatedAgent, ...]:
    """Returns agents of several customers, systems and groups, always the same.

    Args:
        count: How many.
    """
    return tuple(_agent(number) for number in range(1, count + 1))


def _agent(number: int) -> SimulatedAgent:
    turn, place = divmod(number - 1, len(_MACHINES))
    machine, system, group = _MACHINES[place]
    round_, customer = divmod(turn, len(_CUSTOMERS))
    name = f"{_CUSTOMERS[customer]}-{machine}" + (f"-{round_}" if round_ else "")
    if system is None:
        return SimulatedAgent(number, name, None, (), "never_connected")
    status, silent_s = _STATUSES.get(place, ("active", 12))
    return SimulatedAgent(number, name, system, ("default", _CUSTOMERS[customer], group), status, silent_s)


@frozen
class SimulatedRule:
    """A rule that the simulator has.

    Attributes:
        number: Its number.
        level: How grave it is, 0 to 15.
        description: What it is about.
        groups: Groups that it is in.
        techniques: Techniques of ATT&CK that it is about.
        filename: The file that it is in.
    """

    number: int
    level: int
    description: str
    groups: tuple[str, ...]
    techniques: tuple[str, ...] = field(default=())
    filename: str = "0095-sshd_rules.xml"

    def entry(self) -> dict[str, Any]:
        """Returns it as Wazuh 4 lists it."""
        return {
            "id": self.number,
            "level": self.level,
            "description": self.description,
            "groups": list(self.groups),
            "mitre": list(self.techniques),
            "filename": self.filename,
            "relative_dirname": "ruleset/rules",
            "status": "enabled",
        }


RULES: Final = (
    SimulatedRule(5501, 3, "A session was opened.", ("pam", "authentication_success"), ("T1078",), "0085-pam.xml"),
    SimulatedRule(5710, 5, "Sign-in by a user that does not exist.", ("sshd", "invalid_login"), ("T1110.001",)),
    SimulatedRule(5712, 10, "Many sign-ins by users that do not exist.", ("sshd", "brute_force"), ("T1110",)),
    SimulatedRule(5763, 10, "Many failed sign-ins.", ("sshd", "authentication_failures"), ("T1110",)),
    SimulatedRule(550, 7, "A checked file was changed.", ("syscheck",), ("T1565.001",), "0015-ossec.xml"),
    SimulatedRule(60122, 5, "A sign-in failed.", ("windows", "win_authentication_failed"), ("T1531",), "0580-win.xml"),
    SimulatedRule(92052, 4, "A shell was started by a document.", ("sysmon",), ("T1059.003",), "0800-sysmon.xml"),
    SimulatedRule(100001, 12, "Somebody signed in as an emergency user.", ("local",), (), "local_rules.xml"),
)
