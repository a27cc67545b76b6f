"""Heads are signed as their chains go on, and kept outside."""

from __future__ import annotations

import json

import pytest

from adapters.database import SqlWorks
from socdomain.audit.chain import PLATFORM_CHAIN
from socdomain.errors import NotAllowedError
from socdomain.principal import Principal, Reach, Scope
from tests.builders import EVERYONE, a_customer, a_principal, hours
from tests.unit.audit.log import Log, by_sql


def test_only_what_went_on_is_signed(log: Log) -> None:
    assert log.sign() == 0
    log.record(2)
    log.record(1, customer_id=a_customer().id)
    assert (log.sign(), log.sign()) == (2, 0)
    log.record()
    assert log.sign() == 1


def test_no_key_is_asked_for_where_there_is_nothing_to_sign(log: Log) -> None:
    """Making a key makes a file."""

    def fail() -> None:
        raise AssertionError("the key was asked for")

    signing = log.signing
    signing.__class__(log.work, log.reading, log.clock, fail).execute(by=log.by)  # type: ignore[arg-type]  # never returns


def test_a_signature_says_when_and_with_which_key(log: Log) -> None:
    log.record(3)
    log.clock.advance(hours(1))
    log.sign()
    with log.reading(EVERYONE) as work:
        signature = work.audit_trail.last_signature(PLATFORM_CHAIN)
    assert signature is not None
    assert (signature.head.sequence, signature.signed_at, signature.key_id) == (3, log.clock.now(), log.keys.key_id)
    assert json.loads(signature.message)["type"] == "watchfloor.audit-head.1"


def test_what_is_anchored_is_written_down(log: Log) -> None:
    log.record(2)
    key = log.anchor()

    document = json.loads(log.anchors.get(key))
    assert (document["type"], [one["sequence"] for one in document["heads"]]) == ("watchfloor.audit-anchor.1", [2])
    with log.reading(EVERYONE) as work:
        record = work.audit_trail.records_at(PLATFORM_CHAIN, [3])[3].record
    assert (record.action, record.object_id, record.by_name) == ("audit.anchored", key, "root")


def test_a_signature_that_was_made_up_keeps_nothing_from_being_signed(works: SqlWorks, signed: Log) -> None:
    """The application may add signatures, and so may whoever takes it over: one of a place that is never reached."""
    by_sql(
        works,
        "INSERT INTO audit_signatures (chain, kind, sequence, hash, signed_at, key_id, signature) SELECT chain, kind, "
        "4611686018427387904, hash, signed_at, key_id, signature FROM audit_signatures WHERE sequence = 8",
    )
    assert signed.sign() == 1

    signed.record()
    document = json.loads(signed.anchors.get(signed.anchor()))
    assert [one["sequence"] for one in document["heads"]] == [11]
    assert signed.kinds() == [("bad signature", 2**62)]
    assert signed.verify().chains[0].signed_until == 11


def test_later_anchors_have_later_names(log: Log) -> None:
    log.record()
    first = log.anchor()
    log.clock.advance(hours(1))
    assert [first, log.anchor()] == log.anchors.names()


@pytest.mark.parametrize(
    "by",
    [a_principal(scopes=frozenset(Scope) - {Scope.AUDIT_WRITE}), a_principal(reach=Reach.only([a_customer().id]))],
)
def test_only_who_keeps_the_whole_log_may_sign_and_prune(log: Log, by: Principal) -> None:
    with pytest.raises(NotAllowedError):
        log.signing.execute(by=by)
    with pytest.raises(NotAllowedError):
        log.pruning().execute(by=by)
