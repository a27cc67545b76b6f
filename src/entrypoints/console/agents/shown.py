"""Agents as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

from entrypoints.console.catalog import TEXT
from entrypoints.container import Container
from socdomain.agents.agent import Agent
from socdomain.agents.ports import AgentListing

_KINDS: Final = {"active": "good", "disconnected": "warn"}


@frozen
class AgentState:
    """Whether an agent still speaks.

    Attributes:
        kind: ``good``, ``warn`` or empty, as pages mark it.
        word: The same in words.
    """

    kind: str
    word: str


@frozen
class AgentRow:
    """An agent in a list.

    Attributes:
        id: Its identifier.
        hostname: Name of its machine.
        customer: Code of whose it is; None for nobody's.
        state: Whether it still speaks.
        product: What people call the product that it is of; empty where its connector was removed.
        os: Its operating system.
        address: Its network address; empty where that is not said.
        last_seen: When it last spoke to the product.
        criticality: How much depends on its host, in words; empty where nobody said.
        is_ambiguous: Whether it cannot be told which others are on its host.
    """

    id: UUID
    hostname: str
    customer: str | None
    state: AgentState
    product: str
    os: str
    address: str
    last_seen: datetime | None
    criticality: str
    is_ambiguous: bool


def product_titles(container: Container) -> Mapping[str, str]:
    """Returns what people call products, by the name of their kind of connector."""
    return {kind.name: kind.title for kind in container.connectors.kinds.all()}


def agent_row(listing: AgentListing, titles: Mapping[str, str]) -> AgentRow:
    """Returns an agent as lists show it.

    Args:
        listing: It.
        titles: From ``product_titles``.
    """
    agent = listing.agent
    criticality = TEXT.agents.criticalities[agent.criticality.value] if agent.criticality else ""
    return AgentRow(
        agent.id,
        agent.hostname,
        listing.customer_code,
        state_of(agent),
        titles.get(listing.connector_kind or "", listing.connector_kind or ""),
        agent.os,
        agent.address,
        agent.last_seen,
        criticality,
        listing.same_host.is_ambiguous,
    )


def state_of(agent: Agent) -> AgentState:
    """Returns whether an agent still speaks; one that its product names no more is said to have vanished."""
    if agent.vanished_at is not None:
        return AgentState("warn", TEXT.agents.vanished)
    word = TEXT.agents.statuses.get(agent.status, agent.status) or TEXT.agents.status_unknown
    return AgentState(_KINDS.get(agent.status, ""), word)
