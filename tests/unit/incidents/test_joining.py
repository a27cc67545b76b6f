"""Which alert an event joins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.event import JoinedBy
from socdomain.incidents.status import Status
from socdomain.sources.normalised_event import EventFlag
from socdomain.sources.severity import Severity
from tests.unit.incidents.desk import NOON, Desk, wazuh


def test_events_of_one_rule_join_one_alert(desk: Desk) -> None:
    summary = desk.ingest(*(wazuh(n, NOON - timedelta(minutes=n)) for n in range(3)))

    assert (summary.created, summary.joined) == (1, 2)
    alert = desk.alert()
    assert alert.event_count == 3
    assert (alert.first_seen, alert.last_seen) == (NOON - timedelta(minutes=2), NOON)


def test_the_asset_does_not_split_an_alert(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON), wazuh(2, NOON, agent={"id": "008", "name": "web-02"}))

    assert {shown.asset.name for shown in desk.detail(desk.alert()).assets} == {"web-01", "web-02"}


def test_rules_and_customers_split_alerts(desk: Desk) -> None:
    desk.ingest(
        wazuh(1, NOON),
        wazuh(2, NOON, rule={"id": "5501"}),
        wazuh(3, NOON, agent={"labels": {"customer": "GLOBEX"}}),
    )

    assert len(desk.alerts()) == 3


def test_the_same_document_again_changes_nothing(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    before = desk.alert()

    summary = desk.ingest(wazuh(1, NOON), wazuh(1, NOON))

    assert summary.replayed == 2
    assert desk.alert() == before


def test_a_known_origin_with_other_bytes_is_a_conflict(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))

    summary = desk.ingest(wazuh(1, NOON, location="elsewhere"))

    assert [one.reason for one in summary.rejections] == ["origin_conflict"]
    assert desk.alert().event_count == 1


def test_after_its_window_an_alert_is_continued_by_the_next(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    first = desk.alert()
    later = desk.later(hours=25)

    desk.ingest(wazuh(2, later))

    before, after = desk.alerts()
    assert (before.id, before.takes_events) == (first.id, False)
    assert (after.continues, after.takes_events) == (first.id, True)
    assert [event.joined_by for event in desk.events(after)] == [JoinedBy.CONTINUED]


def test_the_window_ends_with_its_last_instant(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    end = desk.later(hours=24)

    desk.ingest(wazuh(2, end))
    assert len(desk.alerts()) == 1

    desk.ingest(wazuh(3, end + timedelta(microseconds=1000)))
    assert len(desk.alerts()) == 2


def test_an_event_from_before_the_closing_joins_the_closed_alert_as_late(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    closed = desk.close(desk.alert())
    desk.later(hours=1)

    desk.ingest(wazuh(2, NOON - timedelta(minutes=5)))

    alert = desk.alert()
    assert (alert.status, alert.event_count, alert.late_events) == (Status.CLOSED, 2, 1)
    assert alert.version == closed.version, "intake does not change what an analyst decided"


def test_an_event_from_long_before_the_closing_begins_an_alert(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    desk.close(desk.alert())

    desk.ingest(wazuh(2, NOON - timedelta(hours=24, seconds=1)))

    assert [alert.late_events for alert in desk.alerts()] == [0, 0]


def test_an_event_from_after_the_closing_begins_an_alert(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    desk.close(desk.alert())
    later = desk.later(minutes=1)

    summary = desk.ingest(wazuh(2, later))

    assert summary.created == 1
    assert [alert.status for alert in desk.alerts()] == [Status.CLOSED, Status.OPEN]


def test_a_late_event_goes_to_the_closed_alert_even_when_a_new_one_takes_events(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    desk.close(desk.alert())
    desk.ingest(wazuh(2, desk.later(minutes=10)))

    desk.ingest(wazuh(3, NOON - timedelta(minutes=1)))

    assert [(alert.event_count, alert.late_events) for alert in desk.alerts()] == [(2, 1), (1, 0)]


def test_an_event_of_the_time_of_a_live_alert_joins_that_one_though_an_older_is_closed_later(desk: Desk) -> None:
    """Else what goes on now would be hidden in an alert that somebody has just put away."""
    desk.ingest(wazuh(1, NOON))
    later = desk.later(hours=30)
    desk.ingest(wazuh(2, later))
    desk.later(hours=10)
    desk.close(desk.alerts()[0])
    desk.later(minutes=2)

    desk.ingest(wazuh(3, later + timedelta(hours=1)), wazuh(4, later + timedelta(hours=9, minutes=59)))

    assert [(alert.event_count, alert.late_events) for alert in desk.alerts()] == [(1, 0), (3, 0)]


def test_severity_is_the_highest_until_an_analyst_sets_it(desk: Desk) -> None:
    desk.ingest(
        wazuh(1, NOON, rule={"level": 3}), wazuh(2, NOON, rule={"level": 12}), wazuh(3, NOON, rule={"level": 7})
    )
    assert desk.alert().severity is Severity.HIGH

    desk.change(desk.alert(), AlertChange(severity=Severity.LOW))
    desk.ingest(wazuh(4, NOON, rule={"level": 15}))

    alert = desk.alert()
    assert (alert.severity, alert.severity_raised) == (Severity.LOW, Severity.CRITICAL)


@pytest.mark.parametrize(
    ("levels", "severity", "is_known"),
    [
        (["?", 12], Severity.HIGH, True),
        ([3, "?"], Severity.MEDIUM, False),
        (["?", 3], Severity.MEDIUM, False),
        (["?", 7], Severity.MEDIUM, True),
        ([7, "?"], Severity.MEDIUM, True),
    ],
)
def test_the_event_that_decides_the_severity_says_whether_it_was_understood(
    desk: Desk, levels: list[Any], severity: Severity, is_known: bool
) -> None:
    for number, level in enumerate(levels):
        desk.ingest(wazuh(number, NOON, rule={"level": level}))

    assert (desk.alert().severity, desk.alert().severity_known) == (severity, is_known)


def test_a_new_host_after_an_analysts_action_is_pointed_out(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    desk.change(desk.alert(), AlertChange(assignee="kim"))
    received = desk.later(minutes=1)

    desk.ingest(wazuh(2, NOON))
    assert desk.alert().new_assets_since is None

    desk.ingest(wazuh(3, NOON, agent={"id": "008", "name": "web-02"}))
    assert desk.alert().new_assets_since == received

    assert desk.change(desk.alert(), AlertChange(assignee="lee")).new_assets_since is None


def test_a_clock_far_ahead_counts_from_the_receipt_and_is_flagged(desk: Desk) -> None:
    ahead = NOON + timedelta(days=365)

    desk.ingest(wazuh(1, ahead), wazuh(2, NOON + timedelta(minutes=5)))

    skewed = next(event for event in desk.events(desk.alert()) if event.occurred_at == ahead)
    assert (skewed.seen_at, skewed.flags) == (NOON, (EventFlag.CLOCK_SKEW,))
    assert desk.alert().last_seen == NOON + timedelta(minutes=5)


def test_a_document_without_a_time_counts_from_the_receipt(desk: Desk) -> None:
    document = wazuh(1, NOON)
    del document["timestamp"]

    desk.ingest(document)

    (event,) = desk.events(desk.alert())
    assert (event.occurred_at, event.seen_at, event.flags) == (None, NOON, (EventFlag.TIME_MISSING,))


def test_each_event_keeps_why_it_joined(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON - timedelta(minutes=1)), wazuh(2, NOON))

    last, first = desk.events(desk.alert())
    assert (first.joined_by, last.joined_by) == (JoinedBy.OPENED, JoinedBy.JOINED)
    assert last.deciding_fields[0] == ("rule_id", "5712")
    assert last.mapping_version == 1


def test_history_gets_alerts_of_its_own_time(desk: Desk) -> None:
    """Last month's file does not stretch today's alert, and takes no events from it."""
    desk.ingest(wazuh(1, NOON))
    today = desk.alert()
    month_ago = NOON - timedelta(days=30)

    desk.ingest(wazuh(2, month_ago), wazuh(3, month_ago + timedelta(hours=1)), backfill=True)

    kept, past = desk.alerts()
    assert kept == today
    assert (past.event_count, past.takes_events, past.opened_at) == (2, False, month_ago)


def test_without_backfill_an_old_event_joins_the_alert_that_takes_its_fingerprint(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))

    desk.ingest(wazuh(2, NOON - timedelta(days=30)))

    assert desk.alert().first_seen == NOON - timedelta(days=30)
