"""Sign where the chains of audit records end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from socdomain.audit.chain import ChainHead
from socdomain.audit.ports import SignsAudit
from socdomain.audit.signatures import HeadSignature, SignatureKind, sign_head
from socdomain.audit.trail import AuditWork
from socdomain.clock import Clock
from socdomain.errors import NotAllowedError
from socdomain.principal import Principal, Reach, Scope


@frozen
class SignAuditHeads:
    """Signs the head of every chain that went on since its last signature.

    What was signed cannot be changed unseen by whoever can write the database and has not the key. Several processes
    may do so at a time: the first signature of a place stays.

    Attributes:
        work: Makes units of work that write.
        reading: Makes units of work that only read.
        clock: Tells the time.
        make_signer: Returns what has the key; asked only when there is something to sign.
    """

    work: Callable[[Reach], AuditWork]
    reading: Callable[[Reach], AuditWork]
    clock: Clock
    make_signer: Callable[[], SignsAudit]

    def execute(self, *, by: Principal) -> tuple[HeadSignature, ...]:
        """Signs.

        Args:
            by: Who asks; needs ``audit:write``, and to see every customer.

        Returns:
            The signatures, in the order of the chains.
        """
        require_whole_audit(Scope.AUDIT_WRITE, by)
        with self.reading(by.reach) as work:
            heads = work.audit_trail.unsigned_heads()
        return sign_all(self, heads, by=by)


def sign_all(sign: SignAuditHeads, heads: Sequence[ChainHead], *, by: Principal) -> tuple[HeadSignature, ...]:
    """Signs heads and keeps the signatures.

    Args:
        sign: Has the key.
        heads: Which.
        by: Who asks, and was found to be allowed to.
    """
    if not heads:
        return ()
    signer, now = sign.make_signer(), sign.clock.now()
    signatures = tuple(sign_head(signer, SignatureKind.HEAD, head, now=now) for head in heads)
    with sign.work(by.reach) as work:
        work.audit_trail.add_signatures(signatures)
        work.commit()
    return signatures


def require_whole_audit(scope: Scope, by: Principal) -> None:
    """Refuses unless the principal holds a scope over the audit log and sees every customer.

    Raises:
        NotAllowedError: It does not.
    """
    by.require_any_scope(scope)
    if not by.reach.is_everyone:
        raise NotAllowedError((scope,))
