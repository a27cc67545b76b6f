"""Keep the signed heads outside the database."""

from __future__ import annotations

from attrs import frozen

from socdomain.audit.anchors import ANCHORED, anchor_body, anchor_key
from socdomain.audit.chain import ChainHead
from socdomain.audit.ports import KeepsAnchors
from socdomain.audit.sign_audit_heads import SignAuditHeads, require_whole_audit, sign_all
from socdomain.audit_record import AuditRecord
from socdomain.ids import Ids
from socdomain.principal import Principal, Scope


@frozen
class Anchored:
    """An anchor that was kept.

    Attributes:
        key: Its name.
        heads: How many chains it holds the heads of.
    """

    key: str
    heads: int


@frozen
class AnchorAudit:
    """Signs the heads of all chains, and keeps them where the database cannot reach.

    Whoever empties the table of signatures is found by what was kept here.

    Attributes:
        sign: Signs heads.
        anchors: Where they are kept.
        ids: Makes identifiers.
    """

    sign: SignAuditHeads
    anchors: KeepsAnchors
    ids: Ids

    def execute(self, *, by: Principal) -> Anchored:
        """Signs and keeps.

        Args:
            by: Who asks; needs ``audit:write``, and to see every customer.
        """
        require_whole_audit(Scope.AUDIT_WRITE, by)
        # Signed anew: what stands among the signatures, somebody may have put there.
        signatures = sign_all(self.sign, self._heads(by), by=by)
        now = self.sign.clock.now()
        done = Anchored(anchor_key(now, self.ids.new()), len(signatures))
        # First kept and then written down: what is written down is there.
        self.anchors.put(done.key, anchor_body(signatures, at=now))
        after: dict[str, object] = {"heads": done.heads}
        with self.sign.work(by.reach) as work:
            work.audit.add(AuditRecord.of(by, ANCHORED, done.key, id=self.ids.new(), at=now, after=after))
            work.commit()
        return done

    def _heads(self, by: Principal) -> list[ChainHead]:
        with self.sign.reading(by.reach) as work:
            trail = work.audit_trail
            heads = [trail.head(chain) for chain in trail.chains()]
        return [head for head in heads if head is not None and head.sequence]
