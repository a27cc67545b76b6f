"""Objects as files of a folder, for the embedded default: each is there whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from adapters import crash_points
from adapters.object_store.file_names import OBJECT, key_of, names_of_parts, path_of
from socdomain.errors import NotFoundError, StorageUnavailableError
from socdomain.object_store import LONGEST_KEY_BYTES, USUAL_CHUNK_BYTES, StoredObject, check_bucket, check_key

_DIGEST_BYTES: Final = 32
_UNFINISHED: Final = ".unfinished"
"""Folder of what is being written; no bucket can have its name."""
_ABANDONED_S: Final = 24 * 3600
_SYNCS_FOLDERS: Final = os.name != "nt"


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

    def ensure_bucket(self, name: str) -> bool:
        """Makes a bucket if it is not there, and tells whether it was made now."""
        path = self._folder / check_bucket(name)
        with _translated():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._remove_abandoned()
            try:
                path.mkdir(mode=0o700)
            except FileExistsError:
                self._bucket(name)
                return False
            _sync_folder(self._folder)
        crash_points.reach("object_store.bucket_made")
        return True

    def put(self, bucket: str, key: str, data: Iterable[bytes]) -> StoredObject:
        """Stores an object once all of its data is there."""
        path = self._path(bucket, key)
        unfinished = self._folder / _UNFINISHED / secrets.token_hex(16)
        try:
            stored = self._write(unfinished, key, data)
            crash_points.reach("object_store.written")
            with _translated():
                made = _make_folders(path.parent, below=self._folder)
                unfinished.replace(path)
                crash_points.reach("object_store.renamed")
                for folder in made:
                    _sync_folder(folder)
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
        crash_points.reach("object_store.kept")
        return stored

    def get(self, bucket: str, key: str) -> Iterator[bytes]:
        """Returns an object's bytes in chunks."""
        file, size_bytes = self._open(bucket, key)
        return _chunks(file, size_bytes)

    def stat(self, bucket: str, key: str) -> StoredObject:
        """Returns what is known about an object."""
        file, size_bytes = self._open(bucket, key)
        with file, _translated():
            file.seek(size_bytes)
            return StoredObject(key, size_bytes, file.read(_DIGEST_BYTES))

    def list(self, bucket: str, prefix: str = "") -> Iterator[StoredObject]:
        """Returns the objects whose keys begin so, in the order of their keys."""
        return self._stats(bucket, self._keys(self._bucket(bucket), prefix))

    def delete(self, bucket: str, key: str) -> bool:
        """Removes an object, and tells whether there was one."""
        path = self._path(bucket, key)
        with _translated():
            try:
                path.unlink()
            except (FileNotFoundError, NotADirectoryError):
                return False
            _sync_folder(path.parent)
        crash_points.reach("object_store.deleted")
        return True

    def _write(self, path: Path, key: str, data: Iterable[bytes]) -> StoredObject:
        digest, size_bytes = hashlib.sha256(), 0
        with _translated():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            # What the data raises is its sender's matter, and must not look like a fault of the store.
            for chunk in data:
                digest.update(chunk)
                size_bytes += len(chunk)
                with _translated():
                    file.write(chunk)
            with _translated():
                file.write(digest.digest())
                file.flush()
                os.fsync(file.fileno())
        return StoredObject(key, size_bytes, digest.digest())

    def _open(self, bucket: str, key: str) -> tuple[BinaryIO, int]:
        path = self._path(bucket, key)
        with _translated():
            try:
                file = path.open("rb")
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
                raise NotFoundError("object", key) from error
            size_bytes = os.fstat(file.fileno()).st_size - _DIGEST_BYTES
            if size_bytes < 0:
                file.close()
                raise StorageUnavailableError("a file of the object store was cut off by somebody else")
        return file, size_bytes

    def _bucket(self, name: str) -> Path:
        path = self._folder / check_bucket(name)
        with _translated():
            if not _is_there(path):
                raise NotFoundError("bucket", name)
        return path

    def _path(self, bucket: str, key: str) -> Path:
        names, path = path_of(check_key(key)), self._bucket(bucket)
        self._are_there(path, names)
        return path.joinpath(*names)

    def _are_there(self, path: Path, names: Iterable[str]) -> bool:
        with _translated():
            return all(_is_there(path := path / name) for name in names)

    def _keys(self, bucket: Path, prefix: str) -> tuple[str, ...]:
        # What stands before the last slash are whole folders, so the others need not be looked through.
        above_all = names_of_parts([part for part in prefix.split("/")[:-1] if part])
        if len(prefix) > LONGEST_KEY_BYTES or not self._are_there(bucket, above_all):
            return ()
        found, start = [], bucket.joinpath(*above_all)
        with _translated():
            for folder, _, files in os.walk(start, onerror=_raise_unless_missing):
                above = Path(folder).relative_to(bucket).parts
                found += [key_of((*above, name)) for name in files if name.endswith(OBJECT)]
        return tuple(sorted(key for key in found if key is not None and key.startswith(prefix)))

    def _stats(self, bucket: str, keys: Iterable[str]) -> Iterator[StoredObject]:
        for key in keys:
            # Somebody may have removed it since.
            with suppress(NotFoundError):
                yield self.stat(bucket, key)

    def _remove_abandoned(self) -> None:
        """Removes what was left by processes that were killed while they wrote."""
        for path in (self._folder / _UNFINISHED).glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - _ABANDONED_S:
                    path.unlink()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnavailableError(f"the object store failed: {error.strerror}") from error


def _is_there(path: Path) -> bool:
    """Tells whether there is a file or folder; a link is an error, since it could lead anywhere."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    if stat.S_ISLNK(mode):
        raise StorageUnavailableError("there is a link in the object store, which is not followed")
    return True


def _raise_unless_missing(error: OSError) -> None:
    if not isinstance(error, (FileNotFoundError, NotADirectoryError)):
        raise error


def _make_folders(folder: Path, *, below: Path) -> list[Path]:
    """Makes folders, and returns those whose entries have changed, or will: the last one and all above new ones."""
    changed = [folder]
    missing = []
    while folder != below and not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
        changed.append(folder)
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
    return changed


def _chunks(file: BinaryIO, size_bytes: int) -> Iterator[bytes]:
    with file:
        left = size_bytes
        while left:
            with _translated():
                chunk = file.read(min(USUAL_CHUNK_BYTES, left))
            if not chunk:
                raise StorageUnavailableError("a file of the object store was cut off by somebody else")
            left -= len(chunk)
            yield chunk


def _sync_folder(folder: Path) -> None:
    if _SYNCS_FOLDERS:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
