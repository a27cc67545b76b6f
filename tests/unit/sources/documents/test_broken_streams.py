"""What is broken comes with its problem, and never takes the documents around it with it."""

from __future__ import annotations

import pytest

from socdomain.sources.documents import DocumentProblem
from tests.unit.sources.documents.streams import found, is_json

TRUNCATED = DocumentProblem.TRUNCATED
NOT_JSON = DocumentProblem.NOT_JSON
NOT_AN_OBJECT = DocumentProblem.NOT_AN_OBJECT


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"hello", [(b"hello", NOT_JSON)]),
        (b"}{", [(b"}{", NOT_JSON)]),
        (b"]", [(b"]", NOT_JSON)]),
        (b"\xef\xbb", [(b"\xef\xbb", NOT_JSON)]),
        (b"NaN", [(b"NaN", NOT_JSON)]),
        (b"01", [(b"01", NOT_JSON)]),
        (b'"unterminated', [(b'"unterminated', NOT_JSON)]),
        (b'null\ntrue\n-1.5e3\n"x, y"\n', [(body, NOT_AN_OBJECT) for body in (b"null", b"true", b"-1.5e3", b'"x, y"')]),
        (
            b'[1,"a,]b",[{"x":1}],null,nope,{"a":1},"\\"",-]',
            [
                (b"1", NOT_AN_OBJECT),
                (b'"a,]b"', NOT_AN_OBJECT),
                (b'[{"x":1}]', NOT_AN_OBJECT),
                (b"null", NOT_AN_OBJECT),
                (b"nope", NOT_JSON),
                (b'{"a":1}', None),
                (b'"\\""', NOT_AN_OBJECT),
                (b"-", NOT_JSON),
            ],
        ),
    ],
)
def test_what_is_no_document_has_a_name(stream: bytes, expected: list[tuple[bytes, DocumentProblem | None]]) -> None:
    assert found(stream) == expected


@pytest.mark.parametrize(
    ("stream", "whole", "rest"),
    [
        pytest.param(b'{"a":1', [], b'{"a":1', id="object"),
        pytest.param(b'{"a":"x', [], b'{"a":"x', id="string"),
        pytest.param(b'{"a":"x\\', [], b'{"a":"x\\', id="escape"),
        pytest.param(b'{"a":"x" \n', [], b'{"a":"x"', id="white space after a string"),
        pytest.param(b'{"a":1}\n{"b":[1,{', [b'{"a":1}'], b'{"b":[1,{', id="last line"),
        pytest.param(b'{"a":1}\n{"b":{"c":1}', [b'{"a":1}'], b'{"b":{"c":1}', id="last line with a brace at its end"),
        pytest.param(b'[{"a":1},{"b":2', [b'{"a":1}'], b'{"b":2', id="element"),
        pytest.param(b'[{"a":1},"b', [b'{"a":1}'], b'"b', id="string as element"),
        pytest.param(b'[{"a":1},12', [b'{"a":1}'], b"12", id="number as element"),
        pytest.param(b'[{"a":1},', [b'{"a":1}'], b"", id="after a comma"),
        pytest.param(b'[{"a":1}\n', [b'{"a":1}'], b"", id="after an element"),
        pytest.param(b"[", [], b"", id="array just begun"),
        pytest.param(b'{\n  "a": 1\n}\n{\n  "b": [\n', [b'{\n  "a": 1\n}'], b'{\n  "b": [', id="indented"),
    ],
)
def test_what_the_end_of_the_stream_cuts_off_is_truncated(stream: bytes, whole: list[bytes], rest: bytes) -> None:
    assert found(stream) == [*((body, None) for body in whole), (rest, TRUNCATED)]


@pytest.mark.parametrize(
    "broken",
    [
        b"hello",
        b'Aug 20 08:00:00 host app: {"x":{"y":1}}',
        b"[ERROR] something, {odd}",
        b"[1,2]x",
        b"<html>",
        b'"x":{"y":1}}',
        b"}",
        b"]",
        b'{"x":1',
        b'{"x":',
        b'{"x":[',
        b'{"x":[1,',
        b'{"x":{"y":1',
        b'{"x":"y',
        b'{"x":"y\\',
        b'{"x":"y,',
        b'{"x',
        b"{",
        b'{"x":[1,2}',
        b'{"x":[1,2}, "y": 3',
        b'{"x":1]',
        b'{"x":"a "quoted" word", "y":[',
    ],
)
@pytest.mark.parametrize("good", [b'{"a":1}', b'{"a":{"b":[{"c":"}"},[]]}}'])
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_broken_line_is_confined_to_itself(broken: bytes, good: bytes, place: int) -> None:
    """The stream may begin in the middle of a line, and a writer may have stopped in the middle of any."""
    lines = [b'{"n":0}', good, b'{"n":2}']
    lines.insert(place, broken)
    results = found(b"\n".join(lines) + (b"" if place == 3 else b"\n"))
    assert [body for body, problem in results if problem is None and is_json(body)] == [b'{"n":0}', good, b'{"n":2}']
    if not (place == 0 and broken[:1] == b"["):  # which is how an array of documents begins
        assert [body for body, _ in results] == lines


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b'{"x":[1,2},"y":3}', id="wrong closing bracket"),
        pytest.param(b'{"x":{"y":1]}', id="wrong closing bracket of an object"),
        pytest.param(b'{"x":{"y":1}', id="closing brace missing"),
        pytest.param(b'{"x":[1,2}', id="closing bracket missing"),
        pytest.param(b'{"x":1', id="cut after a number"),
        pytest.param(b'{"x":"y}', id="closing quotation mark missing"),
        pytest.param(b'{"x":y","z":"w"}', id="opening quotation mark missing"),
        pytest.param(b'{"x:"y","z":"w"}', id="quotation mark of a name missing"),
        pytest.param(b'{"x":"C:\\","z":"w"}', id="escaped closing quotation mark"),
        pytest.param(b'{"x":"a "quoted" word"}', id="quotation marks not escaped"),
        pytest.param(b'{"x":\\"y\\"}', id="escapes outside strings"),
        pytest.param(b"{x:1}", id="name without quotation marks"),
        pytest.param(b'{"x" {"y":1}}', id="colon missing"),
    ],
)
@pytest.mark.parametrize(
    ("before", "between", "after"),
    [(b"[", b",", b"]"), (b"[", b", ", b"]"), (b"[\n", b",\n", b"\n]\n"), (b"", b"\n", b"\n"), (b"", b"", b"")],
)
def test_neighbours_of_a_broken_document_come_unharmed(
    broken: bytes, before: bytes, between: bytes, after: bytes
) -> None:
    good = [b'{"a":"first"}', b'{"b":{"c":"second"}}', b'{"d":["third"]}']
    results = found(before + between.join([good[0], broken, *good[1:]]) + after)
    assert [body for body, _ in results if body in good] == good
    assert not any(is_json(body) for body, problem in results if problem is None and body not in [*good, b'{"y":1}'])
