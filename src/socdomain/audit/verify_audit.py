"""Verify the audit log."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from socdomain.audit.anchors import PREFIX, AnchorUnreadableError, read_anchor
from socdomain.audit.chain import PLATFORM_CHAIN, ChainId
from socdomain.audit.findings import AuditReport, Finding, FindingKind
from socdomain.audit.ports import KeepsAnchors, VerifiesSignatures
from socdomain.audit.sign_audit_heads import require_whole_audit
from socdomain.audit.signatures import HeadSignature
from socdomain.audit.trail import AuditWork
from socdomain.audit.verify_chain import ChainVerifier, CheckedChain
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.principal import Principal, Reach, Scope


@frozen
class VerifyAudit:
    """Tells whether the audit log is as it was written, and what was done to it if not.

    Reads it a page at a time, so its length takes time and no memory; others may write meanwhile.

    Attributes:
        reading: Makes units of work that only read.
        make_verifier: Returns what knows the keys.
        anchors: Where signed heads are kept.
    """

    reading: Callable[[Reach], AuditWork]
    make_verifier: Callable[[], VerifiesSignatures]
    anchors: KeepsAnchors

    def execute(self, *, by: Principal, tell: Callable[[int], None] = lambda records: None) -> AuditReport:
        """Verifies all chains, against the signatures in the database and those that were anchored.

        Args:
            by: Who asks; needs ``audit:read``, and to see every customer.
            tell: Is told now and then how many records were looked at since it was told last.
        """
        require_whole_audit(Scope.AUDIT_READ, by)
        chains = ChainVerifier(self.reading, self.make_verifier(), tell)
        # What is anchored by now is in what is read after it.
        anchors = [key for key in self.anchors.names() if key.startswith(PREFIX)]
        with self.reading(by.reach) as work:
            named = work.audit_trail.chains()
        checked = {chain: _settled(chains, chain) for chain in named}
        findings = [*self._lost(checked.get(PLATFORM_CHAIN)), *self._anchored(anchors, checked, chains)]
        reports = tuple(checked[chain].report() for chain in sorted(checked))
        return AuditReport(reports, tuple(findings))

    def _lost(self, platform: CheckedChain | None) -> Iterator[Finding]:
        """Yields what is wrong with the last anchor that was kept: a bucket that was emptied speaks against nobody."""
        if platform is None or platform.anchor is None:
            return
        try:
            self.anchors.get(platform.anchor)
        except (NotFoundError, InvalidInputError):
            detail = f"{platform.anchor} was kept last and is not there; `watchfloor audit anchor` keeps another"
            yield Finding(FindingKind.ANCHOR_MISSING, detail)

    def _anchored(
        self, keys: list[str], checked: dict[ChainId, CheckedChain], chains: ChainVerifier
    ) -> Iterator[Finding]:
        for key in keys:
            try:
                signatures = read_anchor(self.anchors.get(key))
            except AnchorUnreadableError:
                yield Finding(FindingKind.ANCHOR_UNREADABLE, f"{key} is no anchor, or no longer")
                continue
            for one in signatures:
                if one.head.chain not in checked:
                    checked[one.head.chain] = chains.check(one.head.chain)
                self._compare(one, checked[one.head.chain], chains.verifier)

    def _compare(self, one: HeadSignature, checked: CheckedChain, verifier: VerifiesSignatures) -> None:
        place = one.head
        with self.reading(Reach.everyone()) as work:
            record = work.audit_trail.records_at(place.chain, [place.sequence]).get(place.sequence)
            kept = work.audit_trail.signatures(place.chain, after=place.sequence - 1, until=place.sequence, limit=1)
        if checked.check.compare(one, record, verifier) and not any(here.head == place for here in kept):
            checked.check.miss_signature()


def _settled(chains: ChainVerifier, chain: ChainId) -> CheckedChain:
    while True:
        checked = chains.check(chain)
        # Records that were pruned while their chain was read are not missing.
        if chains.start(chain) == checked.check.start:
            return checked
