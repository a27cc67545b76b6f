"""A connector: one instance of a product, and what Watchfloor knows to ask it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from attrs import field, frozen

from socdomain.connectors.verification import Verification
from socdomain.errors import ConflictError
from socdomain.ids import ConnectorId, CustomerId
from socdomain.sealed import Sealed

TABLE: Final = "connectors"
"""The place that the secrets of connectors are sealed for: this table, the row of the connector's id, the field."""


class ConnectorTakenError(ConflictError):
    """A name that another connector has, without regard to case.

    Args:
        name: The name.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"another connector is called {name!r}")
        self.name = name


class SecretsWantedError(ConflictError):
    """Where a connector leads was changed without its secrets: they would be sent to somebody who may not have them.

    Args:
        fields: The secrets that have to be given again.
    """

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"whoever changes where it leads has to give its secrets again: {', '.join(fields)}")
        self.fields = fields


@frozen
class Connector:
    """One instance of a product.

    Attributes:
        id: Identifier; the same for as long as the connector exists.
        name: What people call it; 1 to 80 characters, unique without regard to case.
        kind: Name of its kind.
        values: What was given for fields that are no secrets, by field; those left out are not there.
        secrets: What was given for those that are, sealed.
        created_at: When it was added, aware UTC.
        changed_at: When what it is was last changed.
        is_enabled: Whether it is used; one that is not can still be tried.
        is_default: Whether it is the one that is meant where a kind is; one of each kind is, where there is any.
        customer_id: Whose its finds are where nothing says so; None for nobody's.
        org_customers: Whose the finds of each organisation are, in a product that has some, by its identifier there.
        verification: What was found when it was last tried as it is now; None where it was not.
        version: Counts changes of what it is, from 1.
    """

    id: ConnectorId
    name: str
    kind: str
    values: Mapping[str, str]
    secrets: Mapping[str, Sealed] = field(repr=False)
    created_at: datetime
    changed_at: datetime
    is_enabled: bool = True
    is_default: bool = False
    customer_id: CustomerId | None = None
    org_customers: Mapping[str, CustomerId] = field(factory=dict)
    verification: Verification | None = None
    version: int = 1

    @property
    def is_verified(self) -> bool:
        """Whether it was found to work as it is now."""
        return self.verification is not None and self.verification.outcome.works


def folded_name(name: str) -> str:
    """Returns what two names of connectors have in common that are the same (Unicode NFKC, caseless)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
