"""Telling PostgreSQL, as a transaction begins, whose rows it may see and write.

The policies of ``postgres_policies`` read what is told here. Where nothing is told there are no rows, so that what
forgets to say for whom it asks finds nothing instead of everything.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import pq
from sqlalchemy import Connection

from adapters.database.intents import INTENT, REACH, READS
from socdomain.principal import Reach

EVERYONE_SUFFIX = "_everyone"
"""Beside an application's role there may be one of that name with this suffix, for reach over everyone."""

_EVERYONE_ROLE = "watchfloor_everyone_role"


def find_everyone_role(connection: Any, record: Any) -> None:
    """Remembers the role that a new connection can take for reach over everyone; it need not have one."""
    driver: psycopg.Connection[Any] = connection
    # To be a member by inheritance would be to reach everyone always, so that is not what is asked for.
    found = driver.execute(
        "SELECT quote_literal(rolname) FROM pg_roles"
        " WHERE rolname = session_user || %s AND pg_has_role(session_user, oid, 'MEMBER') AND NOT rolsuper",
        (EVERYONE_SUFFIX,),
    ).fetchone()
    driver.rollback()
    record.info[_EVERYONE_ROLE] = found[0] if found else None


def begin_within_reach(connection: Connection) -> None:
    """Begins a transaction and tells whose rows it may see, in one message: to be told later costs a round trip."""
    options = connection.get_execution_options()
    reach = options.get(REACH)
    if reach is None:
        return
    begin = "BEGIN READ ONLY" if options.get(INTENT) == READS else "BEGIN"
    _run(connection, f"{begin}; SELECT {_settings(reach, connection.connection.info.get(_EVERYONE_ROLE))}")


def reach_value(reach: Reach) -> str:
    """Returns what the policies read: ``*`` for everyone, else identifiers separated by commas."""
    return "*" if reach.customers is None else ",".join(map(str, sorted(reach.customers)))


def _settings(reach: Reach, everyone_role: str | None) -> str:
    # Identifiers, commas and a star: nothing in it can end the quotation.
    settings = f"set_config('watchfloor.reach', '{reach_value(reach)}', true)"
    # The planner knows of that role, but of no setting, that all rows are within reach.
    return f"{settings}, set_config('role', {everyone_role}, true)" if reach.is_everyone and everyone_role else settings


def _run(connection: Connection, statements: str) -> None:
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("PostgreSQL is asked through psycopg")
    # The driver begins a transaction by a message of its own, unless there is one already.
    result = driver.pgconn.exec_(statements.encode())
    if result.status != pq.ExecStatus.TUPLES_OK:
        raise psycopg.errors.error_from_result(result)
