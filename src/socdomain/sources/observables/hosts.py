"""Names of hosts in their normal form: domains, host names and e-mail addresses."""

from __future__ import annotations

import re

import idna

from socdomain.sources.observables.addresses import ends_in_number
from socdomain.sources.observables.folding import PLACEHOLDERS, fold
from socdomain.sources.observables.observable import Observable, ObservableType

# RFC 1035 section 2.3.4. Underscores are no part of a host name, but they are in the names that resolvers log.
# Hyphens in third and fourth place are let pass in ASCII names: RFC 5891 keeps them for IDNA, name servers do not care.
_LABEL = r"(?!-)[a-z0-9_-]{1,63}+(?<!-)"
_ASCII_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*+")
_MAX_NAME_LENGTH = 253

# An RFC 5322 dot-atom, also with letters of RFC 6531. Braces are left out: they would read as a defanged mark.
_LOCAL_PART = re.compile(r"[\w!#$%&'*+/=?^`|~-]++(?:\.[\w!#$%&'*+/=?^`|~-]++)*+")
_ADDRESS_KIND = re.compile(r"\A(?:mailto|smtp):", re.IGNORECASE)
# RFC 5321 section 4.5.3.1.
_MAX_LOCAL_BYTES = 64
_MAX_EMAIL_BYTES = 254

# RFC 6761 (localhost, test, invalid), RFC 6762 and its appendix G (local, intranet, private, corp, home, lan),
# RFC 8375 (home.arpa), ICANN board resolutions 2024.07.29.06 (internal) and 2018.02.04.12 (corp, home, mail), and
# localdomain, which Linux installers put behind localhost. RFC 6761's "example" is not among them: like the
# documentation addresses it stands for hosts on the internet.
_INTERNAL_TOP_LEVELS = frozenset(
    {"localhost", "test", "invalid"}
    | {"local", "intranet", "private", "corp", "home", "lan"}
    | {"internal", "mail", "localdomain"}
)


def domain_observable(text: str) -> Observable | None:
    """Reads a domain name of two labels or more; an address is none."""
    name = dns_name(text)
    return Observable(ObservableType.DOMAIN, name, is_internal_name(name)) if name and "." in name else None


def host_name_observable(text: str) -> Observable | None:
    """Reads a host's name, short or full; an address is none."""
    name = dns_name(text)
    if not name or name in PLACEHOLDERS:
        return None
    return Observable(ObservableType.HOST_NAME, name, is_internal_name(name))


def email_observable(text: str) -> Observable | None:
    """Reads an e-mail address, also out of ``Name <address>``, ``mailto:`` and the ``smtp:`` of directories.

    The local part is folded as well: RFC 5321 lets a server tell ``Bob`` from ``bob``, and none in use does.
    """
    if text.endswith(">"):
        text = text[:-1].rpartition("<")[2]
    local, at, domain = _ADDRESS_KIND.sub("", text).rpartition("@")
    local = fold(local)
    name = dns_name(domain) if at else None
    if name is None or not _LOCAL_PART.fullmatch(local):
        return None
    if len(local.encode()) > _MAX_LOCAL_BYTES or len(local.encode()) + 1 + len(name) > _MAX_EMAIL_BYTES:
        return None
    return Observable(ObservableType.EMAIL, f"{local}@{name}", is_internal_name(name))


def dns_name(text: str) -> str | None:
    """Returns a name as it is asked for in the DNS: A-labels in lower case, no trailing dot; None if it is none.

    Non-ASCII labels pass UTS #46 mapping and the rules of IDNA 2008. An ASCII label is taken as it is, since a name
    that was seen on the wire is one, whether or not a registry would accept it.
    """
    if len(text) > _MAX_NAME_LENGTH + 1:
        return None
    name: str | None = text.lower() if text.isascii() else _a_labels(text)
    if name is None:
        return None
    name = name.removesuffix(".")
    if len(name) > _MAX_NAME_LENGTH or not _ASCII_NAME.fullmatch(name) or ends_in_number(name):
        return None
    return name


def _a_labels(text: str) -> str | None:
    try:
        labels = idna.uts46_remap(text, std3_rules=False).split(".")
        return ".".join(label if label.isascii() else idna.alabel(label).decode() for label in labels)
    except ValueError:
        return None


def is_internal_name(name: str) -> bool:
    """Tells whether a name in normal form means something inside a network only; a name without a dot always does."""
    top_level = name.rpartition(".")[2]
    return top_level == name or top_level in _INTERNAL_TOP_LEVELS or name.endswith(".home.arpa") or name == "home.arpa"
