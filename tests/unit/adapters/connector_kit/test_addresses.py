"""Which addresses are connected to, in whatever form they are written, and that no name leads past that."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.bounded_network import BoundedNetwork
from adapters.connector_kit.trust import Trust
from socdomain.connectors.verification import ConnectorError, Outcome

METADATA = (
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fd00:ec2::254",
    "fd20:ce::254",
)
OTHERS = (
    "0.0.0.0",  # noqa: S104  # refused
    "0.8.8.8",
    "169.254.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
    "::",
    "fe80::1",
    "fe80::1%lo",
    "febf::1",
    "ff02::1",
)
EMBEDDED = (
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::ffff:0.0.0.0",
    "::ffff:224.0.0.1",
    "::169.254.169.254",
    "64:ff9b::169.254.169.254",
    "64:ff9b::a83f:8110",
    "64:ff9b:1::6464:64c8",
    "64:ff9b:1:2:3:4:a9fe:a9fe",  # behind a prefix of 96 bits
    "64:ff9b:1:a9fe:a9:fe00:a00:1",  # of 48
    "64:ff9b:1:2a9:fe:a9fe:a00:1",  # of 56
    "64:ff9b:1:2:a9:fea9:fe00:1",  # of 64
    "2002:a9fe:a9fe::1",
)
LOOPBACK = ("127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "::127.0.0.1")
OPEN = (
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.201",
    "192.0.0.191",
    "168.63.129.17",
    "169.253.255.255",
    "169.255.0.0",
    "223.255.255.255",
    "1.0.0.0",
    "8.8.8.8",
    "fd00:ec2::253",
    "fd12:3456::1",
    "2001:db8::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "64:ff9b:1:0:0:0:c0a8:1",
    "64:ff9b:1:2:3:4:a00:1",
    "64:ff9b:1:a00:0:100:a00:1",
)


@pytest.mark.parametrize("address", [*METADATA, *OTHERS, *EMBEDDED])
def test_some_addresses_are_connected_to_for_nobody(address: str) -> None:
    with pytest.raises(ConnectorError, match="for nobody") as caught:
        AddressRules(allows_loopback=True).check(address, 443)
    assert caught.value.outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_takes_a_setting(address: str) -> None:
    with pytest.raises(ConnectorError, match="WATCHFLOOR_CONNECT_TO_LOOPBACK"):
        AddressRules().check(address, 443)
    AddressRules(allows_loopback=True).check(address, 443)


@pytest.mark.parametrize("address", OPEN)
def test_private_and_public_addresses_are_open(address: str) -> None:
    AddressRules().check(address, 443)


@pytest.mark.parametrize("own", ["10.1.2.3", "database.example.org"])
@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::a01:203"])
def test_our_own_parts_are_refused_by_address_and_by_name_at_their_port_alone(own: str, address: str) -> None:
    def resolve(host: str, port: int) -> tuple[str, ...]:
        return ("10.1.2.3",) if host == own else ()

    rules = AddressRules(own=((own, 5432),), resolve=resolve)

    with pytest.raises(ConnectorError, match="itself"):
        rules.check(address, 5432)
    rules.check(address, 5433)
    rules.check("10.1.2.4", 5432)


@pytest.mark.parametrize("own", ["", "0.0.0.0", "::", "127.0.0.1", "localhost"])  # noqa: S104  # refused
def test_what_listens_on_this_machine_is_ours_at_each_of_its_addresses(own: str) -> None:
    rules = AddressRules(allows_loopback=True, own=((own, 8000),))

    for address in ("127.0.0.1", "127.0.0.3", "::1"):
        with pytest.raises(ConnectorError, match="itself"):
            rules.check(address, 8000)
    rules.check("192.0.2.1", 8000)


def test_of_several_addresses_those_that_are_open_are_tried() -> None:
    rules = AddressRules(resolve=lambda *_: ("169.254.169.254", "10.0.0.1", "::1", "10.0.0.2"))

    assert rules.addresses_of("both.example.org", 443) == ("10.0.0.1", "10.0.0.2")


def test_a_name_without_an_address_says_so() -> None:
    with pytest.raises(ConnectorError, match="No address is known"):
        AddressRules(resolve=lambda *_: ()).addresses_of("nowhere.example.org", 443)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as made:
        yield made


def test_a_name_that_changes_its_address_is_looked_up_once_a_connection(listener: socket.socket) -> None:
    """Else the address that was looked at, and the one that is connected to, could be two (DNS rebinding)."""
    answers = ["127.0.0.1", "169.254.169.254"]
    rules = AddressRules(allows_loopback=True, resolve=lambda *_: (answers.pop(0),))
    network, port = BoundedNetwork(rules, Trust()), listener.getsockname()[1]

    with closing(network.connect_tcp("rebinding.example.org", port, 10.0)) as stream:
        assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
    with pytest.raises(ConnectorError, match="for nobody"):
        network.connect_tcp("rebinding.example.org", port, 10.0)
    assert answers == []


def test_the_next_address_is_tried_where_one_takes_no_connection(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    rules = AddressRules(allows_loopback=True, resolve=lambda *_: ("127.0.0.2", "127.0.0.1"))

    with rules.connected("both.example.org", port, 10.0) as connection:
        assert connection.getpeername() == ("127.0.0.1", port)
    with closing(BoundedNetwork(rules, Trust()).connect_tcp("both.example.org", port, 10.0)) as stream:
        assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
