"""Which index a page of the list is read from.

The list is ordered by (last_seen, id), the latest first. An index in that order (a spine) gives a page at once, unless
few of the alerts that it passes match what it does not know. An index of what matches (a narrowing) gives few alerts at
once, unless there are many of them, which all have to be sorted. Nobody knows beforehand which is the case. So a page
is looked for in the first entries of the one, then in the newest entries of the other, and then in four times as many:
that costs at most a few times as much as the better of the two would have.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve
from sqlalchemy import Connection, Row, Select, func, select, union_all

from adapters.database.alert_narrowings import Narrowing
from adapters.database.alert_spines import Spine, conditions_beside, spines_of
from adapters.database.alert_wanted import WantedAlerts
from adapters.database.alert_zones import largest_key_seen_before, last_seen_up_to
from adapters.database.incident_tables import alerts

FEW = 2_000
"""So many entries of an index are counted to compare it with others: to read them all takes about 5 ms."""

# Entries that the first look reads, the last one does, and by how much each is longer than the one before.
_FIRST_LOOK, _LONGEST_LOOK, _GROWTH = 500, 32_000, 4
# More branches than a few are merged only if what is in them would take long to sort.
_FEW_BRANCHES, _EASILY_SORTED = 4, 20_000
_INSTANT = timedelta(microseconds=1)


def keys_of(connection: Connection, wanted: WantedAlerts, *, limit: int) -> Select[Any]:
    """Returns a statement for ``id`` and ``last_seen`` of the first so many alerts, in the order of the list."""
    spine = _best_spine(connection, wanted)
    if not wanted.narrowings:
        return _on_spine(wanted, spine, limit)
    narrowing = _best_narrowing(connection, wanted)
    found = _race(connection, wanted, spine, narrowing, limit)
    return _in_order(select(alerts.c.id, alerts.c.last_seen).where(alerts.c.id.in_([row.id for row in found])), limit)


def _best_spine(connection: Connection, wanted: WantedAlerts) -> Spine:
    """Chooses the first spine if it says all of alerts' own columns, else the one with few entries, else the first."""
    spines = spines_of(wanted)
    if not conditions_beside(wanted, spines[0]):
        return spines[0]
    sizes = _sizes(connection, [_entries(wanted, spine) for spine in spines])
    return spines[sizes.index(min(sizes))]


def _best_narrowing(connection: Connection, wanted: WantedAlerts) -> Narrowing:
    """Chooses the narrowing with the fewest entries, as far as a few are counted."""
    if len(wanted.narrowings) == 1:
        return wanted.narrowings[0]
    sizes = _sizes(connection, [one.keys for one in wanted.narrowings])
    ranks = [(size, not one.branches) for size, one in zip(sizes, wanted.narrowings, strict=True)]
    return wanted.narrowings[ranks.index(min(ranks))]


def _sizes(connection: Connection, entries: Sequence[Select[Any]], most: int = FEW) -> list[int]:
    """Counts the rows of each statement, up to one more than so many."""
    counts = [select(func.count()).select_from(one.limit(most + 1).subquery()).scalar_subquery() for one in entries]
    return list(connection.execute(select(*counts)).one())


def _race(
    connection: Connection, wanted: WantedAlerts, spine: Spine, narrowing: Narrowing, limit: int
) -> Sequence[Row[Any]]:
    size = _FIRST_LOOK
    while size <= _LONGEST_LOOK:
        floor = connection.scalar(_nth_last_seen(wanted, spine, size))
        near = wanted if floor is None else evolve(wanted, seen_from=floor)
        found = connection.execute(_on_spine(near, spine, limit)).all()
        if floor is None or len(found) == limit:
            return found
        if size == _FIRST_LOOK:
            wanted, narrowing = _after_first_look(connection, wanted, narrowing)
        if narrowing.branches:
            edge = connection.execute(_edge(wanted, narrowing, size)).scalar_one_or_none()
            found = connection.execute(_among(wanted, narrowing, _newest(wanted, narrowing, size), limit)).all()
            if edge is None or _is_settled(found, edge, wanted.seen_from, limit):
                return found
        elif len(found) * _LONGEST_LOOK < limit * size:
            # Too few were found for a longer look to fill the page, and no index tells which the newest are.
            if _sizes(connection, [narrowing.keys], _EASILY_SORTED)[0] > _EASILY_SORTED:
                break
            return connection.execute(_among(wanted, narrowing, narrowing.keys, limit)).all()
        size *= _GROWTH
    return connection.execute(_on_spine(wanted, spine, limit)).all()


def _after_first_look(
    connection: Connection, wanted: WantedAlerts, narrowing: Narrowing
) -> tuple[WantedAlerts, Narrowing]:
    """Prepares for longer looks: with few branches, and from the first time at which anything can match."""
    if (
        len(narrowing.branches) > _FEW_BRANCHES
        and _sizes(connection, [narrowing.keys], _EASILY_SORTED)[0] <= _EASILY_SORTED
    ):
        narrowing = narrowing.in_one()
    if not narrowing.branches:
        return wanted, narrowing
    newest = _newest(wanted, narrowing, 1).scalar_subquery()
    last = connection.scalar(last_seen_up_to(newest, narrowing.column))
    if last is None or (wanted.seen_until is not None and wanted.seen_until <= last):
        return wanted, narrowing
    return evolve(wanted, seen_until=last + _INSTANT), narrowing


def _is_settled(found: Sequence[Row[Any]], edge: datetime, seen_from: datetime | None, limit: int) -> bool:
    """Tells whether no alert beyond those looked at can belong to the page, as none was seen later than the edge."""
    if seen_from is not None and edge < seen_from:
        return True
    # What was seen at the very time of the edge might still precede the last one found, by its identifier.
    return len(found) == limit and found[-1].last_seen > edge


def _edge(wanted: WantedAlerts, narrowing: Narrowing, size: int) -> Select[Any]:
    """Selects the time after which nothing beyond the newest so many keys was seen; no row if nothing is beyond."""
    keys = _newest(wanted, narrowing, size + 1).subquery("read")
    following = select(keys.c.key).order_by(keys.c.key.desc()).limit(1).offset(size).subquery("following")
    edge = last_seen_up_to(following.c.key, narrowing.column).correlate(following).scalar_subquery()
    return select(edge).select_from(following)


def _newest(wanted: WantedAlerts, narrowing: Narrowing, size: int) -> Select[Any]:
    until = wanted.until
    up_to = None if until is None else largest_key_seen_before(until, narrowing.column).scalar_subquery()
    return narrowing.newest_keys(size, up_to)


def _nth_last_seen(wanted: WantedAlerts, spine: Spine, number: int) -> Select[Any]:
    parts = [_in_order(branch, number + 1) for branch in _branches(wanted, spine)]
    entries = _merged(parts, number + 1).subquery("entries")
    return select(entries.c.last_seen).order_by(entries.c.last_seen.desc()).offset(number).limit(1)


def _among(wanted: WantedAlerts, narrowing: Narrowing, keys: Select[Any], limit: int) -> Select[Any]:
    """Selects the first alerts that match among some keys."""
    some = keys.subquery("some")
    each = select(some.c.key).distinct().subquery("each")
    others = (one.condition for one in wanted.narrowings if one.condition is not narrowing.condition)
    hint = "INDEXED BY sqlite_autoindex_alerts_1" if narrowing.column is alerts.c.id else "NOT INDEXED"
    query = (
        select(alerts.c.id, alerts.c.last_seen)
        .with_hint(alerts, hint, "sqlite")
        .select_from(each)
        .join(alerts, narrowing.column == each.c.key)
        .where(*wanted.between(), *conditions_beside(wanted, None), *others)
    )
    return _in_order(query, limit)


def _on_spine(wanted: WantedAlerts, spine: Spine, limit: int) -> Select[Any]:
    """Selects the first alerts that match, read along a spine."""
    beside = [*conditions_beside(wanted, spine), *(one.condition for one in wanted.narrowings)]
    return _merged([_in_order(branch.where(*beside), limit) for branch in _branches(wanted, spine)], limit)


def _entries(wanted: WantedAlerts, spine: Spine) -> Select[Any]:
    """Selects the entries of a spine within the wanted part of the list, matching or not."""
    branches = _branches(wanted, spine)
    if len(branches) == 1:
        return branches[0]
    return select(union_all(*branches).subquery("entries"))


def _branches(wanted: WantedAlerts, spine: Spine) -> list[Select[Any]]:
    of_spine = select(alerts.c.id, alerts.c.last_seen).with_hint(alerts, f"INDEXED BY {spine.index}", "sqlite")
    return [of_spine.where(branch, *wanted.between()) for branch in spine.branches()]


def _merged(parts: list[Select[Any]], limit: int) -> Select[Any]:
    if len(parts) == 1:
        return parts[0]
    merged = union_all(*(select(part.subquery()) for part in parts)).subquery("merged")
    in_order = select(merged.c.id, merged.c.last_seen).order_by(merged.c.last_seen.desc(), merged.c.id.desc())
    return in_order.limit(limit)


def _in_order(rows: Select[Any], limit: int) -> Select[Any]:
    return rows.order_by(alerts.c.last_seen.desc(), alerts.c.id.desc()).limit(limit)
