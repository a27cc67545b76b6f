"""Names of hosts, as they are compared."""

from __future__ import annotations

from attrs import frozen


@frozen
class HostName:
    """A host's name, in the form in which two of them are compared.

    Attributes:
        short: Its first part, casefolded; the whole of an address, which is not a name that could be shortened.
        domain: What follows the first dot; empty where nothing does.
    """

    short: str
    domain: str = ""


def host_name(name: str) -> HostName:
    """Returns a host's name as it is compared: ``WS01``, ``ws01`` and ``ws01.corp.local`` have one short name."""
    folded = name.strip().casefold()
    if _is_address(folded):
        return HostName(folded)
    short, _, domain = folded.partition(".")
    return HostName(short, domain) if short else HostName(folded)


def _is_address(name: str) -> bool:
    return ":" in name or name.replace(".", "").isdigit()
