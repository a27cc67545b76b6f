"""Chain of custody: who did what with a stored file, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from attrs import field, frozen

from socdomain.ids import ArtifactId, CustomerId


class CustodyAct(StrEnum):
    """What was done with a file."""

    BEGUN = "begun"
    """Its parts may come."""
    STORED = "stored"
    FAILED = "failed"
    """It did not come whole."""
    DOWNLOADED = "downloaded"
    EXPORTED = "exported"
    """It went into an evidence bundle."""
    LINKED = "linked"
    VERIFIED = "verified"
    DELETED = "deleted"
    HELD = "held"
    """It came under a legal hold."""
    RELEASED = "released"
    """A legal hold that it was under was lifted."""


@frozen
class CustodyEvent:
    """One act.

    Attributes:
        id: Identifier (UUIDv7); that of its audit record too.
        artifact_id: With which file.
        customer_id: Whose that is.
        at: When, aware UTC.
        by: Name of who did it.
        act: What.
        detail: More of it, such as a hash or a reason.
    """

    id: UUID
    artifact_id: ArtifactId
    customer_id: CustomerId
    at: datetime
    by: str
    act: CustodyAct
    detail: Mapping[str, Any] = field(factory=dict)
