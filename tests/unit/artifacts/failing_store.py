"""A store in memory that is down for some keys, and lets something happen behind an object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import field, frozen

from socdomain.errors import StorageUnavailableError
from socdomain.memory import MemoryObjectStore
from socdomain.object_parts import StoredPart
from socdomain.object_store import ListedObject, StoredObject


@frozen
class FailingStore(MemoryObjectStore):
    """Keeps objects, and does not hand out or remove some of them.

    Attributes:
        away: The keys that are not handed out.
        stuck: The keys that are not removed, and the uploads.
        unlisted: The buckets that are not listed.
        behind_put: What is done when an object was put, before that is known to whoever put it.
        behind_parts: What is done once when it was told which parts are there, before that is known to whoever asked.
        behind_complete: What is done once when an object was made of parts, before that is known to whoever made it.
        behind_get: What is done once when an object was handed out, before that is known to whoever has it.
    """

    away: set[str] = field(factory=set, init=False)
    stuck: set[str] = field(factory=set, init=False)
    unlisted: set[str] = field(factory=set, init=False)
    behind_put: list[Callable[[], object]] = field(factory=list, init=False)
    behind_parts: list[Callable[[], object]] = field(factory=list, init=False)
    behind_complete: list[Callable[[], object]] = field(factory=list, init=False)
    behind_get: list[Callable[[], object]] = field(factory=list, init=False)

    def lose_bucket(self, bucket: str) -> None:
        """Has a bucket no more, as where a disk is not mounted."""
        del self._buckets[bucket]

    def put(self, bucket: str, key: str, data: Iterable[bytes]) -> StoredObject:
        """Stores an object."""
        stored = super().put(bucket, key, data)
        for act in self.behind_put:
            act()
        return stored

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        """Returns an object's bytes, or fails."""
        if key in self.away:
            raise StorageUnavailableError("the disk does not answer")
        content = super().get(bucket, key, first_byte=first_byte, last_byte=last_byte)
        _once(self.behind_get)
        return content

    def parts(self, bucket: str, upload: str) -> tuple[StoredPart, ...]:
        """Returns the parts that are there."""
        parts = super().parts(bucket, upload)
        _once(self.behind_parts)
        return parts

    def complete_upload(self, bucket: str, upload: str) -> StoredObject:
        """Puts the parts together."""
        stored = super().complete_upload(bucket, upload)
        _once(self.behind_complete)
        return stored

    def list(self, bucket: str, prefix: str = "") -> Iterator[ListedObject]:
        """Lists objects, or fails."""
        if bucket in self.unlisted:
            raise StorageUnavailableError("the disk does not answer")
        return super().list(bucket, prefix)

    def abort_upload(self, bucket: str, upload: str) -> None:
        """Removes an upload, or fails."""
        if upload in self.stuck:
            raise StorageUnavailableError("the disk does not answer")
        super().abort_upload(bucket, upload)

    def delete(self, bucket: str, key: str) -> bool:
        """Removes an object, or fails."""
        if key in self.stuck:
            raise StorageUnavailableError("the disk does not answer")
        return super().delete(bucket, key)


def _once(acts: list[Callable[[], object]]) -> None:
    now, acts[:] = acts[:], []
    for act in now:
        act()
