"""Make a file out of its parts, then write down that it is stored."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from attrs import evolve, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog, stored_detail
from socdomain.artifacts.end_upload import EndUpload
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.place_hold import note_held
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.upload_parts import NotPendingError, UploadParts
from socdomain.clock import Clock
from socdomain.errors import ConflictError, InvalidInputError, NotFoundError, StorageUnavailableError
from socdomain.ids import ArtifactId, Ids
from socdomain.object_parts import check_parts
from socdomain.object_store import ObjectStore, StoredObject
from socdomain.principal import Principal, Reach, Scope


class OtherContentError(ConflictError):
    """A file that came with another content than it was said to have; nothing of it is kept.

    Args:
        sha256: SHA-256 over what came, 32 bytes.
    """

    def __init__(self, sha256: bytes) -> None:
        super().__init__(f"the file that came has the SHA-256 {sha256.hex()}")
        self.sha256 = sha256


@frozen
class CompleteUpload:
    """Makes a file out of its parts. The object comes first, as in ``StoreArtifact``; it can be repeated.

    Attributes:
        work: Makes units of work; none is open while the store works.
        objects: Keeps files.
        clock: Tells the time.
        ids: Makes identifiers.
        parts: Knows which files may be completed.
    """

    work: Callable[[Reach], ArtifactsWork]
    objects: ObjectStore
    clock: Clock
    ids: Ids
    parts: UploadParts

    def execute(self, artifact_id: ArtifactId, sha256: bytes | None = None, *, by: Principal) -> Artifact:
        """Makes a file out of its parts, and returns its record; one that is made already stays as it is.

        Args:
            artifact_id: Which.
            sha256: What its SHA-256 has to be, 32 bytes; None for whatever it is.
            by: Who sends it; needs ``artifacts:write``, and is who began.

        Raises:
            NotFoundError: There is no such file within reach, or somebody else sends it.
            NotPendingError: It was given up, or took too long.
            InvalidInputError: Its parts do not make a file of the length that it was said to have; they can be put
                again.
            OtherContentError: It has another SHA-256.
            StorageUnavailableError: The store fails; ask again.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        with self.work(by.reach) as work:
            present = work.artifacts.get(artifact_id, reach=by.reach)
        if present.status is ArtifactStatus.STORED:
            return _as_expected(present, sha256)
        artifact, upload = self.parts.open(artifact_id, by=by)
        with only_objects_are_gone():
            stored = self._made(artifact, upload)
        if sha256 is not None and stored.sha256 != sha256:
            reason = f"it came with the SHA-256 {stored.sha256.hex()}, and was said to have {sha256.hex()}"
            EndUpload(self.work, self.objects, self.clock, self.ids).execute(artifact_id, reason, by=by)
            raise OtherContentError(stored.sha256)
        return self._record(artifact_id, stored, by)

    def _made(self, artifact: Artifact, upload: PartUpload) -> StoredObject:
        try:
            return self._put_together(artifact, upload)
        except NotFoundError as error:
            if error.kind != "upload":
                raise
            # Made by somebody who was killed before it was written down, or did not hear that it was, or who asked at
            # the same moment and was first.
            return self.objects.stat(artifact.bucket, artifact.key)

    def _put_together(self, artifact: Artifact, upload: PartUpload) -> StoredObject:
        parts = self.objects.parts(artifact.bucket, upload.upload)
        if not parts and not artifact.size_bytes:
            # No server makes an object of no parts.
            empty = self.objects.put(artifact.bucket, artifact.key, ())
            self.objects.abort_upload(artifact.bucket, upload.upload)
            return empty
        check_parts(parts)
        if (size_bytes := sum(part.size_bytes for part in parts)) != artifact.size_bytes:
            raise InvalidInputError("parts", f"have {size_bytes} bytes, and have to have {artifact.size_bytes}")
        return self.objects.complete_upload(artifact.bucket, upload.upload)

    def _record(self, artifact_id: ArtifactId, stored: StoredObject, by: Principal) -> Artifact:
        with self.work(by.reach) as work:
            # The holds before the record, as who places a hold does.
            work.holds.lock(work.artifacts.get(artifact_id, reach=by.reach).customer_id)
            present = work.artifacts.for_change(artifact_id, reach=by.reach)
            if present.status is ArtifactStatus.STORED:
                return present
            if present.status is ArtifactStatus.PENDING:
                artifact = evolve(
                    present,
                    status=ArtifactStatus.STORED,
                    size_bytes=stored.size_bytes,
                    sha256=stored.sha256,
                    collected_at=self.clock.now(),
                    version=present.version + 1,
                )
                work.artifacts.save(artifact)
                work.artifacts.remove_upload(artifact_id)
                log = CustodyLog(work, self.clock, self.ids, by)
                log.note(artifact, CustodyAct.STORED, stored_detail(artifact))
                note_held(log, artifact)
                work.commit()
                return artifact
        if not present.status.has_object:
            # Given up meanwhile. What was stored, and is damaged by now, is evidence still.
            with contextlib.suppress(StorageUnavailableError), only_objects_are_gone():
                self.objects.delete(present.bucket, present.key)
        raise NotPendingError(present)


def _as_expected(artifact: Artifact, sha256: bytes | None) -> Artifact:
    if sha256 is not None and artifact.sha256 is not None and artifact.sha256 != sha256:
        raise OtherContentError(artifact.sha256)
    return artifact
