"""The parts of a file that is being sent: put one, see which are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import frozen

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.limits import ArtifactLimits
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.clock import Clock
from socdomain.errors import ConflictError, InvalidInputError, NotFoundError
from socdomain.ids import ArtifactId
from socdomain.object_parts import SMALLEST_PART_BYTES, StoredPart
from socdomain.object_store import ObjectStore
from socdomain.principal import Principal, Reach, Scope


class NotPendingError(ConflictError):
    """Parts of a file that has ended: it is stored, was given up, or took too long.

    Args:
        artifact: The record; says how it ended.
    """

    def __init__(self, artifact: Artifact) -> None:
        status = "late" if artifact.status is ArtifactStatus.PENDING else artifact.status.value
        super().__init__(f"no parts of the file may come any more: it is {status}")
        self.artifact = artifact


@frozen
class UploadParts:
    """Puts parts of a file, and tells which are there.

    Attributes:
        reading: Makes units of work that only read; none is open while a part comes in.
        objects: Keeps files.
        clock: Tells the time.
        limits: How much may be stored.
    """

    reading: Callable[[Reach], ArtifactsWork]
    objects: ObjectStore
    clock: Clock
    limits: ArtifactLimits

    def put(self, artifact_id: ArtifactId, number: int, data: Iterable[bytes], *, by: Principal) -> StoredPart:
        """Stores a part, in place of the one that has the number now.

        Args:
            artifact_id: Of which file.
            number: Its place, from 1.
            data: Its bytes; what it raises is passed on, and nothing is stored.
            by: Who sends it; needs ``artifacts:write``, and is who began.

        Raises:
            NotFoundError: There is no such file within reach, or somebody else sends it.
            NotPendingError: No parts of it may come any more.
            InvalidInputError: A file of this length has no such part, or the parts are longer than it.
            UploadTooSlowError: The part takes too long.
            StorageFullError: The store has too little room.
            StorageUnavailableError: The store fails; the part can be put again.
        """
        artifact, upload = self.open(artifact_id, by=by)
        most = max(1, -(-artifact.size_bytes // SMALLEST_PART_BYTES))
        if not 1 <= number <= most:
            raise InvalidInputError("number", f"must be from 1 to {most}, for a file of {artifact.size_bytes:,} bytes")
        self.limits.check_room(self.objects)
        with only_objects_are_gone():
            there = self.objects.parts(artifact.bucket, upload.upload)
        others_bytes = sum(part.size_bytes for part in there if part.number != number)
        coming = self.limits.part_in_time(data, self.clock, upload.expires_at)
        within = _at_most(coming, artifact.size_bytes - others_bytes, artifact.size_bytes)
        return self.objects.put_part(artifact.bucket, upload.upload, number, within)

    def there(self, artifact_id: ArtifactId, *, by: Principal) -> tuple[Artifact, PartUpload, Sequence[StoredPart]]:
        """Returns the record of a file, until when parts may come, and those that are there, by their numbers.

        Args:
            artifact_id: Which file.
            by: Who asks; needs ``artifacts:write``, and is who began.

        Raises:
            NotFoundError: There is no such file within reach, or somebody else sends it.
            NotPendingError: No parts of it may come any more.
            StorageUnavailableError: The store fails.
        """
        artifact, upload = self.open(artifact_id, by=by)
        with only_objects_are_gone():
            return artifact, upload, self.objects.parts(artifact.bucket, upload.upload)

    def open(self, artifact_id: ArtifactId, *, by: Principal) -> tuple[Artifact, PartUpload]:
        """Returns the record of a file whose parts may come, and what is known of how they come.

        Raises:
            NotFoundError: There is no such file within reach, or somebody else sends it.
            NotPendingError: No parts of it may come any more.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        with self.reading(by.reach) as work:
            artifact = work.artifacts.get(artifact_id, reach=by.reach)
            if artifact.status is not ArtifactStatus.PENDING:
                raise NotPendingError(artifact)
            upload = work.artifacts.upload(artifact_id, reach=by.reach)
        if upload.by_id != by.id:
            raise NotFoundError("artifact", artifact_id)
        if upload.expires_at <= self.clock.now():
            raise NotPendingError(artifact)
        return artifact, upload


def _at_most(data: Iterable[bytes], left_bytes: int, size_bytes: int) -> Iterator[bytes]:
    for chunk in data:
        left_bytes -= len(chunk)
        if left_bytes < 0:
            raise InvalidInputError("size_bytes", f"is {size_bytes}, and the parts are longer")
        yield chunk
