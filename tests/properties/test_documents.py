"""What holds for documents out of any stream."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given, strategies as st

from socdomain.sources.documents import (
    DocumentError,
    DocumentProblem,
    DocumentTooLargeError,
    RawDocument,
    canonical_digest,
    canonical_json,
    clean_text,
    parse_document,
    split_documents,
)

# Text with the characters that make trouble, far more often than chance would have it.
TEXT = st.text(
    st.one_of(st.sampled_from('"\\{}[],:\n\r\t/ ex1\x00\x1f\x7f\ud83d\ude00\U0001f600\ufb33'), st.characters()),
    max_size=12,
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(TEXT, VALUES, max_size=4)

# Pieces that look like documents, whole and broken, far more often than chance would have it.
PIECES = st.sampled_from(
    [
        b'{"a":1}',
        b'{"a":{"b":[1,{"c":"}"}]}}',
        b'{"a":1}\n',
        b'[{"a":1},{"b":2}]',
        b'{\n  "a": [\n',
        b'{"a":',
        b'{"a":[',
        b'"k": ',
        b'"s"',
        b'\\"',
        b'{"k":["v", {}]}',
        b": {",
        b", {",
        b", [",
        b":[",
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b"\\",
        b"\n",
        b"\r\n",
        b" ",
        b",",
        b":",
        b"x",
        b"12",
        b"null",
        b"\xef\xbb\xbf",
        b"\xef",
        b"\xff",
        b"\xfe",
        b"\x00",
    ]
)
STREAMS = st.lists(PIECES, max_size=30).map(b"".join) | st.binary(max_size=40)
COMPACT, SPACED, INDENTED = (
    lambda value: json.dumps(value, separators=(",", ":")),
    json.dumps,
    lambda value: json.dumps(value, indent=1),
)


def outcome(chunks: list[bytes], **limits: int) -> list[object]:
    """What comes out of a stream, with the error that ended it."""
    came: list[object] = []
    documents = split_documents(chunks, **limits)
    try:
        came.extend(documents)
    except DocumentTooLargeError as error:
        came.append((error.position, error.offset_bytes))
    return came


@given(
    STREAMS, st.lists(st.integers(0, 200), max_size=5), st.sampled_from([10, 30, 1000]), st.sampled_from([5, 20, 1000])
)
@example(b'{"a":1}\xff"x"s"\xef\xbb\xbf{"a":1} }', [], 10, 1000)
@example(b'{"a":12345{"b":1}', [], 10, 1000)
@example(b'{"a":"}xxxxxxxx\n{"b":1}', [], 10, 1000)
@example(b'{"a":"}x"    y', [], 10, 1000)
@example(b'{"a":\n{"b":"xxx"}\n{"c":1}', [], 10, 1000)
def test_how_a_stream_is_cut_into_chunks_changes_nothing(
    stream: bytes, cuts: list[int], max_kept_bytes: int, max_document_bytes: int
) -> None:
    def split(places: list[int]) -> list[object]:
        chunks = [stream[start:end] for start, end in zip([0, *places], [*places, len(stream)], strict=True)]
        return outcome(chunks, max_document_bytes=max_document_bytes, max_kept_bytes=max_kept_bytes)

    assert split([]) == split(list(range(1, len(stream)))) == split(sorted(min(cut, len(stream)) for cut in cuts))


@given(STREAMS)
def test_every_byte_is_in_a_body_or_is_a_separator(stream: bytes) -> None:
    end = 0
    for position, document in enumerate(split_documents([stream])):
        assert document.position == position
        assert document.body or document.problem is DocumentProblem.TRUNCATED
        assert stream.startswith(document.body, document.offset_bytes)
        assert is_gap(stream[end : document.offset_bytes])
        end = document.offset_bytes + len(document.body)
    assert is_gap(stream[end:])


def is_gap(between: bytes) -> bool:
    """Says whether bytes are what may stand between documents."""
    return not between.replace(b"\xef\xbb\xbf", b"").strip(b" \t\r\n,[]")


@given(
    st.lists(DOCUMENTS, max_size=6),
    st.sampled_from([COMPACT, SPACED, INDENTED]),
    st.sampled_from(
        [("[", ",", "]"), ("[\n", ",\n", "\n]"), ("", "\n", "\n"), ("", "\r\n", ""), ("", " ", ""), ("", "", "")]
    ),
)
def test_documents_come_out_of_every_layout_as_they_went_in(
    documents: list[dict[str, Any]], write: Any, layout: tuple[str, str, str]
) -> None:
    before, between, after = layout
    bodies = [write(document).encode() for document in documents]
    stream = before.encode() + between.encode().join(bodies) + after.encode()
    came = list(split_documents([stream]))
    assert [(document.body, document.problem) for document in came] == [(body, None) for body in bodies]
    assert [parse_document(document.body) for document in came] == documents


@given(
    st.lists(DOCUMENTS, min_size=1, max_size=3),
    st.sampled_from([COMPACT, SPACED, lambda value: json.dumps(value, indent=2)]),
    st.sampled_from([("[", ",", "]"), ("", "\n", "\n"), ("", "", "")]),
)
def test_a_stream_cut_anywhere_gives_what_was_whole_and_the_rest_as_truncated(
    documents: list[dict[str, Any]], write: Any, layout: tuple[str, str, str]
) -> None:
    before, between, after = layout
    stream = (before + between.join(map(write, documents)) + after).encode()
    whole = list(split_documents([stream]))
    for cut in range(len(stream)):
        expected = [document for document in whole if document.offset_bytes + len(document.body) <= cut]
        came = list(split_documents([stream[:cut]]))
        assert came[: len(expected)] == expected
        end = expected[-1].offset_bytes + len(expected[-1].body) if expected else 0
        rest = stream[end:cut].lstrip(b" \n,[").rstrip(b" \n")
        if rest or (before and cut):
            offset = stream.index(rest, end) if rest else cut
            assert came[len(expected) :] == [RawDocument(len(expected), offset, rest, DocumentProblem.TRUNCATED)]
        else:
            assert len(came) == len(expected)


@given(
    st.lists(DOCUMENTS, min_size=2, max_size=4),
    st.integers(0, 3),
    st.lists(PIECES.filter(lambda piece: b"\n" not in piece), max_size=3).map(b"".join),
    st.integers(0, 60),
    st.integers(0, 60),
)
@example([{"a": 1}, {"b": 2}, {"c": 3}], 1, b'{"x":', 0, 60)
@example([{"a": 1}, {"b": 2}, {"c": 3}], 0, b'{"x":[', 0, 60)
def test_whatever_becomes_of_one_line_the_others_come(
    documents: list[dict[str, Any]], place: int, inserted: bytes, start: int, size: int
) -> None:
    lines = [json.dumps(document).encode() for document in documents]
    place %= len(lines)
    broken = lines[place][:start] + inserted + lines[place][start + size :]
    others = lines[:place] + lines[place + 1 :]
    came = split_documents([b"\n".join([*lines[:place], broken, *lines[place + 1 :]]) + b"\n"])
    bodies = iter([document.body for document in came if document.problem is None])
    assert all(body in bodies for body in others), "each of the others, in their order"


@given(STREAMS | VALUES.map(lambda value: json.dumps(value).encode()))
def test_a_body_parses_to_what_it_says_or_to_an_error_of_ours(body: bytes) -> None:
    problem: DocumentError | None = None
    value: Any = None
    try:
        value = parse_document(body)
    except DocumentError as error:
        problem = error
    if problem is None:
        assert value == json.loads(body)
    else:
        assert problem.offset is not None
        assert 0 <= problem.offset <= len(body)


@given(VALUES)
def test_the_canonical_form_keeps_the_value_and_is_its_own(value: Any) -> None:
    """Large doubles have more digits than they are written with, and so come back as another integer."""
    written = canonical_json(value)
    assert canonical_json(json.loads(written)) == written
    assert json.loads(written, parse_int=float) == json.loads(json.dumps(value), parse_int=float)


@given(DOCUMENTS)
def test_the_order_of_names_does_not_change_the_digest(document: dict[str, Any]) -> None:
    assert canonical_digest(dict(reversed(document.items()))) == canonical_digest(document)


@given(TEXT)
def test_clean_text_can_be_stored_and_cleaning_it_again_changes_nothing(text: str) -> None:
    cleaned = clean_text(text)
    assert "\0" not in cleaned
    assert len(cleaned.encode().decode()) == len(text)
    assert clean_text(cleaned) == cleaned
