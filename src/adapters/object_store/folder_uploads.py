"""Objects that are put by parts into a folder: each upload is a folder of its own, each part a file."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

from adapters import crash_points
from adapters.object_store.folders import DIGEST_BYTES, chunks, is_there, keep, size_of, translated
from socdomain.errors import NotFoundError, StorageUnavailableError
from socdomain.object_parts import StoredPart, UnfinishedUpload, check_part_number, check_part_size, check_parts

_UPLOADS: Final = ".uploads"
"""Folder of the uploads of all buckets; no bucket can have its name."""
_KEY: Final = "key"
_NAME: Final = re.compile("[0-9a-f]{32}")
_PART: Final = re.compile("([0-9]{5})[.]part")


class FolderUploads:
    """Keeps what is put by parts, each part as objects are kept.

    Args:
        folder: That of the store.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, bucket: str, key: str) -> str:
        """Begins an upload, and returns its name."""
        upload = secrets.token_hex(16)
        keep(self._root(bucket) / upload / _KEY, [key.encode()], root=self._folder)
        crash_points.reach("object_store.upload_begun")
        return upload

    def put(self, bucket: str, upload: str, number: int, data: Iterable[bytes]) -> StoredPart:
        """Stores a part.

        Raises:
            InvalidInputError: The number cannot be, or the part is too large.
            NotFoundError: There is no such upload.
        """
        folder = self._upload(bucket, upload)
        written = keep(folder / f"{check_part_number(number):05}.part", _bounded(data), root=self._folder)
        if not is_there(folder / _KEY):
            # Somebody has removed the upload, whose folder was made again with the part.
            self.remove(bucket, upload)
            raise NotFoundError("upload", upload)
        crash_points.reach("object_store.part_kept")
        return StoredPart(number, written.size_bytes)

    def parts(self, bucket: str, upload: str) -> tuple[StoredPart, ...]:
        """Returns the parts that are there, by their numbers.

        Raises:
            NotFoundError: There is no such upload.
        """
        folder = self._upload(bucket, upload)
        with translated():
            found = {int(name[1]): path for path in folder.iterdir() if (name := _PART.fullmatch(path.name))}
            return tuple(
                StoredPart(number, path.lstat().st_size - DIGEST_BYTES) for number, path in sorted(found.items())
            )

    def whole(self, bucket: str, upload: str) -> tuple[str, Iterator[bytes]]:
        """Returns the key of the object, and its bytes, which are those of all parts.

        Raises:
            InvalidInputError: The parts do not make an object.
            NotFoundError: There is no such upload.
        """
        folder = self._upload(bucket, upload)
        parts = self.parts(bucket, upload)
        check_parts(parts)
        files = (folder / f"{part.number:05}.part" for part in parts)
        return b"".join(_content(folder / _KEY)).decode(), chain.from_iterable(map(_content, files))

    def remove(self, bucket: str, upload: str) -> None:
        """Removes an upload with its parts, if it is there."""
        path = self._root(bucket) / upload
        with translated():
            if not _NAME.fullmatch(upload) or not is_there(path):
                return
            # Without it there is no upload, however much of the rest is left by somebody who was killed.
            (path / _KEY).unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                shutil.rmtree(path)
        crash_points.reach("object_store.upload_removed")

    def all(self, bucket: str) -> Iterator[UnfinishedUpload]:
        """Returns the uploads of a bucket, and what is left of some."""
        with translated():
            paths = [path for path in self._root(bucket).glob("*") if _NAME.fullmatch(path.name)]
        for path in paths:
            # It may be gone since.
            with suppress(FileNotFoundError):
                key = path / _KEY
                began_s = (key if key.exists() else path).lstat().st_mtime
                yield UnfinishedUpload(path.name, datetime.fromtimestamp(began_s, UTC))

    def _root(self, bucket: str) -> Path:
        root = self._folder / _UPLOADS
        with translated():
            is_there(root)
            is_there(root / bucket)
        return root / bucket

    def _upload(self, bucket: str, upload: str) -> Path:
        path = self._root(bucket) / upload
        with translated():
            if not _NAME.fullmatch(upload) or not (is_there(path) and is_there(path / _KEY)):
                raise NotFoundError("upload", upload)
        return path


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
