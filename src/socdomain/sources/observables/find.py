"""Observables in free text, such as the whole line of a log."""

from __future__ import annotations

import string
from functools import lru_cache

from socdomain.sources.observables.fang import refang_marks
from socdomain.sources.observables.find_addresses import cut_ipv6, find_ipv4
from socdomain.sources.observables.find_domains import find_defanged_domains
from socdomain.sources.observables.find_hex import find_cves, find_hex
from socdomain.sources.observables.find_links import cut_emails, cut_urls, unescape_urls
from socdomain.sources.observables.find_registry_keys import cut_registry_keys
from socdomain.sources.observables.observable import Observable

_SHORTEST_DIGEST = 32
_NO_MARKS = (string.ascii_letters + string.digits + "_ \t").encode()
_MAX_CACHED_LENGTH = 40
_ESCAPED_SLASHES = rb":\/\/"


def find_observables(text: str) -> tuple[Observable, ...]:
    """Finds the observables in free text that cannot well be anything else.

    Finds URLs, their hosts, e-mail addresses, IPv4 and IPv6 addresses, MD5, SHA-1 and SHA-256 digests, CVE numbers,
    MAC addresses, and registry keys that begin with their hive; defanged ones too. Names of domains are found where
    they are defanged, and names of hosts, files and accounts not at all: in free text ``svchost.exe`` and
    ``System.Net`` look like them.

    The time taken is linear in the text's length. Nothing found spans a line break, so that the texts of a document may
    be joined by line breaks and searched in one go; or one by one, where the short ones repeat, since those are
    remembered.

    Args:
        text: Any text of any length.

    Returns:
        Each observable once, as ``normalise_observable`` gives it.
    """
    # Short texts are names, words and numbers, and come again and again; long ones would only fill the cache.
    return _find_again(text) if len(text) <= _MAX_CACHED_LENGTH else _find(text)


def _find(text: str) -> tuple[Observable, ...]:
    marks = _marks(text)
    if not marks and len(text) < _SHORTEST_DIGEST:
        return ()
    found: list[Observable] = []
    if b"[" in marks or b"(" in marks or b"{" in marks:
        whole = refang_marks(text)
        if whole != text:
            find_defanged_domains(text, found)
            text, marks = whole, _marks(whole)
    if _ESCAPED_SLASHES in marks:
        text = unescape_urls(text)
        marks = _marks(text)
    # Those that cut out what they find come first, so that nothing is found in it once more.
    if b"://" in marks:
        text = cut_urls(text, found)
    if b"\\" in marks:
        text = cut_registry_keys(text, found)
    if b"@" in marks:
        text = cut_emails(text, found)
    if b"::" in marks and ("::" in text or b":::::::" in marks):
        text = cut_ipv6(text, found)
    if b"..." in marks:
        find_ipv4(text, found)
    find_hex(text, marks, found)
    if b"--" in marks and ("CVE-" in text or "cve-" in text):
        find_cves(text, found)
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _marks(text: str) -> bytes:
    """Returns the punctuation of a text and its line breaks, and nothing else.

    All that is looked for but digests leaves a trace in it, and it is a fraction of the text: so what is not there
    costs next to nothing. Reading the text with a regular expression takes some 10 ns for each character and kind.
    """
    return text.encode("ascii", "replace").translate(None, _NO_MARKS)


_find_again = lru_cache(maxsize=8192)(_find)
