"""A page of events has as many documents as a process can hold."""

from __future__ import annotations

from adapters.database import SqlWorks
from adapters.database.alert_reads import MOST_DOCUMENT_BYTES
from socdomain.incidents.event import Event
from socdomain.pages import Page, PageRequest
from tests.builders import EVERYONE, NOW, a_customer, an_alert, an_event, hours
from tests.contracts.backends import committed
from tests.contracts.lists import walked
from tests.contracts.stored import store_alerts, store_events


def test_a_page_ends_where_its_documents_become_too_long(works: SqlWorks) -> None:
    """They are stored in a few bytes, since they compress well: their own length counts."""
    customer = a_customer()
    with committed(works) as work:
        work.customers.add(customer)
    alert = an_alert(customer)
    store_alerts(works, alert)
    third, too_long = b"x" * (MOST_DOCUMENT_BYTES // 3), b"y" * (MOST_DOCUMENT_BYTES + 1)
    bodies = [third, third, third, third, too_long, None, third]
    events = [an_event(alert, seen_at=NOW - hours(number), body=body) for number, body in enumerate(bodies)]
    store_events(works, *events)
    pages: list[int] = []

    def counted(page: PageRequest) -> Page[Event]:
        with works.reading(EVERYONE) as work:
            found = work.alerts.events(alert.id, page, reach=EVERYONE)
        pages.append(len(found.items))
        return found

    assert walked(counted, limit=200) == events
    assert pages == [3, 1, 1, 2]
