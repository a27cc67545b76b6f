"""Defanged text: written so that nobody follows it by accident, and read back."""

from __future__ import annotations

import re

from socdomain.sources.observables.observable import Observable, ObservableType

# A run of brackets counts as one, and only its first bracket starts a match: so one pass leaves nothing to refang,
# and a megabyte of brackets is read once. "://" is known in square brackets only, which a URL in normal form does not
# hold: "(://)" could arise in one when its path is put together.
_MARK = re.compile(r"[\[({](?<![\[({]{2})[\[({]*+(?:([.:@])|(?i:(dot)|(at))|(?<=\[)(://)(?=\]))[\])}]++")
# What may stand behind an opening bracket in such a mark, or in a nest of brackets around one.
_MARK_STARTS = frozenset(".:@dDaA[({")

_SCHEME = re.compile(r"[hHfF](?<!\w[hHfF])(?:(?<=[hH])(?i:xx|tx|xt|\*\*)|(?<=[fF])([xX]))[pP](?=[sS]?://)")
_LONGEST_SCHEME = len("hxxps:")

DEFANGED_SCHEMES = frozenset({"hxxp", "hxxps", "htxp", "htxps", "hxtp", "hxtps", "h**p", "h**ps", "fxp", "fxps"})
_SHOWN_SCHEMES = {"http": "hxxp://", "https": "hxxps://", "ftp": "fxp://", "ftps": "fxps://"}


def refang(text: str) -> str:
    """Returns text with what was defanged in the usual ways made whole again.

    Knows ``[.] (.) {.} [dot] (dot)``, ``[@] [at] (at)``, ``[:]``, ``[://]``, and the schemes ``hxxp``, ``htxp``,
    ``hxtp``, ``h**p`` and ``fxp`` with or without ``s``. Doing it twice changes nothing.
    """
    text = refang_marks(text)
    return _SCHEME.sub(_whole_scheme, text) if _may_hold_scheme(text) else text


def refang_marks(text: str) -> str:
    """Returns text with dots, colons and at signs made whole, but not schemes."""
    return _MARK.sub(_whole_mark, text) if _may_hold_mark(text) else text


def _may_hold_mark(text: str) -> bool:
    # Most texts have few brackets, and str finds them many times as fast as a regular expression does.
    for bracket in "[({":
        place = text.find(bracket)
        while place >= 0:
            if text[place + 1 : place + 2] in _MARK_STARTS:
                return True
            place = text.find(bracket, place + 1)
    return False


def _whole_mark(match: re.Match[str]) -> str:
    mark, dot, at, slashes = match.groups()
    if dot:
        return "."
    return "@" if at else mark or slashes


def _may_hold_scheme(text: str) -> bool:
    slashes = text.find("//")
    while slashes >= 0:
        before = text[max(0, slashes - _LONGEST_SCHEME) : slashes].lower()
        if "xp" in before or "xtp" in before or "**p" in before:
            return True
        slashes = text.find("//", slashes + 1)
    return False


def _whole_scheme(match: re.Match[str]) -> str:
    return "ftp" if match[1] else "http"


def defang(observable: Observable) -> str:
    """Returns an observable's value for people to read, with nothing in it that a viewer would make a link of.

    Addresses, names, URLs and e-mail addresses change; the value of any other type is returned as it is.
    ``refang`` undoes it.
    """
    value = observable.value
    match observable.type:
        case ObservableType.IPV4 | ObservableType.DOMAIN | ObservableType.HOST_NAME:
            return value.replace(".", "[.]")
        case ObservableType.IPV6:
            return value.replace(":", "[:]")
        case ObservableType.EMAIL:
            local, _, domain = value.rpartition("@")
            return f"{local}[@]{domain.replace('.', '[.]')}"
        case ObservableType.URL:
            return _defang_url(value)
        case _:
            return value


def _defang_url(url: str) -> str:
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    start = _SHOWN_SCHEMES.get(scheme, f"{scheme}[:]//")
    return f"{start}{authority.replace('.', '[.]')}{slash}{path}"
