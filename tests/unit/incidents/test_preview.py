"""Seeing what would become of a document: the same as if it were sent, and nothing is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve

from socdomain.errors import NotAllowedError, NotFoundError
from socdomain.ids import RejectedEventId
from socdomain.incidents.preview_arrival import ArrivalPreview, ArrivalWanted, PreviewArrival
from socdomain.principal import Principal, Scope
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.queries import get_source
from socdomain.sources.rejected_event import RejectReason
from socdomain.sources.save_source import SourceSettings
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, IDS
from tests.unit.incidents.desk import NOON, Desk, wazuh
from tests.unit.incidents.senders import only, rejected

NOBODYS: dict[str, Any] = {"labels": {}}


def preview(desk: Desk, document: object, *, by: Principal | None = None, **wanted: Any) -> ArrivalPreview:
    body = document if isinstance(document, bytes | None) else json.dumps(document).encode()
    use_case = PreviewArrival(desk.works, desk.clock, max_document_bytes=10_000)
    source = wanted.pop("source", "wazuh")
    return use_case.execute(ArrivalWanted(source, body, **wanted), by=by or desk.me)


def draft(desk: Desk, **settings: Any) -> SourceSettings:
    return SourceSettings(get_source(desk.works.reading(EVERYONE), "wazuh", by=desk.me).mapping, **settings)


def test_a_document_becomes_what_it_would_as_an_event(desk: Desk) -> None:
    shown = preview(desk, wazuh(1, NOON))
    assert (shown.rejected, shown.customer, shown.flags) == (None, "ACME", ())
    assert shown.event is not None
    desk.ingest(wazuh(1, NOON))
    assert shown.event.title == desk.alert().title
    assert shown.fingerprint == desk.alert().fingerprint


def test_nothing_is_stored(desk: Desk) -> None:
    preview(desk, wazuh(1, NOON))
    preview(desk, b"no json")
    assert (desk.alerts(), rejected(desk)) == ([], [])


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"no json", RejectReason.NOT_JSON),
        (b"[1]", RejectReason.NOT_AN_OBJECT),
        ({}, RejectReason.NOT_AN_EVENT),
        ({"text": "x" * 10_000}, RejectReason.TOO_LARGE),
        (wazuh(1, NOON, agent=NOBODYS), RejectReason.CUSTOMER_MISSING),
        (wazuh(1, NOON, agent={"labels": {"customer": "NEVER"}}), RejectReason.CUSTOMER_UNKNOWN),
    ],
)
def test_what_would_be_rejected_is_told_with_the_reason(desk: Desk, document: object, reason: RejectReason) -> None:
    shown = preview(desk, document)
    assert (shown.rejected, shown.fingerprint) == (reason, None)
    assert shown.detail


def test_a_draft_counts_with_all_that_it_says(desk: Desk) -> None:
    nobodys = wazuh(1, NOON, agent=NOBODYS)
    assert preview(desk, nobodys, draft=draft(desk, default_customer="GLOBEX")).customer == "GLOBEX"
    critical = draft(desk, minimum_severity=Severity.CRITICAL)
    assert preview(desk, wazuh(1, NOON), draft=critical).rejected is RejectReason.BELOW_MINIMUM_SEVERITY
    titled = evolve(draft(desk), mapping=SourceMapping("wazuh", title=("agent.name",)))
    shown = preview(desk, wazuh(1, NOON), draft=titled)
    assert shown.event is not None
    assert shown.event.title == "web-01"
    with pytest.raises(NotFoundError):
        preview(desk, nobodys, draft=draft(desk, default_customer="NEVER"))


def test_a_rejected_event_is_seen_as_what_it_was_sent_as(desk: Desk) -> None:
    """Else the preview would turn good and the replay would not, or the other way round."""
    desk.ingest(wazuh(1, NOON, agent={"labels": {"customer": "GLOBEX"}}), by=only(desk, "ACME"), customer="ACME")
    (event,) = rejected(desk)
    assert preview(desk, None, sent_as=event.id).rejected is RejectReason.CUSTOMER_NOT_ALLOWED
    assert preview(desk, wazuh(1, NOON, agent=NOBODYS), sent_as=event.id).customer == "ACME"
    with pytest.raises(NotFoundError):
        preview(desk, None, sent_as=event.id, by=only(desk, "ACME"))
    with pytest.raises(NotFoundError):
        preview(desk, None, sent_as=RejectedEventId(IDS.new()))


def test_a_source_that_is_not_there_is_tried_by_whoever_may_add_it(desk: Desk) -> None:
    mine = SourceSettings(SourceMapping("mine", title=("headline",)), default_customer="ACME")
    shown = preview(desk, {"headline": "x"}, source="mine", draft=mine)
    assert shown.event is not None
    assert (shown.event.title, shown.customer) == ("x", "ACME")
    with pytest.raises(NotFoundError):
        preview(desk, {"headline": "x"}, source="mine")
    reader = evolve(desk.me, scopes=frozenset({Scope.SOURCES_READ}))
    with pytest.raises(NotFoundError):
        preview(desk, {"headline": "x"}, source="mine", draft=mine, by=reader)
    with pytest.raises(NotAllowedError):
        preview(desk, {}, by=evolve(desk.me, scopes=frozenset({Scope.EVENTS_INGEST})))


def test_whoever_sees_some_customers_learns_nothing_of_others(desk: Desk) -> None:
    """A code that somebody else has and one that nobody has are the same answer."""
    answers = {
        preview(desk, wazuh(1, NOON, agent={"labels": {"customer": code}}), by=only(desk, "ACME")).rejected
        for code in ("GLOBEX", "NEVER")
    }
    assert answers == {RejectReason.CUSTOMER_NOT_ALLOWED}
