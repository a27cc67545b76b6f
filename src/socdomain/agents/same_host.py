"""Which agents are on one host: what is known of that, and what would be guessed.

That is never stored. It follows from the agents as they are, so that nothing has to be undone when it is true no more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeAlias

from attrs import frozen

from socdomain.agents.agent import Agent
from socdomain.ids import AgentId, ConnectorId, CustomerId

HostKey: TypeAlias = tuple[CustomerId, str, str]
"""Customer, short name and family of the operating system: what agents of one host have in common."""


@frozen
class Namesake:
    """As much of an agent as says whether it is on the same host as another.

    Attributes:
        id: The agent.
        key: What the agents of its host have in common.
        domain: What follows the short name; empty where nothing does.
        connector_id: Which connector it was seen by.
    """

    id: AgentId
    key: HostKey
    domain: str
    connector_id: ConnectorId


def host_key(agent: Agent) -> HostKey | None:
    """Returns what agents of the same host have in common; None where an agent cannot be on any other's host.

    That is so for those that are nobody's, since agents are joined within a customer only, for those without a name,
    and for those that have vanished.
    """
    host = agent.host
    if agent.customer_id is None or not host.short or agent.vanished_at is not None:
        return None
    return agent.customer_id, host.short, agent.os_family


@frozen
class SameHost:
    """What is known of the other agents on an agent's host.

    Attributes:
        others: Those that are on it, by identifier.
        is_ambiguous: Whether there are some by their names, and it cannot be told which.
    """

    others: tuple[AgentId, ...] = ()
    is_ambiguous: bool = False


def same_host(agent_id: AgentId, namesakes: Collection[Namesake]) -> SameHost:
    """Tells which agents are on an agent's host.

    They are where each connector has exactly one agent of that name and a known family of operating systems, and no
    two of them belong to different domains. One connector alone has nothing to join.

    Args:
        agent_id: The agent.
        namesakes: All agents of its key, itself too; none for one that has no key.
    """
    connectors = {one.connector_id for one in namesakes}
    if len(connectors) < 2:
        return SameHost()
    _, _, family = next(iter(namesakes)).key
    domains = {one.domain for one in namesakes if one.domain}
    if not family or len(domains) > 1 or len(connectors) < len(namesakes):
        return SameHost(is_ambiguous=True)
    return SameHost(tuple(sorted(one.id for one in namesakes if one.id != agent_id)))


@frozen
class AgentOfName:
    """An agent that has the name of an asset.

    Attributes:
        id: The agent.
        connector_id: Which connector it was seen by.
        vendor_id: What the product calls it.
    """

    id: AgentId
    connector_id: ConnectorId
    vendor_id: str


def agents_of_asset(candidates: Sequence[AgentOfName], aliases: Collection[str]) -> tuple[AgentId, ...]:
    """Tells which agents are on the host that an asset is, by identifier.

    Of a connector that has several of its name, it is the one that an event named; where none did, or two, none is.

    Args:
        candidates: The agents of the asset's customer that have a name of it, but for those that have vanished.
        aliases: The asset's aliases, some of which may name agents.
    """
    found = []
    for connector_id in {one.connector_id for one in candidates}:
        of_it = [one for one in candidates if one.connector_id == connector_id]
        if len(of_it) > 1:
            of_it = [one for one in of_it if any(_names(alias, one.vendor_id) for alias in aliases)]
        if len(of_it) == 1:
            found.append(of_it[0].id)
    return tuple(sorted(found))


def _names(alias: str, vendor_id: str) -> bool:
    return alias.startswith("agent:") and alias.endswith(f":{vendor_id}")
