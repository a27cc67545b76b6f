"""Seeing what a source rejected, mending its mapping with that document in the preview, and replaying it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from socdomain.pages import PageRequest
from socdomain.principal import Scope
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.queries import get_source, list_rejected_events
from socdomain.sources.rejected_event import ShownRejectedEvent
from socdomain.sources.severity import Severity
from tests.api.driving import INGEST, NDJSON, wazuh
from tests.builders import EVERYONE, a_principal
from tests.console.clerks import ABSENT, HOSTILE, PART, Clerk, is_marked, notices, said, text_in, value_of

REJECTED = "/console/sources/rejected"


def rejected(clerk: Clerk) -> list[ShownRejectedEvent]:
    """What waits."""
    reading = clerk.api.container.reading(EVERYONE)
    return list(list_rejected_events(reading, RejectedFilter(), PageRequest(200), by=a_principal()).items)


def send(clerk: Clerk, *documents: bytes | dict[str, Any], source: str = "wazuh", **more: Any) -> None:
    """Sends documents as a sender does."""
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in documents]
    headers = clerk.api.headers("carl") | NDJSON
    answer = clerk.api.http.post(INGEST, params={"source": source, **more}, content=b"\n".join(lines), headers=headers)
    assert answer.status_code == 200, answer.text


def form(page: str, **changes: Any) -> dict[str, Any]:
    """What the form of an editor sends as it stands, with changes."""
    fields = {
        "mapping": text_in(page, "mapping"),
        "document": text_in(page, "document"),
        "default_customer": value_of(page, "default_customer"),
    }
    for name in ("version", "rejected"):
        if f'name="{name}"' in page:
            fields[name] = value_of(page, name)
    return fields | changes


def test_what_was_rejected_is_mended_and_replayed(any_clerk: Clerk) -> None:
    """The walk of the flow page: list, document, editor with a preview that turns good, save, replay."""
    send(any_clerk, wazuh(1))
    (event,) = rejected(any_clerk)
    assert "No customer" in any_clerk.read(f"{REJECTED}?source=wazuh")
    shown = any_clerk.look(f"{REJECTED}/{event.id}")
    assert "it names no customer" in said(shown)
    assert f"/console/sources/wazuh?rejected={event.id}" in shown

    editor = any_clerk.look(f"/console/sources/wazuh?rejected={event.id}")
    assert json.loads(text_in(editor, "document"))["id"] == wazuh(1)["id"]
    assert "It would be rejected: No customer" in said(editor)

    mended = form(editor, default_customer="ACME")
    part = any_clerk.send("/console/sources/wazuh/preview", 200, PART, **mended).text
    assert "<html" not in part
    assert "part of an alert of ACME" in said(part)
    assert len(rejected(any_clerk)) == 1

    saved = any_clerk.send("/console/sources/wazuh", **mended).headers["location"]
    page = any_clerk.look(saved)
    assert "Saved." in notices(page)
    assert "Replay the rejected event now" in page
    became = any_clerk.send(f"{REJECTED}/replay", 200, ids=str(event.id)).text
    assert "1 became an alert of its own" in said(became)
    assert rejected(any_clerk) == []
    assert "Nothing waits here" in any_clerk.read(REJECTED)
    gone = any_clerk.read(f"/console/sources/wazuh?rejected={event.id}")
    assert "not there any more" in gone


def test_a_preview_reads_the_mapping_as_it_is_typed(clerk: Clerk) -> None:
    editor = clerk.look("/console/sources/wazuh")
    document = json.dumps(wazuh(1, level=13) | {"headline": HOSTILE})
    typed = form(editor, document=document, default_customer="ACME", mapping='{"title": ["headline"]}')
    part = clerk.send("/console/sources/wazuh/preview", 200, PART, **typed).text
    assert HOSTILE in said(part)
    assert HOSTILE not in part
    assert "does not know what the document says" in said(part)
    with_stored = clerk.send("/console/sources/wazuh/preview", 200, PART, **form(editor, document=document)).text
    assert "rule 1 fired" in said(with_stored)
    assert "High" in said(with_stored)
    assert "203[.]0[.]113[.]9" in said(with_stored)


def test_without_scripts_a_preview_is_a_page_with_all_that_was_typed(clerk: Clerk) -> None:
    typed = form(clerk.look("/console/sources/wazuh"), document='{"id": "x"}', default_customer="BETA")
    page = clerk.send("/console/sources/wazuh/preview", 200, **typed).text
    assert text_in(page, "document") == '{"id": "x"}'
    assert value_of(page, "default_customer") == "BETA"
    assert "part of an alert of BETA" in said(page)
    assert get_source(clerk.api.container.reading(EVERYONE), "wazuh", by=a_principal()).default_customer_id is None


def test_what_cannot_be_is_told_at_its_field_and_stays_there(clerk: Clerk) -> None:
    editor = clerk.look("/console/sources/wazuh")
    mapping = '{\n  "title": ["a", 7]\n}'
    page = clerk.send("/console/sources/wazuh", 400, **form(editor, mapping=mapping)).text
    assert "$.title[1] (line 2): must be text" in said(page)
    assert is_marked(page, "mapping")
    assert text_in(page, "mapping") == mapping
    for name, typed in (("default_customer", "NEVER"), ("minimum_level", "high"), ("minimum_severity", "Dreadful")):
        page = clerk.send("/console/sources/wazuh", 400, **form(editor, **{name: typed})).text
        assert is_marked(page, name)


@pytest.mark.parametrize("mapping", ['{"a\\ud800":1}', '{"title": ["\\ud800"]}'])
def test_half_a_surrogate_pair_in_a_mapping_is_told_as_a_fault(clerk: Clerk, mapping: str) -> None:
    """Nothing can be written that names it as it is, neither a page nor a row."""
    for path in ("/console/sources/wazuh", "/console/sources/_new"):
        typed = form(clerk.look(path), mapping=mapping, document=mapping)
        saved = clerk.send(path, 400, **typed).text
        assert "must not hold half of a surrogate pair" in said(saved)
        assert is_marked(saved, "mapping")
        tried = clerk.send(f"{path}/preview", 200, **typed).text
        assert is_marked(tried, "mapping")


def test_saving_makes_a_version_and_the_settings_count(any_clerk: Clerk) -> None:
    editor = any_clerk.look("/console/sources/suricata")
    typed = form(
        editor, mapping='{"title": ["x"]}', minimum_severity="High", minimum_level="7", default_customer="beta"
    )
    any_clerk.send("/console/sources/suricata", **typed)
    source = get_source(any_clerk.api.container.reading(EVERYONE), "suricata", by=a_principal())
    assert (source.version, source.mapping.version, source.mapping.title) == (2, 2, ("x",))
    assert (source.minimum_severity, source.minimum_level) == (Severity.HIGH, 7)
    listed = any_clerk.read("/console/sources")
    assert "suricata Shipped, changed here version 2 BETA High level 7" in listed


def test_a_source_that_somebody_saved_meanwhile_keeps_what_was_typed(clerk: Clerk) -> None:
    first = form(clerk.look("/console/sources/wazuh"), default_customer="ACME")
    clerk.send("/console/sources/wazuh", **first)
    page = clerk.send("/console/sources/wazuh", 412, **first | {"default_customer": "BETA"}).text
    assert "Somebody changed this while you were looking" in said(page)
    assert "stands now: Default customer ACME Least severity Any severity" in said(page)
    assert value_of(page, "default_customer") == "BETA"
    # Whoever was told may save what they typed.
    clerk.send("/console/sources/wazuh", **form(page))
    assert value_of(clerk.look("/console/sources/wazuh"), "default_customer") == "BETA"


def test_a_source_of_ones_own_is_tried_and_added(any_clerk: Clerk) -> None:
    new = any_clerk.look("/console/sources/_new")
    typed = form(
        new, name="mine", mapping='{"title": ["headline"]}', document='{"headline": "x"}', default_customer="ACME"
    )
    tried = any_clerk.send("/console/sources/_new/preview", 200, PART, **typed).text
    assert "part of an alert of ACME" in said(tried)
    any_clerk.send("/console/sources/_new", **typed)
    assert "mine Your own" in any_clerk.read("/console/sources")
    again = any_clerk.send("/console/sources/_new", 409, **typed).text
    assert is_marked(again, "name")
    wrong = any_clerk.send("/console/sources/_new", 400, **typed | {"name": "Mine!"}).text
    assert is_marked(wrong, "name")


def test_rejected_events_are_narrowed_counted_and_told_apart(any_clerk: Clerk) -> None:
    send(any_clerk, b"no json", b"[1]", wazuh(1))
    send(any_clerk, b"nothing", source="suricata")
    everything = any_clerk.look(REJECTED)
    assert re.search(r"wazuh\s*3", said(everything))
    assert re.search(r"Not JSON\s*2", said(everything))
    narrowed = any_clerk.look(f"{REJECTED}?source=wazuh&reason=not_json")
    assert narrowed.count('name="ids"') == 1
    # Each number is what its chip leads to, within what else is chosen.
    assert re.search(r"By source suricata 1 wazuh 1 By reason .*Not JSON 1 ", said(narrowed))
    assert "By reason Not JSON 1 " in any_clerk.read(f"{REJECTED}?source=suricata")
    nothing = any_clerk.look(f"{REJECTED}?source=ecs&reason=not_json")
    assert "ecs 0 suricata 1 wazuh 1" in said(nothing)
    assert 'href="/console/sources/rejected?source=ecs"' in nothing
    assert 'href="/console/sources/rejected?reason=not_json"' in narrowed
    assert "Nothing of this kind" in any_clerk.read(f"{REJECTED}?source=ecs")
    any_clerk.look(f"{REJECTED}?reason=because", status=400)


def test_some_or_all_are_replayed_and_what_is_still_rejected_is_named(any_clerk: Clerk) -> None:
    send(any_clerk, wazuh(1), wazuh(2), wazuh(2, document_id="other"), b"no json")
    send(any_clerk, b"of another source", source="suricata")
    editor = any_clerk.look("/console/sources/wazuh")
    any_clerk.send("/console/sources/wazuh", **form(editor, default_customer="ACME"))
    broken = next(str(one.id) for one in rejected(any_clerk) if one.reason == "not_json" and one.source == "wazuh")
    some = any_clerk.send(f"{REJECTED}/replay", 200, ids=[broken], which="chosen").text
    assert "1 is still rejected" in said(some)
    assert f"/console/sources/rejected/{broken}" in some
    assert len(rejected(any_clerk)) == 5
    became = said(any_clerk.send(f"{REJECTED}/replay", 200, which="all", source="wazuh", reason="").text)
    for told in ("2 became alerts of their own", "1 joined an alert", "1 is still rejected"):
        assert told in became
    assert sorted(one.source for one in rejected(any_clerk)) == ["suricata", "wazuh"]
    nothing = any_clerk.look(any_clerk.send(f"{REJECTED}/replay", which="chosen").headers["location"])
    assert "Choose at least one event" in notices(nothing)


def test_what_somebody_sent_is_shown_and_never_run(clerk: Clerk) -> None:
    send(clerk, f'no "json" {HOSTILE} \u202e hidden'.encode(), b'{"x": "\xff\x00"}')
    for event in rejected(clerk):
        page = clerk.look(f"{REJECTED}/{event.id}")
        assert HOSTILE not in page
        assert "\u202e" not in page
        assert "Fix the mapping" not in page
    pages = [said(clerk.look(f"{REJECTED}/{event.id}")) for event in rejected(clerk)]
    assert any("\\u202e hidden" in page for page in pages)
    assert any('00000000 7b 22 78 22 3a 20 22 ff 00 22 7d {"x": ".."}' in page for page in pages)


def test_whoever_only_reads_may_try_but_not_save_or_replay(clerk: Clerk) -> None:
    send(clerk, wazuh(1), customer="ACME")
    send(clerk, b"no json")
    reader = clerk.another("rita", scopes=[Scope.SOURCES_READ])
    editor = reader.look("/console/sources/wazuh")
    assert "Saving them takes a role" in said(editor)
    assert 'href="/console/sources/_new"' not in reader.look("/console/sources")
    assert "Replay" not in reader.look(REJECTED)
    reader.send("/console/sources/wazuh/preview", 200, **form(editor, document="{}"))
    reader.send("/console/sources/wazuh", 403, **form(editor))
    reader.look("/console/sources/_new", status=403)
    (event,) = rejected(clerk)
    reader.send(f"{REJECTED}/replay", 403, ids=str(event.id))


def test_what_is_somebody_elses_is_not_there(clerk: Clerk) -> None:
    send(clerk, b"no json", customer="BETA")
    (event,) = rejected(clerk)
    acme = clerk.another("andy", customers=["ACME"])
    acme.look(f"{REJECTED}/{event.id}", status=404)
    acme.look(f"{REJECTED}/{ABSENT}", status=404)
    acme.look("/console/sources/absent", status=404)
    assert "Nothing waits here" in acme.read(REJECTED)
    assert "not there any more" in acme.read(f"/console/sources/wazuh?rejected={event.id}")
    replayed = acme.send(f"{REJECTED}/replay", 200, ids=str(event.id)).text
    assert "nothing to replay" in said(replayed)
    acme.send("/console/sources/wazuh", 403, **form(acme.look("/console/sources/wazuh")))
    assert len(rejected(clerk)) == 1
