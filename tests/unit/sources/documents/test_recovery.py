"""Where one broken document ends and the next one begins, in each kind of stream."""

from __future__ import annotations

import json

import pytest

from socdomain.sources.documents import DocumentProblem
from tests.unit.sources.documents.streams import found

NOT_JSON = DocumentProblem.NOT_JSON


def indented(value: object, margin: str = "") -> bytes:
    """A document the way people read it."""
    return json.dumps(value, indent=2).replace("\n", "\n" + margin).encode()


@pytest.mark.parametrize(
    ("before", "margin", "between", "after"), [(b"", "", b"\n", b"\n"), (b"[\n  ", "  ", b",\n  ", b"\n]\n")]
)
@pytest.mark.parametrize("lost", [b"}", b"]", b'"', b"{", b":"])
def test_an_indented_document_that_lost_a_byte_ends_before_the_next(
    before: bytes, margin: str, between: bytes, after: bytes, lost: bytes
) -> None:
    first, broken, last = (indented({"n": n, "x": {"y": ["z", {"w": "v"}]}}, margin) for n in range(3))
    for at in [at for at in range(1, len(broken)) if broken[at : at + 1] == lost]:
        results = found(before + between.join([first, broken[:at] + broken[at + 1 :], last]) + after)
        assert (results[0], (last, None) in results) == ((first, None), True)


def test_a_missing_brace_is_noticed_where_the_next_document_begins() -> None:
    broken, good = b'{\n "a": {\n  "x": 1\n }\n', b'{\n "b": 1\n}\n'
    assert found(broken + good + good) == [(broken.rstrip(), NOT_JSON), (good.rstrip(), None), (good.rstrip(), None)]


def test_lines_after_a_document_over_several_lines_are_found_again() -> None:
    pretty = b'{\n  "b": 2\n}'
    assert found(b'{"a":1}\n' + pretty + b'\n{"c":3}\n{"d":4\n{"e":5}\n') == [
        (b'{"a":1}', None),
        (pretty, None),
        (b'{"c":3}', None),
        (b'{"d":4', NOT_JSON),
        (b'{"e":5}', None),
    ]


def test_the_comma_before_the_next_element_is_not_part_of_a_broken_one() -> None:
    assert found(b'[{"a":{"x":1}, {"b":2}]') == [(b'{"a":{"x":1}', NOT_JSON), (b'{"b":2}', None)]


def test_what_brackets_and_quotation_marks_give_away_is_named_at_once() -> None:
    assert found(b'[{"a":[1,2}},{"b":"x},{"c":\\n},{"d":1}]') == [
        (b'{"a":[1,2}}', NOT_JSON),
        (b'{"b":"x}', NOT_JSON),
        (b'{"c":\\n}', NOT_JSON),
        (b'{"d":1}', None),
    ]


def test_among_lines_each_broken_line_stands_for_itself() -> None:
    lines = [b'{"a":1}', b'{"b":[2', b"hello", b"3}}", b'{"c":4} x {"d":5} y', b'{"e":6}']
    assert found(b"\n".join(lines)) == [
        (b'{"a":1}', None),
        *((line, NOT_JSON) for line in lines[1:4]),
        (b'{"c":4}', None),
        (b'x {"d":5} y', NOT_JSON),
        (b'{"e":6}', None),
    ]


def test_after_a_document_over_several_lines_a_broken_one_is_one_piece_again() -> None:
    pretty, broken = b'{\n  "b": 2\n}', b'{\n  "c": [3}\n}'
    assert found(b"\n".join([b'{"a":1}', pretty, broken, pretty])) == [
        (b'{"a":1}', None),
        (pretty, None),
        (broken, NOT_JSON),
        (pretty, None),
    ]


def test_an_array_among_lines_is_no_line() -> None:
    assert found(b'{"a":1}\n[{"b":[2}},{"c":3}]\n') == [
        (b'{"a":1}', None),
        (b'{"b":[2}}', NOT_JSON),
        (b'{"c":3}', None),
    ]


def test_a_document_beside_another_does_not_make_a_stream_of_lines() -> None:
    assert found(b'{"a":1}{"b":2}\n{"c":3} x {"d":4}\n') == [
        (b'{"a":1}', None),
        (b'{"b":2}', None),
        (b'{"c":3}', None),
        (b"x", NOT_JSON),
        (b'{"d":4}', None),
    ]


def test_a_backslash_does_not_carry_junk_over_to_the_next_line() -> None:
    assert found(b'{"a":1} x\\\ny {"b":2}') == [(b'{"a":1}', None), (b"x\\", NOT_JSON), (b'y {"b":2}', NOT_JSON)]


def test_junk_at_the_end_of_a_stream_is_not_truncated_where_nothing_was_begun() -> None:
    assert found(b'{"a":1} xyz') == [(b'{"a":1}', None), (b"xyz", NOT_JSON)]


def test_each_broken_document_is_recovered_from_as_well_as_the_first() -> None:
    broken, good = b'{"x":', b'{\n  "a": {\n    "b": 1\n  }\n}'
    stream = b"\n".join([broken, good] * 20)
    assert found(stream) == [(broken, NOT_JSON), (good, None)] * 20


def test_junk_between_objects_on_one_line_is_one_piece() -> None:
    assert found(b'{"a":1} xyz {"b":2}, foo {"c":3}\n') == [
        (b'{"a":1}', None),
        (b"xyz", NOT_JSON),
        (b'{"b":2}', None),
        (b"foo", NOT_JSON),
        (b'{"c":3}', None),
    ]


def test_the_rest_of_a_line_that_began_before_the_stream_hides_no_objects_after_it() -> None:
    assert found(b'end","x":{"y":1}}{"a":1}{"b":2}') == [
        (b'end","x":{"y":1}}', NOT_JSON),
        (b'{"a":1}', None),
        (b'{"b":2}', None),
    ]


def test_many_broken_documents_in_each_other_leave_the_good_ones_after_them() -> None:
    """Beyond a handful of readings each line stands for itself, which is no reason to lose any."""
    broken, good = [b'{"x":'] * 40, [b'{"a":1}', b'{"b":2}', b'{"c":3}']
    assert found(b"\n".join(broken + good)) == [
        *((body, NOT_JSON) for body in broken),
        *((body, None) for body in good),
    ]
    in_array = found(b"[\n" + b",\n".join(broken + good) + b"\n]")
    assert [body for body, problem in in_array if problem is None] == good
