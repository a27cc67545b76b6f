"""The use cases of stored files, made once for a process."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.artifacts.begin_upload import BeginUpload
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.complete_upload import CompleteUpload
from socdomain.artifacts.delete_artifact import DeleteArtifact
from socdomain.artifacts.end_upload import EndUpload
from socdomain.artifacts.expire_artifacts import ExpireArtifacts
from socdomain.artifacts.lift_hold import LiftHold
from socdomain.artifacts.limits import ArtifactLimits
from socdomain.artifacts.link_artifact import LinkArtifact
from socdomain.artifacts.list_archive import ListArchive
from socdomain.artifacts.place_hold import PlaceHold
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.purge_orphans import PurgeOrphans
from socdomain.artifacts.read_artifact import ReadArtifact
from socdomain.artifacts.set_retention import SetArtifactRetention
from socdomain.artifacts.store_artifact import StoreArtifact
from socdomain.artifacts.store_artifacts import StoreArtifacts
from socdomain.artifacts.upload_parts import UploadParts
from socdomain.artifacts.verify_artifact import VerifyArtifact
from socdomain.artifacts.verify_artifacts import VerifyArtifacts
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
        limits: How much may be stored.
    """

    work: Callable[[Reach], ArtifactsWork]
    reading: Callable[[Reach], ArtifactsWork]
    clock: Clock
    ids: Ids
    objects: ObjectStore
    buckets: Buckets
    limits: ArtifactLimits

    @property
    def store(self) -> StoreArtifact:
        """Stores a file that comes in one piece."""
        return StoreArtifact(self.store_many)

    @property
    def store_many(self) -> StoreArtifacts:
        """Stores files that come in one piece each, all of them or none."""
        return StoreArtifacts(self.reading, self.work, self.objects, self.clock, self.ids, self.buckets, self.limits)

    @property
    def begin_upload(self) -> BeginUpload:
        """Begins to store a file by parts."""
        return BeginUpload(self.work, self.objects, self.clock, self.ids, self.buckets, self.limits)

    @property
    def parts(self) -> UploadParts:
        """Puts parts of a file, and tells which are there."""
        return UploadParts(self.reading, self.objects, self.clock, self.limits)

    @property
    def complete_upload(self) -> CompleteUpload:
        """Makes a file out of its parts."""
        return CompleteUpload(self.work, self.objects, self.clock, self.ids, self.parts)

    @property
    def end_upload(self) -> EndUpload:
        """Gives up a file whose parts are being sent."""
        return EndUpload(self.work, self.objects, self.clock, self.ids)

    @property
    def link(self) -> LinkArtifact:
        """Makes a file part of a case."""
        return LinkArtifact(self.work, self.clock, self.ids)

    @property
    def read(self) -> ReadArtifact:
        """Hands a file out."""
        return ReadArtifact(self.reading, self.work, self.objects, self.clock, self.ids)

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

    @property
    def verify_many(self) -> VerifyArtifacts:
        """Reads those files again that were looked at longest ago."""
        return VerifyArtifacts(self.reading, self.verify)

    @property
    def purge_orphans(self) -> PurgeOrphans:
        """Removes what no record has."""
        return PurgeOrphans(self.work, self.objects, self.clock, self.ids, self.buckets)

    @property
    def expire(self) -> ExpireArtifacts:
        """Removes files that are kept no longer."""
        return ExpireArtifacts(self.reading, self.delete)

    @property
    def place_hold(self) -> PlaceHold:
        """Places a legal hold."""
        return PlaceHold(self.work, self.clock, self.ids)

    @property
    def lift_hold(self) -> LiftHold:
        """Lifts a legal hold."""
        return LiftHold(self.work, self.clock, self.ids)

    @property
    def set_retention(self) -> SetArtifactRetention:
        """Says for how long the files of a customer are kept."""
        return SetArtifactRetention(self.work, self.clock, self.ids)
