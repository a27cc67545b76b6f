"""What every ``AlertRepository`` counts."""

from datetime import UTC, datetime, timedelta

import pytest

from socdomain.customers.customer import Customer
from socdomain.incidents.status import Status
from socdomain.incidents.views import AlertSummary
from socdomain.principal import Reach
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, an_alert, hours
from tests.contracts.backends import Works
from tests.contracts.stored import store_alerts

A_MOMENT = timedelta(microseconds=1)
AT = datetime(2026, 8, 20, 8, 30, tzinfo=UTC)
HOUR = AT.replace(minute=0)
NONE_OF_ANY_AGE = dict.fromkeys(Severity, (0, 0, 0, 0, 0))


def summary(works: Works, reach: Reach = EVERYONE) -> AlertSummary:
    with works(EVERYONE) as work:
        return work.alerts.summary(now=AT, reach=reach)


def test_without_alerts_every_severity_counts_none(works: Works) -> None:
    assert summary(works) == AlertSummary(AT, NONE_OF_ANY_AGE, {}, ())


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (-hours(1), 0),
        (hours(0), 0),
        (hours(1) - A_MOMENT, 0),
        (hours(1), 1),
        (hours(4) - A_MOMENT, 1),
        (hours(4), 2),
        (hours(24) - A_MOMENT, 2),
        (hours(24), 3),
        (hours(24 * 7) - A_MOMENT, 3),
        (hours(24 * 7), 4),
        (hours(24 * 365), 4),
    ],
)
def test_a_live_alert_counts_in_the_band_of_its_age(works: Works, acme: Customer, age: timedelta, band: int) -> None:
    store_alerts(works, an_alert(acme, opened_at=AT - age, severity=Severity.HIGH))
    counts = tuple(int(number == band) for number in range(5))
    assert summary(works).severity_by_age == NONE_OF_ANY_AGE | {Severity.HIGH: counts}


def test_live_alerts_are_counted_by_severity_and_closed_ones_are_not(works: Works, acme: Customer) -> None:
    live = [
        an_alert(acme, opened_at=AT, severity=severity, status=status)
        for severity in Severity
        for status in (Status.OPEN, Status.IN_PROGRESS, Status.CLOSED)
    ]
    store_alerts(works, *live)
    assert summary(works).severity_by_age == dict.fromkeys(Severity, (2, 0, 0, 0, 0))


def test_alerts_are_counted_by_source_in_the_hour_that_they_were_opened_in(works: Works, acme: Customer) -> None:
    opened = {
        "wazuh": [HOUR, HOUR + hours(1) - A_MOMENT, HOUR - A_MOMENT, HOUR - hours(23), HOUR - hours(23) - A_MOMENT],
        "suricata": [HOUR - hours(5), HOUR + hours(1)],
        "past": [HOUR - hours(30)],
    }
    store_alerts(works, *(an_alert(acme, source=source, opened_at=at) for source in opened for at in opened[source]))
    assert summary(works).source_by_hour == {
        "wazuh": {HOUR: 2, HOUR - hours(1): 1, HOUR - hours(23): 1},
        "suricata": {HOUR - hours(5): 1},
    }


def test_closed_alerts_count_by_source_and_technique(works: Works, acme: Customer) -> None:
    store_alerts(works, an_alert(acme, opened_at=AT, status=Status.CLOSED, techniques=("T1566",)))
    assert summary(works).source_by_hour == {"wazuh": {HOUR: 1}}
    assert summary(works).techniques == (("T1566", 1),)


def test_techniques_come_the_most_frequent_first_and_then_by_id(works: Works, acme: Customer) -> None:
    of_alerts = [("T1566", "T1059.001"), ("T1059.001",), ("T1003",), ("T1059",), ()]
    too_old = an_alert(acme, opened_at=HOUR - hours(23) - A_MOMENT, techniques=("T1003",))
    store_alerts(works, too_old, *(an_alert(acme, opened_at=AT, techniques=techniques) for techniques in of_alerts))
    assert summary(works).techniques == (("T1059.001", 2), ("T1003", 1), ("T1059", 1), ("T1566", 1))


def test_at_most_50_techniques_are_shown(works: Works, acme: Customer) -> None:
    many = tuple(f"T{number}" for number in range(1_000, 1_060))
    store_alerts(works, an_alert(acme, opened_at=AT, techniques=many))
    assert summary(works).techniques == tuple((technique, 1) for technique in many[:50])


def test_what_is_out_of_reach_is_not_counted(works: Works, acme: Customer, globex: Customer) -> None:
    ours = an_alert(acme, opened_at=AT, source="wazuh", techniques=("T1566",), severity=Severity.LOW)
    theirs = [
        an_alert(globex, opened_at=AT, source=source, techniques=("T1003",), severity=Severity.HIGH)
        for source in ("wazuh", "suricata")
    ]
    store_alerts(works, ours, *theirs)
    only_ours = summary(works, Reach.only([acme.id]))
    assert only_ours.severity_by_age == NONE_OF_ANY_AGE | {Severity.LOW: (1, 0, 0, 0, 0)}
    assert only_ours.source_by_hour == {"wazuh": {HOUR: 1}}
    assert only_ours.techniques == (("T1566", 1),)
    assert summary(works, Reach.only([acme.id, globex.id])) == summary(works)
    assert summary(works, Reach.only([])) == AlertSummary(AT, NONE_OF_ANY_AGE, {}, ())
