"""Objects in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from attrs import field, frozen

from socdomain.errors import NotFoundError
from socdomain.object_store import USUAL_CHUNK_BYTES, StoredObject, check_bucket, check_key


@frozen
class MemoryObjectStore:
    """Keeps objects for as long as it lives, as ``ObjectStore``."""

    _buckets: dict[str, dict[str, bytes]] = field(factory=dict, init=False, repr=False)

    def ensure_bucket(self, name: str) -> bool:
        """Makes a bucket if it is not there, and tells whether it was made now."""
        if check_bucket(name) in self._buckets:
            return False
        self._buckets[name] = {}
        return True

    def put(self, bucket: str, key: str, data: Iterable[bytes]) -> StoredObject:
        """Stores an object once all of its data is there."""
        objects = self._objects(bucket)
        objects[check_key(key)] = b"".join(data)
        return self.stat(bucket, key)

    def get(self, bucket: str, key: str) -> Iterator[bytes]:
        """Returns an object's bytes in chunks."""
        content = self._content(bucket, key)
        return (content[at : at + USUAL_CHUNK_BYTES] for at in range(0, len(content), USUAL_CHUNK_BYTES))

    def stat(self, bucket: str, key: str) -> StoredObject:
        """Returns what is known about an object."""
        content = self._content(bucket, key)
        return StoredObject(key, len(content), hashlib.sha256(content).digest())

    def list(self, bucket: str, prefix: str = "") -> Iterator[StoredObject]:
        """Returns the objects whose keys begin so, in the order of their keys."""
        keys = sorted(key for key in self._objects(bucket) if key.startswith(prefix))
        return (self.stat(bucket, key) for key in keys)

    def delete(self, bucket: str, key: str) -> bool:
        """Removes an object, and tells whether there was one."""
        return self._objects(bucket).pop(check_key(key), None) is not None

    def _objects(self, bucket: str) -> dict[str, bytes]:
        if check_bucket(bucket) not in self._buckets:
            raise NotFoundError("bucket", bucket)
        return self._buckets[bucket]

    def _content(self, bucket: str, key: str) -> bytes:
        content = self._objects(bucket).get(check_key(key))
        if content is None:
            raise NotFoundError("object", key)
        return content
