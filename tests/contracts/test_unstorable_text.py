"""Text that no store can hold: looking for it finds nothing or is refused, and no driver's error comes out.

PostgreSQL keeps no NUL in text, and no database keeps half of a surrogate pair; whoever sends a request can send both.
"""

from collections.abc import Callable

import pytest

from socdomain.customers.customer import Customer
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.incidents.alert_filter import AlertFilter, CaseFilter
from socdomain.sources.ports import RejectedFilter
from tests.builders import EVERYONE, NOW, a_once_key, an_alert
from tests.contracts.backends import AnyWork, Works
from tests.contracts.lists import FIRST
from tests.contracts.stored import found, store_alerts

UNSTORABLE = ("anna\x00", "anna\ud800")


@pytest.mark.parametrize("text", UNSTORABLE, ids=ascii)
@pytest.mark.parametrize("field", ["source", "customer", "assignee", "tag", "asset", "observable", "technique", "text"])
def test_no_alert_is_found_by_it(works: Works, acme: Customer, field: str, text: str) -> None:
    store_alerts(works, an_alert(acme))
    wanted = AlertFilter(**{field: text})  # type: ignore[arg-type]  # each of these fields is text
    assert found(works, wanted) == set()
    with works(EVERYONE) as work:
        assert work.alerts.matching(wanted, as_of=NOW, after=None, limit=10, reach=EVERYONE) == ()


LOOKS: dict[str, Callable[[AnyWork, str], object]] = {
    "cases of a customer": lambda work, text: work.cases.page(CaseFilter(customer=text), FIRST, reach=EVERYONE).items,
    "cases of an assignee": lambda work, text: work.cases.page(CaseFilter(assignee=text), FIRST, reach=EVERYONE).items,
    "rejected events": lambda work, text: (
        work.rejected_events.page(RejectedFilter(source=text), FIRST, reach=EVERYONE).items
    ),
    "a user": lambda work, text: work.users.by_login(text),
    "owners": lambda work, text: work.customers.owners({text}),
    "a customer": lambda work, text: work.customers.by_code(text, reach=EVERYONE),
    "a source": lambda work, text: work.sources.get(text),
    "an idempotency key": lambda work, text: work.once.recall(a_once_key(text), now=NOW),
}


@pytest.mark.parametrize("text", UNSTORABLE, ids=ascii)
def test_nothing_else_is_found_by_it_or_it_is_refused(works: Works, acme: Customer, text: str) -> None:
    for what, look in LOOKS.items():
        with works.reading(EVERYONE) as work:
            try:
                found_there = look(work, text)
            except (NotFoundError, InvalidInputError):
                continue
            assert not found_there, what
