"""Agents in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import islice

from attrs import evolve, frozen

from socdomain.agents.agent import Agent
from socdomain.agents.ports import OTHER_FAMILY, AgentFilter, AgentListing
from socdomain.agents.same_host import AgentOfName, HostKey, Namesake, SameHost, host_key, same_host
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import AgentId, ConnectorId, CustomerId
from socdomain.memory.customers import customer_of_code
from socdomain.memory.json_copies import agent_copy
from socdomain.memory.pages import page_of
from socdomain.memory.state import State
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


@frozen
class MemoryAgentRepository:
    """The agents, as ``AgentRepository``."""

    _state: State

    def lock(self, connector_id: ConnectorId) -> None:
        """Does nothing: only one unit of work writes at a time."""

    def known(self, connector_id: ConnectorId, vendor_ids: Collection[str]) -> Mapping[str, Agent]:
        """Returns those agents of a connector that are stored."""
        wanted = frozenset(vendor_ids)
        of_connector = (one for one in self._state.agents.values() if one.connector_id == connector_id)
        return {one.vendor_id: agent_copy(one) for one in of_connector if one.vendor_id in wanted}

    def add_all(self, agents: Collection[Agent]) -> None:
        """Adds agents."""
        taken = {(one.connector_id, one.vendor_id) for one in self._state.agents.values()}
        for agent in agents:
            self._state.check_customer(agent.customer_id)
            if agent.id in self._state.agents or (agent.connector_id, agent.vendor_id) in taken:
                raise ConcurrentChangeError("the agent exists")
            self._state.agents[agent.id] = agent_copy(agent)
            taken.add((agent.connector_id, agent.vendor_id))

    def save_seen(self, agents: Collection[Agent]) -> None:
        """Writes what a product says of agents."""
        for agent in agents:
            self._state.check_customer(agent.customer_id)
            stored = self._state.agents[agent.id]
            self._state.agents[agent.id] = evolve(
                agent_copy(agent),
                customer_is_set=stored.customer_is_set,
                criticality=stored.criticality,
                note=stored.note,
                version=stored.version,
            )

    def note_synced(self, agent_ids: Collection[AgentId], at: datetime) -> None:
        """Writes that the product of agents named them."""
        for agent_id in agent_ids:
            self._state.agents[agent_id] = evolve(self._state.agents[agent_id], synced_at=at)

    def mark_vanished(self, connector_id: ConnectorId, *, before: datetime, at: datetime, limit: int) -> int:
        """Marks agents of a connector that were last synchronised before a time, and returns how many."""
        of_connector = [one for one in _present(self._state) if one.connector_id == connector_id]
        gone = list(islice((one for one in of_connector if one.synced_at < before), limit))
        for agent in gone:
            self._state.agents[agent.id] = evolve(agent, vanished_at=at)
        return len(gone)

    def connectors(self) -> frozenset[ConnectorId]:
        """Returns the connectors that have agents which have not vanished."""
        return frozenset(one.connector_id for one in _present(self._state))

    def page(self, wanted: AgentFilter, page: PageRequest, *, reach: Reach) -> Page[AgentListing]:
        """Returns a page of agents within reach, the latest found first."""
        seen = [one for one in self._state.agents.values() if reach.sees(one.customer_id)]
        found = [one for one in seen if _matches(self._state, one, wanted)]
        listed = page_of(found, page, lambda one: Position(one.created_at, one.id))
        return Page(tuple(_listing(self._state, one) for one in listed.items), listed.next)

    def detail(self, agent_id: AgentId, *, reach: Reach) -> AgentListing:
        """Returns an agent within reach."""
        return _listing(self._state, self.for_change(agent_id, reach=reach))

    def for_change(self, agent_id: AgentId, *, reach: Reach) -> Agent:
        """Returns an agent within reach."""
        found = self._state.agents.get(agent_id)
        if found is None or not reach.sees(found.customer_id):
            raise NotFoundError("agent", agent_id)
        return agent_copy(found)

    def save(self, agent: Agent, *, expected_version: int, reach: Reach) -> None:
        """Writes what people change, and the version."""
        stored = self._state.agents.get(agent.id)
        if stored is None or stored.version != expected_version or not reach.sees(stored.customer_id):
            raise ConcurrentChangeError("the agent has changed since it was read")
        self._state.check_customer(agent.customer_id)
        self._state.agents[agent.id] = evolve(
            stored,
            customer_id=agent.customer_id,
            customer_is_set=agent.customer_is_set,
            criticality=agent.criticality,
            note=agent.note,
            version=agent.version,
        )


def agents_of_name(state: State, customer_id: CustomerId, names: Collection[str]) -> tuple[AgentOfName, ...]:
    """Returns the agents of a customer whose short names are among some, but for those that have vanished."""
    of_customer = [one for one in _present(state) if one.customer_id == customer_id]
    return tuple(AgentOfName(one.id, one.connector_id, one.vendor_id) for one in of_customer if one.host.short in names)


def _present(state: State) -> Iterator[Agent]:
    return (one for one in list(state.agents.values()) if one.vanished_at is None)


def _listing(state: State, agent: Agent) -> AgentListing:
    connector = state.connectors.get(agent.connector_id)
    return AgentListing(
        agent=agent_copy(agent),
        customer_code=None if agent.customer_id is None else state.customers[agent.customer_id].code,
        connector_name=None if connector is None else connector.name,
        connector_kind=None if connector is None else connector.kind,
        same_host=_same_host(state, agent),
    )


def _same_host(state: State, agent: Agent) -> SameHost:
    key = host_key(agent)
    return SameHost() if key is None else same_host(agent.id, _namesakes(state, key))


def _namesakes(state: State, key: HostKey) -> list[Namesake]:
    alike = [one for one in state.agents.values() if host_key(one) == key]
    return [Namesake(one.id, key, one.host.domain, one.connector_id) for one in alike]


def _matches(state: State, agent: Agent, wanted: AgentFilter) -> bool:
    if wanted.customer is not None:
        owner = customer_of_code(state, wanted.customer)
        if owner is None or agent.customer_id != owner.id:
            return False
    family = "" if wanted.os_family == OTHER_FAMILY else wanted.os_family
    return (
        wanted.connector_id in (None, agent.connector_id)
        and (not wanted.text or wanted.text.casefold() in agent.search_text)
        and family in (None, agent.os_family)
        and wanted.status in (None, agent.status)
        and wanted.has_vanished in (None, agent.vanished_at is not None)
        and wanted.is_ambiguous in (None, _same_host(state, agent).is_ambiguous)
        and wanted.is_unassigned in (None, agent.customer_id is None)
    )
