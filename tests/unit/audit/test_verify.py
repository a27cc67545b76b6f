"""Whatever somebody does to the records by SQL, verifying says what and where."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from adapters.clock import SystemClock
from adapters.database import SqlWorks, sql_works
from adapters.ids import Uuid7Ids
from adapters.object_store.filesystem import FilesystemObjectStore
from socdomain.audit.chain import PLATFORM_CHAIN, chain_of, hash_of
from socdomain.audit.stored_anchors import StoredAnchors
from socdomain.audit.verify_audit import VerifyAudit
from socdomain.audit.verify_chain import RECORDS_AT_ONCE
from socdomain.audit_record import AuditRecord
from socdomain.errors import NotAllowedError
from socdomain.memory import UnsafeAuditKeys
from socdomain.principal import Principal, Reach, Scope
from tests.builders import IDS, a_customer, a_principal, an_audit_record
from tests.unit.audit.log import Log, by_sql, rewritten

SWAP = (
    "UPDATE audit_records SET sequence = -1 WHERE sequence = 3",
    "UPDATE audit_records SET sequence = 3 WHERE sequence = 6",
    "UPDATE audit_records SET sequence = 6 WHERE sequence = -1",
)
REST = ("previous_hash", "hash")


def test_a_log_that_nobody_changed_is_whole(signed: Log) -> None:
    customer = a_customer()
    signed.record(3, customer_id=customer.id)
    signed.anchor()
    report = signed.verify()

    assert report.is_whole
    platform, of_customer = report.chains
    assert (platform.chain, platform.records, platform.last, platform.signed_until) == (PLATFORM_CHAIN, 11, 11, 10)
    assert (of_customer.chain, of_customer.records, of_customer.signed_until) == (chain_of(customer.id), 3, 3)


def test_how_far_verifying_has_come_is_told(signed: Log) -> None:
    signed.record(3, customer_id=a_customer().id)
    told: list[int] = []
    report = signed.verifying.execute(by=signed.by, tell=told.append)
    assert sum(told) == sum(chain.records for chain in report.chains)


@pytest.mark.parametrize(
    "change",
    [
        "by_name = 'mallory'",
        "by_kind = 'nobody'",
        "action = 'source.read'",
        "before = '{\"a\": 1}'",
        "customer_id = by_id",
        "hash = previous_hash",
        "previous_hash = hash",
        "by_address = '192.0.2.1'",
    ],
)
@pytest.mark.parametrize("place", [1, 5, 10])
def test_an_edited_record_is_named(works: SqlWorks, signed: Log, change: str, place: int) -> None:
    with works.reading(Reach.everyone()) as work:
        record = work.audit_trail.records_at(PLATFORM_CHAIN, [place])[place].record
    by_sql(works, f"UPDATE audit_records SET {change} WHERE sequence = {place}")  # noqa: S608 - the test's own

    edited = next(one for one in signed.found() if one.sequence == place)
    assert (str(edited.kind), edited.record_id, edited.at) == ("edited", record.id, record.at)


def test_an_edit_is_told_once(works: SqlWorks, signed: Log) -> None:
    by_sql(works, "UPDATE audit_records SET by_name = 'mallory' WHERE sequence IN (4, 5)")

    assert signed.kinds() == [("edited", 4), ("edited", 5)]


@pytest.mark.parametrize("place", [1, 4, 9])
def test_an_edit_with_a_hash_that_fits_is_found_by_what_follows(works: SqlWorks, signed: Log, place: int) -> None:
    by_sql(works, f"UPDATE audit_records SET by_name = 'mallory' WHERE sequence = {place}")  # noqa: S608 - the test's own
    with works(Reach.everyone()) as work:
        one = work.audit_trail.records_at(PLATFORM_CHAIN, [place])[place]
    fitting = hash_of(one.record, one.chain, place, one.previous_hash)
    by_sql(works, f"UPDATE audit_records SET hash = :own WHERE sequence = {place}", own=fitting)  # noqa: S608 - the test's own

    assert signed.kinds() == [("edited", place)]


def test_a_record_that_is_no_json_any_more_is_named(sqlite_database: str) -> None:
    works = sql_works(sqlite_database, ids=Uuid7Ids(), clock=SystemClock())
    log = Log(works, works.reading)
    log.record(3)
    by_sql(works, "UPDATE audit_records SET after = '{' WHERE sequence = 1")
    by_sql(works, "UPDATE audit_records SET after = '[NaN]' WHERE sequence = 2")
    assert log.kinds() == [("edited", 1), ("edited", 2)]
    works.close()


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-03-02T12:00:00Z'",
        "at = 9223372036854775807",
        "hash = 'abc'",
        "previous_hash = ''",
        "by_id = 'mallory'",
        "id = 'mallory'",
        "customer_id = X'00'",
        "by_name = X'00'",
        "by_name = 5",
        "after = X'ff'",
    ],
)
def test_a_record_of_which_a_column_holds_something_else_is_named(sqlite_database: str, change: str) -> None:
    """SQLite takes any value in any column, and whoever edits by hand writes what looks right."""
    works = sql_works(sqlite_database, ids=Uuid7Ids(), clock=SystemClock())
    log = Log(works, works.reading)
    log.record(3)
    by_sql(works, f"UPDATE audit_records SET {change} WHERE sequence = 2")  # noqa: S608 - the test's own
    assert log.kinds() == [("edited", 2)]
    works.close()


@pytest.mark.parametrize("change", ["at = 'infinity'", "at = '0044-03-15 12:00:00 BC'", "at = '10000-01-01'"])
def test_a_time_that_no_calendar_here_knows_cannot_be_written(postgres_owner_database: str, change: str) -> None:
    """The driver could not give it back, and neither list nor verifying would say in which record."""
    with closing(sql_works(postgres_owner_database, ids=Uuid7Ids(), clock=SystemClock())) as works:
        Log(works, works.reading).record(3)
        with pytest.raises(IntegrityError, match="at_is_known"):
            by_sql(works, f"UPDATE audit_records SET {change} WHERE sequence = 2")  # noqa: S608 - the test's own


def test_a_number_that_is_too_long_to_be_read_is_named(postgres_owner_database: str) -> None:
    too_long = '{"a": ' + "1" * 5_000 + "}"
    with closing(sql_works(postgres_owner_database, ids=Uuid7Ids(), clock=SystemClock())) as works:
        log = Log(works, works.reading)
        log.record(3)
        by_sql(works, "UPDATE audit_records SET after = CAST(:own AS json) WHERE sequence = 2", own=too_long)
        assert log.kinds() == [("edited", 2)]


def test_deleted_records_are_missing(works: SqlWorks, signed: Log) -> None:
    by_sql(works, "DELETE FROM audit_records WHERE sequence IN (1, 4, 6, 7)")

    assert signed.kinds() == [("missing", 1), ("missing", 4), ("missing", 6)]
    assert signed.found()[2].detail.startswith("6 to 7 are gone, before 8 (source.changed, ")


def test_swapped_records_are_reordered(works: SqlWorks, signed: Log) -> None:
    by_sql(works, *SWAP)

    assert signed.kinds() == [("reordered", 3), ("reordered", 6)]
    assert signed.found()[0].detail.endswith("stood at 6")


def test_records_that_were_swapped_under_their_hashes_are_reordered(works: SqlWorks, signed: Log) -> None:
    """The places keep their hashes, and what stands there changes: with the place, its hashes are given away."""
    with works.reading(Reach.everyone()) as work:
        kept = work.audit_trail.records_at(PLATFORM_CHAIN, [3, 6])
    by_sql(works, *SWAP)
    for place, one in kept.items():
        change = f"UPDATE audit_records SET previous_hash = :previous, hash = :own WHERE sequence = {place}"  # noqa: S608 - the test's own
        by_sql(works, change, previous=one.previous_hash, own=one.hash)

    assert signed.kinds() == [("reordered", 3), ("reordered", 6)]


@pytest.mark.parametrize("first", [10, 8, 5, 1])
def test_a_deleted_end_is_truncated(works: SqlWorks, signed: Log, first: int) -> None:
    by_sql(works, f"DELETE FROM audit_records WHERE sequence >= {first}")  # noqa: S608 - the test's own

    assert signed.kinds() == [("truncated", first)]


@pytest.mark.parametrize("first", [8, 5, 1])
def test_an_end_that_is_deleted_with_its_head_is_found_by_what_was_signed(
    works: SqlWorks, signed: Log, first: int
) -> None:
    by_sql(works, f"DELETE FROM audit_records WHERE sequence >= {first}")  # noqa: S608 - the test's own
    with works.reading(Reach.everyone()) as work:
        last = work.audit_trail.records_at(PLATFORM_CHAIN, [first - 1]).get(first - 1)
    if last is None:
        by_sql(works, "DELETE FROM audit_chains")
    else:
        by_sql(works, "UPDATE audit_chains SET sequence = :place, hash = :own", place=first - 1, own=last.hash)

    assert signed.kinds() == [("truncated", first)]
    assert signed.found()[0].detail.startswith(f"{first} to 8 are gone" if first < 8 else "8 is gone")


@pytest.mark.parametrize(
    "change",
    ["UPDATE audit_chains SET sequence = 9", "UPDATE audit_chains SET sequence = 2", "DELETE FROM audit_chains"],
)
def test_a_head_that_is_not_the_end_is_told(works: SqlWorks, signed: Log, change: str) -> None:
    by_sql(works, change)

    assert [kind for kind, _ in signed.kinds()] == ["head changed"]


def test_a_head_before_what_was_signed_hides_nothing(works: SqlWorks, signed: Log) -> None:
    by_sql(works, "UPDATE audit_chains SET sequence = 2")

    assert signed.kinds() == [("head changed", 8)]


def test_a_chain_that_was_computed_anew_is_rewritten(works: SqlWorks, signed: Log) -> None:
    by_sql(works, "UPDATE audit_records SET by_name = 'mallory' WHERE sequence = 5")
    rewritten(works, 5)

    (found,) = signed.found()
    assert (str(found.kind), found.sequence) == ("re-written", 8)
    assert "as it was signed up to 4" in found.detail


def test_a_rewritten_chain_stays_so_when_it_goes_on_and_is_signed_again(works: SqlWorks, signed: Log) -> None:
    by_sql(works, "UPDATE audit_records SET by_name = 'mallory' WHERE sequence = 2")
    rewritten(works, 1)
    signed.record(3)
    signed.sign()

    assert signed.kinds() == [("re-written", 4)]


def test_what_was_written_after_the_last_signature_can_be_rewritten(works: SqlWorks, signed: Log) -> None:
    """The limit of what can be proved, and the reason to sign each minute."""
    by_sql(works, "UPDATE audit_records SET by_name = 'mallory' WHERE sequence = 9")
    rewritten(works, 9)

    assert signed.kinds() == []
    assert signed.verify().chains[0].signed_until == 8


def test_rewriting_is_found_by_the_anchor_when_the_signatures_are_gone(works: SqlWorks, signed: Log) -> None:
    signed.anchor()
    by_sql(works, "UPDATE audit_records SET by_name = 'mallory' WHERE sequence = 2")
    rewritten(works, 1)
    by_sql(works, "DELETE FROM audit_signatures")
    assert signed.kinds() == [("signature missing", 0), ("re-written", 10)]

    signed.record()
    signed.sign()
    assert signed.kinds() == [("signature missing", 0), ("re-written", 10)]


def test_a_chain_of_which_nothing_is_left_is_found_by_the_anchor(works: SqlWorks, signed: Log) -> None:
    signed.anchor()
    by_sql(works, *(f"DELETE FROM {table}" for table in ("audit_records", "audit_chains", "audit_signatures")))  # noqa: S608 - the test's own

    assert signed.kinds() == [("signature missing", 0), ("truncated", 1)]


def test_an_anchor_that_is_gone_is_told_until_another_is_kept(works: SqlWorks, signed: Log) -> None:
    """Without them nothing speaks against whoever removes the signatures, and nobody would know."""
    signed.anchor()
    emptied = Log(works, works.reading, keys=signed.keys)
    assert emptied.kinds() == [("anchor missing", 0)]

    emptied.anchor()
    assert emptied.kinds() == []


def test_an_anchor_that_no_object_can_be_is_told(works: SqlWorks, signed: Log, tmp_path: Path) -> None:
    signed.anchor()
    by_sql(works, "UPDATE audit_records SET object_id = '../..' WHERE action = 'audit.anchored'")
    objects = FilesystemObjectStore(tmp_path)
    objects.ensure_bucket("audit-anchors")
    verifying = VerifyAudit(works.reading, lambda: signed.keys, StoredAnchors(objects, "audit-anchors"))

    report = verifying.execute(by=signed.by)
    assert [str(one.kind) for one in (*report.findings, *report.chains[0].findings)] == ["anchor missing", "edited"]


def test_after_a_restore_later_anchors_say_what_was_lost_and_earlier_ones_nothing(works: SqlWorks, signed: Log) -> None:
    early = signed.anchor()
    signed.record(3)
    signed.anchor()
    by_sql(
        works,
        "DELETE FROM audit_records WHERE sequence > 11",
        "DELETE FROM audit_signatures WHERE sequence > 11",
        "UPDATE audit_chains SET sequence = 11, hash = (SELECT hash FROM audit_records WHERE sequence = 11)",
    )
    assert signed.kinds() == [("signature missing", 0), ("truncated", 12)]
    signed.record(5)
    signed.sign()
    assert signed.kinds() == [("signature missing", 0), ("re-written", 14)]

    restored = Log(works, works.reading, keys=signed.keys)
    restored.anchors.put(early, signed.anchors.get(early))
    assert restored.kinds() == []


def test_an_anchor_that_was_changed_is_told(signed: Log) -> None:
    key = signed.anchor()
    body = signed.anchors.get(key)
    signed.anchors.put(key, body.replace(b'"sequence":10', b'"sequence":11'))
    assert signed.kinds() == [("bad signature", 11)]

    signed.anchors.put(key, body[:-1])
    signed.anchors.put(f"{key}.2", b'{"type": "something else"}')
    assert signed.kinds() == [("anchor unreadable", 0)] * 2


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (b'"sequence":10', b'"sequence":9223372036854775808'),
        (b'"sequence":10', b'"sequence":-1'),
        (b'"sequence":10', b'"sequence":1e400'),
        (b'"signed_at":"2', b'"signed_at":"0001-01-01T00:00:00+23:00","x":"2'),
    ],
)
def test_an_anchor_that_says_what_cannot_be_ends_no_verification(
    works: SqlWorks, signed: Log, said: bytes, instead: bytes
) -> None:
    """Else whoever can put an object among the anchors could keep everybody from verifying."""
    key = signed.anchor()
    body = signed.anchors.get(key)
    assert said in body
    signed.anchors.put(f"{key}.2", body.replace(said, instead))
    by_sql(works, "UPDATE audit_records SET by_name = 'mallory' WHERE sequence = 3")

    assert sorted(signed.kinds()) == [("anchor unreadable", 0), ("edited", 3)]


def test_a_signature_that_was_made_up_is_told(works: SqlWorks, signed: Log) -> None:
    """It counts for nothing: the chain is not taken for longer than it is."""
    insert = (
        "INSERT INTO audit_signatures (chain, kind, sequence, hash, signed_at, key_id, signature) "
        "SELECT chain, '{kind}', {place}, hash, signed_at, '{key}', signature "
        "FROM audit_signatures WHERE kind = 'head' AND sequence = 8"
    )
    mine = signed.keys.key_id
    by_sql(works, insert.format(kind="head", place=99, key=mine), insert.format(kind="head", place=7, key="mallory"))
    assert signed.kinds() == [("unknown key", 7), ("bad signature", 99)]

    by_sql(works, insert.format(kind="checkpoint", place=8, key=mine))
    assert signed.kinds() == [("unknown key", 7), ("bad signature", 8), ("bad signature", 99)]


def test_signatures_with_another_key_do_not_count(signed: Log) -> None:
    other = Log(signed.work, signed.reading, keys=UnsafeAuditKeys("mallory"))
    assert other.kinds() == [("unknown key", 4), ("unknown key", 8)]


def test_a_chain_that_is_broken_everywhere_is_told_in_few_findings(works: SqlWorks, signed: Log) -> None:
    with works(Reach.everyone()) as work:
        for record in _many(250):
            work.audit.add(record)
        work.commit()
    by_sql(works, "UPDATE audit_records SET by_name = 'mallory'")

    chain = signed.verify().chains[0]
    assert (len(chain.findings), len(chain.findings) + chain.more_findings) == (100, chain.records)


def test_a_chain_is_read_in_pages(log: Log) -> None:
    with log.work(Reach.everyone()) as work:
        for record in _many(2 * RECORDS_AT_ONCE):
            work.audit.add(record)
        work.commit()

    chain = log.verify().chains[0]
    assert (chain.is_whole, chain.records) == (True, 2 * RECORDS_AT_ONCE)


@pytest.mark.parametrize(
    "by",
    [a_principal(scopes=frozenset(Scope) - {Scope.AUDIT_READ}), a_principal(reach=Reach.only([a_customer().id]))],
)
def test_only_who_sees_everything_may_verify(log: Log, by: Principal) -> None:
    with pytest.raises(NotAllowedError):
        log.verifying.execute(by=by)


def _many(count: int) -> list[AuditRecord]:
    return [an_audit_record(id=IDS.new()) for _ in range(count)]
