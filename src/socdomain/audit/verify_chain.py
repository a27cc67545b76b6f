"""Reading one chain from storage, a page at a time, and checking it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from attrs import frozen

from socdomain.audit.anchors import ANCHORED
from socdomain.audit.chain import ChainedRecord, ChainHead, ChainId
from socdomain.audit.chain_check import ChainCheck, is_whole
from socdomain.audit.findings import ChainReport
from socdomain.audit.ports import VerifiesSignatures
from socdomain.audit.signatures import HeadSignature
from socdomain.audit.trail import AuditTrail, AuditWork
from socdomain.principal import Reach

RECORDS_AT_ONCE: Final = 1_000

T = TypeVar("T")
# What databases hold in a column of 64 bits, and so wherever somebody can put a record.
_LOWEST: Final = -(2**63)
_FAR: Final = 2**63 - 1


@frozen
class CheckedChain:
    """A chain that was read to its end.

    Attributes:
        check: What is known of it.
        head: What is written down as its end.
        goes_on: Whether there are records beyond that.
        anchor: Name of the last anchor that its records tell of; None where they tell of none.
    """

    check: ChainCheck
    head: ChainHead | None
    goes_on: bool
    anchor: str | None

    def report(self) -> ChainReport:
        """Says what was found; asked for once."""
        return self.check.report(self.head, goes_on=self.goes_on)


@frozen
class ChainVerifier:
    """Checks chains while others add to them.

    Attributes:
        reading: Makes units of work that only read; each page has one of its own, so that none is open for long.
        verifier: Knows the keys.
        tell: Is told of each page of records how many it holds.
    """

    reading: Callable[[Reach], AuditWork]
    verifier: VerifiesSignatures
    tell: Callable[[int], None] = lambda records: None

    def check(self, chain: ChainId) -> CheckedChain:
        """Reads a chain from its last checkpoint to the end that it has now."""
        # Signatures before the head: whatever was signed by now is behind the head that is read next.
        signature = self._look(lambda trail: trail.last_signature(chain))
        signed_until = signature.head.sequence if signature else 0
        start = self.start(chain)
        check = ChainCheck(start)
        if (stray := self._stray_before(start)) is not None:
            check.stray(stray)
        head = self._look(lambda trail: trail.head(chain))
        # Whatever the head says, what was signed has to be there; without a head all that is there is looked at.
        until = max(head.sequence, signed_until) if head else _FAR
        anchor = None
        for one in self._records(chain, start.sequence, until):
            check.take(one)
            if one.record.action == ANCHORED:
                anchor = one.record.object_id
        for signature, record in self._signatures(chain, signed_until):
            check.compare(signature, record, self.verifier)
        for checkpoint in self._look(lambda trail: trail.checkpoints(chain)):
            if not checkpoint.holds(self.verifier):
                check.compare(checkpoint, None, self.verifier)
        return CheckedChain(check, head, self._goes_on(chain, check.end.sequence), anchor)

    def start(self, chain: ChainId) -> ChainHead:
        """Returns the place of the last good checkpoint of a chain, after which its records are there."""
        checkpoints = self._look(lambda trail: trail.checkpoints(chain))
        return next((one.head for one in checkpoints if one.holds(self.verifier)), ChainHead(chain))

    def _stray_before(self, start: ChainHead) -> ChainedRecord | None:
        """Returns the last record before a place that does not lead up to it, where there is one.

        A pruning that is interrupted leaves records which do. They are read from the place downwards: pruning removes
        the first ones first, so that no gap opens above what is being read.
        """
        place, expected = start.sequence, start.hash
        while page := self._records_after(start.chain, max(place - RECORDS_AT_ONCE, _LOWEST - 1), place):
            for one in reversed(page):
                if (one.sequence, one.hash) != (place, expected) or not is_whole(one):
                    return one
                place, expected = place - 1, one.previous_hash
        lowest = self._look(lambda trail: trail.records(start.chain, after=_LOWEST - 1, until=place, limit=1))
        return lowest[0] if lowest else None

    def _goes_on(self, chain: ChainId, end: int) -> bool:
        beyond = self._look(lambda trail: trail.records(chain, after=end, until=_FAR, limit=1)) if end < _FAR else ()
        if not beyond:
            return False
        # Somebody may have added it since; then the head went on too.
        head = self._look(lambda trail: trail.head(chain))
        return head is None or head.sequence < beyond[0].sequence

    def _records(self, chain: ChainId, after: int, until: int) -> Iterator[ChainedRecord]:
        while after < until:
            page = self._records_after(chain, after, until)
            self.tell(len(page))
            yield from page
            if len(page) < RECORDS_AT_ONCE:
                return
            after = page[-1].sequence

    def _records_after(self, chain: ChainId, after: int, until: int) -> tuple[ChainedRecord, ...]:
        with self.reading(Reach.everyone()) as work:
            return work.audit_trail.records(chain, after=after, until=until, limit=RECORDS_AT_ONCE)

    def _signatures(self, chain: ChainId, until: int) -> Iterator[tuple[HeadSignature, ChainedRecord | None]]:
        after = 0
        while after < until:
            with self.reading(Reach.everyone()) as work:
                trail = work.audit_trail
                page = trail.signatures(chain, after=after, until=until, limit=RECORDS_AT_ONCE)
                records = trail.records_at(chain, [one.head.sequence for one in page])
            for one in page:
                yield one, records.get(one.head.sequence)
            if len(page) < RECORDS_AT_ONCE:
                return
            after = page[-1].head.sequence

    def _look(self, look: Callable[[AuditTrail], T]) -> T:
        with self.reading(Reach.everyone()) as work:
            return look(work.audit_trail)
