"""What can be wrong with a document, and the errors that say so."""

from __future__ import annotations

from enum import StrEnum

from socdomain.errors import WatchfloorError


class DocumentProblem(StrEnum):
    """Why bytes that stood where a document was expected are not one."""

    TRUNCATED = "truncated"
    """The stream ended inside it, or before the end of the array it stands in."""
    TOO_LARGE = "too_large"
    """A whole document, longer than allowed."""
    NOT_JSON = "not_json"
    """Not JSON by RFC 8259."""
    NOT_UTF8 = "not_utf8"
    """In another encoding than UTF-8, the only one that RFC 8259, section 8.1 allows."""
    NOT_AN_OBJECT = "not_an_object"
    """JSON, but a string, number, literal or array."""
    TOO_DEEP = "too_deep"
    """Objects and arrays in each other deeper than allowed."""
    BAD_NUMBER = "bad_number"
    """A number too large to be held."""


class DocumentTooLargeError(WatchfloorError):
    """One document is longer than may be kept; nothing after it has been read.

    Args:
        position: Index of the document in the stream, from 0.
        offset_bytes: Where it begins in the stream.
        max_kept_bytes: What may be kept.
    """

    def __init__(self, position: int, offset_bytes: int, max_kept_bytes: int) -> None:
        super().__init__(f"document {position}, at byte {offset_bytes}, is longer than {max_kept_bytes} bytes")
        self.position = position
        self.offset_bytes = offset_bytes
        self.max_kept_bytes = max_kept_bytes


class DocumentError(WatchfloorError):
    """The bytes of one document do not hold a JSON object that can be used.

    Args:
        problem: What is wrong.
        detail: One phrase that says what, without the document's content.
        offset: Where in the document, in bytes from 0; None where that is not known.
    """

    def __init__(self, problem: DocumentProblem, detail: str, offset: int | None = None) -> None:
        super().__init__(detail if offset is None else f"{detail} at byte {offset}")
        self.problem = problem
        self.detail = detail
        self.offset = offset
