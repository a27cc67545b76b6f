"""The databases' errors, translated once: a constraint's name says what a caller should hear."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeGuard

from sqlalchemy import Engine, Index, PrimaryKeyConstraint, Table, UniqueConstraint, event, exc
from sqlalchemy.engine import ExceptionContext

from adapters.database.metadata import metadata
from socdomain.errors import (
    ConcurrentChangeError,
    InvalidInputError,
    NameTakenError,
    OtherCustomerError,
    StorageUnavailableError,
    WatchfloorError,
)

if TYPE_CHECKING:
    import psycopg

_Make = Callable[[], WatchfloorError]


def _met(what: str) -> _Make:
    return lambda: ConcurrentChangeError(f"another writer was first: {what}")


_CONSTRAINT_TO_ERROR: dict[str, _Make] = {
    "pk_customers": _met("the customer exists"),
    "pk_customer_codes": _met("the customer code is taken"),
    "uq_users_login_folded": lambda: NameTakenError("login"),
    "uq_users_email_folded": lambda: NameTakenError("email"),
    "pk_roles": _met("the role exists"),
    "uq_audit_records_chain_sequence": _met("the chain of audit records went on"),
    "pk_sources": _met("the source exists"),
    "pk_connector_catalogue": _met("the entry of the catalogue exists"),
    "pk_connectors": _met("the connector exists"),
    "uq_connectors_name_folded": _met("a connector has the name"),
    "uq_connectors_default": _met("another connector is the default of its kind"),
    "pk_agents": _met("the agent exists"),
    "uq_agents_connector_id_vendor_id": _met("another agent has the connector's identifier"),
    "pk_feed_positions": _met("the feed is read by another"),
    "pk_feed_counts": _met("the feed is read by another"),
    "pk_artifacts": _met("the artifact exists"),
    "uq_artifacts_id_customer_id": _met("the artifact exists"),
    "uq_artifacts_bucket_key": _met("the artifact exists"),
    "pk_artifact_retention": _met("for how long files are kept has changed"),
    "pk_schedules": _met("the schedule exists"),
    "uq_schedules_name": _met("a schedule has the name"),
    "pk_own_views": _met("the view exists"),
    "uq_own_views_owner_id_name_folded": _met("a view has the name"),
    "pk_shared_views": _met("the view exists"),
    "uq_shared_views_customer_id_name_folded": _met("a view has the name"),
    "uq_shared_views_of_platform": _met("a view has the name"),
    "pk_once_keys": _met("the idempotency key is in use"),
    "pk_events": _met("an event is stored"),
    "uq_alerts_id_customer_id": _met("the alert exists"),
    "uq_alerts_taking": _met("another alert takes the fingerprint's events"),
    "pk_asset_aliases": _met("another asset has the alias"),
    "uq_cases_open_from": _met("a case is open for the alert"),
    "uq_cases_customer_id_number": _met("the case number is taken"),
    "pk_case_alerts": _met("the alert is linked"),
}
"""Every unique rule that two writers can meet at; breaking any other one is a defect of this program."""

_SERIALIZATION = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, a lock that did not come
_FOREIGN_KEY = "23503"
_UNIQUE = "23505"
_QUERY_CANCELED = "57014"
_NO_DATABASE = "3D000"
_NO_RIGHT = "42501"
_OF_POLICIES = "ExecWithCheckOptions"  # what the server says of row-level security has no state of its own
_NOT_LET_IN = "28"

# A server that lets nobody in says why by a state, which libpq keeps to itself, and by a sentence, in the server's
# language. This is what it says in English; in another one it "did not answer".
_STATE_OF_REFUSAL = {
    re.compile(r"authentication failed|no password supplied|no pg_hba\.conf entry|not permitted to log in"): "28000",
    re.compile(r'role ".*" does not exist'): "28000",
    re.compile(r'database ".*" does not exist'): _NO_DATABASE,
}

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")
_SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_SQLITE_FAILED = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}


def translate_errors_of(engine: Engine) -> None:
    """Has whatever an engine's connections raise translated, with the database's error as the cause."""
    event.listen(engine, "handle_error", _on_error, retval=True)


@contextmanager
def translated() -> Iterator[None]:
    """Translates the errors of what goes past SQLAlchemy: a driver's own calls, and waiting for a connection."""
    try:
        yield
    except exc.TimeoutError as error:
        raise StorageUnavailableError("no connection to the database became free in time") from error
    except Exception as error:
        if (told := domain_error(error)) is None:
            raise
        raise told from error


def domain_error(error: BaseException) -> WatchfloorError | None:
    """Returns what a driver's error means to a caller; None for a defect of this program."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if _is_of_psycopg(error):
        return _of_postgres(error)
    # What the drivers' own conversions say of half a surrogate pair and of a number beyond 64 bits.
    return _unstorable() if isinstance(error, (UnicodeEncodeError, OverflowError)) else None


def _on_error(context: ExceptionContext) -> BaseException | None:
    # The pool finds out by an error that a connection is gone, and takes another: it must see the database's own.
    if context.is_pre_ping:
        return None
    told = domain_error(context.original_exception)
    if isinstance(told, StorageUnavailableError) and isinstance(context.original_exception, sqlite3.Error):
        # A connection keeps the pages that it has read, damaged ones too, after the file has been mended.
        context.is_disconnect = True
    return told


def _of_sqlite(error: sqlite3.Error) -> WatchfloorError | None:
    if isinstance(error, sqlite3.IntegrityError):
        text = str(error)
        if "FOREIGN KEY" in text:
            return _other_customer()
        found = _SQLITE_UNIQUE.fullmatch(text)
        return _of_constraint(_sqlite_name(found[1])) if found else None
    # The low byte is the kind of error, the rest says more about it (https://sqlite.org/rescode.html).
    kind = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if kind in _SQLITE_BUSY:
        return ConcurrentChangeError("another writer held the database for too long")
    return StorageUnavailableError(f"the database failed: {error}") if kind in _SQLITE_FAILED else None


def _is_of_psycopg(error: BaseException) -> TypeGuard[psycopg.Error]:
    # By its name: who works on SQLite alone need not load the other driver, which takes 10 MiB.
    return any(kind.__module__ == "psycopg" and kind.__name__ == "Error" for kind in type(error).__mro__)


def _of_postgres(error: psycopg.Error) -> WatchfloorError | None:
    import psycopg

    if isinstance(error, psycopg.DataError):
        return _unstorable()
    state = error.sqlstate or _state_of_refusal(str(error))
    if state in _SERIALIZATION:
        return ConcurrentChangeError("another writer held the same rows")
    if state == _FOREIGN_KEY:
        return _other_customer()
    if state == _UNIQUE:
        return _of_constraint(error.diag.constraint_name)
    if state == _NO_RIGHT and error.diag.source_function == _OF_POLICIES:
        return OtherCustomerError("a row of a customer that is out of reach would be written")
    if state == _NO_RIGHT:
        return StorageUnavailableError(f"the database's user lacks a right: {error.diag.message_primary}")
    if state == _NO_DATABASE:
        return StorageUnavailableError("the server has no database of that name")
    if state.startswith(_NOT_LET_IN):
        return StorageUnavailableError("the database refuses the user or the password")
    # Classes 08, 53, 57 and 58: the connection, the server's resources, an operator, its operating system.
    if isinstance(error, psycopg.OperationalError) or state[:2] in ("08", "53", "57", "58"):
        what = "the statement took too long" if state == _QUERY_CANCELED else "the database did not answer"
        return StorageUnavailableError(what)
    return None


def _state_of_refusal(text: str) -> str:
    return next((state for pattern, state in _STATE_OF_REFUSAL.items() if pattern.search(text)), "")


def _of_constraint(name: str | None) -> WatchfloorError | None:
    make = _CONSTRAINT_TO_ERROR.get(name or "")
    return make() if make else None


def _other_customer() -> WatchfloorError:
    # Links carry the customer of both ends; SQLite does not even say which link it was.
    return OtherCustomerError("a link leads to another customer's row, or to none")


def _unstorable() -> WatchfloorError:
    return InvalidInputError("value", "a text holds NUL or half a surrogate pair, or a number is too large")


def _sqlite_name(columns: str) -> str | None:
    """Returns the name of the constraint over columns that SQLite lists as ``table.column, table.column``."""
    pairs = [column.strip().partition(".")[::2] for column in columns.split(",")]
    table = metadata.tables.get(pairs[0][0])
    wanted = {column for _, column in pairs}
    return next((name for name, over in _unique_rules(table) if over == wanted), None) if table is not None else None


def _unique_rules(table: Table) -> Iterator[tuple[str, set[str]]]:
    rules: list[PrimaryKeyConstraint | UniqueConstraint | Index] = [table.primary_key]
    rules += [rule for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    rules += [index for index in table.indexes if index.unique]
    for rule in rules:
        yield str(rule.name), {column.name for column in rule.columns}
