"""Who is asking: a principal, what it may do (scopes) and whose data it may see (reach)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from attrs import frozen

from socdomain.errors import NotAllowedError
from socdomain.ids import CustomerId, PrincipalId, derived_id

ANONYMOUS: Final = PrincipalId(derived_id("anonymous principal"))
"""The identifier of whoever has not shown who they are."""


class Scope(StrEnum):
    """One kind of thing that a principal may be allowed to do."""

    ALERTS_READ = "alerts:read"
    ALERTS_WRITE = "alerts:write"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    EVENTS_INGEST = "events:ingest"
    SOURCES_READ = "sources:read"
    SOURCES_WRITE = "sources:write"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    USERS_READ = "users:read"
    USERS_WRITE = "users:write"
    KEYS_READ = "keys:read"
    KEYS_WRITE = "keys:write"
    AUDIT_READ = "audit:read"
    AUDIT_WRITE = "audit:write"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    CONNECTORS_READ = "connectors:read"
    CONNECTORS_WRITE = "connectors:write"
    AGENTS_READ = "agents:read"
    AGENTS_WRITE = "agents:write"
    ARTIFACTS_READ = "artifacts:read"
    ARTIFACTS_WRITE = "artifacts:write"
    HOLDS_WRITE = "holds:write"


class PrincipalKind(StrEnum):
    """What stands behind a principal."""

    USER = "user"
    KEY = "key"
    LOCAL = "local"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@frozen
class Reach:
    """The customers whose rows a principal may see and write.

    Attributes:
        customers: Their identifiers; None means every customer, and rows that have none.
    """

    customers: frozenset[CustomerId] | None

    @classmethod
    def everyone(cls) -> Reach:
        """Returns the reach over every customer."""
        return cls(None)

    @classmethod
    def only(cls, customers: Iterable[CustomerId]) -> Reach:
        """Returns the reach over the given customers and nothing else."""
        return cls(frozenset(customers))

    @classmethod
    def nothing(cls) -> Reach:
        """Returns the reach over no customer, of whoever has not shown who they are."""
        return cls(frozenset())

    @property
    def is_everyone(self) -> bool:
        """Whether every customer is within reach."""
        return self.customers is None

    def sees(self, customer_id: CustomerId | None) -> bool:
        """Tells whether rows of this customer are within reach.

        Args:
            customer_id: The customer; None for a row without one, which only a reach over everyone sees.
        """
        if self.customers is None:
            return True
        return customer_id is not None and customer_id in self.customers

    def within(self, other: Reach) -> Reach:
        """Returns the reach over what is in both."""
        if self.customers is None or other.customers is None:
            return other if self.customers is None else self
        return Reach(self.customers & other.customers)


@frozen
class Principal:
    """Who is asking.

    Attributes:
        id: Stable identifier, kept in histories.
        name: What people call it; a login name, or ``local:<system user>``.
        kind: What stands behind it.
        scopes: What it may do.
        reach: Whose data it may see.
        role: Name of the role that its scopes come from; empty where they come from none.
        address: The network address that it asks from; empty for whoever is at the machine itself.
        source: The only source that it may send documents of; None for any.
    """

    id: PrincipalId
    name: str
    kind: PrincipalKind
    scopes: frozenset[Scope]
    reach: Reach
    role: str = ""
    address: str = ""
    source: str | None = None

    def require_any_scope(self, *scopes: Scope) -> None:
        """Refuses unless the principal holds one of the scopes; the only such check there is.

        Args:
            *scopes: Any one of these is enough.

        Raises:
            NotAllowedError: It holds none of them.
        """
        if self.scopes.isdisjoint(scopes):
            raise NotAllowedError(tuple(scopes))

    def require_source(self, source: str | None) -> None:
        """Refuses what is not of the only source that the principal may send documents of, if it is bound to one.

        Args:
            source: Name of the source; None for all of them.

        Raises:
            NotAllowedError: It is bound to another source.
        """
        if self.source is not None and source != self.source:
            raise NotAllowedError((f"{Scope.EVENTS_INGEST} for {source or 'every source'}",))


def anonymous_principal(address: str) -> Principal:
    """Returns the principal of a caller who has not shown who they are; it may do nothing.

    Args:
        address: Where they call from.
    """
    return Principal(
        id=ANONYMOUS,
        name="anonymous",
        kind=PrincipalKind.ANONYMOUS,
        scopes=frozenset(),
        reach=Reach.nothing(),
        address=address,
    )
