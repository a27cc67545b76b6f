"""A stand-in for a receiver of GELF by TCP or TLS, which keeps what it got."""

from __future__ import annotations

import json
import secrets
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from threading import Condition, Thread
from types import TracebackType
from typing import Any, Final, Self

from adapters.connector_kit.certificates import OwnCertificate
from adapters.connector_kit.http_fields import CA_CERTIFICATE
from adapters.connector_kit.simulated_messages import Reply
from adapters.connector_kit.simulation_server import SimulationServer

HOST: Final = "127.0.0.1"
LONGEST_MESSAGE: Final = 2_097_152
"""In bytes, as Graylog has it by default."""
READ_BYTES: Final = 65_536


class GelfSimulator:
    """A receiver that runs within the block that it is entered for.

    Args:
        port: Where it listens; 0 for a free port.
        password: Is for nothing, since GELF knows no credential; None for one made by chance.
        certificate: What it shows by TLS; None for plain TCP.
    """

    def __init__(
        self, *, port: int = 0, password: str | None = None, certificate: OwnCertificate | None = None
    ) -> None:
        self.password = secrets.token_urlsafe(18) if password is None else password
        self.messages: list[dict[str, Any]] = []
        """What it got, in the order in which it came."""
        self.refused = 0
        """How much it got that is no message, or a connection that ended within one."""
        self.connections = 0
        """How many were made, and ended again."""
        self._changed = Condition()
        self._port = port
        self._certificate = certificate
        self._running: tuple[SimulationServer, Thread] | None = None

    @property
    def port(self) -> int:
        """Where it listens, while it runs."""
        assert self._running is not None, "it does not run"  # noqa: S101  # a fault of whoever asks
        return int(self._running[0].server_address[1])

    @property
    def values(self) -> Mapping[str, str]:
        """What a connector is given that is to lead here."""
        plain = {"host": HOST, "port": str(self.port)}
        if self._certificate is None:
            return plain
        return {**plain, "tls": "true", CA_CERTIFICATE: self._certificate.certificate}

    @property
    def ways(self) -> tuple[Mapping[str, str], ...]:
        """The values for the one way that there is."""
        return (self.values,)

    def start(self) -> None:
        """Starts it, without waiting for anybody who sends.

        Raises:
            OSError: The port is taken.
        """
        server = _Receiver(self, (HOST, self._port), self._certificate)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        self._running = (server, thread)

    def stop(self) -> None:
        """Stops it, and leaves no thread or socket behind."""
        if self._running is not None:
            server, thread = self._running
            self._running = None
            server.stop()
            thread.join()

    def wait_for(self, messages: int, within_s: float = 20.0) -> bool:
        """Returns whether it got so many messages, once it did."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.messages) >= messages, within_s)

    def wait_for_connections(self, connections: int, within_s: float = 20.0) -> bool:
        """Returns whether so many connections were made and ended, once they were."""
        with self._changed:
            return self._changed.wait_for(lambda: self.connections >= connections, within_s)

    def take(self, frame: bytes) -> None:
        """Keeps a message; may be called from several threads."""
        message = _message(frame)
        with self._changed:
            if message is None:
                self.refused += 1
            else:
                self.messages.append(message)
            self._changed.notify_all()

    def ended(self) -> None:
        """Is told that a connection ended."""
        with self._changed:
            self.connections += 1
            self._changed.notify_all()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Receiver(SimulationServer):
    def __init__(self, simulator: GelfSimulator, address: tuple[str, int], certificate: OwnCertificate | None) -> None:
        self._simulator = simulator
        super().__init__(address, lambda _: Reply(404), certificate)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Reads messages until the connection ends."""
        try:
            self._read(request)
            _answer_the_end(request)
        finally:
            self._simulator.ended()

    def _read(self, connection: socket.socket) -> None:
        rest = b""
        while piece := connection.recv(READ_BYTES):
            *frames, rest = (rest + piece).split(b"\0")
            for frame in frames:
                self._simulator.take(frame)
            if len(rest) > LONGEST_MESSAGE:
                break
        if rest:
            self._simulator.take(b"")


def _answer_the_end(connection: socket.socket) -> None:
    if isinstance(connection, ssl.SSLSocket):
        with suppress(OSError, ValueError):
            connection.unwrap()


def _message(frame: bytes) -> dict[str, Any] | None:
    """Returns a message as Graylog would take it; None for what it would not."""
    try:
        message = json.loads(frame)
    except ValueError:
        return None
    if not isinstance(message, dict) or message.get("version") not in (None, "1.0", "1.1"):
        return None
    needed = (message.get("host"), message.get("short_message"))
    is_one = all(isinstance(one, str) and one.strip() for one in needed)
    is_timed = isinstance(message.get("timestamp", 0), int | float)
    return message if is_one and is_timed else None
