"""A line to a server of S3 on which a test decides what happens to each request."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from attrs import field, frozen

HANDED_ON = ("host", "connection", "transfer-encoding")


@frozen
class Answer:
    """What is answered instead of the server.

    Attributes:
        status: Its status.
        body: Its body.
        content_type: What it says that is.
        headers: What else it says.
    """

    status: int
    body: bytes = b""
    content_type: str = "application/xml"
    headers: dict[str, str] = field(factory=dict)

    @classmethod
    def error(cls, status: int, code: str) -> Answer:
        """An error as S3 has them."""
        body = f"<Error><Code>{code}</Code><Message>canary-of-the-server</Message></Error>"
        return cls(status, body.encode())


class Hang:
    """Nothing is answered as long as the line is there."""


class Break:
    """The request is handed on and done, and the connection ends without an answer."""


class Half:
    """Half of the body of the server's answer comes, and then the connection ends."""


Fault = Answer | Hang | Break | Half | None
Decides = Callable[[str, str], Fault]
"""Told a method and a path with its query; None hands the request on."""


class Line:
    """The line.

    Args:
        port: Of the server, on the loopback.
    """

    def __init__(self, port: int) -> None:
        self.decides: Decides = lambda method, path: None
        self.asked: list[tuple[str, str]] = []
        self._port, self._ends = port, Event()
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *said: object) -> None:
                """Says nothing."""

            def _do(self) -> None:
                line.answer(self)

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _do  # noqa: N815 - as the base class calls them

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        """Does with a request what the test decides."""
        self.asked.append((asked.command, asked.path))
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        fault = self.decides(asked.command, asked.path)
        if isinstance(fault, Hang):
            self._ends.wait(60)
            asked.close_connection = True
        elif isinstance(fault, Answer):
            self._send(asked, fault.status, {"Content-Type": fault.content_type, **fault.headers}, fault.body)
        else:
            self._hand_on(asked, body, fault)

    def _hand_on(self, asked: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        # Signed for the line's own address, which is why the server is told that.
        server = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        server.request(asked.command, asked.path, body or None, dict(asked.headers.items()))
        answer = server.getresponse()
        content = answer.read()
        headers = {name: value for name, value in answer.getheaders() if name.lower() not in HANDED_ON}
        if isinstance(fault, Break):
            asked.close_connection = True
        elif isinstance(fault, Half):
            self._send(asked, answer.status, headers, content, cut=len(content) // 2)
            asked.close_connection = True
        else:
            self._send(asked, answer.status, headers, content)
        server.close()

    @staticmethod
    def _send(
        asked: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes, *, cut: int | None = None
    ) -> None:
        asked.send_response(status)
        for name, value in headers.items():
            asked.send_header(name, value)
        if "content-length" not in {name.lower() for name in headers}:
            asked.send_header("Content-Length", str(len(body)))
        # Whoever asked may have given up.
        with contextlib.suppress(OSError):
            asked.end_headers()
            asked.wfile.write(b"" if asked.command == "HEAD" else body[:cut])

    def close(self) -> None:
        """Takes the line down."""
        self._ends.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


@contextlib.contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line for the length of the block."""
    line = Line(port)
    try:
        yield line
    finally:
        line.close()
