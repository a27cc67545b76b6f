"""What is stored of what has no entity of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen

from socdomain.jobs.lease import Lease
from socdomain.jobs.ports import OutboxEntry
from socdomain.once import OnceKey


@frozen
class UsedKey:
    """What was created under an idempotency key."""

    key: OnceKey
    created: UUID
    at: datetime


@frozen
class CaseLink:
    """That an alert belongs to a case."""

    linked_at: datetime
    linked_by: str


@frozen
class AskedFor:
    """A job that was asked for, and when it became a run; None while it has not."""

    entry: OutboxEntry
    sent_at: datetime | None = None


@frozen
class GivenLease:
    """A lease that was given last, and until when."""

    lease: Lease
    expires_at: datetime
