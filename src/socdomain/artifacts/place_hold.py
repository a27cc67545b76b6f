"""Place a legal hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog
from socdomain.artifacts.legal_hold import LegalHold, checked_reason
from socdomain.artifacts.ports import ArtifactFilter, ArtifactsWork
from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import InvalidInputError
from socdomain.ids import ArtifactId, CaseId, CustomerId, HoldId, Ids
from socdomain.once import OnceKey
from socdomain.pages import LARGEST_PAGE, PageRequest, Position
from socdomain.principal import Principal, Reach, Scope


@frozen
class NewHold:
    """A hold that somebody wants to place: on a customer, a case or a file, and on one of them.

    Attributes:
        reason: Why; 1 to 1,000 characters.
        customer: Code of the customer all of whose files are held.
        case_id: The case whose files are.
        artifact_id: The file that is.
    """

    reason: str
    customer: str | None = None
    case_id: CaseId | None = None
    artifact_id: ArtifactId | None = None


@frozen
class PlaceHold:
    """Places a hold, so that nothing under it is removed, by people or by retention.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ArtifactsWork]
    clock: Clock
    ids: Ids

    def execute(self, wanted: NewHold, *, by: Principal, once: OnceKey | None = None) -> LegalHold:
        """Places a hold, or returns the one that the same idempotency key placed before.

        Whoever may remove files may hold them; to lift a hold takes more.

        Args:
            wanted: On what, and why.
            by: Who; needs ``artifacts:write``, or ``holds:write``.
            once: Names the request.

        Raises:
            NotFoundError: What is to be held is not within reach.
            InvalidInputError: No reason is given, or not one thing to hold.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE, Scope.HOLDS_WRITE)
        reason = checked_reason(wanted.reason)
        targets = (wanted.customer, wanted.case_id, wanted.artifact_id)
        if sum(target is not None for target in targets) != 1:
            raise InvalidInputError("customer", "must be given, or case_id, or artifact_id, and one of them alone")
        now = self.clock.now()
        with self.work(by.reach) as work:
            # First, so that whoever does not reach it any more is told the same as if they had never held it.
            owner = _owner(work, wanted, by.reach)
            if once and (earlier := work.once.recall(once, now=now)):
                return work.holds.get(HoldId(earlier.id), reach=by.reach)
            work.holds.lock(owner)
            hold = LegalHold(HoldId(self.ids.new()), owner, wanted.case_id, wanted.artifact_id, reason, now, by.name)
            work.holds.add(hold)
            if once:
                work.once.remember(once, hold.id, now=now)
            after = hold_detail(hold) | {"reason": hold.reason}
            work.audit.add(
                AuditRecord.of(
                    by, "legal_hold.placed", hold.id, id=self.ids.new(), at=now, customer_id=owner, after=after
                )
            )
            note_on_files(CustodyLog(work, self.clock, self.ids, by), hold, CustodyAct.HELD, hold.reason, by.reach)
            work.commit()
        return hold


def hold_detail(hold: LegalHold) -> dict[str, Any]:
    """Returns what is written down of a hold, beside why."""
    return {
        "case_id": None if hold.case_id is None else str(hold.case_id),
        "artifact_id": None if hold.artifact_id is None else str(hold.artifact_id),
    }


def note_on_files(log: CustodyLog, hold: LegalHold, act: CustodyAct, reason: str, reach: Reach) -> None:
    """Writes into the custody of a file that is held by itself, or of each file of a case, that it is or no longer is.

    A hold on a customer is written down once, in the audit log: it may be on a million files. Of what is still coming
    it is written down when it has come (``note_held``), and of what is gone it is not.
    """
    for artifact in _files(log.work, hold, reach):
        if artifact.status.has_object:
            log.note(artifact, act, {"hold_id": str(hold.id), "reason": reason})


def note_held(log: CustodyLog, artifact: Artifact, case_id: CaseId | None = None) -> None:
    """Writes into the custody of a file that has come, or has become part of a case, which holds it came under so.

    The holds of its customer have to be locked: a hold that is placed at the same moment is written down by one of the
    two, and not by both.

    Args:
        log: Writes it down.
        artifact: The file as it is now.
        case_id: Of which case it has become part; None where it has come, so that every hold is new to it.
    """
    for hold in log.work.holds.over(artifact):
        is_noted = hold.case_id is not None or hold.artifact_id is not None
        if is_noted and case_id in (None, hold.case_id):
            log.note(artifact, CustodyAct.HELD, {"hold_id": str(hold.id), "reason": hold.reason})


def _files(work: ArtifactsWork, hold: LegalHold, reach: Reach) -> Iterator[Artifact]:
    if hold.artifact_id is not None:
        yield work.artifacts.get(hold.artifact_id, reach=reach)
    if hold.case_id is None:
        return
    of_case = ArtifactFilter(case_id=hold.case_id)
    after: Position | None = None
    while True:
        page = work.artifacts.page(of_case, PageRequest(LARGEST_PAGE, after), reach=reach)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _owner(work: ArtifactsWork, wanted: NewHold, reach: Reach) -> CustomerId:
    if wanted.case_id is not None:
        return work.cases.get(wanted.case_id, reach=reach).customer_id
    if wanted.artifact_id is not None:
        return work.artifacts.get(wanted.artifact_id, reach=reach).customer_id
    return work.customers.by_code(wanted.customer or "", reach=reach).id
