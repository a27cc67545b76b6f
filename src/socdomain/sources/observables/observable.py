"""Observables: what an analyst looks up, blocks or searches for."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class ObservableType(StrEnum):
    """What kind of thing an observable is."""

    IPV4 = "ipv4"
    IPV6 = "ipv6"
    DOMAIN = "domain"
    HOST_NAME = "host_name"
    URL = "url"
    EMAIL = "email"
    MAC = "mac"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    FILENAME = "filename"
    REGISTRY_KEY = "registry_key"
    USER_ACCOUNT = "user_account"
    CVE = "cve"


# Intake asks about each observable several times, and the same values come again and again.
@frozen(cache_hash=True)
class Observable:
    """One observable in its normal form, so that equal things are equal values.

    Attributes:
        type: What kind of thing it is.
        value: The normal form, at most 2,048 bytes of UTF-8 without control characters.
        internal: Whether it belongs to a private network or to the operating system itself, so that nobody outside
            can know anything about it.
    """

    type: ObservableType
    value: str
    internal: bool = False
