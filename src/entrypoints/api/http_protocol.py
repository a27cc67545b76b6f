"""HTTP as it arrives: heads of a bounded length, an end to silence, and answers to what never becomes a request."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from entrypoints.api.problem_kinds import BAD_REQUEST, HEAD_TOO_LARGE, ProblemKind
from entrypoints.api.problems import MEDIA_TYPE

LARGEST_HEAD_BYTES: Final = 64 * 1024
"""Of target and headers together, and of what follows a chunked body; the parser itself keeps whatever is sent."""

LINGER_S: Final = 2.0
"""Seconds for which a refused head is read on and thrown away: whoever still sends would not see the answer otherwise,
since closing with unread bytes resets the connection (RFC 9112 section 9.6)."""

HEAD_S: Final = 30.0
"""Seconds that a client has for all of a head, from when it connects or begins to send it. Without a limit strangers
could hold every connection that the system lets a process have, by a byte each or by going away without a word."""

SILENCE_S: Final = 120.0
"""Seconds after which a client is let go that sends no more of a body, or takes no more of an answer; intake gives up a
body sooner."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """The server's own protocol, which keeps no more of a head than may be, and waits no longer than may be."""

    _unread_bytes = 0
    _is_refused = False
    _is_in_body = False
    _reading: asyncio.TimerHandle | None = None
    _sending: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the server's own
        """Begins to wait for a head."""
        super().connection_made(transport)
        self._wait(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing any more."""
        _cancel(self._reading)
        _cancel(self._sending)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on, unless the head is too long already."""
        if self._is_refused:
            return
        self._unread_bytes += len(data)
        super().data_received(data)
        if self._unread_bytes > LARGEST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse_head()
        elif self._is_in_body:
            self._wait(SILENCE_S)
        elif self._unread_bytes and self._reading is None:
            self._wait(HEAD_S)

    def on_headers_complete(self) -> None:
        """Begins a request, unless its head came all at once and is too long."""
        self._wait_no_more()
        head_bytes = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if head_bytes > LARGEST_HEAD_BYTES:
            self._unread_bytes = head_bytes
            # Whatever a callback raises ends the parser's work, as what is no HTTP does.
            raise ValueError("the head is too long")
        self._unread_bytes = 0
        self._is_in_body = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Takes a piece of the body, which is counted elsewhere."""
        self._unread_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Ends a request; what follows is the head of the next."""
        self._unread_bytes = 0
        self._is_in_body = False
        self._wait_no_more()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Waits for the client to take what is there to be sent; to close would be to wait for that, too."""
        super().pause_writing()
        self._sending = self.loop.call_later(SILENCE_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Goes on, since the client has taken most of it."""
        _cancel(self._sending)
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Answers what the parser cannot read."""
        if self._unread_bytes > LARGEST_HEAD_BYTES:
            self._refuse_head()
        else:
            self._answer(BAD_REQUEST)
            self.transport.close()

    def _wait(self, most_s: float) -> None:
        self._wait_no_more()
        self._reading = self.loop.call_later(most_s, self._let_go, most_s)

    def _wait_no_more(self) -> None:
        _cancel(self._reading)
        self._reading = None

    def _let_go(self, waited_s: float) -> None:
        if self.flow.read_paused or (self._is_answering() and not self._is_in_body):
            # It is the client who waits: for an earlier answer, or to be read on.
            self._wait(waited_s)
        else:
            self.transport.close()

    def _is_answering(self) -> bool:
        # Before the first request there is no cycle.
        return not getattr(self.cycle, "response_complete", True)

    def _refuse_head(self) -> None:
        self._is_refused = True
        self._answer(HEAD_TOO_LARGE)
        self.loop.call_later(LINGER_S, self.transport.close)

    def _answer(self, kind: ProblemKind) -> None:
        # In the midst of the answer to an earlier request it would be taken for a part of that.
        if self._is_answering():
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


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
