"""Addresses in the lines of logs, and what only looks like one."""

from __future__ import annotations

import pytest

from socdomain.sources.observables import Observable, ObservableType, find_observables
from tests.unit.sources.observables.finding import found


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3.4.5",
        "v1.2.3.4",
        "v10.0.19041.1",
        "1.2.3",
        "1.2.3.456",
        "01.2.3.4",
        "Chrome/126.0.0.0 Safari/537.36",
        "nginx-1.2.3.4",
        "1.2.3.4-beta",
        "1.2.3.4-1ubuntu2",
        "8:6.9.7.4+dfsg",
        "FileVersion: 1.2.3.4",
        'version="1.2.3.4"',
        "ver 1.2.3.4",
        "build=1.2.3.4",
        "9.113.0.203.in-addr.arpa",
        "1.2.3.4.log",
        "x1.2.3.4",
        "1.2.3.4x",
        "1.2.3.4_5",
    ],
)
def test_version_numbers_and_longer_dotted_ones_are_no_addresses(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("server 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9.", "203.0.113.9"),
        ("(203.0.113.9)", "203.0.113.9"),
        ("203.0.113.9:443", "203.0.113.9"),
        ("ip=203.0.113.9,", "203.0.113.9"),
        ("root@203.0.113.9", "203.0.113.9"),
        ("\\\\203.0.113.9\\c$", "203.0.113.9"),
        ("接続元203.0.113.9から", "203.0.113.9"),
    ],
)
def test_an_address_is_found_among_punctuation(text: str, address: str) -> None:
    assert found(text) == [f"ipv4 {address}"]


@pytest.mark.parametrize(
    "text",
    [
        "12:30:45",
        "2026-08-20T08:00:56.296+0000",
        "std::string",
        "cafe::add",
        "a::b",
        "arn:aws:iam::123456789012:user/x",
        "::",
        "x::1:2:3:g",
        "1:2:3:4:5:6:7:8:9:a",
        "00:00:5e:00:53:af:00:11:22:33:44:55:08:00",
        "f00:00:5e:00:53:af",
        "20-08-12-10-11-12",
        "1234.5678.9012",
        "dead.beef.cafe",
        "00-00-5e-00-53-af-00",
    ],
)
def test_times_and_names_with_colons_are_no_addresses(text: str) -> None:
    assert found(text) == []


def test_internal_addresses_are_marked() -> None:
    assert find_observables("10.0.0.1") == (Observable(ObservableType.IPV4, "10.0.0.1", internal=True),)
