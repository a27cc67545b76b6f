"""Anchors of the audit log as objects in a bucket; better one that can only be added to."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from socdomain.errors import NotFoundError
from socdomain.object_store import ObjectStore


@frozen
class StoredAnchors:
    """Keeps anchors in a bucket, as ``KeepsAnchors``.

    Attributes:
        objects: Where the bucket is.
        bucket: Its name; made when the first anchor is kept.
    """

    objects: ObjectStore
    bucket: str

    def put(self, key: str, body: bytes) -> None:
        """Keeps an object, whole or not at all."""
        self.objects.ensure_bucket(self.bucket)
        self.objects.put(self.bucket, key, [body])

    def names(self) -> Iterable[str]:
        """Returns the names of all objects, in their order."""
        try:
            return sorted(found.key for found in self.objects.list(self.bucket))
        except NotFoundError:
            return []

    def get(self, key: str) -> bytes:
        """Returns the bytes of an object."""
        try:
            return b"".join(self.objects.get(self.bucket, key))
        except NotFoundError:
            raise NotFoundError("anchor", key) from None
