"""The JSON of products is read leniently, and what is said about a fault quotes nothing of it."""

from __future__ import annotations

import traceback
from enum import StrEnum
from typing import Any

import pytest
from attrs import field, frozen

from adapters.connector_kit.errors import UnknownFormError
from adapters.connector_kit.payloads import called, structured


class Level(StrEnum):
    LOW = "low"


@frozen
class Part:
    name: str
    size: int = 0
    share: float = 1.0
    is_new: bool = False
    level: Level = Level.LOW


@frozen
class Whole:
    seen_at: str = field(metadata=called("@lastSeen"))
    parts: tuple[Part, ...] = ()
    first: Part | None = None
    by_name: dict[str, Part] = field(factory=dict)
    rest: dict[str, Any] = field(factory=dict)


def test_what_is_known_is_read_and_the_rest_passed_by() -> None:
    value = {
        "@lastSeen": "today",
        "seen_at": "no",
        "parts": [{"name": "a", "size": 3, "share": 2, "is_new": True, "level": "low", "colour": "red"}],
        "first": {"name": "b"},
        "by_name": {"c": {"name": "c"}},
        "rest": {"anything": [1, None]},
        "more": {"of": "it"},
    }
    assert structured(value, Whole) == Whole(
        "today", (Part("a", 3, 2.0, True),), Part("b"), {"c": Part("c")}, {"anything": [1, None]}
    )


def test_null_stands_for_what_may_be_left_out() -> None:
    assert structured({"@lastSeen": "", "parts": None, "first": None, "rest": None}, Whole) == Whole("")


def test_half_a_character_is_replaced() -> None:
    assert structured({"name": "a\ud800b"}, Part) == Part("a?b")
    assert structured({"name": "\u65e5\u672c"}, Part) == Part("\u65e5\u672c")


SECRET = "quoted-by-mistake"


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({}, "$.@lastSeen is missing"),
        ({"@lastSeen": None}, "$.@lastSeen is not a string"),
        ({"@lastSeen": 3}, "$.@lastSeen is not a string"),
        ({"@lastSeen": "", "parts": [{"name": "a"}, {"title": SECRET}]}, "$.parts[1].name is missing"),
        ({"@lastSeen": "", "parts": {"name": SECRET}}, "$.parts is not an array"),
        ({"@lastSeen": "", "parts": [SECRET]}, "$.parts[0] is not an object"),
        ({"@lastSeen": "", "first": {"name": "a", "size": SECRET}}, "$.first.size is not a whole number"),
        ({"@lastSeen": "", "first": {"name": "a", "size": True}}, "$.first.size is not a whole number"),
        ({"@lastSeen": "", "first": {"name": "a", "share": SECRET}}, "$.first.share is not a number"),
        ({"@lastSeen": "", "first": {"name": "a", "is_new": SECRET}}, "$.first.is_new is not true or false"),
        ({"@lastSeen": "", "first": {"name": "a", "level": SECRET}}, "$.first.level is not one of the known words"),
        ({"@lastSeen": "", "by_name": {SECRET: {}}}, "$.by_name[].name is missing"),
        ({"@lastSeen": "", "by_name": [SECRET]}, "$.by_name is not an object"),
        ({"@lastSeen": "", "rest": SECRET}, "$.rest is not an object"),
        ([SECRET], "$ is not an object"),
        (SECRET, "$ is not an object"),
        (None, "$ is not an object"),
    ],
)
def test_a_fault_is_said_with_its_place_and_without_its_value(value: Any, place: str) -> None:
    with pytest.raises(UnknownFormError) as caught:
        structured(value, Whole)
    assert f": {place}." in caught.value.advice
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_list_is_read_as_well() -> None:
    assert structured([{"name": "a"}], tuple[Part, ...]) == (Part("a"),)
    with pytest.raises(UnknownFormError, match="not an array"):
        structured({"name": "a"}, tuple[Part, ...])


def test_an_object_whose_keys_are_the_product_s_is_read_as_well() -> None:
    assert structured({"a": {"name": "a"}}, dict[str, Part]) == {"a": Part("a")}
    for value in ([SECRET], SECRET, None):
        with pytest.raises(UnknownFormError, match="not an object") as caught:
            structured(value, dict[str, Part])
        assert SECRET not in "".join(traceback.format_exception(caught.value))
