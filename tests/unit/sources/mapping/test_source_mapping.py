"""A mapping that cannot be meant is refused, and the field is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from socdomain.errors import InvalidInputError
from socdomain.sources.mapping import (
    ContextField,
    CustomerField,
    HostFields,
    ObservableField,
    ScanField,
    SeverityField,
    SeverityTable,
    SourceMapping,
)
from socdomain.sources.normalised_event import CustomerClaim
from socdomain.sources.observables import ObservableType
from socdomain.sources.severity import Severity

IP = (ObservableType.IPV4,)


@pytest.mark.parametrize(
    ("attributes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Wazuh"}, "name"),
        ({"name": "-wazuh"}, "name"),
        ({"name": "a" * 65}, "name"),
        ({"name": None}, "name"),
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"version": "1"}, "version"),
        ({"version": 2**31}, "version"),
        ({"title": ["a"]}, "title"),
        ({"title": "a"}, "title"),
        ({"title": ("a", "")}, "title.1"),
        ({"title": ("a..b",)}, "title.0"),
        ({"title": (".a",)}, "title.0"),
        ({"title": ("a. b",)}, "title.0"),
        ({"title": ("a\x00b",)}, "title.0"),
        ({"title": (1,)}, "title.0"),
        ({"title": ("a" * 201,)}, "title.0"),
        ({"title": (".".join("a" * 13),)}, "title.0"),
        ({"title": ("a", "b", "a")}, "title"),
        ({"user": tuple(f"u{i}" for i in range(61))}, "user"),
        ({"fingerprint": tuple(f"f{i}" for i in range(11))}, "fingerprint"),
        ({"fallback_title": ""}, "fallback_title"),
        ({"fallback_title": "two\nlines"}, "fallback_title"),
        ({"severity": (SeverityField("a"), SeverityField("a"))}, "severity"),
        ({"severity": ("a",)}, "severity.0"),
        ({"customer": (CustomerField("a", CustomerClaim.NAMES),) * 2}, "customer"),
        ({"observables": (ObservableField("a", IP),) * 2}, "observables"),
        ({"observables": tuple(ObservableField(f"o{i}", IP) for i in range(301))}, "observables"),
        ({"scan": (ScanField("a"), ScanField("a", IP))}, "scan"),
        ({"context": (ContextField("A", ("a",)), ContextField("A", ("b",)))}, "context"),
        ({"window": timedelta(minutes=4, seconds=59)}, "window"),
        ({"window": timedelta(days=30, seconds=1)}, "window"),
        ({"window": timedelta(hours=1, microseconds=1)}, "window"),
    ],
)
def test_an_invalid_mapping_is_refused_by_field(attributes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        SourceMapping(**{"name": "tool", **attributes})
    assert refusal.value.field == field


@pytest.mark.parametrize("window", [timedelta(minutes=5), timedelta(hours=24), timedelta(days=30)])
def test_windows_from_five_minutes_to_thirty_days_are_accepted(window: timedelta) -> None:
    assert SourceMapping(name="tool", window=window).window == window


def test_a_mapping_of_a_name_alone_is_valid_and_joins_for_a_day() -> None:
    assert SourceMapping(name="tool").window == timedelta(hours=24)


@pytest.mark.parametrize(
    ("kind", "attributes", "field"),
    [
        (ObservableField, {"path": "a", "types": ()}, "types"),
        (ObservableField, {"path": "a", "types": (*IP, *IP)}, "types"),
        (ObservableField, {"path": "a", "types": ("ipv5",)}, "types.0"),
        (ObservableField, {"path": "", "types": IP}, "path"),
        (ScanField, {"path": "a."}, "path"),
        (CustomerField, {"path": "a", "claim": "maybe"}, "claim"),
        (ContextField, {"name": "", "paths": ("a",)}, "name"),
        (ContextField, {"name": "A", "paths": ("a", "a")}, "paths"),
        (HostFields, {"names": ("a", "")}, "names.1"),
        (HostFields, {"collector_ids": ("",)}, "collector_ids.0"),
        (SeverityField, {"path": "a", "table": "no such table"}, "table"),
        (SeverityField, {"path": "a.", "table": "words"}, "path"),
        (SeverityTable, {"words": (("", Severity.LOW),)}, "words.0"),
        (SeverityTable, {"words": (("Low", Severity.LOW), ("LOW", Severity.LOW))}, "words"),
        (SeverityTable, {"words": (("low", 2),)}, "words.0"),
        (SeverityTable, {"words": (("low",),)}, "words.0"),
        (SeverityTable, {"steps": ((1, Severity.LOW), (1, Severity.HIGH))}, "steps"),
        (SeverityTable, {"steps": ((2, Severity.LOW), (1, Severity.HIGH))}, "steps"),
        (SeverityTable, {"steps": ((float("nan"), Severity.LOW),)}, "steps.0"),
        (SeverityTable, {"steps": ((True, Severity.LOW),)}, "steps.0"),
        (SeverityTable, {"steps": ((5, Severity.LOW),), "up_to": 4}, "up_to"),
        (SeverityTable, {"up_to": 4}, "up_to"),
    ],
)
def test_an_invalid_part_of_a_mapping_is_refused_by_field(kind: type, attributes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        kind(**attributes)
    assert refusal.value.field == field
