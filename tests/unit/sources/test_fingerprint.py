"""Which events are the same thing happening again."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import pytest

from socdomain.ids import CustomerId
from socdomain.sources.fingerprint import fingerprint
from socdomain.sources.mapping import HostFields, Normaliser, SourceMapping
from socdomain.sources.normalised_event import NormalisedEvent

ACME = CustomerId(UUID("00000000-0000-0000-0000-00000000000a"))
OTHER = CustomerId(UUID("00000000-0000-0000-0000-00000000000b"))
MAPPING = SourceMapping(
    name="tool", title=("title",), rule_id=("rule",), fingerprint=("port", "kind"), host=HostFields(names=("host",))
)


def event(**document: Any) -> NormalisedEvent:
    return Normaliser(MAPPING).normalise(document)


def test_it_is_what_its_description_says() -> None:
    """Alerts are stored by it, so that it may never change."""
    parts = [ACME.bytes, b"tool", b"rule:5710", b"port", b"22", b"kind", b"ssh"]
    expected = hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).digest()[:16]
    assert fingerprint(ACME, "tool", event(rule=5710, title="x", kind="ssh", port=22)) == expected
    assert expected.hex() == "532b31cfd0d3f9e52dcebd911232215a"


def test_events_of_one_rule_are_the_same_whatever_their_title_and_host() -> None:
    first = fingerprint(ACME, "tool", event(rule="1", title="Logon of alice", host="ws01"))
    assert fingerprint(ACME, "tool", event(rule="1", title="Logon of bob", host="ws02")) == first


def test_without_a_rule_the_title_decides_without_regard_to_case() -> None:
    first = fingerprint(ACME, "tool", event(title="Straße blocked"))
    assert fingerprint(ACME, "tool", event(title="STRASSE BLOCKED")) == first
    assert fingerprint(ACME, "tool", event(title="Road blocked")) != first


@pytest.mark.parametrize(
    ("customer_id", "source", "document"),
    [
        (OTHER, "tool", {"rule": "1", "port": "22"}),
        (ACME, "other", {"rule": "1", "port": "22"}),
        (ACME, "tool", {"rule": "2", "port": "22"}),
        (ACME, "tool", {"rule": "1", "port": "23"}),
        (ACME, "tool", {"rule": "1"}),
        (ACME, "tool", {"rule": "1", "port": "22", "kind": ""}),
        (ACME, "tool", {"rule": "1", "kind": "22"}),
        (ACME, "tool", {"title": "1", "port": "22"}),
        (ACME, "tool", {"title": "rule:1", "port": "22"}),
    ],
)
def test_whatever_decides_makes_a_difference(customer_id: CustomerId, source: str, document: dict[str, Any]) -> None:
    assert fingerprint(customer_id, source, event(**document)) != fingerprint(ACME, "tool", event(rule="1", port="22"))
