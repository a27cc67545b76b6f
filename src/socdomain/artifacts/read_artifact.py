"""Hand a stored file to somebody."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

from attrs import frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.clock import Clock
from socdomain.errors import ConflictError
from socdomain.ids import ArtifactId, Ids
from socdomain.object_store import ObjectStore
from socdomain.principal import Principal, Reach, Scope


class NoObjectError(ConflictError):
    """A file of which only the record is left.

    Args:
        artifact: The record; says why.
    """

    def __init__(self, artifact: Artifact) -> None:
        super().__init__(f"the file is {artifact.status.value}{': ' if artifact.reason else ''}{artifact.reason}")
        self.artifact = artifact


@frozen
class ReadArtifact:
    """Hands out a file, and writes down to whom.

    Attributes:
        reading: Makes units of work that only read.
        work: Makes units of work that write.
        objects: Keeps files.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    reading: Callable[[Reach], ArtifactsWork]
    work: Callable[[Reach], ArtifactsWork]
    objects: ObjectStore
    clock: Clock
    ids: Ids

    def execute(
        self, artifact_id: ArtifactId, *, by: Principal, first_byte: int = 0, last_byte: int | None = None
    ) -> tuple[Artifact, Iterator[bytes]]:
        """Returns a file's record, and its bytes in chunks; whoever takes them closes the iterator.

        It is written down before the first byte is handed out: what was begun may have been read.

        Args:
            artifact_id: Which.
            by: Who asks; needs ``artifacts:read``.
            first_byte: Place of the first byte to return, from 0.
            last_byte: Place of the last one; None: to the end.

        Raises:
            InvalidInputError: The places cannot be, or the last is before the first.
            NotFoundError: There is none within reach, or the store no longer has it.
            NoObjectError: It was deleted, or never came whole.
            StorageUnavailableError: The store fails; nothing is written down.
        """
        by.require_any_scope(Scope.ARTIFACTS_READ)
        with self.reading(by.reach) as work:
            artifact = work.artifacts.get(artifact_id, reach=by.reach)
        if not artifact.status.has_object:
            raise NoObjectError(artifact)
        with only_objects_are_gone():
            content = self.objects.get(artifact.bucket, artifact.key, first_byte=first_byte, last_byte=last_byte)
        is_whole = first_byte == 0 and last_byte is None
        detail = {} if is_whole else {"first_byte": first_byte, "last_byte": last_byte}
        try:
            with self.work(by.reach) as work:
                CustodyLog(work, self.clock, self.ids, by).note(artifact, CustodyAct.DOWNLOADED, detail)
                work.commit()
        except BaseException:
            close(content)
            raise
        return artifact, content


def close(content: Iterator[bytes]) -> None:
    """Lets go of what a file is read from, where the iterator holds any of it."""
    if isinstance(content, Generator):
        content.close()
