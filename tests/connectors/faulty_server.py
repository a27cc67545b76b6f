"""A server on loopback that behaves as badly as it is told to."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from threading import Event, Lock, Thread
from typing import Final

PIECE: Final = bytes(65_536)
A_WHILE_S: Final = 0.02
"""Between the bytes of a slow answer; short beside every timeout."""


class FaultyServer:
    """Has each connection treated as it is told, in a thread of its own, until it is closed.

    Args:
        behaviour: What is done to a connection that has just been made; it is closed afterwards.
    """

    def __init__(self, behaviour: Callable[[FaultyServer, socket.socket], None]) -> None:
        self._behaviour = behaviour
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = Lock()
        self._open: list[tuple[Thread, socket.socket]] = []
        self.closing = Event()
        self.heard = b""
        """The first that the last client said."""
        self.sent_bytes = 0
        self.connections = 0
        self._thread = Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def hear(self, connection: socket.socket) -> None:
        """Waits for a request."""
        self.heard = connection.recv(65_536)

    def say(self, connection: socket.socket, content: bytes) -> None:
        """Sends something, and counts it."""
        connection.sendall(content)
        self.sent_bytes += len(content)

    def close(self) -> None:
        """Ends everything."""
        self.closing.set()
        # Closing alone would not wake a thread that waits in it.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for thread, connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                thread = Thread(target=self._treat, args=(connection,), daemon=True)
                self._open.append((thread, connection))
                thread.start()

    def _treat(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            self._behaviour(self, connection)


@contextlib.contextmanager
def faulty_server(behaviour: Callable[[FaultyServer, socket.socket], None]) -> Iterator[FaultyServer]:
    """A server that behaves so, for the length of the block."""
    server = FaultyServer(behaviour)
    try:
        yield server
    finally:
        server.close()


def answers(
    status: str, body: bytes = b"{}", *headers: str, content_type: str = "application/json", length: int | None = None
) -> Callable[[FaultyServer, socket.socket], None]:
    """Returns the behaviour of one who gives every request the same answer."""
    head = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",
        *headers,
    ]

    def behave(server: FaultyServer, connection: socket.socket) -> None:
        server.hear(connection)
        server.say(connection, "\r\n".join([*head, "", ""]).encode() + body)

    return behave


def hangs(server: FaultyServer, connection: socket.socket) -> None:
    """Hears what it is asked, and never answers."""
    server.hear(connection)
    server.closing.wait()


def drips_its_head(server: FaultyServer, connection: socket.socket) -> None:
    """Sends a head without end, a byte at a time."""
    server.hear(connection)
    server.say(connection, b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not server.closing.wait(A_WHILE_S):
        server.say(connection, b"x")


def drips_its_body(server: FaultyServer, connection: socket.socket) -> None:
    """Sends a body without end, a byte at a time."""
    server.hear(connection)
    server.say(connection, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
    while not server.closing.wait(A_WHILE_S):
        server.say(connection, b" ")


def never_ends(server: FaultyServer, connection: socket.socket) -> None:
    """Sends a body without end that it does not announce, as fast as it is taken; 200 MB at most."""
    server.hear(connection)
    server.say(connection, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{")
    while server.sent_bytes < 200_000_000:
        server.say(connection, PIECE)


def breaks_off(server: FaultyServer, connection: socket.socket) -> None:
    """Announces more than it sends."""
    server.hear(connection)
    server.say(connection, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n")
    server.say(connection, b'{"id": 1, "na')


def speaks_no_http(server: FaultyServer, connection: socket.socket) -> None:
    """Is something else, which greets whoever comes."""
    server.say(connection, b"220 mail.example.org ESMTP\r\n")
    # What is left unheard when a connection is closed breaks it off.
    server.hear(connection)


def hangs_up(server: FaultyServer, connection: socket.socket) -> None:
    """Ends the connection without a word."""
    server.hear(connection)
