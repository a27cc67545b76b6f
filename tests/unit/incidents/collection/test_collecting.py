"""Collecting: everything once, whatever is read twice, breaks off or shows late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import InvalidInputError, NotAllowedError
from socdomain.incidents.collection.feed import feeds
from socdomain.principal import Reach, Scope
from tests.builders import EVERYONE
from tests.unit.incidents.collection.haystack import WAZUH_INDEX, Collector, Haystack, put_event, put_wazuh
from tests.unit.incidents.desk import NOON

BROKEN = ConnectorError(Outcome.UNREACHABLE, "Nothing answers there.")


def received(collector: Collector) -> int:
    return sum(alert.event_count for alert in collector.alerts())


def test_what_is_there_becomes_alerts_and_stays_them(collector: Collector, haystack: Haystack) -> None:
    for number in range(3):
        put_wazuh(haystack, number)
    assert collector.collect().counts() == {
        "received": 3, "created": 1, "joined": 2, "replayed": 0, "rejected": 0, "marked": 0
    }  # fmt: skip
    collector.later(minutes=5)
    assert collector.collect().counts()["created"] == 0
    (alert,) = collector.alerts()
    assert (alert.title, alert.event_count, alert.source) == ("sshd: brute force", 3, "wazuh")


def test_only_what_is_worth_it_is_collected(collector: Collector, haystack: Haystack) -> None:
    for level in (6, 7, 8):
        put_wazuh(haystack, level, rule={"level": level, "id": str(level)})
    for number, word in enumerate(("low", "medium", "high")):
        finding = {
            "@timestamp": (NOON - timedelta(minutes=10)).isoformat(),
            "wazuh": {"rule": {"id": word, "title": word, "level": word}, "agent": {"labels": {"customer": "ACME"}}},
        }
        haystack.put("wazuh-findings-v5-system", f"f{number}", finding)
    haystack.put("wazuh-states-1", "s", {"timestamp": NOON.isoformat(), "rule": {"level": 15}})
    collector.collect()
    assert sorted(alert.rule_id or "" for alert in collector.alerts()) == ["7", "8", "high", "medium"]


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (1, {"low", "medium", "high", "critical"}),
        (7, {"medium", "high", "critical"}),
        (12, {"high", "critical"}),
        (16, {"critical"}),
    ],
)
def test_a_level_has_its_word(level: int, words: set[str]) -> None:
    _, wazuh4, wazuh5 = feeds(level)
    assert wazuh4.at_least == {"rule.level": level}
    taken = set(wazuh5.one_of["wazuh.rule.level"])
    assert taken & {"informational", "low", "medium", "high", "critical"} == words


def test_with_no_level_everything_is_collected(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1, rule={"level": 0})
    put_wazuh(haystack, 2, rule={"level": None})
    haystack.put("wazuh-findings-v5", "f", {"@timestamp": (NOON - timedelta(minutes=9)).isoformat(), "a": 1})
    assert collector.collect(minimum_level=0).intake.received == 3


@pytest.mark.parametrize("level", [-1, 17])
def test_there_is_no_such_level(collector: Collector, level: int) -> None:
    with pytest.raises(InvalidInputError, match="minimum_level"):
        collector.collect(minimum_level=level)


def test_the_time_before_the_last_end_is_read_once_more(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1, NOON - timedelta(minutes=1))
    collector.collect()
    now = collector.later(minutes=5)
    put_wazuh(haystack, 2, NOON - timedelta(minutes=14))
    done = collector.collect()
    assert (done.intake.joined, done.intake.replayed) == (1, 1)
    assert {query.until for query in haystack.searches[3:]} == {now}
    assert {query.since for query in haystack.searches[3:]} == {NOON - timedelta(minutes=15)}


def test_the_first_time_a_day_is_read(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1, NOON - timedelta(hours=23, minutes=59))
    put_wazuh(haystack, 2, NOON - timedelta(hours=25))
    collector.collect()
    assert received(collector) == 1


def test_after_a_long_while_it_goes_on_where_it_was(collector: Collector, haystack: Haystack) -> None:
    collector.collect()
    put_wazuh(haystack, 1, NOON + timedelta(hours=1))
    collector.later(days=5)
    collector.collect()
    assert received(collector) == 1


def test_what_broke_off_goes_on_where_it_was(collector: Collector, haystack: Haystack) -> None:
    """Everything before is stored and noted, and nothing behind is passed over."""
    for number in range(700):
        put_wazuh(haystack, number, NOON - timedelta(minutes=710 - number))

    def break_off(document: FoundDocument) -> None:
        if document.id == "w650":
            haystack.away = BROKEN

    haystack.meanwhile = break_off
    failed = collector.collect()
    assert failed.failures == ["Indexer: Nothing answers there."]
    assert received(collector) == 500
    haystack.away, haystack.meanwhile = None, lambda _: None
    haystack.searches.clear()
    collector.later(minutes=5)
    assert collector.collect().failures == []
    assert received(collector) == 700
    wazuh = next(query for query in haystack.searches if query.indices == ("wazuh-alerts-*",))
    assert wazuh.since > NOON - timedelta(minutes=710 - 499 + 21)


def test_one_that_fails_does_not_keep_the_next_from_being_read(collector: Collector) -> None:
    first, second = collector.add("A"), collector.add("B")
    first.away = BROKEN
    put_wazuh(second, 1)
    done = collector.collect()
    assert done.failures == ["A: Nothing answers there."]
    assert received(collector) == 1


def test_the_same_document_of_two_connectors_is_two_events(collector: Collector) -> None:
    for name in ("A", "B"):
        put_wazuh(collector.add(name), 1)
    collector.collect()
    assert received(collector) == 2


def test_a_connector_may_be_renamed(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1)
    collector.collect()
    connector = collector.connector()
    with collector.desk.works(Reach.everyone()) as work:
        work.connectors.save(evolve(connector, name="Another", version=2), expected_version=1)
        work.commit()
    collector.later(minutes=1)
    collector.overlap = timedelta(hours=2)
    assert collector.collect().intake.replayed == 1


def test_a_bad_document_is_kept_as_rejected_and_blocks_nothing(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1, NOON - timedelta(hours=3), agent={"labels": {"customer": "NOBODY"}})
    put_wazuh(haystack, 2, NOON - timedelta(hours=2), full_log="x" * 200_000)
    deep: dict[str, Any] = {}
    for _ in range(3_000):
        deep = {"a": deep}
    put_wazuh(haystack, 3, NOON - timedelta(hours=2), deep=deep)
    put_wazuh(haystack, 4)
    assert collector.collect().intake.rejected == 3
    assert received(collector) == 1
    assert collector.rejected() == {"customer_unknown", "too_large", "too_deep"}


def test_what_names_nobody_is_the_customers_of_the_connector(collector: Collector) -> None:
    haystack = collector.add("Globex", customer="GLOBEX")
    put_wazuh(haystack, 1, agent={"labels": {}})
    put_wazuh(haystack, 2)
    collector.collect()
    globex, acme = map(collector.customer_id, ("GLOBEX", "ACME"))
    assert {alert.customer_id for alert in collector.alerts()} == {globex, acme}


def test_who_does_not_see_everybody_collects_nothing(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1)
    narrow = evolve(collector.desk.me, reach=Reach.only([collector.customer_id("ACME")]))
    for by in (narrow, evolve(collector.desk.me, scopes=frozenset({Scope.ALERTS_WRITE}))):
        with pytest.raises(NotAllowedError):
            collector.use_cases.collect.execute(by=by)
    assert haystack.searches == []


def test_how_far_it_has_come_is_told(collector: Collector, haystack: Haystack) -> None:
    for number in range(600):
        put_wazuh(haystack, number, NOON - timedelta(minutes=2 * number + 1))
    told: list[tuple[int, str]] = []
    collector.collect(tell=lambda percent, text: told.append((percent, text)))
    percents = [percent for percent, _ in told]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert (66, "Indexer: wazuh") in told
    assert any(33 < percent < 66 for percent in percents)


def test_documents_of_one_moment_are_all_taken(collector: Collector, haystack: Haystack) -> None:
    for number in range(1_200):
        put_wazuh(haystack, number, NOON - timedelta(minutes=20))
    collector.collect()
    assert received(collector) == 1_200


def test_an_index_is_never_written_to(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1)
    before = {place: dict(source) for place, source in haystack.documents.items()}
    haystack.refuses_marks = True
    assert collector.collect().failures == []
    assert haystack.documents == before
    assert {place.index for place in before} == {WAZUH_INDEX}


def test_what_breaks_off_in_what_is_read_once_more_goes_no_way_back(collector: Collector, haystack: Haystack) -> None:
    for number in range(700):
        put_wazuh(haystack, number, NOON - timedelta(seconds=800 - number))
    collector.collect()

    def break_off(document: FoundDocument) -> None:
        if document.id == "w600":
            haystack.away = BROKEN

    haystack.meanwhile = break_off
    collector.later(minutes=5)
    assert collector.collect().failures
    with collector.desk.works(EVERYONE) as work:
        position = work.collection.position(collector.connector().id, "wazuh")
    assert position is not None
    assert position.read_until == NOON


def test_a_document_is_the_same_in_another_order(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1, NOON - timedelta(minutes=1))
    collector.collect()
    ((place, source),) = haystack.documents.items()
    haystack.documents[place] = dict(reversed(source.items()))
    assert collector.collect().intake.replayed == 1


def test_what_may_not_be_read_keeps_nothing_else_from_being_read(collector: Collector, haystack: Haystack) -> None:
    """The rights to read Wazuh's alerts are enough, where there is no Graylog."""
    haystack.forbidden = {"gl-events*", "wazuh-findings-*"}
    put_wazuh(haystack, 1)
    done = collector.collect()
    assert (received(collector), done.failures) == (1, [])
    assert done.passed_over == [
        "Indexer: graylog_events: Give it the rights of the guide.",
        "Indexer: wazuh5: Give it the rights of the guide.",
    ]


def test_who_may_read_nothing_is_told(collector: Collector, haystack: Haystack) -> None:
    haystack.forbidden = {"*"}
    done = collector.collect()
    assert (len(done.failures), done.passed_over) == (3, [])


def test_what_may_not_be_read_any_more_is_told(collector: Collector, haystack: Haystack) -> None:
    collector.collect()
    haystack.forbidden = {"gl-events*"}
    put_wazuh(haystack, 1, NOON + timedelta(minutes=1))
    collector.later(minutes=5)
    done = collector.collect()
    assert done.failures == ["Indexer: graylog_events: Give it the rights of the guide."]
    assert (received(collector), done.passed_over) == (1, [])


def test_what_an_event_was_made_of_has_to_be_readable(collector: Collector, haystack: Haystack) -> None:
    haystack.forbidden = {"graylog_*"}
    put_event(haystack, "e1", "urn:graylog:message:es:graylog_1:m1")
    put_wazuh(haystack, 1)
    done = collector.collect()
    assert done.failures == ["Indexer: graylog_events: Give it the rights of the guide."]
    assert (received(collector), done.passed_over) == (1, [])


@pytest.mark.parametrize("days", [0.5, 3])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_clock_that_was_ahead_keeps_nothing_from_being_read(
    collector: Collector, haystack: Haystack, days: float, is_first: bool
) -> None:
    if not is_first:
        collector.collect()
    collector.later(days=days)
    collector.collect()
    collector.later(days=-days, minutes=10)
    put_wazuh(haystack, 1, NOON + timedelta(minutes=9))
    collector.collect()
    assert received(collector) == 1
    with collector.desk.works(EVERYONE) as work:
        position = work.collection.position(collector.connector().id, "wazuh")
    assert position is not None
    assert position.read_until == collector.desk.clock.at


def test_of_what_is_not_there_whole_no_alert_is_ever_made(collector: Collector) -> None:
    haystack = collector.add(customer="ACME")
    put_wazuh(haystack, 1, NOON - timedelta(hours=2))
    haystack.too_large = {"w1"}
    deep: dict[str, Any] = {}
    for _ in range(3_000):
        deep = {"a": deep}
    put_wazuh(haystack, 2, NOON - timedelta(hours=2), deep=deep)
    put_wazuh(haystack, 3)
    assert collector.collect().intake.rejected == 2
    assert collector.rejected() == {"too_large", "too_deep"}
    assert collector.desk.replay().rejected == 2
    assert received(collector) == 1
