"""Loads the alerts of ``alert_rows`` into a migrated, empty database."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Engine, Index, Table

from adapters.database.metadata import Id, UtcTime, from_microseconds, metadata
from adapters.database.text_search import TEXT_INDEX
from bench.alert_rows import COLUMNS, Row, alert_batches


def load_alerts(engine: Engine, count: int, *, until: datetime) -> None:
    """Writes the alerts and what belongs to them, builds the indexes after, and gathers statistics.

    Args:
        engine: A migrated database without customers; on PostgreSQL as an owner who may switch triggers off.
        count: How many alerts.
        until: When the last was opened, aware UTC.
    """
    load = _load_sqlite if engine.dialect.name == "sqlite" else _load_postgres
    tables = [metadata.tables[name] for name in COLUMNS]
    with contextlib.closing(engine.raw_connection()) as connection, loading_without_indexes(engine, tables):
        load(connection.driver_connection, count, until)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


def _load_sqlite(connection: Any, count: int, until: datetime) -> None:
    driver: sqlite3.Connection = connection
    driver.execute("PRAGMA foreign_keys = OFF")
    triggers = driver.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    driver.execute("BEGIN IMMEDIATE")
    for name, _ in triggers:
        driver.execute(f'DROP TRIGGER "{name}"')
    for table, rows in _tables(count, until):
        marks = ", ".join("?" * len(COLUMNS[table]))
        driver.executemany(f"INSERT INTO {table} ({', '.join(COLUMNS[table])}) VALUES ({marks})", rows)  # noqa: S608 - own names
    driver.execute(f"INSERT INTO {TEXT_INDEX} ({TEXT_INDEX}) VALUES ('rebuild')")  # noqa: S608 - own names
    for _, statement in triggers:
        driver.execute(statement)
    driver.execute("UPDATE change_head SET sequence = (SELECT max(change_sequence) FROM alerts)")
    driver.execute("COMMIT")
    driver.execute("PRAGMA foreign_keys = ON")


def _load_postgres(connection: Any, count: int, until: datetime) -> None:
    driver: psycopg.Connection[Any] = connection
    driver.execute("SET LOCAL session_replication_role = replica")  # no triggers: neither checks nor what is done below
    driver.execute("SET LOCAL statement_timeout = 0")
    for table, rows in _tables(count, until):
        names = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table]))
        changes = [_postgres_value(table, name) for name in COLUMNS[table]]
        with driver.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as copy:
            for row in rows:
                copy.write_row([change(value) for change, value in zip(changes, row, strict=True)])
    driver.execute("UPDATE change_head SET sequence = (SELECT max(change_sequence) FROM alerts)")
    driver.execute("SELECT setval(pg_get_serial_sequence('alerts', 'number'), (SELECT max(number) FROM alerts))")
    driver.commit()


def _postgres_value(table: str, column: str) -> Callable[[Any], Any]:
    kind = metadata.tables[table].c[column].type
    if isinstance(kind, Id):
        return lambda value: None if value is None else UUID(bytes=value)
    if isinstance(kind, UtcTime):
        return lambda value: None if value is None else from_microseconds(value)
    return lambda value: value


def _tables(count: int, until: datetime) -> Iterator[tuple[str, list[Row]]]:
    for batch in alert_batches(count, until=until.astimezone(UTC)):
        yield from batch.items()


@contextlib.contextmanager
def loading_without_indexes(engine: Engine, tables: Iterable[Table]) -> Iterator[None]:
    """Drops the indexes that are not unique for the time of loading; sorting once is quicker than a million inserts."""
    indexes: list[Index] = [index for table in tables for index in table.indexes if not index.unique]
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    yield
    with engine.begin() as connection:
        for index in indexes:
            index.create(connection)
