"""Observables are written once by a process, and again where they are gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event, select

from adapters.database import SqlWorks
from adapters.database.incident_tables import observables
from adapters.database.known_observables import MOST_KNOWN, KnownObservables
from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError
from socdomain.incidents.alert import Alert
from socdomain.incidents.intake import IntakePlan, StoredObservable
from tests.builders import EVERYONE, a_customer, a_sighting, an_alert, an_observable
from tests.contracts.backends import committed
from tests.within_reach import for_everyone


@pytest.fixture
def customer(works: SqlWorks) -> Customer:
    """A stored customer."""
    customer = a_customer()
    with committed(works) as work:
        work.customers.add(customer)
    return customer


@pytest.fixture
def statements(works: SqlWorks) -> Iterator[list[str]]:
    """The statements that write observables, as they are executed."""
    seen: list[str] = []

    def see(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if "INTO observables" in statement:
            seen.append(statement)

    event.listen(works.engine, "before_cursor_execute", see)
    yield seen
    event.remove(works.engine, "before_cursor_execute", see)


def _store(works: SqlWorks, alert: Alert, shown: StoredObservable) -> None:
    with committed(works) as work:
        plan = IntakePlan(new_alerts=[alert], observables=[shown], sightings=[a_sighting(alert, shown)])
        work.intake.store(plan)


def test_what_was_committed_is_not_written_again(works: SqlWorks, customer: Customer, statements: list[str]) -> None:
    shown = an_observable(customer, "198.51.100.1")
    for _ in range(3):
        _store(works, an_alert(customer), shown)
    assert len(statements) == 1


def test_what_was_not_committed_is_written_again(works: SqlWorks, customer: Customer, statements: list[str]) -> None:
    shown = an_observable(customer, "198.51.100.1")
    with works(EVERYONE) as work:
        work.intake.store(IntakePlan(observables=[shown]))
    _store(works, an_alert(customer), shown)
    assert len(statements) == 2


def test_an_observable_that_is_gone_is_written_at_the_second_attempt(works: SqlWorks, customer: Customer) -> None:
    """As after a database was restored under a running process."""
    shown, alert = an_observable(customer, "198.51.100.1"), an_alert(customer)
    with committed(works) as work:
        work.intake.store(IntakePlan(observables=[shown]))
    with for_everyone(works.engine).begin() as connection:
        connection.execute(observables.delete())
    with pytest.raises(ConcurrentChangeError):
        _store(works, alert, shown)

    _store(works, alert, shown)
    with for_everyone(works.engine).connect() as connection:
        assert connection.scalars(select(observables.c.value)).all() == ["198.51.100.1"]


def test_so_many_are_known_and_no_more() -> None:
    known, customer = KnownObservables(), a_customer()
    rows = [an_observable(customer, f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}") for n in range(MOST_KNOWN + 1)]
    known.committed(rows[:-1])
    assert known.unknown(rows) == rows[-1:]
    known.committed(rows[-1:])
    assert known.unknown(rows) == rows[:-1]
