"""Documents come out of a stream however they are laid out in it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from socdomain.sources.documents import DocumentProblem, RawDocument, split_documents

THREE = [b'{"a":1}', b'{"b":{"c":[1,2,{"d":"}{"}]}}', b'{"e":"\\"],[\\\\","f":[[],{}]}']
INDENTED = [json.dumps(json.loads(body), indent=2).encode() for body in THREE]


def bodies(stream: bytes) -> list[bytes]:
    """The bodies of a stream in which nothing is wrong."""
    documents = list(split_documents([stream]))
    assert [document.problem for document in documents] == [None] * len(documents)
    return [document.body for document in documents]


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [
        pytest.param(b"", b"\n", b"\n", id="json lines"),
        pytest.param(b"", b"\n", b"", id="json lines without the last newline"),
        pytest.param(b"", b"\r\n", b"\r\n", id="json lines of Windows"),
        pytest.param(b"\n\n", b"\n \t\n\n", b"\n\n\n", id="json lines with blank lines"),
        pytest.param(b"  ", b" \n\t", b" ", id="json lines with white space around"),
        pytest.param(b"", b",\n", b",\n", id="json lines with commas"),
        pytest.param(b"[", b",", b"]", id="array"),
        pytest.param(b" [\n  ", b",\n  ", b"\n]\n", id="array with an element a line"),
        pytest.param(b"[", b" , ", b" ] ", id="array with white space"),
        pytest.param(b"[", b",", b",]", id="array with a trailing comma"),
        pytest.param(b"[", b"", b"]", id="array without commas"),
        pytest.param(b"[", b"]\n[", b"]\n", id="arrays in lines"),
        pytest.param(b"[", b"][", b"]", id="arrays side by side"),
        pytest.param(b"", b"", b"", id="side by side"),
        pytest.param(b"", b" ", b"", id="on one line"),
        pytest.param(b"", b"\t\r\n \n", b"", id="mixed white space"),
        pytest.param(b"\xef\xbb\xbf", b"\n", b"\n", id="byte order mark"),
        pytest.param(b"\xef\xbb\xbf[", b",", b"]", id="byte order mark before an array"),
        pytest.param(b"\xef\xbb\xbf", b"\n\xef\xbb\xbf", b"\n", id="files with byte order marks one after the other"),
    ],
)
@pytest.mark.parametrize("expected", [THREE, INDENTED, THREE + INDENTED, INDENTED + THREE])
def test_every_layout_gives_the_same_documents(
    before: bytes, between: bytes, after: bytes, expected: list[bytes]
) -> None:
    stream = before + between.join(expected) + after
    assert bodies(stream) == expected
    one_byte_each = [stream[i : i + 1] for i in range(len(stream))]
    assert [document.body for document in split_documents(one_byte_each)] == expected


@pytest.mark.parametrize(
    "stream", [b"", b" \r\n\t", b"[]", b" [ ] ", b"[]\n[]\n", b"\xef\xbb\xbf", b"[,]", b"[,,]", b","]
)
def test_a_stream_without_documents_gives_none(stream: bytes) -> None:
    assert list(split_documents([stream])) == []


def test_no_chunks_and_empty_chunks_are_nothing() -> None:
    assert list(split_documents([])) == []
    assert list(split_documents([b"", b"", b""])) == []
    assert [document.body for document in split_documents([b"", b'{"a"', b"", b":1}", b""])] == [b'{"a":1}']


def test_a_document_knows_its_position_and_where_it_begins() -> None:
    stream = b'\xef\xbb\xbf[{"a":1}, 7,\n  {"b":2}]\n{"c":3}\r\n  {"d":4}\n\t{"e":5} \n'
    assert list(split_documents([stream])) == [
        RawDocument(0, 4, b'{"a":1}', None),
        RawDocument(1, 13, b"7", DocumentProblem.NOT_AN_OBJECT),
        RawDocument(2, 18, b'{"b":2}', None),
        RawDocument(3, 27, b'{"c":3}', None),
        RawDocument(4, 38, b'{"d":4}', None),
        RawDocument(5, 47, b'{"e":5}', None),
    ]


def test_lines_come_as_soon_as_they_are_whole() -> None:
    """A stream that stays open is read as it arrives."""
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        for number in range(10):
            sent = number
            yield b'{"n":%d}\n' % number

    for number, document in enumerate(split_documents(chunks())):
        assert document.body == b'{"n":%d}' % number
        assert sent <= number + 1


def test_two_objects_on_a_line_among_lines_are_two_documents() -> None:
    assert bodies(b'{"a":1}\n{"b":"}{"}\n{"c":3}{"d":4} {"e":5}\n{"f":6}\n') == [
        b'{"a":1}',
        b'{"b":"}{"}',
        b'{"c":3}',
        b'{"d":4}',
        b'{"e":5}',
        b'{"f":6}',
    ]


def test_an_array_among_lines_is_entered() -> None:
    assert bodies(b'{"a":1}\n[{"b":2},{"c":3}]\n[]\n[\n{"d":4}\n]\n{"e":5}\n') == [
        b'{"%c":%d}' % (96 + n, n) for n in range(1, 6)
    ]


@pytest.mark.parametrize("chunk_size", [1, 2, 3, 7, 64, 10_000_000])
def test_many_lines_give_the_same_documents_in_chunks_of_any_size(chunk_size: int) -> None:
    lines = [b'{"n":%d,"text":"%s"}' % (number, b"x" * (number % 91)) for number in range(4000)]
    stream = b"\n".join(lines) + b"\n"
    chunks = [stream[i : i + chunk_size] for i in range(0, len(stream), chunk_size)]
    documents = list(split_documents(chunks))
    assert [document.body for document in documents] == lines
    assert [document.position for document in documents] == list(range(4000))
    assert all(stream.startswith(document.body, document.offset_bytes) for document in documents)


@pytest.mark.parametrize(
    "stream",
    [
        '{"a":1}'.encode("utf-16"),
        b"\xfe\xff" + '{"a":1}'.encode("utf-16-be"),
        '{"a":1}'.encode("utf-32"),
        b"\x00\x00\xfe\xff" + '{"a":1}'.encode("utf-32-be"),
    ],
)
def test_another_encoding_is_named_and_kept_whole(stream: bytes) -> None:
    """Windows PowerShell writes UTF-16 unless told otherwise."""
    assert list(split_documents([stream[:1], stream[1:]])) == [RawDocument(0, 0, stream, DocumentProblem.NOT_UTF8)]


def test_bytes_that_are_not_utf8_within_a_document_are_left_to_the_parser() -> None:
    assert bodies(b'{"a":"caf\xe9"}\n{"b":2}') == [b'{"a":"caf\xe9"}', b'{"b":2}']


def test_nul_characters_spoil_only_their_own_line() -> None:
    documents = list(split_documents([b'{"a":1}\n{"b":"\x00"}\n\x00\x00\n{"c":3}\n']))
    assert [(document.body, document.problem) for document in documents] == [
        (b'{"a":1}', None),
        (b'{"b":"\x00"}', None),
        (b"\x00\x00", DocumentProblem.NOT_JSON),
        (b'{"c":3}', None),
    ]
