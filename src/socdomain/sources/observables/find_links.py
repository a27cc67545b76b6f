"""URLs and e-mail addresses in free text."""

from __future__ import annotations

import re
import string

from socdomain.sources.observables.fang import DEFANGED_SCHEMES, refang
from socdomain.sources.observables.observable import Observable, ObservableType
from socdomain.sources.observables.spans import add_found, without_closing_punctuation, without_spans
from socdomain.sources.observables.urls import MAX_URL_BYTES, normal_url

# Schemes that lead to a host. Any other ("file", "res", "jdbc:mysql") is more often a name than a way to go.
_SCHEMES = frozenset(
    {"http", "https", "ws", "wss", "gopher", "ftp", "ftps", "sftp", "tftp", "smb", "rtsp", "ssh", "telnet"}
    | {"tcp", "udp"}
    # What lookups of JNDI are made by.
    | {"ldap", "ldaps", "rmi", "dns", "iiop"}
    | DEFANGED_SCHEMES
)
_LONGEST_SCHEME = max(map(len, _SCHEMES))
_SCHEME_CHARACTERS = string.ascii_letters + "*"
# Behind these, letters are the end of a longer scheme ("svn+ssh").
_SCHEME_GOES_BACK = frozenset(string.digits + "+-.")
# Up to a space of any kind (spelled out, since \s slows the class down several times), a control character, half of a
# surrogate pair, or what RFC 3986 does not let stand in a URL.
_URL_REST = re.compile(
    r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff\"'<>`{}|\\^]++"
)
# JSON may write a slash with a backslash before it, and where it stands in another text nobody has taken that off.
_ESCAPED_URL = re.compile(r":\\/\\/[^\s\"'<>]*+")
_XML_NAMESPACE = re.compile(r"xmlns(?::[\w.-]{1,16})?=\\?[\"']\Z")
_LONGEST_NAMESPACE_MARK = len('xmlns:0123456789abcdef=\\"')

_LOCAL_CHARACTERS = string.ascii_letters + string.digits + "._+-"
_MAX_LOCAL_LENGTH = 64
_MAIL_DOMAIN = re.compile(r"(?:[\w-]{1,63}+\.(?=\w))++([^\W\d_][\w-]{1,62}+)(?!@)")
# Template instances of systemd ("user@1000.service") and pictures ("logo@2x.png") are written like addresses.
_NOT_TOP_LEVELS = frozenset(
    {"service", "socket", "timer", "slice", "scope", "mount", "automount", "swap", "device"}
    | {"png", "jpg", "jpeg", "gif", "svg", "webp"}
)


def unescape_urls(text: str) -> str:
    r"""Returns text with plain slashes in its URLs (``https:\/\/evil.example\/a``)."""
    return _ESCAPED_URL.sub(lambda match: match[0].replace("\\/", "/"), text)


def cut_urls(text: str, found: list[Observable]) -> str:
    """Adds each URL and its host, and returns the text without the URLs."""
    spans = []
    middle = text.find("://")
    while middle >= 0:
        end = middle + 3
        start = _scheme_start(text, middle)
        rest = _URL_REST.match(text, end) if start >= 0 else None
        if rest:
            end = rest.end()
            spans.append((start, end))
            if not _names_schema(text, start):
                _add_url(text[start:end], found)
        middle = text.find("://", end)
    return without_spans(text, spans)


def _scheme_start(text: str, middle: int) -> int:
    before = text[max(0, middle - _LONGEST_SCHEME - 1) : middle]
    head = before.rstrip(_SCHEME_CHARACTERS)
    scheme = before[len(head) :]
    return middle - len(scheme) if scheme.lower() in _SCHEMES and head[-1:] not in _SCHEME_GOES_BACK else -1


def _names_schema(text: str, start: int) -> bool:
    """Tells whether a URL is the name of an XML namespace (``xmlns="http://…"``), which is no way to go."""
    before = text[max(0, start - _LONGEST_NAMESPACE_MARK) : start]
    return "xmlns" in before and _XML_NAMESPACE.search(before) is not None


def _add_url(text: str, found: list[Observable]) -> None:
    if len(text) > 2 * MAX_URL_BYTES:
        return
    normal = normal_url(refang(without_closing_punctuation(text)))
    if normal is not None:
        found.append(normal.url)
        if normal.host is not None:
            found.append(normal.host)


def cut_emails(text: str, found: list[Observable]) -> str:
    """Adds each e-mail address, and returns the text without them."""
    spans = []
    at = text.find("@")
    while at >= 0:
        end = at + 1
        local, before = _local_part(text, at)
        domain = _MAIL_DOMAIN.match(text, end) if local else None
        if domain and not _is_something_else(before, local.lower(), domain[0].lower(), domain[1].lower()):
            end = domain.end()
            spans.append((at - len(local), end))
            add_found(found, ObservableType.EMAIL, f"{local}@{domain[0]}")
        at = text.find("@", end)
    return without_spans(text, spans)


def _local_part(text: str, at: int) -> tuple[str, str]:
    """Returns what stands before an at sign and can be a local part (or nothing), and the character before it."""
    before = text[max(0, at - _MAX_LOCAL_LENGTH - 1) : at]
    head = before.rstrip(_LOCAL_CHARACTERS)
    local, last = before[len(head) :], head[-1:]
    if len(local) > _MAX_LOCAL_LENGTH or last in ("%", "@") or last.isalnum():
        return "", last
    return local.lstrip(".+-"), last


def _is_something_else(before: str, local: str, domain: str, top_level: str) -> bool:
    # "HTTP/web.corp.test@CORP.TEST" is a principal of Kerberos; "role/Admin/bob@corp.test" ends in an address.
    return top_level in _NOT_TOP_LEVELS or (before == "/" and local.endswith(domain))
