"""Equal documents have one canonical form, the one of RFC 8785."""

from __future__ import annotations

import hashlib
import struct
from typing import Any

import pytest

from socdomain.sources.documents import canonical_digest, canonical_json, parse_document


def test_the_example_of_the_rfc_comes_out_as_there() -> None:
    """RFC 8785, section 3.2.2 and 3.2.4."""
    document = parse_document(
        rb"""{
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }"""
    )
    assert canonical_json(document).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        r""""string":"€$\u000f\nA'B\"\\\\\"/"}"""
    )


@pytest.mark.parametrize("extra", [{}, {"\x00": 0.5}])
def test_names_are_sorted_by_utf16_code_units(extra: dict[str, Any]) -> None:
    """RFC 8785, section 3.2.3; with a float besides, because that takes another way."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\x80", "\xf6"]
    written = canonical_json(dict.fromkeys(names, "x") | extra)
    assert list(parse_document(written)) == [*extra, "\r", "1", "\x80", "\xf6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    ("bits", "written"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555555", "333333333.3333333"),
        ("41b3de4355555556", "333333333.3333334"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_doubles_are_written_as_ecmascript_does(bits: str, written: str) -> None:
    """RFC 8785, appendix B."""
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_json(value) == written.encode()
    assert canonical_json({"a": [value]}) == b'{"a":[%s]}' % written.encode()


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (-10.0, "-10"), (0.1, "0.1"), (123.456, "123.456"), (1e-7, "1e-7")]
)
def test_other_doubles_are_written_as_ecmascript_does(value: float, written: str) -> None:
    assert canonical_json(value) == written.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_has_no_form(value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        canonical_json({"a": [value]})


@pytest.mark.parametrize("value", [{"a": {1, 2}}, {"a": b"x"}, {"a": [object()]}, {"a": [0.5, b"x"]}])
def test_what_is_not_json_has_no_form(value: object) -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        canonical_json(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, b"null"),
        (True, b"true"),
        (False, b"false"),
        (0, b"0"),
        (-7, b"-7"),
        ("", b'""'),
        ([], b"[]"),
        ({}, b"{}"),
        ([[], {"a": [1, "x"]}, None], b'[[],{"a":[1,"x"]},null]'),
        ((True, False, None, (1, 2.0)), b"[true,false,null,[1,2]]"),
    ],
)
def test_values_are_written_without_white_space(value: object, written: bytes) -> None:
    assert canonical_json(value) == written


@pytest.mark.parametrize("extra", [[], [0.5]])
def test_strings_have_the_fewest_escapes(extra: list[object]) -> None:
    """RFC 8785, section 3.2.2.2."""
    text = "".join(map(chr, range(0x21))) + '"\\/\x7f\x80\u2028\uffff\U0010ffff'
    written = canonical_json([text, *extra]).decode()
    assert written.startswith(
        r'["\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014'
        r"\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f \"\\/"
        "\x7f\x80\u2028\uffff\U0010ffff"
        '"'
    )


@pytest.mark.parametrize("extra", [{}, {"x": 0.5}])
def test_half_a_surrogate_pair_is_written_as_its_escape(extra: dict[str, Any]) -> None:
    document = parse_document(rb'{"\udfff":"\uD800!","a":"\\ud800"}') | extra
    written = canonical_json(document)
    assert written.replace(b',"x":0.5', b"") == rb'{"a":"\\ud800","\udfff":"\ud800!"}'
    assert parse_document(written) == document


def test_documents_that_differ_in_a_64_bit_identifier_alone_are_not_the_same() -> None:
    """As doubles, which the RFC takes them for, these two are equal."""
    first, second = parse_document(b'{"id":9223372036854775806}'), parse_document(b'{"id":9223372036854775807}')
    assert canonical_json(first) == b'{"id":9223372036854775806}'
    assert canonical_digest(first) != canonical_digest(second)


@pytest.mark.parametrize(
    "other",
    [
        b'{"b":[1,2.50,{"y":"\\u00e9","x":null}],"a":"/"}',
        b' {\n"b" : [ 1.0, 25e-1, {"x":null, "y":"\xc3\xa9"} ], "a" : "\\/" }\r\n',
        b'{"a":"before","b":[1,2.5,{"x":null,"y":"\xc3\xa9"}],"a":"/"}',
    ],
)
def test_how_a_document_was_written_does_not_change_its_digest(other: bytes) -> None:
    assert canonical_json(parse_document(other)) == b'{"a":"/","b":[1,2.5,{"x":null,"y":"\xc3\xa9"}]}'
    assert canonical_digest(parse_document(other)) == hashlib.sha256(canonical_json(parse_document(other))).digest()
