"""Which index a page of the list is read from.

The list is ordered by (last_seen, id), the latest first. An index in that order (a spine) gives a page at once, unless
few of the alerts that it passes match what it does not know. An index of what matches (a narrowing) gives few alerts at
once, unless there are many of them, which all have to be sorted. So a page is looked for in the first entries of the
spine; then what is easily counted is counted, which settles most cases. Where there is much of both, the narrowing is
read by zones, the newest first: a zone says when the alerts in it were last seen at the latest, and so when to stop.
Each look is longer than the one before, so that a wrong guess costs a few times as much as the right one would have.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from attrs import evolve, frozen
from sqlalchemy import Connection, Row, Select, func, select

from adapters.database.alert_looks import among, in_order, nth_last_seen, on_spine, spine_entries
from adapters.database.alert_narrowings import Narrowing
from adapters.database.alert_spines import Spine, conditions_beside, spines_of
from adapters.database.alert_wanted import WantedAlerts
from adapters.database.alert_zones import largest_key_seen_before, newest_in_zones, stretch_of_zones
from adapters.database.incident_tables import alerts

T = TypeVar("T")

FEW = 2_000
"""So many alerts are looked up and sorted without further ado: about 8 ms."""

MANY = 20_000
"""So many entries of an index are counted in about a millisecond, and asked for something else in a few dozen."""

_FIRST_LOOK = 500
"""Entries that the first look along a spine takes in."""

_LONGER_LOOKS = (2_000, 8_000, 32_000)
"""Entries of the following ones, each of which comes after a look at the newest zones."""

_FEWEST_ZONES, _ZONES_GROWTH = 6, 4
_KEYS_LOOKED_AT = 1_200
"""Keys that the first look at zones should find, if those are spread evenly."""

_INSTANT = timedelta(microseconds=1)


def keys_of(connection: Connection, wanted: WantedAlerts, *, limit: int) -> Select[Any]:
    """Returns a statement for ``id`` and ``last_seen`` of the first so many alerts, in the order of the list."""
    spine = _best_spine(connection, wanted)
    if not wanted.narrowings:
        return on_spine(wanted, spine, limit)
    found = _Search(connection, wanted, spine, _best_narrowing(connection, wanted), limit).find()
    return in_order(select(alerts.c.id, alerts.c.last_seen).where(alerts.c.id.in_([row.id for row in found])), limit)


def _best_spine(connection: Connection, wanted: WantedAlerts) -> Spine:
    """Chooses the first spine if it says all of alerts' own columns, else the one with few entries, else the first."""
    spines = spines_of(wanted)
    if not conditions_beside(wanted, spines[0]):
        return spines[0]
    return _smallest(connection, spines, [spine_entries(wanted, spine) for spine in spines])


def _best_narrowing(connection: Connection, wanted: WantedAlerts) -> Narrowing:
    """Chooses the narrowing with few keys, else one that is easily counted."""
    narrowings = sorted(wanted.narrowings, key=lambda one: not one.is_countable)
    return (
        narrowings[0] if len(narrowings) == 1 else _smallest(connection, narrowings, [one.keys for one in narrowings])
    )


def _smallest(connection: Connection, choices: Sequence[T], entries: Sequence[Select[Any]]) -> T:
    """Chooses what has the fewest entries, as far as a few are counted; the first of those that have more."""
    sizes = list(connection.execute(select(*(_count(each, FEW) for each in entries))).one())
    return choices[sizes.index(min(sizes))]


def _count(entries: Select[Any], most: int) -> Any:
    """Returns the number of rows of a statement, up to one more than so many."""
    return select(func.count()).select_from(entries.limit(most + 1).subquery()).scalar_subquery()


@frozen
class _Search:
    """Looks for the first alerts that match and that a spine alone does not find.

    Attributes:
        connection: Where.
        wanted: Which match.
        spine: The index in the list's order.
        narrowing: The narrowing that is read.
        limit: How many alerts are wanted.
    """

    connection: Connection
    wanted: WantedAlerts
    spine: Spine
    narrowing: Narrowing
    limit: int

    def find(self) -> Sequence[Row[Any]]:
        """Returns the rows of the first alerts."""
        first = self._look(self.wanted, _FIRST_LOOK)
        if first.is_settled:
            return first.found
        # At this rate the spine would fill the page within so many entries.
        within = _FIRST_LOOK * self.limit / max(len(first.found), 0.1)
        if not self.narrowing.is_countable and within <= MANY:
            # To read on along the spine takes no longer than to count.
            look = self._look(self.wanted, MANY)
            if look.is_settled:
                return look.found
        keys, entries = self._sizes()
        gathered = (self.narrowing,) if keys <= MANY else ()
        if keys <= FEW or (gathered and len(self.wanted.narrowings) > 1):
            return self._run(among(self.wanted, self.narrowing, self.narrowing.keys, self.limit))
        if entries <= MANY:
            return self._run(on_spine(self.wanted, self.spine, self.limit, by_keys=gathered))
        return self._by_zones(within, keys)

    def _sizes(self) -> tuple[int, int]:
        """Counts keys and entries, up to one more than many; so many are never read whole."""
        counts = [_count(self.narrowing.keys, MANY if self.narrowing.is_countable else FEW)]
        if self.spine.values:
            counts.append(_count(spine_entries(self.wanted, self.spine), MANY))
        keys, *entries = self.connection.execute(select(*counts)).one()
        if keys > FEW and not self.narrowing.is_countable:
            keys = MANY + 1
        return keys, next(iter(entries), MANY + 1)

    def _by_zones(self, within: float, key_count: int) -> Sequence[Row[Any]]:
        narrowing, until = self.narrowing, self.wanted.until
        up_to = None if until is None else largest_key_seen_before(until, narrowing.column).scalar_subquery()
        newest = self.connection.execute(newest_in_zones(narrowing.newest(up_to), narrowing.column)).one_or_none()
        if newest is None:
            return ()
        wanted = _seen_by(self.wanted, newest.seen_to)
        zones = _FEWEST_ZONES if key_count > MANY else newest.zone * _KEYS_LOOKED_AT // key_count + _FEWEST_ZONES
        for entries in _LONGER_LOOKS:
            stretch = stretch_of_zones(newest.zone, zones, narrowing.column)
            rest = self.connection.execute(stretch).one_or_none()
            keys = narrowing.between(rest.low if rest else None, newest.key)
            found = self._run(among(wanted, narrowing, keys, self.limit))
            if rest is None or self._is_settled(found, rest.seen_to):
                return found
            if within <= entries and (look := self._look(wanted, entries)).is_settled:
                return look.found
            zones *= _ZONES_GROWTH
        if key_count <= MANY:
            return self._run(among(wanted, narrowing, narrowing.keys, self.limit))
        return self._run(on_spine(wanted, self.spine, self.limit))

    def _look(self, wanted: WantedAlerts, size: int) -> _Look:
        """Looks among the first so many entries of the spine."""
        floor = self.connection.scalar(nth_last_seen(wanted, self.spine, size))
        near = wanted if floor is None else evolve(wanted, seen_from=floor)
        found = self._run(on_spine(near, self.spine, self.limit))
        return _Look(found, is_settled=floor is None or len(found) == self.limit)

    def _is_settled(self, found: Sequence[Row[Any]], edge: datetime | None) -> bool:
        """Tells whether no alert beyond those looked at, which were seen by the edge, can belong to the page."""
        earliest = self.wanted.seen_from
        if edge is None or (earliest is not None and edge < earliest):
            return True
        # What was seen at the very time of the edge might still precede the last one found, by its identifier.
        last_seen: datetime | None = found[-1].last_seen if len(found) == self.limit else None
        return last_seen is not None and last_seen > edge

    def _run(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        return self.connection.execute(statement).all()


@frozen
class _Look:
    """What was found among the first entries of a spine, and whether that is all there is to find."""

    found: Sequence[Row[Any]]
    is_settled: bool


def _seen_by(wanted: WantedAlerts, last: datetime) -> WantedAlerts:
    """Returns the same without what was seen later: nothing that matches was."""
    until = last + _INSTANT
    return wanted if wanted.seen_until is not None and wanted.seen_until <= until else evolve(wanted, seen_until=until)
