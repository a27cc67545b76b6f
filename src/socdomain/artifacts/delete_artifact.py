"""Remove a stored file; its record and its custody stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from attrs import evolve, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactKind, ArtifactStatus
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.legal_hold import LegalHoldError, checked_reason
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.read_artifact import NoObjectError
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
            NoObjectError: Its parts are still coming, or it never came whole; who sends it gives it up.
            LegalHoldError: It is under a legal hold.
            StorageUnavailableError: The store fails; the file is deleted all the same, and its bytes go later.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        why = checked_reason(reason)
        with self.work(by.reach) as work:
            artifact = _alone(work, artifact_id, by)
            if artifact.status is ArtifactStatus.DELETED:
                return artifact
            if not artifact.status.has_object:
                raise NoObjectError(artifact)
            if holds := work.holds.over(artifact):
                raise LegalHoldError(holds)
            deleted = self._mark(work, artifact, why, by)
        return self._removed(deleted)

    def expire(self, artifact_id: ArtifactId, *, by: Principal) -> Artifact | None:
        """Removes evidence that is older than its customer keeps it, and returns its record; None where it stays.

        For how long it is kept is asked in the transaction that removes it: somebody may have said otherwise, or placed
        a hold, since the file was found to be old.

        Args:
            artifact_id: Which.
            by: Who; needs ``artifacts:write``.

        Raises:
            NotFoundError: There is none within reach.
            StorageUnavailableError: The store fails; the file is deleted all the same, and its bytes go later.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        with self.work(by.reach) as work:
            artifact = _alone(work, artifact_id, by)
            keep_days = work.retention.of(artifact.customer_id).keep_days
            if keep_days is None or artifact.collected_at >= self.clock.now() - timedelta(days=keep_days):
                return None
            if artifact.kind is not ArtifactKind.EVIDENCE or not artifact.status.has_object:
                return None
            if work.holds.over(artifact):
                return None
            deleted = self._mark(work, artifact, f"retention: files are kept for {keep_days} days", by)
        return self._removed(deleted)

    def _mark(self, work: ArtifactsWork, artifact: Artifact, reason: str, by: Principal) -> Artifact:
        deleted = evolve(artifact, status=ArtifactStatus.DELETED, reason=reason, version=artifact.version + 1)
        work.artifacts.save(deleted)
        CustodyLog(work, self.clock, self.ids, by).note(deleted, CustodyAct.DELETED, {"reason": reason})
        work.commit()
        return deleted

    def _removed(self, deleted: Artifact) -> Artifact:
        with only_objects_are_gone():
            self.objects.delete(deleted.bucket, deleted.key)
        return deleted


def _alone(work: ArtifactsWork, artifact_id: ArtifactId, by: Principal) -> Artifact:
    # The holds before the record, as who places a hold does, so that neither waits for the other in a circle.
    work.holds.lock(work.artifacts.get(artifact_id, reach=by.reach).customer_id)
    return work.artifacts.for_change(artifact_id, reach=by.reach)
