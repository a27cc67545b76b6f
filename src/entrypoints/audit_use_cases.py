"""The use cases of the audit log, made once for a process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from attrs import Factory, frozen

from socdomain.audit.anchor_audit import AnchorAudit
from socdomain.audit.ports import AuditKeys, KeepsAnchors
from socdomain.audit.prune_audit import PruneAudit
from socdomain.audit.record_refusal import RecordRefusal
from socdomain.audit.record_refusals import RecordRefusals
from socdomain.audit.refusals import RefusalCounter
from socdomain.audit.sign_audit_heads import SignAuditHeads
from socdomain.audit.trail import AuditWork
from socdomain.audit.verify_audit import VerifyAudit
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.principal import Reach


@frozen
class AuditUseCases:
    """The use cases of the audit log, wired to a process's adapters.

    Attributes:
        work: Makes units of work that write.
        reading: Makes units of work that only read.
        clock: Tells the time.
        ids: Makes identifiers.
        make_keys: Returns what signs and knows signatures, always the same; most commands need none.
        anchors: Where signed heads are kept.
        retention: For how long records are kept.
        refused: Counts refused calls of strangers, for the whole process.
    """

    work: Callable[[Reach], AuditWork]
    reading: Callable[[Reach], AuditWork]
    clock: Clock
    ids: Ids
    make_keys: Callable[[], AuditKeys]
    anchors: KeepsAnchors
    retention: timedelta
    refused: RefusalCounter = Factory(RefusalCounter)

    @property
    def sign(self) -> SignAuditHeads:
        """Signs the heads of chains."""
        return SignAuditHeads(self.work, self.reading, self.clock, self.make_keys)

    @property
    def anchor(self) -> AnchorAudit:
        """Keeps signed heads outside the database."""
        return AnchorAudit(self.sign, self.anchors, self.ids)

    @property
    def verify(self) -> VerifyAudit:
        """Tells whether the log is as it was written."""
        return VerifyAudit(self.reading, self.make_keys, self.anchors)

    @property
    def prune(self) -> PruneAudit:
        """Removes old records."""
        return PruneAudit(self.work, self.reading, self.clock, self.ids, self.make_keys, self.verify, self.retention)

    @property
    def record_refusal(self) -> RecordRefusal:
        """Writes down that a principal was refused."""
        return RecordRefusal(self.work, self.clock, self.ids)

    @property
    def record_refusals(self) -> RecordRefusals:
        """Writes down how many strangers were refused."""
        return RecordRefusals(self.work, self.clock, self.ids, self.refused)
