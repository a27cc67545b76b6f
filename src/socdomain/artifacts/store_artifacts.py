"""Store files, then write down that they are stored."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from attrs import evolve, field, frozen

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
from socdomain.ids import AgentId, ArtifactId, CaseId, CustomerId, Ids
from socdomain.object_store import ObjectStore
from socdomain.principal import Principal, Reach, Scope

_ATTEMPTS: Final = 3
"""How often records are written that other writers come before."""

Incoming = Iterable[tuple[NewArtifact, Iterable[bytes]]]


@frozen
class StoreArtifacts:
    """Stores files, all of them or none.

    The objects come first: at worst some are without a record, and never the other way round.

    Attributes:
        reading: Makes units of work that only read.
        work: Makes units of work that write; none is open while the files come in.
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

    def execute(self, files: Incoming, *, by: Principal) -> list[Artifact]:
        """Stores files, and returns their records.

        Args:
            files: What each is, and its bytes in chunks of any length, which are taken before the next one is asked
                for; what these raise is passed on, and nothing is stored.
            by: Who sends them; needs ``artifacts:write``.

        Raises:
            NotFoundError: The customer, the agent or the case of one is not within reach.
            OtherCustomerError: The agent and the case of one are of two customers, or the agent is nobody's.
            FileTooLargeError: One is longer than a file may be.
            CustomerFullError: Its customer has no room for one.
            UploadTooSlowError: They take too long to come.
            StorageFullError: The store has too little room.
            ConcurrentChangeError: Other writers came before their records three times; nothing is stored.
            StorageUnavailableError: The store fails; nothing is written down.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        self.limits.check_room(self.objects)
        owners, stored, began = _Owners(), list[Artifact](), self.clock.now()
        try:
            for wanted, data in files:
                stored.append(self._put(wanted, data, owners, began, by))
        except BaseException:
            self._remove(stored)
            raise
        try:
            return self._recorded(stored, by)
        except StorageUnavailableError:
            # Whether a database that went away has kept the records, nobody knows. If it has not, the job that looks
            # for objects without records finds these; removed, they might be a record's.
            raise
        except WatchfloorError:
            self._remove(stored)
            raise

    def _put(
        self, wanted: NewArtifact, data: Iterable[bytes], owners: _Owners, began: datetime, by: Principal
    ) -> Artifact:
        artifact_id = ArtifactId(self.ids.new())
        customer_id, used_bytes = self._owner(wanted, owners, by.reach)
        bucket, key = place = wanted.place(customer_id, artifact_id, self.buckets)
        pending = wanted.pending(customer_id, artifact_id, place, 0, now=began, by=by)
        coming = self.limits.in_time(data, self.clock, since=began)
        with only_objects_are_gone():
            stored = self.objects.put(bucket, key, self.limits.bounding(coming, used_bytes, self.objects))
        owners.used_bytes[customer_id] += stored.size_bytes
        return evolve(
            pending,
            status=ArtifactStatus.STORED,
            size_bytes=stored.size_bytes,
            sha256=stored.sha256,
            collected_at=self.clock.now(),
        )

    def _owner(self, wanted: NewArtifact, owners: _Owners, reach: Reach) -> tuple[CustomerId, int]:
        """Returns whose a file will be, and how much they have; asked once for files about the same."""
        about = (wanted.customer, wanted.agent_id, wanted.case_id)
        if about not in owners.known:
            with self.reading(reach) as work:
                customer_id = owners.known[about] = wanted.customer_id(work, reach)
                owners.used_bytes.setdefault(customer_id, work.artifacts.used_bytes(customer_id))
        customer_id = owners.known[about]
        return customer_id, owners.used_bytes[customer_id]

    def _remove(self, stored: Iterable[Artifact]) -> None:
        # What is not written down is nobody's; where this fails too, the job that looks for such finds it.
        for artifact in stored:
            with contextlib.suppress(WatchfloorError):
                self.objects.delete(artifact.bucket, artifact.key)

    def _recorded(self, stored: list[Artifact], by: Principal) -> list[Artifact]:
        # Here, and not by whoever asked, as elsewhere: the bytes have come, and would have to come again.
        for _ in range(_ATTEMPTS - 1):
            with contextlib.suppress(ConcurrentChangeError):
                return self._record(stored, by)
        return self._record(stored, by)

    def _record(self, stored: list[Artifact], by: Principal) -> list[Artifact]:
        with self.work(by.reach) as work:
            # Before the records, as who places a hold does, and of several customers always in one order.
            for customer_id in sorted({artifact.customer_id for artifact in stored}):
                work.holds.lock(customer_id)
            log = CustodyLog(work, self.clock, self.ids, by)
            for artifact in stored:
                work.artifacts.add(artifact)
                # Others may have stored files since it was looked at; from now on they wait.
                used_bytes = work.artifacts.used_bytes(artifact.customer_id)
                self.limits.check(artifact.size_bytes, used_bytes - artifact.size_bytes)
                log.note(artifact, CustodyAct.STORED, stored_detail(artifact))
                note_held(log, artifact)
            work.commit()
        return stored


@frozen
class _Owners:
    """Whose files are that are about something, and how much they have."""

    known: dict[tuple[str | None, AgentId | None, CaseId | None], CustomerId] = field(factory=dict)
    used_bytes: dict[CustomerId, int] = field(factory=dict)
