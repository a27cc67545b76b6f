"""Plain reads of agents; each asks for its scope and hands over the principal's reach."""

from __future__ import annotations

from attrs import evolve

from socdomain.agents.ports import AgentFilter, AgentListing, AgentsWork
from socdomain.ids import AgentId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope


def list_agents(work: AgentsWork, wanted: AgentFilter, page: PageRequest, *, by: Principal) -> Page[AgentListing]:
    """Returns a page of agents, the latest found first."""
    by.require_any_scope(Scope.AGENTS_READ)
    with work:
        found = work.agents.page(wanted, page, reach=by.reach)
    return Page(tuple(for_reader(one, by) for one in found.items), found.next)


def get_agent(work: AgentsWork, agent_id: AgentId, *, by: Principal) -> AgentListing:
    """Returns an agent.

    Raises:
        NotFoundError: It is not within reach.
    """
    by.require_any_scope(Scope.AGENTS_READ)
    with work:
        return for_reader(work.agents.detail(agent_id, reach=by.reach), by)


def for_reader(listing: AgentListing, by: Principal) -> AgentListing:
    """Returns an agent as a principal may see it: what connectors are called is for who sees every customer."""
    return listing if by.reach.is_everyone else evolve(listing, connector_name=None)
