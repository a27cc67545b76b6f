"""How an agent becomes a row, and a row an agent; what is in columns is read strictly, as ``json_columns``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from attrs import fields
from sqlalchemy import Column

from adapters.database.agent_tables import agents
from adapters.database.bulk import Columns
from adapters.database.json_columns import StoredValueError
from socdomain.agents.agent import Agent, Criticality

# A column has the name of the entity's field, but for `groups`, which is a word of SQL's.
_NAMES: Final = tuple("group_names" if one.name == "groups" else one.name for one in fields(Agent))
AGENT_COLUMNS: Final = tuple(agents.c[name] for name in _NAMES)

PEOPLES: Final = frozenset({"customer_id", "customer_is_set", "criticality", "note", "version"})
"""What people change."""

_ONLY_PEOPLES: Final = PEOPLES - {"customer_id"}
_KEPT: Final = frozenset({"id", "connector_id", "vendor_id", "created_at"})


def agent_row(agent: Agent) -> dict[str, Any]:
    """Returns the row of an agent."""
    host = agent.host
    values = {name: getattr(agent, name) for name in _NAMES if name != "group_names"}
    return {
        **values,
        "group_names": list(agent.groups),
        "labels": dict(agent.labels),
        "criticality": agent.criticality and agent.criticality.value,
        "host_short": host.short,
        "host_domain": host.domain,
        "search_text": agent.search_text,
    }


def columns_of(some: Sequence[Agent], *, only_seen: bool = False) -> dict[Column[Any], list[Any]]:
    """Returns agents as columns.

    Args:
        some: The agents, one at least.
        only_seen: Whether only what synchronising writes is wanted, beside the identifier.
    """
    rows = [agent_row(agent) for agent in some]
    left_out = (_KEPT | _ONLY_PEOPLES) if only_seen else frozenset()
    return {agents.c[name]: [row[name] for row in rows] for name in rows[0] if name not in left_out}


def ids_of(some: Sequence[Agent]) -> Columns:
    """Returns the identifiers of agents, as a column."""
    return {agents.c.id: [agent.id for agent in some]}


def agent_of(row: Sequence[Any]) -> Agent:
    """Returns the agent of a row that begins with ``AGENT_COLUMNS``.

    Raises:
        StoredValueError: A column holds something else.
    """
    values = dict(zip(_NAMES, row, strict=False))
    criticality = values["criticality"]
    return Agent(
        **{name: value for name, value in values.items() if name not in ("group_names", "labels", "criticality")},
        groups=_groups(values["group_names"]),
        labels=_labels(values["labels"]),
        criticality=None if criticality is None else Criticality(criticality),
    )


def _groups(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise StoredValueError("stored groups of an agent are something else")
    return tuple(value)


def _labels(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise StoredValueError("stored labels of an agent are something else")
    return value
