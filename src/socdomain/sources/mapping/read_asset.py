"""The host, user or mailbox that a document is about."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from socdomain.sources.mapping.field_text import LONGEST_NAME, line_of, scalars, text_of
from socdomain.sources.mapping.slots import Slots
from socdomain.sources.mapping.source_mapping import SourceMapping
from socdomain.sources.normalised_event import AssetKind, AssetMention
from socdomain.sources.observables import account_name

_MOST_REMEMBERED = 4096
_LONGEST_ADDRESS = 64
_LONGEST_READ = 1_000

# RFC 1918, RFC 6598 (behind a carrier's or a cloud's translation) and RFC 4193. Not `is_private`, which holds for
# addresses that no single host has and for those of documentation.
_PRIVATE_NETWORKS = tuple(
    ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)

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
        """Returns the user as the document names it, but for what its tool adds to the name."""
        name = _first_name(values, self._user, _PLACEHOLDERS)
        return None if name is None else _account(name)

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
            return _host(name or "", agent_id)
        mailbox = _first_name(values, self._mailbox, _PLACEHOLDERS)
        if mailbox is not None:
            return AssetMention(AssetKind.MAILBOX, mailbox)
        return None if user is None else AssetMention(AssetKind.USER, user)

    def _private_address(self, values: list[Any]) -> str | None:
        for value in values[self._addresses]:
            for scalar in scalars(value):
                if type(scalar) is str and len(scalar) <= _LONGEST_ADDRESS and _is_private_host(scalar):
                    return scalar.strip()
        return None


def _first_name(values: list[Any], slots: slice, not_names: frozenset[str]) -> str | None:
    for value in values[slots]:
        if value is None:
            continue
        for text in (value,) if type(value) is str else map(text_of, scalars(value)):
            name = _name(text if len(text) <= _LONGEST_READ else text[:_LONGEST_READ], not_names)
            if name:
                return name
    return None


# The same hosts and users come again and again.
@lru_cache(maxsize=_MOST_REMEMBERED)
def _name(text: str, not_names: frozenset[str]) -> str | None:
    name = line_of(text, LONGEST_NAME)
    return None if name.lower() in not_names else name


@lru_cache(maxsize=_MOST_REMEMBERED)
def _account(text: str) -> str | None:
    return account_name(text) or None


@lru_cache(maxsize=_MOST_REMEMBERED)
def _host(name: str, agent_id: str | None) -> AssetMention:
    return AssetMention(AssetKind.HOST, name, agent_id)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _is_private_host(text: str) -> bool:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return False
    return any(address in network for network in _PRIVATE_NETWORKS)
