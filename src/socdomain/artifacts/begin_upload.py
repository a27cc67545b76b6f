"""Begin to store a file by parts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from attrs import frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog, stored_detail
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.limits import ArtifactLimits
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.clock import Clock
from socdomain.errors import InvalidInputError, StorageUnavailableError
from socdomain.ids import ArtifactId, Ids
from socdomain.object_parts import LARGEST_PART_BYTES, MOST_PARTS
from socdomain.object_store import ObjectStore
from socdomain.principal import Principal, Reach, Scope


@frozen
class BeginUpload:
    """Begins to store a file by parts. It takes up its room at once, and is evidence once it is complete.

    Attributes:
        work: Makes units of work; none is open while the store is asked.
        objects: Keeps files.
        clock: Tells the time.
        ids: Makes identifiers.
        buckets: Which files are kept where.
        limits: How much may be stored.
    """

    work: Callable[[Reach], ArtifactsWork]
    objects: ObjectStore
    clock: Clock
    ids: Ids
    buckets: Buckets
    limits: ArtifactLimits

    def execute(self, wanted: NewArtifact, size_bytes: int, *, by: Principal) -> tuple[Artifact, PartUpload]:
        """Begins to store a file, and returns its record and until when its parts may come.

        Args:
            wanted: What it is.
            size_bytes: How long it is going to be.
            by: Who sends it; needs ``artifacts:write``.

        Raises:
            InvalidInputError: It cannot be so long.
            NotFoundError: The customer, the agent or the case is not within reach.
            OtherCustomerError: The agent and the case are of two customers, or the agent is nobody's.
            FileTooLargeError: It is longer than a file may be.
            CustomerFullError: Its customer has no room for it.
            StorageFullError: The store has too little room.
            StorageUnavailableError: The store fails; nothing is written down.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        if not 0 <= size_bytes <= LARGEST_PART_BYTES * MOST_PARTS:
            raise InvalidInputError("size_bytes", f"must be from 0 to {LARGEST_PART_BYTES * MOST_PARTS}")
        self.limits.check_room(self.objects, size_bytes)
        artifact_id = ArtifactId(self.ids.new())
        with self.work(by.reach) as work:
            customer_id = wanted.customer_id(work, by.reach)
            self.limits.check(size_bytes, work.artifacts.used_bytes(customer_id))
        place = wanted.place(customer_id, artifact_id, self.buckets)
        now = self.clock.now()
        pending = wanted.pending(customer_id, artifact_id, place, size_bytes, now=now, by=by)
        with only_objects_are_gone():
            called = self.objects.begin_upload(*place)
        upload = PartUpload(artifact_id, customer_id, by.id, called, now + self.limits.upload_lasts)
        try:
            self._record(pending, upload, by)
        except BaseException:
            # What is not written down is nobody's; where this fails too, the job that looks for such finds it.
            with contextlib.suppress(StorageUnavailableError):
                self.objects.abort_upload(pending.bucket, called)
            raise
        return pending, upload

    def _record(self, pending: Artifact, upload: PartUpload, by: Principal) -> None:
        with self.work(by.reach) as work:
            work.artifacts.add(pending)
            # Others may have stored files since it was looked at; from now on they wait.
            self.limits.check(pending.size_bytes, work.artifacts.used_bytes(pending.customer_id) - pending.size_bytes)
            work.artifacts.add_upload(upload)
            CustodyLog(work, self.clock, self.ids, by).note(pending, CustodyAct.BEGUN, stored_detail(pending))
            work.commit()
