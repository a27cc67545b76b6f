"""Events of Graylog lead to what they were made of, and are marked once that is taken."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from socdomain.incidents.alert import Alert
from socdomain.incidents.event import Event
from socdomain.sources.graylog_origin import without_mark
from socdomain.sources.normalised_event import EventFlag
from socdomain.sources.severity import Severity
from tests.unit.incidents.collection.haystack import (
    EVENTS_INDEX,
    MESSAGES_INDEX,
    Collector,
    Haystack,
    at_of,
    put_event,
)
from tests.unit.incidents.desk import NOON

MARK = "fields.COPILOT_ALERT_ID"
FLAT_WAZUH: dict[str, Any] = {
    "timestamp": "2026-03-02 10:59:00.000",
    "timestamp_utc": "2026-03-02T10:58:59.000+0000",
    "rule_id": "5712",
    "rule_level": 10,
    "rule_description": "sshd: brute force",
    "agent_id": "007",
    "agent_name": "web-01",
    "data_srcip": "203.0.113.7",
    "gl2_message_id": "01DN",
}


def message_of(name: str = "m1") -> str:
    return f"urn:graylog:message:es:{MESSAGES_INDEX}:{name}"


def event_of(name: str) -> str:
    return f"urn:graylog:event:es:{EVENTS_INDEX}:{name}"


def only(collector: Collector) -> tuple[Alert, Event]:
    """The one alert, and its one event."""
    (alert,) = collector.alerts()
    (event,) = collector.desk.events(alert)
    return alert, event


def mark_of(haystack: Haystack, name: str) -> str:
    (source,) = [source for place, source in haystack.documents.items() if place.id == name]
    return str(at_of(source, MARK))


def test_an_event_leads_to_the_document_of_a_tool(collector: Collector, haystack: Haystack) -> None:
    haystack.put(MESSAGES_INDEX, "m1", FLAT_WAZUH)
    put_event(haystack, "e1", message_of())
    assert collector.collect().marked == 1
    alert, event = only(collector)
    assert (alert.source, alert.title, alert.asset_name) == ("wazuh", "sshd: brute force", "web-01")
    assert (event.origin.index_name, event.origin.document_id) == (MESSAGES_INDEX, "m1")
    assert event.occurred_at == NOON - timedelta(minutes=61, seconds=1)
    assert event.flags == ()
    assert mark_of(haystack, "e1") == str(alert.id)
    assert "COPILOT_ALERT_ID" not in haystack.documents[next(iter(haystack.documents))]


def test_what_is_marked_is_not_taken_again(collector: Collector, haystack: Haystack) -> None:
    put_event(haystack, "e1")
    collector.collect()
    put_event(haystack, "e2", fields={"COPILOT_ALERT_ID": "4711"})
    collector.later(minutes=5)
    collector.overlap = timedelta(hours=2)
    assert collector.collect().intake.received == 0


def test_an_event_leads_through_events(collector: Collector, haystack: Haystack) -> None:
    haystack.put(MESSAGES_INDEX, "m1", FLAT_WAZUH)
    put_event(haystack, "e3", message_of(), at=NOON - timedelta(hours=3))
    put_event(haystack, "e2", event_of("e3"), at=NOON - timedelta(hours=2))
    put_event(haystack, "e1", event_of("e2"))
    done = collector.collect()
    assert (done.intake.created, done.intake.replayed, done.marked) == (1, 2, 3)
    alert, _ = only(collector)
    assert {mark_of(haystack, name) for name in ("e1", "e2", "e3")} == {str(alert.id)}


def test_an_aggregation_is_taken_itself(collector: Collector, haystack: Haystack) -> None:
    put_event(
        haystack,
        "e1",
        None,
        key="bob",
        timerange_start="2026-03-02 10:55:00.000",
        timerange_end="2026-03-02 11:00:00.000",
        replay_info={"query": "event_id:4625", "timerange_start": "2026-03-02T10:55:00.000Z"},
    )
    collector.collect()
    alert, event = only(collector)
    assert (alert.source, alert.title) == ("graylog", "Many failed logins: count()=13.0")
    assert (alert.rule_id, alert.severity) == ("5d39b99c635e6d46f820cdb1", Severity.HIGH)
    assert alert.context["Key"] == "bob"
    assert alert.context["From"] == "2026-03-02 10:55:00.000"
    assert alert.context["Query"] == "event_id:4625"
    assert event.occurred_at == NOON - timedelta(hours=1)
    assert mark_of(haystack, "e1") == str(alert.id)
    assert b"COPILOT_ALERT_ID" not in (event.body or b"")


def test_each_key_of_a_definition_is_an_alert(collector: Collector, haystack: Haystack) -> None:
    for number, key in enumerate(("bob", "eve", "bob")):
        put_event(haystack, f"e{number}", key=key)
    collector.collect()
    assert sorted(alert.event_count for alert in collector.alerts()) == [1, 2]


@pytest.mark.parametrize("origin", [message_of("gone"), event_of("gone")])
def test_an_event_stands_in_for_what_was_rotated_away(collector: Collector, haystack: Haystack, origin: str) -> None:
    put_event(haystack, "e1", origin)
    collector.collect()
    alert, event = only(collector)
    assert alert.source == "graylog"
    assert event.flags == (EventFlag.ORIGIN_MISSING,)
    assert alert.context["Origin"] == origin
    assert mark_of(haystack, "e1") == str(alert.id)


def test_the_nearest_that_is_there_stands_in(collector: Collector, haystack: Haystack) -> None:
    put_event(haystack, "e2", message_of("gone"), at=NOON - timedelta(days=3))
    put_event(haystack, "e1", event_of("e2"))
    collector.collect()
    _, event = only(collector)
    assert (event.origin.document_id, event.flags) == ("e2", (EventFlag.ORIGIN_MISSING,))


@pytest.mark.parametrize(("depth", "source"), [(4, "wazuh"), (5, "graylog")])
def test_five_origins_are_followed(collector: Collector, haystack: Haystack, depth: int, source: str) -> None:
    long_ago = NOON - timedelta(days=3)
    haystack.put(MESSAGES_INDEX, "m1", FLAT_WAZUH)
    put_event(haystack, "e1", event_of("d1"))
    for number in range(1, depth + 1):
        put_event(haystack, f"d{number}", message_of() if number == depth else event_of(f"d{number + 1}"), at=long_ago)
    collector.collect()
    alert, event = only(collector)
    assert alert.source == source
    assert event.origin.document_id == ("m1" if source == "wazuh" else "e1")


def test_events_in_a_circle_end(collector: Collector, haystack: Haystack) -> None:
    put_event(haystack, "e1", event_of("e2"))
    put_event(haystack, "e2", event_of("e1"))
    collector.collect()
    assert sorted(alert.event_count for alert in collector.alerts()) == [2]
    assert mark_of(haystack, "e1") != "NONE" != mark_of(haystack, "e2")


@pytest.mark.parametrize(
    "origin",
    [
        *("", "urn:graylog:message:fs:a:b", "urn:graylog:message:es:a", 7, {}, "nonsense"),
        *("urn:graylog:message:es:a:\ud800", "urn:graylog:event:es:\udfff:a"),
        *("urn:graylog:message:es:a:" + "b" * 513, f"urn:graylog:message:es:{'a' * 256}:b"),
    ],
)
def test_an_origin_of_no_known_form_is_none(collector: Collector, haystack: Haystack, origin: Any) -> None:
    put_event(haystack, "e1", origin)
    collector.collect()
    alert, event = only(collector)
    assert (alert.source, event.flags) == ("graylog", ())


def test_a_message_of_no_known_tool_is_kept_beside_its_event(collector: Collector, haystack: Haystack) -> None:
    line = "%ASA-4-106023: Deny tcp src outside:203.0.113.99/4711"
    haystack.put(MESSAGES_INDEX, "m1", {"message": line, "source": "fw-01", "timestamp": "2026-03-02 10:59:00.000"})
    put_event(haystack, "e1", message_of())
    collector.collect()
    alert, event = only(collector)
    assert (alert.title, alert.description, alert.asset_name) == ("Many failed logins: count()=13.0", line, "fw-01")
    assert json.loads(event.body or b"")["origin_document"]["message"] == line


@pytest.mark.parametrize(
    ("code", "own", "owner"),
    [("GLOBEX", {}, "GLOBEX"), (None, {}, "ACME"), ("GLOBEX", {"agent_labels_customer": "ACME"}, "ACME")],
)
def test_whose_it_is_the_document_says_first_then_the_event_then_the_connector(
    collector: Collector, code: str | None, own: dict[str, str], owner: str
) -> None:
    haystack = collector.add(customer="ACME")
    haystack.put(MESSAGES_INDEX, "m1", FLAT_WAZUH | own)
    put_event(haystack, "e1", message_of(), fields={"CUSTOMER_CODE": code})
    collector.collect()
    alert, _ = only(collector)
    assert alert.customer_id == collector.customer_id(owner)


def test_what_is_rejected_is_marked_and_is_taken_once_it_can_be(collector: Collector, haystack: Haystack) -> None:
    haystack.put(MESSAGES_INDEX, "m1", FLAT_WAZUH)
    put_event(haystack, "e1", message_of(), fields={"CUSTOMER_CODE": "NEWCO"})
    assert collector.collect().intake.rejected == 1
    assert mark_of(haystack, "e1") == "REJECTED"
    assert collector.rejected() == {"customer_unknown"}

    collector.desk.add_customer("NEWCO")
    collector.desk.replay()
    alert, _ = only(collector)
    assert alert.customer_id == collector.customer_id("NEWCO")


def test_alerts_come_first_and_marks_once_they_can_be_set(collector: Collector, haystack: Haystack) -> None:
    put_event(haystack, "e1")
    haystack.refuses_marks = True
    done = collector.collect()
    assert (done.intake.created, done.marked) == (1, 0)
    assert done.failures == ["Indexer: documents are taken and not marked. Its user may not mark documents."]
    assert mark_of(haystack, "e1") == "NONE"

    haystack.refuses_marks = False
    collector.later(hours=1)
    done = collector.reconcile()
    assert (done.intake.created, done.intake.replayed, done.marked) == (0, 1, 1)
    alert, _ = only(collector)
    assert mark_of(haystack, "e1") == str(alert.id)


def test_that_nothing_can_be_marked_is_said_once(collector: Collector, haystack: Haystack) -> None:
    for number in range(600):
        put_event(haystack, f"e{number}")
    haystack.refuses_marks = True
    assert len(collector.collect().failures) == 1


@pytest.mark.parametrize(
    "event",
    [{"a": 1, "fields.COPILOT_ALERT_ID": "17"}, {"a": 1, "fields": {"COPILOT_ALERT_ID": "17"}, "fields.b": "c"}],
)
def test_an_event_is_the_same_without_its_mark(event: dict[str, Any]) -> None:
    assert "COPILOT" not in json.dumps(without_mark(event))
    assert without_mark(event)["a"] == 1


def test_events_that_were_made_of_one_message_are_of_one_alert(collector: Collector) -> None:
    """Whatever each says beside it, what is taken is the same document."""
    haystack = collector.add("Acme's", customer="ACME")
    haystack.put(MESSAGES_INDEX, "m1", FLAT_WAZUH)
    for number, code in enumerate(("ACME", None, "acme")):
        put_event(haystack, f"e{number}", message_of(), fields={"CUSTOMER_CODE": code})
    done = collector.collect()
    assert (done.intake.created, done.intake.replayed, done.intake.rejected) == (1, 2, 0)
    alert, _ = only(collector)
    assert {mark_of(haystack, f"e{number}") for number in range(3)} == {str(alert.id)}


def test_a_document_that_was_changed_since_is_still_the_same(collector: Collector, haystack: Haystack) -> None:
    place = put_event(haystack, "e1")
    haystack.refuses_marks = True
    collector.collect()
    haystack.documents[place]["note"] = "looked at"
    collector.overlap = timedelta(hours=2)
    assert collector.collect().intake.replayed == 1
    assert not collector.rejected()


def test_the_event_says_whose_it_is_where_what_it_was_made_of_does_not(
    collector: Collector, haystack: Haystack
) -> None:
    haystack.put(MESSAGES_INDEX, "m1", FLAT_WAZUH)
    put_event(haystack, "e2", message_of(), at=NOON - timedelta(days=3), fields={"CUSTOMER_CODE": None})
    put_event(haystack, "e1", event_of("e2"), fields={"CUSTOMER_CODE": "GLOBEX"})
    collector.collect()
    alert, _ = only(collector)
    assert alert.customer_id == collector.customer_id("GLOBEX")
