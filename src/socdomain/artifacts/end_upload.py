"""Give up a file whose parts are being sent."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.upload_parts import NotPendingError
from socdomain.clock import Clock
from socdomain.errors import NotFoundError
from socdomain.ids import ArtifactId, Ids
from socdomain.object_store import ObjectStore
from socdomain.principal import Principal, Reach, Scope

_AT_ONCE = 100


@frozen
class EndUpload:
    """Gives up files that do not come whole; their records say why, and their parts are removed.

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
        """Gives up a file, and returns its record; one that was given up already stays as it is.

        Args:
            artifact_id: Which.
            reason: Why.
            by: Who; needs ``artifacts:write``, and is who began.

        Raises:
            NotFoundError: There is no such file within reach, or somebody else sends it.
            NotPendingError: It is stored.
            StorageUnavailableError: The store fails; the file is given up all the same, and its parts go later.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        with self.work(by.reach) as work:
            artifact = work.artifacts.for_change(artifact_id, reach=by.reach)
            if artifact.status is ArtifactStatus.FAILED:
                return artifact
            if artifact.status is not ArtifactStatus.PENDING:
                raise NotPendingError(artifact)
            upload = work.artifacts.upload(artifact_id, reach=by.reach)
            if upload.by_id != by.id:
                raise NotFoundError("artifact", artifact_id)
            failed = self._fail(work, artifact, reason, by)
            work.commit()
        self._remove(artifact, upload)
        return failed

    def expired(self, *, by: Principal) -> int:
        """Gives up all files whose parts took too long, and returns how many.

        Args:
            by: Who; needs ``artifacts:write``.

        Raises:
            StorageUnavailableError: The store fails; what was given up by then stays so.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        ended = 0
        while late := self._late(by.reach):
            for upload in late:
                ended += self._expire(upload, by)
        return ended

    def _late(self, reach: Reach) -> list[PartUpload]:
        with self.work(reach) as work:
            return list(work.artifacts.uploads_until(self.clock.now(), limit=_AT_ONCE, reach=reach))

    def _expire(self, upload: PartUpload, by: Principal) -> bool:
        with self.work(by.reach) as work:
            artifact = work.artifacts.for_change(upload.artifact_id, reach=by.reach)
            if is_late := artifact.status is ArtifactStatus.PENDING:
                self._fail(work, artifact, f"its parts had not all come by {upload.expires_at:%Y-%m-%dT%H:%MZ}", by)
            else:
                # It was completed or given up at this moment.
                work.artifacts.remove_upload(upload.artifact_id)
            work.commit()
        if is_late:
            self._remove(artifact, upload)
        else:
            # Its parts may still be there, and nothing else names them any more. What was made of them stays.
            with only_objects_are_gone():
                self.objects.abort_upload(artifact.bucket, upload.upload)
        return is_late

    def _fail(self, work: ArtifactsWork, artifact: Artifact, reason: str, by: Principal) -> Artifact:
        failed = evolve(artifact, status=ArtifactStatus.FAILED, reason=reason, version=artifact.version + 1)
        work.artifacts.save(failed)
        work.artifacts.remove_upload(artifact.id)
        CustodyLog(work, self.clock, self.ids, by).note(failed, CustodyAct.FAILED, {"reason": reason})
        return failed

    def _remove(self, artifact: Artifact, upload: PartUpload) -> None:
        with only_objects_are_gone():
            self.objects.abort_upload(artifact.bucket, upload.upload)
            # It may have been made, and not written down.
            self.objects.delete(artifact.bucket, artifact.key)
