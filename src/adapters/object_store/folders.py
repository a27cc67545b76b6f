"""Files that are there whole or not at all, and the folders that they lie in."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from attrs import frozen

from adapters import crash_points
from adapters.object_store.beside_writing import beside_writing
from socdomain.errors import StorageUnavailableError
from socdomain.object_store import USUAL_CHUNK_BYTES, StorageFullError

UNFINISHED: Final = ".unfinished"
"""Folder of what is being written; no bucket can have its name."""
DIGEST_BYTES: Final = 32
"""Bytes behind those of an object or a part: the SHA-256 over them."""
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_BINARY: Final = getattr(os, "O_BINARY", 0)
_SYNCS_FOLDERS: Final = os.name != "nt"


@frozen
class Written:
    """What was written into a file.

    Attributes:
        size_bytes: Its length, without the digest.
        sha256: The digest.
    """

    size_bytes: int
    sha256: bytes


@contextmanager
def translated() -> Iterator[None]:
    """Has the errors of the file system told as those of a store, without a path.

    Raises:
        StorageFullError: There is no room left, on the disk or for this user.
        StorageUnavailableError: Anything else.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFullError(None) from error
        raise StorageUnavailableError(f"the object store failed: {error.strerror}") from error


def keep(path: Path, data: Iterable[bytes], *, root: Path, bucket: str) -> Written:
    """Writes data aside, brings it to the disk, and then gives it its name in one step.

    Args:
        path: Its name; folders that are missing above it are made.
        data: The bytes; what it raises is passed on, and nothing is kept.
        root: The folder of all files; both names are in it.
        bucket: What the data belongs to.

    Raises:
        StorageFullError: There is no room for it.
    """
    try:
        return _keep(path, data, root, bucket)
    except StorageFullError as error:
        # What had been written is gone again, so that this is the room there is for others.
        raise StorageFullError(free_bytes(root)) from error


def _keep(path: Path, data: Iterable[bytes], root: Path, bucket: str) -> Written:
    unfinished = root / UNFINISHED / f"{bucket}.{secrets.token_hex(16)}"
    try:
        written = _write(unfinished, data)
        crash_points.reach("object_store.written")
        give_name(unfinished, path, root=root)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    crash_points.reach("object_store.kept")
    return written


def give_name(unfinished: Path, path: Path, *, root: Path) -> None:
    """Gives a file that is on the disk its name, in one step.

    Args:
        unfinished: Its name until now.
        path: Its name; folders that are missing above it are made.
        root: The folder of all files.
    """
    with translated():
        made = _make_folders(path.parent, below=root)
        unfinished.replace(path)
        crash_points.reach("object_store.renamed")
        for folder in made:
            sync_folder(folder)


def finish(path: Path, size_bytes: int, sha256: bytes) -> None:
    """Puts the digest behind the bytes of a file, in place of what there may be, and brings it to the disk."""
    with translated():
        descriptor = os.open(path, os.O_WRONLY | _BINARY)
    try:
        with translated():
            os.ftruncate(descriptor, size_bytes)
            os.lseek(descriptor, size_bytes, os.SEEK_SET)
        write_all(descriptor, sha256)
        with translated():
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, data: Iterable[bytes]) -> Written:
    size_bytes = 0
    with translated():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        with beside_writing(descriptor) as (hashing, flushing):
            # What the data raises is its sender's matter, and must not look like a fault of the store.
            for chunk in data:
                hashing.take(chunk)
                size_bytes += len(chunk)
                write_all(descriptor, chunk)
                with translated():
                    flushing.written(len(chunk))
            with translated():
                flushing.wait()
            sha256 = hashing.sha256()
        write_all(descriptor, sha256)
        with translated():
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return Written(size_bytes, sha256)


def write_all(descriptor: int, data: bytes) -> None:
    """Writes all of the data to an open file; nothing is left to be written when it is closed."""
    rest = memoryview(data)
    with translated():
        while rest:
            rest = rest[os.write(descriptor, rest) :]


def free_bytes(folder: Path) -> int:
    """Returns how much room there is where a folder is, or will be, in bytes.

    Raises:
        StorageUnavailableError: It cannot be looked at.
    """
    with translated():
        there = next(above for above in (folder, *folder.absolute().parents) if above.exists())
        return shutil.disk_usage(there).free


def size_of(file: BinaryIO) -> int:
    """Returns how many bytes an open file has before the digest.

    Raises:
        StorageUnavailableError: It has no room for one.
    """
    with translated():
        size_bytes = os.fstat(file.fileno()).st_size - DIGEST_BYTES
    if size_bytes < 0:
        file.close()
        raise StorageUnavailableError("a file of the object store was cut off by somebody else")
    return size_bytes


def chunks(file: BinaryIO, size_bytes: int) -> Iterator[bytes]:
    """Yields so many bytes of an open file, from where it stands, and closes it."""
    with file:
        left = size_bytes
        while left > 0:
            with translated():
                chunk = file.read(min(USUAL_CHUNK_BYTES, left))
            if not chunk:
                raise StorageUnavailableError("a file of the object store was cut off by somebody else")
            left -= len(chunk)
            yield chunk


def is_there(path: Path) -> bool:
    """Tells whether there is a file or folder; a link is an error, since it could lead anywhere."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    if stat.S_ISLNK(mode):
        raise StorageUnavailableError("there is a link in the object store, which is not followed")
    return True


def sync_folder(folder: Path) -> None:
    """Brings the names in a folder to the disk, where the system lets anybody."""
    if _SYNCS_FOLDERS:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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
