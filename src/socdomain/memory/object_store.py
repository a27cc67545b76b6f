"""Objects in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count

from attrs import field, frozen

from socdomain.clock import Clock
from socdomain.errors import NotFoundError
from socdomain.memory.clock import FixedClock
from socdomain.object_parts import (
    StoredPart,
    UnfinishedUpload,
    check_part_number,
    check_part_size,
    check_parts,
    check_range,
)
from socdomain.object_store import (
    USUAL_CHUNK_BYTES,
    ListedObject,
    StorageFullError,
    StoredObject,
    check_bucket,
    check_key,
)


@frozen
class _Upload:
    """An object that is being put by parts."""

    bucket: str
    key: str
    began_at: datetime
    changed_at: dict[int, datetime] = field(factory=dict)
    parts: dict[int, bytes] = field(factory=dict, repr=False)


@frozen
class _Object:
    """An object that is there."""

    content: bytes = field(repr=False)
    stored_at: datetime


@frozen
class MemoryObjectStore:
    """Keeps objects for as long as it lives, as ``ObjectStore``.

    Args:
        clock: Tells when objects are put and uploads begin.
        room_bytes: How much it takes; None for as much as there is memory.
    """

    _clock: Clock = field(factory=FixedClock)
    _room_bytes: int | None = None
    _buckets: dict[str, dict[str, _Object]] = field(factory=dict, init=False, repr=False)
    _uploads: dict[str, _Upload] = field(factory=dict, init=False, repr=False)
    _numbers: Iterator[int] = field(factory=count, init=False, repr=False)

    def ensure_bucket(self, name: str) -> bool:
        """Makes a bucket if it is not there, and tells whether it was made now."""
        if check_bucket(name) in self._buckets:
            return False
        self._buckets[name] = {}
        return True

    def free_bytes(self) -> int | None:
        """Returns how much room there is; None where there is no bound."""
        if self._room_bytes is None:
            return None
        objects = sum(len(one.content) for bucket in self._buckets.values() for one in bucket.values())
        parts = sum(len(part) for upload in self._uploads.values() for part in upload.parts.values())
        return max(0, self._room_bytes - objects - parts)

    def put(self, bucket: str, key: str, data: Iterable[bytes]) -> StoredObject:
        """Stores an object once all of its data is there."""
        objects = self._objects(bucket)
        check_key(key)
        objects[key] = _Object(self._fitting(b"".join(data)), self._clock.now())
        return self.stat(bucket, key)

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        """Returns an object's bytes in chunks."""
        check_range(first_byte, last_byte)
        content = self._content(bucket, key)[first_byte : None if last_byte is None else last_byte + 1]
        return (content[at : at + USUAL_CHUNK_BYTES] for at in range(0, len(content), USUAL_CHUNK_BYTES))

    def stat(self, bucket: str, key: str) -> StoredObject:
        """Returns what is known about an object."""
        content = self._content(bucket, key)
        return StoredObject(key, len(content), hashlib.sha256(content).digest())

    def list(self, bucket: str, prefix: str = "") -> Iterator[ListedObject]:
        """Returns the objects whose keys begin so."""
        found = [(key, one) for key, one in self._objects(bucket).items() if key.startswith(prefix)]
        return (ListedObject(key, len(one.content), one.stored_at) for key, one in found)

    def delete(self, bucket: str, key: str) -> bool:
        """Removes an object, and tells whether there was one."""
        return self._objects(bucket).pop(check_key(key), None) is not None

    def begin_upload(self, bucket: str, key: str) -> str:
        """Begins to put an object by parts, and returns what the upload is called."""
        self._objects(bucket)
        name = str(next(self._numbers))
        self._uploads[name] = _Upload(bucket, check_key(key), self._clock.now())
        return name

    def put_part(self, bucket: str, upload: str, number: int, data: Iterable[bytes]) -> StoredPart:
        """Stores a part once all of its data is there."""
        found, content = self._upload(bucket, upload), bytearray()
        check_part_number(number)
        for chunk in data:
            content += chunk
            check_part_size(len(content))
        found.parts[number] = self._fitting(bytes(content))
        found.changed_at[number] = self._clock.now()
        return StoredPart(number, len(content))

    def parts(self, bucket: str, upload: str) -> tuple[StoredPart, ...]:
        """Returns the parts that are there, by their numbers."""
        parts = self._upload(bucket, upload).parts
        return tuple(StoredPart(number, len(content)) for number, content in sorted(parts.items()))

    def complete_upload(self, bucket: str, upload: str) -> StoredObject:
        """Puts the parts together to the object."""
        found = self._upload(bucket, upload)
        check_parts(self.parts(bucket, upload))
        content = b"".join(content for _, content in sorted(found.parts.items()))
        self.abort_upload(bucket, upload)
        return self.put(bucket, found.key, [content])

    def abort_upload(self, bucket: str, upload: str) -> None:
        """Removes an upload and its parts."""
        self._objects(bucket)
        self._uploads.pop(upload, None)

    def uploads(self, bucket: str) -> Iterator[UnfinishedUpload]:
        """Returns what was begun and is not there yet."""
        self._objects(bucket)
        begun = [(name, found) for name, found in self._uploads.items() if found.bucket == bucket]
        return (
            UnfinishedUpload(name, found.began_at, max([found.began_at, *found.changed_at.values()]))
            for name, found in begun
        )

    def _fitting(self, content: bytes) -> bytes:
        free_bytes = self.free_bytes()
        if free_bytes is not None and len(content) > free_bytes:
            raise StorageFullError(free_bytes)
        return content

    def _upload(self, bucket: str, upload: str) -> _Upload:
        self._objects(bucket)
        found = self._uploads.get(upload)
        if found is None or found.bucket != bucket:
            raise NotFoundError("upload", upload)
        return found

    def _objects(self, bucket: str) -> dict[str, _Object]:
        if check_bucket(bucket) not in self._buckets:
            raise NotFoundError("bucket", bucket)
        return self._buckets[bucket]

    def _content(self, bucket: str, key: str) -> bytes:
        found = self._objects(bucket).get(check_key(key))
        if found is None:
            raise NotFoundError("object", key)
        return found.content
