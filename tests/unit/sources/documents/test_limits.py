"""Large, deep and hostile streams cost what their size says, and no more."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Iterator

import pytest

from socdomain.errors import WatchfloorError
from socdomain.sources.documents import DocumentProblem, DocumentTooLargeError, split_documents

MEBIBYTE = 1_048_576


def pieces(total: int, piece: bytes = b"x" * 4096) -> Iterator[bytes]:
    """So many bytes in pieces of one content, made as they are asked for."""
    for _ in range(total // len(piece)):
        yield piece


def outcome(chunks: Iterator[bytes] | list[bytes], **limits: int) -> list[tuple[int, DocumentProblem | None]]:
    """Sizes and problems of what comes."""
    return [(len(document.body), document.problem) for document in split_documents(chunks, **limits)]


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'{"a":1}\n{"b":"', b'"}\n{"c":3}\n'), (b'[{"a":1},{"b":"', b'"},{"c":3}]'), (b'{"a":1}{"b":"', b'"}{"c":3}')],
)
@pytest.mark.parametrize("piece", [b"x" * 4096, b'\\"' * 2048])
def test_a_document_of_50_mb_is_too_large_and_its_neighbours_come(before: bytes, after: bytes, piece: bytes) -> None:
    """Its one string is read once: read again with each chunk, this would take hours."""

    def chunks() -> Iterator[bytes]:
        yield before
        yield from pieces(50 * MEBIBYTE, piece)
        yield after

    assert outcome(chunks()) == [(7, None), (50 * MEBIBYTE + 8, DocumentProblem.TOO_LARGE), (7, None)]


def test_memory_holds_the_present_document_only() -> None:
    line = b'{"text":"%s"}\n' % (b"x" * 1500)
    tracemalloc.start()
    try:
        count = sum(1 for _ in split_documents(pieces(30 * MEBIBYTE, line * 40)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 30 * MEBIBYTE // (len(line) * 40) * 40
    assert peak < MEBIBYTE


def test_the_largest_document_is_one_that_fits_exactly() -> None:
    assert outcome([b'{"a":1}{"b":22}'], max_document_bytes=7) == [(7, None), (8, DocumentProblem.TOO_LARGE)]
    lines = b'{"a":1}\n{"b":22}\n{"c":3}\n {"d":4}\n'
    assert outcome([lines], max_document_bytes=7) == [(7, None), (8, DocumentProblem.TOO_LARGE), (7, None), (7, None)]


def test_a_line_without_end_does_not_count_as_one_document() -> None:
    stream = b'{"a":1}\n' + b'{"b":2}' * 100
    assert outcome([stream], max_document_bytes=20, max_kept_bytes=50) == [(7, None)] * 101
    assert outcome([stream[:9], stream[9:]], max_document_bytes=100, max_kept_bytes=50) == [(7, None)] * 101


@pytest.mark.parametrize(
    "too_large",
    [b'{"b":"x"}', b'{"b":\n"xx', b"xxxxxxxxx", b'{"b":"xxx', b"{\\\\\\\\\\\\\\\\", b'"xxxxxxx"'],
)
@pytest.mark.parametrize("before", [b"", b'{"a":1}\n', b'{"a":1} ', b'[{"a":1},'])
@pytest.mark.parametrize("chunk_size", [1, 4, 1000])
def test_what_may_not_be_held_ends_the_stream(too_large: bytes, before: bytes, chunk_size: int) -> None:
    stream = before + too_large
    chunks = [stream[i : i + chunk_size] for i in range(0, len(stream), chunk_size)]
    with pytest.raises(DocumentTooLargeError, match="longer than 8 bytes") as caught:
        list(split_documents(chunks, max_kept_bytes=8))
    assert (caught.value.position, caught.value.offset_bytes) == (1 if before else 0, len(before))
    assert isinstance(caught.value, WatchfloorError)


def test_documents_before_the_one_that_may_not_be_held_have_come() -> None:
    documents = split_documents([b'{"a":1}\n{"b":2}\n' + b"x" * 100], max_kept_bytes=50)
    assert [next(documents).body, next(documents).body] == [b'{"a":1}', b'{"b":2}']
    with pytest.raises(DocumentTooLargeError):
        next(documents)


@pytest.mark.parametrize("depth", [10_000, 200_000])
@pytest.mark.parametrize(("opening", "closing"), [(b'{"a":', b"}"), (b'{"a":[', b"]}")])
def test_depth_is_no_obstacle(depth: int, opening: bytes, closing: bytes) -> None:
    deep = opening * depth + b"1" + closing * depth
    limits = {"max_document_bytes": len(deep)}
    assert outcome([b"[", deep, b',{"b":2}]'], **limits) == [(len(deep), None), (7, None)]
    assert outcome([b'{"a":1}\n', deep, b'\n{"b":2}\n'], **limits) == [(7, None), (len(deep), None), (7, None)]


@pytest.mark.parametrize(
    "piece",
    [
        b'{"a":\n',
        b'{"a":[\n',
        b'{"a":[1,\n',
        b'{"a":"\n',
        b'{"a":{},\n',
        b'{"a":[{},{},',
        b'"a" b ',
        b'"a":"\\"',
        b"\\",
        b'"',
        b"[",
        b"{",
        b"}",
        b"]",
        b",",
        b"\n",
        b"x,",
        b'{"a":1},\n',
        b'{"a":1}\n{"b":',
        b'{"a":1}\n{"b":\n',
    ],
)
@pytest.mark.parametrize("before", [b"", b'{"a":1}\n', b"[", b'{"a":"'])
def test_twice_the_stream_is_twice_the_work(piece: bytes, before: bytes) -> None:
    """However little of it makes sense: nothing is looked at again for each of what came before."""
    count = 4_000 // len(piece)
    assert work(before + 2 * count * piece) < 2.5 * work(before + count * piece) + 200


def work(stream: bytes) -> int:
    """How many functions are called to split a stream: a measure of work that is the same on every machine."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        for _ in split_documents([stream]):
            pass
    finally:
        sys.setprofile(None)
    return calls


def test_a_string_that_turns_out_to_be_none_is_not_tried_from_each_of_its_quotation_marks() -> None:
    """Tried from each, this would take an hour."""
    stream = b'{"a":"' + b'\\"' * (MEBIBYTE // 2) + b'"x}'
    assert outcome([stream, b'\n{"b":2}\n']) == [(len(stream), DocumentProblem.NOT_JSON), (7, None)]
