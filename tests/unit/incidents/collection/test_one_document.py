"""An alert of one document that somebody names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from attrs import evolve

from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.keeps_events import DocumentPlace
from socdomain.connectors.secret_values import UnreadableSecretsError
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from socdomain.incidents.alert import Alert
from socdomain.incidents.collection.take_document import MOST_SECONDS, DocumentRejectedError, IndexedDocument
from socdomain.principal import Principal, Reach, Scope
from socdomain.sources.rejected_event import RejectReason
from tests.builders import EVERYONE
from tests.unit.incidents.collection.haystack import (
    EVENTS_INDEX,
    WAZUH_INDEX,
    Collector,
    Haystack,
    at_of,
    put_event,
    put_wazuh,
)
from tests.unit.incidents.desk import NOON

LONG_AGO = NOON - timedelta(days=30)


def take(
    collector: Collector, name: str = "w1", index: str = WAZUH_INDEX, by: Principal | None = None
) -> tuple[Alert, bool]:
    detail, is_new = collector.use_cases.take_document.execute(IndexedDocument(index, name), by=by or collector.desk.me)
    return detail.alert, is_new


def only_for(collector: Collector, code: str) -> Principal:
    return evolve(
        collector.desk.me,
        reach=Reach.only([collector.customer_id(code)]),
        scopes=frozenset({Scope.ALERTS_READ, Scope.ALERTS_WRITE}),
    )


def test_it_is_taken_however_old_and_harmless_it_is(collector: Collector, haystack: Haystack) -> None:
    with collector.desk.works(EVERYONE) as work:
        wazuh = work.sources.get("wazuh")
        work.sources.save(evolve(wazuh, minimum_level=12, version=wazuh.version + 1), expected_version=wazuh.version)
        work.commit()
    put_wazuh(haystack, 1, LONG_AGO, rule={"level": 3})
    alert, is_new = take(collector)
    assert is_new
    assert (alert.source, alert.event_count) == ("wazuh", 1)
    again, is_new = take(collector)
    assert not is_new
    assert (again.id, again.event_count) == (alert.id, 1)


def test_what_was_collected_is_in_its_alert_already(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1)
    collector.collect()
    (alert,) = collector.alerts()
    assert take(collector) == (alert, False)


def test_an_event_is_followed_and_marked(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1)
    place = put_event(haystack, "e1", f"urn:graylog:message:es:{WAZUH_INDEX}:w1", LONG_AGO)
    alert, _ = take(collector, "e1", EVENTS_INDEX)
    assert alert.source == "wazuh"
    assert at_of(haystack.documents[place], "fields.COPILOT_ALERT_ID") == str(alert.id)


def test_an_event_that_cannot_be_marked_is_taken_all_the_same(collector: Collector, haystack: Haystack) -> None:
    put_event(haystack, "e1")
    haystack.refuses_marks = True
    assert take(collector, "e1", EVENTS_INDEX)[1]


def test_it_is_looked_for_everywhere(collector: Collector) -> None:
    away, empty, there = collector.add("A"), collector.add("B"), collector.add("C")
    away.away = ConnectorError(Outcome.UNREACHABLE, "Nothing answers there.")
    put_wazuh(there, 1)
    assert take(collector)[1]
    with pytest.raises(ConnectorError, match="Nothing answers"):
        take(collector, "w2")
    away.away = None
    with pytest.raises(NotFoundError):
        take(collector, "w2")
    assert not empty.documents


@pytest.mark.parametrize("labels", [{"customer": "GLOBEX"}, {"customer": "NOBODY"}])
def test_what_is_not_within_reach_is_not_there(
    collector: Collector, haystack: Haystack, labels: dict[str, str]
) -> None:
    put_wazuh(haystack, 1, agent={"labels": labels})
    with pytest.raises(NotFoundError) as told:
        take(collector, by=only_for(collector, "ACME"))
    assert labels["customer"] not in str(told.value)
    assert not collector.alerts()


def test_a_connector_of_another_customer_lends_nobody_its_customer(collector: Collector) -> None:
    put_wazuh(collector.add(customer="GLOBEX"), 1, agent={"labels": {}})
    with pytest.raises(NotFoundError):
        take(collector, by=only_for(collector, "ACME"))
    assert take(collector, by=only_for(collector, "GLOBEX"))[1]


def test_what_is_no_alert_is_refused(collector: Collector, haystack: Haystack) -> None:
    haystack.put("some-index", "a", {"user": "alice", "hash": "x"})
    with pytest.raises(DocumentRejectedError, match="form"):
        take(collector, "a", "some-index")
    with pytest.raises(NotFoundError):
        take(collector, "a", "some-index", by=only_for(collector, "ACME"))
    assert not collector.rejected()


def test_what_names_nobody_is_refused_to_who_sees_everybody(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1, agent={"labels": {}})
    with pytest.raises(DocumentRejectedError, match="names no customer"):
        take(collector)
    with pytest.raises(NotFoundError):
        take(collector, by=only_for(collector, "ACME"))


@pytest.mark.parametrize(
    "index",
    ["", "*", "wazuh-*", ".opendistro_security", "_all", "a,b", "a/b", "..", "-a", "a b", "<a-{now/d}>", "a" * 600],
)
def test_an_index_is_one_that_holds_alerts(index: str) -> None:
    with pytest.raises(InvalidInputError, match="index_name"):
        IndexedDocument(index, "a")


@pytest.mark.parametrize("name", ["", "a" * 513])
def test_an_identifier_is_one_that_a_document_may_have(name: str) -> None:
    with pytest.raises(InvalidInputError, match="alert_id"):
        IndexedDocument(WAZUH_INDEX, name)


def test_it_takes_the_right_to_write_alerts(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1)
    with pytest.raises(NotAllowedError):
        take(collector, by=evolve(collector.desk.me, scopes=frozenset({Scope.EVENTS_INGEST})))


def with_default(collector: Collector, code: str) -> None:
    """Has documents of Wazuh be a customer's where nothing says otherwise."""
    with collector.desk.works(EVERYONE) as work:
        wazuh, owner = work.sources.get("wazuh"), work.customers.by_code(code, reach=EVERYONE).id
        changed = evolve(wazuh, default_customer_id=owner, version=wazuh.version + 1)
        work.sources.save(changed, expected_version=wazuh.version)
        work.commit()


def test_what_is_anothers_by_its_connector_is_not_there_whatever_the_default(collector: Collector) -> None:
    with_default(collector, "ACME")
    put_wazuh(collector.add(customer="GLOBEX"), 1, agent={"labels": {}})
    with pytest.raises(NotFoundError):
        take(collector, by=only_for(collector, "ACME"))
    assert not collector.alerts()
    assert not collector.rejected()
    assert take(collector, by=only_for(collector, "GLOBEX"))[1]


@pytest.mark.parametrize("owner", ["ACME", None])
def test_what_is_anothers_by_a_hint_is_not_there(collector: Collector, owner: str | None) -> None:
    with_default(collector, "ACME")
    put_wazuh(collector.add(customer=owner), 1, agent={"labels": {}}, cluster={"node": "GLOBEX"})
    with pytest.raises(NotFoundError):
        take(collector, by=only_for(collector, "ACME"))
    assert not collector.alerts()
    assert take(collector, by=only_for(collector, "GLOBEX"))[1]


def test_what_is_ones_own_is_there_in_a_connector_of_anothers(collector: Collector) -> None:
    put_wazuh(collector.add(customer="GLOBEX"), 1)
    assert take(collector, by=only_for(collector, "ACME"))[1]


def test_connectors_that_hang_share_the_time_that_somebody_waits(collector: Collector) -> None:
    class Hanging(Haystack):
        """Takes all the time that it is given."""

        def fetch_documents(self, places: Sequence[DocumentPlace]) -> Mapping[DocumentPlace, FoundDocument]:
            collector.later(seconds=collector.patience_s[-1] or 0)
            raise ConnectorError(Outcome.UNREACHABLE, "It hangs.")

    for name in ("A", "B", "C", "D"):
        collector.add(name)
        if name != "D":
            collector.haystacks[name] = Hanging()
    put_wazuh(collector.haystacks["D"], 1)
    assert take(collector)[1]
    patience_s = [seconds or 0 for seconds in collector.patience_s]
    assert sum(patience_s) == pytest.approx(MOST_SECONDS)
    assert patience_s == pytest.approx([MOST_SECONDS / 4] * 4)


def test_one_whose_secret_cannot_be_read_does_not_hide_what_others_have(collector: Collector) -> None:
    collector.add("A").sealed = UnreadableSecretsError()
    put_wazuh(collector.add("B"), 1)
    assert take(collector)[1]
    with pytest.raises(UnreadableSecretsError):
        take(collector, "w2")


def test_what_is_too_large_is_refused(collector: Collector, haystack: Haystack) -> None:
    put_wazuh(haystack, 1)
    haystack.too_large = {"w1"}
    with pytest.raises(DocumentRejectedError) as told:
        take(collector)
    assert told.value.reason is RejectReason.TOO_LARGE
    with pytest.raises(NotFoundError):
        take(collector, by=only_for(collector, "ACME"))
