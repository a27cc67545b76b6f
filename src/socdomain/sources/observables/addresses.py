"""Network addresses in their normal form: IPv4, IPv6 and MAC."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network

from socdomain.sources.observables.observable import Observable, ObservableType

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"({_OCTET})\.({_OCTET})\.{_OCTET}\.{_OCTET}")
_PORT = re.compile(r":[0-9]{1,5}")
_IPV6 = re.compile(r"[0-9A-Fa-f:.]{2,45}")
_MAC_FORMS = re.compile(
    r"[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}|[0-9a-f]{1,2}(?:-[0-9a-f]{1,2}){5}"
    r"|[0-9a-f]{4}(?:[.:-][0-9a-f]{4}){2}|[0-9a-f]{12}",
    re.IGNORECASE,
)
_MAC_SEPARATOR = re.compile("[:.-]")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*+|[0-9]++")

# RFC 4291 (::, ::1, fe80::/10, ff00::/8), RFC 4193 (fc00::/7), RFC 3879 (fec0::/10).
_INTERNAL_IPV6 = tuple(
    (int(network.network_address), int(network.netmask))
    for network in map(IPv6Network, ("::/127", "fe80::/10", "fec0::/10", "fc00::/7", "ff00::/8"))
)


def ipv4_observable(text: str) -> Observable | None:
    """Reads an IPv4 address: four decimal numbers without leading zeros, which some programs would take for octal.

    A port behind it (``192.0.2.1:443``, as cloud audit logs give it) is left out, and an IPv4-mapped IPv6 address is
    the IPv4 address that it means.
    """
    observable = address_observable(text)
    return observable if observable is not None and observable.type is ObservableType.IPV4 else None


def ipv6_observable(text: str) -> Observable | None:
    """Reads an IPv6 address into the form of RFC 5952, without brackets, port and zone.

    An IPv4-mapped one (``::ffff:192.0.2.1``) becomes the IPv4 observable: a dual-stack server logs one and the same
    peer either way, and it has to be one row.
    """
    return address_observable(text) if ":" in text and not _IPV4.match(text) else None


def address_observable(text: str) -> Observable | None:
    """Reads an address of either family, and says by its type which one it is."""
    match = _IPV4.match(text)
    if match is not None:
        rest = text[match.end() :]
        if rest and not _PORT.fullmatch(rest):
            return None
        return Observable(ObservableType.IPV4, match[0], _is_internal_ipv4(int(match[1]), int(match[2])))
    return _ipv6(text)


def _ipv6(text: str) -> Observable | None:
    if text.startswith("["):
        text, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and not _PORT.fullmatch(rest)):
            return None
    text = text.partition("%")[0]
    if not _IPV6.fullmatch(text):
        return None
    try:
        address = IPv6Address(text)
    except AddressValueError:
        return None
    if address.ipv4_mapped is not None:
        return address_observable(str(address.ipv4_mapped))
    number = int(address)
    internal = any(number & mask == network for network, mask in _INTERNAL_IPV6)
    return Observable(ObservableType.IPV6, address.compressed, internal)


def _is_internal_ipv4(first: int, second: int) -> bool:
    """Tells whether an address means nothing outside its network.

    RFC 6890 (0/8, 127/8), RFC 1918 (10/8, 172.16/12, 192.168/16), RFC 6598 (100.64/10), RFC 3927 (169.254/16),
    RFC 5771 (224/4), RFC 1112 (240/4, with the netmasks in it). The documentation networks of RFC 5737 are not among
    them: in examples they stand for hosts on the internet.
    """
    match first:
        case 0 | 10 | 127:
            return True
        case 100:
            return 64 <= second <= 127
        case 169:
            return second == 254
        case 172:
            return 16 <= second <= 31
        case 192:
            return second == 168
        case _:
            return first >= 224


def ends_in_number(host: str) -> bool:
    """Tells whether a host can only be an IPv4 address, by https://url.spec.whatwg.org/#ends-in-a-number-checker."""
    return _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def ipv4_of_url_host(host: str) -> str | None:
    """Reads an IPv4 address as browsers do in a URL: also fewer parts, octal and hexadecimal numbers.

    ``0x7f.1`` and ``2130706433`` are ``127.0.0.1``, which is how attackers hide an address
    (https://url.spec.whatwg.org/#concept-ipv4-parser).
    """
    parts = host.split(".")
    if len(parts) > 4 or len(host) > 64 or not all(map(_NUMBER.fullmatch, parts)):
        return None
    try:
        *leading, last = map(_number, parts)
    except ValueError:
        return None
    if any(number > 255 for number in leading) or last >= 256 ** (4 - len(leading)):
        return None
    return str(IPv4Address(last + sum(number << 24 - 8 * place for place, number in enumerate(leading))))


def _number(part: str) -> int:
    if part[:2] in ("0x", "0X"):
        return int(part[2:] or "0", 16)
    return int(part, 8 if part[0] == "0" else 10)


def mac_observable(text: str) -> Observable | None:
    """Reads a MAC address of 48 bits (IEEE 802): ``aa:bb:…``, ``AA-BB-…``, ``aabb.ccdd.eeff`` or twelve digits."""
    if not _MAC_FORMS.fullmatch(text):
        return None
    groups = _MAC_SEPARATOR.split(text.lower())
    digits = "".join(group.zfill(12 // len(groups)) for group in groups)
    return Observable(ObservableType.MAC, ":".join(digits[place : place + 2] for place in range(0, 12, 2)))
