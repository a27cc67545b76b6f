"""A store in memory that is down for some keys, and lets something happen behind an object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import field, frozen

from socdomain.errors import StorageUnavailableError
from socdomain.memory import MemoryObjectStore
from socdomain.object_store import StoredObject


@frozen
class FailingStore(MemoryObjectStore):
    """Keeps objects, and does not hand out or remove some of them.

    Attributes:
        away: The keys that are not handed out.
        stuck: The keys that are not removed.
        behind_put: What is done when an object was put, before that is known to whoever put it.
    """

    away: set[str] = field(factory=set, init=False)
    stuck: set[str] = field(factory=set, init=False)
    behind_put: list[Callable[[], object]] = field(factory=list, init=False)

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
        return super().get(bucket, key, first_byte=first_byte, last_byte=last_byte)

    def delete(self, bucket: str, key: str) -> bool:
        """Removes an object, or fails."""
        if key in self.stuck:
            raise StorageUnavailableError("the disk does not answer")
        return super().delete(bucket, key)
