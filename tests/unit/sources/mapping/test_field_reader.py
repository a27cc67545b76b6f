"""Fields are found nested, dotted and underscored, through lists and at any depth."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.sources.mapping.field_reader import FieldReader, Several


def value_of(document: dict[str, Any], path: str = "a.b.c") -> Any:
    return FieldReader([path]).read(document).values[0]


@pytest.mark.parametrize(
    "document",
    [
        {"a": {"b": {"c": 1}}},
        {"a.b.c": 1},
        {"a_b_c": 1},
        {"a": {"b.c": 1}},
        {"a": {"b_c": 1}},
        {"a.b": {"c": 1}},
        {"a_b": {"c": 1}},
        {"a": [{"b": {"c": 1}}]},
        {"a": {"b": [[{"c": 1}]]}},
    ],
)
def test_a_path_is_found_in_every_spelling(document: dict[str, Any]) -> None:
    assert value_of(document) == 1


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"a": None},
        {"a": {"b": {"c": None}}},
        {"a": {"b": "c"}},
        {"a": [1, "b", None, {"x": 1}]},
        {"a": {"b": {"C": 1}}},
        {"a.b_c": 1},
        {"b": {"c": 1}},
        {"c": 1},
    ],
)
def test_what_is_not_at_the_path_is_not_found(document: dict[str, Any]) -> None:
    assert value_of(document) is None


def test_every_value_is_found_where_a_list_holds_many() -> None:
    found = value_of({"a": [{"b": {"c": 1}}, {"b": {"c": 2}}, {"b": {"c": 3}}]})
    assert isinstance(found, Several)
    assert found == [1, 2, 3]


def test_a_document_that_is_both_nested_and_flattened_gives_both_values() -> None:
    """The shallower one comes first: whoever flattens a document and keeps the object may have mended the value."""
    assert value_of({"a": {"b": {"c": 1}}, "a_b_c": 2}) == [2, 1]


def test_a_list_that_the_document_has_there_is_left_as_it_is() -> None:
    """The reader collects values of its own; a document's list must not grow by it."""
    document = {"a": {"b": {"c": [1]}}, "a_b_c": [2]}
    assert value_of(document) == [[2], [1]]
    assert document == {"a": {"b": {"c": [1]}}, "a_b_c": [2]}


def test_two_paths_that_flatten_to_one_key_both_find_it() -> None:
    found = FieldReader(["a.b_c", "a.b.c"]).read({"a_b_c": 1})
    assert found.values == [1, 1]


def test_one_path_can_have_several_slots() -> None:
    assert FieldReader(["a.b", "x", "a.b"]).read({"a": {"b": 1}}).values == [1, None, 1]


def test_an_object_and_what_is_in_it_can_both_be_wanted() -> None:
    assert FieldReader(["a", "a.b"]).read({"a": {"b": 1}}).values == [{"b": 1}, 1]


def test_marked_fields_are_collected_under_their_mark_in_the_documents_order() -> None:
    reader = FieldReader([], marks={"a.ip": "address", "a.user": "account"})
    found = reader.read({"a": [{"user": "x", "ip": "1"}, {"ip": "2"}]})
    assert found.marked == [("account", "x"), ("address", "1"), ("address", "2")]


def test_all_texts_of_a_scanned_object_are_collected() -> None:
    found = FieldReader([], scans={"a": 0}).read({"a": {"b": "1", "c": [{"d": "2"}, ["3"]], "n": 4}, "x": "no"})
    assert sorted(found.texts[0]) == ["1", "2", "3"]


def test_what_is_left_out_of_a_scan_is_not_collected() -> None:
    reader = FieldReader([], scans={"a": 0, "a.b.c": 1}, not_scanned=["a.b"], marks={"a.ip": "address"})
    document = {"a": {"b": {"c": "one", "d": "no"}, "ip": "no", "e": "zero"}}
    assert reader.read(document).texts == [["zero"], ["one"]]


@pytest.mark.parametrize("joint", [".", "_"])
def test_a_flattened_object_is_scanned_as_the_nested_one_is(joint: str) -> None:
    reader = FieldReader([], scans={"a.b": 0}, not_scanned=["a.b.x"])
    keys = ["a.b.c", "a.b.x.d", "a.bc", "a"]
    found = reader.read({key.replace(".", joint): key for key in keys})
    assert found.texts == [["a.b.c"]]


def test_depth_costs_no_stack() -> None:
    nested: Any = {"c": 1}
    for _ in range(20_000):
        nested = [nested]
    assert value_of({"a": {"b": nested}}) == 1
    deep: dict[str, Any] = {}
    document = deep
    for _ in range(20_000):
        deep["k"] = {}
        deep = deep["k"]
    assert FieldReader([], scans={"k": 0}).read(document).texts == [[]]
