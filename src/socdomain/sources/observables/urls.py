"""URLs in their normal form (RFC 3986 section 6.2)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from attrs import frozen

from socdomain.sources.observables.addresses import address_observable, ends_in_number, ipv4_of_url_host
from socdomain.sources.observables.fang import refang, refang_marks
from socdomain.sources.observables.hosts import dns_name, is_internal_name
from socdomain.sources.observables.observable import Observable, ObservableType

MAX_URL_BYTES = 2048
# What is read at most: normalising can shorten (userinfo, fragment, dot segments), but not from any length.
_MAX_READ_LENGTH = 4 * MAX_URL_BYTES

# URLs repeat from alert to alert; long ones rarely do, and would only fill the cache.
_MAX_CACHED_LENGTH = 256

# Backslashes end the authority and are slashes in the path, as in browsers: "http://evil.test\@good.test" goes to
# evil.test. The fragment is matched to be dropped.
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,31}+)://([^/\\?#]++)([^?#]*+)(\?[^#]*+)?(?:#.*+)?", re.DOTALL)
_PORT = re.compile(r":([0-9]{0,5})\Z")

# The IANA service names and port numbers registry.
_DEFAULT_PORTS = {
    "http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21, "ftps": 990, "ssh": 22, "sftp": 22, "telnet": 23,
    "dns": 53, "tftp": 69, "gopher": 70, "ldap": 389, "ldaps": 636, "smb": 445, "rtsp": 554, "rmi": 1099,
}  # fmt: skip

_UNRESERVED = r"A-Za-z0-9._~\-"
# Either an escape, or what may not stand in a path or a query as it is; brackets are among that.
_TO_ESCAPE = re.compile(rf"%([0-9A-Fa-f]{{2}})|[^{_UNRESERVED}!$&'()*+,;=:@/?]")
_UNRESERVED_CHARACTER = re.compile(f"[{_UNRESERVED}]")


@frozen
class NormalUrl:
    """A URL in its normal form.

    Attributes:
        url: The URL as an observable.
        host: Its host as an observable of its own; None for a name without a dot.
    """

    url: Observable
    host: Observable | None


def url_observable(text: str) -> Observable | None:
    """Reads an absolute URL with a host, of any scheme.

    Scheme and host are folded (IDNA 2008 A-labels, RFC 5952, numbers that browsers take for IPv4), a default port and
    the fragment are dropped, dot segments and escapes are resolved, an empty path is ``/``. Userinfo is dropped, since
    it may be a password. The query is kept.
    """
    normal = normal_url(text)
    return normal.url if normal is not None else None


def normal_url(text: str) -> NormalUrl | None:
    """Reads a URL as ``url_observable`` does, and its host with it."""
    if len(text) <= _MAX_CACHED_LENGTH:
        return _read_again(text)
    return _read(text) if len(text) <= _MAX_READ_LENGTH else None


def _read(text: str) -> NormalUrl | None:
    match = _URL.fullmatch(text)
    if match is None:
        return None
    scheme = match[1].lower()
    authority = match[2].rpartition("@")[2]
    port = _PORT.search(authority)
    host = _host(authority[: port.start()] if port else authority)
    if host is None or (port and int(port[1] or 0) > 65535):
        return None
    number = int(port[1]) if port and port[1] else None
    suffix = "" if number is None or number == _DEFAULT_PORTS.get(scheme) else f":{number}"
    shown_host = f"[{host.value}]" if host.type is ObservableType.IPV6 else host.value
    url = f"{scheme}://{shown_host}{suffix}{refang(_path(match[3]) + _escaped(match[4] or ''))}"
    if len(url) > MAX_URL_BYTES:
        return None
    return NormalUrl(Observable(ObservableType.URL, url, host.internal), host if _stands_alone(host) else None)


_read_again = lru_cache(maxsize=2048)(_read)


def _stands_alone(host: Observable) -> bool:
    return host.type is not ObservableType.DOMAIN or "." in host.value


def _host(text: str) -> Observable | None:
    if text.startswith("["):
        return address_observable(text) if text.endswith("]") else None
    try:
        text = unquote(text, errors="strict") if "%" in text else text
    except UnicodeDecodeError:
        return None
    bare = text.removesuffix(".")
    if ends_in_number(bare):
        address = ipv4_of_url_host(bare)
        return address_observable(address) if address is not None else None
    name = dns_name(text)
    return Observable(ObservableType.DOMAIN, name, is_internal_name(name)) if name is not None else None


def _path(text: str) -> str:
    """Returns a path without dot segments (RFC 3986 section 5.2.4), escaped, never empty."""
    segments = _escaped(text.replace("\\", "/")).split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _escaped(text: str) -> str:
    # What was hidden behind escapes ("(d%6ft)") is looked at once more, so that normalising again changes nothing.
    return refang_marks(_TO_ESCAPE.sub(_escape, text))


def _escape(match: re.Match[str]) -> str:
    digits = match[1]
    if digits is None:
        return "".join(f"%{byte:02X}" for byte in match[0].encode())
    character = chr(int(digits, 16))
    return character if _UNRESERVED_CHARACTER.fullmatch(character) else f"%{digits.upper()}"
