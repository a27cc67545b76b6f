"""Chains of audit records: each holds the hash of the one before, so that nothing in between can change unseen.

There are two layers, each SHA-256 (FIPS 180-4) over canonical JSON (RFC 8785): the hash of a record's content, which is
all its fields; and the hash of the record, over its chain, its place, the hash before it and that of its content. So
whoever is to be shown that one record leads to another needs 32 bytes of each between them, and not what they say. Each
layer has a ``type``, so that no other thing of ours has the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NewType
from uuid import UUID

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.canonical import canonical_digest
from socdomain.ids import CustomerId

ChainId = NewType("ChainId", UUID)

PLATFORM_CHAIN: Final = ChainId(UUID(int=0))
"""The chain of records that belong to no customer; the nil UUID (RFC 9562 section 5.9), which no customer has."""

NO_HASH: Final = bytes(32)
"""What the first record of a chain has as the hash before it."""

CONTENT_TYPE: Final = "watchfloor.audit-content.1"
"""What a record's content begins with, as what is hashed is told apart."""
_RECORD_TYPE: Final = "watchfloor.audit-record.1"


@frozen
class ChainHead:
    """Where a chain ends.

    Attributes:
        chain: Which chain.
        sequence: The place of its last record, from 1; 0 while it has none.
        hash: The hash of that record, 32 bytes.
    """

    chain: ChainId
    sequence: int = 0
    hash: bytes = NO_HASH


@frozen
class ChainedRecord:
    """A record in its place.

    Attributes:
        record: What was done.
        chain: In which chain.
        sequence: Its place, from 1, without gaps.
        previous_hash: The hash of the record before it, 32 bytes; zeros for the first.
        hash: Its own, 32 bytes.
    """

    record: AuditRecord
    chain: ChainId
    sequence: int
    previous_hash: bytes
    hash: bytes

    @property
    def head(self) -> ChainHead:
        """The head of the chain, where this is its last record."""
        return ChainHead(self.chain, self.sequence, self.hash)


def chain_of(customer_id: CustomerId | None) -> ChainId:
    """Returns the chain of a customer's records; of the platform's, where there is no customer."""
    return PLATFORM_CHAIN if customer_id is None else ChainId(customer_id)


def customer_of(chain: ChainId) -> CustomerId | None:
    """Returns whose records a chain holds; None for the platform's."""
    return None if chain == PLATFORM_CHAIN else CustomerId(chain)


def chains_of(records: Iterable[AuditRecord]) -> list[ChainId]:
    """Returns the chains that records belong to, in the order in which their heads are locked."""
    return sorted({chain_of(record.customer_id) for record in records})


def linked(records: Iterable[AuditRecord], heads: Mapping[ChainId, ChainHead]) -> list[ChainedRecord]:
    """Puts records into their chains, in the order in which they come.

    Args:
        records: What was done.
        heads: Where the chains end now; one that is not there begins.
    """
    ends = dict(heads)
    chained = []
    for record in records:
        chain = chain_of(record.customer_id)
        end = ends.get(chain) or ChainHead(chain)
        sequence = end.sequence + 1
        one = ChainedRecord(record, chain, sequence, end.hash, hash_of(record, chain, sequence, end.hash))
        ends[chain] = one.head
        chained.append(one)
    return chained


def ends_of(chained: Iterable[ChainedRecord]) -> list[ChainHead]:
    """Returns the heads of the chains that records were added to, in the order of the chains."""
    ends = {one.chain: one.head for one in chained}
    return [ends[chain] for chain in sorted(ends)]


def hash_of(record: AuditRecord, chain: ChainId, sequence: int, previous_hash: bytes) -> bytes:
    """Returns the hash of a record in a place, 32 bytes.

    Args:
        record: What was done.
        chain: In which chain.
        sequence: Its place.
        previous_hash: The hash of the record before it.
    """
    return hash_in_place(canonical_digest(content_of(record)), chain, sequence, previous_hash)


def hash_in_place(content_hash: bytes, chain: ChainId, sequence: int, previous_hash: bytes) -> bytes:
    """Returns the hash of a record of which no more is known than the hash of its content, 32 bytes.

    Args:
        content_hash: SHA-256 over the canonical JSON of ``content_of`` the record, 32 bytes.
        chain: In which chain.
        sequence: Its place.
        previous_hash: The hash of the record before it.
    """
    return canonical_digest(
        {
            "type": _RECORD_TYPE,
            "chain": str(chain),
            "sequence": sequence,
            "previous_hash": previous_hash.hex(),
            "content": content_hash.hex(),
        }
    )


def content_of(record: AuditRecord) -> dict[str, Any]:
    """Returns what a record says, as the hash of its content is made of it."""
    return {
        "type": CONTENT_TYPE,
        "id": str(record.id),
        "at": time_text(record.at),
        "by_id": str(record.by_id),
        "by_name": record.by_name,
        "by_kind": str(record.by_kind),
        "by_role": record.by_role,
        "by_address": record.by_address,
        "action": record.action,
        "object_type": record.object_type,
        "object_id": record.object_id,
        "customer_id": None if record.customer_id is None else str(record.customer_id),
        "before": record.before,
        "after": record.after,
    }


def time_text(at: datetime) -> str:
    """Returns a time as it is hashed and signed: RFC 3339 in UTC, always with six digits of the second."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
