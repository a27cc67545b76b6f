"""How much may be stored, and what refuses more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from socdomain.clock import Clock
from socdomain.errors import WatchfloorError
from socdomain.object_store import ObjectStore, StorageFullError

_LOOKS_EVERY_BYTES: Final = 16 * 1024**2


class FileTooLargeError(WatchfloorError):
    """A file that is longer than one may be.

    Args:
        limit_bytes: How long it may be.
    """

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"a file may have at most {limit_bytes:,} bytes here")
        self.limit_bytes = limit_bytes


class CustomerFullError(WatchfloorError):
    """A file for which a customer has no room left.

    Args:
        limit_bytes: How much the customer may have stored.
        used_bytes: How much that is without the file.
    """

    def __init__(self, limit_bytes: int, used_bytes: int) -> None:
        super().__init__(f"a customer may have {limit_bytes:,} bytes here, and this one has {used_bytes:,}")
        self.limit_bytes = limit_bytes
        self.used_bytes = used_bytes


class UploadTooSlowError(WatchfloorError):
    """A file in one piece, or a part of one, that takes too long to come.

    Args:
        limit: How long it may take.
    """

    def __init__(self, limit: timedelta) -> None:
        minutes = limit // timedelta(minutes=1)
        super().__init__(f"a file in one piece has {minutes:,} minutes to come; send it by parts")
        self.limit_s = limit // timedelta(seconds=1)


@frozen
class ArtifactLimits:
    """How much may be stored.

    Attributes:
        most_bytes: How long a file may be.
        most_bytes_of_customer: How much a customer may have stored, with what is being sent by parts.
        least_free_bytes: How much room the store keeps for everything else, where it can tell how much there is.
        upload_lasts: For how long the parts of a file may come; what is not whole by then is removed.
        one_piece_lasts: For how long a file in one piece may come. S3 tells the age of an object from when it began to
            come; so this is less than what the job that looks for objects without records takes for old.
        part_lasts: For how long a part may come.
    """

    most_bytes: int = 20 * 1024**3
    most_bytes_of_customer: int = 1024**4
    least_free_bytes: int = 1024**3
    upload_lasts: timedelta = timedelta(days=1)
    one_piece_lasts: timedelta = timedelta(hours=12)
    part_lasts: timedelta = timedelta(hours=1)

    def check(self, size_bytes: int, used_bytes: int) -> None:
        """Refuses a file that may not be stored.

        Args:
            size_bytes: Its length, or as much of it as has come.
            used_bytes: How much its customer has stored without it.

        Raises:
            FileTooLargeError: It is longer than a file may be.
            CustomerFullError: There is no room for it.
        """
        if size_bytes > self.most_bytes:
            raise FileTooLargeError(self.most_bytes)
        if used_bytes + size_bytes > self.most_bytes_of_customer:
            raise CustomerFullError(self.most_bytes_of_customer, used_bytes)

    def check_room(self, objects: ObjectStore, size_bytes: int = 0) -> None:
        """Refuses what would take the store's last room.

        Args:
            objects: Where it would be stored.
            size_bytes: How much is still to come, where that is known.

        Raises:
            StorageFullError: There is too little.
            StorageUnavailableError: The store fails.
        """
        free_bytes = objects.free_bytes()
        if free_bytes is not None and free_bytes - size_bytes < self.least_free_bytes:
            raise StorageFullError(free_bytes)

    def bounding(self, data: Iterable[bytes], used_bytes: int, objects: ObjectStore) -> Iterator[bytes]:
        """Yields a file's bytes, as long as it may be stored.

        Args:
            data: The bytes, in chunks of any length.
            used_bytes: How much its customer has stored without it.
            objects: Where it is stored.

        Raises:
            FileTooLargeError: It is longer than a file may be.
            CustomerFullError: There is no room for it.
            StorageFullError: The store has too little room.
            StorageUnavailableError: The store fails.
        """
        size_bytes = looked_bytes = 0
        for chunk in data:
            size_bytes += len(chunk)
            self.check(size_bytes, used_bytes)
            if size_bytes - looked_bytes >= _LOOKS_EVERY_BYTES:
                self.check_room(objects)
                looked_bytes = size_bytes
            yield chunk

    def in_time(self, data: Iterable[bytes], clock: Clock, since: datetime) -> Iterator[bytes]:
        """Yields a file's bytes, for as long as it may take to come in one piece.

        Args:
            data: The bytes, in chunks of any length.
            clock: Tells the time.
            since: When its sender began.

        Raises:
            UploadTooSlowError: It takes longer.
        """
        return self._until(data, clock, since + self.one_piece_lasts, self.one_piece_lasts)

    def part_in_time(self, data: Iterable[bytes], clock: Clock, expires_at: datetime) -> Iterator[bytes]:
        """Yields a part's bytes, for as long as it may take to come.

        Args:
            data: The bytes, in chunks of any length.
            clock: Tells the time.
            expires_at: Until when parts of its file may come.

        Raises:
            UploadTooSlowError: It takes longer.
        """
        return self._until(data, clock, min(expires_at, clock.now() + self.part_lasts), self.part_lasts)

    def _until(self, data: Iterable[bytes], clock: Clock, end: datetime, lasts: timedelta) -> Iterator[bytes]:
        for chunk in data:
            if clock.now() > end:
                raise UploadTooSlowError(lasts)
            yield chunk
