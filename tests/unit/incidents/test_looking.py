"""Looking at an alert: what is new since somebody looked, what its events did, and what has come meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from socdomain.auth.user import User
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_activity import span_between
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.looks import VISIT_ENDS_AFTER, Look, looked
from socdomain.incidents.note_look import NoteLook
from socdomain.incidents.queries import alert_activity, latest_position, news
from socdomain.incidents.views import ChangesPosition
from socdomain.memory import FixedClock, MemoryPlatform
from socdomain.memory.platform import MemoryWorks
from socdomain.principal import Principal, PrincipalKind, Reach, Scope
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, NOW, a_customer, a_principal, a_role, a_user, an_alert, an_event, hours
from tests.contracts.stored import store_alerts, store_events

MOMENT = timedelta(microseconds=1)
ACME, GLOBEX = a_customer("ACME"), a_customer("Globex")


@pytest.fixture
def works() -> MemoryWorks:
    """A store with two customers, and nothing else."""
    works = MemoryPlatform().works()
    with works(EVERYONE) as work:
        for customer in (ACME, GLOBEX):
            work.customers.add(customer)
        work.roles.add(a_role())
        work.commit()
    return works


@pytest.fixture
def alert(works: MemoryWorks) -> Alert:
    """An alert with two events an hour apart."""
    made = an_alert(ACME, last_seen=NOW + hours(1))
    store_alerts(works, made)
    store_events(works, an_event(made), an_event(made, seen_at=NOW + hours(1)))
    return made


def a_stored_principal(works: MemoryWorks, **fields: Any) -> Principal:
    user: User = a_user(fields.pop("name", "anna"))
    with works(EVERYONE) as work:
        work.users.add(user)
        work.commit()
    return a_principal(user.login, id=user.id, **fields)


def test_what_was_seen_is_what_was_there_when_the_visit_before_ended() -> None:
    first = looked(None, NOW)
    assert first == Look(NOW)
    again = looked(first, NOW + VISIT_ENDS_AFTER)
    assert again == Look(NOW + VISIT_ENDS_AFTER)
    back = looked(again, again.at + VISIT_ENDS_AFTER + MOMENT)
    assert back == Look(again.at + VISIT_ENDS_AFTER + MOMENT, again.at)
    assert looked(back, back.at + MOMENT) == Look(back.at + MOMENT, again.at)
    assert looked(back, NOW) == back


def test_a_user_is_told_when_they_looked_before(works: MemoryWorks, alert: Alert) -> None:
    clock, anna = FixedClock(NOW), a_stored_principal(works)
    note = NoteLook(works, clock)
    assert [note.execute(alert.id, by=anna) for _ in range(3)] == [None] * 3
    clock.advance(hours(2))
    assert [note.execute(alert.id, by=anna) for _ in range(3)] == [NOW] * 3


def test_looking_takes_a_user_who_may_read_alerts_and_leaves_no_record(works: MemoryWorks, alert: Alert) -> None:
    note, reader = NoteLook(works, FixedClock(NOW)), frozenset({Scope.ALERTS_READ})
    anna = a_stored_principal(works, scopes=reader, reach=Reach.only([ACME.id]))
    assert note.execute(alert.id, by=anna) is None
    key = evolve(anna, kind=PrincipalKind.KEY)
    for by in (evolve(anna, scopes=frozenset(Scope) - reader), key):
        with pytest.raises(NotAllowedError):
            note.execute(alert.id, by=by)
    with pytest.raises(NotFoundError):
        note.execute(alert.id, by=evolve(anna, reach=Reach.only([GLOBEX.id])))
    with works.reading(EVERYONE) as work:
        assert works._store.audit_records == []
        assert work.alerts.detail(alert.id, reach=EVERYONE).alert == alert


@pytest.mark.parametrize("buckets", [1, 2, 3, 7, 48, 500])
@pytest.mark.parametrize("span", [timedelta(0), MOMENT, 7 * MOMENT, timedelta(hours=1), timedelta(days=20_000)])
def test_spans_are_the_shortest_that_hold_both_ends(span: timedelta, buckets: int) -> None:
    each = span_between(NOW, NOW + span, buckets)
    assert span // each < buckets
    assert each == MOMENT or span // (each - MOMENT) >= buckets


def test_the_activity_of_an_alert_has_the_usual_number_of_spans(works: MemoryWorks, alert: Alert) -> None:
    by = a_principal(scopes=frozenset({Scope.ALERTS_READ}), reach=Reach.only([ACME.id]))
    counts = alert_activity(works.reading(by.reach), alert.id, by=by).counts
    assert (counts[0], counts[-1], sum(counts), len(counts)) == (1, 1, 2, 48)
    for buckets in (0, 501):
        with pytest.raises(InvalidInputError):
            alert_activity(works.reading(by.reach), alert.id, buckets, by=by)
    stranger = evolve(by, reach=Reach.only([GLOBEX.id]))
    with pytest.raises(NotFoundError):
        alert_activity(works.reading(stranger.reach), alert.id, by=stranger)


def test_who_listens_is_told_what_came_since(works: MemoryWorks, alert: Alert) -> None:
    by = a_principal(scopes=frozenset({Scope.ALERTS_READ}))
    position = latest_position(works.reading(EVERYONE), by=by)
    high = an_alert(ACME, severity=Severity.HIGH)
    store_alerts(works, high, an_alert(ACME))
    wanted = AlertFilter(severity=frozenset({Severity.HIGH}))
    told = news(works.reading(EVERYONE), wanted, position, by=by)
    assert [(item.listing.alert, item.is_new) for item in told.items] == [(high, True)]
    later = news(works.reading(EVERYONE), wanted, position, since=told.position, by=by)
    assert [item.is_new for item in later.items] == [False]
    assert news(works.reading(EVERYONE), wanted, told.position, by=by).items == ()


def test_one_call_looks_at_as_many_changes_as_a_page_has(works: MemoryWorks) -> None:
    by = a_principal()
    store_alerts(works, *(an_alert(ACME) for _ in range(201)))
    told = news(works.reading(EVERYONE), AlertFilter(), ChangesPosition(0), by=by)
    assert (len(told.items), told.more) == (200, True)


def test_reading_takes_the_scope_for_it(works: MemoryWorks, alert: Alert) -> None:
    by = a_principal(scopes=frozenset(Scope) - {Scope.ALERTS_READ})
    work = works.reading(EVERYONE)
    with pytest.raises(NotAllowedError):
        alert_activity(work, alert.id, by=by)
    with pytest.raises(NotAllowedError):
        latest_position(work, by=by)
    with pytest.raises(NotAllowedError):
        news(work, AlertFilter(), ChangesPosition(0), by=by)
