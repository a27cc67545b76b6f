"""What agents need from storage."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, Protocol

from attrs import frozen

from socdomain.agents.agent import Agent
from socdomain.agents.same_host import SameHost
from socdomain.connectors.ports import ConnectorsWork
from socdomain.ids import AgentId, ConnectorId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Reach

OTHER_FAMILY: Final = "other"
"""Stands in a filter for no family of operating systems that is known."""


@frozen
class AgentFilter:
    """Which agents are wanted; what is None or empty is not asked for.

    Attributes:
        customer: A customer's code, without regard to case.
        connector_id: Those that this connector has seen.
        text: Host name, the product's identifier, address or operating system contain this, without regard to case.
        os_family: Those of this family of operating systems; ``other`` for those of none that is known.
        status: Those whose product says this of them.
        has_vanished: Whether their product names them no more.
        is_ambiguous: Whether there are others of their name, and it cannot be told which is on their host.
        is_unassigned: Whether they are nobody's.
    """

    customer: str | None = None
    connector_id: ConnectorId | None = None
    text: str | None = None
    os_family: str | None = None
    status: str | None = None
    has_vanished: bool | None = None
    is_ambiguous: bool | None = None
    is_unassigned: bool | None = None


@frozen
class AgentListing:
    """An agent, with what belongs to it.

    Attributes:
        agent: The agent.
        customer_code: Its customer's code; None where it is nobody's.
        connector_name: What people call its connector; None where that was removed, or is not for whoever asks.
        connector_kind: Name of the kind of its connector; None where that was removed.
        same_host: Which other agents are on its host.
    """

    agent: Agent
    customer_code: str | None
    connector_name: str | None
    connector_kind: str | None
    same_host: SameHost


class AgentRepository(Protocol):
    """The agents that were seen."""

    def lock(self, connector_id: ConnectorId) -> None:
        """Keeps whoever else locks the agents of a connector away until this unit of work ends."""
        ...

    def known(self, connector_id: ConnectorId, vendor_ids: Collection[str]) -> Mapping[str, Agent]:
        """Returns those agents of a connector that are stored, by the product's identifier, whosever they are.

        Nobody changes them until this unit of work ends.
        """
        ...

    def add_all(self, agents: Collection[Agent]) -> None:
        """Adds agents.

        Raises:
            ConcurrentChangeError: One of them was added meanwhile.
            OtherCustomerError: A customer is not there.
        """
        ...

    def save_seen(self, agents: Collection[Agent]) -> None:
        """Writes of agents, as ``known`` gave them, what a product says: all but what people change and the version.

        Whose one is belongs to both, and is written.

        Raises:
            OtherCustomerError: A customer is not there.
        """
        ...

    def note_synced(self, agent_ids: Collection[AgentId], at: datetime) -> None:
        """Writes of agents, as ``known`` gave them, that their product named them, and said nothing new."""
        ...

    def mark_vanished(self, connector_id: ConnectorId, *, before: datetime, at: datetime, limit: int) -> int:
        """Marks agents of a connector that were last synchronised before a time, and returns how many.

        Args:
            connector_id: Which connector.
            before: Those synchronised before this.
            at: When they were found to have vanished.
            limit: How many at most; those that are marked already do not count.
        """
        ...

    def connectors(self) -> frozenset[ConnectorId]:
        """Returns the connectors that have agents which have not vanished, whether they are there themselves or not."""
        ...

    def page(self, wanted: AgentFilter, page: PageRequest, *, reach: Reach) -> Page[AgentListing]:
        """Returns a page of agents within reach by (created_at, id), the latest first."""
        ...

    def detail(self, agent_id: AgentId, *, reach: Reach) -> AgentListing:
        """Returns an agent.

        Raises:
            NotFoundError: It is not within reach.
        """
        ...

    def for_change(self, agent_id: AgentId, *, reach: Reach) -> Agent:
        """Returns an agent that nobody else changes until this unit of work ends.

        Raises:
            NotFoundError: It is not within reach.
        """
        ...

    def save(self, agent: Agent, *, expected_version: int, reach: Reach) -> None:
        """Writes of an agent what people change, and its version.

        Raises:
            ConcurrentChangeError: Its version is no longer the expected one, or it is not within reach.
            OtherCustomerError: Its customer is not there.
        """
        ...


class AgentsWork(ConnectorsWork, Protocol):
    """A unit of work over agents."""

    @property
    def agents(self) -> AgentRepository:
        """The agents."""
        ...
