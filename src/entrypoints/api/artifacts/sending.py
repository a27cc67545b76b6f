"""A file on its way to a client: read on a thread, chunk by chunk, as fast as the client takes it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Final
from urllib.parse import quote

import structlog
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from socdomain.artifacts.file_name import safe_name, shown_name
from socdomain.artifacts.read_artifact import close
from socdomain.errors import StorageUnavailableError, WatchfloorError

OCTETS: Final = "application/octet-stream"
_LONGEST_NAME: Final = 150
_ENDING: Final = 30
_ATTRIBUTE_CHARACTERS: Final = "!#$&+-.^_`|~"
"""Beside letters and digits (RFC 8187 section 3.2.1)."""
_SEPARATORS: Final = re.compile(r"[/\\]")

_log = structlog.get_logger(__name__)


class FileAnswer(ASGIResponse):
    """Sends a file. At most two chunks of it are held, and it is let go of however the answer ends.

    Args:
        content: The file's bytes, in chunks.
        executor: Whose threads read it.
        size_bytes: How many bytes there are; None where nobody knows yet.
        idle_timeout_s: A client that takes nothing for longer is given up.
        ended: Called once, when nothing more is sent.
        status_code: Of the answer.
        headers: Further headers.
        media_type: What it is said to be; nobody's page, whatever a file was said to be.
    """

    _should_set_content_length = False

    def __init__(
        self,
        content: Iterator[bytes],
        *,
        executor: Executor,
        size_bytes: int | None,
        idle_timeout_s: float,
        ended: Callable[[], None],
        status_code: int,
        headers: Mapping[str, str],
        media_type: str = OCTETS,
    ) -> None:
        super().__init__(
            status_code=status_code,
            media_type=media_type,
            headers=dict(headers) if size_bytes is None else {**headers, "content-length": str(size_bytes)},
        )
        self._content = content
        self._left_bytes = size_bytes
        self._executor = executor
        self._idle_timeout_s = idle_timeout_s
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()

    async def send_body(self, send: Send, receive: Receive) -> None:
        """Sends the file's bytes."""
        leaving, reading = asyncio.create_task(_gone(receive)), self._begin()
        try:
            while not leaving.done():
                # Nobody may close what is being read at this moment.
                chunk = await asyncio.shield(reading)
                if chunk is not None:
                    # The next one is read while this one is taken.
                    reading = self._begin()
                self._count(chunk)
                async with asyncio.timeout(self._idle_timeout_s):
                    await send({"type": "http.response.body", "body": chunk or b"", "more_body": chunk is not None})
                if chunk is None:
                    break
        except (WatchfloorError, TimeoutError) as error:
            # The head is sent. Where the end of the body does not come, the server ends the connection, and so the
            # client knows that it does not have all.
            _log.warning("a file was not sent to its end", reason=str(error) or "the client took nothing")
        finally:
            leaving.cancel()
            reading.add_done_callback(self._close)

    def _count(self, chunk: bytes | None) -> None:
        """Refuses to go on where the store has more bytes than the record says, or fewer."""
        if self._left_bytes is None:
            return
        self._left_bytes -= len(chunk or b"")
        if self._left_bytes < 0 or (chunk is None and self._left_bytes):
            raise StorageUnavailableError("the object has not the length that its record says")

    def _begin(self) -> asyncio.Future[bytes | None]:
        return asyncio.get_running_loop().run_in_executor(self._executor, next, self._content, None)

    def _close(self, reading: asyncio.Future[bytes | None]) -> None:
        # What failed once nobody wanted it any more is no news.
        reading.cancelled() or reading.exception()
        self._executor.submit(close, self._content)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def attachment(file_name: str) -> str:
    """Returns the ``Content-Disposition`` of a file (RFC 6266) that browsers store and never show.

    Args:
        file_name: Its name, exactly as it was given.
    """
    shown = shown_name(file_name)
    if len(shown) > _LONGEST_NAME:
        # A header may not be as long as a name; its beginning and its ending say most.
        shown = f"{shown[: _LONGEST_NAME - _ENDING]}…{shown[-_ENDING:]}"
    encoded = quote(_SEPARATORS.sub("_", shown), safe=_ATTRIBUTE_CHARACTERS)
    return f"attachment; filename=\"{safe_name(file_name)}\"; filename*=UTF-8''{encoded}"
