"""Reading and keeping the audit log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from socdomain.audit.chain import ChainedRecord, ChainHead, ChainId
from socdomain.audit.signatures import HeadSignature
from socdomain.pages import Page, PageRequest
from socdomain.principal import Reach
from socdomain.unit_of_work import UnitOfWork


@frozen
class AuditFilter:
    """Which records are wanted; None does not narrow.

    Attributes:
        customer: Of the customer with this code or further code.
        actor: Of the principal with this name.
        action: This action; ending in a dot, such as ``alert.``, all that begin so.
        object_type: On this kind of thing.
        object_id: On this one.
        at_from: At this time or after.
        at_until: Before this time.
    """

    customer: str | None = None
    actor: str | None = None
    action: str | None = None
    object_type: str | None = None
    object_id: str | None = None
    at_from: datetime | None = None
    at_until: datetime | None = None


@frozen
class ListedRecord:
    """A record as lists show it.

    Attributes:
        chained: The record in its place.
        customer: The code of its customer; None for what belongs to the platform.
    """

    chained: ChainedRecord
    customer: str | None


class AuditTrail(Protocol):
    """The records, the heads of their chains, and the signatures over these; those who add records use ``audit``."""

    def page(self, wanted: AuditFilter, page: PageRequest, *, reach: Reach) -> Page[ListedRecord]:
        """Returns a page within reach by (at, id), the latest first."""
        ...

    def chains(self) -> tuple[ChainId, ...]:
        """Returns every chain that a head, a record or a signature names, in their order."""
        ...

    def head(self, chain: ChainId) -> ChainHead | None:
        """Returns where a chain ends by what is written down of it; None where nothing is."""
        ...

    def unsigned_heads(self) -> tuple[ChainHead, ...]:
        """Returns the heads that have no signature, in the order of the chains.

        Signatures of later places do not count: one that was made up would keep all that follows from being signed.
        """
        ...

    def records(self, chain: ChainId, *, after: int, until: int, limit: int) -> tuple[ChainedRecord, ...]:
        """Returns the records of a chain in their order.

        Args:
            chain: Which chain.
            after: Only those with a greater sequence.
            until: Only those with this sequence or a smaller one.
            limit: How many at most.
        """
        ...

    def records_at(self, chain: ChainId, sequences: Collection[int]) -> Mapping[int, ChainedRecord]:
        """Returns the records of a chain at some places, at most 1,000; what is not there is left out."""
        ...

    def places(self, chain: ChainId, ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Returns the places of records in a chain by their identifiers, of at most 1,000; others are left out."""
        ...

    def signatures(self, chain: ChainId, *, after: int, until: int, limit: int) -> tuple[HeadSignature, ...]:
        """Returns the signed heads of a chain in their order; the arguments are those of ``records``."""
        ...

    def checkpoints(self, chain: ChainId) -> tuple[HeadSignature, ...]:
        """Returns the checkpoints of a chain, the last first."""
        ...

    def last_signature(self, chain: ChainId) -> HeadSignature | None:
        """Returns the signed head of a chain with the greatest sequence."""
        ...

    def add_signatures(self, signatures: Collection[HeadSignature]) -> None:
        """Keeps signatures; of two over the same place that say the same, the first stays."""
        ...

    def remove_records(self, chain: ChainId, *, until: int, limit: int) -> int:
        """Removes the first records of a chain, and returns how many.

        Args:
            chain: Which chain.
            until: None with a greater sequence.
            limit: How many at most.
        """
        ...


class AuditWork(UnitOfWork, Protocol):
    """A unit of work over the audit log."""

    @property
    def audit_trail(self) -> AuditTrail:
        """The audit log, to be read and kept."""
        ...
