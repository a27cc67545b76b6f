"""What has happened to a connector: who changed what, and what was found each time that it was tried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from socdomain.ids import ConnectorId
from socdomain.principal import Principal


class Happening(StrEnum):
    """What sort of thing happened to a connector."""

    ADDED = "added"
    CHANGED = "changed"
    ENABLED = "enabled"
    DISABLED = "disabled"
    MADE_DEFAULT = "made_default"
    VERIFIED = "verified"
    STATE_CHANGED = "state_changed"


ABOUT_VERIFYING: Final = frozenset({Happening.VERIFIED, Happening.STATE_CHANGED})
"""What happens again and again without anybody changing a connector, and is kept for a while only."""


@frozen
class HistoryEntry:
    """One thing that happened to a connector.

    Attributes:
        id: Identifier (UUIDv7, so entries sort by time).
        connector_id: To which.
        at: When, aware UTC.
        by: Name of who did it, at that time.
        happening: What.
        version: The connector's version then.
        detail: More of it: fields before and after, never a secret; or a verification.
    """

    id: UUID
    connector_id: ConnectorId
    at: datetime
    by: str
    happening: Happening
    version: int
    detail: Mapping[str, Any]


def happened(
    happening: Happening,
    connector_id: ConnectorId,
    version: int,
    detail: Mapping[str, Any],
    *,
    id: UUID,  # noqa: A002 - the field's own name
    at: datetime,
    by: Principal,
) -> HistoryEntry:
    """Returns an entry about what a principal did."""
    return HistoryEntry(id, connector_id, at, by.name, happening, version, detail)
