"""Whose page makes a call (RFC 6454): our own, or that of another site."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any, Final

from attrs import frozen
from litestar.connection import ASGIConnection

from entrypoints.api.api_errors import CrossSiteError

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""They change nothing (RFC 9110 section 9.2.1)."""

_OTHER_SITES: Final = frozenset({"cross-site", "same-site"})
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# A name, an address of version 4, or one of version 6 in brackets.
_ORIGIN: Final = re.compile(r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?")
_ALWAYS_HERE: Final = "localhost"


class LedHereError(CrossSiteError):
    """A page of another site has led a browser to something that is handed out and written down."""

    def __init__(self) -> None:
        super().__init__("a link of one of our own pages")


@frozen
class Origin:
    """An origin.

    Attributes:
        scheme: ``http`` or ``https``.
        host: In lower case; an address of version 6 in brackets.
        port: The port, that of the scheme where none is written.
    """

    scheme: str
    host: str
    port: int

    @property
    def is_here(self) -> bool:
        """Whether it can only be the machine that the browser runs on."""
        if self.host == _ALWAYS_HERE:
            return True
        try:
            return ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False


def read_origin(text: str) -> Origin | None:
    """Reads an origin as browsers write it (RFC 6454 section 6.1); None for anything else, ``null`` too."""
    found = _ORIGIN.fullmatch(text.lower())
    if found is None:
        return None
    scheme, host, port = found.groups()
    return Origin(scheme, host, int(port) if port else _DEFAULT_PORTS[scheme])


def own_origin(connection: ASGIConnection[Any, Any, Any, Any]) -> Origin | None:
    """Returns the origin that a browser has called, as it sees it; None where it does not say.

    The scheme is that of a trusted proxy where there is one, which has to pass on ``Host`` as it came.
    """
    hosts = connection.headers.getall("host", [])
    return read_origin(f"{connection.scope['scheme']}://{hosts[0]}") if len(hosts) == 1 else None


def require_own_page(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Refuses what would change something, unless a page of our own origin asks for it.

    Browsers say whose page it is in ``Origin``, and no page can say otherwise. Where it is missing, ``Sec-Fetch-Site``
    has to say that it is ours.

    Raises:
        CrossSiteError: Another page asks, or nobody knows which.
    """
    if connection.scope.get("method") in SAFE_METHODS:
        return
    origins = connection.headers.getall("origin", [])
    if origins:
        own = own_origin(connection)
        is_ours = own is not None and len(origins) == 1 and read_origin(origins[0]) == own
    else:
        is_ours = connection.headers.getall("sec-fetch-site", []) == ["same-origin"]
    if not is_ours:
        raise CrossSiteError("the Origin of one of our own pages")


def require_own_link(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Refuses what a page of another site has led to; typed addresses and bookmarks are led to by nobody.

    Browsers show the cookie to whoever follows a link of another site (``SameSite=Lax``). Older ones do not say where
    it stood (Fetch Metadata, section 2.3), and are believed.

    Raises:
        LedHereError: Another page, of this site too, leads there.
    """
    if _OTHER_SITES.intersection(connection.headers.getall("sec-fetch-site", [])):
        raise LedHereError
