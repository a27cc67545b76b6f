"""What shows so late that collecting has passed it is found within a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socdomain.beside import in_turn
from socdomain.connectors.keeps_events import DocumentPlace
from socdomain.errors import ConcurrentChangeError
from socdomain.incidents.collection.feed import feeds
from socdomain.incidents.collection.ports import CollectionWork
from socdomain.incidents.collection.read_feed import Collecting, FeedReader
from socdomain.incidents.collection.summary import CollectionSummary
from socdomain.principal import Reach
from tests.builders import EVERYONE
from tests.unit.incidents.collection.haystack import WAZUH_INDEX, Collector, Haystack, put_event, put_wazuh
from tests.unit.incidents.desk import NOON


def received(collector: Collector) -> int:
    return sum(alert.event_count for alert in collector.alerts())


def collect_for(collector: Collector, hours: int) -> None:
    """Collects twice an hour, for as long."""
    for _ in range(2 * hours):
        collector.collect()
        collector.later(minutes=30)


def test_a_document_that_shows_an_hour_late_is_found(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1, NOON - timedelta(minutes=30))
    collect_for(collector, 2)
    put_wazuh(haystack, 2, NOON + timedelta(minutes=50))
    put_event(haystack, "e1", at=NOON + timedelta(minutes=50))
    collector.collect()
    assert received(collector) == 1

    haystack.searches.clear()
    done = collector.reconcile()
    assert (done.intake.created, done.intake.joined, done.marked) == (1, 1, 1)
    assert received(collector) == 3
    # The hour that has another number, and no other one.
    assert {(query.since, query.until) for query in haystack.searches} == {(NOON, NOON + timedelta(hours=1))}


def test_where_nothing_is_missing_nothing_is_read(collector: Collector, haystack: Haystack) -> None:
    for number in range(300):
        put_wazuh(haystack, number, NOON + timedelta(minutes=number - 60))
        put_event(haystack, f"e{number}", at=NOON + timedelta(minutes=number - 60))
    collect_for(collector, 6)
    assert received(collector) == 600
    haystack.searches.clear()
    assert collector.reconcile().intake.received == 0
    assert haystack.searches == []


def test_what_was_found_late_is_counted(collector: Collector, haystack: Haystack) -> None:
    collect_for(collector, 2)
    put_wazuh(haystack, 1, NOON)
    assert collector.reconcile().intake.created == 1
    haystack.searches.clear()
    assert collector.reconcile().intake.received == 0
    assert haystack.searches == []


def test_another_level_is_made_up_for(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1, rule={"level": 5})
    collector.collect()
    collector.later(hours=2)
    collector.collect()
    assert received(collector) == 0
    assert collector.reconcile(minimum_level=5).intake.created == 1


def test_what_was_removed_from_an_index_is_read_once(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1)
    collector.collect()
    collector.later(hours=1)
    collector.collect()
    del haystack.documents[DocumentPlace(WAZUH_INDEX, "w1")]
    for searches in (1, 0):
        haystack.searches.clear()
        collector.reconcile()
        assert len(haystack.searches) == searches


def test_two_days_are_looked_at_and_what_was_never_collected_is_not(collector: Collector, haystack: Haystack) -> None:
    collector.collect()
    put_wazuh(haystack, 1, NOON - timedelta(hours=25))
    put_wazuh(haystack, 2, NOON - timedelta(hours=23, minutes=30))
    collector.later(hours=1)
    collector.collect()
    collector.reconcile()
    assert received(collector) == 1
    collector.later(hours=49)
    collector.collect()
    put_wazuh(haystack, 3, NOON)
    put_wazuh(haystack, 4, NOON + timedelta(hours=3))
    collector.reconcile()
    assert received(collector) == 2


def test_the_hour_that_is_not_over_is_left_to_collecting(collector: Collector, haystack: Haystack) -> None:
    collector.collect()
    collector.later(minutes=40)
    collector.collect()
    put_wazuh(haystack, 1, NOON + timedelta(minutes=10))
    assert collector.reconcile().intake.received == 0


def test_old_numbers_are_forgotten(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1)
    collector.collect()
    connector = collector.connector()
    for kept in (1, 0):
        collector.reconcile()
        with collector.desk.works(EVERYONE) as work:
            counts = work.collection.counts(connector.id, "wazuh", NOON - timedelta(hours=9), NOON)
        assert len(counts) == kept
        collector.later(hours=73)


def test_counts_that_meet_another_writer_are_written_again(collector: Collector, haystack: Haystack) -> None:
    """Collecting and reconciling may read the same hour at a time; each counts all of it."""
    desk, meetings = collector.desk, [1]

    def work(reach: Reach) -> CollectionWork:
        if meetings[0]:
            meetings[0] -= 1
            raise ConcurrentChangeError("met")
        return desk.works(reach)

    collecting = Collecting(work, desk.clock, desk.ids, desk.me, 100_000, in_turn)
    reader = FeedReader(collecting, collector.connector(), haystack, feeds()[1], CollectionSummary())
    reader.read(NOON - timedelta(hours=1), NOON)
    meetings[0] = 2
    with pytest.raises(ConcurrentChangeError):
        reader.read(NOON - timedelta(hours=1), NOON)
