"""Objects that are put by parts into a folder: each upload is a folder of its own, each part a file."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

from adapters import crash_points
from adapters.object_store.folder_parts import LEAST_FREE_BYTES, FolderParts
from adapters.object_store.folders import (
    UNFINISHED,
    Written,
    chunks,
    finish,
    free_bytes,
    give_name,
    is_there,
    keep,
    size_of,
    translated,
)
from adapters.object_store.running_hashes import RunningHashes
from socdomain.errors import NotFoundError, StorageUnavailableError
from socdomain.object_parts import StoredPart, UnfinishedUpload, check_part_number, check_part_size, check_parts
from socdomain.object_store import StorageFullError, StoredObject

_UPLOADS: Final = ".uploads"
"""Folder of the uploads of all buckets; no bucket can have its name."""
_KEY: Final = "key"
_NAME: Final = re.compile("[0-9a-f]{32}")
_PUT: Final = re.compile("([0-9a-f]{32})[.]put")
"""What is being put at once is called so; it is removed as an upload is."""


class FolderUploads:
    """Keeps what is put by parts.

    Args:
        folder: That of the store.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hashes = RunningHashes()

    def begin(self, bucket: str, key: str) -> str:
        """Begins an upload, and returns its name."""
        upload = secrets.token_hex(16)
        folder = self._root(bucket) / upload
        keep(folder / _KEY, [key.encode()], root=self._folder, bucket=bucket)
        FolderParts(folder).begin()
        crash_points.reach("object_store.upload_begun")
        return upload

    def put(self, bucket: str, upload: str, number: int, data: Iterable[bytes]) -> StoredPart:
        """Stores a part.

        Raises:
            InvalidInputError: The number cannot be, or the part is too large.
            NotFoundError: There is no such upload.
            StorageFullError: There is no room for it.
        """
        parts = self._parts(bucket, upload)
        coming = _bounded(data)
        with self._hashes.part(upload, check_part_number(number)) as add, ThreadPoolExecutor(1, "hashing") as pool:
            hashing: list[Future[None]] = []

            def written(size_bytes: int) -> None:
                # While it is brought to the disk; the system still has it in memory.
                hashing.append(pool.submit(add, parts.placed(number, size_bytes), str(size_bytes)))

            size_bytes = parts.place(number, coming, written)
            if size_bytes is None:
                size_bytes = keep(parts.aside(number), coming, root=self._folder, bucket=bucket).size_bytes
            if not is_there(parts.folder / _KEY):
                # Somebody has removed the upload, whose folder was made again with the part.
                self.remove(bucket, upload)
                raise NotFoundError("upload", upload)
            crash_points.reach("object_store.part_kept")
            for one in hashing:
                one.result()
        return StoredPart(number, size_bytes)

    def parts(self, bucket: str, upload: str) -> tuple[StoredPart, ...]:
        """Returns the parts that are there, by their numbers.

        Raises:
            NotFoundError: There is no such upload.
        """
        return self._parts(bucket, upload).all()

    def complete(self, bucket: str, upload: str, path_of: Callable[[str], Path]) -> StoredObject:
        """Makes the object out of the parts, and removes the upload.

        Args:
            bucket: Of which bucket.
            upload: Which.
            path_of: Tells which file the object with a key is.

        Raises:
            InvalidInputError: The parts do not make an object.
            NotFoundError: There is no such upload.
            StorageFullError: The parts have to be copied, and there is no room for that.
        """
        # Of two at once the second would put what it has copied in place of the object, whatever came between.
        with _alone(self._parts(bucket, upload).folder / _KEY, upload):
            parts = self._parts(bucket, upload)
            found = parts.all()
            check_parts(found)
            key = b"".join(_content(parts.folder / _KEY)).decode()
            path, whole = path_of(key), parts.whole(found)
            if whole is None:
                self._check_room(sum(part.size_bytes for part in found))
                together = chain.from_iterable(parts.content(part.number) for part in found)
                written = keep(path, together, root=self._folder, bucket=bucket)
            else:
                written = self._finished(upload, found, whole)
                give_name(whole, path, root=self._folder)
            self.remove(bucket, upload)
        return StoredObject(key, written.size_bytes, written.sha256)

    def _check_room(self, size_bytes: int) -> None:
        """Refuses to copy what would fill the disk to its end: databases are on it, too."""
        room = free_bytes(self._folder)
        if room - size_bytes < LEAST_FREE_BYTES:
            raise StorageFullError(room)

    def _finished(self, upload: str, parts: Sequence[StoredPart], whole: Path) -> Written:
        size_bytes = sum(part.size_bytes for part in parts)
        sha256 = self._hashes.sha256(upload, [str(part.size_bytes) for part in parts])
        if sha256 is None:
            digest = hashlib.sha256()
            with translated():
                file = whole.open("rb")
            for chunk in chunks(file, size_bytes):
                digest.update(chunk)
            sha256 = digest.digest()
        finish(whole, size_bytes, sha256)
        return Written(size_bytes, sha256)

    def remove(self, bucket: str, upload: str) -> None:
        """Removes an upload with its parts, or what is left of an object that was put at once, if it is there."""
        self._hashes.forget(upload)
        with translated():
            if put := _PUT.fullmatch(upload):
                (self._folder / UNFINISHED / f"{bucket}.{put[1]}").unlink(missing_ok=True)
                return
            path = self._root(bucket) / upload
            if not _NAME.fullmatch(upload) or not is_there(path):
                return
            # Without it there is no upload, however much of the rest is left by somebody who was killed.
            (path / _KEY).unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                shutil.rmtree(path)
        crash_points.reach("object_store.upload_removed")

    def all(self, bucket: str) -> Iterator[UnfinishedUpload]:
        """Returns the uploads of a bucket, and what is left of some, and of objects that were put at once."""
        with translated():
            paths = [path for path in self._root(bucket).glob("*") if _NAME.fullmatch(path.name)]
            puts = [*(self._folder / UNFINISHED).glob(f"{bucket}.*")]
        for path in paths:
            # It may be gone since.
            with suppress(FileNotFoundError):
                key = path / _KEY
                began_at = _changed_at(key if key.exists() else path)
                yield UnfinishedUpload(path.name, began_at, max(_changed_at(one) for one in (path, *path.iterdir())))
        for path in puts:
            with suppress(FileNotFoundError):
                changed_at = _changed_at(path)
                yield UnfinishedUpload(f"{path.suffix[1:]}.put", changed_at, changed_at)

    def _root(self, bucket: str) -> Path:
        root = self._folder / _UPLOADS
        with translated():
            is_there(root)
            is_there(root / bucket)
        return root / bucket

    def _parts(self, bucket: str, upload: str) -> FolderParts:
        path = self._root(bucket) / upload
        parts = FolderParts(path)
        with translated():
            # Where there is a key and no file of parts, that has become the object.
            if not _NAME.fullmatch(upload) or not (is_there(path) and is_there(path / _KEY) and parts.are_there()):
                raise NotFoundError("upload", upload)
        return parts


@contextmanager
def _alone(path: Path, upload: str) -> Iterator[None]:
    """Keeps everybody else away who asks so, in whichever process; the system lets go when this one ends."""
    with translated():
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            raise NotFoundError("upload", upload) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _bounded(data: Iterable[bytes]) -> Iterator[bytes]:
    size_bytes = 0
    for chunk in data:
        size_bytes = check_part_size(size_bytes + len(chunk))
        yield chunk


def _content(path: Path) -> Iterator[bytes]:
    with translated():
        if not is_there(path):
            raise StorageUnavailableError("a part of an upload was removed by somebody else")
        file = path.open("rb")
    return chunks(file, size_of(file))


def _changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
