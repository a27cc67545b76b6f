"""A line to a server that can be cut, as by a broken switch, and mended again."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from threading import Lock, Thread
from urllib.parse import urlsplit, urlunsplit


class CutLine:
    """Passes on what is said to a server and what it answers, until it is cut.

    Args:
        host: Of the server.
        port: Of the server.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = Lock()
        self._ends: list[socket.socket] = []
        self._is_cut = False
        Thread(target=self._accept, daemon=True).start()

    def url(self, url: str) -> str:
        """Returns the URL of a database of the server by way of this line."""
        parts = urlsplit(url)
        who = parts.netloc.rpartition("@")[0]
        return urlunsplit(parts._replace(netloc=f"{who}@127.0.0.1:{self._listener.getsockname()[1]}"))

    def cut(self) -> None:
        """Breaks every connection, and each that comes."""
        with self._lock:
            self._is_cut = True
            for end in self._ends:
                _end(end)
            self._ends.clear()

    def mend(self) -> None:
        """Lets new connections pass."""
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        """Takes the line down."""
        self.cut()
        _end(self._listener)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                with self._lock:
                    if self._is_cut:
                        _end(near)
                        continue
                    far = socket.create_connection(self._server)
                    self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while content := source.recv(65_536):
            target.sendall(content)
    for end in (source, target):
        _end(end)


def _end(end: socket.socket) -> None:
    # Closing alone would not wake a thread that waits in it.
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextlib.contextmanager
def cut_line(url: str) -> Iterator[CutLine]:
    """A line to the server of a URL, for as long as the context lasts."""
    parts = urlsplit(url)
    line = CutLine(parts.hostname or "", parts.port or 0)
    try:
        yield line
    finally:
        line.close()
