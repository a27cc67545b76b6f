"""Digests, MAC addresses and CVE numbers in free text: what can be told by the shape of its digits."""

from __future__ import annotations

import re
import string

from socdomain.sources.observables.observable import Observable, ObservableType
from socdomain.sources.observables.spans import ALPHANUMERIC, add_found, ends_in

# One byte for each character, so that places are the same in both: "h" for a hexadecimal digit, separators as they are.
_SHAPE = bytes(ord("h") if chr(code) in string.hexdigits else code if chr(code) in ":-." else 0 for code in range(256))
# By the separators in them.
_MAC_SHAPES = {b":::::": b"hh:hh:hh:hh:hh:hh", b"-----": b"hh-hh-hh-hh-hh-hh", b"..": b"hhhh.hhhh.hhhh"}
_SHORTEST = min(map(len, _MAC_SHAPES.values()))
# A word that is more than hexadecimal digits is a label ("mac:00:00:5e:…"), anything else the middle of something.
_MIDDLE_BEFORE = re.compile(r"(?<!\\[nrt])(?<=\w)\Z|[.-]\Z|(?<![G-Zg-z])[0-9A-Fa-f]{0,2}:\Z")
_GOES_ON = re.compile(r"\w|[:.-]\w")

_DIGESTS = {32: ObservableType.MD5, 40: ObservableType.SHA1, 64: ObservableType.SHA256}
_DIGEST_SHAPE = b"h" * min(_DIGESTS)
_NOT_HEX = re.compile(b"[^h]")
# An import hash has the length of an MD5 digest, and is none of the file.
_IMPORT_HASH = "imphash"
_LONGEST_IMPORT_HASH_LABEL = 12
# What auditd writes in hexadecimal digits (the address of a socket, a command line), and versions of Lambda's runtime.
_OTHER_LABELS = ("saddr=", "proctitle=", ":runtime:")
# What Docker's API calls the identifier of a container, a network or an image, also where it is text in a text.
_IDENTIFIER_LABELS = ('"ID', '"Id')
_LONGEST_LABEL = len(r'"ID\": \"sha256:')

_CVE = re.compile(r"[Cc](?<![0-9A-Za-z].)(?i:VE)-[0-9]{4}-[0-9]{4,19}+(?![0-9A-Za-z])")


def find_hex(text: str, marks: bytes, found: list[Observable]) -> None:
    """Adds each MAC address, and each run of hexadecimal digits that has the length of a digest exactly.

    Args:
        text: The text to search.
        marks: Its punctuation, by which it can be told that there is no MAC address in it.
        found: Where to add.
    """
    if len(text) < _SHORTEST:
        return
    shape = text.encode("ascii", "replace").translate(_SHAPE)
    for separators, mac in _MAC_SHAPES.items():
        if separators in marks:
            _find_macs(text, shape, mac, found)
    start = shape.find(_DIGEST_SHAPE)
    while start >= 0:
        run = _NOT_HEX.search(shape, start)
        end = run.start() if run else len(shape)
        _add_digest(text, start, end, found)
        start = shape.find(_DIGEST_SHAPE, end)


def _find_macs(text: str, shape: bytes, mac: bytes, found: list[Observable]) -> None:
    start = shape.find(mac)
    while start >= 0:
        _add_mac(text, start, start + len(mac), found)
        start = shape.find(mac, start + 1)


def _add_mac(text: str, start: int, end: int, found: list[Observable]) -> None:
    if _MIDDLE_BEFORE.search(text[max(0, start - 4) : start]) or _GOES_ON.match(text, end):
        return
    address = text[start:end]
    # Without a letter it may as well be a date and a time, or an amount; without a digit, words.
    if ":" in address or (any(map(str.isalpha, address)) and any(map(str.isdigit, address))):
        add_found(found, ObservableType.MAC, address)


def _add_digest(text: str, start: int, end: int, found: list[Observable]) -> None:
    kind = _DIGESTS.get(end - start)
    if kind is None:
        return
    before = text[max(0, start - _LONGEST_LABEL) : start].rpartition("\n")[2]
    if ends_in(before, ALPHANUMERIC) or text[end : end + 1] in ALPHANUMERIC:
        return
    run = text[start:end]
    # Only digits are an amount or a time, only letters a word.
    if not run.isdigit() and not run.isalpha() and not _names_something_else(before):
        add_found(found, kind, run)


def _names_something_else(before: str) -> bool:
    lowered = before.lower()
    if lowered.endswith(_OTHER_LABELS) or _IMPORT_HASH in lowered[-_LONGEST_IMPORT_HASH_LABEL:]:
        return True
    return before.removesuffix("sha256:").rstrip('\\": ').endswith(_IDENTIFIER_LABELS)


def find_cves(text: str, found: list[Observable]) -> None:
    """Adds each CVE number."""
    for match in _CVE.finditer(text):
        add_found(found, ObservableType.CVE, match[0])
