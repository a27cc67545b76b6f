"""What every ``AlertRepository`` remembers of who looked at an alert."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from socdomain.auth.user import User
from socdomain.customers.customer import Customer
from socdomain.errors import NotFoundError, OtherCustomerError
from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.incidents.looks import VISIT_ENDS_AFTER, Look, looked
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, NOW, a_user, an_alert, hours
from tests.contracts.backends import Works, committed
from tests.contracts.stored import store_alerts

MINUTE = timedelta(minutes=1)


def look(works: Works, alert: Alert, user: User, at: datetime, reach: Reach = EVERYONE) -> datetime | None:
    with works(reach) as work:
        before = work.alerts.note_look(alert.id, user.id, at, reach=reach)
        work.commit()
    return before


def test_a_look_is_told_when_the_visit_before_ended(works: Works, anna: User, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    assert look(works, alert, anna, NOW) is None
    # Loaded again, and once more after a while of reading.
    assert [look(works, alert, anna, NOW + number * MINUTE) for number in (0, 1, 30)] == [None] * 3
    later = NOW + hours(5)
    assert [look(works, alert, anna, at) for at in (later, later + MINUTE)] == [NOW + 30 * MINUTE] * 2
    assert look(works, alert, anna, later + hours(1)) == later + MINUTE


def test_every_store_goes_by_the_same_rule(works: Works, anna: User, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    at, known = NOW, None
    second, instant = timedelta(seconds=1), timedelta(microseconds=1)
    # Among them two from a clock that is behind.
    for after in (second, VISIT_ENDS_AFTER, VISIT_ENDS_AFTER + instant, -hours(2), hours(1), -second, hours(9)):
        at += after
        known = looked(known, at)
        assert look(works, alert, anna, at) == known.before
    assert known == Look(at, at + second - hours(8))


def test_each_users_look_at_each_alert_is_their_own(works: Works, anna: User, acme: Customer) -> None:
    alert, other, bert = an_alert(acme), an_alert(acme), a_user("bert")
    store_alerts(works, alert, other)
    with committed(works) as work:
        work.users.add(bert)
    look(works, alert, anna, NOW)
    assert look(works, other, anna, NOW + hours(1)) is None
    assert look(works, alert, bert, NOW + hours(1)) is None
    assert look(works, alert, anna, NOW + hours(1)) == NOW


def test_nobody_looks_at_what_is_out_of_reach(works: Works, anna: User, acme: Customer, globex: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    for unseen, reach in ((alert, Reach.only([globex.id])), (an_alert(acme, id=AlertId(IDS.new())), EVERYONE)):
        with pytest.raises(NotFoundError):
            look(works, unseen, anna, NOW, reach)
    assert look(works, alert, anna, NOW + hours(1), Reach.only([acme.id])) is None


def test_who_looks_is_a_user(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    with pytest.raises(OtherCustomerError):
        look(works, alert, a_user("nobody"), NOW)
