"""Observables in free text, such as the whole line of a log."""

from __future__ import annotations

from functools import lru_cache

from socdomain.sources.observables.fang import refang
from socdomain.sources.observables.find_addresses import cut_ipv6, find_ipv4
from socdomain.sources.observables.find_hex import find_cves, find_hex
from socdomain.sources.observables.find_links import cut_emails, cut_urls
from socdomain.sources.observables.find_registry_keys import cut_registry_keys
from socdomain.sources.observables.observable import Observable

_SHORTEST = len("::1")
_MAX_CACHED_LENGTH = 40


def find_observables(text: str) -> tuple[Observable, ...]:
    """Finds the observables in free text that cannot well be anything else.

    Finds URLs, their hosts, e-mail addresses, IPv4 and IPv6 addresses, MD5, SHA-1 and SHA-256 digests, CVE numbers,
    MAC addresses, and registry keys that begin with their hive; defanged ones too. Names of domains, hosts, files and
    accounts are not looked for: in free text ``svchost.exe`` and ``System.Net`` look like them.

    The time taken is linear in the text's length. Nothing found spans a line break, so that short texts joined by line
    breaks can be searched in one go, for a fraction of what searching each of them costs.

    Args:
        text: Any text of any length.

    Returns:
        Each observable once, as ``normalise_observable`` gives it.
    """
    # Short texts are names, words and numbers, and come again and again; long ones would only fill the cache.
    return _find_again(text) if len(text) <= _MAX_CACHED_LENGTH else _find(text)


def _find(text: str) -> tuple[Observable, ...]:
    if len(text) < _SHORTEST:
        return ()
    # The regular expression engine takes some 10 ns for each character that it looks at, so each kind is looked for by
    # a mark that it cannot do without, which str finds at a small part of that.
    text = refang(text)
    found: list[Observable] = []
    if "://" in text:
        text = cut_urls(text, found)
    if "\\" in text:
        text = cut_registry_keys(text, found)
    if "@" in text:
        text = cut_emails(text, found)
    if "::" in text or text.count(":") >= 7:
        text = cut_ipv6(text, found)
    if text.count(".") >= 3:
        find_ipv4(text, found)
    find_hex(text, found)
    if "CVE-" in text or "cve-" in text:
        find_cves(text, found)
    return tuple(dict.fromkeys(found))


_find_again = lru_cache(maxsize=8192)(_find)
