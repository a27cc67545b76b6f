"""The two hashes of a record, as anybody can compute them who has the page about them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

from socdomain.audit.chain import PLATFORM_CHAIN, ChainId, chain_of, content_of, hash_in_place, hash_of, linked
from socdomain.audit_record import AuditRecord
from socdomain.canonical import canonical_digest
from socdomain.ids import CustomerId
from socdomain.principal import PrincipalKind
from tests.builders import an_audit_record

ACME = CustomerId(UUID(int=7))
RECORD = AuditRecord(
    id=UUID(int=1),
    at=datetime(2026, 8, 20, 8, 0, tzinfo=UTC),
    by_id=UUID(int=2),
    by_name="anna",
    by_kind=PrincipalKind.USER,
    by_role="analyst",
    by_address="192.0.2.7",
    action="artifact.stored",
    object_type="artifact",
    object_id="a-1",
    customer_id=ACME,
    after={"size_bytes": 4},
)
CONTENT = (
    '{"action":"artifact.stored","after":{"size_bytes":4},"at":"2026-08-20T08:00:00.000000Z","before":null,'
    '"by_address":"192.0.2.7","by_id":"00000000-0000-0000-0000-000000000002","by_kind":"user","by_name":"anna",'
    '"by_role":"analyst","customer_id":"00000000-0000-0000-0000-000000000007",'
    '"id":"00000000-0000-0000-0000-000000000001","object_id":"a-1","object_type":"artifact",'
    '"type":"watchfloor.audit-content.1"}'
)


def test_the_hashes_are_those_of_the_page() -> None:
    """Written out here, so that a change of the form cannot pass unseen."""
    content = hashlib.sha256(CONTENT.encode()).hexdigest()
    in_place = (
        f'{{"chain":"00000000-0000-0000-0000-000000000007","content":"{content}",'
        f'"previous_hash":"{"ab" * 32}","sequence":9,"type":"watchfloor.audit-record.1"}}'
    )
    expected = hashlib.sha256(in_place.encode()).digest()
    assert hash_of(RECORD, chain_of(ACME), 9, b"\xab" * 32) == expected
    assert json.loads(CONTENT) == content_of(RECORD)


def test_a_record_leads_to_another_by_the_hashes_of_what_stands_between() -> None:
    chained = linked([an_audit_record(by_name=f"secret {number}") for number in range(5)], {})
    shown = [canonical_digest(content_of(one.record)) for one in chained[1:]]
    end = chained[0].hash
    for sequence, content in enumerate(shown, 2):
        end = hash_in_place(content, PLATFORM_CHAIN, sequence, end)
    assert end == chained[-1].hash


def test_a_hash_is_of_one_chain_one_place_and_one_past() -> None:
    here = hash_of(RECORD, PLATFORM_CHAIN, 2, bytes(32))
    assert here != hash_of(RECORD, ChainId(UUID(int=1)), 2, bytes(32))
    assert here != hash_of(RECORD, PLATFORM_CHAIN, 3, bytes(32))
    assert here != hash_of(RECORD, PLATFORM_CHAIN, 2, b"\x01" + bytes(31))
