"""Assets: the hosts, users and mailboxes that events happen to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen

from socdomain.agents.host_name import host_name
from socdomain.ids import AlertId, AssetId, CustomerId
from socdomain.sources.normalised_event import AssetKind, AssetMention


@frozen
class Asset:
    """One host, user or mailbox of a customer.

    Attributes:
        id: Identifier.
        customer_id: Whose it is.
        kind: What kind of thing it is.
        name: The name it was first seen by.
        first_seen_at: When it was first mentioned, aware UTC.
    """

    id: AssetId
    customer_id: CustomerId
    kind: AssetKind
    name: str
    first_seen_at: datetime


@frozen
class AssetAlias:
    """A name or agent identifier that means an asset; at most one asset of a customer has it.

    Attributes:
        customer_id: Whose asset it is.
        alias: As ``alias_of_agent`` and ``alias_of_name`` make it.
        asset_id: The asset it means.
    """

    customer_id: CustomerId
    alias: str
    asset_id: AssetId


@frozen
class AlertAsset:
    """What an alert's events have to do with one asset.

    Attributes:
        alert_id: The alert.
        asset_id: The asset.
        event_count: How many of the alert's events name it.
        first_seen: Time of the earliest of them.
        last_seen: Time of the latest of them.
    """

    alert_id: AlertId
    asset_id: AssetId
    event_count: int
    first_seen: datetime
    last_seen: datetime


def alias_of_agent(instance: str, agent_id: str) -> str:
    """Returns the alias of an agent: its identifier means something within its source's instance only."""
    return f"agent:{instance}:{agent_id}"


def alias_of_name(kind: AssetKind, name: str) -> str:
    """Returns the alias of a name.

    A host is known by its short name, so that ``WS01``, ``ws01`` and ``ws01.corp.local`` are one; an address
    is not a name that could be shortened. Users and mailboxes are compared without regard to case.
    """
    folded = host_name(name).short if kind is AssetKind.HOST else name.strip().casefold()
    return f"{kind.value}:{folded}"


def host_names(asset: Asset, aliases: Iterable[str]) -> frozenset[str]:
    """Returns the short names of the host that an asset is; none for one that is no host.

    Args:
        asset: The asset; the name that it was first seen by is one of them.
        aliases: Its aliases.
    """
    if asset.kind is not AssetKind.HOST:
        return frozenset()
    prefix = alias_of_name(AssetKind.HOST, "")
    named = {alias.removeprefix(prefix) for alias in aliases if alias.startswith(prefix)}
    return frozenset({host_name(asset.name).short, *named} - {""})


@frozen
class KnownAsset:
    """An asset that an alias is known to mean.

    Attributes:
        asset_id: The asset.
        agents: The aliases of agents that mean it.
    """

    asset_id: AssetId
    agents: frozenset[str] = frozenset()

    def has_agent_of(self, instance: str) -> bool:
        """Tells whether an agent of an installation of a source means it."""
        return any(alias.startswith(alias_of_agent(instance, "")) for alias in self.agents)


@frozen
class AssetMatch:
    """Which asset a mention means.

    Attributes:
        asset_id: The asset.
        new_aliases: Aliases that it should have from now on.
        is_new: Whether the asset has to be added.
    """

    asset_id: AssetId
    new_aliases: tuple[str, ...]
    is_new: bool


def match_asset(mention: AssetMention, instance: str, known: Mapping[str, KnownAsset], new_id: AssetId) -> AssetMatch:
    """Decides which asset a mention means.

    An agent's identifier decides where there is one. An asset that is known by name becomes the agent's, also where an
    agent of another installation means it: two tools may watch one host. A name that another agent of the same
    installation has does not lead there, since two hosts may share a short name.

    Args:
        mention: What the event names.
        instance: The source's instance, within which an agent's identifier is unique.
        known: The asset of each of the mention's aliases (``aliases_of``) that is known.
        new_id: The identifier to use if the asset is new.

    Returns:
        The asset, and the aliases to add to it.
    """
    by_agent, by_name = aliases_of(mention, instance)
    named = known.get(by_name) if by_name else None
    if by_agent is not None and (agent := known.get(by_agent)) is not None:
        return AssetMatch(agent.asset_id, (by_name,) if by_name and named is None else (), is_new=False)
    if named is not None and not (by_agent and named.has_agent_of(instance)):
        return AssetMatch(named.asset_id, (by_agent,) if by_agent else (), is_new=False)
    free = (by_agent, by_name if named is None else None)
    return AssetMatch(new_id, tuple(alias for alias in free if alias), is_new=True)


def aliases_of(mention: AssetMention, instance: str) -> tuple[str | None, str | None]:
    """Returns the aliases that a mention uses: of its agent, and of its name."""
    by_agent = alias_of_agent(instance, mention.agent_id) if mention.agent_id else None
    by_name = alias_of_name(mention.kind, mention.name) if mention.name else None
    return by_agent, by_name
