"""Documents: out of a byte stream one by one, into values, and into one canonical form.

``split_documents`` finds where each document begins and ends, ``parse_document`` reads one, ``canonical_digest`` tells
whether two are the same. What is wrong has a name in ``DocumentProblem``; nothing that came is dropped.
"""

from socdomain.canonical import canonical_digest, canonical_json
from socdomain.sources.documents.parse import parse_document
from socdomain.sources.documents.problems import DocumentError, DocumentProblem, DocumentTooLargeError
from socdomain.sources.documents.raw_document import RawDocument
from socdomain.sources.documents.split import split_documents
from socdomain.sources.documents.text import clean_text

__all__ = [
    "DocumentError",
    "DocumentProblem",
    "DocumentTooLargeError",
    "RawDocument",
    "canonical_digest",
    "canonical_json",
    "clean_text",
    "parse_document",
    "split_documents",
]
