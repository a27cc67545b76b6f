"""Files that come as ``multipart/form-data`` (RFC 7578), read as they arrive: no more than a piece is ever held.

What says where a file belongs comes before the file, since it is stored there as it arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from attrs import frozen
from litestar import Request
from litestar.openapi.spec import (
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    Reference,
    RequestBody,
    Schema,
)
from multipart import (
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    content_disposition_unquote,
    parse_options_header,
)

from entrypoints.api.api_errors import BodyBrokenOffError, BodyFault, InvalidBodyError, UnsupportedMediaError
from entrypoints.api.bodies import IDENTITY, content_coding
from entrypoints.api.uploads import MULTIPART
from socdomain.artifacts.file_name import LONGEST_GIVEN

FILE: Final = "file"
MOST_FIELDS: Final = 10
LARGEST_FIELD_BYTES: Final = 16 * 1024
_LARGEST_HEADER_BYTES: Final = 4 * LONGEST_GIVEN + 256
"""A name may have so many characters, of up to four bytes each."""

_WHOLE: Final = f"must be whole {MULTIPART} (RFC 7578), its file last"
MOST_FILES: Final = 1_000
_FILES: Final = f"must hold up to {MOST_FILES:,} parts {FILE!r}, after all others"
_ONE_FILE: Final = f"must hold one part {FILE!r}, after all others"

T = TypeVar("T")


@frozen
class ArrivingFile:
    """A file that is still coming, and what came before it.

    Attributes:
        fields: The texts of the parts before it, by their names.
        file_name: What its sender calls it, exactly.
        content_type: What it is said to be.
        content: Its bytes, as they arrive; the whole body has been read where they end.
    """

    fields: Mapping[str, str]
    file_name: str
    content_type: str
    content: Iterator[bytes]


def boundary_of(request: Request[Any, Any, Any]) -> str:
    """Returns what stands between the parts of a request.

    Raises:
        UnsupportedMediaError: It is not said to be a form of parts, or is compressed.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != MULTIPART or content_coding(request.headers.get("content-encoding", "")) != IDENTITY:
        raise UnsupportedMediaError(MULTIPART)
    return str(options.get("boundary", ""))


def read_form(pieces: Iterator[bytes], boundary: str, fields: frozenset[str], take: Callable[[ArrivingFile], T]) -> T:
    """Reads a body as it arrives, and hands over its file.

    Args:
        pieces: The body.
        boundary: What stands between its parts.
        fields: The names that its other parts may have.
        take: Takes the file.

    Raises:
        InvalidBodyError: It is no such form, has other parts or none with a file; nothing of it is quoted.
        BodyBrokenOffError: It ended before it was whole.
    """
    events = _events(pieces, boundary, MOST_FIELDS)
    given, first = _fields_before(events, fields)
    return take(_arriving(given, first, _content(events)))


def read_files(
    pieces: Iterator[bytes], boundary: str, fields: frozenset[str], take: Callable[[Iterator[ArrivingFile]], T]
) -> T:
    """Reads a body of several files as it arrives, and hands them over; see ``read_form``.

    Args:
        pieces: The body.
        boundary: What stands between its parts.
        fields: The names that its other parts may have.
        take: Takes the files, each of them whole before the next one; at most 1,000.
    """
    events = _events(pieces, boundary, MOST_FIELDS + MOST_FILES)
    given, first = _fields_before(events, fields)
    return take(_each(given, first, events))


def _fields_before(
    events: Iterator[MultipartSegment | bytes | None], fields: frozenset[str]
) -> tuple[dict[str, str], MultipartSegment]:
    """Returns the texts that come before the first file, and the head of that."""
    given: dict[str, str] = {}
    for event in events:
        if not isinstance(event, MultipartSegment):
            continue
        if event.name == FILE:
            return given, event
        if event.name not in fields or event.name in given:
            raise InvalidBodyError(BodyFault("$", f"may hold each of {', '.join(sorted(fields))} once, then {FILE!r}"))
        given[event.name] = _text(event.name, events)
    raise InvalidBodyError(BodyFault("$", _ONE_FILE))


def _arriving(given: dict[str, str], head: MultipartSegment, content: Iterator[bytes]) -> ArrivingFile:
    return ArrivingFile(given, _given_name(head), head.header("Content-Type") or "", content)


def _each(
    given: dict[str, str], head: MultipartSegment | None, events: Iterator[MultipartSegment | bytes | None]
) -> Iterator[ArrivingFile]:
    count = 0
    while head is not None:
        if head.name != FILE or (count := count + 1) > MOST_FILES:
            raise InvalidBodyError(BodyFault("$", _FILES))
        yield _arriving(given, head, _one(events))
        head = next((event for event in events if isinstance(event, MultipartSegment)), None)


def _one(events: Iterator[MultipartSegment | bytes | None]) -> Iterator[bytes]:
    for event in events:
        if event is None:
            return
        if isinstance(event, bytes | bytearray):
            yield bytes(event)
    raise BodyBrokenOffError("the body ended before the file was whole")


def _events(pieces: Iterator[bytes], boundary: str, most_parts: int) -> Iterator[MultipartSegment | bytes | None]:
    try:
        with PushMultipartParser(
            boundary, max_segment_count=most_parts, max_header_size=_LARGEST_HEADER_BYTES, strict=True
        ) as parser:
            for piece in pieces:
                yield from parser.parse(piece)
    except MultipartError:
        # Not chained: it may quote what was sent.
        raise InvalidBodyError(BodyFault("$", _WHOLE)) from None


def _given_name(segment: MultipartSegment) -> str:
    # The library takes a path of Windows for a mistake of an old browser, and would keep its end alone.
    header = segment.header("Content-Disposition") or ""
    _, options = parse_options_header(header, unquote=lambda text, _: content_disposition_unquote(text))
    return str(options.get("filename", ""))


def _text(name: str, events: Iterator[MultipartSegment | bytes | None]) -> str:
    content = bytearray()
    for event in events:
        if not isinstance(event, bytes | bytearray):
            break
        content += event
        if len(content) > LARGEST_FIELD_BYTES:
            raise InvalidBodyError(BodyFault(f"$.{name}", f"must have at most {LARGEST_FIELD_BYTES} bytes"))
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise InvalidBodyError(BodyFault(f"$.{name}", "must be UTF-8")) from None


def _content(events: Iterator[MultipartSegment | bytes | None]) -> Iterator[bytes]:
    is_whole = False
    for event in events:
        if event is None:
            is_whole = True
        elif is_whole:
            raise InvalidBodyError(BodyFault("$", _ONE_FILE))
        elif isinstance(event, bytes | bytearray):
            yield bytes(event)
    if not is_whole:
        raise BodyBrokenOffError("the body ended before the file was whole")


def form_of(*fields: str, required: tuple[str, ...] = ()) -> type[Operation]:
    """Returns what describes a file that comes in a form, which is read by hand.

    Args:
        *fields: The names that its other parts may have.
        required: Those of them that it has to have.
    """
    properties: dict[str, Reference | Schema] = {**{name: _FIELDS[name] for name in fields}, FILE: _THE_FILE}
    schema = Schema(type=OpenAPIType.OBJECT, properties=properties, required=[*required, FILE])

    @dataclass
    class FileForm(Operation):
        def __post_init__(self) -> None:
            self.request_body = RequestBody(
                required=True,
                description="The file is the last part.",
                content={MULTIPART: OpenAPIMediaType(schema=schema)},
            )

    return FileForm


def _field(description: str, form: OpenAPIFormat | None = None) -> Schema:
    return Schema(type=OpenAPIType.STRING, format=form, description=description)


_FIELDS: Final = {
    "customer": _field("Code of the customer whose it is; for report templates."),
    "agent_id": _field("The agent that it is about.", OpenAPIFormat.UUID),
    "case_id": _field("The case that it belongs to.", OpenAPIFormat.UUID),
    "notes": _field("What people should know of it; at most 4,000 characters."),
}
_THE_FILE: Final = _field("The file.", OpenAPIFormat.BINARY)
