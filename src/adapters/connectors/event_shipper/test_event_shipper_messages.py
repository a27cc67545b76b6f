"""What events become, and what is taken for the event shipper's fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

import pytest

from adapters.connector_kit.certificates import own_certificate
from adapters.connector_kit.http_fields import CA_CERTIFICATE, CERTIFICATE_SHA256
from adapters.connectors.event_shipper import KIND
from adapters.connectors.event_shipper.payloads import CUT, LONGEST_MESSAGE, LONGEST_TEXT, message_of
from socdomain.connectors.given_values import checked_values
from socdomain.errors import InvalidInputError

GOOD: Final = own_certificate()
HUGE: Final = ("count", "level", "timestamp")
AT: Final = datetime(2026, 11, 26, 7, 30, 15, 250_000, tzinfo=UTC)
AT_SECONDS: Final = 1_795_678_215.25


def message(event: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(message_of(event))
    return found


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ({}, {"host": "watchfloor", "short_message": "event"}),
        ({"host": "web-1", "message": "hello"}, {"host": "web-1", "short_message": "hello"}),
        ({"message": "long", "short_message": "short"}, {"short_message": "short", "_message": "long"}),
        ({"message": " ", "host": {"name": "web-1"}}, {"host": "watchfloor", "_host.name": "web-1", "_message": " "}),
        ({"full_message": "all of it"}, {"full_message": "all of it"}),
        ({"full_message": 7}, {"_full_message": 7}),
        ({"timestamp": AT}, {"timestamp": AT_SECONDS}),
        ({"timestamp": AT.astimezone(timezone(timedelta(hours=5, minutes=30)))}, {"timestamp": AT_SECONDS}),
        ({"timestamp": "2026-11-26T08:30:15.250+01:00"}, {"timestamp": AT_SECONDS}),
        ({"timestamp": "2026-11-26T07:30:15.250Z"}, {"timestamp": AT_SECONDS}),
        ({"timestamp": "2026-11-26 07:30:15.250"}, {"timestamp": AT_SECONDS}),
        ({"timestamp": AT_SECONDS}, {"timestamp": AT_SECONDS}),
        ({"timestamp": "yesterday"}, {"_timestamp": "yesterday"}),
        ({"timestamp": AT_SECONDS * 1000}, {"_timestamp": AT_SECONDS * 1000}),
        ({"level": 3}, {"level": 3}),
        ({"level": 12}, {"_level": 12}),
        ({"level": "high"}, {"_level": "high"}),
        ({"id": "7", "_id": "8"}, {"_id_": "7", "__id": "8"}),
        ({"a b/ä": 1}, {"_a_b__": 1}),
        ({"rule": {"id": 5, "groups": ["a", "ü"]}}, {"_rule.id": 5, "_rule.groups": '["a", "ü"]'}),
        ({"yes": True, "no": None, "at": AT}, {"_yes": "true", "_at": "2026-11-26T07:30:15.250000+00:00"}),
        ({"count": 2**63}, {"_count": str(2**63)}),
        ({"count": 10**400, "level": 10**400, "timestamp": 10**400}, {f"_{name}": str(10**400) for name in HUGE}),
        ({"ratio": float("nan")}, {"_ratio": "nan"}),
        ({"half": "a\ud800b"}, {"_half": "a?b"}),
    ],
)
def test_an_event_becomes_a_message(event: dict[str, Any], fields: dict[str, Any]) -> None:
    expected = {"version": "1.1", "host": "watchfloor", "short_message": "event", **fields}
    assert message(event) == expected


def test_objects_in_objects_end_somewhere() -> None:
    deep: dict[str, Any] = {"end": 1}
    for _ in range(100_000):
        deep = {"in": deep}
    made = message({"deep": deep, "list": [deep]})
    assert {name: value for name, value in made.items() if name.startswith("_list")} == {"_list": "<list>"}
    assert list(made) == ["version", "host", "short_message", f"_deep{'.in' * 10}", "_list"]


def test_a_long_text_is_cut_and_said_to_be() -> None:
    made = message({"message": "ü" * LONGEST_TEXT, "short": "x"})
    assert made["short_message"] == "ü" * (LONGEST_TEXT // 2)
    assert (made["_short"], made[CUT]) == ("x", "true")


def test_the_mark_of_a_cut_is_not_the_event_s_to_set() -> None:
    assert CUT not in message({CUT.removeprefix("_"): "true"})
    assert message_of({CUT.removeprefix("_"): "no", "long": "x" * 40_000}).count(CUT.encode()) == 1


def test_no_message_is_longer_than_the_bound() -> None:
    event = {f"field_{number}": "x" * LONGEST_TEXT for number in range(60)} | {"last": "y"}
    made = message_of(event)
    assert LONGEST_MESSAGE - 40_000 < len(made) <= LONGEST_MESSAGE
    assert json.loads(made)[CUT] == "true"
    assert json.loads(made)["_last"] == "y"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"host": "http://graylog"}, "host"),
        ({"host": "graylog:12201"}, "host"),
        ({"host": "graylog/gelf"}, "host"),
        ({"host": "gray log"}, "host"),
        ({"host": "[::1]"}, "host"),
        ({"port": "0"}, "port"),
        ({"port": "gelf"}, "port"),
        ({"tls": "yes"}, "tls"),
        ({CERTIFICATE_SHA256: GOOD.fingerprint}, "tls"),
        ({CA_CERTIFICATE: GOOD.certificate, "tls": "false"}, "tls"),
        ({CA_CERTIFICATE: "no PEM", "tls": "true"}, CA_CERTIFICATE),
    ],
)
def test_what_is_given_has_to_fit(change: dict[str, str], where: str) -> None:
    fit = {"host": "graylog.example.org", "port": "12201"}
    with pytest.raises(InvalidInputError) as refused:
        checked_values(KIND, fit | change)
    assert refused.value.field == f"values.{where}"


@pytest.mark.parametrize("host", ["graylog", "gelf_in.example.org", "10.0.0.7", "2001:db8::7", "bücher.example"])
def test_a_host_is_a_name_or_an_address(host: str) -> None:
    assert checked_values(KIND, {"host": host, "port": "12201", "tls": "false"})["host"] == host
