"""Objects as files of a folder, for the embedded default: each is there whole, or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from adapters import crash_points
from adapters.object_store.file_names import names_of_parts, path_of
from adapters.object_store.folder_listing import objects_below
from adapters.object_store.folder_uploads import FolderUploads
from adapters.object_store.folders import (
    DIGEST_BYTES,
    UNFINISHED,
    chunks,
    free_bytes,
    is_there,
    keep,
    size_of,
    sync_folder,
    translated,
)
from socdomain.errors import NotFoundError
from socdomain.object_parts import StoredPart, UnfinishedUpload, check_range
from socdomain.object_store import LONGEST_KEY_BYTES, ListedObject, StoredObject, check_bucket, check_key

_ABANDONED_S: Final = 24 * 3600


class FilesystemObjectStore:
    """Keeps each object in a file, as ``ObjectStore``: its bytes, and the SHA-256 over them behind.

    An object is written aside, brought to the disk, and then takes its name in one step, so that neither a crash nor a
    power cut leaves half of one. Folders have mode 0700 and files 0600. A symbolic link below the folder is refused:
    nothing here makes one.

    Args:
        folder: Where; made when the first bucket is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._uploads = FolderUploads(folder)

    def ensure_bucket(self, name: str) -> bool:
        """Makes a bucket if it is not there, and tells whether it was made now."""
        path = self._folder / check_bucket(name)
        with translated():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._remove_abandoned()
            try:
                path.mkdir(mode=0o700)
            except FileExistsError:
                self._bucket(name)
                return False
            sync_folder(self._folder)
        crash_points.reach("object_store.bucket_made")
        return True

    def free_bytes(self) -> int:
        """Returns how much room there is on the disk for this user, in bytes."""
        return free_bytes(self._folder)

    def put(self, bucket: str, key: str, data: Iterable[bytes]) -> StoredObject:
        """Stores an object once all of its data is there."""
        written = keep(self._path(bucket, key), data, root=self._folder, bucket=bucket)
        return StoredObject(key, written.size_bytes, written.sha256)

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        """Returns an object's bytes in chunks."""
        check_range(first_byte, last_byte)
        file, size_bytes = self._open(bucket, key)
        end = size_bytes if last_byte is None else min(last_byte + 1, size_bytes)
        with translated():
            file.seek(min(first_byte, size_bytes))
        return chunks(file, end - first_byte)

    def stat(self, bucket: str, key: str) -> StoredObject:
        """Returns what is known about an object."""
        file, size_bytes = self._open(bucket, key)
        with file, translated():
            file.seek(size_bytes)
            return StoredObject(key, size_bytes, file.read(DIGEST_BYTES))

    def list(self, bucket: str, prefix: str = "") -> Iterator[ListedObject]:
        """Returns the objects whose keys begin so; their time is that of the file, when its last byte was written."""
        path = self._bucket(bucket)
        # What stands before the last slash are whole folders, so the others need not be looked through.
        above_all = names_of_parts([part for part in prefix.split("/")[:-1] if part])
        if len(prefix) > LONGEST_KEY_BYTES or not self._are_there(path, above_all):
            return iter(())
        return objects_below(path, tuple(above_all), prefix)

    def delete(self, bucket: str, key: str) -> bool:
        """Removes an object, and tells whether there was one."""
        path = self._path(bucket, key)
        with translated():
            try:
                path.unlink()
            except (FileNotFoundError, NotADirectoryError):
                return False
            sync_folder(path.parent)
        crash_points.reach("object_store.deleted")
        return True

    def begin_upload(self, bucket: str, key: str) -> str:
        """Begins to put an object by parts, and returns what the upload is called."""
        self._path(bucket, key)
        return self._uploads.begin(bucket, key)

    def put_part(self, bucket: str, upload: str, number: int, data: Iterable[bytes]) -> StoredPart:
        """Stores a part once all of its data is there."""
        self._bucket(bucket)
        return self._uploads.put(bucket, upload, number, data)

    def parts(self, bucket: str, upload: str) -> tuple[StoredPart, ...]:
        """Returns the parts that are there, by their numbers."""
        self._bucket(bucket)
        return self._uploads.parts(bucket, upload)

    def complete_upload(self, bucket: str, upload: str) -> StoredObject:
        """Puts the parts together to the object; they are copied where one but the last is not as large as may be."""
        self._bucket(bucket)
        return self._uploads.complete(bucket, upload, lambda key: self._path(bucket, key))

    def abort_upload(self, bucket: str, upload: str) -> None:
        """Removes an upload and its parts."""
        self._bucket(bucket)
        self._uploads.remove(bucket, upload)

    def uploads(self, bucket: str) -> Iterator[UnfinishedUpload]:
        """Returns what was begun and is not there yet, also the files in which objects are being put at once."""
        self._bucket(bucket)
        return self._uploads.all(bucket)

    def _open(self, bucket: str, key: str) -> tuple[BinaryIO, int]:
        path = self._path(bucket, key)
        with translated():
            try:
                file = path.open("rb")
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
                raise NotFoundError("object", key) from error
        return file, size_of(file)

    def _bucket(self, name: str) -> Path:
        path = self._folder / check_bucket(name)
        with translated():
            if not is_there(path):
                raise NotFoundError("bucket", name)
        return path

    def _path(self, bucket: str, key: str) -> Path:
        names, path = path_of(check_key(key)), self._bucket(bucket)
        self._are_there(path, names)
        return path.joinpath(*names)

    def _are_there(self, path: Path, names: Iterable[str]) -> bool:
        with translated():
            return all(is_there(path := path / name) for name in names)

    def _remove_abandoned(self) -> None:
        """Removes what was left by processes that were killed while they wrote."""
        for path in (self._folder / UNFINISHED).glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - _ABANDONED_S:
                    path.unlink()
