"""Objects in S3: MinIO, or any other server that speaks it, through the client ``minio``."""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from typing import Final, cast

from minio.datatypes import Part

from adapters import crash_points
from adapters.object_store.blocks import blocks
from adapters.object_store.running_hashes import RunningHashes
from adapters.object_store.s3_buckets import S3Buckets
from adapters.object_store.s3_client import S3Limits, S3Place, make_client
from adapters.object_store.s3_errors import translated
from adapters.object_store.s3_listing import S3Listing
from adapters.object_store.s3_names import name_of
from adapters.object_store.s3_reading import S3Reader, kept_with
from adapters.object_store.s3_uploads import S3Upload, S3Uploads
from socdomain.errors import NotFoundError, StorageUnavailableError, WatchfloorError
from socdomain.object_parts import (
    LARGEST_PART_BYTES,
    StoredPart,
    UnfinishedUpload,
    check_part_number,
    check_part_size,
    check_parts,
    check_range,
)
from socdomain.object_store import ListedObject, StoredObject, check_key

_PUT_PART_BYTES: Final = 8 * 1024 * 1024
"""Bytes of a part where the parts are ours to choose; an object then has at most 78 GiB."""
_PUT_BUFFERS: Final = 2
"""How many of them are in memory: one is sent while the next one is filled."""


class S3ObjectStore:
    """Keeps objects in the buckets of a server, as ``ObjectStore``.

    An object that fits into one part is sent at once, and its SHA-256 kept with it; a larger one goes by parts, of
    which few are held in memory, and its SHA-256 is told to whoever puts it and to nobody later: ``stat`` computes it
    by reading.

    Args:
        place: Where the server is.
        limits: How much of it is used.

    Raises:
        StorageUnavailableError: The file of CAs cannot be used.
    """

    def __init__(self, place: S3Place, limits: S3Limits | None = None) -> None:
        self._client = make_client(place, limits or S3Limits())
        self._buckets = S3Buckets(self._client)
        self._reader = S3Reader(self._client)
        self._listing = S3Listing(self._client, self._reader)
        self._uploads = S3Uploads(self._client)
        self._hashes = RunningHashes()

    def ensure_bucket(self, name: str) -> bool:
        """Makes a bucket if it is not there, and tells whether it was made now."""
        return self._buckets.ensure(name)

    def free_bytes(self) -> int | None:
        """Returns None: S3 has no way to ask."""
        return None

    def put(self, bucket: str, key: str, data: Iterable[bytes]) -> StoredObject:
        """Stores an object once all of its data is there."""
        name, coming = self._name(bucket, key), blocks(data, _PUT_PART_BYTES, buffers=_PUT_BUFFERS)
        first = next(coming)
        if len(first) == _PUT_PART_BYTES:
            return self._put_by_parts(bucket, key, name, chain([first], coming))
        sha256 = hashlib.sha256(first)
        with translated(bucket, key):
            # It hashes and sends what it is given, and copies nothing.
            kept = kept_with(key, name, sha256=sha256.hexdigest())
            self._client._put_object(bucket, name, cast("bytes", first), kept)
        crash_points.reach("s3.object.put")
        return StoredObject(key, len(first), sha256.digest())

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        """Returns an object's bytes in chunks."""
        check_range(first_byte, last_byte)
        name = self._name(bucket, key)
        if first_byte == 0 and last_byte is None:
            return self._reader.read(bucket, name, key)[1]
        size_bytes = self._reader.find(bucket, name, key).size_bytes
        end = size_bytes if last_byte is None else min(last_byte + 1, size_bytes)
        if first_byte >= end:
            return iter(())
        return self._reader.read(bucket, name, key, first=first_byte, length=end - first_byte)[1]

    def stat(self, bucket: str, key: str) -> StoredObject:
        """Returns what is known about an object."""
        name = self._name(bucket, key)
        found = self._reader.find(bucket, name, key)
        return StoredObject(key, *self._reader.sha256(bucket, name, found))

    def list(self, bucket: str, prefix: str = "") -> Iterator[ListedObject]:
        """Returns the objects whose keys begin so, as the server lists them; asks for those with long keys alone."""
        return self._listing.objects(self._buckets.there(bucket), prefix)

    def delete(self, bucket: str, key: str) -> bool:
        """Removes an object, and tells whether there was one; a bucket with versions keeps the earlier ones."""
        name = self._name(bucket, key)
        try:
            self._reader.find(bucket, name, key)
        except NotFoundError as error:
            if error.kind != "object":
                raise
            return False
        with translated(bucket, key):
            self._client.remove_object(bucket, name)
        crash_points.reach("s3.object.removed")
        return True

    def begin_upload(self, bucket: str, key: str) -> str:
        """Begins to put an object by parts, and returns what the upload is called."""
        name = self._name(bucket, key)
        return self._uploads.begin(bucket, name, kept_with(key, name, mark=secrets.token_hex(16))).text

    def put_part(self, bucket: str, upload: str, number: int, data: Iterable[bytes]) -> StoredPart:
        """Stores a part once all of its data is there."""
        found = S3Upload.of(self._buckets.there(bucket), upload)
        check_part_number(number)
        coming = blocks(data, LARGEST_PART_BYTES)
        block = next(coming)
        if len(block) == LARGEST_PART_BYTES and len(next(coming)):
            check_part_size(LARGEST_PART_BYTES + 1)
        with self._hashes.part(upload, number) as add:
            add([block], self._uploads.put(found, number, block).etag)
        return StoredPart(number, len(block))

    def parts(self, bucket: str, upload: str) -> tuple[StoredPart, ...]:
        """Returns the parts that are there, by their numbers."""
        found = self._uploads.parts(S3Upload.of(self._buckets.there(bucket), upload))
        return tuple(StoredPart(one.part_number, one.size or 0) for one in found)

    def complete_upload(self, bucket: str, upload: str) -> StoredObject:
        """Puts the parts together to the object, and reads it where its parts did not come in order through here."""
        found = S3Upload.of(self._buckets.there(bucket), upload)
        parts = self._uploads.parts(found)
        check_parts([StoredPart(one.part_number, one.size or 0) for one in parts])
        self._uploads.complete(found, parts)
        made = self._reader.find(bucket, found.name, found.name)
        size_bytes = sum(one.size or 0 for one in parts)
        sha256 = self._hashes.sha256(upload, [one.etag for one in parts])
        if sha256 is None or made.size_bytes != size_bytes:
            size_bytes, sha256 = self._reader.compute(bucket, found.name, found.name)
        return StoredObject(made.key or found.name, size_bytes, sha256)

    def abort_upload(self, bucket: str, upload: str) -> None:
        """Removes an upload and its parts."""
        try:
            found = S3Upload.of(self._buckets.there(bucket), upload)
        except NotFoundError:
            return
        self._hashes.forget(upload)
        self._uploads.abort(found)

    def uploads(self, bucket: str) -> Iterator[UnfinishedUpload]:
        """Returns what was begun and is not there yet, also what is put at once and does not fit into one part.

        Asks for the parts of each, and MinIO tells of none: it removes them by itself after a day.
        """
        return self._uploads.all(self._buckets.there(bucket))

    def _put_by_parts(self, bucket: str, key: str, name: str, coming: Iterable[memoryview]) -> StoredObject:
        mark = secrets.token_hex(16)
        upload = self._uploads.begin(bucket, name, kept_with(key, name, mark=mark))
        try:
            parts, size_bytes, sha256 = self._send(upload, coming)
            self._complete(upload, parts, mark)
        except BaseException:
            # Whatever fails now, it is the first failure that somebody should hear of.
            with suppress(WatchfloorError):
                self._uploads.abort(upload)
            raise
        return StoredObject(key, size_bytes, sha256)

    def _send(self, upload: S3Upload, coming: Iterable[memoryview]) -> tuple[Iterable[Part], int, bytes]:
        """Sends parts, the next of which is filled and hashed meanwhile; returns them, their length and SHA-256."""
        parts, size_bytes, sha256 = list[Part](), 0, hashlib.sha256()
        with ThreadPoolExecutor(_PUT_BUFFERS, "s3-put") as pool:
            sending = deque[Future[Part]]()
            for number, block in enumerate(coming, start=1):
                check_part_number(number)
                if len(block):
                    sending.append(pool.submit(self._uploads.put, upload, number, block))
                sha256.update(block)
                size_bytes += len(block)
                if len(sending) == _PUT_BUFFERS:
                    # The next block takes its memory.
                    parts.append(sending.popleft().result())
            parts += [one.result() for one in sending]
        return parts, size_bytes, sha256.digest()

    def _complete(self, upload: S3Upload, parts: Iterable[Part], mark: str) -> None:
        try:
            self._uploads.complete(upload, parts)
        except StorageUnavailableError:
            # It may have done so and only not have said it; then the object is the one that has our mark.
            with suppress(WatchfloorError):
                if self._reader.find(upload.bucket, upload.name, upload.name).mark == mark:
                    return
            raise

    def _name(self, bucket: str, key: str) -> str:
        name = name_of(check_key(key))
        self._buckets.there(bucket)
        return name
