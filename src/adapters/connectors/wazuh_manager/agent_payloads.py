"""Agents as Wazuh's manager API answers them (4.x and 5.x), and the labels that their groups give them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from attrs import field, frozen

from adapters.connector_kit.payloads import called
from adapters.connectors.wazuh_manager.payloads import NO_SUCH_AGENT, Page, refuse_failure
from socdomain.connectors.capabilities import AgentSeen

MANAGER: Final = "000"
"""The manager itself stands among the agents of 4.x, and says that it was last seen in the year 9999."""

_STATUSES: Final = ("active", "disconnected", "pending", "never_connected")
_FIRST_YEAR, _LAST_YEAR = 1970, 9999
_COMMON_FIELDS: Final = (
    "id",
    "name",
    "ip",
    "status",
    "version",
    "lastKeepAlive",
    "group",
    "os.name",
    "os.version",
    "os.platform",
)
_FAMILIES: Final = {
    "windows": "windows",
    "microsoft": "windows",
    "linux": "linux",
    "darwin": "macos",
    "macos": "macos",
}
"""By the first word of `os.platform`, `os.type` or `os.uname`. Platforms of Linux are its distributions."""


def agent_fields(major: int | None) -> tuple[str, ...]:
    """Returns the fields of agents that are asked for; a manager refuses those that it does not know.

    Args:
        major: First number of the manager's version; None where that is not known.
    """
    if major is None:
        return _COMMON_FIELDS
    return (*_COMMON_FIELDS, "os.uname" if major < 5 else "os.type")


@frozen
class AgentOs:
    """The operating system of an agent; nothing is known of one that never connected."""

    name: str = ""
    version: str = ""
    platform: str = ""
    uname: str = ""
    type: str = ""

    @property
    def family(self) -> str:
        """``windows``, ``linux``, ``macos``, or empty for another one."""
        for said in (self.platform, self.type, self.uname):
            first_word = said.lower().replace("|", " ").split(" ")[0]
            if first_word in _FAMILIES:
                return _FAMILIES[first_word]
        return ""


@frozen
class Agent:
    """An entry of ``GET /agents``."""

    id: str
    name: str
    ip: str = ""
    status: str = ""
    version: str = ""
    seen_at: str = field(default="", metadata=called("lastKeepAlive"))
    groups: tuple[str, ...] = field(default=(), metadata=called("group"))
    os: AgentOs = field(factory=AgentOs)

    @property
    def number(self) -> int | None:
        """What the manager sorts it by; None where its identifier is no number, which its specification allows."""
        return int(self.id) if self.id.isascii() and self.id.isdigit() else None

    def seen(self, labels: Mapping[str, str]) -> AgentSeen:
        """Returns it as the domain has it.

        Args:
            labels: Those that its groups give it.
        """
        return AgentSeen(
            vendor_id=self.id,
            hostname=self.name,
            os=f"{self.os.name} {self.os.version}".strip(),
            os_family=self.os.family,
            # Before it has connected, it has what it may connect from: any address, or a network.
            address="" if self.ip == "any" or "/" in self.ip else self.ip,
            version=self.version.removeprefix("Wazuh ").removeprefix("v"),
            status=self.status if self.status in _STATUSES else "",
            last_seen=_time(self.seen_at),
            groups=self.groups,
            labels=labels,
        )


@frozen(kw_only=True)
class AgentPage(Page):
    """``data`` of ``GET /agents``."""

    items: tuple[Agent, ...] = field(metadata=called("affected_items"))


@frozen
class AgentsAnswer:
    """``GET /agents``."""

    data: AgentPage
    error: int = 0

    @property
    def knows_none(self) -> bool:
        """Whether it says that there is no agent of the number that was asked for."""
        return not self.data.items and any(one.error.code == NO_SUCH_AGENT for one in self.data.failed)

    def found(self) -> tuple[int, tuple[Agent, ...]]:
        """Returns how many there are, and those of this page; what failed beside them is passed over.

        Raises:
            ConnectorError: It failed with all of them.
        """
        refuse_failure(self.data, self.data.items, self.error)
        return self.data.total, self.data.items


@frozen
class Label:
    """A label of ``agent.conf``."""

    key: str = ""
    value: str = ""


@frozen
class LabelSection:
    """A ``<labels>`` of ``agent.conf``."""

    label: tuple[Label, ...] = ()


@frozen
class GroupSections:
    """What is read of an ``<agent_config>``."""

    labels: tuple[LabelSection, ...] = ()


@frozen
class AgentConfig:
    """An ``<agent_config>`` of a group's ``agent.conf``."""

    filters: dict[str, Any] = field(factory=dict)
    config: GroupSections = field(factory=GroupSections)


@frozen
class GroupConfiguration:
    """``data`` of ``GET /groups/{group_id}/configuration``."""

    items: tuple[AgentConfig, ...] = field(default=(), metadata=called("affected_items"))

    def labels(self) -> dict[str, str]:
        """Returns the labels of all agents of the group, the last of a name, as agents do.

        What is for some of them by name, system or profile is passed over: that profile is not known here.
        """
        sections = (section for one in self.items if not one.filters for section in one.config.labels)
        return {label.key: label.value for section in sections for label in section.label if label.key}


@frozen
class GroupConfigurationAnswer:
    """``GET /groups/{group_id}/configuration``."""

    data: GroupConfiguration


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        # Its specification has any text here, and an agent is one whenever it was seen.
        return None
    if not _FIRST_YEAR < at.year < _LAST_YEAR:
        # What never spoke is written so.
        return None
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(UTC)
