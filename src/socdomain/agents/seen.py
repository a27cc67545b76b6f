"""What a product says of an agent, as far as it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

from attrs import evolve

from socdomain.agents.agent import Agent
from socdomain.agents.whose import CUSTOMER_LABEL
from socdomain.connectors.capabilities import AgentSeen
from socdomain.ids import AgentId, ConnectorId, CustomerId

T = TypeVar("T")

LONGEST_TEXT: Final = 300
"""In characters; nothing that a product says of an agent by its nature is longer."""

MOST_WORDS: Final = 100
"""How many groups, and how many labels, are kept of an agent."""

_UNSTORABLE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def is_usable(seen: AgentSeen) -> bool:
    """Tells whether an agent can be known again: its identifier is short, and fit to be stored as it is."""
    return 1 <= len(seen.vendor_id) <= LONGEST_TEXT and not _UNSTORABLE.search(seen.vendor_id)


def kept(seen: AgentSeen) -> AgentSeen:
    """Returns an agent as it is kept: no text too long, none that a database refuses, not too many of anything."""
    return AgentSeen(
        vendor_id=seen.vendor_id,
        hostname=_text(seen.hostname),
        os=_text(seen.os),
        os_family=_text(seen.os_family),
        address=_text(seen.address),
        version=_text(seen.version),
        status=_text(seen.status),
        last_seen=seen.last_seen,
        groups=tuple(_some(map(_text, seen.groups))),
        labels={_text(name): _text(value) for name, value in _some(_by_need(seen.labels))},
        org=_text(seen.org),
    )


def agent_of(
    seen: AgentSeen, agent_id: AgentId, connector_id: ConnectorId, customer_id: CustomerId | None, at: datetime
) -> Agent:
    """Returns an agent that was seen for the first time.

    Args:
        seen: As ``kept`` gives it.
        agent_id: Its identifier from now on.
        connector_id: By which connector.
        customer_id: Whose it is.
        at: When, aware UTC.
    """
    new = Agent(agent_id, connector_id, seen.vendor_id, seen.hostname, created_at=at, synced_at=at)
    return seen_again(new, seen, customer_id, at)


def seen_again(agent: Agent, seen: AgentSeen, customer_id: CustomerId | None, at: datetime) -> Agent:
    """Returns an agent that was seen again; what people decided stays.

    Args:
        agent: As it is stored.
        seen: As ``kept`` gives it.
        customer_id: Whose it is, unless somebody decided that.
        at: When, aware UTC.
    """
    return evolve(
        agent,
        hostname=seen.hostname,
        customer_id=agent.customer_id if agent.customer_is_set else customer_id,
        os=seen.os,
        os_family=seen.os_family,
        address=seen.address,
        agent_version=seen.version,
        status=seen.status,
        last_seen=seen.last_seen,
        groups=seen.groups,
        labels=seen.labels,
        org=seen.org,
        synced_at=at,
        vanished_at=None,
    )


def _text(text: str) -> str:
    return _UNSTORABLE.sub(" ", text[:LONGEST_TEXT])


def _by_need(labels: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Returns labels, first the one that says whose an agent is: without it, it would become somebody else's."""
    return sorted(labels.items(), key=lambda label: label[0] != CUSTOMER_LABEL)


def _some(items: Iterable[T]) -> list[T]:
    return list(islice(items, MOST_WORDS))
