"""A yard with watchmen: connectors in memory that list agents, and the use cases of agents on memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import Factory, define, field, frozen

from socdomain.agents.agent import Agent
from socdomain.agents.change_agent import AgentChange, ChangeAgent
from socdomain.agents.ports import AgentFilter, AgentListing
from socdomain.agents.queries import list_agents
from socdomain.agents.sync_agents import SyncAgents, Synced
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.capabilities import AgentSeen, ListsAgents
from socdomain.connectors.connector import Connector
from socdomain.connectors.kind import Setup
from socdomain.connectors.secret_values import SecretValues
from socdomain.connectors.use_connectors import UseConnectors
from socdomain.connectors.verification import ProductFound
from socdomain.customers.customer import Customer
from socdomain.ids import ConnectorId, CustomerId
from socdomain.memory import CountingIds, FixedClock, MemoryPlatform, MemorySecretBox
from socdomain.pages import PageRequest
from socdomain.principal import Principal
from tests.builders import EVERYONE, a_connector, a_customer
from tests.contracts.backends import Works
from tests.products import HOUND, Kind, kinds_of

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
WATCHMAN: Final = Kind("watchman", "Watchman", (), (ListsAgents,))


@frozen
class Watchman:
    """A client of a product that names agents."""

    said: Iterable[AgentSeen | Exception]

    def verify(self) -> ProductFound:
        """Says nothing of itself."""
        return ProductFound()

    def agents(self) -> Iterator[AgentSeen]:
        """Yields what it is told to, and raises what is an error."""
        for one in self.said:
            if isinstance(one, Exception):
                raise one
            yield one

    def agent(self, vendor_id: str) -> AgentSeen | None:
        """Returns none."""
        return None


@define
class Yard:
    """Connectors, what their products name, and an operator who may do everything.

    Attributes:
        works: Makes units of work; over ``platform`` unless others are given.
        says: What the product of each connector names.
        meanwhile: Is called while a product is asked, before it has answered.
    """

    clock: FixedClock = field(factory=lambda: FixedClock(NOON))
    platform: MemoryPlatform = field(factory=MemoryPlatform)
    works: Works = field(default=Factory(lambda self: self.platform.works(), takes_self=True))
    ids: CountingIds = field(factory=CountingIds)
    says: dict[ConnectorId, Iterable[AgentSeen | Exception]] = field(factory=dict)
    meanwhile: Callable[[], object] = lambda: None
    me: Principal = field(factory=lambda: local_principal("operator"))

    @contextmanager
    def opens(self, setup: Setup, *, within_s: float | None = None) -> Iterator[Watchman]:
        """Makes a client, as ``OpensClients``."""
        self.meanwhile()
        yield Watchman(self.says[setup.connector_id])

    @property
    def sync(self) -> SyncAgents:
        """The use case."""
        works, kinds = self.works, kinds_of(WATCHMAN, HOUND)
        use = UseConnectors(works.reading, kinds, SecretValues(MemorySecretBox()), self.opens)
        return SyncAgents(works, use, self.clock, self.ids)

    def synced(self, **step: float) -> dict[str, Synced]:
        """Lets time pass, synchronises, and returns what became of each connector."""
        self.clock.advance(timedelta(**step) or timedelta(minutes=15))
        count, each = self.sync.execute(by=self.me)
        found = {one.connector: one for one in each}
        assert len(found) == count
        return found

    def customer(self, code: str, **fields: Any) -> CustomerId:
        """Adds a customer."""
        customer: Customer = a_customer(code, **fields)
        with self.works(EVERYONE) as work:
            work.customers.add(customer)
            work.commit()
        return customer.id

    def connector(self, name: str = "Watch", *said: AgentSeen | Exception, **fields: Any) -> Connector:
        """Adds a connector whose product names agents."""
        connector = a_connector(name, **{"kind": WATCHMAN.name, "values": {}, "secrets": {}} | fields)
        with self.works(EVERYONE) as work:
            work.connectors.add(connector)
            work.commit()
        self.says[connector.id] = said
        return connector

    def save(self, connector: Connector) -> None:
        """Stores a connector in place of the version before."""
        with self.works(EVERYONE) as work:
            work.connectors.save(connector, expected_version=connector.version - 1)
            work.commit()

    def remove(self, connector: Connector) -> None:
        """Removes a connector."""
        with self.works(EVERYONE) as work:
            work.connectors.remove(connector.id, expected_version=connector.version)
            work.commit()

    def listings(self, wanted: AgentFilter | None = None, *, by: Principal | None = None) -> Sequence[AgentListing]:
        """Returns the agents that somebody may see."""
        reader = by or self.me
        work = self.works.reading(reader.reach)
        return list_agents(work, wanted or AgentFilter(), PageRequest(200), by=reader).items

    def agents(self) -> Mapping[str, Agent]:
        """Returns all agents, by the product's identifier."""
        found = [one.agent for one in self.listings()]
        assert len({one.vendor_id for one in found}) == len(found)
        return {one.vendor_id: one for one in found}

    def change(self, agent: Agent, *, by: Principal | None = None, version: int | None = None, **to: Any) -> Agent:
        """Changes an agent, and returns it as it is then."""
        use_case = ChangeAgent(self.works, self.clock, self.ids)
        expected = agent.version if version is None else version
        changed = use_case.execute(agent.id, AgentChange(**to), expected_version=expected, by=by or self.me)
        return changed.agent


def seen(vendor_id: str = "1", hostname: str = "ws-1", **fields: Any) -> AgentSeen:
    """An agent, as a product names it."""
    return AgentSeen(vendor_id, hostname, **{"os_family": "linux", "status": "active"} | fields)
