"""JSON columns are read strictly."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.database.json_columns import (
    StoredValueError,
    customers_from_json,
    customers_to_json,
    pairs_from_json,
    pairs_to_json,
    scopes_from_json,
    scopes_to_json,
)
from adapters.database.mapping_column import mapping_from_json, mapping_to_json
from socdomain.ids import CustomerId, derived_id
from socdomain.principal import Scope
from socdomain.sources.builtin import BUILTIN_MAPPINGS


def test_scopes_customers_and_pairs_come_back() -> None:
    scopes = frozenset({Scope.ALERTS_READ, Scope.CASES_WRITE})
    customers = frozenset({CustomerId(derived_id("a")), CustomerId(derived_id("b"))})
    pairs = (("rule_id", "5710"), ("user", ""))

    assert scopes_from_json(scopes_to_json(scopes)) == scopes
    assert customers_from_json(customers_to_json(customers)) == customers
    assert customers_from_json(customers_to_json(None)) is None
    assert pairs_from_json(pairs_to_json(pairs)) == pairs


def test_no_customers_is_not_all_customers() -> None:
    assert customers_from_json(customers_to_json(frozenset())) == frozenset()


@pytest.mark.parametrize("name", sorted(BUILTIN_MAPPINGS))
def test_a_mapping_comes_back(name: str) -> None:
    mapping = BUILTIN_MAPPINGS[name]

    assert mapping_from_json(mapping_to_json(mapping)) == mapping


@pytest.mark.parametrize("value", [{}, {"a": "b"}, "alerts:read", ["alerts:fly"], [1], None], ids=str)
def test_scopes_that_are_none_are_refused(value: Any) -> None:
    with pytest.raises(StoredValueError):
        scopes_from_json(value)


@pytest.mark.parametrize("value", ["a", ["no-identifier"], [7], {}], ids=str)
def test_customers_that_are_none_are_refused(value: Any) -> None:
    with pytest.raises(StoredValueError):
        customers_from_json(value)


@pytest.mark.parametrize("value", [None, "ab", [["a"]], [["a", "b", "c"]], [["a", 1]], ["ab"]], ids=str)
def test_pairs_that_are_none_are_refused(value: Any) -> None:
    with pytest.raises(StoredValueError):
        pairs_from_json(value)


def test_a_mapping_in_another_format_is_refused() -> None:
    stored = mapping_to_json(BUILTIN_MAPPINGS["wazuh"])

    wrongs: list[Any] = [{**stored, "format": 2}, {**stored, "more": 1}, {"mapping": {}}, [], None]
    for wrong in wrongs:
        with pytest.raises(StoredValueError):
            mapping_from_json(wrong)


def test_a_mapping_with_an_unknown_field_is_refused() -> None:
    stored = mapping_to_json(BUILTIN_MAPPINGS["wazuh"])
    stored["mapping"]["surprise"] = 1

    with pytest.raises(StoredValueError, match="surprise"):
        mapping_from_json(stored)
