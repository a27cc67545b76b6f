"""Store a file, then write down that it is stored."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from typing import Final

from attrs import evolve, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog, stored_detail
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.limits import ArtifactLimits
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.place_hold import note_held
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError, StorageUnavailableError, WatchfloorError
from socdomain.ids import ArtifactId, Ids
from socdomain.object_store import ObjectStore, StoredObject
from socdomain.principal import Principal, Reach, Scope

_ATTEMPTS: Final = 3
"""How often a record is written that other writers come before."""


@frozen
class StoreArtifact:
    """Stores a file. The object comes first: at worst there is one without a record, and never the other way round.

    Attributes:
        reading: Makes units of work that only read.
        work: Makes units of work that write; none is open while the file comes in.
        objects: Keeps files.
        clock: Tells the time.
        ids: Makes identifiers.
        buckets: Which files are kept where.
        limits: How much may be stored.
    """

    reading: Callable[[Reach], ArtifactsWork]
    work: Callable[[Reach], ArtifactsWork]
    objects: ObjectStore
    clock: Clock
    ids: Ids
    buckets: Buckets
    limits: ArtifactLimits

    def execute(self, wanted: NewArtifact, data: Iterable[bytes], *, by: Principal) -> Artifact:
        """Stores a file, and returns its record.

        Args:
            wanted: What it is.
            data: Its bytes, in chunks of any length; what it raises is passed on, and nothing is stored.
            by: Who sends it; needs ``artifacts:write``.

        Raises:
            NotFoundError: The customer, the agent or the case is not within reach.
            OtherCustomerError: The agent and the case are of two customers, or the agent is nobody's.
            FileTooLargeError: It is longer than a file may be.
            CustomerFullError: Its customer has no room for it.
            UploadTooSlowError: It takes too long to come.
            StorageFullError: The store has too little room.
            ConcurrentChangeError: Other writers came before its record three times; nothing is stored.
            StorageUnavailableError: The store fails; nothing is written down.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        self.limits.check_room(self.objects)
        artifact_id = ArtifactId(self.ids.new())
        with self.reading(by.reach) as work:
            customer_id = wanted.customer_id(work, by.reach)
            used_bytes = work.artifacts.used_bytes(customer_id)
        bucket, key = place = wanted.place(customer_id, artifact_id, self.buckets)
        pending = wanted.pending(customer_id, artifact_id, place, 0, now=self.clock.now(), by=by)
        coming = self.limits.in_time(data, self.clock)
        with only_objects_are_gone():
            stored = self.objects.put(bucket, key, self.limits.bounding(coming, used_bytes, self.objects))
        try:
            return self._recorded(pending, stored, by)
        except StorageUnavailableError:
            # Whether a database that went away has kept the record, nobody knows. If it has not, the job that looks for
            # objects without records finds this one; removed, it might be a record's.
            raise
        except WatchfloorError:
            # What is not written down is nobody's; where this fails too, that job finds it.
            with contextlib.suppress(StorageUnavailableError):
                self.objects.delete(bucket, key)
            raise

    def _recorded(self, pending: Artifact, stored: StoredObject, by: Principal) -> Artifact:
        # Here, and not by whoever asked, as elsewhere: the bytes have come, and would have to come again.
        for _ in range(_ATTEMPTS - 1):
            with contextlib.suppress(ConcurrentChangeError):
                return self._record(pending, stored, by)
        return self._record(pending, stored, by)

    def _record(self, pending: Artifact, stored: StoredObject, by: Principal) -> Artifact:
        artifact = evolve(
            pending,
            status=ArtifactStatus.STORED,
            size_bytes=stored.size_bytes,
            sha256=stored.sha256,
            collected_at=self.clock.now(),
        )
        with self.work(by.reach) as work:
            # Before the record, as who places a hold does.
            work.holds.lock(artifact.customer_id)
            work.artifacts.add(artifact)
            # Others may have stored files since it was looked at; from now on they wait.
            self.limits.check(
                artifact.size_bytes, work.artifacts.used_bytes(artifact.customer_id) - artifact.size_bytes
            )
            log = CustodyLog(work, self.clock, self.ids, by)
            log.note(artifact, CustodyAct.STORED, stored_detail(artifact))
            note_held(log, artifact)
            work.commit()
        return artifact
