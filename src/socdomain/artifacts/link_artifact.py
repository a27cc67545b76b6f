"""Make a stored file part of a case."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactKind
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog
from socdomain.artifacts.place_hold import note_held
from socdomain.artifacts.ports import ArtifactFilter, ArtifactsWork
from socdomain.clock import Clock
from socdomain.errors import ConflictError
from socdomain.ids import ArtifactId, CaseId, Ids
from socdomain.principal import Principal, Reach, Scope


class OfAnotherCaseError(ConflictError):
    """A file that belongs to a case already.

    Args:
        case_id: Which.
    """

    def __init__(self, case_id: CaseId) -> None:
        super().__init__("the file belongs to another case")
        self.case_id = case_id


@frozen
class LinkArtifact:
    """Makes a file about an agent part of a case; its bytes stay where they are.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ArtifactsWork]
    clock: Clock
    ids: Ids

    def execute(self, artifact_id: ArtifactId, case_id: CaseId, *, by: Principal) -> Artifact:
        """Makes a file part of a case, and returns its record; one that is so already stays as it is.

        Args:
            artifact_id: Which file; evidence.
            case_id: Of which case.
            by: Who; needs ``artifacts:write``.

        Raises:
            NotFoundError: The file or the case is not within reach.
            OtherCustomerError: They are of two customers.
            OfAnotherCaseError: It belongs to another case.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        evidence = ArtifactFilter(kind=ArtifactKind.EVIDENCE)
        with self.work(by.reach) as work:
            work.cases.get(case_id, reach=by.reach)
            # The holds before the record, as who places a hold does.
            work.holds.lock(work.artifacts.get(artifact_id, reach=by.reach, among=evidence).customer_id)
            artifact = work.artifacts.for_change(artifact_id, reach=by.reach)
            if artifact.case_id == case_id:
                return artifact
            if artifact.case_id is not None:
                raise OfAnotherCaseError(artifact.case_id)
            linked = evolve(artifact, case_id=case_id, version=artifact.version + 1)
            work.artifacts.save(linked)
            log = CustodyLog(work, self.clock, self.ids, by)
            log.note(linked, CustodyAct.LINKED, {"case_id": str(case_id)})
            if linked.status.has_object:
                note_held(log, linked, case_id)
            work.commit()
        return linked
