"""Add a connector."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from socdomain.connectors.connector import Connector
from socdomain.connectors.connector_changes import ConnectorChanges, checked_name, require_connectors
from socdomain.connectors.given_values import checked_values, together
from socdomain.connectors.history import Happening
from socdomain.connectors.ports import ConnectorsWork
from socdomain.ids import ConnectorId
from socdomain.principal import Principal, Scope


@frozen
class NewConnector:
    """A connector that somebody wants.

    Attributes:
        kind: Name of its kind.
        name: What to call it.
        values: What it is given for its kind's fields, secrets in the clear.
        customer: Code of whose its finds are where nothing says so.
        is_enabled: Whether it is used at once.
        files: What it is given as files, by field, as they were sent.
        org_customers: Code of whose the finds of each organisation are, by its identifier in the product.
    """

    kind: str
    name: str
    values: Mapping[str, str] = field(repr=False)
    customer: str | None = None
    is_enabled: bool = True
    files: Mapping[str, bytes] = field(factory=dict, repr=False)
    org_customers: Mapping[str, str] = field(factory=dict)


@frozen
class AddConnector:
    """Adds a connector; the first of its kind is the kind's default."""

    changes: ConnectorChanges

    def execute(self, wanted: NewConnector, *, by: Principal) -> Connector:
        """Adds a connector, and returns it.

        Args:
            wanted: Which.
            by: Who asks; needs ``connectors:write``, and to see every customer.

        Raises:
            NotFoundError: There is no such kind or customer.
            InvalidInputError: A field is missing, or holds what it does not take.
            ConnectorTakenError: Another one has the name.
        """
        require_connectors(by, Scope.CONNECTORS_WRITE)
        made = self._made(wanted)
        with self.changes.work(by.reach) as work:
            work.connectors.lock()
            connector = self._added(work, made, wanted, by=by)
            work.commit()
        return connector

    def within(self, work: ConnectorsWork, wanted: NewConnector, *, by: Principal) -> Connector:
        """Adds a connector as a part of something larger; see ``execute``.

        Args:
            work: Where, with connectors locked; whoever calls commits it.
            wanted: Which.
            by: Who asks.
        """
        require_connectors(by, Scope.CONNECTORS_WRITE)
        return self._added(work, self._made(wanted), wanted, by=by)

    def _made(self, wanted: NewConnector) -> Connector:
        kind, now = self.changes.kinds.get(wanted.kind), self.changes.clock.now()
        connector_id = ConnectorId(self.changes.ids.new())
        given = checked_values(kind, together(kind, wanted.values, wanted.files))
        values, secrets = self.changes.secrets.parted(kind, connector_id, given)
        return Connector(
            id=connector_id,
            name=checked_name(wanted.name),
            kind=kind.name,
            values=values,
            secrets=secrets,
            created_at=now,
            changed_at=now,
            is_enabled=wanted.is_enabled,
        )

    def _added(self, work: ConnectorsWork, made: Connector, wanted: NewConnector, *, by: Principal) -> Connector:
        self.changes.other_called(work, made.name, None)
        is_first = all(one.kind != made.kind for one in work.connectors.all())
        customer_id = self.changes.customer_of(work, wanted.customer)
        orgs = self.changes.org_customers(work, wanted.org_customers)
        connector = evolve(made, is_default=is_first, customer_id=customer_id, org_customers=orgs)
        work.connectors.add(connector)
        self.changes.settle(work, None, connector, Happening.ADDED, by=by)
        return connector
