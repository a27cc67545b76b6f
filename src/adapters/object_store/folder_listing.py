"""Which objects there are in a folder, without opening one of them."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

from adapters.object_store.file_names import OBJECT, key_of
from adapters.object_store.folders import DIGEST_BYTES, translated
from socdomain.object_store import ListedObject


def objects_below(bucket: Path, above_all: tuple[str, ...], prefix: str) -> Iterator[ListedObject]:
    """Yields the objects of a bucket whose keys begin so, as the file system has them.

    Args:
        bucket: Its folder.
        above_all: Names of the folders in it that all of these objects lie below.
        prefix: How their keys begin.
    """
    for above, entry in _files(bucket, above_all):
        key = key_of((*above, entry.name))
        if key is None or not key.startswith(prefix):
            continue
        with translated():
            try:
                found = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                # Somebody has removed it since.
                continue
        # One that was cut off is there all the same; that it is broken is told to whoever reads it.
        size_bytes = max(0, found.st_size - DIGEST_BYTES)
        yield ListedObject(key, size_bytes, datetime.fromtimestamp(found.st_mtime, UTC))


def _files(bucket: Path, above_all: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], os.DirEntry[str]]]:
    """Yields files with the names of the folders that they lie in; a link is neither a file nor a folder.

    Nothing is gathered, however many there are: only the folders above the present file are open.
    """
    opened = [(above_all, _scan(bucket.joinpath(*above_all)))]
    try:
        while opened:
            above, scan = opened[-1]
            with translated():
                entry = next(scan, None)
                is_folder = entry is not None and entry.is_dir(follow_symlinks=False)
                is_file = entry is not None and entry.is_file(follow_symlinks=False)
            if entry is None:
                opened.pop()
            elif is_folder:
                below = (*above, entry.name)
                opened.append((below, _scan(bucket.joinpath(*below))))
            elif is_file and entry.name.endswith(OBJECT):
                yield above, entry
    finally:
        for _, scan in opened:
            scan.close()


def _scan(folder: Path) -> Generator[os.DirEntry[str]]:
    try:
        entries = os.scandir(folder)
    except (FileNotFoundError, NotADirectoryError):
        # Removed since, or never made.
        return
    with entries:
        yield from entries
