"""What every ``AlertRepository`` tells of one alert."""

from datetime import datetime
from uuid import UUID

import pytest

from socdomain.customers.customer import Customer
from socdomain.errors import NotFoundError
from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.incidents.intake import IntakePlan
from socdomain.incidents.status import Status
from socdomain.incidents.views import CaseReference, ShownAsset, ShownObservable
from socdomain.pages import PageRequest
from socdomain.principal import Reach
from socdomain.sources.observables import ObservableType
from tests.builders import (
    EVERYONE,
    IDS,
    NOW,
    a_case,
    a_comment,
    a_history_entry,
    a_share,
    a_sighting,
    an_alert,
    an_asset,
    an_event,
    an_observable,
    hours,
)
from tests.contracts.backends import Works, committed
from tests.contracts.lists import FIRST, walked
from tests.contracts.stored import store_alerts, store_asset, store_case, store_events, store_plan


def test_an_alert_alone_has_nothing_that_belongs_to_it(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    with works(EVERYONE) as work:
        detail = work.alerts.detail(alert.id, reach=EVERYONE)
    assert (detail.alert, detail.customer_code) == (alert, "ACME")
    assert (detail.assets, detail.asset_count) == ((), 0)
    assert (detail.observables, detail.observable_count) == ((), 0)
    assert (detail.comments, detail.cases) == ((), ())


def test_assets_are_shown_with_their_share_the_last_seen_first(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    early, late, same_time = an_asset(acme, "early"), an_asset(acme, "late"), an_asset(acme, "same time")
    shares = [
        a_share(alert, early, event_count=3, first_seen=NOW - hours(2), last_seen=NOW),
        a_share(alert, late, last_seen=NOW + hours(1)),
        a_share(alert, same_time, last_seen=NOW + hours(1)),
    ]
    store_alerts(works, alert, other)
    store_plan(works, IntakePlan(new_assets=[early, late, same_time], asset_shares=shares))
    store_asset(works, an_asset(acme, "elsewhere"), other)
    with works(EVERYONE) as work:
        detail = work.alerts.detail(alert.id, reach=EVERYONE)
    assert detail.assets == (
        ShownAsset(same_time, shares[2].share),
        ShownAsset(late, shares[1].share),
        ShownAsset(early, shares[0].share),
    )
    assert detail.asset_count == 3


def test_observables_are_shown_by_type_and_value_in_the_order_of_characters(works: Works, acme: Customer) -> None:
    """A collation that tells no case apart, or orders letters with accents among the others, would differ."""
    in_order = [
        an_observable(acme, "a.example", ObservableType.DOMAIN),
        an_observable(acme, "B", ObservableType.FILENAME),
        an_observable(acme, "a", ObservableType.FILENAME),
        an_observable(acme, "a b", ObservableType.FILENAME),
        an_observable(acme, "a-b", ObservableType.FILENAME),
        an_observable(acme, "z", ObservableType.FILENAME),
        an_observable(acme, "ä", ObservableType.FILENAME),
        an_observable(acme, "10.0.0.7", internal=True),
    ]
    alert, other = an_alert(acme), an_alert(acme)
    store_alerts(works, alert, other)
    with committed(works) as work:
        work.alerts.add_sightings(in_order[::-1], [a_sighting(alert, one) for one in in_order])
        elsewhere = an_observable(acme, "203.0.113.9")
        work.alerts.add_sightings([elsewhere], [a_sighting(other, elsewhere)])
    with works(EVERYONE) as work:
        detail = work.alerts.detail(alert.id, reach=EVERYONE)
    assert detail.observables == tuple(ShownObservable(one.id, one.observable) for one in in_order)
    assert detail.observable_count == len(in_order)


def test_of_very_many_the_first_200_are_shown_and_all_are_counted(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    assets = [an_asset(acme, f"ws{number}") for number in range(203)]
    shares = [
        a_share(alert, asset, last_seen=NOW + number * hours(1), first_seen=NOW) for number, asset in enumerate(assets)
    ]
    shown = sorted((an_observable(acme, f"198.51.{n}.1") for n in range(203)), key=lambda one: one.observable.value)
    comments = [a_comment(f"number {number}", at=NOW + hours(number)) for number in range(203)]
    store_alerts(works, alert)
    store_plan(works, IntakePlan(new_assets=assets, asset_shares=shares))
    with committed(works) as work:
        work.alerts.add_sightings(shown, [a_sighting(alert, one) for one in shown])
        for comment in comments:
            work.alerts.add_comment(alert, comment)
    with works(EVERYONE) as work:
        detail = work.alerts.detail(alert.id, reach=EVERYONE)
    assert [one.asset for one in detail.assets] == assets[:2:-1]
    assert [one.id for one in detail.observables] == [one.id for one in shown[:200]]
    assert (detail.asset_count, detail.observable_count) == (203, 203)
    assert detail.comments == tuple(comments[3:])


def test_comments_are_shown_the_oldest_first(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    first, second = a_comment("Größer als gedacht:\n\t日本"), a_comment("second")
    later = a_comment("later", at=NOW + hours(1), by="Änne")
    store_alerts(works, alert, other)
    with committed(works) as work:
        for comment in (later, second, first):
            work.alerts.add_comment(alert, comment)
        work.alerts.add_comment(other, a_comment("elsewhere"))
    with works(EVERYONE) as work:
        assert work.alerts.detail(alert.id, reach=EVERYONE).comments == (first, second, later)


def test_cases_are_shown_by_number(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    tenth = a_case(other, 10, name="Tenth")
    second = a_case(alert, 2, name="Second", status=Status.CLOSED, closed_at=NOW)
    store_alerts(works, alert, other)
    store_case(works, tenth, alert)
    store_case(works, second)
    store_case(works, a_case(other, 3, status=Status.CLOSED, closed_at=NOW))
    with works(EVERYONE) as work:
        assert work.alerts.detail(alert.id, reach=EVERYONE).cases == (
            CaseReference(second.id, 2, "Second", Status.CLOSED),
            CaseReference(tenth.id, 10, "Tenth", Status.OPEN),
        )


def test_events_come_the_last_seen_first_and_each_once(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    events = [an_event(alert, seen_at=NOW + hours(number // 3)) for number in range(8)]
    store_alerts(works, alert, other)
    store_events(works, *events, an_event(other))
    with works(EVERYONE) as work:
        read = walked(lambda page: work.alerts.events(alert.id, page, reach=EVERYONE), limit=3)
    assert read == sorted(events, key=lambda event: (event.seen_at, event.id), reverse=True)


def test_history_comes_the_latest_first_and_each_entry_once(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    entries = [a_history_entry(at=NOW + hours(number // 3), after={"number": number}) for number in range(8)]
    store_alerts(works, alert, other)
    with committed(works) as work:
        work.alerts.add_history([(alert, entry) for entry in entries])
        work.alerts.add_history([(other, a_history_entry())])
    with works(EVERYONE) as work:
        read = walked(lambda page: work.alerts.history(alert.id, page, reach=EVERYONE), limit=3)
    assert read == entries[::-1]


def test_an_entry_comes_back_as_it_was_written(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    before = {"tags": ["a", "ä"], "assignee": None, "nested": {"b": 1, "a": [1.5]}}
    entry = a_history_entry(by="Änne", action="commented", before=before, after={})
    store_alerts(works, alert)
    with committed(works) as work:
        work.alerts.add_history([(alert, entry)])
    before["tags"] = ["written later"]
    with works(EVERYONE) as work:
        (read,) = work.alerts.history(alert.id, FIRST, reach=EVERYONE).items
    assert read.before == {"tags": ["a", "ä"], "assignee": None, "nested": {"b": 1, "a": [1.5]}}
    assert (read.id, read.at, read.by, read.action, read.after) == (entry.id, NOW, "Änne", "commented", {})


def test_a_comment_is_found_by_its_identifier(works: Works, acme: Customer, globex: Customer) -> None:
    alert, comment = an_alert(acme), a_comment()
    store_alerts(works, alert)
    with committed(works) as work:
        work.alerts.add_comment(alert, comment)
    with works(EVERYONE) as work:
        assert work.alerts.get_comment(comment.id, reach=Reach.only([acme.id])) == comment
        for comment_id, reach in ((comment.id, Reach.only([globex.id])), (IDS.new(), EVERYONE)):
            with pytest.raises(NotFoundError):
                work.alerts.get_comment(comment_id, reach=reach)


def test_a_remark_on_a_case_is_not_one_on_an_alert(works: Works, acme: Customer) -> None:
    alert, comment = an_alert(acme), a_comment()
    case = a_case(alert)
    store_alerts(works, alert)
    store_case(works, case)
    with committed(works) as work:
        work.cases.add_comment(case, comment)
    with works(EVERYONE) as work:
        assert work.alerts.detail(alert.id, reach=EVERYONE).comments == ()
        with pytest.raises(NotFoundError):
            work.alerts.get_comment(comment.id, reach=EVERYONE)


def test_an_alert_out_of_reach_or_not_there_is_not_found(works: Works, acme: Customer, globex: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    store_events(works, an_event(alert))
    for alert_id, reach in ((alert.id, Reach.only([globex.id])), (AlertId(IDS.new()), EVERYONE)):
        with works(EVERYONE) as work:
            with pytest.raises(NotFoundError):
                work.alerts.detail(alert_id, reach=reach)
            with pytest.raises(NotFoundError):
                work.alerts.events(alert_id, PageRequest(), reach=reach)
            with pytest.raises(NotFoundError):
                work.alerts.history(alert_id, PageRequest(), reach=reach)


def test_bytes_of_old_events_are_dropped_but_of_the_first_and_the_last(works: Works, acme: Customer) -> None:
    alert, alone, pair = an_alert(acme), an_alert(acme), an_alert(acme)
    events = [an_event(alert, seen_at=NOW + hours(n), received_at=NOW + hours(n), body=b"%d" % n) for n in range(6)]
    others = [an_event(alone, received_at=NOW), *(an_event(pair, received_at=NOW) for _ in range(2))]
    store_alerts(works, alert, alone, pair)
    store_events(works, *events, *others)

    assert _dropped(works, NOW + hours(3)) == 2
    assert _dropped(works, NOW + hours(3)) == 0
    assert _bodies(works, alert) == [b"5", b"4", b"3", None, None, b"0"]
    assert _dropped(works, NOW + hours(99)) == 2
    assert _bodies(works, alert) == [b"5", None, None, None, None, b"0"]
    assert None not in [*_bodies(works, alone), *_bodies(works, pair)]


def _dropped(works: Works, before: datetime) -> int:
    """Drops bytes of two alerts at a time, and returns of how many events."""
    count, after = 0, AlertId(UUID(int=0))
    while True:
        with committed(works) as work:
            dropped, following = work.intake.drop_bodies(before, after=after, limit=2)
        count += dropped
        if following is None:
            return count
        after = following


def _bodies(works: Works, alert: Alert) -> list[bytes | None]:
    with works(EVERYONE) as work:
        return [event.body for event in work.alerts.events(alert.id, FIRST, reach=EVERYONE).items]


def test_it_is_told_whose_alerts_are_within_reach(works: Works, acme: Customer, globex: Customer) -> None:
    ours, second, theirs = an_alert(acme), an_alert(acme), an_alert(globex)
    store_alerts(works, ours, second, theirs)
    asked = [ours.id, second.id, theirs.id, AlertId(IDS.new())]
    with works(EVERYONE) as work:
        assert work.alerts.customers_of(asked, reach=EVERYONE) == {acme.id, globex.id}
        assert work.alerts.customers_of(asked[:2], reach=EVERYONE) == {acme.id}
        assert work.alerts.customers_of(asked, reach=Reach.only([acme.id])) == {acme.id}
        assert work.alerts.customers_of([], reach=EVERYONE) == frozenset()
