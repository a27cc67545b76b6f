"""One document as it came."""

from __future__ import annotations

from attrs import frozen

from socdomain.sources.documents.problems import DocumentProblem
from socdomain.sources.normalised_event import EventFlag


@frozen
class RawDocument:
    """The bytes of one document of a stream, or of what stood in its place.

    Attributes:
        position: Its index in the stream, from 0; whatever has a problem is counted too.
        offset_bytes: Where the body begins in the stream.
        body: Exactly its bytes, without separators and white space around it. Empty for one case alone: an array
            that ends between two elements without being closed.
        problem: Why it cannot be used; None says only that its place and its outline are those of an object.
        flags: What a reader of its event should know about how it came.
    """

    position: int
    offset_bytes: int
    body: bytes
    problem: DocumentProblem | None
    flags: tuple[EventFlag, ...] = ()
