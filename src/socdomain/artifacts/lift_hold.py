"""Lift a legal hold."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog
from socdomain.artifacts.legal_hold import LegalHold, checked_reason
from socdomain.artifacts.place_hold import hold_detail, note_on_files
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.ids import HoldId, Ids
from socdomain.principal import Principal, Reach, Scope


@frozen
class LiftHold:
    """Lifts a hold; that it was there, and who lifted it, stays known.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ArtifactsWork]
    clock: Clock
    ids: Ids

    def execute(self, hold_id: HoldId, reason: str, *, by: Principal) -> LegalHold:
        """Lifts a hold, and returns it; one that was lifted already stays as it is.

        Args:
            hold_id: Which.
            reason: Why; 1 to 1,000 characters.
            by: Who; needs ``holds:write``.

        Raises:
            NotFoundError: There is none within reach.
            InvalidInputError: No reason is given.
        """
        by.require_any_scope(Scope.HOLDS_WRITE)
        lift_reason = checked_reason(reason)
        now = self.clock.now()
        with self.work(by.reach) as work:
            hold = work.holds.get(hold_id, reach=by.reach)
            work.holds.lock(hold.customer_id)
            hold = work.holds.get(hold_id, reach=by.reach)
            if hold.lifted_at is not None:
                return hold
            lifted = evolve(hold, lifted_at=now, lifted_by=by.name, lift_reason=lift_reason)
            work.holds.lift(lifted)
            work.audit.add(
                AuditRecord.of(
                    by,
                    "legal_hold.lifted",
                    hold.id,
                    id=self.ids.new(),
                    at=now,
                    customer_id=hold.customer_id,
                    before=hold_detail(hold) | {"reason": hold.reason, "placed_by": hold.placed_by},
                    after={"reason": lift_reason},
                )
            )
            log = CustodyLog(work, self.clock, self.ids, by)
            note_on_files(log, lifted, CustodyAct.RELEASED, lift_reason, by.reach)
            work.commit()
        return lifted
