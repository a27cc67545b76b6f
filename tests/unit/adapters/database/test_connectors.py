"""What is SQL's own about connectors: columns are read strictly, indexes serve, and PostgreSQL's writers take turns."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import delete, insert, text, update

from adapters.database import SqlUnitOfWork, SqlWorks, make_engine
from adapters.database.connector_tables import IS_ABOUT_VERIFYING, connectors
from adapters.database.json_columns import StoredValueError
from adapters.database.platform_tables import customer_codes, customers
from adapters.database.startup_tables import connector_catalogue
from socdomain.connectors.catalogue import CatalogueKind
from socdomain.connectors.connector import Connector
from socdomain.connectors.history import ABOUT_VERIFYING
from socdomain.connectors.verification import Outcome
from socdomain.errors import ConcurrentChangeError, OtherCustomerError
from socdomain.pages import PageRequest, Position
from tests.builders import EVERYONE, IDS, NOW, a_connector, a_connector_entry, a_customer, a_verification, hours
from tests.contracts.backends import committed
from tests.unit.adapters.database.plans import postgres_plan, sqlite_plan, statements

LONG_ENOUGH_S = 30.0


def stored(works: SqlWorks, connector: Connector) -> Connector:
    with committed(works) as work:
        work.connectors.add(connector)
    return connector


def test_what_is_pruned_is_what_the_domain_says() -> None:
    assert set(re.findall(r"'(\w+)'", str(IS_ABOUT_VERIFYING))) == {one.value for one in ABOUT_VERIFYING}


@pytest.mark.parametrize(
    "column",
    [
        {"plain_values": ["url"]},
        {"plain_values": "url"},
        {"plain_values": {"url": 1}},
        {"plain_values": {"url": None}},
        {"secrets": []},
        {"secrets": {"password": {"sealed": "a"}}},
        {"verified_at": None},
        {"verified_outcome": None},
        {"verified_advice": None},
        {"verified_latency_ms": None},
        {"verified_product_version": None},
    ],
    ids=str,
)
def test_columns_that_hold_something_else_are_refused(works: SqlWorks, column: dict[str, Any]) -> None:
    connector = stored(works, a_connector(verification=a_verification()))
    with works(EVERYONE) as work:
        work._connection.execute(update(connectors).values(column))
        with pytest.raises(StoredValueError):
            work.connectors.get(connector.id)
        with pytest.raises(StoredValueError):
            work.connectors.all()


@pytest.mark.parametrize(
    "fields", [{}, "name", [None], [[]], [{"name": "a"}], [{"name": "a", "label": "A", "form": "essay"}]], ids=str
)
def test_fields_of_the_catalogue_that_are_none_are_refused(works: SqlWorks, fields: Any) -> None:
    kind = CatalogueKind.INTEGRATION
    with works(EVERYONE) as work:
        row = {"kind": kind.value, "name": "a", "title": "A", "fields": fields, "version": 1}
        work._connection.execute(insert(connector_catalogue), row)
        with pytest.raises(StoredValueError):
            work.catalogue.all(kind)


def test_a_customer_that_a_connector_names_cannot_be_removed(works: SqlWorks) -> None:
    """No use case removes customers; whoever does it by hand learns what still refers to them."""
    acme = a_customer()
    with committed(works) as work:
        work.customers.add(acme)
    stored(works, a_connector(customer_id=acme.id))
    with works(EVERYONE) as work:
        work._connection.execute(delete(customer_codes))
        with pytest.raises(OtherCustomerError):
            work._connection.execute(delete(customers))


Ask = Callable[[SqlUnitOfWork], Any]
CONNECTOR = a_connector()
ASKED: dict[str, tuple[Ask, str]] = {
    "history": (
        lambda work: work.connector_history.page(CONNECTOR.id, PageRequest(3)),
        "ix_connector_history_connector_id_at_id",
    ),
    "history, later": (
        lambda work: work.connector_history.page(CONNECTOR.id, PageRequest(3, Position(NOW, IDS.new()))),
        "ix_connector_history_connector_id_at_id",
    ),
    "pruning": (
        lambda work: work.connector_history.prune(NOW - hours(9_000), limit=10),
        "ix_connector_history_about_verifying",
    ),
    "of a connector": (
        # What the database itself does, when a connector is removed.
        lambda work: work._connection.execute(text("DELETE FROM connector_history WHERE connector_id = NULL")),
        "ix_connector_history_connector_id_at_id",
    ),
}


@pytest.mark.parametrize("asked", ASKED)
def test_sqlite_looks_in_an_index(sqlite_works: SqlWorks, asked: str) -> None:
    """Also where there are no statistics: there are none in a database that has just been made."""
    ask, index = ASKED[asked]
    with statements(sqlite_works) as run, sqlite_works(EVERYONE) as work:
        ask(work)
    steps = sqlite_plan(sqlite_works, run)
    assert any(index in step for step in steps), steps
    assert not [step for step in steps if step.startswith("SCAN connector_history") and index not in step]
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps


def test_postgresql_looks_in_an_index(postgres_works: SqlWorks, postgres_owner_database: str) -> None:
    _fill(postgres_works, postgres_owner_database)
    plans = {}
    for asked in ASKED.keys() - {"of a connector"}:
        with statements(postgres_works) as run, postgres_works(EVERYONE) as work:
            ASKED[asked][0](work)
        plans[asked] = postgres_plan(postgres_works, run)
    wrong = {asked: plan for asked, plan in plans.items() if ASKED[asked][1] not in plan or "Seq Scan" in plan}
    assert wrong == {}


def _fill(works: SqlWorks, owner_url: str) -> None:
    """Adds some connectors with many tries and a few changes, and lets the planner know."""
    for one in (CONNECTOR, *(a_connector(f"number {number}") for number in range(20))):
        stored(works, one)
    engine = make_engine(owner_url, pool_size=1)
    many = """
        INSERT INTO connector_history
        SELECT gen_random_uuid(), connectors.id, CAST(:start AS timestamptz) + n * interval '1 minute', 'a',
            CASE WHEN n % 50 = 0 THEN 'changed' ELSE 'verified' END, 1, '{}'
        FROM connectors, generate_series(1, 1000) AS n
    """
    with engine.begin() as connection:
        connection.execute(text(many), {"start": NOW - hours(100)})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE connectors, connector_history"))
    engine.dispose()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def wait_until_it_waits(works: SqlWorks, found: Future[Any]) -> None:
    """Waits until somebody waits for a lock of the database, which has to be who works in a thread."""
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    deadline = time.monotonic() + LONG_ENOUGH_S
    while time.monotonic() < deadline:
        assert not found.done(), "it did not wait"
        with works.engine.connect() as connection:
            if connection.scalar(waits):
                return
        time.sleep(0.005)
    raise AssertionError("nobody waited")


def test_who_locks_connectors_waits_for_who_did_before(postgres_works: SqlWorks, threads: ThreadPoolExecutor) -> None:
    def all_there_are() -> list[str]:
        with postgres_works(EVERYONE) as work:
            work.connectors.lock()
            return [one.name for one in work.connectors.all()]

    with postgres_works(EVERYONE) as work:
        work.connectors.lock()
        found = threads.submit(all_there_are)
        wait_until_it_waits(postgres_works, found)
        work.connectors.add(a_connector("added meanwhile"))
        work.commit()
    assert found.result(LONG_ENOUGH_S) == ["added meanwhile"]


def test_what_is_found_while_a_change_is_being_committed_is_not_noted(
    postgres_works: SqlWorks, threads: ThreadPoolExecutor
) -> None:
    """The condition is looked at again when the lock of the row is there."""
    connector = stored(postgres_works, a_connector())

    def note() -> bool:
        with committed(postgres_works) as work:
            return work.connectors.note_verification(connector.id, a_verification(), version=1)

    changed = evolve(connector, name="changed", version=2)
    with postgres_works(EVERYONE) as work:
        work.connectors.save(changed, expected_version=1)
        found = threads.submit(note)
        wait_until_it_waits(postgres_works, found)
        work.commit()
    assert found.result(LONG_ENOUGH_S) is False
    with postgres_works.reading(EVERYONE) as work:
        assert work.connectors.get(connector.id) == changed


def test_what_is_found_meanwhile_is_not_lost_where_both_lock(
    postgres_works: SqlWorks, threads: ThreadPoolExecutor
) -> None:
    """A change writes the verification that it has read; without the lock it would write an older one."""
    connector = stored(postgres_works, a_connector(verification=a_verification()))

    def rename() -> None:
        with committed(postgres_works) as work:
            work.connectors.lock()
            present = work.connectors.get(connector.id)
            assert present is not None
            work.connectors.save(evolve(present, name="renamed", version=2), expected_version=1)

    with postgres_works(EVERYONE) as work:
        work.connectors.lock()
        found = threads.submit(rename)
        wait_until_it_waits(postgres_works, found)
        lost = a_verification(outcome=Outcome.UNREACHABLE)
        assert work.connectors.note_verification(connector.id, lost, version=1)
        work.commit()
    found.result(LONG_ENOUGH_S)
    with postgres_works.reading(EVERYONE) as work:
        assert work.connectors.get(connector.id) == evolve(connector, name="renamed", version=2, verification=lost)


@pytest.mark.parametrize("fields", [{"name": "HOUND"}, {"name": "other", "is_default": True}], ids=str)
def test_who_comes_second_to_a_name_or_to_being_the_default_is_told_so(
    postgres_works: SqlWorks, threads: ThreadPoolExecutor, fields: dict[str, Any]
) -> None:
    def add() -> None:
        stored(postgres_works, a_connector(**fields))

    with postgres_works(EVERYONE) as work:
        work.connectors.add(a_connector("Hound", is_default=True))
        found = threads.submit(add)
        wait_until_it_waits(postgres_works, found)
        work.commit()
    with pytest.raises(ConcurrentChangeError):
        found.result(LONG_ENOUGH_S)


def test_an_entry_of_a_connector_that_is_being_removed_is_refused(
    postgres_works: SqlWorks, threads: ThreadPoolExecutor
) -> None:
    connector = stored(postgres_works, a_connector())

    def tell() -> None:
        with committed(postgres_works) as work:
            work.connector_history.add(a_connector_entry(connector))

    with postgres_works(EVERYONE) as work:
        work.connectors.remove(connector.id, expected_version=1)
        found = threads.submit(tell)
        wait_until_it_waits(postgres_works, found)
        work.commit()
    with pytest.raises(OtherCustomerError):
        found.result(LONG_ENOUGH_S)
