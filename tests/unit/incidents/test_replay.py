"""Trying rejected documents again: as if they had just been sent, by whom and with what they were sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socdomain.customers.create_customer import CreateCustomer, NewCustomer
from socdomain.incidents.ingest_summary import IngestSummary
from socdomain.incidents.replay_rejected_events import ReplayRejectedEvents
from socdomain.principal import Reach
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.queries import get_source
from socdomain.sources.save_source import SaveSource, SourceSettings
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE
from tests.unit.incidents.desk import NOON, Desk, wazuh
from tests.unit.incidents.senders import only, rejected


def replay(desk: Desk) -> IngestSummary:
    return ReplayRejectedEvents(desk.works, desk.clock, desk.ids).execute(RejectedFilter(), by=desk.me)


def save_wazuh(desk: Desk, **settings: object) -> None:
    source = get_source(desk.works.reading(EVERYONE), "wazuh", by=desk.me)
    saved = SourceSettings(source.mapping, **settings)  # type: ignore[arg-type]  # each test gives its own
    SaveSource(desk.works, desk.clock, desk.ids).execute("wazuh", saved, expected_version=source.version, by=desk.me)


def test_what_its_sender_could_not_write_nobody_writes_for_them(desk: Desk) -> None:
    """Else a sender for one customer could put events into another's alerts, and only had to wait for a replay."""
    desk.ingest(wazuh(1, NOON, agent={"labels": {"customer": "GLOBEX"}}), by=only(desk, "ACME"), customer="ACME")

    summary = replay(desk)

    assert [one.reason for one in summary.rejections] == ["customer_not_allowed"]
    assert desk.alerts() == []


def test_a_document_that_says_to_be_somebody_elses_is_not_shown_to_the_customer_it_was_sent_for(desk: Desk) -> None:
    acme = only(desk, "ACME")
    desk.ingest(wazuh(1, NOON, agent={"labels": {"customer": "GLOBX"}}), customer="ACME")
    desk.ingest(wazuh(2, NOON, agent={"labels": {"customer": "GLOBEX"}}), by=acme, customer="ACME")

    assert {one.reason for one in rejected(desk)} == {"customer_unknown", "customer_not_allowed"}
    assert rejected(desk, by=acme) == []


def test_a_customer_that_is_added_gets_what_was_sent_before(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON, agent={"labels": {"customer": "LATER"}}), customer="ACME")
    CreateCustomer(desk.works, desk.clock, desk.ids).execute(NewCustomer("LATER", "Later"), by=desk.me)

    assert replay(desk).created == 1
    assert desk.detail(desk.alert()).customer_code == "LATER"
    assert rejected(desk) == []


def test_what_is_no_longer_rejected_is_written_down(desk: Desk) -> None:
    """Documents are removed that were kept as evidence; what stays rejected is not."""
    desk.ingest(*(wazuh(number, NOON, agent={"labels": {"customer": "LATER"}}) for number in (1, 2)))
    desk.ingest(wazuh(3, NOON, agent={"labels": {"customer": "NEVER"}}))
    CreateCustomer(desk.works, desk.clock, desk.ids).execute(NewCustomer("LATER", "Later"), by=desk.me)
    for _ in range(2):
        replay(desk)

    (record,) = [one for one in desk.platform.audit_records if one.action == "events.replayed"]
    assert (record.object_id, record.after, record.by_name) == ("wazuh", {"removed": 2}, desk.me.name)


def test_history_stays_history(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    month_ago = NOON - timedelta(days=30)
    desk.ingest(wazuh(2, month_ago, agent={"labels": {}}), backfill=True)
    save_wazuh(desk, default_customer="ACME")

    assert replay(desk).created == 1

    live, past = desk.alerts()
    assert (live.first_seen, past.opened_at) == (NOON, month_ago)


def test_a_minimum_that_did_not_apply_does_not_apply_later(desk: Desk) -> None:
    save_wazuh(desk, minimum_severity=Severity.HIGH)
    desk.ingest(wazuh(1, NOON, agent={"labels": {}}), skip_minimum=True)
    save_wazuh(desk, minimum_severity=Severity.HIGH, default_customer="ACME")

    assert replay(desk).created == 1


def test_a_document_that_is_too_large_stays_so_until_larger_ones_are_allowed(desk: Desk) -> None:
    large = wazuh(1, NOON, full_log="x" * 1_100_000)
    assert [one.reason for one in desk.ingest(large).rejections] == ["too_large"]

    assert [one.reason for one in replay(desk).rejections] == ["too_large"]

    use_case = ReplayRejectedEvents(desk.works, desk.clock, desk.ids, max_document_bytes=2_000_000)
    assert use_case.execute(RejectedFilter(), by=desk.me).created == 1


def test_more_bytes_than_a_batch_may_have_are_replayed_in_several(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socdomain.incidents.replay_rejected_events.BATCH_BYTES", 100)
    desk.ingest(*(wazuh(number, NOON, agent={"labels": {}}) for number in range(5)))
    save_wazuh(desk, default_customer="ACME")

    summary = replay(desk)

    assert (summary.received, summary.created, summary.joined) == (5, 1, 4)
    assert rejected(desk) == []


def test_a_reach_is_no_wider_than_either_of_two(desk: Desk) -> None:
    acme, globex = only(desk, "ACME").reach, only(desk, "GLOBEX").reach
    everyone = Reach.everyone()

    assert (acme.within(everyone), everyone.within(acme), everyone.within(everyone)) == (acme, acme, everyone)
    assert acme.within(globex) == Reach.only([])


def test_whoever_waits_is_told_how_many_were_tried(desk: Desk) -> None:
    for number in (1, 2):
        desk.ingest(wazuh(number, NOON, agent={"labels": {"customer": "LATER"}}), customer="ACME")
    told: list[int] = []
    ReplayRejectedEvents(desk.works, desk.clock, desk.ids).execute(RejectedFilter(), by=desk.me, tell=told.append)
    assert told == [2]
