"""Read a stored file again, and say whether it is as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from attrs import evolve, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.clock import Clock
from socdomain.errors import NotFoundError
from socdomain.ids import ArtifactId, Ids
from socdomain.object_store import ObjectStore
from socdomain.principal import Principal, Reach, Scope

_LOOKS: Final = 2
"""How often a file is read whose record changes meanwhile; then what others found stays."""


@frozen
class VerifyArtifact:
    """Compares a file's bytes with the hash that was written down when it was stored.

    Attributes:
        work: Makes units of work; none is open while the file is read.
        objects: Keeps files.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ArtifactsWork]
    objects: ObjectStore
    clock: Clock
    ids: Ids

    def execute(self, artifact_id: ArtifactId, *, by: Principal) -> Artifact:
        """Reads a file, and returns its record as it is then: stored, corrupt or missing.

        It is read once more where its record changed meanwhile, so that a slow look does not overwrite a newer one.

        Args:
            artifact_id: Which.
            by: Who asks; needs ``artifacts:read``.

        Raises:
            NotFoundError: There is none within reach.
            NoObjectError: It was deleted, or never came whole.
            StorageUnavailableError: The store fails, or has no bucket for it, which says nothing of the file.
        """
        by.require_any_scope(Scope.ARTIFACTS_READ)
        with self.work(by.reach) as work:
            artifact = work.artifacts.get(artifact_id, reach=by.reach)
        if not artifact.status.has_object:
            raise NoObjectError(artifact)
        for _ in range(_LOOKS):
            status, reason = self._found(artifact)
            with self.work(by.reach) as work:
                present = work.artifacts.for_change(artifact_id, reach=by.reach)
                if not present.status.has_object:
                    # Deleted while it was read.
                    return present
                if present.version == artifact.version:
                    return self._written(work, present, status, reason, by)
            # Another may have looked as well, and which of the two looks is the older one nobody knows.
            artifact = present
        return artifact

    def _written(
        self, work: ArtifactsWork, present: Artifact, status: ArtifactStatus, reason: str, by: Principal
    ) -> Artifact:
        is_intact, now = status is ArtifactStatus.STORED, self.clock.now()
        verified = evolve(
            present,
            status=status,
            reason=reason,
            verified_at=now if is_intact else present.verified_at,
            checked_at=now,
            version=present.version + 1,
        )
        work.artifacts.save(verified)
        detail = {"outcome": "intact" if is_intact else status.value, "reason": reason}
        CustodyLog(work, self.clock, self.ids, by).note(verified, CustodyAct.VERIFIED, detail)
        work.commit()
        return verified

    def _found(self, artifact: Artifact) -> tuple[ArtifactStatus, str]:
        digest, size_bytes = hashlib.sha256(), 0
        try:
            with only_objects_are_gone():
                for chunk in self.objects.get(artifact.bucket, artifact.key):
                    digest.update(chunk)
                    size_bytes += len(chunk)
        except NotFoundError:
            return ArtifactStatus.MISSING, "the store has no such object"
        if size_bytes != artifact.size_bytes:
            return ArtifactStatus.CORRUPT, f"it has {size_bytes} bytes, and had {artifact.size_bytes}"
        if digest.digest() != artifact.sha256:
            return ArtifactStatus.CORRUPT, f"its SHA-256 is {digest.hexdigest()}"
        return ArtifactStatus.STORED, ""
