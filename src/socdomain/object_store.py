"""Where files are kept: objects in buckets, each under a key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, Protocol

from attrs import frozen

from socdomain.errors import InvalidInputError, StorageUnavailableError
from socdomain.object_parts import StoredPart, UnfinishedUpload

LONGEST_KEY_BYTES: Final = 1_024
"""Bytes of a key in UTF-8, as in S3."""
USUAL_CHUNK_BYTES: Final = 1024 * 1024

_BUCKET: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]", re.ASCII)
# Control characters, and halves of surrogate pairs, which are no text anywhere.
_UNUSABLE: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class StorageFullError(StorageUnavailableError):
    """The store of files has no room for what was to be stored.

    Args:
        free_bytes: How much room there is; None where the store does not tell.
    """

    def __init__(self, free_bytes: int | None) -> None:
        room = "make room there" if free_bytes is None else f"{free_bytes:,} bytes are free there"
        super().__init__(f"the object store is full: {room}")
        self.free_bytes = free_bytes


@frozen
class StoredObject:
    """What is known about an object.

    Attributes:
        key: Its key.
        size_bytes: Its length.
        sha256: SHA-256 over its bytes, 32 bytes.
    """

    key: str
    size_bytes: int
    sha256: bytes


@frozen
class ListedObject:
    """An object as a list tells of it, without having looked into it.

    Attributes:
        key: Its key.
        size_bytes: Its length.
        stored_at: When it was put, by the clock of the store; of one that was put by parts it may be when that began
            (docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html).
    """

    key: str
    size_bytes: int
    stored_at: datetime


class ObjectStore(Protocol):
    """Keeps objects; what is put is there whole or not at all.

    An object is put at once, or by parts: ``begin_upload``, ``put_part`` for each in any order and from anywhere,
    ``complete_upload``. Until that has returned there is no object.

    Every method raises ``InvalidInputError`` for a bucket or key that cannot be, ``NotFoundError`` for a bucket that is
    not there, and ``StorageUnavailableError`` where the store itself fails: ``StorageFullError`` where it has no room.
    """

    def ensure_bucket(self, name: str) -> bool:
        """Makes a bucket if it is not there, and tells whether it was made now."""
        ...

    def free_bytes(self) -> int | None:
        """Returns how much room there is, in bytes, for all who store; None where that cannot be known, as in S3."""
        ...

    def put(self, bucket: str, key: str, data: Iterable[bytes]) -> StoredObject:
        """Stores an object, in place of the one that has the key now, once all of its data is there.

        Args:
            bucket: Where.
            key: Under which key; 1 to 1,024 bytes of UTF-8, in parts with a slash between them.
            data: The bytes, in chunks of any length; what it raises is passed on, and nothing is stored.
        """
        ...

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        """Returns an object's bytes in chunks; the same object to the end, whatever is put meanwhile.

        Args:
            bucket: Where.
            key: Which.
            first_byte: Place of the first byte to return, from 0; nothing comes where the object has ended before.
            last_byte: Place of the last one; None, or beyond the end: to the end.

        Raises:
            InvalidInputError: The places cannot be, or the last is before the first.
            NotFoundError: There is none; raised at once, and not by the first chunk.
        """
        ...

    def stat(self, bucket: str, key: str) -> StoredObject:
        """Returns what is known about an object.

        Raises:
            NotFoundError: There is none.
        """
        ...

    def list(self, bucket: str, prefix: str = "") -> Iterator[ListedObject]:
        """Returns the objects whose keys begin so, in no order, and in memory that does not grow with them.

        What is there all the time comes once, whatever is put and deleted meanwhile.

        Args:
            bucket: Where.
            prefix: Any text; need not end at a slash.
        """
        ...

    def delete(self, bucket: str, key: str) -> bool:
        """Removes an object, and tells whether there was one."""
        ...

    def begin_upload(self, bucket: str, key: str) -> str:
        """Begins to put an object by parts, and returns what the upload is called: at most 4,000 characters.

        Args:
            bucket: Where the object will be.
            key: Under which key.
        """
        ...

    def put_part(self, bucket: str, upload: str, number: int, data: Iterable[bytes]) -> StoredPart:
        """Stores a part, in place of the one that has the number now, once all of its data is there.

        A part that is too small is not refused before ``complete_upload``, since it may be the last one. One that was
        put twice within a second may count as missing, and is put once more then.

        Args:
            bucket: Where.
            upload: Of which upload.
            number: From 1 to ``MOST_PARTS``.
            data: Its bytes, at most ``LARGEST_PART_BYTES``; what it raises is passed on, and nothing is stored.

        Raises:
            InvalidInputError: The number cannot be, or the part is too large.
            NotFoundError: There is no such upload.
        """
        ...

    def parts(self, bucket: str, upload: str) -> Sequence[StoredPart]:
        """Returns the parts that are there, by their numbers.

        Raises:
            NotFoundError: There is no such upload.
        """
        ...

    def complete_upload(self, bucket: str, upload: str) -> StoredObject:
        """Puts the parts together to the object, in place of the one that has the key now.

        Raises:
            InvalidInputError: There are no parts, one is missing between others, or one but the last is smaller than
                ``SMALLEST_PART_BYTES``. The upload stays, so that the part can be put again.
            NotFoundError: There is no such upload.
        """
        ...

    def abort_upload(self, bucket: str, upload: str) -> None:
        """Removes an upload and its parts, or what is left of an object that was put at once.

        What is not there any more is no error. Whoever is still at it fails, and stores nothing.
        """
        ...

    def uploads(self, bucket: str) -> Iterator[UnfinishedUpload]:
        """Returns what was begun and is not there yet, in no order: also what a store keeps while it is put at once.

        It is all that is left behind by whoever is killed.
        """
        ...


def check_bucket(name: str) -> str:
    """Returns the name of a bucket.

    Raises:
        InvalidInputError: It is not one that S3 and every file system would take: 3 to 63 of a-z, 0-9 and hyphens.
    """
    if not _BUCKET.fullmatch(name):
        raise InvalidInputError("bucket", "must be 3 to 63 of a-z, 0-9 and hyphens, with no hyphen at an end")
    return name


def check_key(key: str) -> str:
    """Returns an object's key.

    Raises:
        InvalidInputError: It is empty, too long, begins or ends with a slash, holds a part that is empty, ``.`` or
            ``..``, or a control character.
    """
    if _UNUSABLE.search(key):
        raise InvalidInputError("key", "must hold no control characters")
    if len(key.encode()) > LONGEST_KEY_BYTES:
        raise InvalidInputError("key", f"must have at most {LONGEST_KEY_BYTES} bytes")
    if not {"", ".", ".."}.isdisjoint(key.split("/")):
        raise InvalidInputError("key", "must be parts with a slash between them, none of them empty, . or ..")
    return key
