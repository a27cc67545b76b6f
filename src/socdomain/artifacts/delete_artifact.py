"""Remove a stored file; its record and its custody stay."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog
from socdomain.artifacts.legal_hold import LegalHoldError, checked_reason
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.clock import Clock
from socdomain.ids import ArtifactId, Ids
from socdomain.object_store import ObjectStore
from socdomain.principal import Principal, Reach, Scope


@frozen
class DeleteArtifact:
    """Removes a file's bytes, by somebody who says why.

    Attributes:
        work: Makes units of work.
        objects: Keeps files.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ArtifactsWork]
    objects: ObjectStore
    clock: Clock
    ids: Ids

    def execute(self, artifact_id: ArtifactId, reason: str, *, by: Principal) -> Artifact:
        """Removes a file, and returns its record; one that was removed already stays as it is.

        The record comes first: at worst an object is left that no record has, which the job that looks for such
        removes, and never a record that promises what is gone.

        Args:
            artifact_id: Which.
            reason: Why; 1 to 1,000 characters.
            by: Who; needs ``artifacts:write``.

        Raises:
            NotFoundError: There is none within reach.
            InvalidInputError: No reason is given.
            LegalHoldError: It is under a legal hold.
            StorageUnavailableError: The store fails; the file is deleted all the same, and its bytes go later.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        why = checked_reason(reason)
        with self.work(by.reach) as work:
            # Before the record is locked, as who places a hold does, so that neither waits for the other in a circle.
            work.holds.lock(work.artifacts.get(artifact_id, reach=by.reach).customer_id)
            artifact = work.artifacts.for_change(artifact_id, reach=by.reach)
            if artifact.status is ArtifactStatus.DELETED:
                return artifact
            if holds := work.holds.over(artifact):
                raise LegalHoldError(holds)
            deleted = evolve(artifact, status=ArtifactStatus.DELETED, reason=why, version=artifact.version + 1)
            work.artifacts.save(deleted)
            CustodyLog(work, self.clock, self.ids, by).note(deleted, CustodyAct.DELETED, {"reason": why})
            work.commit()
        self.objects.delete(artifact.bucket, artifact.key)
        return deleted
