"""An audit log with records in it, whoever keeps it, and hands that change it behind its back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from attrs import field, frozen
from sqlalchemy import text, update

from adapters.database import SqlWorks
from adapters.database.audit_tables import audit_chains, audit_records
from socdomain.audit.anchor_audit import AnchorAudit
from socdomain.audit.chain import NO_HASH, PLATFORM_CHAIN, ChainId, hash_of
from socdomain.audit.findings import AuditReport, Finding
from socdomain.audit.prune_audit import PruneAudit
from socdomain.audit.sign_audit_heads import SignAuditHeads
from socdomain.audit.trail import AuditWork
from socdomain.audit.verify_audit import VerifyAudit
from socdomain.audit_record import AuditRecord
from socdomain.memory import CountingIds, FixedClock, MemoryAnchors, UnsafeAuditKeys
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, NOW, a_principal, an_audit_record
from tests.within_reach import for_everyone

YEAR = timedelta(days=365)


@frozen
class Log:
    """The use cases of the audit log over a store, called by somebody who may do everything."""

    work: Callable[[Reach], AuditWork]
    reading: Callable[[Reach], AuditWork]
    clock: FixedClock = field(factory=lambda: FixedClock(NOW))
    ids: CountingIds = IDS
    anchors: MemoryAnchors = field(factory=MemoryAnchors)
    keys: UnsafeAuditKeys = field(factory=UnsafeAuditKeys)
    by = a_principal("root")

    def record(self, count: int = 1, **fields: Any) -> list[AuditRecord]:
        """Writes records, each in a unit of work of its own."""
        records = [an_audit_record(at=self.clock.now(), **fields) for _ in range(count)]
        for record in records:
            with self.work(EVERYONE) as work:
                work.audit.add(record)
                work.commit()
        return records

    @property
    def signing(self) -> SignAuditHeads:
        return SignAuditHeads(self.work, self.reading, self.clock, lambda: self.keys)

    @property
    def verifying(self) -> VerifyAudit:
        return VerifyAudit(self.reading, lambda: self.keys, self.anchors)

    def sign(self) -> int:
        return len(self.signing.execute(by=self.by))

    def anchor(self) -> str:
        return AnchorAudit(self.signing, self.anchors, self.ids).execute(by=self.by).key

    def verify(self) -> AuditReport:
        return self.verifying.execute(by=self.by)

    def prune(self, keep_for: timedelta = YEAR) -> list[tuple[ChainId, int, str]]:
        prune = self.pruning(keep_for)
        return [(one.chain, one.records, one.refused) for one in prune.execute(by=self.by)]

    def pruning(self, keep_for: timedelta = YEAR) -> PruneAudit:
        return PruneAudit(self.work, self.reading, self.clock, self.ids, lambda: self.keys, self.verifying, keep_for)

    def found(self) -> list[Finding]:
        """What verifying finds, of all chains."""
        report = self.verify()
        return [*report.findings, *(finding for chain in report.chains for finding in chain.findings)]

    def kinds(self) -> list[tuple[str, int]]:
        """The kind and the place of each finding."""
        return [(str(one.kind), one.sequence) for one in self.found()]


def by_sql(works: SqlWorks, *statements: str, **values: Any) -> None:
    """Changes the database as somebody who may write to it, past all of our code."""
    with for_everyone(works.engine).begin() as connection:
        for statement in statements:
            done = connection.execute(text(statement), values)
            assert done.rowcount > 0, f"nothing was changed by {statement}"


def rewritten(works: SqlWorks, first: int, *, chain: ChainId = PLATFORM_CHAIN) -> None:
    """Recomputes the hashes of a chain from a place on, with its head, as our own code would."""
    with works(EVERYONE) as work:
        before = work.audit_trail.records_at(chain, [first - 1]).get(first - 1)
        end = before.hash if before else NO_HASH
        for one in work.audit_trail.records(chain, after=first - 1, until=10**6, limit=10**6):
            own = hash_of(one.record, chain, one.sequence, end)
            is_this = audit_records.c.id == one.record.id
            work._connection.execute(update(audit_records).where(is_this).values(previous_hash=end, hash=own))
            end = own
        work._connection.execute(update(audit_chains).where(audit_chains.c.chain == chain).values(hash=end))
        work.commit()
