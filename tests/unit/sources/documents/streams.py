"""How the tests of this folder look at what comes out of a stream."""

from __future__ import annotations

from socdomain.sources.documents import DocumentError, DocumentProblem, parse_document, split_documents


def found(stream: bytes) -> list[tuple[bytes, DocumentProblem | None]]:
    """Bodies and problems, after seeing that pieces of one byte give the same."""
    documents = list(split_documents([stream]))
    assert list(split_documents([stream[i : i + 1] for i in range(len(stream))])) == documents
    assert [document.position for document in documents] == list(range(len(documents)))
    assert all(stream.startswith(document.body, document.offset_bytes) for document in documents)
    return [(document.body, document.problem) for document in documents]


def is_json(body: bytes) -> bool:
    """Says whether the parser takes a body."""
    try:
        parse_document(body)
    except DocumentError:
        return False
    return True
