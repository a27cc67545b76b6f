"""How connections are set up."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import select, text

from adapters.database import SqlWorks, make_engine
from adapters.database.engine import SQLITE_CACHE_KIB, database_servers, database_url
from adapters.database.platform_tables import change_head
from socdomain.errors import InvalidInputError, StorageUnavailableError
from socdomain.ids import CustomerId, derived_id
from socdomain.pages import PageRequest
from tests.builders import EVERYONE, a_customer


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///a.db", "sqlite"),
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgres://u@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
    ],
)
def test_a_url_leads_to_the_driver_that_is_used(given: str, driver: str) -> None:
    assert database_url(given).drivername == driver


@pytest.mark.parametrize("given", ["mysql://h/d", "postgresql+psycopg2://h/d", "sqlite+aiosqlite:///a.db"])
def test_a_url_of_another_database_is_refused(given: str) -> None:
    with pytest.raises(InvalidInputError, match="names the kind"):
        make_engine(given, pool_size=1)


@pytest.mark.parametrize("given", ["foo", "", "postgresql://u:hunter2@h:abc/d", "u:hunter2@h/d"])
def test_a_url_that_cannot_be_read_is_refused_without_showing_it(given: str) -> None:
    with pytest.raises(InvalidInputError, match="cannot be read") as caught:
        make_engine(given, pool_size=1)

    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "given", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://a.db", "sqlite:///a.db?uri=true"]
)
def test_a_url_of_sqlite_names_a_file_and_nothing_else(given: str) -> None:
    """Each connection to a database in memory would have one of its own."""
    with pytest.raises(InvalidInputError, match="must name a file"):
        make_engine(given, pool_size=1)


@pytest.mark.parametrize(
    ("given", "servers"),
    [
        ("sqlite:///a.db", ()),
        ("postgresql://u@h/d", (("h", 5432),)),
        ("postgres://u@h/d", (("h", 5432),)),
        ("postgresql+psycopg://u@[2001:db8::7]:5433/d", (("2001:db8::7", 5433),)),
        ("postgresql://u:p#a/s?s@h:5433/d", (("h", 5433),)),
        ("postgresql://u@/d?host=h&port=5433", (("h", 5433),)),
        ("postgresql://u@/d?host=h1:5433&host=h2:5433", (("h1", 5433), ("h2", 5433))),
        ("postgresql://u@/d?host=h1&host=h2", (("h1", 5432), ("h2", 5432))),
        ("postgresql://u@/d?host=h1,h2&port=1,2", (("h1", 1), ("h1", 2), ("h2", 1), ("h2", 2))),
        ("postgresql://u@name/d?hostaddr=10.0.0.7", (("10.0.0.7", 5432),)),
        ("postgresql:///d", (("localhost", 5432),)),
        ("postgresql://u@/d?host=/var/run/postgresql", (("localhost", 5432),)),
        ("postgresql://u@%2Fvar%2Frun/d", (("localhost", 5432),)),
    ],
)
def test_a_url_says_at_which_servers_the_database_may_be(given: str, servers: tuple[tuple[str, int], ...]) -> None:
    assert database_servers(given) == servers


def test_sqlite_is_durable_checks_foreign_keys_and_keeps_its_memory_small(sqlite_database: str) -> None:
    engine = make_engine(sqlite_database, pool_size=1)
    with engine.connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout", "cache_size", "mmap_size")
        }
    engine.dispose()

    assert values == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 30_000,
        "cache_size": -SQLITE_CACHE_KIB,
        "mmap_size": 0,
    }


def test_postgresql_sessions_are_named_bounded_and_in_utc(postgres_database: str) -> None:
    engine = make_engine(postgres_database, pool_size=1)
    names = ("application_name", "timezone", "lock_timeout", "statement_timeout", "transaction_isolation", "jit")
    with engine.connect() as connection:
        values = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]
    engine.dispose()

    assert values == ["watchfloor", "UTC", "30s", "1min", "read committed", "off"]


def test_postgresql_keeps_no_plan_for_another_value(postgres_database: str) -> None:
    engine = make_engine(postgres_database, pool_size=1)
    with engine.connect() as connection:
        for number in range(20):
            connection.execute(text("SELECT :number"), {"number": number})
        prepared = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar_one()
    engine.dispose()

    assert prepared == 0


def test_work_that_only_reads_cannot_write(works: SqlWorks) -> None:
    with pytest.raises(Exception, match=r"read.?only"), works.reading(EVERYONE) as work:
        work.customers.add(a_customer())

    with works(EVERYONE) as work:
        work.customers.add(a_customer())
        work.commit()


def test_work_that_only_reads_does_not_wait_for_a_writer_and_sees_what_is_committed(works: SqlWorks) -> None:
    page = PageRequest()
    with works(EVERYONE) as writer:
        writer.customers.add(a_customer())
        with works.reading(EVERYONE) as reader:
            assert reader.customers.page(page, reach=EVERYONE).items == ()
        writer.commit()
    with works.reading(EVERYONE) as reader:
        assert len(reader.customers.page(page, reach=EVERYONE).items) == 1


def test_a_database_that_is_not_there_is_said_to_be_unavailable() -> None:
    for url in ("postgresql://nobody@127.0.0.1:1/nothing", "sqlite:////nowhere/at/all.db"):
        engine = make_engine(url, pool_size=1)
        with pytest.raises(StorageUnavailableError):
            engine.connect()
        engine.dispose()


def test_an_error_does_not_show_what_was_to_be_stored(works: SqlWorks) -> None:
    secret = CustomerId(derived_id("secret"))
    with pytest.raises(Exception, match="nowhere") as caught, works(EVERYONE) as work:
        work._connection.execute(text("SELECT * FROM nowhere WHERE id = :id"), {"id": str(secret)})

    assert str(secret) not in str(caught.value)


def test_the_first_change_has_number_one(works: SqlWorks) -> None:
    with works(EVERYONE) as work:
        assert work._connection.execute(select(change_head.c.sequence)).scalar_one() == 0
        assert work._now.changes.next() == 1
