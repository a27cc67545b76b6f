"""A kind of connector: one product that Watchfloor can ask."""

from __future__ import annotations

from typing import Protocol

from socdomain.connectors.catalogue import AskedField


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
