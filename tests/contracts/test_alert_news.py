"""What every ``AlertRepository`` tells those who listen for alerts that a filter wants."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.ids import AlertId
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.intake import IntakePlan
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.incidents.status import Status, Verdict
from socdomain.incidents.views import ChangesPosition, NewsPage
from socdomain.principal import Reach
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, NOW, an_alert, an_asset, an_observable, hours
from tests.contracts.backends import Works
from tests.contracts.lists import MOST_PAGES
from tests.contracts.stored import found, store_alerts, store_asset, store_observable, store_plan
from tests.contracts.test_alert_changes import BEGINNING, save

ALL = AlertFilter()


def page(
    works: Works,
    after: ChangesPosition,
    wanted: AlertFilter = ALL,
    since: ChangesPosition | None = None,
    reach: Reach = EVERYONE,
    limit: int = 200,
) -> NewsPage:
    with works.reading(reach) as work:
        return work.alerts.news(after, limit, wanted, since=since or after, reach=reach)


def told(works: Works, after: ChangesPosition, wanted: AlertFilter = ALL, reach: Reach = EVERYONE) -> set[AlertId]:
    return {item.listing.alert.id for item in page(works, after, wanted, reach=reach).items}


def now(works: Works) -> ChangesPosition:
    with works.reading(EVERYONE) as work:
        return work.alerts.latest_position()


def test_the_latest_position_is_behind_all_that_was_committed(works: Works, acme: Customer) -> None:
    assert now(works) == BEGINNING
    alert = an_alert(acme)
    store_alerts(works, alert)
    position = now(works)
    assert told(works, position) == set()
    with works(EVERYONE) as work:
        work.alerts.add(an_alert(acme))
    assert now(works) == position
    save(works, alert, assignee="anna")
    assert told(works, position) == {alert.id}
    assert told(works, now(works)) == set()


def test_new_is_what_was_added_since_and_not_what_only_changed(works: Works, acme: Customer) -> None:
    old, seen_again, untouched = an_alert(acme), an_alert(acme), an_alert(acme)
    store_alerts(works, old, seen_again, untouched)
    position = now(works)
    added, of_intake = an_alert(acme), an_alert(acme)
    store_alerts(works, added)
    joined = JoinableAlert.of(evolve(seen_again, event_count=2))
    store_plan(works, IntakePlan(new_alerts=[of_intake], counted_alerts=[joined]))
    saved = save(works, added, assignee="anna")
    save(works, old, assignee="anna")
    news = page(works, position)
    assert [(item.listing.alert.id, item.is_new) for item in news.items] == [
        (seen_again.id, False),
        (of_intake.id, True),
        (added.id, True),
        (old.id, False),
    ]
    assert (news.items[2].listing.alert, news.items[2].listing.customer_code) == (saved, "ACME")
    assert (news.position, news.more) == (ChangesPosition(now(works).sequence, old.id), False)


def test_what_is_new_is_asked_of_the_list_and_not_of_where_reading_goes_on(works: Works, acme: Customer) -> None:
    """What was added since the list was made is new to it, though it changed again while the news was read."""
    listed = now(works)
    added, other = an_alert(acme), an_alert(acme)
    store_alerts(works, added)
    store_alerts(works, other)
    first = page(works, listed, limit=1)
    assert [(item.listing.alert.id, item.is_new) for item in first.items] == [(added.id, True)]
    save(works, other, assignee="anna")
    save(works, added, assignee="anna")
    assert [item.is_new for item in page(works, first.position, since=listed).items] == [True, True]
    assert [item.is_new for item in page(works, first.position).items] == [True, False]


def test_a_position_can_stand_within_what_one_commit_added(works: Works, acme: Customer) -> None:
    alerts = [an_alert(acme) for _ in range(3)]
    store_alerts(works, *alerts)
    within = ChangesPosition(now(works).sequence, alerts[1].id)
    assert [item.is_new for item in page(works, BEGINNING, since=within).items] == [False, False, True]


def test_a_page_looks_at_so_many_changes_and_says_where_it_stopped(works: Works, acme: Customer) -> None:
    alerts = [an_alert(acme, severity=Severity.HIGH if number % 3 else Severity.LOW) for number in range(7)]
    store_alerts(works, *alerts)
    wanted = AlertFilter(severity=frozenset({Severity.LOW}))
    pages = [page(works, BEGINNING, wanted, limit=2)]
    while pages[-1].more and len(pages) < MOST_PAGES:
        pages.append(page(works, pages[-1].position, wanted, limit=2))
    ids = [item.listing.alert.id for one in pages for item in one.items]
    assert ids == [alert.id for alert in alerts if alert.severity is Severity.LOW]
    assert [one.position for one in pages] == [
        ChangesPosition(now(works).sequence, alert.id) for alert in (*alerts[1::2], alerts[-1])
    ]


def test_where_nothing_changed_the_position_stays(works: Works, acme: Customer) -> None:
    store_alerts(works, an_alert(acme))
    position = now(works)
    assert page(works, position) == NewsPage((), position, more=False)
    # What changed and is not wanted has been looked at all the same.
    store_alerts(works, alert := an_alert(acme))
    for nobodys in (AlertFilter(tag="nobodys"), AlertFilter(customer="nobody"), AlertFilter(asset="nobodys")):
        assert page(works, position, nobodys) == NewsPage(
            (), ChangesPosition(now(works).sequence, alert.id), more=False
        )


def test_what_is_out_of_reach_is_no_news(works: Works, acme: Customer, globex: Customer) -> None:
    ours, theirs = an_alert(acme), an_alert(globex)
    store_alerts(works, ours, theirs)
    assert told(works, BEGINNING, reach=Reach.only([acme.id])) == {ours.id}
    assert told(works, BEGINNING, reach=Reach.nothing()) == set()


WANTED: dict[str, dict[str, Any]] = {
    "status": {"status": frozenset({Status.CLOSED})},
    "severity": {"severity": frozenset({Severity.CRITICAL, Severity.LOW})},
    "source": {"source": "suricata"},
    "customer": {"customer": "globex"},
    "a further code": {"customer": "ACME-cloud"},
    "assignee": {"assignee": "anna"},
    "nobody": {"assignee": ""},
    "verdict": {"verdict": Verdict.TRUE_POSITIVE},
    "tag": {"tag": " VIP"},
    "asset": {"asset": "dc01"},
    "observable": {"observable": "203.0.113[.]9"},
    "technique": {"technique": "t1059"},
    "text": {"text": "KERBEROS"},
    "seen_from": {"seen_from": NOW + hours(1)},
    "seen_until": {"seen_until": NOW + hours(1)},
    "several": {"source": "suricata", "tag": "vip", "asset": "dc01", "customer": "acme", "text": "kerberos"},
    "half a surrogate pair": {"text": "abc\ud800"},
}


@pytest.mark.parametrize("wanted", WANTED.values(), ids=WANTED)
def test_every_part_of_a_filter_holds_as_it_does_for_the_list(
    works: Works, acme: Customer, globex: Customer, wanted: dict[str, Any]
) -> None:
    closed: dict[str, Any] = {"status": Status.CLOSED, "verdict": Verdict.TRUE_POSITIVE, "closed_at": NOW}
    special: dict[str, Any] = {
        "source": "suricata",
        "tags": ("vip",),
        "title": "Kerberos",
        "techniques": ("T1059.001",),
    }
    earlier, later = an_alert(acme, **special), an_alert(acme, **special)
    alerts = [
        an_alert(acme),
        an_alert(acme, severity=Severity.CRITICAL, assignee="anna"),
        an_alert(acme, **closed),
        an_alert(acme, last_seen=NOW + hours(1)),
        an_alert(globex, **special),
        earlier,
        later,
    ]
    store_alerts(works, *(alert for alert in alerts if alert is not later))
    position = now(works)
    store_alerts(works, later)
    store_asset(works, an_asset(acme, "DC01"), earlier, later)
    store_observable(works, an_observable(acme, "203.0.113.9"), earlier, later)
    for alert in alerts[:5]:
        save(works, alert)
    changed = {alert.id for alert in alerts if alert is not earlier}
    filter_ = AlertFilter(**wanted)
    for reach in (EVERYONE, Reach.only([acme.id]), Reach.only([acme.id, globex.id])):
        assert told(works, position, filter_, reach) == found(works, filter_, reach) & changed
