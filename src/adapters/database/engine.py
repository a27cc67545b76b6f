"""Engines: how this program talks to SQLite and to PostgreSQL."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url

from adapters.database.errors import translate_errors_of
from adapters.database.intents import INTENT, READS, WRITES
from adapters.database.metadata import UnreadableJson, from_json, to_json
from adapters.database.sqlite_hints import write_hints
from adapters.database.writer_queue import WriterQueue
from socdomain.errors import InvalidInputError

BUSY_TIMEOUT_S = 30
"""How long, in seconds, a statement waits for a lock of another writer, on both databases."""

STATEMENT_TIMEOUT_S = 60
"""How long, in seconds, PostgreSQL lets a statement run; without it a client that is gone could keep one for hours."""

SQLITE_SYNCHRONOUS = "FULL"
"""An answered event must survive the loss of power, not only of the process: NORMAL keeps the last commits in the
operating system's memory. With 500 events a commit, FULL costs one fsync per 500 (https://sqlite.org/pragma.html)."""

SQLITE_CACHE_KIB = 16 * 1024
"""Page cache of each connection, in KiB; times the pool's size it is part of the API's memory."""

SQLITE_CHECKPOINT_PAGES = 8_000
"""Pages of 4 KiB after which the write-ahead log is copied into the database. SQLite's own 1,000 is less than one batch
of intake writes, so every commit copied pages that the next one changed again; that was a quarter of a commit."""

SQLITE_CACHED_STATEMENTS = 32
"""Statements that each connection keeps compiled. The driver's own 128 would fill with those of intake, which have a
place for each row of a batch."""

_URL_FORMS = "use sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
_POSTGRES_PORT = 5432
_NETWORK_HOST = re.compile(r"[^/@%]")
"""How a host begins that is none of the file system: a folder, written plainly or not, or Linux's names without one."""
_QUEUE = "watchfloor_writer_queue"
_SQLITE_PRAGMAS = (
    "journal_mode = WAL",
    f"synchronous = {SQLITE_SYNCHRONOUS}",
    "foreign_keys = ON",
    f"cache_size = -{SQLITE_CACHE_KIB}",
    "temp_store = MEMORY",
    "mmap_size = 0",
    f"wal_autocheckpoint = {SQLITE_CHECKPOINT_PAGES}",
)
_POSTGRES_SETTINGS = {
    "timezone": "UTC",
    "default_transaction_isolation": "read\\ committed",
    "lock_timeout": f"{BUSY_TIMEOUT_S}s",
    "statement_timeout": f"{STATEMENT_TIMEOUT_S}s",
    "idle_in_transaction_session_timeout": f"{2 * STATEMENT_TIMEOUT_S}s",
    # Compiling costs more than any of these statements.
    "jit": "off",
    # Starting helpers takes longer than any of these statements, and takes cores from other requests.
    "max_parallel_workers_per_gather": "0",
    # What lists and intake read by an index is in memory or on solid state. PostgreSQL's own 4 supposes turning disks,
    # for which it would rather read 200,000 entries in a row than look 500 of them up.
    "random_page_cost": "1.1",
}


def database_url(url: str | URL) -> URL:
    """Reads a URL, and names the driver where it does not.

    Args:
        url: ``sqlite:///path``, ``postgresql://...`` or ``postgresql+psycopg://...``; what is special in a URL is
            percent-encoded (RFC 3986, section 2.1).

    Raises:
        InvalidInputError: It cannot be read, or is for another database; never shows it, for it may hold a password.
    """
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise InvalidInputError("database_url", f"cannot be read; {_URL_FORMS}") from None
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        # Each connection to a database in memory would have one of its own.
        if parsed.host or parsed.query or parsed.database in (None, "", ":memory:"):
            raise InvalidInputError("database_url", "must name a file and nothing else: sqlite:///PATH")
        return parsed
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    raise InvalidInputError("database_url", f"names the kind {parsed.drivername!r}; {_URL_FORMS}")


def database_user(url: str | URL) -> str | None:
    """Returns the role that a URL names; None where it names none.

    Raises:
        InvalidInputError: See ``database_url``.
    """
    return database_url(url).username


def database_servers(url: str | URL) -> tuple[tuple[str, int], ...]:
    """Returns the host and port of each server that a URL may lead to; none where it names a file.

    What comes by a socket of the file system is on this machine, and most likely listens there too.

    Raises:
        InvalidInputError: See ``database_url``.
    """
    parsed = database_url(url)
    if parsed.drivername.startswith("sqlite"):
        return ()
    # As the driver is told it: in the query may be others, and several. Which port is whose makes no difference here.
    _, told = parsed.get_dialect()().create_connect_args(parsed)
    hosts = str(told.get("hostaddr") or told.get("host", "")).split(",")
    ports = {int(port or _POSTGRES_PORT) for port in str(told.get("port", "")).split(",")}
    return tuple((host if _NETWORK_HOST.match(host) else "localhost", port) for host in hosts for port in sorted(ports))


def make_engine(url: str | URL, *, pool_size: int) -> Engine:
    """Makes an engine; it connects when it is first used.

    Args:
        url: See ``database_url``.
        pool_size: Connections at most; who needs one more waits.
    """
    parsed = database_url(url)
    options: dict[str, Any] = {
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_timeout": BUSY_TIMEOUT_S,
        # The connection last used has the warmest cache.
        "pool_use_lifo": True,
        # An event's bytes and a password's hash do not belong into an error's text.
        "hide_parameters": True,
    }
    engine = _sqlite(parsed, options) if parsed.drivername.startswith("sqlite") else _postgres(parsed, options)
    translate_errors_of(engine)
    return engine


def writer_queue(engine: Engine) -> WriterQueue | None:
    """Returns the queue that writers of an engine stand in; None where the database serves them side by side."""
    queue = engine.get_execution_options().get(_QUEUE)
    return queue if isinstance(queue, WriterQueue) else None


def _sqlite(url: URL, options: dict[str, Any]) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_S, "cached_statements": SQLITE_CACHED_STATEMENTS},
        execution_options={_QUEUE: WriterQueue()},
        **options,
    )
    write_hints(engine)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: it does so before writes only, so that reads before them
    # would belong to no transaction.
    connection.isolation_level = None
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    intent = connection.get_execution_options().get(INTENT)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if intent == READS else 'OFF'}")
    # A transaction that began by reading cannot become a writing one once somebody else has written.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if intent == WRITES else "BEGIN")


def _postgres(url: URL, options: dict[str, Any]) -> Engine:
    settings = " ".join(f"-c {name}={value}" for name, value in _POSTGRES_SETTINGS.items())
    connect_args = {
        "application_name": "watchfloor",
        "connect_timeout": 10,
        # A server that falls silent holds a thread for half a minute, and not until the system gives up.
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        "options": settings,
        # A filter's value decides which index serves it, so no plan is kept for another value. Not by
        # plan_cache_mode: that has the checks of foreign keys planned anew for every row.
        "prepare_threshold": None,
    }
    engine = create_engine(
        url,
        connect_args=connect_args,
        json_serializer=to_json,
        json_deserializer=_json_from_bytes,
        pool_pre_ping=True,
        **options,
    )
    # The driver takes 9 MiB, which a process on SQLite has no use for.
    from adapters.database.postgres_reach import begin_within_reach, find_everyone_role

    event.listen(engine, "connect", find_everyone_role)
    event.listen(engine, "begin", begin_within_reach)
    return engine


def _json_from_bytes(text: str | bytes) -> Any:
    # The driver gives bytes. `json.loads` would guess their encoding, which takes as long as reading a short value.
    try:
        return from_json(text if isinstance(text, str) else text.decode())
    except (ValueError, RecursionError):
        return UnreadableJson()
