"""Which agents are on the hosts that an alert names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import CompoundSelect, Connection, Text, func, literal, null, select, type_coerce, union_all

from adapters.database.agent_tables import agents
from adapters.database.incident_tables import asset_aliases
from adapters.database.metadata import Id
from socdomain.agents.same_host import AgentOfName, agents_of_asset
from socdomain.ids import AgentId, AssetId, CustomerId
from socdomain.incidents.asset import Asset, host_names

_NO_ID: Final = type_coerce(null(), Id)
_NO_TEXT: Final = type_coerce(null(), Text)
_HOST: Final = "host:"


def agents_of_assets(connection: Connection, assets: Sequence[Asset]) -> Mapping[AssetId, tuple[AgentId, ...]]:
    """Reads which agents are on the hosts that some assets of one customer are, in one statement.

    Args:
        connection: Where.
        assets: At most as many as are shown of an alert.

    Returns:
        The agents of each asset that has any, by identifier.
    """
    own_names = {asset.id: host_names(asset, ()) for asset in assets}
    if not any(own_names.values()):
        return {}
    aliases: dict[AssetId, set[str]] = defaultdict(set)
    by_name: dict[str, dict[AgentId, AgentOfName]] = defaultdict(dict)
    query = _aliases_and_agents(assets[0].customer_id, own_names.keys(), frozenset().union(*own_names.values()))
    for asset_id, text, agent_id, connector_id, vendor_id in connection.execute(query):
        if agent_id is None:
            aliases[asset_id].add(text)
        else:
            by_name[text][agent_id] = AgentOfName(agent_id, connector_id, vendor_id)
    found = {}
    for asset in assets:
        candidates = {
            one.id: one for name in host_names(asset, aliases[asset.id]) for one in by_name.get(name, {}).values()
        }
        found[asset.id] = agents_of_asset(tuple(candidates.values()), aliases[asset.id])
    return found


def _aliases_and_agents(
    customer_id: CustomerId, asset_ids: Collection[AssetId], names: Collection[str]
) -> CompoundSelect[Any]:
    """Selects the aliases of assets, then the agents that have one of some short names, or one of those aliases."""
    alias, of_assets = asset_aliases.c.alias, asset_aliases.c.asset_id.in_(sorted(asset_ids))
    is_there = (agents.c.customer_id == customer_id) & agents.c.vanished_at.is_(None)
    found = select(_NO_ID, agents.c.host_short, agents.c.id, agents.c.connector_id, agents.c.vendor_id).where(is_there)
    is_alias = agents.c.host_short == func.substr(alias, literal(len(_HOST) + 1))
    return union_all(
        select(asset_aliases.c.asset_id, alias, _NO_ID.label("id"), _NO_ID.label("connector"), _NO_TEXT.label("vendor"))
        .select_from(asset_aliases)
        .where(of_assets),
        found.where(agents.c.host_short.in_(sorted(names))),
        found.join(asset_aliases, is_alias).where(of_assets, alias.startswith(_HOST, autoescape=True)),
    )
