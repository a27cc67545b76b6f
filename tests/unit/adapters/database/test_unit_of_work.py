"""What the unit of work over SQL adds to the contract."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from threading import Thread

import pytest

from adapters import crash_points
from adapters.clock import SystemClock
from adapters.database import SqlUnitOfWork, SqlWorks, sql_works
from adapters.database.engine import writer_queue
from adapters.ids import Uuid7Ids
from socdomain.auth.ports import AuthWork
from socdomain.errors import ConcurrentChangeError, OtherCustomerError
from socdomain.incidents.intake import IntakePlan
from socdomain.incidents.ports import IncidentsWork
from socdomain.pages import PageRequest
from socdomain.principal import Reach
from tests.builders import EVERYONE, a_customer, an_alert, an_event


def as_incidents_work(works: SqlWorks) -> Callable[[Reach], IncidentsWork]:
    """The type checker proves here that one class serves every feature."""
    return works


def as_auth_work(works: SqlWorks) -> Callable[[Reach], AuthWork]:
    """The same for sign-in."""
    return works


def number_of(work: SqlUnitOfWork) -> int:
    return len(work.customers.page(PageRequest(), reach=Reach.everyone()).items)


def test_a_work_is_used_inside_its_block(works: SqlWorks) -> None:
    work = works(EVERYONE)
    with pytest.raises(RuntimeError, match="inside"):
        work.customers  # noqa: B018 - asking is what is refused
    with work, pytest.raises(RuntimeError, match="begun already"), work:
        pass


def test_a_work_can_be_used_again_after_its_block(works: SqlWorks) -> None:
    work = works(EVERYONE)
    for number in range(3):
        with work:
            assert number_of(work) == number
            work.customers.add(a_customer(f"C{number}"))
            work.commit()


def test_all_that_a_work_changes_has_one_number_and_the_next_work_has_the_next(works: SqlWorks) -> None:
    with works(EVERYONE) as work:
        assert work._now.changes.next() == work._now.changes.next() == 1
        work.commit()
    with works(EVERYONE) as work:
        assert work._now.changes.next() == 2
    with works(EVERYONE) as work:
        assert work._now.changes.next() == 2, "a number that was rolled back is given again"


def test_numbers_of_changes_appear_in_the_order_of_the_commits(postgres_works: SqlWorks) -> None:
    """Whoever asks for a number waits until the one before it is committed."""
    numbers: list[int] = []

    def change() -> None:
        with postgres_works(EVERYONE) as work:
            numbers.append(work._now.changes.next())
            work.commit()

    with postgres_works(EVERYONE) as first:
        numbers.append(first._now.changes.next())
        second = Thread(target=change)
        second.start()
        time.sleep(0.05)
        assert numbers == [1]
        first.commit()
    second.join()

    assert numbers == [1, 2]


def test_writers_of_one_process_take_turns_on_sqlite(sqlite_works: SqlWorks) -> None:
    order: list[int] = []
    queue = writer_queue(sqlite_works.engine)
    assert queue is not None

    def write(number: int) -> None:
        with sqlite_works(EVERYONE) as work:
            order.append(number)
            work.customers.add(a_customer(f"C{number}"))
            work.commit()

    with sqlite_works(EVERYONE):
        writers = [Thread(target=write, args=(number,)) for number in range(8)]
        for number, writer in enumerate(writers, 1):
            writer.start()
            while len(queue._gates) < number:
                time.sleep(0.001)
    for writer in writers:
        writer.join()

    assert order == list(range(8))


def test_a_turn_that_does_not_come_is_a_concurrent_change(
    sqlite_works: SqlWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.database.transaction.BUSY_TIMEOUT_S", 0.01)
    with sqlite_works(EVERYONE), pytest.raises(ConcurrentChangeError), sqlite_works(EVERYONE):
        pass

    with sqlite_works(EVERYONE) as work:
        assert number_of(work) == 0


def test_another_process_that_writes_is_waited_for_and_then_given_up(sqlite_database: str) -> None:
    """Two engines on one file stand for two processes: the second does not stand in the first one's queue."""
    path = sqlite_database.removeprefix("sqlite:///")
    works = sql_works(sqlite_database, ids=Uuid7Ids(), clock=SystemClock())
    with works(EVERYONE) as work:
        work._connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ConcurrentChangeError), works(EVERYONE):
        pass
    other.close()
    with works(EVERYONE) as work:
        work.customers.add(a_customer())
        work.commit()
    works.close()


def test_the_points_of_a_commit_are_passed_around_it(works: SqlWorks) -> None:
    passed: list[tuple[str, int]] = []

    def look(name: str) -> None:
        with works.reading(EVERYONE) as reader:
            passed.append((name, number_of(reader)))

    with works(EVERYONE) as work:
        work.customers.add(a_customer())
        crash_points.arm(look)
        try:
            work.commit()
        finally:
            crash_points.arm(None)

    assert passed == [("database.before_commit", 0), ("database.after_commit", 1)]


def test_a_commit_that_fails_leaves_a_usable_connection(works: SqlWorks) -> None:
    """A deferred rule is checked at the commit, and SQLite then leaves the transaction open."""
    customer = a_customer()
    with works(EVERYONE) as work:
        work.customers.add(customer)
        work.commit()
    with works(EVERYONE) as work:
        work.intake.store(IntakePlan(events=[an_event(an_alert(customer))]))
        with pytest.raises(OtherCustomerError):
            work.commit()

    for _ in range(5):
        with works(EVERYONE) as work:
            assert number_of(work) == 1
