"""The list of agents, one agent, and which are on one host."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from adapters.database.agent_rows import AGENT_COLUMNS, agent_of
from adapters.database.agent_tables import agents
from adapters.database.bulk_dialects import bulk_of
from adapters.database.connector_tables import connectors
from adapters.database.narrowing import latest_first, within
from adapters.database.platform_tables import customer_codes, customers
from adapters.database.unstorable import cannot_be_stored
from socdomain.agents.agent import Agent
from socdomain.agents.ports import OTHER_FAMILY, AgentFilter, AgentListing
from socdomain.agents.same_host import (
    HostKey,
    Namesake,
    SameHost,
    host_key,
    same_host,
)
from socdomain.customers.customer import folded
from socdomain.errors import NotFoundError
from socdomain.ids import AgentId
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach

_LISTED = (
    select(*AGENT_COLUMNS, customers.c.code, connectors.c.name, connectors.c.kind)
    .select_from(agents)
    .outerjoin(customers, customers.c.id == agents.c.customer_id)
    .outerjoin(connectors, connectors.c.id == agents.c.connector_id)
)
_NAMESAKES = (
    "agents.customer_id = wanted.customer_id AND agents.host_short = wanted.host_short"
    " AND agents.os_family = wanted.os_family AND agents.vanished_at IS NULL"
)
_NAMESAKE_COLUMNS = (
    agents.c.id,
    agents.c.customer_id,
    agents.c.host_short,
    agents.c.os_family,
    agents.c.host_domain,
    agents.c.connector_id,
)


def agent_page(connection: Connection, wanted: AgentFilter, page: PageRequest, *, reach: Reach) -> Page[AgentListing]:
    """Reads a page of the list; see ``AgentRepository.page``."""
    if cannot_be_stored(wanted.customer, wanted.text, wanted.os_family, wanted.status):
        return Page(())
    query = _LISTED.where(within(agents.c.customer_id, reach), *_conditions(wanted))
    rows = connection.execute(latest_first(query, agents.c.created_at, agents.c.id, page)).all()
    shown = rows[: page.limit]
    following = Position(shown[-1].created_at, shown[-1].id) if len(rows) > page.limit else None
    return Page(tuple(_listings(connection, shown)), following)


def agent_detail(connection: Connection, agent_id: AgentId, *, reach: Reach) -> AgentListing:
    """Reads an agent; see ``AgentRepository.detail``."""
    query = _LISTED.where(agents.c.id == agent_id, within(agents.c.customer_id, reach))
    found = _listings(connection, connection.execute(query).all())
    if not found:
        raise NotFoundError("agent", agent_id)
    return found[0]


def _listings(connection: Connection, rows: Sequence[Sequence[Any]]) -> list[AgentListing]:
    found = [(agent_of(row), row[len(AGENT_COLUMNS) :]) for row in rows]
    hosts = _same_hosts(connection, [agent for agent, _ in found])
    return [AgentListing(agent, code, name, kind, hosts[agent.id]) for agent, (code, name, kind) in found]


def _same_hosts(connection: Connection, found: Iterable[Agent]) -> Mapping[AgentId, SameHost]:
    keys = {agent.id: host_key(agent) for agent in found}
    namesakes = _namesakes(connection, {key for key in keys.values() if key is not None})
    return {
        agent_id: SameHost() if key is None else same_host(agent_id, namesakes.get(key, ()))
        for agent_id, key in keys.items()
    }


def _namesakes(connection: Connection, keys: Collection[HostKey]) -> Mapping[HostKey, list[Namesake]]:
    if not keys:
        return {}
    columns = (agents.c.customer_id, agents.c.host_short, agents.c.os_family)
    wanted = dict(zip(columns, map(list, zip(*keys, strict=True)), strict=True))
    by_key: dict[HostKey, list[Namesake]] = {}
    for agent_id, customer_id, short, family, domain, connector_id in bulk_of(connection).read(
        wanted, _NAMESAKE_COLUMNS, _NAMESAKES
    ):
        key = (customer_id, short, family)
        by_key.setdefault(key, []).append(Namesake(agent_id, key, domain, connector_id))
    return by_key


def _conditions(wanted: AgentFilter) -> list[ColumnElement[bool]]:
    rows, conditions = agents.c, []
    if wanted.customer is not None:
        owner = select(customer_codes.c.customer_id).where(customer_codes.c.folded == folded(wanted.customer))
        conditions.append(rows.customer_id == owner.scalar_subquery())
    if wanted.connector_id is not None:
        conditions.append(rows.connector_id == wanted.connector_id)
    if wanted.text:
        conditions.append(rows.search_text.contains(wanted.text.casefold(), autoescape=True))
    if wanted.os_family is not None:
        conditions.append(rows.os_family == ("" if wanted.os_family == OTHER_FAMILY else wanted.os_family))
    if wanted.status is not None:
        conditions.append(rows.status == wanted.status)
    if wanted.has_vanished is not None:
        conditions.append(rows.vanished_at.is_not(None) if wanted.has_vanished else rows.vanished_at.is_(None))
    if wanted.is_ambiguous is not None:
        conditions.append(rows.id.in_(_ambiguous()) if wanted.is_ambiguous else rows.id.not_in(_ambiguous()))
    if wanted.is_unassigned is not None:
        conditions.append(rows.customer_id.is_(None) if wanted.is_unassigned else rows.customer_id.is_not(None))
    return conditions


def _ambiguous() -> Select[Any]:
    """Selects the identifiers of those agents of which ``same_host`` says so."""
    one, other = agents.alias("one").c, agents.alias("other").c
    connector_count = func.count(other.connector_id.distinct())
    alike = (
        select(other.customer_id, other.host_short, other.os_family)
        .where(other.vanished_at.is_(None), other.customer_id.is_not(None), other.host_short != "")
        .group_by(other.customer_id, other.host_short, other.os_family)
        .having(
            connector_count > 1,
            or_(
                other.os_family == "",
                func.count() > connector_count,
                func.count(func.nullif(other.host_domain, "").distinct()) > 1,
            ),
        )
        .subquery("alike")
    )
    is_alike = and_(
        one.customer_id == alike.c.customer_id,
        one.host_short == alike.c.host_short,
        one.os_family == alike.c.os_family,
        one.vanished_at.is_(None),
    )
    return select(one.id).select_from(one.id.table).join(alike, is_alike)
