"""What is asked for, as JSON: what was stored by an earlier version is read as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from adapters.database.metadata import from_json, to_json
from socdomain.connectors.catalogue import AskedField, FieldForm, field_from_document, field_to_document

OLD = {"name": "api_key", "label": "API key", "is_secret": True, "help": "Where it is found."}
FULL = AskedField("mode", "Mode", True, "How.", FieldForm.CHOICE, is_optional=True, says_where=True, choices=("a", "b"))

texts = st.text(max_size=20)
fields = st.builds(
    AskedField,
    texts,
    texts,
    st.booleans(),
    texts,
    st.sampled_from(FieldForm),
    st.booleans(),
    st.booleans(),
    st.lists(texts, max_size=3).map(tuple),
)


def test_what_an_earlier_version_stored_is_read_as_before() -> None:
    assert field_from_document(OLD) == AskedField("api_key", "API key", is_secret=True, help="Where it is found.")
    assert field_from_document({"name": "a", "label": "A"}) == AskedField("a", "A")


def test_what_says_nothing_new_is_written_as_before() -> None:
    """Else the digest of every seed would change, and databases would be told that all of them have."""
    assert field_to_document(field_from_document(OLD)) == OLD
    plain = {"name": "a", "label": "A", "is_secret": False, "help": ""}
    assert field_to_document(AskedField("a", "A")) == plain


def test_what_came_later_is_written_where_it_says_anything() -> None:
    document = field_to_document(FULL)
    assert document == {
        "name": "mode",
        "label": "Mode",
        "is_secret": True,
        "help": "How.",
        "form": "choice",
        "is_optional": True,
        "says_where": True,
        "choices": ["a", "b"],
    }
    assert list(document)[:4] == list(OLD)


@given(fields)
def test_a_field_comes_back(asked: AskedField) -> None:
    assert field_from_document(from_json(to_json(field_to_document(asked)))) == asked


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"name": "a"},
        {**OLD, "more": 1},
        {**OLD, "form": "essay"},
        {**OLD, "form": None},
        {**OLD, "choices": "ab"},
        {**OLD, "choices": None},
        {**OLD, "choices": {"a": 1}},
    ],
    ids=str,
)
def test_what_is_no_field_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        field_from_document(document)
