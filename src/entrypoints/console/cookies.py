"""The cookies that a browser shows: its session, and that somebody has signed in there before."""

from __future__ import annotations

from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from entrypoints.api.api_errors import EncryptionNeededError
from entrypoints.console.origins import own_origin

SECURE_NAME: Final = "__Host-watchfloor"
"""Browsers take a cookie of such a name from this very host alone, and under TLS (RFC 6265bis section 4.1.3.2)."""
PLAIN_NAME: Final = "watchfloor"
"""Where there is no TLS, and no network either."""
_OF_DEVICE: Final = "-device"


def shown_secret(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """Returns what a browser shows; None for nothing, and for more than one, of which one was planted."""
    return _shown(connection, _name(connection))


def shown_device(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """Returns what a browser shows of earlier sign-ins; None for nothing, and for more than one."""
    return _shown(connection, f"{_name(connection)}{_OF_DEVICE}")


def session_cookie(connection: ASGIConnection[Any, Any, Any, Any], secret: str, *, lifetime_s: int) -> Cookie:
    """Returns the cookie that a browser keeps.

    Args:
        connection: The call that is answered.
        secret: What the browser is to show.
        lifetime_s: Seconds until it forgets it.

    Raises:
        EncryptionNeededError: The browser would not keep it, or somebody could read it on its way.
    """
    return _cookie(connection, "", secret, lifetime_s)


def device_cookie(connection: ASGIConnection[Any, Any, Any, Any], device: str, *, lifetime_s: int) -> Cookie:
    """Returns the cookie by which a browser is known when it signs in again; see ``session_cookie``."""
    return _cookie(connection, _OF_DEVICE, device, lifetime_s)


def _cookie(connection: ASGIConnection[Any, Any, Any, Any], suffix: str, value: str, lifetime_s: int) -> Cookie:
    name = _name(connection)
    if name is None:
        raise EncryptionNeededError
    return Cookie(
        key=f"{name}{suffix}",
        value=value,
        path="/",
        max_age=lifetime_s,
        secure=name == SECURE_NAME,
        httponly=True,
        samesite="lax",
    )


def no_cookie(connection: ASGIConnection[Any, Any, Any, Any]) -> Cookie:
    """Returns the cookie that makes a browser forget its own.

    Raises:
        EncryptionNeededError: The browser has none for such a call.
    """
    return session_cookie(connection, "", lifetime_s=0)


def _name(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    origin = own_origin(connection)
    if origin is None:
        return None
    if origin.scheme == "https":
        return SECURE_NAME
    return PLAIN_NAME if origin.is_here else None


def _shown(connection: ASGIConnection[Any, Any, Any, Any], name: str | None) -> str | None:
    found = [value for key, value in _pairs(connection) if key == name]
    return found[0] if len(found) == 1 else None


def _pairs(connection: ASGIConnection[Any, Any, Any, Any]) -> list[tuple[str, str]]:
    # Not by the framework, which strips every kind of space from a name: a browser does not know " __Host-" with a
    # no-break space for the prefix, so a sibling of our host could set what we would then take for ours.
    found = ";".join(connection.headers.getall("cookie", []))
    return [
        (name.strip(" \t"), value.strip(" \t")) for name, _, value in (one.partition("=") for one in found.split(";"))
    ]
