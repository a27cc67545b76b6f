"""Which assets a batch mentions, as it is being planned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from socdomain.ids import AssetId, CustomerId, Ids
from socdomain.incidents.arrivals import Arrival
from socdomain.incidents.asset import Asset, AssetAlias, KnownAsset, aliases_of, match_asset
from socdomain.incidents.intake import IntakePlan
from socdomain.sources.normalised_event import AssetMention


class AssetLedger:
    """Finds or begins the asset of each event, and adds what is new to the plan.

    Args:
        known: The asset of each alias that storage knows.
        ids: Makes identifiers for new assets.
        plan: Gets new assets and aliases.
    """

    def __init__(self, known: Mapping[tuple[CustomerId, str], KnownAsset], ids: Ids, plan: IntakePlan) -> None:
        self._known = dict(known)
        self._ids = ids
        self._plan = plan
        self._met: dict[tuple[CustomerId, str, AssetMention], AssetId] = {}

    def asset_of(self, arrival: Arrival) -> AssetId | None:
        """Returns the asset that an event names, or None if it names none."""
        mention = arrival.event.asset
        if mention is None or not (mention.name or mention.agent_id):
            return None
        return self.find(mention, arrival.origin.customer_id, arrival.origin.instance, arrival.seen_at)

    def find(self, mention: AssetMention, customer_id: CustomerId, instance: str, seen_at: datetime) -> AssetId:
        """Returns the asset that a mention means.

        Args:
            mention: What is named, by name or agent.
            customer_id: Whose it is.
            instance: The source's instance, within which an agent's identifier is unique.
            seen_at: When it was seen, aware UTC.
        """
        key = (customer_id, instance, mention)
        met = self._met.get(key)
        if met is None:
            met = self._met[key] = self._match(mention, customer_id, instance, seen_at)
        return met

    def _match(self, mention: AssetMention, customer_id: CustomerId, instance: str, seen_at: datetime) -> AssetId:
        by_agent, by_name = aliases_of(mention, instance)
        used = [alias for alias in (by_agent, by_name) if alias]
        known = {alias: found for alias in used if (found := self._known.get((customer_id, alias)))}
        match = match_asset(mention, instance, known, AssetId(self._ids.new()))
        if match.is_new:
            name = mention.name or f"agent {mention.agent_id}"
            self._plan.new_assets.append(Asset(match.asset_id, customer_id, mention.kind, name, first_seen_at=seen_at))
        for alias in match.new_aliases:
            self._plan.new_aliases.append(AssetAlias(customer_id, alias, match.asset_id))
        agents = {agent for asset in known.values() if asset.asset_id == match.asset_id for agent in asset.agents}
        agents |= {by_agent} if by_agent else set()
        for alias in used:
            if alias in match.new_aliases or (alias in known and known[alias].asset_id == match.asset_id):
                self._known[customer_id, alias] = KnownAsset(match.asset_id, frozenset(agents))
        return match.asset_id
