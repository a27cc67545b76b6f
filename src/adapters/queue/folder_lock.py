"""Locks on a folder: one for whoever looks after the server there, and one for the server itself."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from socdomain.errors import QueueUnavailableError


class FolderLock:
    """Both locks; the system lets go of each when the last process that has it open is gone, however that ended.

    Args:
        folder: It is there by the time a lock is taken.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: int | None = None
        self._of_server: int | None = None

    @property
    def of_server(self) -> int:
        """The descriptor that the server inherits, locked."""
        if self._of_server is None:
            self._of_server = self._open("server.lock")
            fcntl.flock(self._of_server, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return self._of_server

    def take(self) -> None:
        """Takes the lock of whoever looks after the server; one that this process has stays.

        Raises:
            QueueUnavailableError: Another process has it.
        """
        if self._own is not None:
            return
        descriptor = self._open("lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise QueueUnavailableError(f"another process runs the embedded queue of {self._folder}") from error
        self._own = descriptor

    def is_held_by_server(self) -> bool:
        """Tells whether a server lives that was started on this folder; to be asked before ``of_server``."""
        self._close_of_server()
        descriptor = self._open("server.lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(descriptor)
        return False

    def give_back(self) -> None:
        """Lets go of what this process holds."""
        self._close_of_server()
        if self._own is not None:
            os.close(self._own)
            self._own = None

    def _close_of_server(self) -> None:
        if self._of_server is not None:
            os.close(self._of_server)
            self._of_server = None

    def _open(self, name: str) -> int:
        return os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)
