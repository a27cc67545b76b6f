"""Zones of alerts: between which times the alerts of a stretch of numbers were last seen.

Tables beside ``alerts`` know what an alert shows, but not when it was last seen, by which the list is ordered: that
changes with every event. They do hold alerts in the order in which those were opened, and alerts opened long ago were
rarely seen lately. So a filter reads the newest of its alerts first, and a zone says when it may stop.

Triggers keep the zones. A zone may claim a longer time than its alerts need, never a shorter one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Integer, Select, Table, func, select

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

ZONE_BITS = 12
"""4,096 alerts a zone: a million alerts have 245, which are read in a fraction of a millisecond.

The triggers have it written in them, so another number needs a migration.
"""

# Nearly every event makes an alert be seen later. A zone that has to grow grows by an hour more than it has to, so that
# most events find it large enough: to write it each time was a third of what intake cost on SQLite.
_SLACK_US = 3_600_000_000

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


def last_seen_up_to(key: ColumnElement[Any], column: ColumnElement[Any]) -> Select[Any]:
    """Returns a statement for the latest time at which an alert with this key or a smaller one may have been seen.

    Args:
        key: The key; where it is NULL, so is the answer.
        column: The column of ``alerts`` that has it, ``id`` or ``number``.
    """
    zones = alert_zones.c
    holds = zones.first_id <= key if column is alerts.c.id else zones.zone <= key.op(">>")(ZONE_BITS)
    return select(func.max(zones.seen_to)).where(holds)


def largest_key_seen_before(until: datetime, column: ColumnElement[Any]) -> Select[Any]:
    """Returns a statement for a key that no alert last seen at a time or before it exceeds.

    Args:
        until: The time.
        column: The column of ``alerts`` whose keys are meant, ``id`` or ``number``.
    """
    zones = alert_zones.c
    key = zones.last_id if column is alerts.c.id else (zones.zone + 1).op("<<")(ZONE_BITS)
    return select(key).where(zones.seen_from <= until).order_by(key.desc()).limit(1)
