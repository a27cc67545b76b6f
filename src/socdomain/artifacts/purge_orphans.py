"""Remove objects and uploads that no record has, such as a crash leaves between the object and its record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, TypeVar

from attrs import define, frozen

from socdomain.artifacts.artifact import is_own_key, subject_of
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.gone_objects import MOST_FAILURES, is_there, only_objects_are_gone
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import NotAllowedError, NotFoundError, StorageUnavailableError
from socdomain.ids import Ids
from socdomain.object_parts import UnfinishedUpload
from socdomain.object_store import ListedObject, ObjectStore
from socdomain.principal import Principal, Reach, Scope

T = TypeVar("T")

USUAL_GRACE: Final = timedelta(hours=24)
"""How old an object has to be: its record comes right behind it."""
_AT_ONCE: Final = 500
"""How many are compared with the records in one query, and named in one record of the audit log."""


@define
class Purged:
    """What has been found and removed.

    Attributes:
        listed: How many objects were looked at.
        objects: How many were removed.
        bytes: How long they were together.
        uploads: How many unfinished uploads were given up.
        failed: How many objects and uploads the store did not remove.
        foreign: How many objects have keys that Watchfloor does not make, or are about nothing that is known here, and
            stay: they are another platform's, or somebody has put them there.
    """

    listed: int = 0
    objects: int = 0
    bytes: int = 0
    uploads: int = 0
    failed: int = 0
    foreign: int = 0


@frozen
class PurgeOrphans:
    """Removes from the buckets of files what nobody knows of; what it is going to remove is written down first.

    An object goes when it is old enough, its key is one that Watchfloor makes for a case, an agent or a customer of
    this database, and no record has it or waits for it: then its record was never written, or says that the file was
    deleted or never came whole. So a platform that is led to the store of another one, such as a demo, removes
    none of its files. Unfinished uploads do not tell what they are about: those to which nothing came for so long are
    over for every platform.

    Attributes:
        work: Makes units of work; none is open while objects are listed or removed.
        objects: Keeps files.
        clock: Tells the time.
        ids: Makes identifiers.
        buckets: Which files are kept where.
    """

    work: Callable[[Reach], ArtifactsWork]
    objects: ObjectStore
    clock: Clock
    ids: Ids
    buckets: Buckets

    def execute(
        self, *, by: Principal, grace: timedelta = USUAL_GRACE, tell: Callable[[Purged], None] = lambda _: None
    ) -> Purged:
        """Removes them, a few hundred at a time.

        Args:
            by: Who asks; needs ``artifacts:write``, and to see every customer: to others the records of some would
                look as if they were not there.
            grace: How old an object or an upload has to be, by the clock of the store.
            tell: Is told now and then what has been removed so far.

        Raises:
            StorageUnavailableError: The store does not tell what it has; what was removed until then stays so. Or it
                did not remove some of it, which the audit log names; all the others are removed then.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        if not by.reach.is_everyone:
            raise NotAllowedError((Scope.ARTIFACTS_WRITE,))
        before, done = self.clock.now() - grace, Purged()
        for bucket in self.buckets.all:
            for some in _chunks(self._old_objects(bucket, before, done)):
                self._remove_objects(bucket, some, done, by)
                tell(done)
            for uploads in _chunks(self._old_uploads(bucket, before)):
                self._end_uploads(bucket, uploads, done, by)
                tell(done)
        if done.failed:
            removed = done.objects + done.uploads
            raise StorageUnavailableError(
                f"the store did not remove {done.failed} of {done.failed + removed} objects and uploads"
            )
        return done

    def _old_objects(self, bucket: str, before: datetime, done: Purged) -> Iterator[ListedObject]:
        try:
            for listed in self.objects.list(bucket):
                done.listed += 1
                done.foreign += not is_own_key(listed.key)
                if listed.stored_at < before and is_own_key(listed.key):
                    yield listed
        except NotFoundError:
            # Nothing was ever kept in it.
            return

    def _remove_objects(self, bucket: str, some: list[ListedObject], done: Purged, by: Principal) -> None:
        with self.work(by.reach) as work:
            known = work.artifact_upkeep.known({subject_of(one.key) for one in some})
            ours = [one for one in some if subject_of(one.key) in known]
            done.foreign += len(some) - len(ours)
            used = work.artifact_upkeep.in_use(bucket, [one.key for one in ours])
            orphans = [one for one in ours if one.key not in used]
            if not orphans:
                return
            self._note(work, "orphan_objects.removing", bucket, [one.key for one in orphans], by)
            work.commit()
        sizes = {one.key: one.size_bytes for one in orphans}

        def remove(key: str) -> None:
            if self.objects.delete(bucket, key):
                done.objects += 1
                done.bytes += sizes[key]

        self._each(bucket, list(sizes), remove, "orphan_objects.not_removed", done, by)

    def _old_uploads(self, bucket: str, before: datetime) -> Iterator[UnfinishedUpload]:
        try:
            yield from (upload for upload in self.objects.uploads(bucket) if upload.changed_at < before)
        except NotFoundError:
            return

    def _end_uploads(self, bucket: str, some: list[UnfinishedUpload], done: Purged, by: Principal) -> None:
        with self.work(by.reach) as work:
            used = work.artifact_upkeep.uploads_in_use([one.upload for one in some])
            orphans = [one.upload for one in some if one.upload not in used]
            if not orphans:
                return
            self._note(work, "orphan_uploads.removing", bucket, orphans, by)
            work.commit()

        def remove(upload: str) -> None:
            self.objects.abort_upload(bucket, upload)
            done.uploads += 1

        self._each(bucket, orphans, remove, "orphan_uploads.not_removed", done, by)

    def _each(
        self, bucket: str, names: list[str], remove: Callable[[str], None], failure: str, done: Purged, by: Principal
    ) -> None:
        failed, in_a_row = list[str](), 0
        for place, name in enumerate(names, start=1):
            try:
                with only_objects_are_gone():
                    remove(name)
                in_a_row = 0
            except StorageUnavailableError:
                failed.append(name)
                in_a_row += 1
                if in_a_row % MOST_FAILURES == 0 and not is_there(self.objects, bucket):
                    # Each of the others would be waited for as long.
                    failed += names[place:]
                    break
        if failed:
            done.failed += len(failed)
            with self.work(by.reach) as work:
                self._note(work, failure, bucket, failed, by)
                work.commit()

    def _note(self, work: ArtifactsWork, action: str, bucket: str, names: list[str], by: Principal) -> None:
        at = self.clock.now()
        work.audit.add(AuditRecord.of(by, action, bucket, id=self.ids.new(), at=at, before={"names": names}))


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while some := list(islice(iterator, _AT_ONCE)):
        yield some
