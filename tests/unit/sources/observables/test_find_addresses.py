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


@pytest.mark.parametrize(
    "text",
    [
        "evil:x:1001:1001::/home/evil:/bin/bash",
        "root:x:0:0::/root",
        "nobody:*:99:99::/:/sbin/nologin",
        "echo 'evil:s3cret:0:0::/root:/bin/bash' >> /etc/passwd",
        "1001:1001::/home/evil",
        "evil:!:19000:0:99999:7:::",
        "08:00::00",
        "at 8:05::59.",
        "2026-08-20T08:00::00Z",
        "20/Aug/2026:14:30::45 +0000",
        "08:00::00: started",
        "aa:bb:cc:dd:ee:ff:00:11",
        "aa:bb:cc:dd:ee:ff:00:11: up",
        "eui=AA:BB:CC:DD:EE:FF:00:11,",
        "mac:00:00:5e:ff:fe:00:53:af",
    ],
)
def test_other_things_with_colons_are_no_addresses(text: str) -> None:
    """Lines of /etc/passwd without a comment, times with a colon too many, EUI-64."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("2001:db8::1", "2001:db8::1"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("outside:2001:db8::1", "2001:db8::1"),
        ("x:2001:470::/32", "2001:470::"),
        ("[2001:470::]/path", "2001:470::"),
        ("2001:db8:10:20::30", "2001:db8:10:20::30"),
        ("2001:0db8:0000:0000:0000:ff00:0042:8329", "2001:db8::ff00:42:8329"),
        ("fe80::200:5eff:fe00:53af", "fe80::200:5eff:fe00:53af"),
        ("10:20:30:40:50:60:70:800", "10:20:30:40:50:60:70:800"),
    ],
)
def test_an_ipv6_address_is_found_all_the_same(text: str, address: str) -> None:
    assert found(text) == [f"ipv6 {address}"]


@pytest.mark.parametrize("mask", ["255.0.0.0", "255.255.0.0", "255.255.255.0", "255.255.254.0", "255.255.255.252"])
def test_a_netmask_is_no_address(mask: str) -> None:
    assert found(f"inet 203.0.113.9 netmask {mask} up") == ["ipv4 203.0.113.9"]


def test_reserved_addresses_are_marked_internal() -> None:
    (reserved,) = find_observables("to 240.0.0.1")
    assert reserved == Observable(ObservableType.IPV4, "240.0.0.1", internal=True)


def test_internal_addresses_are_marked() -> None:
    assert find_observables("10.0.0.1") == (Observable(ObservableType.IPV4, "10.0.0.1", internal=True),)
