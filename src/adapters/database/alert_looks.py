"""The statements by which alerts of the list are looked for: along a spine, and among the keys of a narrowing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal, select, union_all

from adapters.database.alert_narrowings import Narrowing
from adapters.database.alert_spines import Spine, conditions_beside
from adapters.database.alert_wanted import WantedAlerts
from adapters.database.incident_tables import alerts
from adapters.database.metadata import UtcTime

_BEFORE_ALL = literal(datetime(1, 1, 1, tzinfo=UTC), UtcTime)


def in_order(rows: Select[Any], limit: int) -> Select[Any]:
    """Selects the first of some alerts, in the order of the list."""
    return rows.order_by(alerts.c.last_seen.desc(), alerts.c.id.desc()).limit(limit)


def on_spine(
    wanted: WantedAlerts, spine: Spine, limit: int, *, by_keys: Sequence[Narrowing] = (), within: int | None = None
) -> Select[Any]:
    """Selects ``id`` and ``last_seen`` of the first alerts that match, read along a spine.

    Args:
        wanted: Which match.
        spine: The index that is read.
        limit: How many at most.
        by_keys: Narrowings of which all keys are gathered first. Of the others each entry is asked by itself.
        within: Among so many entries, or a few more that were seen at the same time; None for all.
    """
    beside = conditions_beside(wanted, spine)
    if within is not None:
        beside.append(alerts.c.last_seen >= _nth_last_seen(wanted, spine, within))
    for one in wanted.narrowings:
        beside.append(one.column.in_(one.keys) if any(one is each for each in by_keys) else one.condition)
    return _merged([in_order(branch.where(*beside), limit) for branch in _branches(wanted, spine)], limit)


def spine_entries(wanted: WantedAlerts, spine: Spine) -> Select[Any]:
    """Selects the entries of a spine within the wanted part of the list, matching or not."""
    branches = _branches(wanted, spine)
    if len(branches) == 1:
        return branches[0]
    return select(union_all(*branches).subquery("entries"))


def among(wanted: WantedAlerts, narrowing: Narrowing, keys: Select[Any], limit: int) -> Select[Any]:
    """Selects ``id`` and ``last_seen`` of the first alerts that match, all of which have one of some keys.

    Args:
        wanted: Which match.
        narrowing: Where the keys come from.
        keys: Those of its keys that are looked at.
        limit: How many at most.
    """
    beside: list[ColumnElement[bool]] = []
    for one in wanted.narrowings:
        if one is narrowing:
            continue
        if one.column is narrowing.column:
            # Asked of the keys, so that alerts which do not match are not read.
            keys = keys.where(one.holds(narrowing.key))
        else:
            beside.append(one.condition)
    each = select(keys.subquery("some").c.key).distinct().subquery("each")
    hint = "INDEXED BY sqlite_autoindex_alerts_1" if narrowing.column is alerts.c.id else "NOT INDEXED"
    query = (
        select(alerts.c.id, alerts.c.last_seen)
        .with_hint(alerts, hint, "sqlite")
        .select_from(each)
        .join(alerts, narrowing.column == each.c.key)
        .where(*wanted.between(), *conditions_beside(wanted, None), *beside)
    )
    return in_order(query, limit)


def _nth_last_seen(wanted: WantedAlerts, spine: Spine, number: int) -> ScalarSelect[Any]:
    """Selects when the entry of a spine was last seen that so many others precede; before all if there are fewer."""
    parts = [in_order(branch, number + 1) for branch in _branches(wanted, spine)]
    entries = _merged(parts, number + 1).subquery("entries")
    nth = select(entries.c.last_seen).order_by(entries.c.last_seen.desc()).offset(number).limit(1).scalar_subquery()
    # Found once, however many branches ask.
    floor = (
        select(func.coalesce(nth, _BEFORE_ALL).label("at"))
        .cte("floor")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return select(floor.c.at).scalar_subquery()


def _branches(wanted: WantedAlerts, spine: Spine) -> list[Select[Any]]:
    of_spine = select(alerts.c.id, alerts.c.last_seen).with_hint(alerts, f"INDEXED BY {spine.index}", "sqlite")
    return [of_spine.where(branch, *wanted.between()) for branch in spine.branches()]


def _merged(parts: list[Select[Any]], limit: int) -> Select[Any]:
    if len(parts) == 1:
        return parts[0]
    merged = union_all(*(select(part.subquery()) for part in parts)).subquery("merged")
    listed = select(merged.c.id, merged.c.last_seen).order_by(merged.c.last_seen.desc(), merged.c.id.desc())
    return listed.limit(limit)
