"""What the database alone can do: the rows found in the tables, written again by bare ``executemany``.

Same tables with the same indexes, same batch size, same durability; no parsing, no joining, no HTTP. Foreign keys are
not checked, since rows are written table by table in even shares: that makes the floor faster, and the bar harder.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from adapters.database import migrate
from adapters.database.engine import SQLITE_SYNCHRONOUS
from adapters.database.metadata import Json, metadata
from socdomain.incidents.ingest_documents import BATCH_DOCUMENTS

_INTAKE_TABLES: Final = (
    "customers",
    "alerts",
    "alert_texts",
    "assets",
    "asset_aliases",
    "alert_assets",
    "observables",
    "alert_observables",
    "alert_techniques",
    "events",
    "audit_records",
)

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def rows_a_second(url: str, events: int, folder: Path) -> float:
    """Writes the intake rows of a database into an empty one like it, and returns events a second.

    Args:
        url: The database that holds the rows.
        events: How many events they stand for.
        folder: Where a database file may be put.
    """
    batches = -(-events // BATCH_DOCUMENTS)
    if url.startswith("sqlite"):
        seconds = _sqlite(Path(url.removeprefix("sqlite:///")), folder / "floor.db", batches)
    else:
        seconds = _postgres(url, batches)
    return events / seconds


def _sqlite(source: Path, target: Path, batches: int) -> float:
    with sqlite3.connect(source) as reading:
        rows = {name: _sqlite_rows(reading, name) for name in _INTAKE_TABLES}
    migrate(f"sqlite:///{target}")
    writing = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode = WAL", f"synchronous = {SQLITE_SYNCHRONOUS}", "foreign_keys = OFF"):
        writing.execute(f"PRAGMA {pragma}")
    began = time.perf_counter()
    for batch in range(batches):
        writing.execute("BEGIN IMMEDIATE")
        for name, (columns, all_rows) in rows.items():
            marks = ", ".join("?" * len(columns))
            names = ", ".join(f'"{column}"' for column in columns)
            part = _part(all_rows, batch, batches)
            writing.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", part)  # noqa: S608 - our own tables
        writing.execute("COMMIT")
    seconds = time.perf_counter() - began
    writing.close()
    return seconds


def _sqlite_rows(connection: sqlite3.Connection, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    order = "ORDER BY rowid" if _has_rowid(table) else ""
    cursor = connection.execute(f"SELECT * FROM {table} {order}")  # noqa: S608 - our own tables
    return [column[0] for column in cursor.description], cursor.fetchall()


def _has_rowid(table: str) -> bool:
    return metadata.tables[table].dialect_options["sqlite"]["with_rowid"] is not False


def _postgres(url: str, batches: int) -> float:
    with psycopg.connect(url) as reading:
        rows = {name: _postgres_rows(reading, name) for name in _INTAKE_TABLES}
    target = urlunsplit(urlsplit(url)._replace(path="/floor"))
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CREATE DATABASE floor")
    migrate(target)
    with psycopg.connect(target) as writing:
        writing.execute("SET session_replication_role = replica")
        writing.commit()
        began = time.perf_counter()
        for batch in range(batches):
            for name, (columns, all_rows) in rows.items():
                names = sql.SQL(", ").join(map(sql.Identifier, columns))
                marks = sql.SQL(", ").join([sql.Placeholder()] * len(columns))
                statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
                    sql.Identifier(name), names, marks
                )
                part = _part(all_rows, batch, batches)
                if part:
                    writing.cursor().executemany(statement, part)
            writing.commit()
        return time.perf_counter() - began


def _postgres_rows(connection: psycopg.Connection[Any], table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    # JSON as text, so that writing it costs the driver nothing that a program could save.
    columns = [column.name for column in metadata.tables[table].columns]
    selected = [_as_text(table, column) for column in columns]
    query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(selected), sql.Identifier(table))
    return columns, connection.execute(query).fetchall()


def _as_text(table: str, column: str) -> sql.Composable:
    is_json = isinstance(metadata.tables[table].columns[column].type, Json)
    return sql.SQL("{}::text" if is_json else "{}").format(sql.Identifier(column))


def _part(rows: Sequence[tuple[Any, ...]], batch: int, batches: int) -> Sequence[tuple[Any, ...]]:
    return rows[len(rows) * batch // batches : len(rows) * (batch + 1) // batches]
