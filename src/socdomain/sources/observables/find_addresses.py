"""Network addresses in free text."""

from __future__ import annotations

import re
import string
from ipaddress import IPv4Network

from socdomain.sources.observables.observable import Observable, ObservableType
from socdomain.sources.observables.spans import WORD, add_found, ends_in, without_spans

# Two colons in a row, or seven with hexadecimal digits between them: times of day and MAC addresses have neither.
_COLONS = re.compile(r":(?::|(?:[0-9A-Fa-f]{1,4}:){6})")
_RUN_REST = re.compile(r"[0-9A-Fa-f:]*+(?:\.[0-9]{1,3}){0,3}+")
_GOES_ON = re.compile(r"[0-9A-Za-z_]|\.\w")
_RUN_CHARACTERS = string.hexdigits + ":"
# The home behind a user's numbers in /etc/passwd ("1001:1001::/home/bob"); behind a network stands a length.
_HOME = re.compile(r"/(?![0-9])")
# A time with a colon too many (no address in use begins with such a year), or the 64 bits of an EUI-64.
_NO_ADDRESS = re.compile(
    r"(?:(?:20[1-9][0-9]:)?[0-2]?[0-9]:[0-5][0-9]::[0-5][0-9]|(?:[0-9A-Fa-f]+:)?[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){7}):?"
)
_LONGEST_IPV6 = len("0000:0000:0000:0000:0000:ffff:255.255.255.255")

# The first dot and what follows. "1.2.3.4-beta" and "1.2.3.4-1ubuntu2" are versions, "10.0.0.1-10.0.0.9" is a range.
_IPV4_REST = re.compile(
    r"\.(?<=[0-9]\.)[0-9]{1,3}+\.[0-9]{1,3}+\.[0-9]{1,3}+(?![0-9A-Za-z_]|\.\w|[-+~][0-9]{0,4}[A-Za-z])"
)
# Of networks from /8 to /30; what the others look like may be an address, such as that of all hosts (255.255.255.255).
_NETMASKS = frozenset(str(IPv4Network((0, length)).netmask) for length in range(8, 31))
# "FileVersion: 1.2.3.4"; the endings alone are the quicker question.
_VERSION_WORDS = ("version", "ver", "build", "release", "rev")
_VERSION_BEFORE = re.compile(r"(?i:version|\b(?:ver|build|release|rev))\Z")
_ASSIGNMENT = " :=\"'"


def cut_ipv6(text: str, found: list[Observable]) -> str:
    """Adds each IPv6 address, and returns the text without them."""
    spans = []
    colons = _COLONS.search(text)
    while colons is not None:
        place = colons.start()
        before = text[max(0, place - _LONGEST_IPV6) : place]
        start = place - len(before) + len(before.rstrip(_RUN_CHARACTERS))
        rest = _RUN_REST.match(text, place)
        end = rest.end() if rest else place + 1
        before = text[max(0, start - 2) : start]
        if not _is_something_else(text, start, end) and _add_ipv6(before, text[start:end], found):
            spans.append((start, end))
        colons = _COLONS.search(text, end)
    return without_spans(text, spans)


def _is_something_else(text: str, start: int, end: int) -> bool:
    if end - start > 2 * _LONGEST_IPV6 or _GOES_ON.match(text, end) or _NO_ADDRESS.fullmatch(text, start, end):
        return True
    return text.endswith("::", start, end) and _HOME.match(text, end) is not None


def _add_ipv6(before: str, run: str, found: list[Observable]) -> bool:
    if ends_in(before, WORD):
        # A word that ends in hexadecimal digits and a colon is a label: "outside:2001:db8::1".
        run = run.partition(":")[2]
    if not run.endswith("::"):
        run = run.removesuffix(":")
    # Without a digit it is more likely a name of C++ ("cafe::add").
    return not before.endswith(".") and any(map(str.isdigit, run)) and add_found(found, ObservableType.IPV6, run)


def find_ipv4(text: str, found: list[Observable]) -> None:
    """Adds each IPv4 address that is not clearly a netmask, a version number or a part of a longer dotted one."""
    for match in _IPV4_REST.finditer(text):
        dot, end = match.span()
        before = text[max(0, dot - 20) : dot]
        head = before.rstrip(string.digits)
        address = before[len(head) :] + match[0]
        if address not in _NETMASKS and not _is_version(head, text[end : end + 1]):
            add_found(found, ObservableType.IPV4, address)


def _is_version(before: str, behind: str) -> bool:
    last = before[-1:]
    if last == "." or ends_in(before, WORD):
        return True
    if last in ("-", "/"):
        # "nginx-1.2.3.4", "Chrome/1.2.3.4"; but firewalls of one maker write "inside/10.1.1.1(1234)" with a port.
        return before[-2:-1] in WORD and not before[-2:-1].isdigit() and behind != "("
    words = before.rstrip(_ASSIGNMENT).lower()
    return words.endswith(_VERSION_WORDS) and _VERSION_BEFORE.search(words) is not None
