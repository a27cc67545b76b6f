"""One normal form for each thing, whatever spelling a tool gives it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

from socdomain.sources.observables.addresses import ipv4_observable, ipv6_observable, mac_observable
from socdomain.sources.observables.fang import refang
from socdomain.sources.observables.folding import PLACEHOLDERS
from socdomain.sources.observables.hosts import domain_observable, email_observable, host_name_observable
from socdomain.sources.observables.names import (
    filename_observable,
    registry_key_observable,
    user_account_observable,
)
from socdomain.sources.observables.observable import Observable, ObservableType
from socdomain.sources.observables.urls import url_observable

MAX_VALUE_BYTES = 2048
# Values repeat from alert to alert; longer texts are rare and would only fill the cache.
_MAX_CACHED_LENGTH = 128
_MAX_READ_LENGTH = 4 * MAX_VALUE_BYTES

# Control characters, line separators and halves of surrogate pairs: no store keeps all of them, and none is meant.
_UNCLEAN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# https://github.com/CVEProject/cve-schema (cveId): a year, then 4 to 19 digits.
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]*+")

# Brackets are legal in names of files and keys, and nobody writes those defanged.
_TAKEN_AS_GIVEN = frozenset({ObservableType.FILENAME, ObservableType.REGISTRY_KEY})


def normalise_observable(type: ObservableType, text: str) -> Observable | None:  # noqa: A002 -- the field's own name
    """Reads text as an observable of one type.

    What was defanged is made whole first, except in file names and registry keys. The result's type differs in one
    case: an IPv4-mapped IPv6 address becomes the IPv4 address. Normalising a value again gives the same observable.

    Args:
        type: What the text is said to be.
        text: Any text.

    Returns:
        The observable in its normal form, or None when the text is none of that type, is a placeholder such as ``-``,
        holds a control character or a lone surrogate inside, or is longer than 2,048 bytes.
    """
    return _normalised_again(type, text) if len(text) <= _MAX_CACHED_LENGTH else _normalised(type, text)


def _normalised(kind: ObservableType, text: str) -> Observable | None:
    text = text.strip()
    if len(text) > _MAX_READ_LENGTH or text.lower() in PLACEHOLDERS:
        return None
    if not text.isprintable() and _UNCLEAN.search(text):
        return None
    return _read(kind, text if kind in _TAKEN_AS_GIVEN else refang(text))


def read_refanged(kind: ObservableType, text: str) -> Observable | None:
    """Reads clean and refanged text of at most 8,192 characters as an observable of one type."""
    return _read_again(kind, text) if len(text) <= _MAX_CACHED_LENGTH else _read(kind, text)


def _read(kind: ObservableType, text: str) -> Observable | None:
    observable = _READERS[kind](text)
    # UTF-8 has at most four bytes for a character.
    if observable is None or 4 * len(observable.value) <= MAX_VALUE_BYTES:
        return observable
    return observable if len(observable.value.encode()) <= MAX_VALUE_BYTES else None


_normalised_again = lru_cache(maxsize=8192)(_normalised)
_read_again = lru_cache(maxsize=8192)(_read)


def _digest(kind: ObservableType, length: int, text: str) -> Observable | None:
    digits = text.lower()
    # All zeros stand for "not computed" (Sysmon writes them so).
    if len(digits) != length or not _HEX.fullmatch(digits) or not digits.strip("0"):
        return None
    return Observable(kind, digits)


def _cve(text: str) -> Observable | None:
    return Observable(ObservableType.CVE, text.upper()) if _CVE.fullmatch(text) else None


_READERS: dict[ObservableType, Callable[[str], Observable | None]] = {
    ObservableType.IPV4: ipv4_observable,
    ObservableType.IPV6: ipv6_observable,
    ObservableType.DOMAIN: domain_observable,
    ObservableType.HOST_NAME: host_name_observable,
    ObservableType.URL: url_observable,
    ObservableType.EMAIL: email_observable,
    ObservableType.MAC: mac_observable,
    ObservableType.MD5: partial(_digest, ObservableType.MD5, 32),
    ObservableType.SHA1: partial(_digest, ObservableType.SHA1, 40),
    ObservableType.SHA256: partial(_digest, ObservableType.SHA256, 64),
    ObservableType.FILENAME: filename_observable,
    ObservableType.REGISTRY_KEY: registry_key_observable,
    ObservableType.USER_ACCOUNT: user_account_observable,
    ObservableType.CVE: _cve,
}
