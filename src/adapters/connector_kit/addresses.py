"""Which addresses are connected to: looked at where a connection is made, so that no name can lead past it.

Products stand in private networks, so those are open. What is not: addresses that only mean something on one link or
machine, and those at which a cloud tells a machine its own credentials.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from attrs import field, frozen

from adapters.connector_kit.deadline import present_deadline
from socdomain.connectors.verification import ConnectorError, Outcome

Address = IPv4Address | IPv6Address

NEVER: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this machine, by another name (RFC 1122)
        "169.254.0.0/16",  # link-local, and the metadata of most clouds
        "100.100.100.200/32",  # metadata: Alibaba
        "168.63.129.16/32",  # metadata: Azure
        "192.0.0.192/32",  # metadata: Oracle
        "224.0.0.0/4",  # multicast
        "255.255.255.255/32",  # broadcast
        "::/128",
        "fe80::/10",  # link-local
        "fd00:ec2::254/128",  # metadata: AWS
        "fd20:ce::254/128",  # metadata: Google
        "ff00::/8",  # multicast
    )
)
LOOPBACK: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

_NAT64: Final = ip_network("64:ff9b::/96")
"""RFC 6052; the IPv4 address is at its end."""
_LOCAL_NAT64: Final = ip_network("64:ff9b:1::/48")
"""RFC 8215; a network of one's own in it may have any length, and each has the IPv4 address in another place."""
_IPV4_COMPATIBLE: Final = ip_network("::/96")

_NEVER_ADVICE: Final = (
    "It leads to an address that Watchfloor connects to for nobody, such as a link-local one or a cloud's metadata: "
    "give the product's own."
)
_LOOPBACK_ADVICE: Final = (
    "It leads to the machine that Watchfloor runs on (loopback), which is only connected to where "
    "WATCHFLOOR_CONNECT_TO_LOOPBACK is true."
)
_OWN_ADVICE: Final = "It leads to a part of Watchfloor itself: give the product's own address."


def resolved(host: str, port: int) -> tuple[str, ...]:
    """Returns what this machine knows as the addresses of a host; none where it knows none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@frozen
class AddressRules:
    """Which addresses are connected to.

    Attributes:
        allows_loopback: Whether this machine's own are.
        own: Hosts and ports of Watchfloor's own parts (database, queue, object store, API), which never are.
        resolve: Finds the addresses of a host, in the order in which they are to be tried.
    """

    allows_loopback: bool = False
    own: tuple[tuple[str, int], ...] = ()
    resolve: Callable[[str, int], tuple[str, ...]] = field(default=resolved, repr=False)

    def check(self, address: str, port: int) -> None:
        """Refuses an address that is not connected to.

        Args:
            address: An IPv4 or IPv6 address, no name.
            port: The port there.

        Raises:
            ConnectorError: It is not.
        """
        forms = tuple(_forms(ip_address(address.partition("%")[0])))
        if any(form in network for form in forms for network in NEVER):
            raise ConnectorError(Outcome.UNREACHABLE, _NEVER_ADVICE)
        if any(self._is_own(form, port) for form in forms):
            raise ConnectorError(Outcome.UNREACHABLE, _OWN_ADVICE)
        if not self.allows_loopback and any(form in network for form in forms for network in LOOPBACK):
            raise ConnectorError(Outcome.UNREACHABLE, _LOOPBACK_ADVICE)

    def addresses_of(self, host: str, port: int) -> tuple[str, ...]:
        """Returns the addresses of a host that are connected to, in the order in which they are to be tried.

        Args:
            host: A name, or an address.
            port: The port there.

        Raises:
            ConnectorError: It has none, or only such as are not connected to.
        """
        found = self.resolve(host, port)
        if not found:
            raise ConnectorError(Outcome.UNREACHABLE, "No address is known for its host: check the name.")
        allowed, refusal = [], None
        for address in found:
            try:
                self.check(address, port)
            except ConnectorError as error:
                refusal = error
            else:
                allowed.append(address)
        if refusal is not None and not allowed:
            raise refusal
        return tuple(allowed)

    def connected(self, host: str, port: int, timeout_s: float) -> socket.socket:
        """Returns a connection to a host, for clients that speak no HTTP.

        Args:
            host: A name, or an address.
            port: The port there.
            timeout_s: How long each address is waited for, within the present deadline; the socket keeps it.

        Raises:
            ConnectorError: It has no address that is connected to.
            OSError: None of them takes the connection.
        """
        trouble: OSError = TimeoutError()
        for address in self.addresses_of(host, port):
            left_s = min(timeout_s, present_deadline().left_s())
            if left_s <= 0:
                break
            try:
                return socket.create_connection((address, port), left_s)
            except OSError as error:
                trouble = error
        raise trouble

    def _is_own(self, address: Address, port: int) -> bool:
        own = [
            ip_address(text) for host, its_port in self.own if its_port == port for text in self._addresses_of_own(host)
        ]
        # What listens on one address of this machine may listen on all of them, whatever it was said to do.
        return address in own or (any(map(_is_of_this_machine, own)) and _is_of_this_machine(address))

    def _addresses_of_own(self, host: str) -> Iterator[str]:
        found = self.resolve(host or "0.0.0.0", 0)  # noqa: S104  # what listens everywhere; nothing listens here
        return (text.partition("%")[0] for text in found)


def _forms(address: Address) -> Iterator[Address]:
    """Yields an address, and the IPv4 addresses that a network may take it for."""
    yield address
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            yield address.ipv4_mapped
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo
        if any(address in network for network in (_NAT64, _LOCAL_NAT64, _IPV4_COMPATIBLE)) and int(address) > 1:
            yield IPv4Address(int(address) & 0xFFFF_FFFF)
        if address in _LOCAL_NAT64:
            yield from _forms_in_shorter_networks(int(address))


def _forms_in_shorter_networks(address: int) -> Iterator[Address]:
    """Yields the IPv4 addresses behind a prefix of 48, 56 or 64 bits; bits 64 to 71 are none of theirs (RFC 6052)."""
    before, after = (address >> 64) & 0xFFFF, (address >> 8) & 0xFFFF_FFFF_FFFF
    for bits in (16, 8, 0):
        form = ((before & ((1 << bits) - 1)) << (32 - bits)) | (after >> (16 + bits))
        # Behind a longer prefix there are zeros in their place, which is no address that somebody asks for.
        if form >> 24:
            yield IPv4Address(form)


def _is_of_this_machine(address: Address) -> bool:
    if address.is_loopback or address.is_unspecified:
        return True
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with suppress(OSError), closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
        # A machine lends its own addresses alone; nothing is sent.
        probe.bind((str(address), 0))
        return True
    return False
