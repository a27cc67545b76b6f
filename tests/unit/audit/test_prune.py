"""Old records go, and what is left still proves itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.database import SqlWorks
from socdomain.audit.chain import PLATFORM_CHAIN, chain_of
from socdomain.audit.prune_audit import RECORDS_AT_ONCE
from socdomain.audit.signatures import SignatureKind, sign_head
from tests.builders import EVERYONE, a_customer, an_audit_record
from tests.unit.audit.log import YEAR, Log, by_sql, rewritten


@pytest.fixture
def aged(works: SqlWorks) -> Log:
    """Six old records that are signed, and three new ones."""
    log = Log(works, works.reading)
    log.record(6)
    log.sign()
    log.clock.advance(YEAR + timedelta(seconds=1))
    log.record(3)
    return log


def test_old_records_go_and_the_rest_is_whole(aged: Log) -> None:
    assert aged.prune() == [(PLATFORM_CHAIN, 6, "")]

    (chain,) = aged.verify().chains
    assert (chain.is_whole, chain.first, chain.last) == (True, 7, 10)
    assert aged.prune() == []
    with aged.reading(EVERYONE) as work:
        (pruned,) = work.audit_trail.records(PLATFORM_CHAIN, after=9, until=10, limit=1)
    assert (pruned.record.action, pruned.record.after) == ("audit.pruned", {"until": 6, "older_than_days": 365})


def test_what_is_pruned_again_has_the_later_checkpoint(aged: Log) -> None:
    aged.prune()
    aged.sign()
    aged.clock.advance(YEAR + timedelta(seconds=1))

    assert aged.prune() == [(PLATFORM_CHAIN, 4, "")]
    (chain,) = aged.verify().chains
    assert (chain.is_whole, chain.first, chain.last) == (True, 11, 11)


def test_what_is_not_signed_stays(works: SqlWorks) -> None:
    log = Log(works, works.reading)
    log.record(2)
    log.sign()
    log.record(2)
    log.clock.advance(2 * YEAR)

    assert log.prune() == [(PLATFORM_CHAIN, 2, "")]
    assert log.verify().is_whole


def test_each_chain_is_pruned_by_itself_and_says_so_in_itself(works: SqlWorks) -> None:
    log, customer = Log(works, works.reading), a_customer()
    log.record(2, customer_id=customer.id)
    log.sign()
    log.clock.advance(2 * YEAR)
    log.record(2)

    assert log.prune() == [(chain_of(customer.id), 2, "")]
    with log.reading(EVERYONE) as work:
        (left,) = work.audit_trail.records(chain_of(customer.id), after=0, until=99, limit=9)
    assert (left.sequence, left.record.action, left.record.customer_id) == (3, "audit.pruned", customer.id)


def test_a_chain_that_was_changed_is_not_pruned(works: SqlWorks, aged: Log) -> None:
    by_sql(works, "UPDATE audit_records SET by_name = 'mallory' WHERE sequence = 9")

    ((chain, count, refused),) = aged.prune()
    assert (chain, count, refused.split(" ", 2)[:2]) == (PLATFORM_CHAIN, 0, ["edited:", "9"])
    assert aged.kinds() == [("edited", 9)]


def test_a_chain_that_an_anchor_speaks_against_is_not_pruned(works: SqlWorks, aged: Log) -> None:
    """A checkpoint would make good what was rewritten, once the signatures are gone."""
    aged.anchor()
    by_sql(works, "UPDATE audit_records SET by_name = 'mallory' WHERE sequence = 2")
    rewritten(works, 1)
    by_sql(works, "DELETE FROM audit_signatures")
    aged.sign()

    ((_, count, refused),) = aged.prune()
    assert (count, refused.split(":")[0]) == (0, "signature missing")


@pytest.mark.parametrize("damaged", [b"", None])
def test_nothing_is_pruned_where_an_anchor_does_not_speak(works: SqlWorks, aged: Log, damaged: bytes | None) -> None:
    """It might have spoken against what a checkpoint would make good."""
    key = aged.anchor()
    other = Log(works, works.reading, clock=aged.clock, keys=aged.keys)
    if damaged is not None:
        other.anchors.put(key, damaged)

    ((_, count, refused),) = other.prune()
    assert (count, refused.split(":")[0]) == (0, "anchor missing" if damaged is None else "anchor unreadable")
    assert aged.prune() == [(PLATFORM_CHAIN, 6, "")]


def test_records_that_are_gone_without_a_checkpoint_are_missing(works: SqlWorks, aged: Log) -> None:
    aged.prune()
    by_sql(works, "DELETE FROM audit_signatures WHERE kind = 'checkpoint'")

    assert aged.kinds() == [("missing", 1)]


def test_what_follows_a_checkpoint_cannot_be_made_up(works: SqlWorks, aged: Log) -> None:
    aged.prune()
    by_sql(works, "UPDATE audit_records SET previous_hash = hash WHERE sequence = 7")
    rewritten(works, 8)

    assert ("edited", 7) in aged.kinds()


@pytest.fixture
def interrupted(works: SqlWorks) -> Log:
    """A checkpoint is there over more than a page of records, of which the first three are gone."""
    log, count = Log(works, works.reading), RECORDS_AT_ONCE + 5
    with works(EVERYONE) as work:
        for _ in range(count):
            work.audit.add(an_audit_record())
        work.commit()
    log.sign()
    log.clock.advance(2 * YEAR)
    with works(EVERYONE) as work:
        head = work.audit_trail.head(PLATFORM_CHAIN)
        assert head is not None
        signature = sign_head(log.keys, SignatureKind.CHECKPOINT, head, now=log.clock.now())
        work.audit_trail.add_signatures([signature])
        work.audit_trail.remove_records(PLATFORM_CHAIN, until=head.sequence, limit=3)
        work.commit()
    return log


def test_a_run_that_was_interrupted_is_finished_by_the_next(interrupted: Log) -> None:
    """Its checkpoint is there and some records before it are too, which verifying does not mind."""
    assert interrupted.verify().is_whole

    assert interrupted.prune() == [(PLATFORM_CHAIN, RECORDS_AT_ONCE + 2, "")]
    assert interrupted.verify().is_whole


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("UPDATE audit_records SET by_name = 'mallory' WHERE sequence = 4", 4),
        ("UPDATE audit_records SET by_name = 'mallory' WHERE sequence = 1005", 1005),
        ("DELETE FROM audit_records WHERE sequence = 500", 499),
        ("UPDATE audit_records SET sequence = 2 WHERE sequence = 4", 2),
        ("UPDATE audit_records SET sequence = -2000 WHERE sequence = 4", -2000),
    ],
)
def test_what_an_interrupted_run_left_is_verified_too(
    works: SqlWorks, interrupted: Log, change: str, place: int
) -> None:
    by_sql(works, change)

    assert interrupted.kinds() == [("added", place)]


def test_a_record_cannot_be_put_where_others_were_pruned(works: SqlWorks, aged: Log) -> None:
    aged.prune()
    aged.record()
    by_sql(works, "UPDATE audit_records SET sequence = 3 WHERE sequence = 11", "UPDATE audit_chains SET sequence = 10")

    assert ("added", 3) in aged.kinds()
