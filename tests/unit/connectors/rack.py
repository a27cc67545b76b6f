"""A rack of connectors: their use cases on memory, and the products that they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import define, evolve, field

from entrypoints.connector_use_cases import ConnectorUseCases
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.change_connector import ConnectorChange
from socdomain.connectors.connector import Connector
from socdomain.connectors.history import HistoryEntry
from socdomain.connectors.kind import ConnectorKinds
from socdomain.connectors.queries import list_history
from socdomain.customers.customer import Customer
from socdomain.memory import CountingIds, FixedClock, MemoryPlatform, MemorySecretBox, MemoryWorks
from socdomain.pages import PageRequest
from socdomain.principal import Principal
from socdomain.sealed import Sealed
from tests.builders import EVERYONE, a_customer
from tests.products import HOUND, PASSWORD, PLAIN, Products, kinds_of

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL: Final = "https://hound.example.org:55000/api"
GIVEN: Final = {"url": URL, "username": "watchfloor", "password": PASSWORD}


@define
class Rack:
    """Use cases on memory, and an operator who may do everything."""

    clock: FixedClock = field(factory=lambda: FixedClock(NOON))
    platform: MemoryPlatform = field(factory=MemoryPlatform)
    ids: CountingIds = field(factory=CountingIds)
    box: MemorySecretBox = field(factory=MemorySecretBox)
    products: Products = field(factory=Products)
    kinds: ConnectorKinds = field(factory=lambda: kinds_of(HOUND, PLAIN))
    me: Principal = field(factory=lambda: local_principal("operator"))

    @property
    def works(self) -> MemoryWorks:
        """Makes units of work."""
        return self.platform.works()

    @property
    def use_cases(self) -> ConnectorUseCases:
        """The use cases."""
        return ConnectorUseCases(
            self.works,
            self.works.reading,
            self.clock,
            self.ids,
            lambda: self.box,
            self.kinds,
            self.products.opens,
            self.products.tries,
        )

    def later(self, **step: float) -> datetime:
        """Lets time pass, and returns the time then."""
        self.clock.advance(timedelta(**step))
        return self.clock.at

    def customer(self, code: str = "ACME") -> Customer:
        """Adds a customer."""
        customer = a_customer(code)
        with self.works(EVERYONE) as work:
            work.customers.add(customer)
            work.commit()
        return customer

    def add(self, name: str = "Hound", values: Mapping[str, str] = GIVEN, **fields: Any) -> Connector:
        """Adds a connector; one that works, unless it is said otherwise."""
        wanted = NewConnector(fields.pop("kind", HOUND.name), name, values, **fields)
        return self.use_cases.add.execute(wanted, by=self.me)

    def change(
        self,
        connector: Connector,
        values: Mapping[str, str | None] | None = None,
        *,
        version: int | None = None,
        **to: Any,
    ) -> Connector:
        """Changes a connector."""
        change = ConnectorChange(values=values or {}, **to)
        return self.use_cases.change.execute(connector.id, change, expected_version=version, by=self.me)

    def switch(self, connector: Connector, *, is_enabled: bool) -> Connector:
        """Switches a connector."""
        return self.use_cases.switch.execute(connector.id, is_enabled=is_enabled, by=self.me)

    def make_default(self, connector: Connector) -> Connector:
        """Makes a connector the default one."""
        return self.use_cases.make_default.execute(connector.id, by=self.me)

    def remove(self, connector: Connector, *, version: int | None = None) -> None:
        """Removes a connector."""
        self.use_cases.remove.execute(connector.id, expected_version=version, by=self.me)

    def verify(self, connector: Connector) -> Connector:
        """Tries a connector."""
        return self.use_cases.verify.execute(connector.id, by=self.me)

    def verify_all(self) -> dict[str, str]:
        """Tries all connectors, and returns what became of each, by name, in the order in which it was known."""
        count, tried = self.use_cases.verify.all(by=self.me)
        found = {one.name: became.outcome.value for one, became in tried}
        assert len(found) == count
        return found

    def break_seals(self, connector: Connector) -> None:
        """Stores a connector with secrets that nobody sealed, as if its key had been lost."""
        with self.works(EVERYONE) as work:
            broken = evolve(connector, secrets=dict.fromkeys(connector.secrets, Sealed("wf1.lost.1")))
            work.connectors.save(broken, expected_version=connector.version)
            work.commit()

    def stored(self, connector: Connector) -> Connector:
        """Returns a connector as it is stored."""
        with self.works.reading(EVERYONE) as work:
            found = work.connectors.get(connector.id)
        assert found is not None
        return found

    def all(self) -> list[Connector]:
        """Returns all connectors as they are stored."""
        with self.works.reading(EVERYONE) as work:
            return list(work.connectors.all())

    def given(self, connector: Connector) -> dict[str, str]:
        """Returns what a client of a connector would be made from."""
        return dict(self.use_cases.verify.secrets.setup(self.stored(connector)).values)

    def history(self, connector: Connector) -> list[HistoryEntry]:
        """Returns what has happened to a connector, in that order."""
        page = list_history(self.works.reading(EVERYONE), connector.id, PageRequest(200), by=self.me)
        return list(reversed(page.items))

    def happened(self, connector: Connector) -> list[str]:
        """Returns the same, in a word each."""
        return [entry.happening.value for entry in self.history(connector)]

    def audited(self) -> list[tuple[str, str]]:
        """Returns what was written down in the audit log, and of which connector."""
        return [(record.action, record.object_id) for record in self.platform.audit_records]
