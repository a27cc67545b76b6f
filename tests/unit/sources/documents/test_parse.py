"""A document's bytes become its value, or say what is wrong with them and where."""

from __future__ import annotations

import json
import sys

import pytest

from socdomain.errors import WatchfloorError
from socdomain.sources.documents import DocumentError, DocumentProblem, parse_document

NOT_JSON = DocumentProblem.NOT_JSON


def test_every_kind_of_value_is_read() -> None:
    value = parse_document(
        b' {"a": [1, -2.5, 1e3, "x\\u00e9\\n", true, false, null, {}, []], "": {"b": "\xc3\xa9"}}\r\n'
    )
    assert value == {"a": [1, -2.5, 1000.0, "x\xe9\n", True, False, None, {}, []], "": {"b": "\xe9"}}


def test_of_a_name_that_comes_twice_the_last_value_counts() -> None:
    assert parse_document(b'{"a":1,"b":2,"a":3}') == {"a": 3, "b": 2}


def test_integers_keep_all_their_digits() -> None:
    assert parse_document(b'{"id":9223372036854775807,"big":123456789012345678901234567890}') == {
        "id": 9_223_372_036_854_775_807,
        "big": 123_456_789_012_345_678_901_234_567_890,
    }


def test_nul_and_half_surrogate_pairs_are_json_and_do_not_cost_the_document() -> None:
    assert parse_document(rb'{"a\u0000":"\u0000\ud800","b":"\ud83d\ude00"}') == {
        "a\0": "\0\ud800",
        "b": "\N{GRINNING FACE}",
    }


@pytest.mark.parametrize(
    ("body", "problem", "offset"),
    [
        (b"", NOT_JSON, 0),
        (b"{", NOT_JSON, 1),
        (b'{"a":1', NOT_JSON, 6),
        (b'{"a":1}}', NOT_JSON, 7),
        (b'{"a":1} {"b":2}', NOT_JSON, 8),
        (b'{"a":[1,2}', NOT_JSON, 9),
        (b'{"a":"x', NOT_JSON, 5),
        (b'{"a":"\x00"}', NOT_JSON, 6),
        (b'{"a":"\n"}', NOT_JSON, 6),
        (b'{"a":"\\x"}', NOT_JSON, 6),
        (b'{"a":01}', NOT_JSON, 6),
        (b"{'a':1}", NOT_JSON, 1),
        (b"{1:1}", NOT_JSON, 1),
        (b"\xef\xbb\xbf{}", NOT_JSON, 0),
        ('{"é\N{GRINNING FACE}":x}'.encode(), NOT_JSON, 10),
        (b'{"a":"\xe9"}', DocumentProblem.NOT_UTF8, 6),
        (b'{"a":"\xed\xa0\x80"}', DocumentProblem.NOT_UTF8, 6),
        (b'{"a":"\xc0\x80"}', DocumentProblem.NOT_UTF8, 6),
        ('{"a":1}'.encode("utf-16"), DocumentProblem.NOT_UTF8, 0),
        (b"[{}]", DocumentProblem.NOT_AN_OBJECT, 0),
        (b"1", DocumentProblem.NOT_AN_OBJECT, 0),
        (b'"{}"', DocumentProblem.NOT_AN_OBJECT, 0),
        (b"null", DocumentProblem.NOT_AN_OBJECT, 0),
        (b'{"NaN":"-Infinity","a":NaN}', DocumentProblem.BAD_NUMBER, 23),
        (b'{"a":[1,Infinity]}', DocumentProblem.BAD_NUMBER, 8),
        (b'{"a":-Infinity}', DocumentProblem.BAD_NUMBER, 5),
        (b'{"1e999":"\\"1e999","a":[1e99,-1e999]}', DocumentProblem.BAD_NUMBER, 29),
        (b'{"a":1' + b"0" * 400 + b".5}", DocumentProblem.BAD_NUMBER, 5),
        (b'{"a":12,"b":' + b"7" * 10_000 + b"}", DocumentProblem.BAD_NUMBER, 12),
        (b'{"a":-' + b"7" * 10_000 + b"}", DocumentProblem.BAD_NUMBER, 5),
    ],
)
def test_what_is_wrong_is_said_with_its_place(body: bytes, problem: DocumentProblem, offset: int) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document(body)
    assert (caught.value.problem, caught.value.offset) == (problem, offset)
    assert str(caught.value) == f"{caught.value.detail} at byte {offset}"
    assert isinstance(caught.value, WatchfloorError)


def test_the_detail_reads_as_a_phrase_and_does_not_repeat_the_document() -> None:
    with pytest.raises(DocumentError, match=r"^Unterminated string starting at byte 5$"):
        parse_document(b'{"a":"secret')
    with pytest.raises(DocumentError, match=r"^not a number that can be held at byte 5$"):
        parse_document(b'{"a":1e400}')


@pytest.mark.parametrize("depth", [101, 500, 10_000, 1_000_000])
@pytest.mark.parametrize(("opening", "closing"), [(b'{"a":', b"}"), (b'{"[":[', b"]}")])
def test_a_document_too_deep_is_named_however_deep(depth: int, opening: bytes, closing: bytes) -> None:
    with pytest.raises(DocumentError, match="deeper than 100") as caught:
        parse_document(opening * depth + b"1" + closing * depth)
    brackets_each = opening.count(b"{") + opening.count(b":[")
    expected = 100 * len(opening) if brackets_each == 1 else 50 * len(opening)
    assert (caught.value.problem, caught.value.offset) == (DocumentProblem.TOO_DEEP, expected)


def test_the_depth_allowed_is_allowed_and_one_more_is_not() -> None:
    def nested(depth: int) -> bytes:
        return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)

    assert parse_document(nested(100))
    assert parse_document(nested(3), max_depth=3) == {"a": {"a": {}}}
    for body, max_depth in ((nested(101), 100), (nested(4), 3)):
        with pytest.raises(DocumentError, match=f"deeper than {max_depth}"):
            parse_document(body, max_depth=max_depth)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":[' + b"{}," * 5000 + b"[]]}",
        b'{"a":"' + b"[" * 5000 + b'"}',
        b'{"a":"' + b'\\"[{' * 5000 + b'\\\\"}',
        b'{"a":"\\\\","b":"' + b"{" * 5000 + b'\\\\\\""}',
    ],
)
def test_many_brackets_are_not_depth(body: bytes) -> None:
    assert parse_document(body) == json.loads(body)


@pytest.mark.parametrize(
    "body", [b'{"a":"' + b"[" * 500, b'{"a":"' + b"[" * 500 + b"\\", b'{\\"' + b'[\\"' * 500 + b'"}']
)
def test_brackets_in_what_is_no_json_are_not_mistaken_for_depth(body: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document(body)
    assert caught.value.problem is NOT_JSON


def test_escapes_before_it_do_not_hide_depth() -> None:
    with pytest.raises(DocumentError, match="deeper than 100"):
        parse_document(rb'{"a":"\\","b":"\"","c":' + b"[" * 150 + b"]" * 150 + b"}")


def test_depth_beyond_the_interpreter_is_an_error_like_any_other() -> None:
    deep = sys.getrecursionlimit() * 200
    with pytest.raises(DocumentError) as caught:
        parse_document(b'{"a":' + b"[" * deep + b"]" * deep + b"}", max_depth=2 * deep)
    assert caught.value.problem is DocumentProblem.TOO_DEEP
