"""Addresses in whatever spelling become one."""

from __future__ import annotations

import pytest

from socdomain.sources.observables import Observable, ObservableType, normalise_observable

IPV4 = ObservableType.IPV4
IPV6 = ObservableType.IPV6
MAC = ObservableType.MAC


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("  203.0.113.9\n", "203.0.113.9"),
        ("203[.]0(.)113[dot]9", "203.0.113.9"),
        ("203.0.113.9:443", "203.0.113.9"),
        ("255.255.255.255", "255.255.255.255"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::FFFF:cb00:7109]:22", "203.0.113.9"),
    ],
)
def test_an_ipv4_address_is_read(text: str, value: str) -> None:
    observable = normalise_observable(IPV4, text)
    assert observable is not None
    assert (observable.type, observable.value) == (IPV4, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.2.3",
        "1.2.3.256",
        "1.2.3.4.5",
        "01.2.3.4",
        "1.2.3.04",
        "1.2.3.4/24",
        "1.2.3.4:",
        "1.2.3.4:port",
        "::1",
        "1.2.3.4 5.6.7.8",
        "\uff11.2.3.4",
        "0x7f.0.0.1",
        "-",
        "localhost",
    ],
)
def test_what_is_no_ipv4_address_is_refused(text: str) -> None:
    assert normalise_observable(IPV4, text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # The examples of RFC 5952, sections 1 and 4.
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("FE80::1%eth0", "fe80::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:8443", "2001:db8::1"),
        ("2001[:]db8[:][:]1", "2001:db8::1"),
        ("0:0:0:0:0:0:0:0", "::"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ],
)
def test_an_ipv6_address_is_compressed(text: str, value: str) -> None:
    observable = normalise_observable(IPV6, text)
    assert observable is not None
    assert (observable.type, observable.value) == (IPV6, value)


@pytest.mark.parametrize(
    "text",
    ["1.2.3.4", "1.2.3.4:80", ":::", "1:2:3", "12345::", "g::1", "[::1", "[::1]x", "1:2:3:4:5:6:7:8:9", "::1/64", ":"],
)
def test_what_is_no_ipv6_address_is_refused(text: str) -> None:
    assert normalise_observable(IPV6, text) is None


def test_an_ipv4_mapped_address_is_the_ipv4_address_that_it_means() -> None:
    """A dual-stack server logs one peer in both ways."""
    mapped = normalise_observable(IPV6, "::ffff:10.0.0.12")
    assert mapped == Observable(IPV4, "10.0.0.12", internal=True) == normalise_observable(IPV4, "10.0.0.12")


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 -- an address to classify, nothing listens
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.53",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "224.0.0.251",
        "239.255.255.250",
        "240.0.0.1",
        "254.1.2.3",
        "255.255.255.0",
        "255.255.255.255",
    ],
)
def test_addresses_of_private_networks_are_internal(address: str) -> None:
    assert normalise_observable(IPV4, address) == Observable(IPV4, address, internal=True)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "169.253.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.0.1",
        "192.169.0.1",
        "223.255.255.255",
        "192.0.2.1",
        "198.51.100.1",
        "203.0.113.1",
    ],
)
def test_all_other_addresses_are_not_internal(address: str) -> None:
    """Also those for documentation: in an example they stand for hosts on the internet."""
    assert normalise_observable(IPV4, address) == Observable(IPV4, address, internal=False)


@pytest.mark.parametrize(
    ("address", "internal"),
    [
        ("::", True),
        ("::1", True),
        ("::2", False),
        ("fe80::1", True),
        ("febf::1", True),
        ("fec0::1", True),
        ("fc00::1", True),
        ("fdff::1", True),
        ("ff02::fb", True),
        ("fe00::1", False),
        ("2001:db8::1", False),
        ("2606:4700::1111", False),
    ],
)
def test_ipv6_addresses_of_private_networks_are_internal(address: str, internal: bool) -> None:
    assert normalise_observable(IPV6, address) == Observable(IPV6, address, internal=internal)


@pytest.mark.parametrize(
    "text",
    [
        "00:00:5e:00:53:af",
        "00:00:5E:00:53:AF",
        "00-00-5E-00-53-AF",
        "0000.5e00.53af",
        "0000-5E00-53AF",
        "0000:5e00:53af",
        "00005e0053af",
        "0:0:5e:0:53:af",
        "00[:]00:5e:00:53:af",
    ],
)
def test_a_mac_address_gets_colons_and_lower_case(text: str) -> None:
    assert normalise_observable(MAC, text) == Observable(MAC, "00:00:5e:00:53:af")


@pytest.mark.parametrize(
    "text",
    [
        "00:00:5e:00:53",
        "00:00:5e:00:53:af:00",
        "00:00:5e:00:53:ag",
        "00005e0053a",
        "00-00:5e-00:53-af",
        "000:0:0:0:0:0",
    ],
)
def test_what_is_no_mac_address_is_refused(text: str) -> None:
    assert normalise_observable(MAC, text) is None
