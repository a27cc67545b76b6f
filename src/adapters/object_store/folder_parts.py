"""The parts of one upload into a folder: each in the place that it will have in the object, as far as that is known.

A part has a place of ``LARGEST_PART_BYTES`` in one file. Where all parts but the last fill theirs, that file is the
object; otherwise they are copied together. Only one writer ever gets a place: a part that comes again, or a second time
at once, is written aside, and is the one that counts.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from attrs import frozen

from adapters import crash_points
from adapters.object_store.folders import DIGEST_BYTES, chunks, is_there, sync_folder, translated, write_all
from socdomain.errors import NotFoundError, StorageUnavailableError
from socdomain.object_parts import LARGEST_PART_BYTES, StoredPart

_PLACES: Final = "places"
"""File of the parts while some may still come,"""
_WHOLE: Final = "whole"
"""and its name once the object is made out of it: whoever wants a place then finds none."""
LEAST_FREE_BYTES: Final = 4 * LARGEST_PART_BYTES
_NAME: Final = re.compile("([0-9]{5})(?:[.](claimed)|[.]([0-9]{1,9})[.]placed|[.](part))")


@frozen
class FolderParts:
    """The parts of one upload.

    Attributes:
        folder: That of the upload.
    """

    folder: Path

    def begin(self) -> None:
        """Makes the file that has a place for each part."""
        with translated():
            os.close(os.open(self.folder / _PLACES, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def are_there(self) -> bool:
        """Tells whether there is still a file of them: it becomes the object."""
        with translated():
            return is_there(self.folder / _PLACES) or is_there(self.folder / _WHOLE)

    def all(self) -> tuple[StoredPart, ...]:
        """Returns the parts, by their numbers."""
        placed, _, aside = self._names()
        return tuple(StoredPart(number, size_bytes) for number, size_bytes in sorted({**placed, **aside}.items()))

    def aside(self, number: int) -> Path:
        """Returns the file of a part that is written aside."""
        return self.folder / f"{number:05}.part"

    def place(self, number: int, data: Iterable[bytes], written: Callable[[int], object]) -> int | None:
        """Writes a part into its place, and returns its size; None where it has to be written aside.

        Args:
            number: Which.
            data: Its bytes, as many as a part may have; what it raises is passed on, and nothing counts.
            written: Told its size once all of it can be read again, and before it is on the disk and counts.

        Raises:
            NotFoundError: The upload was removed meanwhile.
        """
        claim = self.folder / f"{number:05}.claimed"
        with translated():
            # What is half in its place takes room until the upload ends; what is aside is removed at once.
            if shutil.disk_usage(self.folder).free < LEAST_FREE_BYTES:
                return None
            try:
                # Claimed before the file is opened: so whoever makes the object of it sees everybody who may write.
                os.close(os.open(claim, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            except (FileExistsError, FileNotFoundError):
                return None
        try:
            size_bytes = self._write(number, data, written)
        except BaseException:
            # The place is free for the next one.
            with suppress(OSError):
                claim.unlink()
            raise
        with translated():
            if size_bytes is None:
                claim.unlink()
                return None
            try:
                os.close(os.open(self.folder / f"{number:05}.{size_bytes}.placed", os.O_WRONLY | os.O_CREAT, 0o600))
                sync_folder(self.folder)
            except FileNotFoundError as error:
                raise NotFoundError("upload", self.folder.name) from error
        crash_points.reach("object_store.part_placed")
        return size_bytes

    def content(self, number: int) -> Iterator[bytes]:
        """Returns the bytes of a part, in chunks."""
        placed, _, aside = self._names()
        if number in aside:
            return self._read(self.aside(number), 0, aside[number])
        return self.placed(number, placed.get(number, -1))

    def placed(self, number: int, size_bytes: int) -> Iterator[bytes]:
        """Yields the bytes of a part that is in its place, and has so many."""
        return self._read(self._file(), (number - 1) * LARGEST_PART_BYTES, size_bytes)

    def _read(self, path: Path, first: int, size_bytes: int) -> Iterator[bytes]:
        with translated():
            if size_bytes < 0 or not is_there(path):
                raise StorageUnavailableError("a part of an upload was removed by somebody else")
            file = path.open("rb")
            file.seek(first)
        yield from chunks(file, size_bytes)

    def whole(self, parts: Sequence[StoredPart]) -> Path | None:
        """Returns the file in which these parts lie one behind the other; None where there is none.

        Nobody writes to it any more; behind the last part may be what somebody had begun to write and gave up.
        """
        if not self._fit(parts):
            return None
        with translated():
            with suppress(FileNotFoundError):
                (self.folder / _PLACES).replace(self.folder / _WHOLE)
            # Somebody may have come since, and be writing to it.
            if not self._fit(parts):
                return None
            path = self.folder / _WHOLE
            if not is_there(path):
                raise NotFoundError("upload", self.folder.name)
        crash_points.reach("object_store.upload_whole")
        return path

    def _fit(self, parts: Sequence[StoredPart]) -> bool:
        placed, claimed, aside = self._names()
        sizes = {part.number: part.size_bytes for part in parts}
        full = all(part.size_bytes == LARGEST_PART_BYTES for part in parts[:-1])
        return full and not aside and placed == sizes and claimed == placed.keys()

    def _write(self, number: int, data: Iterable[bytes], written: Callable[[int], object]) -> int | None:
        with translated():
            try:
                descriptor = os.open(self.folder / _PLACES, os.O_WRONLY | getattr(os, "O_BINARY", 0))
            except FileNotFoundError:
                return None
        size_bytes = 0
        try:
            with translated():
                os.lseek(descriptor, (number - 1) * LARGEST_PART_BYTES, os.SEEK_SET)
            for chunk in data:
                size_bytes += len(chunk)
                write_all(descriptor, chunk)
            written(size_bytes)
            with translated():
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return size_bytes

    def _file(self) -> Path:
        return self.folder / (_PLACES if (self.folder / _PLACES).exists() else _WHOLE)

    def _names(self) -> tuple[dict[int, int], set[int], dict[int, int]]:
        """Returns the sizes of parts in their places, whose places are claimed, and the sizes of parts aside."""
        placed, claimed, aside = dict[int, int](), set[int](), dict[int, int]()
        with translated():
            for path in self.folder.iterdir():
                if not (name := _NAME.fullmatch(path.name)):
                    continue
                number = int(name[1])
                if name[2]:
                    claimed.add(number)
                elif name[3]:
                    placed[number] = int(name[3])
                else:
                    aside[number] = path.lstat().st_size - DIGEST_BYTES
        return placed, claimed, aside
