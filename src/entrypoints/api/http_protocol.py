"""HTTP as it arrives: heads of a bounded length, and problem documents for what never becomes a request."""

from __future__ import annotations

import json
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from entrypoints.api.problems import BAD_REQUEST, HEAD_TOO_LARGE, MEDIA_TYPE, ProblemKind

LARGEST_HEAD_BYTES: Final = 64 * 1024
"""Of target and headers together, and of what follows a chunked body; the parser itself keeps whatever is sent."""

LINGER_S: Final = 2.0
"""Seconds for which a refused head is read on and thrown away: whoever still sends would not see the answer otherwise,
since closing with unread bytes resets the connection (RFC 9112 section 9.6)."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """The server's own protocol, which keeps no more of a head than may be."""

    _unread_bytes = 0
    _is_refused = False

    def data_received(self, data: bytes) -> None:
        """Reads on, unless the head is too long already."""
        if self._is_refused:
            return
        self._unread_bytes += len(data)
        super().data_received(data)
        if self._unread_bytes > LARGEST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse_head()

    def on_headers_complete(self) -> None:
        """Begins a request, unless its head came all at once and is too long."""
        head_bytes = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if head_bytes > LARGEST_HEAD_BYTES:
            self._unread_bytes = head_bytes
            # Whatever a callback raises ends the parser's work, as what is no HTTP does.
            raise ValueError("the head is too long")
        self._unread_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Takes a piece of the body, which is counted elsewhere."""
        self._unread_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Ends a request; what follows is the head of the next."""
        self._unread_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answers what the parser cannot read."""
        if self._unread_bytes > LARGEST_HEAD_BYTES:
            self._refuse_head()
        else:
            self._answer(BAD_REQUEST)
            self.transport.close()

    def _refuse_head(self) -> None:
        self._is_refused = True
        self._answer(HEAD_TOO_LARGE)
        self.loop.call_later(LINGER_S, self.transport.close)

    def _answer(self, kind: ProblemKind) -> None:
        # In the midst of the answer to an earlier request it would be taken for a part of that.
        if not getattr(self.cycle, "response_complete", True):
            self.transport.close()
            return
        document: dict[str, Any] = {"type": kind.type, "title": kind.title, "status": int(kind.status)}
        body = json.dumps({**document, "detail": kind.title, "instance": "/"}).encode()
        headers = [
            *self.server_state.default_headers,
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            (b"connection", b"close"),
        ]
        lines = [STATUS_LINE[kind.status], *(b"%s: %s\r\n" % header for header in headers), b"\r\n", body]
        self.transport.write(b"".join(lines))
