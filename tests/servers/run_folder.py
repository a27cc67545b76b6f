"""The folder that one test run keeps its servers and template databases in."""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from attrs import define, field

KEEPER_STOP_S: Final = 15.0
"""Longest wait, in seconds, for the keepers to stop their servers at the end of a run."""

MEMORY_FOLDER: Final = Path("/dev/shm")
MEMORY_NEEDED_BYTES: Final = 2 * 1024**3

_ALIVE_LOCK: Final = "alive.lock"


@contextlib.contextmanager
def exclusive(lock: Path) -> Iterator[None]:
    """Hold a lock that all processes of this machine respect.

    Args:
        lock: The lock file; made when absent. The kernel frees the lock when its holder dies, however it dies.
    """
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@define
class RunFolder:
    """A temporary folder that lives exactly as long as the pytest process that made it.

    That process holds the folder's `alive.lock`. A server's keeper waits for this lock in a process of its own and gets
    it when the run ends, be it by success, Ctrl-C or `kill -9`; it then stops its server and removes the folder.
    """

    path: Path
    _alive_fd: int | None = field(default=None, repr=False)

    @classmethod
    def make(cls) -> Self:
        """Make the folder and hold its lock. The account that servers run as can enter it."""
        path = Path(tempfile.mkdtemp(prefix="watchfloor-tests-", dir=_memory_folder()))
        path.chmod(0o711)
        descriptor = os.open(path / _ALIVE_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return cls(path, descriptor)

    @property
    def alive_lock(self) -> Path:
        """The file whose lock is held while the run lives."""
        return self.path / _ALIVE_LOCK

    def close(self) -> None:
        """Let go of the folder, wait until the keepers have stopped their servers, and remove what is left."""
        if self._alive_fd is None:
            return
        os.close(self._alive_fd)
        self._alive_fd = None
        give_up_at = time.monotonic() + KEEPER_STOP_S
        while self._has_keepers() and time.monotonic() < give_up_at:
            time.sleep(0.01)
        shutil.rmtree(self.path, ignore_errors=True)

    def _has_keepers(self) -> bool:
        # The last keeper removes the folder, perhaps while it is looked into.
        try:
            return any(name.endswith(".keeper") for name in os.listdir(self.path))
        except FileNotFoundError:
            return False


def _memory_folder() -> Path | None:
    """Where files cost no disk, if this machine has such a place with room, from which programs can be started.

    A database per test is hundreds of small files; on a slow disk that took 35 times as long as in memory.
    """
    if not os.access(MEMORY_FOLDER, os.W_OK):
        return None
    forbids_programs = os.statvfs(MEMORY_FOLDER).f_flag & getattr(os, "ST_NOEXEC", 0)
    has_room = shutil.disk_usage(MEMORY_FOLDER).free >= MEMORY_NEEDED_BYTES
    return MEMORY_FOLDER if has_room and not forbids_programs else None
