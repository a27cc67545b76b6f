"""A streamed body as it arrives, and the same decompressed, both within a limit."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

from litestar import Request

from entrypoints.api.api_errors import BodyBrokenOffError, BodyTooLargeError
from entrypoints.api.body_stream import PIECE_BYTES

_GZIP_ONLY = 16 + zlib.MAX_WBITS
_STEP_BYTES = 16 * 1024
"""So much is handed over at a time. Where a member ends, the library copies what follows it: of one step it is little,
of all that has arrived it would be the square for a body of many small members."""


async def arriving(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """Yields a request's body as it arrives.

    Raises:
        BodyBrokenOffError: The client went away before it had sent all of it.
    """
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            raise BodyBrokenOffError("the client went away before it had sent all of the body")
        if message["body"]:
            yield message["body"]
        if not message["more_body"]:
            return


def within(chunks: Iterator[bytes], limit_bytes: int) -> Iterator[bytes]:
    """Yields a body up to a limit; what is within it is yielded before the rest is refused.

    Raises:
        BodyTooLargeError: It is longer.
    """
    left_bytes = limit_bytes
    for chunk in chunks:
        if len(chunk) > left_bytes:
            yield chunk[:left_bytes]
            raise BodyTooLargeError(limit_bytes)
        left_bytes -= len(chunk)
        yield chunk


def gunzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yields what a gzip body holds (RFC 1952), at most 1 MiB at a time, however well it was compressed.

    Several members one after the other are one body.

    Raises:
        BodyBrokenOffError: It is not gzip, or ends before it is whole.
    """
    member = zlib.decompressobj(_GZIP_ONLY)
    for step in _steps(chunks):
        data = step
        while data:
            if member.eof:
                member = zlib.decompressobj(_GZIP_ONLY)
            try:
                piece = member.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                raise BodyBrokenOffError("the body is not whole gzip") from error
            if piece:
                yield piece
            data = member.unused_data if member.eof else member.unconsumed_tail
    if not member.eof:
        raise BodyBrokenOffError("the gzip body ended before it was whole")


def _steps(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), _STEP_BYTES):
            yield chunk[start : start + _STEP_BYTES]
