"""Small files that come as ``multipart/form-data`` (RFC 7578), held in memory, since each is bounded."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from entrypoints.api.api_errors import BodyFault, BodyTooLargeError, InvalidBodyError, UnsupportedMediaError
from entrypoints.api.bodies import IDENTITY, content_coding

MULTIPART: Final = "multipart/form-data"
LARGEST_PART_BYTES: Final = 64 * 1024
LARGEST_UPLOAD_BYTES: Final = 256 * 1024
"""Of the whole body. A route that reads parts names it as its limit, so that no more is ever held."""
MOST_PARTS: Final = 10


async def uploaded_parts(request: Request[Any, Any, Any]) -> dict[str, bytes]:
    """Provides the parts of an upload, by their names; what the sender calls a file does not matter.

    Raises:
        UnsupportedMediaError: It is not said to be a form of parts, or is compressed.
        InvalidBodyError: It is none, or has two parts of a name; nothing of it is quoted.
        BodyTooLargeError: A part is too long.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != MULTIPART or content_coding(request.headers.get("content-encoding", "")) != IDENTITY:
        raise UnsupportedMediaError(MULTIPART)
    return read_parts(await request.body(), options.get("boundary", ""))


def read_parts(body: bytes, boundary: str, most: int = MOST_PARTS) -> dict[str, bytes]:
    """Reads the parts of a body; see ``uploaded_parts``.

    Args:
        body: Whole.
        boundary: What stands between its parts.
        most: So many parts there may be.
    """
    parts: dict[str, bytearray] = {}
    part = bytearray()
    try:
        with PushMultipartParser(boundary, max_segment_count=most, strict=True) as parser:
            for event in parser.parse(body):
                if isinstance(event, MultipartSegment):
                    if event.name in parts:
                        raise InvalidBodyError(BodyFault(f"$.{event.name}", "must come once"))
                    part = parts[event.name] = bytearray()
                elif event is not None:
                    part += event
                    if len(part) > LARGEST_PART_BYTES:
                        raise BodyTooLargeError(LARGEST_PART_BYTES)
    except MultipartError:
        # Not chained: it may quote what was sent.
        fault = f"must be whole {MULTIPART} of at most {most} parts (RFC 7578)"
        raise InvalidBodyError(BodyFault("$", fault)) from None
    return {name: bytes(content) for name, content in parts.items()}


def only_part(parts: dict[str, bytes], name: str) -> bytes:
    """Returns the one part that there has to be.

    Raises:
        InvalidBodyError: It is not there, or another one is.
    """
    if parts.keys() != {name}:
        raise InvalidBodyError(BodyFault(f"$.{name}", "must be given, and no other part"))
    return parts[name]
