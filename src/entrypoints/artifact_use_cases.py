"""The use cases of stored files, made once for a process."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.delete_artifact import DeleteArtifact
from socdomain.artifacts.list_archive import ListArchive
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.read_artifact import ReadArtifact
from socdomain.artifacts.store_artifact import StoreArtifact
from socdomain.artifacts.verify_artifact import VerifyArtifact
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.object_store import ObjectStore
from socdomain.principal import Reach


@frozen
class ArtifactUseCases:
    """The use cases of stored files, wired to a process's adapters.

    Attributes:
        work: Makes units of work that write.
        reading: Makes units of work that only read.
        clock: Tells the time.
        ids: Makes identifiers.
        objects: Keeps files.
        buckets: Which files are kept where.
    """

    work: Callable[[Reach], ArtifactsWork]
    reading: Callable[[Reach], ArtifactsWork]
    clock: Clock
    ids: Ids
    objects: ObjectStore
    buckets: Buckets

    @property
    def store(self) -> StoreArtifact:
        """Stores a file that comes in one piece."""
        return StoreArtifact(self.work, self.objects, self.clock, self.ids, self.buckets)

    @property
    def read(self) -> ReadArtifact:
        """Hands a file out."""
        return ReadArtifact(self.work, self.objects, self.clock, self.ids)

    @property
    def verify(self) -> VerifyArtifact:
        """Tells whether a file is as it was."""
        return VerifyArtifact(self.work, self.objects, self.clock, self.ids)

    @property
    def delete(self) -> DeleteArtifact:
        """Removes a file."""
        return DeleteArtifact(self.work, self.objects, self.clock, self.ids)

    @property
    def list_archive(self) -> ListArchive:
        """Shows what a zip says that it holds."""
        return ListArchive(self.reading, self.objects)
