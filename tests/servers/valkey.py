"""A throw-away Redis-compatible server: the embedded one, on a folder of the test run."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

from redis import Redis

from adapters.queue.connections import connect
from adapters.queue.embedded import EmbeddedServer


class ValkeyServer:
    """A server that tests may stop, start again and disturb.

    Args:
        folder: Where it keeps its data.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = EmbeddedServer(folder)
        self.url = self._server.start()

    def address(self) -> str:
        """Its URL."""
        return self.url

    @property
    def pid(self) -> int:
        """The number of its process."""
        with self.client() as client:
            return int(client.info("server")["process_id"])

    def client(self) -> Redis:
        """A client of its own."""
        return connect(self.url)

    def stop(self) -> None:
        """Stops it."""
        self._server.stop()

    def start(self) -> None:
        """Starts it again, with what it had kept."""
        self.url = self._server.start()

    def kill(self) -> None:
        """Kills it as `kill -9` would."""
        os.kill(self.pid, signal.SIGKILL)

    @contextlib.contextmanager
    def asleep(self) -> Iterator[None]:
        """Has it hear and say nothing for the length of the block."""
        pid = self.pid
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@contextlib.contextmanager
def valkey_server(folder: Path) -> Iterator[ValkeyServer]:
    """A server for the length of the block."""
    server = ValkeyServer(folder)
    try:
        yield server
    finally:
        server.stop()
