"""An agent: what watches one host for one product, and what Watchfloor knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from attrs import field, frozen

from socdomain.agents.host_name import HostName, host_name
from socdomain.errors import InvalidInputError
from socdomain.ids import AgentId, ConnectorId, CustomerId

LONGEST_NOTE: Final = 2_000
"""In characters."""


class Criticality(StrEnum):
    """How much depends on a host."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@frozen
class Agent:
    """One agent of one connector. What a product says of it, only synchronising changes; the rest, only people.

    Attributes:
        id: Our own identifier; the same for as long as its connector knows it by the same one.
        connector_id: Which connector it was seen by; kept when that is removed.
        vendor_id: What the product calls it; unique for the connector.
        hostname: Name of its machine.
        customer_id: Whose it is; None for nobody's, which only those see who see every customer.
        customer_is_set: Whether somebody decided whose it is; synchronising leaves that alone then.
        os: Its operating system, as the product says it.
        os_family: ``windows``, ``linux``, ``macos``, or empty where that is not known.
        address: Its network address; empty where the product does not say.
        agent_version: Version of the agent.
        status: ``active``, ``disconnected``, ``pending`` or ``never_connected``; empty where the product does not say.
        last_seen: When it last spoke to the product, aware UTC; None where it never did.
        groups: Groups that it is in.
        labels: Labels of it, by name.
        org: The organisation that it belongs to there; empty for none.
        created_at: When it was synchronised for the first time, aware UTC.
        synced_at: When the product last named it.
        vanished_at: When the product was found not to name it any more; None where it does.
        criticality: How much depends on its host; None where nobody said.
        note: What people should know of it; at most 2,000 characters.
        version: Counts what people changed, from 1.
    """

    id: AgentId
    connector_id: ConnectorId
    vendor_id: str
    hostname: str
    created_at: datetime
    synced_at: datetime
    customer_id: CustomerId | None = None
    customer_is_set: bool = False
    os: str = ""
    os_family: str = ""
    address: str = ""
    agent_version: str = ""
    status: str = ""
    last_seen: datetime | None = None
    groups: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(factory=dict)
    org: str = ""
    vanished_at: datetime | None = None
    criticality: Criticality | None = None
    note: str = ""
    version: int = 1

    def __attrs_post_init__(self) -> None:
        if len(self.note) > LONGEST_NOTE:
            raise InvalidInputError("note", f"must have at most {LONGEST_NOTE:,} characters")

    @property
    def host(self) -> HostName:
        """Its host's name, as it is compared."""
        return host_name(self.hostname)

    @property
    def search_text(self) -> str:
        """What a search for text looks into."""
        return "\n".join((self.hostname, self.vendor_id, self.address, self.os)).casefold()
