"""Prune the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from socdomain.audit.chain import ChainHead, ChainId, customer_of
from socdomain.audit.findings import Finding
from socdomain.audit.ports import AuditKeys
from socdomain.audit.sign_audit_heads import require_whole_audit
from socdomain.audit.signatures import SignatureKind, sign_head
from socdomain.audit.trail import AuditWork
from socdomain.audit.verify_audit import VerifyAudit
from socdomain.audit.verify_chain import ChainVerifier
from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.principal import Principal, Reach, Scope

RECORDS_AT_ONCE: Final = 1_000


@frozen
class PrunedChain:
    """What became of a chain.

    Attributes:
        chain: Which chain.
        records: How many records were removed.
        refused: Why nothing was, where something is wrong with the chain; else empty.
    """

    chain: ChainId
    records: int
    refused: str = ""


@frozen
class PruneAudit:
    """Removes old records from the beginning of each chain.

    A signed checkpoint says where the rest begins and what the last removed record's hash was. Only a chain in which
    nothing is wrong is pruned, only up to its last signature, and none where an anchor is missing or unreadable: a
    checkpoint never makes good what was bad.

    Attributes:
        work: Makes units of work that write.
        reading: Makes units of work that only read.
        clock: Tells the time.
        ids: Makes identifiers.
        make_keys: Returns what signs, and knows what was signed.
        verify: Verifies the audit log.
        keep_for: For how long records are kept.
    """

    work: Callable[[Reach], AuditWork]
    reading: Callable[[Reach], AuditWork]
    clock: Clock
    ids: Ids
    make_keys: Callable[[], AuditKeys]
    verify: VerifyAudit
    keep_for: timedelta

    def execute(self, *, by: Principal) -> tuple[PrunedChain, ...]:
        """Removes records, a thousand at a time, each in a transaction of its own.

        Args:
            by: Who asks; needs ``audit:read`` and ``audit:write``, and to see every customer.

        Returns:
            The chains that were old enough, in their order.
        """
        require_whole_audit(Scope.AUDIT_WRITE, by)
        keys, before = self.make_keys(), self.clock.now() - self.keep_for
        verifier = ChainVerifier(self.reading, keys)
        with self.reading(by.reach) as work:
            chains = work.audit_trail.chains()
        starts = [verifier.start(chain) for chain in chains]
        ends = {start.chain: (start, self._end(start, before)) for start in starts}
        wrong = self._wrong(by) if any(start != end for start, end in ends.values()) else {}
        pruned = (self._prune(start, end, wrong, keys, by) for start, end in ends.values())
        return tuple(one for one in pruned if one.records or one.refused)

    def _wrong(self, by: Principal) -> dict[ChainId, Finding]:
        report = self.verify.execute(by=by)
        # An anchor that cannot be read speaks of no chain, and might have spoken against any.
        found = {one.chain: [*one.findings, *report.findings] for one in report.chains}
        return {chain: findings[0] for chain, findings in found.items() if findings}

    def _prune(
        self, start: ChainHead, end: ChainHead, wrong: Mapping[ChainId, Finding], keys: AuditKeys, by: Principal
    ) -> PrunedChain:
        if finding := wrong.get(end.chain):
            return PrunedChain(end.chain, 0, f"{finding.kind}: {finding.detail}")
        if end != start:
            self._sign(end, keys, by)
        # Also what a run that was interrupted had signed and not yet removed.
        return PrunedChain(end.chain, self._remove(end, by))

    def _end(self, start: ChainHead, before: datetime) -> ChainHead:
        """Returns the place of the last record that is old enough and signed; the start where there is none."""
        chain, end = start.chain, start
        while True:
            with self.reading(Reach.everyone()) as work:
                signed = work.audit_trail.last_signature(chain)
                until = signed.head.sequence if signed else 0
                page = work.audit_trail.records(chain, after=end.sequence, until=until, limit=RECORDS_AT_ONCE)
            for one in page:
                if one.record.at >= before:
                    return end
                end = one.head
            if len(page) < RECORDS_AT_ONCE:
                return end

    def _sign(self, end: ChainHead, keys: AuditKeys, by: Principal) -> None:
        now = self.clock.now()
        after: dict[str, object] = {"until": end.sequence, "older_than_days": self.keep_for.days}
        with self.work(by.reach) as work:
            work.audit_trail.add_signatures([sign_head(keys, SignatureKind.CHECKPOINT, end, now=now)])
            work.audit.add(
                AuditRecord.of(
                    by,
                    "audit.pruned",
                    end.chain,
                    id=self.ids.new(),
                    at=now,
                    customer_id=customer_of(end.chain),
                    after=after,
                )
            )
            work.commit()

    def _remove(self, end: ChainHead, by: Principal) -> int:
        removed, count = 0, RECORDS_AT_ONCE
        while count == RECORDS_AT_ONCE:
            with self.work(by.reach) as work:
                count = work.audit_trail.remove_records(end.chain, until=end.sequence, limit=RECORDS_AT_ONCE)
                work.commit()
            removed += count
        return removed
