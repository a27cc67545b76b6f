"""What verifying the audit log finds."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import frozen

from socdomain.audit.chain import ChainedRecord, ChainId

MOST_SHOWN: Final = 100
"""Findings of a chain that are told one by one; of a chain that is broken everywhere nobody reads more."""


class FindingKind(StrEnum):
    """What has been done to a chain, as far as it can be told."""

    EDITED = "edited"
    """A record does not say what it said."""
    MISSING = "missing"
    """Records in the middle are gone."""
    REORDERED = "reordered"
    """A record stands in the place of another."""
    ADDED = "added"
    """A record stands where its chain does not lead."""
    TRUNCATED = "truncated"
    """Records at the end are gone."""
    REWRITTEN = "re-written"
    """Records and all their hashes were made anew: the chain is whole, and is not the one that was signed."""
    HEAD_CHANGED = "head changed"
    """What is written down as the end of the chain is not its end."""
    BAD_SIGNATURE = "bad signature"
    """A signature was not made with the key that it names."""
    UNKNOWN_KEY = "unknown key"
    """A signature names a key that is not ours."""
    SIGNATURE_MISSING = "signature missing"
    """A signature that was anchored is not in the database."""
    ANCHOR_MISSING = "anchor missing"
    """The last anchor that was kept is not there."""
    ANCHOR_UNREADABLE = "anchor unreadable"
    """An object among the anchors is none."""


@frozen
class Finding:
    """One thing that is wrong.

    Attributes:
        kind: What.
        detail: The same in a sentence.
        sequence: Of the record that it is about, or the first of several; 0 where it is about none.
        record_id: Its identifier, where the record is there.
        at: When it was written, where it is there.
        action: What it says was done, where it is there.
    """

    kind: FindingKind
    detail: str
    sequence: int = 0
    record_id: UUID | None = None
    at: datetime | None = None
    action: str | None = None

    @classmethod
    def about(cls, kind: FindingKind, one: ChainedRecord, detail: str) -> Finding:
        """Makes a finding about a record that is there."""
        record = one.record
        return cls(kind, detail, one.sequence, record.id, record.at, record.action)


@frozen
class ChainReport:
    """What was found out about a chain.

    Attributes:
        chain: Which chain.
        first: The place of its first record that was looked at; what was before it has been pruned.
        records: How many records were looked at.
        last: The place of its last record.
        signed_until: The greatest place that a good signature is about; what follows nobody has signed yet.
        findings: What is wrong, in the order of the places; at most ``MOST_SHOWN``.
        more_findings: How many more there are.
    """

    chain: ChainId
    first: int
    records: int
    last: int
    signed_until: int
    findings: tuple[Finding, ...]
    more_findings: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@frozen
class AuditReport:
    """What was found out about the whole audit log.

    Attributes:
        chains: Each chain.
        findings: What is wrong with the anchors themselves.
    """

    chains: tuple[ChainReport, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings and all(chain.is_whole for chain in self.chains)
