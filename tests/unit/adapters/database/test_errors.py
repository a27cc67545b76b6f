"""What the databases raise, as the domain hears it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, text, update

from adapters.database import SqlWorks, make_engine, migrate
from adapters.database.bulk_dialects import bulk_of
from adapters.database.errors import _CONSTRAINT_TO_ERROR, _sqlite_name, _unique_rules, domain_error, translated
from adapters.database.incident_tables import asset_aliases, assets
from adapters.database.metadata import metadata
from adapters.database.platform_tables import change_head
from adapters.database.role_tables import roles
from adapters.database.source_tables import sources
from socdomain.errors import (
    ConcurrentChangeError,
    InvalidInputError,
    OtherCustomerError,
    StorageUnavailableError,
    WatchfloorError,
)
from socdomain.ids import derived_id
from tests.builders import EVERYONE, NOW, a_customer
from tests.servers import PostgresServer

UNIQUE_RULES = {
    name: (table.name, columns) for table in metadata.tables.values() for name, columns in _unique_rules(table)
}


@pytest.mark.parametrize("name", sorted(_CONSTRAINT_TO_ERROR))
def test_each_translated_name_is_that_of_a_unique_rule(name: str) -> None:
    assert name in UNIQUE_RULES


@pytest.mark.parametrize("name", sorted(UNIQUE_RULES))
def test_sqlites_list_of_columns_leads_to_the_rules_name(name: str) -> None:
    table, columns = UNIQUE_RULES[name]

    assert _sqlite_name(", ".join(f"{table}.{column}" for column in sorted(columns))) == name


def a_role_row(title: str) -> dict[str, Any]:
    return {"name": "analyst", "title": title, "scopes": [], "version": 1}


def test_a_unique_rule_that_two_writers_meet_at_is_a_concurrent_change(works: SqlWorks) -> None:
    with works(EVERYONE) as work:
        work._connection.execute(insert(roles), a_role_row("one"))
        with pytest.raises(ConcurrentChangeError, match="the role exists") as caught:
            work._connection.execute(insert(roles), a_role_row("two"))

    assert caught.value.__cause__ is not None, "the database's own error is there for whoever looks"


def test_a_link_to_another_customer_is_told_as_such(works: SqlWorks) -> None:
    acme, globex = a_customer("ACME"), a_customer("GLOBEX")
    asset = {"id": derived_id("ws01"), "kind": "host", "name": "WS01", "first_seen_at": NOW}
    with works(EVERYONE) as work:
        work.customers.add(acme)
        work.customers.add(globex)
        work._connection.execute(insert(assets), {**asset, "customer_id": acme.id})
        with pytest.raises(OtherCustomerError):
            work._connection.execute(
                insert(asset_aliases), {"customer_id": globex.id, "alias": "host:ws01", "asset_id": asset["id"]}
            )


def test_a_rule_that_only_a_defect_can_break_is_not_translated(works: SqlWorks) -> None:
    with works(EVERYONE) as work, pytest.raises(Exception, match=r"(?i)not.null") as caught:
        work._connection.execute(insert(sources).values(name="x", mapping={}, changed_at=NOW))

    assert not isinstance(caught.value, WatchfloorError)


def test_half_a_surrogate_pair_is_an_invalid_input(works: SqlWorks) -> None:
    with works(EVERYONE) as work, pytest.raises(InvalidInputError):
        work._connection.execute(insert(roles), a_role_row("half a pair \ud800"))


@pytest.mark.parametrize("value", ["half a pair \ud800", "NUL \0"])
def test_what_is_written_in_bulk_is_checked_too(postgres_works: SqlWorks, value: str) -> None:
    """Bulk statements have their values written out by this program, not by the driver."""
    row = {roles.c[name]: [given] for name, given in a_role_row(value).items()}
    with postgres_works(EVERYONE) as work, pytest.raises(InvalidInputError):
        bulk_of(work._connection).append(roles, row)


@pytest.mark.parametrize(
    "error", [UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), OverflowError("too big")]
)
def test_what_a_drivers_conversion_says_is_translated(error: Exception) -> None:
    with pytest.raises(InvalidInputError) as caught, translated():
        raise error

    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", [KeyError("a defect"), ValueError("another"), InvalidInputError("a", "b")])
def test_what_is_no_drivers_error_passes_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, translated():
        raise error

    assert caught.value is error


@pytest.fixture
def guest(postgres_server: PostgresServer, postgres_database: str) -> Iterator[str]:
    """The URL of a database for a user who may look in and do nothing; the password is `hunter2`."""
    name = f"guest_of_{postgres_database.rpartition('/')[2]}"
    postgres_server.execute("CREATE ROLE {} LOGIN PASSWORD 'hunter2'", name)
    yield re.sub("//.*@", f"//{name}:hunter2@", postgres_database)
    postgres_server.execute("DROP ROLE {}", name)


@pytest.mark.parametrize(
    ("part", "instead", "told"),
    [
        ("hunter2", "wrong", "the database refuses the user or the password"),
        ("guest_of", "stranger_to", "the database refuses the user or the password"),
        ("/[^/]+$", "/nowhere", "the server has no database of that name"),
    ],
)
def test_a_server_that_lets_nobody_in_says_why(guest: str, part: str, instead: str, told: str) -> None:
    engine = make_engine(re.sub(part, instead, guest), pool_size=1)
    with pytest.raises(StorageUnavailableError, match=f"^{told}$"):
        engine.connect()
    engine.dispose()


def test_a_user_who_lacks_a_right_is_told_which(guest: str) -> None:
    with pytest.raises(StorageUnavailableError, match="the database's user lacks a right: permission denied for"):
        migrate(guest)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("28P01", "refuses the user or the password"),
        ("28000", "refuses the user or the password"),
        ("3D000", "no database of that name"),
        ("42501", "lacks a right"),
    ],
)
def test_each_state_of_postgresql_has_its_sentence(state: str, told: str) -> None:
    error = psycopg.errors.lookup(state)("in whatever language the server speaks")

    assert told in str(domain_error(error))


def test_nul_is_an_invalid_input_where_it_cannot_be_stored(postgres_works: SqlWorks) -> None:
    with postgres_works(EVERYONE) as work, pytest.raises(InvalidInputError):
        work._connection.execute(insert(roles), a_role_row("NUL \0"))


def test_writers_that_wait_for_each_other_in_a_circle_are_told_to_try_again(postgres_works: SqlWorks) -> None:
    """PostgreSQL finds the circle and ends one of the two."""
    acme, globex = a_customer("ACME"), a_customer("GLOBEX")
    with postgres_works(EVERYONE) as work:
        work.customers.add(acme)
        work.customers.add(globex)
        work.commit()
    rename = "UPDATE customers SET name = 'x' WHERE code = :code"
    told: list[BaseException] = []

    def other() -> None:
        try:
            second._connection.execute(text(rename), {"code": "ACME"})
        except ConcurrentChangeError as error:
            told.append(error)

    with postgres_works(EVERYONE) as first, postgres_works(EVERYONE) as second:
        first._connection.execute(text(rename), {"code": "ACME"})
        second._connection.execute(text(rename), {"code": "GLOBEX"})
        waiting = Thread(target=other)
        waiting.start()
        try:
            first._connection.execute(text(rename), {"code": "GLOBEX"})
        except ConcurrentChangeError as error:
            told.append(error)
            first.__exit__(None, None, None)
            first.__enter__()
        waiting.join()

    assert len(told) == 1


def test_a_statement_that_takes_too_long_is_ended(postgres_works: SqlWorks) -> None:
    with postgres_works(EVERYONE) as work:
        work._connection.execute(text("SET LOCAL statement_timeout = '10ms'"))
        with pytest.raises(StorageUnavailableError, match="too long"):
            work._connection.execute(text("SELECT pg_sleep(30)"))


def test_a_lock_that_does_not_come_is_a_concurrent_change(postgres_works: SqlWorks) -> None:
    take = update(change_head).values(sequence=change_head.c.sequence + 1)
    with postgres_works(EVERYONE) as first, postgres_works(EVERYONE) as second:
        first._connection.execute(take)
        second._connection.execute(text("SET LOCAL lock_timeout = '10ms'"))
        with pytest.raises(ConcurrentChangeError):
            second._connection.execute(take)


def test_a_connection_that_is_gone_is_replaced_for_the_next_work(postgres_works: SqlWorks) -> None:
    with postgres_works(EVERYONE) as work:
        work._connection.execute(text("SELECT 1"))
        with pytest.raises(StorageUnavailableError):
            work._connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with postgres_works(EVERYONE) as work:
        assert not work.users.exist()


def test_a_connection_that_goes_while_it_lies_in_the_pool_is_replaced(
    postgres_works: SqlWorks, postgres_database: str
) -> None:
    with postgres_works(EVERYONE) as work:
        idle = work._connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with psycopg.connect(postgres_database) as other:
        assert other.execute("SELECT pg_terminate_backend(%s)", (idle,)).fetchone() == (True,)

    with postgres_works(EVERYONE) as work:
        assert not work.users.exist()


def test_no_connection_in_time_is_said_to_be_unavailable(
    postgres_works: SqlWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_works.engine.pool, "_timeout", timedelta(milliseconds=10).total_seconds())
    taken = [postgres_works(EVERYONE).__enter__() for _ in range(4)]
    with pytest.raises(StorageUnavailableError, match="no connection"):
        postgres_works(EVERYONE).__enter__()
    for work in taken:
        work.__exit__(None, None, None)
