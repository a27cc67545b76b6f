"""File names, registry keys and user accounts in their normal form."""

from __future__ import annotations

import re
import unicodedata

from socdomain.sources.observables.folding import AROUND_NAMES, PLACEHOLDERS, fold
from socdomain.sources.observables.observable import Observable, ObservableType

_PATH_SEPARATOR = re.compile(r"[\\/]")
_BACKSLASHES = re.compile(r"\\{2,}")
_MAX_NAME_LENGTH = 255

# https://learn.microsoft.com/windows/win32/sysinfo/predefined-keys, the abbreviations of reg.exe, and the kernel's
# names of the same trees. Longer names stand before those that they begin with.
HIVES = {
    r"registry\machine": "HKEY_LOCAL_MACHINE",
    r"registry\user": "HKEY_USERS",
    "hkey_local_machine": "HKEY_LOCAL_MACHINE",
    "hkey_users": "HKEY_USERS",
    "hkey_current_user": "HKEY_CURRENT_USER",
    "hkey_classes_root": "HKEY_CLASSES_ROOT",
    "hkey_current_config": "HKEY_CURRENT_CONFIG",
    "hklm": "HKEY_LOCAL_MACHINE",
    "hku": "HKEY_USERS",
    "hkcu": "HKEY_CURRENT_USER",
    "hkcr": "HKEY_CLASSES_ROOT",
    "hkcc": "HKEY_CURRENT_CONFIG",
}
# Before it may stand what PowerShell ("Registry::") or a 32-bit view's log ("[x32] ") writes there; "HKLM:" is
# PowerShell's drive of that name.
_REGISTRY_KEY = re.compile(
    rf"(?:\[x(?:32|64)\] |registry::)?\\?({'|'.join(map(re.escape, HIVES))}):?(\\.*+)?", re.IGNORECASE
)

# The domains of what Windows runs by itself, also as German and French systems name the first.
_SERVICE_DOMAINS = frozenset(
    {"nt authority", "nt-autorität", "autorite nt", "nt service"}
    | {"font driver host", "window manager", "iis apppool", "nt virtual machine"}
)
# Names and well-known SIDs (https://learn.microsoft.com/windows-server/identity/ad-ds/manage/
# understand-security-identifiers) of what runs without a person.
_SERVICE_ACCOUNT = re.compile(
    r"system|local ?system|local ?service|network ?service|anonymous logon|dwm-[0-9]+|umfd-[0-9]+|s-1-5-(?:7|18|19|20)"
)


def filename_observable(text: str) -> Observable | None:
    """Reads a file's name, or the last part of a path, in the case given (file systems of Linux tell case apart)."""
    name = _PATH_SEPARATOR.split(text.strip(AROUND_NAMES))[-1]
    name = unicodedata.normalize("NFC", name).strip(AROUND_NAMES)
    if len(name) > _MAX_NAME_LENGTH or name.lower() in PLACEHOLDERS or _PATH_SEPARATOR.search(name):
        return None
    return Observable(ObservableType.FILENAME, name)


def registry_key_observable(text: str) -> Observable | None:
    """Reads a registry key that begins with its hive.

    The hive gets its full name in capitals and the rest is folded, since Windows tells no case apart there.
    """
    key = _BACKSLASHES.sub(r"\\", text.strip(AROUND_NAMES))
    match = _REGISTRY_KEY.fullmatch(key)
    if match is None:
        return None
    rest = fold(match[2] or "").rstrip("\\" + AROUND_NAMES)
    return Observable(ObservableType.REGISTRY_KEY, HIVES[match[1].lower()] + rest)


def account_name(text: str) -> str:
    r"""Returns an account as its system names it, without what tools make of it on the way; may be empty.

    Wazuh writes the backslash behind a domain twice (``CORP\\bob``), and PAM the number behind a name
    (``root(uid=0)``).
    """
    return _BACKSLASHES.sub(r"\\", text.partition("(uid=")[0].rstrip())


def user_account_observable(text: str) -> Observable | None:
    r"""Reads an account: ``name``, ``DOMAIN\name`` or ``name@domain``, folded; ``.\name`` is ``name``.

    Accounts under which Windows itself runs are marked internal.
    """
    account = account_name(fold(text.strip(AROUND_NAMES)))
    domain, _, name = account.rpartition("\\")
    domain, name = domain.strip(AROUND_NAMES), name.strip(AROUND_NAMES)
    if len(account) > _MAX_NAME_LENGTH or "\\" in domain or name in PLACEHOLDERS:
        return None
    if domain in PLACEHOLDERS:
        return Observable(ObservableType.USER_ACCOUNT, name, _SERVICE_ACCOUNT.fullmatch(name) is not None)
    return Observable(ObservableType.USER_ACCOUNT, f"{domain}\\{name}", domain in _SERVICE_DOMAINS)
