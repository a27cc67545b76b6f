"""Synchronise the inventory of agents with what products say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

from attrs import define, evolve, frozen

from socdomain.agents.ports import AgentsWork
from socdomain.agents.seen import agent_of, is_usable, kept, seen_again
from socdomain.agents.whose import Whose
from socdomain.clock import Clock
from socdomain.connectors.capabilities import AgentSeen, ListsAgents
from socdomain.connectors.connector import Connector
from socdomain.connectors.connector_changes import found_connector
from socdomain.connectors.use_connectors import UseConnectors
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import (
    ConcurrentChangeError,
    NotAllowedError,
    NotFoundError,
    OtherCustomerError,
)
from socdomain.ids import AgentId, ConnectorId, Ids
from socdomain.principal import Principal, Reach, Scope

BATCH: Final = 500
"""How many agents a transaction writes at most: on SQLite nobody else writes meanwhile."""

MOST_ATTEMPTS: Final = 5
"""How often a transaction is tried that meets other writers."""


@define
class Synced:
    """What became of synchronising the agents of a connector.

    Attributes:
        connector: Which, by what people call it.
        agents: How many agents it named.
        added: How many of them were new.
        vanished: How many it names no more.
        unusable: How many of them could not be kept, since nobody could know them again.
        trouble: Why it was not done to the end, in a sentence; empty where it was.
    """

    connector: str
    agents: int = 0
    added: int = 0
    vanished: int = 0
    unusable: int = 0
    trouble: str = ""


@frozen
class SyncAgents:
    """Synchronises agents, connector after connector; one that fails stops none of the others.

    No unit of work is open while a product is asked. An agent that was not named has vanished only where the product
    was heard to the end; what was heard before it broke off is kept.

    Attributes:
        work: Makes units of work that write.
        use: Finds and opens connectors.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], AgentsWork]
    use: UseConnectors
    clock: Clock
    ids: Ids

    def execute(
        self, *, by: Principal, tell: Callable[[Connector, int], None] = lambda _connector, _count: None
    ) -> tuple[int, Iterator[Synced]]:
        """Synchronises the agents of every connector that is enabled and lists agents.

        Args:
            by: Who asks; needs ``agents:write``, and to see every customer.
            tell: Is told of a connector, after each batch, how many agents it has named.

        Returns:
            How many connectors there are, and what became of each, as soon as that is known.

        Raises:
            NotAllowedError: They may not.
        """
        _require_everyone(by)
        connectors = self.use.having(ListsAgents)
        return len(connectors), self._each(connectors, by, tell)

    def of_removed_connectors(self, *, by: Principal) -> int:
        """Marks the agents as vanished whose connectors were removed, and returns how many.

        Args:
            by: Who asks; needs ``agents:write``, and to see every customer.

        Raises:
            NotAllowedError: They may not.
        """
        _require_everyone(by)
        with self.work(by.reach) as work:
            removed = work.agents.connectors() - {one.id for one in work.connectors.all()}
        now = self.clock.now()
        return sum(self._vanish(connector_id, now, by) for connector_id in sorted(removed))

    def _each(
        self, connectors: Sequence[Connector], by: Principal, tell: Callable[[Connector, int], None]
    ) -> Iterator[Synced]:
        for connector in connectors:
            synced = Synced(connector.name)
            try:
                self._sync(connector, synced, by, tell)
            except ConnectorError as error:
                synced.trouble = error.advice
            except NotFoundError:
                synced.trouble = "It was removed meanwhile."
            yield synced

    def _sync(
        self, connector: Connector, synced: Synced, by: Principal, tell: Callable[[Connector, int], None]
    ) -> None:
        since = self.clock.now()
        with self.use.opened(connector.id, ListsAgents) as client:  # type: ignore[type-abstract]  # what it is for
            for batch in _batches(client):
                usable = {one.vendor_id: kept(one) for one in batch if is_usable(one)}
                synced.agents += len(batch)
                synced.unusable += sum(not is_usable(one) for one in batch)
                synced.added += _again(partial(self._write, connector.id, usable, since, by))
                tell(connector, synced.agents)
        synced.vanished = self._vanish(connector.id, since, by)

    def _write(self, connector_id: ConnectorId, seen: dict[str, AgentSeen], since: datetime, by: Principal) -> int:
        with self.work(by.reach) as work:
            work.agents.lock(connector_id)
            # As it is now: somebody may have changed whose its agents are, or removed it.
            whose = Whose.read(work, found_connector(work, connector_id), seen.values())
            known = work.agents.known(connector_id, seen.keys())
            # A clock that was set back must not have agents vanish that were named.
            at = max(self.clock.now(), since)
            new = [
                agent_of(one, AgentId(self.ids.new()), connector_id, whose.of(one), at)
                for vendor_id, one in seen.items()
                if vendor_id not in known
            ]
            work.agents.add_all(new)
            again = [
                (agent, seen_again(agent, seen[vendor_id], whose.of(seen[vendor_id]), at))
                for vendor_id, agent in known.items()
            ]
            is_same = {after.id for before, after in again if evolve(after, synced_at=before.synced_at) == before}
            work.agents.note_synced(is_same, at)
            work.agents.save_seen([after for _, after in again if after.id not in is_same])
            work.commit()
        return len(new)

    def _vanish(self, connector_id: ConnectorId, since: datetime, by: Principal) -> int:
        count, is_done = 0, False
        while not is_done:
            marked = _again(partial(self._mark, connector_id, since, by))
            count, is_done = count + marked, marked < BATCH
        return count

    def _mark(self, connector_id: ConnectorId, since: datetime, by: Principal) -> int:
        with self.work(by.reach) as work:
            work.agents.lock(connector_id)
            at = max(self.clock.now(), since)
            marked = work.agents.mark_vanished(connector_id, before=since, at=at, limit=BATCH)
            work.commit()
        return marked


def _again(write: Callable[[], int]) -> int:
    """Writes in a transaction, again where it meets other writers, or a customer that has just been removed."""
    for _ in range(MOST_ATTEMPTS - 1):
        with suppress(ConcurrentChangeError, OtherCustomerError):
            return write()
    return write()


def _require_everyone(by: Principal) -> None:
    by.require_any_scope(Scope.AGENTS_WRITE)
    if not by.reach.is_everyone:
        raise NotAllowedError((Scope.AGENTS_WRITE,))


def _batches(client: ListsAgents) -> Iterator[list[AgentSeen]]:
    """Yields what a product names, as many at a time as a transaction writes; all of it, also where it breaks off.

    Raises:
        ConnectorError: The product cannot be asked, or its connector has a fault.
    """
    heard = _heard(client)
    while batch := list(islice(heard, BATCH)):
        if named := [one for one in batch if isinstance(one, AgentSeen)]:
            yield named
        if isinstance(trouble := batch[-1], ConnectorError):
            raise trouble


def _heard(client: ListsAgents) -> Iterator[AgentSeen | ConnectorError]:
    """Yields what a product names, and at last why it broke off, where it did."""
    try:
        yield from client.agents()
    except ConnectorError as error:
        yield error
    except Exception as error:  # what a plugin raises is not known here
        # By its class alone: its text may hold anything.
        yield ConnectorError(Outcome.ERROR, f"Its connector has a fault and raised {type(error).__name__}: report it.")
