"""Records that somebody put where no chain leads, and that lists would show as any other."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.database import SqlWorks
from socdomain.audit.chain import NO_HASH
from tests.builders import IDS
from tests.unit.audit.log import Log, by_sql, rewritten

COPY = (
    "INSERT INTO audit_records (id, at, by_id, by_name, by_kind, by_role, by_address, action, object_type, object_id, "
    "customer_id, before, after, chain, sequence, previous_hash, hash) "
    "SELECT :own, at, by_id, 'mallory', by_kind, by_role, by_address, action, object_type, object_id, "
    "customer_id, before, after, chain, :place, previous_hash, hash FROM audit_records WHERE sequence = 1"
)


def an_id(works: SqlWorks) -> Any:
    """An identifier as statements by hand take it."""
    return IDS.new() if works.engine.dialect.name == "postgresql" else IDS.new().bytes


@pytest.mark.parametrize("place", [0, -1, -5_000, -(2**63)])
def test_a_record_before_the_first_is_told(works: SqlWorks, signed: Log, place: int) -> None:
    by_sql(works, COPY, own=an_id(works), place=place)

    assert signed.kinds() == [("added", place)]


@pytest.mark.parametrize("place", [12, 2**62 + 1, 2**63 - 1])
def test_a_record_far_behind_the_last_is_told(works: SqlWorks, signed: Log, place: int) -> None:
    by_sql(works, COPY, own=an_id(works), place=place)

    assert signed.kinds() == [("head changed", 10)]


def test_a_record_in_a_chain_that_is_said_to_be_empty_is_told(works: SqlWorks) -> None:
    log = Log(works, works.reading)
    log.record(3)
    by_sql(works, "DELETE FROM audit_records WHERE sequence < 3")
    by_sql(works, "UPDATE audit_chains SET sequence = 0, hash = :none", none=NO_HASH)

    assert log.kinds() == [("head changed", 0)]


def test_a_record_of_one_customer_in_the_chain_of_another_is_told(works: SqlWorks) -> None:
    """Its hash and the head are made as ours are, so that it fits but for that."""
    log = Log(works, works.reading)
    log.record(2)
    by_sql(works, "UPDATE audit_records SET customer_id = by_id WHERE sequence = 2")
    rewritten(works, 2)

    assert log.kinds() == [("added", 2)]
