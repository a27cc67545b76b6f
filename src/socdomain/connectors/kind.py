"""A kind of connector: one product that Watchfloor can ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import field, frozen

from socdomain.connectors.catalogue import AskedField
from socdomain.connectors.verification import ProductFound
from socdomain.errors import NotFoundError
from socdomain.ids import ConnectorId


class ConnectorKind(Protocol):
    """What a connector's folder says of itself."""

    @property
    def name(self) -> str:
        """What it is referred to by, and the beginning of its variables: lower case letters, digits, underscores."""
        ...

    @property
    def title(self) -> str:
        """What people call the product."""
        ...

    @property
    def fields(self) -> tuple[AskedField, ...]:
        """What it asks for, in the order in which it asks."""
        ...

    @property
    def capabilities(self) -> tuple[type, ...]:
        """What its clients can do: protocols of ``capabilities``, by name."""
        ...

    @property
    def guide(self) -> str:
        """How to get what it asks for, as Markdown."""
        ...

    def check(self, values: Mapping[str, str]) -> None:
        """Refuses values that do not go together, beyond what each field says; secrets are in the clear here.

        Raises:
            InvalidInputError: They do not.
        """
        ...


@frozen
class Setup:
    """What a client of a product is made from.

    Attributes:
        connector_id: Of which connector.
        version: As it was at this version.
        kind: Name of its kind.
        values: What was given for its fields, secrets in the clear.
    """

    connector_id: ConnectorId
    version: int
    kind: str
    values: Mapping[str, str] = field(repr=False)


class ConnectorClient(Protocol):
    """What every client of a product can do; the rest is said by its kind's capabilities."""

    def verify(self) -> ProductFound:
        """Asks the product who it is, with the very credential, and changes nothing there.

        Raises:
            ConnectorError: It cannot be used so.
        """
        ...


class OpensClients(Protocol):
    """Makes clients of products."""

    def __call__(self, setup: Setup, *, within_s: float | None = None) -> AbstractContextManager[ConnectorClient]:
        """Returns a client for the length of a block; nothing of it is left behind.

        Args:
            setup: Of what.
            within_s: How long the whole block may wait for the product, in seconds; None for the usual limits of each
                request.

        Raises:
            ConnectorError: Anything in the block that asks the product may raise one.
            NotFoundError: There is no such kind.
        """
        ...


@frozen
class ConnectorKinds:
    """The kinds that there are, those of plugins too.

    Attributes:
        load: Returns them, by name, always the same; most of what a process does needs none.
    """

    load: Callable[[], Mapping[str, ConnectorKind]]

    def get(self, name: str) -> ConnectorKind:
        """Returns a kind.

        Raises:
            NotFoundError: There is none of that name.
        """
        found = self.load().get(name)
        if found is None:
            raise NotFoundError("connector kind", name)
        return found

    def all(self) -> tuple[ConnectorKind, ...]:
        """Returns every kind, by name."""
        kinds = self.load()
        return tuple(kinds[name] for name in sorted(kinds))
