"""The HTTP server below simulators: the standard library's, with TLS, and an end that leaves nothing behind."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from adapters.connector_kit.certificates import OwnCertificate
from adapters.connector_kit.simulated_messages import Reply, SimulatedRequest

LONGEST_BODY: Final = 67_108_864


class SimulationServer(ThreadingHTTPServer):
    """Answers on one address until it is stopped.

    Args:
        address: Where it listens.
        reply: Returns what is answered; called from a thread for each connection.
        certificate: What it shows by TLS; None for plain HTTP.
    """

    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        reply: Callable[[SimulatedRequest], Reply],
        certificate: OwnCertificate | None = None,
    ) -> None:
        self.reply = reply
        self._lock = Lock()
        self._open: dict[socket.socket, Thread] = {}
        super().__init__(address, _Handler)
        if certificate is not None:
            # The handshake is for the thread of each connection, so that a slow one keeps nobody waiting.
            self.socket = _context(certificate).wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answers a connection in a thread of its own."""
        thread = Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        with self._lock:
            self._open[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Ends a connection."""
        super().shutdown_request(request)
        with self._lock:
            self._open.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing about clients that go away, or believe no certificate of ours."""

    def stop(self) -> None:
        """Stops listening, and ends every connection and its thread."""
        self.shutdown()
        self.server_close()
        with self._lock:
            still_open = list(self._open.items())
        for connection, thread in still_open:
            with suppress(OSError):
                # Closing alone would not wake a thread that waits in it.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one piece; otherwise the second waits for the client to acknowledge the first.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: SimulationServer

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LONGEST_BODY:
            self.send_error(413)
            return
        parts = urlsplit(self.path)
        request = SimulatedRequest(
            method=self.command,
            path=unquote(parts.path),
            query=parse_qs(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)),
        )
        reply = self.server.reply(request)
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = _answer  # noqa: N815  # as the base class wants

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as the base class has it
        """Says nothing: what was asked is in the simulator's list."""


def _context(certificate: OwnCertificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # OpenSSL's key is read from a file; this one is the owner's alone, and gone at once.
    with TemporaryDirectory(prefix="watchfloor-simulator-") as folder:
        file = Path(folder) / "certificate-and-key.pem"
        file.write_text(certificate.certificate + certificate.key, encoding="ascii")
        context.load_cert_chain(file)
    return context
