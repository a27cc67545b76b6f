"""The time by the database's clock, which is the same for everybody who uses it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Interval, func, literal, literal_column

from adapters.database.metadata import MICROSECOND

# As ``UtcTime`` keeps times there; SQLite's clock counts milliseconds, from noon of 4713-11-24 BC
# (https://sqlite.org/lang_datefunc.html).
_SQLITE_NOW = "CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000"


def database_now(connection: Connection, *, later: timedelta = timedelta(0)) -> ColumnElement[Any]:
    """Returns the time at which a statement comes to ask for it, to compare with columns of ``UtcTime``.

    On PostgreSQL that is not when the transaction began, nor when the statement did, which may have waited for a lock.

    Args:
        connection: Tells which database it is for.
        later: How much later than that.
    """
    if connection.dialect.name == "postgresql":
        return func.clock_timestamp() + literal(later, Interval)
    return literal_column(_SQLITE_NOW, BigInteger) + literal(later // MICROSECOND, BigInteger)
