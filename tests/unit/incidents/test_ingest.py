"""What becomes of documents: taken, known, or kept with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from adapters.aside import on_a_thread
from socdomain.beside import Begin, in_turn
from socdomain.errors import NotAllowedError, NotFoundError
from socdomain.ids import PrincipalId
from socdomain.incidents.ingest_batch import BatchIntake, ReadBatch
from socdomain.incidents.ingest_documents import BATCH_DOCUMENTS, IngestDocuments
from socdomain.incidents.ingest_summary import IngestRequest, IngestStoppedError
from socdomain.incidents.replay_rejected_events import ReplayRejectedEvents
from socdomain.principal import Principal, PrincipalKind, Reach, Scope
from socdomain.sources.documents import RawDocument
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.queries import get_source
from socdomain.sources.save_source import SaveSource, SourceSettings
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE
from tests.unit.incidents.desk import NOON, Desk, wazuh
from tests.unit.incidents.senders import only, rejected


@pytest.mark.parametrize(
    ("marks", "customer"),
    [
        ({"agent": {"labels": {"customer": "GLOBEX"}}, "customer_code": "ACME"}, "GLOBEX"),
        ({"agent": {"labels": {}}, "customer_code": "globex", "cluster": {"node": "ACME"}}, "GLOBEX"),
        ({"agent": {"labels": {}}, "cluster": {"node": "ACME"}}, "ACME"),
        ({"agent": {"labels": {}}, "cluster": {"node": "node01"}}, "GLOBEX"),
        ({"agent": {"labels": {}}}, "GLOBEX"),
    ],
)
def test_the_document_says_whose_it_is_and_else_the_sender(desk: Desk, marks: dict[str, object], customer: str) -> None:
    """A cluster's node is every Wazuh's and hints only; the sender sends for GLOBEX here."""
    desk.ingest(wazuh(1, NOON, **marks), customer="GLOBEX")

    assert desk.detail(desk.alert()).customer_code == customer


@pytest.mark.parametrize(("labels", "reason"), [({"customer": "NOBODY"}, "customer_unknown"), ({}, "customer_missing")])
def test_a_document_whose_customer_cannot_be_told_is_never_guessed(
    desk: Desk, labels: dict[str, str], reason: str
) -> None:
    summary = desk.ingest(wazuh(1, NOON, agent={"labels": labels}))

    assert [one.reason for one in summary.rejections] == [reason]
    assert desk.alerts() == []


def test_a_sender_writes_only_for_customers_within_reach(desk: Desk) -> None:
    """An unknown code and a foreign one are the same answer, so that nobody learns who is a customer here."""
    acme = only(desk, "ACME")

    summary = desk.ingest(
        wazuh(1, NOON),
        wazuh(2, NOON, agent={"labels": {"customer": "GLOBEX"}}),
        wazuh(3, NOON, agent={"labels": {"customer": "NOBODY"}}),
        by=acme,
    )

    assert [(one.position, one.reason) for one in summary.rejections] == [
        (1, "customer_not_allowed"),
        (2, "customer_not_allowed"),
    ]
    assert desk.alert().event_count == 1


def test_a_hint_at_another_customer_says_nothing_to_a_sender_for_one(desk: Desk) -> None:
    """Neither is what they sent refused for the name of a node, nor do they learn whose code that is."""
    acme = only(desk, "ACME")

    for number, node in enumerate(("GLOBEX", "NOBODY", "ACME")):
        desk.ingest(
            wazuh(number, NOON, agent={"labels": {}}, cluster={"node": node}, rule={"id": node}),
            by=acme,
            customer="ACME",
        )

    assert {desk.detail(alert).customer_code for alert in desk.alerts()} == {"ACME"}
    assert len(desk.alerts()) == 3


def test_a_default_customer_out_of_reach_is_none(desk: Desk) -> None:
    source = get_source(desk.works.reading(EVERYONE), "wazuh", by=desk.me)
    settings = SourceSettings(source.mapping, default_customer="GLOBEX")
    SaveSource(desk.works, desk.clock, desk.ids).execute("wazuh", settings, expected_version=source.version, by=desk.me)

    summary = desk.ingest(wazuh(1, NOON, agent={"labels": {}}), by=only(desk, "ACME"))

    assert [one.reason for one in summary.rejections] == ["customer_missing"]


def test_the_answer_of_a_search_is_not_taken_for_one_event(desk: Desk) -> None:
    """All the events in it would be swallowed by an alert that nobody can read."""
    summary = desk.ingest({"took": 1, "hits": {"hits": [{"_id": "1", "_source": wazuh(1, NOON)}]}}, customer="ACME")

    assert [one.reason for one in summary.rejections] == ["not_an_event"]
    assert desk.alerts() == []


def test_each_batch_of_a_long_stream_has_its_own_time_of_receipt(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one time for all, what happened ten minutes into the stream would seem to come from the future."""
    monkeypatch.setattr("socdomain.incidents.ingest_documents.BATCH_DOCUMENTS", 1)

    def stream() -> Iterator[bytes]:
        yield json.dumps(wazuh(1, NOON)).encode() + b"\n"
        later = desk.later(minutes=10)
        yield json.dumps(wazuh(2, later)).encode() + b"\n"

    IngestDocuments(desk.works, desk.clock, desk.ids).execute(stream(), IngestRequest("wazuh"), by=desk.me)

    second, first = desk.events(desk.alert())
    assert (first.received_at, second.received_at) == (NOON, NOON + timedelta(minutes=10))
    assert (second.flags, desk.alert().last_seen) == ((), NOON + timedelta(minutes=10))


def test_a_sender_cannot_send_for_a_customer_out_of_reach(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        desk.ingest(wazuh(1, NOON), by=only(desk, "ACME"), customer="GLOBEX")


def test_only_those_who_may_ingest_can(desk: Desk) -> None:
    reader = Principal(
        PrincipalId(desk.ids.new()), "reader", PrincipalKind.USER, frozenset({Scope.ALERTS_READ}), Reach.everyone()
    )

    with pytest.raises(NotAllowedError):
        desk.ingest(wazuh(1, NOON), by=reader)


def test_a_rejected_document_without_a_customer_is_seen_only_by_those_who_see_all(desk: Desk) -> None:
    desk.ingest(b'{"broken": ')

    assert [one.reason for one in rejected(desk)] == ["truncated"]
    assert rejected(desk, by=only(desk, "ACME")) == []


def test_a_bad_document_never_spoils_its_neighbours(desk: Desk) -> None:
    summary = desk.ingest(wazuh(1, NOON), b'{"rule": nonsense}', b"[1, 2]", b"\xff\xfe", wazuh(2, NOON))

    assert (summary.created, summary.joined) == (1, 1)
    assert summary.rejected == summary.received - 2
    assert {one.body for one in rejected(desk)} >= {b'{"rule": nonsense}'}


def test_the_same_bad_document_is_kept_once(desk: Desk) -> None:
    desk.ingest(b'{"rule": nonsense}')
    desk.ingest(b'{"rule": nonsense}')

    assert len(rejected(desk)) == 1


def test_what_a_customer_made_right_is_taken_by_a_replay(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON, agent={"labels": {}}), b'{"rule": nonsense}')
    assert len(rejected(desk)) == 2
    source = get_source(desk.works.reading(EVERYONE), "wazuh", by=desk.me)
    settings = SourceSettings(source.mapping, default_customer="ACME")
    SaveSource(desk.works, desk.clock, desk.ids).execute("wazuh", settings, expected_version=source.version, by=desk.me)

    summary = ReplayRejectedEvents(desk.works, desk.clock, desk.ids).execute(RejectedFilter(), by=desk.me)

    assert (summary.created, summary.rejected) == (1, 1)
    assert [one.reason for one in rejected(desk)] == ["not_json"]


def test_below_the_sources_minimum_is_kept_as_rejected_unless_the_minimum_is_skipped(desk: Desk) -> None:
    source = get_source(desk.works.reading(EVERYONE), "wazuh", by=desk.me)
    settings = SourceSettings(source.mapping, minimum_severity=Severity.MEDIUM)
    SaveSource(desk.works, desk.clock, desk.ids).execute("wazuh", settings, expected_version=source.version, by=desk.me)
    quiet = wazuh(1, NOON, rule={"level": 3})

    assert [one.reason for one in desk.ingest(quiet).rejections] == ["below_minimum_severity"]
    assert desk.ingest(quiet, skip_minimum=True).created == 1


def test_a_stream_that_breaks_off_keeps_what_came_and_says_so(desk: Desk) -> None:
    def broken() -> Iterator[bytes]:
        yield b'{"id": "1", "rule": {"level": 3, "id": "1"}, "customer_code": "ACME"}\n{"id": "2", "ru'
        raise ConnectionResetError("the client is gone")

    use_case = IngestDocuments(desk.works, desk.clock, desk.ids)
    with pytest.raises(IngestStoppedError) as stopped:
        use_case.execute(broken(), IngestRequest("wazuh"), by=desk.me)

    assert stopped.value.summary.created == 1
    assert [one.reason for one in rejected(desk)] == ["truncated"]
    assert len(desk.alerts()) == 1


def test_a_batch_is_written_down_once(desk: Desk) -> None:
    desk.ingest(*(wazuh(n, NOON + timedelta(seconds=n)) for n in range(30)), b"{}x")

    (record,) = [record for record in desk.platform.audit_records if record.action == "events.ingested"]
    assert record.after is not None
    assert (record.after["created"], record.after["joined"]) == (1, 29)
    assert record.by_name == "local:analyst"


@pytest.mark.parametrize("begin", [in_turn, on_a_thread])
def test_batches_are_read_in_order_and_each_once(desk: Desk, begin: Begin) -> None:
    body = b"\n".join(
        json.dumps(wazuh(n, NOON + timedelta(seconds=n))).encode() for n in range(2 * BATCH_DOCUMENTS + 1)
    )
    counts: list[int] = []

    use_case = IngestDocuments(desk.works, desk.clock, desk.ids, begin=begin)
    summary = use_case.execute(
        [body], IngestRequest("wazuh"), by=desk.me, on_batch=lambda so_far: counts.append(so_far.received)
    )

    assert counts == [BATCH_DOCUMENTS, 2 * BATCH_DOCUMENTS, 2 * BATCH_DOCUMENTS + 1]
    assert (summary.created, summary.joined) == (1, 2 * BATCH_DOCUMENTS)


@pytest.mark.parametrize("begin", [in_turn, on_a_thread])
def test_a_stream_that_breaks_off_in_a_later_batch_keeps_the_earlier_ones(desk: Desk, begin: Begin) -> None:
    def broken() -> Iterator[bytes]:
        for n in range(BATCH_DOCUMENTS + 5):
            yield json.dumps(wazuh(n, NOON)).encode() + b"\n"
        raise ConnectionResetError("the client is gone")

    use_case = IngestDocuments(desk.works, desk.clock, desk.ids, begin=begin)
    with pytest.raises(IngestStoppedError) as stopped:
        use_case.execute(broken(), IngestRequest("wazuh"), by=desk.me)

    assert stopped.value.summary.received == BATCH_DOCUMENTS + 5
    assert desk.alert().event_count == BATCH_DOCUMENTS + 5


def test_an_error_in_the_program_that_reads_ahead_is_not_hidden(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class BrokenError(Exception):
        pass

    batches: list[int] = []
    read = BatchIntake.read

    def broken(self: BatchIntake, raws: list[RawDocument]) -> ReadBatch:
        batches.append(len(raws))
        if len(batches) > 1:
            raise BrokenError
        return read(self, raws)

    monkeypatch.setattr(BatchIntake, "read", broken)
    body = b"\n".join(json.dumps(wazuh(n, NOON)).encode() for n in range(BATCH_DOCUMENTS + 1))
    use_case = IngestDocuments(desk.works, desk.clock, desk.ids, begin=on_a_thread)
    with pytest.raises(BrokenError):
        use_case.execute([body], IngestRequest("wazuh"), by=desk.me)
    assert desk.alert().event_count == BATCH_DOCUMENTS
