"""Zones of alerts: between which times the alerts of a stretch of numbers were last seen.

Tables beside ``alerts`` know what an alert shows, but not when it was last seen, by which the list is ordered: that
changes with every event. They do hold alerts in the order in which those were opened, and alerts opened long ago were
rarely seen lately. So a filter reads the newest of its alerts first, and a zone says when it may stop.

Triggers keep the zones. A zone may claim a longer time than its alerts need, never a shorter one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    Table,
    bindparam,
    func,
    literal,
    select,
)

from adapters.database.incident_tables import alerts
from adapters.database.metadata import Id, UtcTime, metadata

# Of each stretch of numbers: the smallest and largest identifier of its alerts, and between which times they were last
# seen.
alert_zones = Table(
    "alert_zones",
    metadata,
    Column("zone", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("first_id", Id, nullable=False),
    Column("last_id", Id, nullable=False),
    Column("seen_from", UtcTime, nullable=False),
    Column("seen_to", UtcTime, nullable=False),
)

ZONE_BITS = 10
"""1,024 alerts a zone: a million alerts have 977, which are read in a fraction of a millisecond.

The triggers have it written in them, so another number needs a migration.
"""

# Nearly every event makes an alert be seen later. A zone that has to grow grows by an hour more than it has to, so that
# most events find it large enough: to write it each time was a third of what intake cost on SQLite.
_SLACK_US = 3_600_000_000

_COUNT = bindparam("count", type_=Integer)

SQLITE_STATEMENTS = (
    f"""CREATE TRIGGER alert_zones_added AFTER INSERT ON alerts BEGIN
        INSERT INTO alert_zones (zone, first_id, last_id, seen_from, seen_to)
        VALUES (new.number >> {ZONE_BITS}, new.id, new.id, new.last_seen, new.last_seen)
        ON CONFLICT (zone) DO UPDATE SET
            first_id = min(first_id, excluded.first_id), last_id = max(last_id, excluded.last_id),
            seen_from = min(seen_from, excluded.seen_from), seen_to = max(seen_to, excluded.seen_to);
    END""",  # noqa: S608  # the number is ours
    f"""CREATE TRIGGER alert_zones_changed AFTER UPDATE OF last_seen ON alerts
    WHEN new.last_seen <> old.last_seen BEGIN
        UPDATE alert_zones SET
            seen_from = min(seen_from, new.last_seen - {_SLACK_US}), seen_to = max(seen_to, new.last_seen + {_SLACK_US})
        WHERE zone = new.number >> {ZONE_BITS} AND (seen_from > new.last_seen OR seen_to < new.last_seen);
    END""",  # noqa: S608  # the number is ours
)

# PostgreSQL has no min and max of uuid before its version 18.
POSTGRES_STATEMENTS = (
    f"""CREATE FUNCTION alert_zones_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO alert_zones AS z (zone, first_id, last_id, seen_from, seen_to)
        SELECT number >> {ZONE_BITS}, (array_agg(id ORDER BY id))[1], (array_agg(id ORDER BY id DESC))[1],
            min(last_seen), max(last_seen)
        FROM added GROUP BY 1 ORDER BY 1
        ON CONFLICT (zone) DO UPDATE SET
            first_id = least(z.first_id, excluded.first_id), last_id = greatest(z.last_id, excluded.last_id),
            seen_from = least(z.seen_from, excluded.seen_from), seen_to = greatest(z.seen_to, excluded.seen_to);
        RETURN NULL;
    END $$""",  # noqa: S608  # the number is ours
    f"""CREATE FUNCTION alert_zones_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE alert_zones AS z
        SET seen_from = least(z.seen_from, c.seen_from - interval '{_SLACK_US} microseconds'),
            seen_to = greatest(z.seen_to, c.seen_to + interval '{_SLACK_US} microseconds')
        FROM (SELECT number >> {ZONE_BITS} AS zone, min(last_seen) AS seen_from, max(last_seen) AS seen_to
            FROM changed GROUP BY 1) AS c
        WHERE z.zone = c.zone AND (z.seen_from > c.seen_from OR z.seen_to < c.seen_to);
        RETURN NULL;
    END $$""",  # noqa: S608  # the number is ours
    """CREATE TRIGGER alert_zones_added AFTER INSERT ON alerts
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION alert_zones_add()""",
    """CREATE TRIGGER alert_zones_changed AFTER UPDATE ON alerts
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION alert_zones_change()""",
)


@frozen
class Zones:
    """What the zones say of alerts, which are named by one of their keys.

    The statements are made once: to make one takes several times as long as to run it.

    Attributes:
        key: The column of ``alerts`` that is meant, ``id`` or ``number``.
    """

    key: Column[Any]
    _bound: Select[Any]
    _up_to: Select[Any]
    _stretch: Select[Any]

    @classmethod
    def by(cls, key: Column[Any]) -> Zones:
        """Makes the statements for a key."""
        zones = alert_zones.c
        after = zones.last_id if key is alerts.c.id else _first_number(zones.zone + 1)
        bound = select(after).where(zones.seen_from <= bindparam("until", type_=UtcTime)).order_by(after.desc())
        given = bindparam("key", type_=key.type)
        holds = zones.first_id <= given if key is alerts.c.id else zones.zone <= given.op(">>")(literal(ZONE_BITS))
        last = func.max(zones.zone).label("zone")
        top = select(last, func.max(zones.seen_to).label("seen_to")).where(holds).subquery("top").c
        of_top = select(top.zone, top.seen_to, _first_key(top.zone - _COUNT + 1, key).label("low"))
        of_last = select(_first_key(bindparam("last", type_=Integer) - _COUNT + 1, key).label("low"))
        return cls(key, bound.limit(1), _with_edge(of_top, key), _with_edge(of_last, key))

    def largest_seen_before(self, connection: Connection, until: datetime) -> Any:
        """Returns a key that no alert last seen at a time or before it exceeds; None where there are no such alerts."""
        return connection.scalar(self._bound, {"until": until})

    def up_to(self, connection: Connection, key: Any, count: int) -> Row[Any]:
        """Returns what the zones say of the alerts with a key and all smaller ones.

        Args:
            connection: Where.
            key: The key of an alert.
            count: How many zones make a stretch.

        Returns:
            ``zone``, the last that may hold such alerts; ``seen_to``, the latest time at which one of them may have
            been seen; and of the stretch that ends with that zone ``low`` and ``edge``, as ``stretch``.
        """
        return connection.execute(self._up_to, {"key": key, "count": count}).one()

    def stretch(self, connection: Connection, last: int, count: int) -> Row[Any]:
        """Returns where a stretch of zones begins, and what lies before it.

        Args:
            connection: Where.
            last: Its last zone.
            count: How many zones it has at least.

        Returns:
            ``low``, the first key of the stretch (NULL where it would hold all zones), and ``edge``, the latest time at
            which alerts with smaller keys may have been seen (NULL where there are none).
        """
        return connection.execute(self._stretch, {"last": last, "count": count}).one()


def _first_key(zone: ColumnElement[Any], column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Returns the first key of a zone, or of the one before it where there is none of that number."""
    start = alert_zones.alias("start").c
    key = start.first_id if column is alerts.c.id else _first_number(start.zone)
    return select(key).where(start.zone <= zone).order_by(start.zone.desc()).limit(1).scalar_subquery()


def _with_edge(stretch: Select[Any], column: ColumnElement[Any]) -> Select[Any]:
    """Adds ``edge`` to one row with ``low``: when alerts with smaller keys may have been seen at the latest."""
    # The limit has it worked out once. Otherwise SQLite would find ``low`` again for every zone.
    found, before = stretch.limit(1).subquery("stretch"), alert_zones.alias("before").c
    key = before.first_id if column is alerts.c.id else _first_number(before.zone)
    edge = select(func.max(before.seen_to)).where(key < found.c.low).scalar_subquery()
    return select(*found.c, edge.label("edge"))


def _first_number(zone: ColumnElement[Any]) -> ColumnElement[Any]:
    return zone.op("<<")(literal(ZONE_BITS, Integer))


ZONES_BY_ID, ZONES_BY_NUMBER = Zones.by(alerts.c.id), Zones.by(alerts.c.number)
