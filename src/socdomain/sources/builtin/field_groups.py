"""Shorthand that the shipped mappings are written with."""

from __future__ import annotations

from collections.abc import Iterable

from socdomain.sources.mapping import ContextField, ObservableField
from socdomain.sources.observables import ObservableType

ADDRESS = (ObservableType.IPV4, ObservableType.IPV6)
HOST = (*ADDRESS, ObservableType.DOMAIN, ObservableType.HOST_NAME)
DOMAIN = (ObservableType.DOMAIN,)
URL = (ObservableType.URL,)
USER = (ObservableType.USER_ACCOUNT,)
EMAIL = (ObservableType.EMAIL,)
EMAIL_OR_USER = (ObservableType.EMAIL, ObservableType.USER_ACCOUNT)
MAC = (ObservableType.MAC,)
FILE = (ObservableType.FILENAME,)
KEY = (ObservableType.REGISTRY_KEY,)
KEY_OR_FILE = (ObservableType.REGISTRY_KEY, ObservableType.FILENAME)
HASH = (ObservableType.SHA256, ObservableType.SHA1, ObservableType.MD5)
CVE = (ObservableType.CVE,)

NOT_HASHES = tuple(kind for kind in ObservableType if kind not in HASH)
"""For objects of any tool's making: identifiers in them often have the length of a digest."""


def observables(*groups: tuple[tuple[ObservableType, ...], str]) -> tuple[ObservableField, ...]:
    """Makes observable fields of groups: the types, and the paths with white space between them."""
    return tuple(ObservableField(path, types) for types, paths in groups for path in paths.split())


def context(*entries: tuple[str, str]) -> tuple[ContextField, ...]:
    """Makes context fields of names and paths with white space between them."""
    return tuple(ContextField(name, tuple(paths.split())) for name, paths in entries)


def under(prefix: str, keys: str | Iterable[str]) -> tuple[str, ...]:
    """Returns the paths of keys below one object."""
    return tuple(f"{prefix}.{key}" for key in (keys.split() if isinstance(keys, str) else keys))
