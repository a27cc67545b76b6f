"""The host, user or mailbox that a document is about."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from socdomain.sources.mapping.field_text import LONGEST_NAME, line_of, scalars, text_of
from socdomain.sources.mapping.slots import Slots
from socdomain.sources.mapping.source_mapping import SourceMapping
from socdomain.sources.normalised_event import AssetKind, AssetMention

# What tools write where they have nothing to say (Windows: "-"; auditd: "?", "(null)", "(unset)"; RFC 5424: "-").
_PLACEHOLDERS = frozenset(
    {
        *("", "-", "--", "?", "n/a", "none", "null", "nil", "undefined", "unknown", "unset"),
        *("(none)", "(null)", "(unknown)", "(unset)", "<unknown>", "<nil>"),
    }
)
# Names that every host has for itself, and so say nothing about which one it is.
_OWN_NAMES = frozenset({"localhost", "localhost.localdomain", "localhost4", "localhost6", "127.0.0.1", "::1"})
_NO_HOST = _PLACEHOLDERS | _OWN_NAMES


class AssetReader:
    """Reads what an event happened to.

    Args:
        mapping: Says where.
        slots: Where its fields get their slots.
    """

    def __init__(self, mapping: SourceMapping, slots: Slots) -> None:
        host = mapping.host
        self._agent_ids = slots.add(host.agent_ids)
        self._agent_names = slots.add(host.agent_names)
        self._collectors = frozenset(host.collector_ids)
        self._names = slots.add(host.names)
        self._addresses = slots.add(host.addresses)
        self._mailbox = slots.add(mapping.mailbox)
        self._user = slots.add(mapping.user)

    def user(self, values: list[Any]) -> str | None:
        """Returns the user as the document names it."""
        return _first_name(values, self._user, _PLACEHOLDERS)

    def asset(self, values: list[Any], user: str | None) -> AssetMention | None:
        """Returns the host, else the mailbox, else the user."""
        agent_id = _first_name(values, self._agent_ids, _PLACEHOLDERS)
        name = None
        if agent_id in self._collectors:
            agent_id = None
        else:
            name = _first_name(values, self._agent_names, _PLACEHOLDERS)
        name = name or _first_name(values, self._names, _NO_HOST) or self._private_address(values)
        if name is not None or agent_id is not None:
            return AssetMention(AssetKind.HOST, name or "", agent_id)
        mailbox = _first_name(values, self._mailbox, _PLACEHOLDERS)
        if mailbox is not None:
            return AssetMention(AssetKind.MAILBOX, mailbox)
        return None if user is None else AssetMention(AssetKind.USER, user)

    def _private_address(self, values: list[Any]) -> str | None:
        for value in values[self._addresses]:
            for scalar in scalars(value):
                if type(scalar) is str and _is_private_host(scalar):
                    return scalar.strip()
        return None


def _first_name(values: list[Any], slots: slice, not_names: frozenset[str]) -> str | None:
    for value in values[slots]:
        if value is None:
            continue
        if type(value) is str:
            name = line_of(value, LONGEST_NAME)
            if name.lower() not in not_names:
                return name
        else:
            for scalar in scalars(value):
                name = line_of(text_of(scalar), LONGEST_NAME)
                if name.lower() not in not_names:
                    return name
    return None


@lru_cache(maxsize=4096)
def _is_private_host(text: str) -> bool:
    """Tells whether an address is that of one host in a private network (RFC 1918, RFC 4193)."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return False
    several = address.is_multicast or address.is_unspecified or address.is_reserved
    return address.is_private and not (several or address.is_loopback or address.is_link_local)
