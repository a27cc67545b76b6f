"""Agents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from adapters.database.agent_reads import agent_detail, agent_page
from adapters.database.agent_rows import AGENT_COLUMNS, PEOPLES, agent_of, agent_row, columns_of, ids_of
from adapters.database.agent_tables import agents
from adapters.database.bulk import Columns
from adapters.database.bulk_dialects import bulk_of
from adapters.database.narrowing import within
from socdomain.agents.agent import Agent
from socdomain.agents.ports import AgentFilter, AgentListing
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import AgentId, ConnectorId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Reach

_LOCK: Final = 0x57464C41
"""First key of the advisory locks under which agents are synchronised on PostgreSQL; the second is of the connector."""

_IS_WANTED: Final = "agents.connector_id = wanted.connector_id AND agents.vendor_id = wanted.vendor_id"


class SqlAgentRepository:
    """The agents, as ``AgentRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self, connector_id: ConnectorId) -> None:
        """Keeps whoever else locks them away; on SQLite whoever writes keeps everybody away already."""
        if self._connection.dialect.name == "postgresql":
            # Connectors that have the same 31 bits only wait for each other without need.
            keys = (_LOCK, connector_id.int & 0x7FFF_FFFF)
            self._connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", keys)

    def known(self, connector_id: ConnectorId, vendor_ids: Collection[str]) -> Mapping[str, Agent]:
        """Returns those agents of a connector that are stored, locked until the work ends."""
        if not vendor_ids:
            return {}
        wanted: Columns = {
            agents.c.connector_id: [connector_id] * len(vendor_ids),
            agents.c.vendor_id: list(vendor_ids),
        }
        rows = bulk_of(self._connection).read(wanted, AGENT_COLUMNS, _IS_WANTED, locked=True)
        return {agent.vendor_id: agent for agent in map(agent_of, rows)}

    def add_all(self, some: Collection[Agent]) -> None:
        """Adds agents."""
        if some:
            in_order = sorted(some, key=lambda agent: (agent.connector_id, agent.vendor_id))
            bulk_of(self._connection).insert(agents, columns_of(in_order))

    def save_seen(self, some: Collection[Agent]) -> None:
        """Writes what a product says of agents."""
        if some:
            in_order = sorted(some, key=lambda agent: agent.id)
            bulk_of(self._connection).update(ids_of(in_order), columns_of(in_order, only_seen=True))

    def note_synced(self, agent_ids: Collection[AgentId], at: datetime) -> None:
        """Writes that the product of agents named them."""
        if agent_ids:
            in_order = sorted(agent_ids)
            bulk_of(self._connection).update({agents.c.id: in_order}, {agents.c.synced_at: [at] * len(in_order)})

    def mark_vanished(self, connector_id: ConnectorId, *, before: datetime, at: datetime, limit: int) -> int:
        """Marks agents of a connector that were last synchronised before a time, and returns how many."""
        table = agents.c
        is_gone = (table.connector_id == connector_id) & (table.synced_at < before) & table.vanished_at.is_(None)
        some = select(table.id).where(is_gone).order_by(table.id).limit(limit)
        ids = self._connection.scalars(some.with_for_update(key_share=True)).all()
        if ids:
            self._connection.execute(update(agents).where(table.id.in_(ids)).values(vanished_at=at))
        return len(ids)

    def connectors(self) -> frozenset[ConnectorId]:
        """Returns the connectors that have agents which have not vanished."""
        query = select(agents.c.connector_id).where(agents.c.vanished_at.is_(None)).distinct()
        return frozenset(map(ConnectorId, self._connection.scalars(query)))

    def page(self, wanted: AgentFilter, page: PageRequest, *, reach: Reach) -> Page[AgentListing]:
        """Returns a page of agents within reach, the latest found first."""
        return agent_page(self._connection, wanted, page, reach=reach)

    def detail(self, agent_id: AgentId, *, reach: Reach) -> AgentListing:
        """Returns an agent within reach."""
        return agent_detail(self._connection, agent_id, reach=reach)

    def for_change(self, agent_id: AgentId, *, reach: Reach) -> Agent:
        """Returns an agent, locked until the work ends."""
        query = select(*AGENT_COLUMNS).where(agents.c.id == agent_id, within(agents.c.customer_id, reach))
        row = self._connection.execute(query.with_for_update(key_share=True)).one_or_none()
        if row is None:
            raise NotFoundError("agent", agent_id)
        return agent_of(row)

    def save(self, agent: Agent, *, expected_version: int, reach: Reach) -> None:
        """Writes what people change, and the version."""
        is_this = (agents.c.id == agent.id) & (agents.c.version == expected_version)
        values = {name: value for name, value in agent_row(agent).items() if name in PEOPLES}
        changed = update(agents).where(is_this, within(agents.c.customer_id, reach)).values(values)
        if self._connection.execute(changed).rowcount != 1:
            raise ConcurrentChangeError("the agent has changed since it was read")
