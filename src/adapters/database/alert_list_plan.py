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
from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, Select, false, func, literal, select

from adapters.database.alert_looks import among, in_order, on_spine, spine_entries
from adapters.database.alert_narrowings import Narrowing
from adapters.database.alert_spines import Spine, conditions_beside, spines_of
from adapters.database.alert_wanted import WantedAlerts
from adapters.database.alert_zones import ZONE_BITS, ZONES_BY_ID, ZONES_BY_NUMBER, Zones
from adapters.database.incident_tables import alerts

T = TypeVar("T")

FEW = 2_000
"""So many alerts are looked up and sorted without further ado: about 8 ms."""

MANY = 20_000
"""So many entries of an index are counted in a few milliseconds, and asked for something else in a few dozen."""

_FIRST_LOOK = 250
"""Entries that the first look along a spine takes in; where its rate decides about a costly look, twice as many."""

_LONGER_LOOKS = (2_000, 8_000, 32_000)
"""Entries of the following ones, each of which comes after a look at the newest zones."""

_FEWEST_ZONES, _ZONES_GROWTH = 6, 4
_KEYS_LOOKED_AT = 900
"""Keys that the first look at zones should find, if they are spread as they were among the first entries."""

_FEWEST_SEEN = 5
"""Fewer matches among the first entries say too little of how many there are."""

_INSTANT = timedelta(microseconds=1)


def first_alerts(
    connection: Connection, wanted: WantedAlerts, columns: Select[Any], *, limit: int
) -> Sequence[Row[Any]]:
    """Reads the first so many alerts, in the order of the list.

    Args:
        connection: Where.
        wanted: Which match.
        columns: Selects what is read of each, from ``alerts`` joined with whatever else.
        limit: How many at most.
    """
    spine = _best_spine(connection, wanted)
    if wanted.narrowings and not _is_short(connection, wanted, spine, FEW):
        found = _Search(connection, wanted, spine, _best_narrowing(connection, wanted), limit).find()
        listed = columns.where(alerts.c.id.in_([row.id for row in found]))
    else:
        keys = on_spine(wanted, spine, limit).subquery("listed")
        listed = columns.join(keys, keys.c.id == alerts.c.id)
    return connection.execute(in_order(listed, limit)).all()


def _best_spine(connection: Connection, wanted: WantedAlerts) -> Spine:
    """Chooses the first spine if it says all of alerts' own columns, else the one with few entries, else the first."""
    spines = spines_of(wanted)
    if not conditions_beside(wanted, spines[0]):
        return spines[0]
    if _is_short(connection, wanted, spines[0], MANY):
        return spines[0]
    return _smallest(connection, spines, [spine_entries(wanted, spine) for spine in spines])


def _is_short(connection: Connection, wanted: WantedAlerts, spine: Spine, most: int) -> bool:
    """Tells whether a spine of customers beneath a policy has so few entries that no other index need be looked at.

    What a policy holds back is read and not counted, so that counting up to a few in an index over everybody's alerts
    may read all of it.
    """
    if not wanted.is_held or connection.dialect.name != "postgresql" or not spine.covers(alerts.c.customer_id):
        return False
    return int(connection.execute(select(_count(spine_entries(wanted, spine), most))).scalar_one()) <= most


def _best_narrowing(connection: Connection, wanted: WantedAlerts) -> Narrowing:
    """Chooses the narrowing with few keys, else one that is easily counted, and that gives its newest at once."""
    narrowings = sorted(wanted.narrowings, key=lambda one: (not one.is_countable, not one.is_ordered))
    return (
        narrowings[0] if len(narrowings) == 1 else _smallest(connection, narrowings, [one.keys for one in narrowings])
    )


def _smallest(connection: Connection, choices: Sequence[T], entries: Sequence[Select[Any]]) -> T:
    """Chooses what has the fewest entries, as far as a few are counted; the first of those that have more."""
    sizes = list(connection.execute(select(*(_count(each, FEW) for each in entries))).one())
    return choices[sizes.index(min(sizes))]


def _count(entries: Select[Any], most: int) -> ScalarSelect[int]:
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
        found = self._look(self.wanted, self._looked_at)
        if len(found) == self.limit:
            return found
        seen = len(found)
        # At this rate the spine would fill the page within so many entries.
        within = self._looked_at * self.limit / max(seen, 0.1)
        if not self.narrowing.is_ordered and within <= MANY:
            # To read on along the spine, far enough to be nearly sure, takes no longer than to look elsewhere.
            found = self._look(self.wanted, min(MANY, int(4 * within)))
            if len(found) == self.limit:
                return found
        # An index in order gives its newest key while others are counted.
        newest = self._newest() if self.narrowing.is_ordered else literal(None)
        counted: Any = self.connection.execute(select(newest.label("key"), *self._counts())).one()
        if self.narrowing.is_ordered and counted.key is None:
            return ()
        keys, entries = self._sizes(counted)
        gathered = (self.narrowing,) if keys <= MANY else ()
        if keys <= FEW or (gathered and len(self.wanted.narrowings) > 1):
            return self._run(among(self.wanted, self.narrowing, self.narrowing.keys, self.limit))
        if entries <= MANY:
            return self._run(on_spine(self.wanted, self.spine, self.limit, by_keys=gathered))
        key = counted.key if self.narrowing.is_ordered else self.connection.scalar(select(self._newest()))
        return () if key is None else self._by_zones(key, seen, within, keys)

    @property
    def _looked_at(self) -> int:
        return _FIRST_LOOK if self.narrowing.is_ordered else 2 * _FIRST_LOOK

    def _counts(self) -> tuple[ColumnElement[int], ColumnElement[int]]:
        """Counts keys and entries, up to one more than many; so many are never read whole."""
        keys = _count(self.narrowing.keys, MANY if self._counts_many else FEW)
        has_values = bool(self.spine.values)
        entries = _count(spine_entries(self.wanted, self.spine), MANY) if has_values else literal(MANY + 1)
        return keys.label("keys_counted"), entries.label("entries_counted")

    @property
    def _counts_many(self) -> bool:
        """Whether it matters how many keys there are beyond a few, and is quickly found out."""
        return self.narrowing.is_countable and (len(self.wanted.narrowings) > 1 or bool(self.spine.values))

    def _sizes(self, counted: Row[Any]) -> tuple[int, int]:
        is_more = counted.keys_counted > FEW and not self._counts_many
        return MANY + 1 if is_more else counted.keys_counted, counted.entries_counted

    def _newest(self) -> ScalarSelect[Any]:
        """Selects the newest key within the wanted part of the list; NULL where there is none."""
        until = self.wanted.until
        bound = None if until is None else self._zones.largest_seen_before(self.connection, until)
        # Where nothing was seen by then, no key is small enough.
        nothing = until is not None and bound is None
        newest = self.narrowing.newest(bound)
        return (newest.where(false()) if nothing else newest).scalar_subquery()

    @property
    def _zones(self) -> Zones:
        return ZONES_BY_ID if self.narrowing.column is alerts.c.id else ZONES_BY_NUMBER

    def _first_zones(self, seen: int) -> int:
        if not seen:
            return _FEWEST_ZONES
        return max(_FEWEST_ZONES, _KEYS_LOOKED_AT * self._looked_at // (max(seen, _FEWEST_SEEN) << ZONE_BITS))

    def _by_zones(self, newest: Any, seen: int, within: float, key_count: int) -> Sequence[Row[Any]]:
        narrowing, count = self.narrowing, self._first_zones(seen)
        top = stretch = self._zones.up_to(self.connection, newest, count)
        wanted = _seen_by(self.wanted, top.seen_to)
        for entries in _LONGER_LOOKS:
            found = self._run(among(wanted, narrowing, narrowing.between(stretch.low, newest), self.limit))
            if stretch.low is None or self._is_settled(found, stretch.edge):
                return found
            if within <= entries and len(found := self._look(wanted, entries)) == self.limit:
                return found
            count *= _ZONES_GROWTH
            stretch = self._zones.stretch(self.connection, top.zone, count)
        if key_count <= MANY:
            return self._run(among(wanted, narrowing, narrowing.keys, self.limit))
        return self._run(on_spine(wanted, self.spine, self.limit))

    def _look(self, wanted: WantedAlerts, size: int) -> Sequence[Row[Any]]:
        """Looks among the first so many entries of the spine."""
        return self._run(on_spine(wanted, self.spine, self.limit, within=size))

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


def _seen_by(wanted: WantedAlerts, last: datetime) -> WantedAlerts:
    """Returns the same without what was seen later: nothing that matches was."""
    until = last + _INSTANT
    return wanted if wanted.seen_until is not None and wanted.seen_until <= until else evolve(wanted, seen_until=until)
