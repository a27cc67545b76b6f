"""Mappings as people edit them: what is written is read again, and each fault is found."""

from __future__ import annotations

import pytest
from attrs import evolve

from entrypoints.console.sources.mapping_text import line_of, mapping_text, read_mapping
from entrypoints.console.sources.shown_bytes import HEX_BYTES, editable, look_at
from socdomain.errors import InvalidInputError
from socdomain.sources.builtin.mappings import BUILTIN_MAPPINGS
from socdomain.sources.rejected_event import SHOWN_BYTES


@pytest.mark.parametrize("name", BUILTIN_MAPPINGS)
def test_a_mapping_that_is_written_is_read_again(name: str) -> None:
    mapping = BUILTIN_MAPPINGS[name]
    assert read_mapping(mapping_text(mapping), name) == evolve(mapping, version=1)


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ('{\n  "title": ["a", 7]\n}', "$.title[1] (line 2): must be text"),
        ('{"customer": ["site"]}', "$.customer[0] (line 1): must be an object of path, claim"),
        ('{\n  "severity": [\n    {"path": "a", "table": {"words":\n {"x": "Bad"}}}\n  ]\n}', "(line 4)"),
        ('{\n  "titel": []\n}', "$.titel (line 2): is not known"),
        ('{\n  "title": [,]\n}', "line 2, column 13: this is no JSON"),
        ("[1]", "must be a JSON object"),
        ("[" * 100_000, "must be a JSON object"),
        ('{"name": "other"}', "$.name (line 1): must be that of the source"),
        ('{"title": ["a\\u0000"]}', "must not hold a NUL"),
        ('{"title": [],\n"a\\ud800": 1}', "$.a\\ud800 (line 2): must not hold half of a surrogate pair"),
        ('{"title": ["a\\udfff"]}', "$.title[0] (line 1): must not hold half of a surrogate pair"),
    ],
)
def test_a_fault_is_told_with_its_path_and_its_line(mapping: str, told: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        read_mapping(mapping, "wazuh")
    assert raised.value.field == "mapping"
    assert told in raised.value.reason


def test_what_is_missing_is_on_the_line_of_what_is_around_it() -> None:
    text = '{\n"a": [\n1,\n{"b": "x: ]",\n"c": 2}]\n}'
    assert [line_of(text, path) for path in ("$", "$.a[0]", "$.a[1].c", "$.a[1].d", "$.e")] == [1, 3, 5, 4, 1]
    assert line_of("", "$.a") is None


def test_bytes_are_shown_as_what_they_are_and_no_more_than_can_be_looked_at() -> None:
    text = look_at(b"x" * (SHOWN_BYTES + 1))
    assert (len(text.text), text.is_hex, text.shown, text.size) == (SHOWN_BYTES, False, SHOWN_BYTES, SHOWN_BYTES + 1)
    digits = look_at(b"\xff" * (HEX_BYTES + 1))
    assert (digits.is_hex, digits.shown, digits.text.count("\n")) == (True, HEX_BYTES, HEX_BYTES // 16 - 1)
    assert editable(b"\xff") is None
    assert editable(b'{"a": "\x00"}') is None
    assert editable("{\u00e4}".encode()) == "{\u00e4}"
