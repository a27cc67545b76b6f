"""What every ``AuditTrail`` does, and how ``AuditLog`` puts records into chains."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from socdomain.audit.chain import NO_HASH, PLATFORM_CHAIN, ChainedRecord, ChainHead, ChainId, chain_of, hash_of
from socdomain.audit.signatures import HeadSignature, SignatureKind
from socdomain.audit.trail import AuditFilter
from socdomain.audit_record import AuditRecord
from socdomain.customers.customer import Customer
from socdomain.pages import PageRequest
from socdomain.principal import Reach
from tests.builders import EVERYONE, NOW, a_customer, an_audit_record
from tests.contracts.backends import Works, committed, sql_backend
from tests.contracts.lists import FIRST, walked

MANY = 10**6


def record_all(works: Works, *records: AuditRecord) -> None:
    """Writes records, in one unit of work."""
    with committed(works) as work:
        for record in records:
            work.audit.add(record)


def chain(works: Works, name: ChainId = PLATFORM_CHAIN) -> tuple[ChainedRecord, ...]:
    """All records of a chain."""
    with works.reading(EVERYONE) as work:
        return work.audit_trail.records(name, after=0, until=MANY, limit=MANY)


def head(works: Works, name: ChainId = PLATFORM_CHAIN) -> ChainHead | None:
    with works.reading(EVERYONE) as work:
        return work.audit_trail.head(name)


def is_whole(records: tuple[ChainedRecord, ...]) -> bool:
    """Whether each record stands in its place, holds the hash before it, and has the hash of what it says."""
    before = [NO_HASH, *(one.hash for one in records)]
    return all(
        (one.sequence, one.previous_hash, one.hash)
        == (number, before[number - 1], hash_of(one.record, one.chain, number, before[number - 1]))
        for number, one in enumerate(records, 1)
    )


def a_signature(sequence: int, kind: SignatureKind = SignatureKind.HEAD, **fields: Any) -> HeadSignature:
    place = ChainHead(PLATFORM_CHAIN, sequence, b"\x05" * 32)
    return evolve(HeadSignature(kind, place, NOW, "key-1", b"\x06" * 64), **fields)


def test_records_of_several_commits_make_one_chain(works: Works) -> None:
    records = [an_audit_record(after={"number": number}) for number in range(5)]
    record_all(works, *records[:2])
    record_all(works, records[2])
    record_all(works, *records[3:])

    found = chain(works)
    assert [one.record for one in found] == records
    assert is_whole(found)
    assert head(works) == found[-1].head


def test_each_customer_has_a_chain_beside_that_of_the_platform(works: Works, acme: Customer, globex: Customer) -> None:
    first, second = an_audit_record(customer_id=acme.id), an_audit_record(customer_id=globex.id)
    record_all(works, first, an_audit_record(), second, evolve(first, id=an_audit_record().id))

    for name, count in ((PLATFORM_CHAIN, 1), (chain_of(acme.id), 2), (chain_of(globex.id), 1)):
        found = chain(works, name)
        assert len(found) == count
        assert is_whole(found)
    with works.reading(EVERYONE) as work:
        assert work.audit_trail.chains() == tuple(sorted([PLATFORM_CHAIN, chain_of(acme.id), chain_of(globex.id)]))


def test_what_was_not_committed_leaves_no_gap(works: Works) -> None:
    record_all(works, an_audit_record())
    with works(EVERYONE) as work:
        work.audit.add(an_audit_record())
    record_all(works, an_audit_record())

    found = chain(works)
    assert (len(found), is_whole(found)) == (2, True)


def test_a_chain_is_the_same_in_every_store(works: Works) -> None:
    """What is proved with one can be proved with another: the hash depends on nothing but the record."""
    after = {"text": "Änne \U0001f600", "number": 2**70, "share": 1.0, "deep": [{"b": None, "a": (True, -0.0)}]}
    record = an_audit_record(id=NOW_ID, by_id=NOW_ID, after=after, at=NOW + timedelta(microseconds=1))
    record_all(works, record)

    (one,) = chain(works)
    assert one.hash.hex() == "ab46e0e74ba85fcaf5144fc159f96064627a7dc3a13e093265fc9a8b0e7aa20d"


NOW_ID = chain_of(None)


def test_an_unknown_chain_is_empty(works: Works, acme: Customer) -> None:
    assert chain(works, chain_of(acme.id)) == ()
    assert head(works, chain_of(acme.id)) is None
    with works.reading(EVERYONE) as work:
        assert work.audit_trail.chains() == ()
        assert work.audit_trail.last_signature(PLATFORM_CHAIN) is None


def test_records_are_read_by_their_places(works: Works) -> None:
    record_all(works, *(an_audit_record() for _ in range(6)))
    with works.reading(EVERYONE) as work:
        some = work.audit_trail.records(PLATFORM_CHAIN, after=1, until=5, limit=3)
        named = work.audit_trail.records_at(PLATFORM_CHAIN, [6, 2, 99])
    assert [one.sequence for one in some] == [2, 3, 4]
    assert {sequence: one.sequence for sequence, one in named.items()} == {2: 2, 6: 6}


def test_places_are_found_by_identifiers(works: Works, acme: Customer) -> None:
    records = [an_audit_record() for _ in range(3)]
    other = an_audit_record(customer_id=acme.id)
    record_all(works, *records, other)
    with works.reading(EVERYONE) as work:
        wanted = [records[2].id, records[0].id, other.id, UUID(int=5)]
        assert work.audit_trail.places(PLATFORM_CHAIN, wanted) == {records[0].id: 1, records[2].id: 3}
        assert work.audit_trail.places(chain_of(acme.id), wanted) == {other.id: 1}
        assert work.audit_trail.places(PLATFORM_CHAIN, []) == {}


def test_the_first_records_of_a_chain_can_be_removed(works: Works, acme: Customer) -> None:
    record_all(works, *(an_audit_record() for _ in range(6)), an_audit_record(customer_id=acme.id))
    with committed(works) as work:
        assert work.audit_trail.remove_records(PLATFORM_CHAIN, until=4, limit=3) == 3
        assert work.audit_trail.remove_records(PLATFORM_CHAIN, until=4, limit=3) == 1
    record_all(works, an_audit_record())

    assert [one.sequence for one in chain(works)] == [5, 6, 7]
    assert len(chain(works, chain_of(acme.id))) == 1


def test_signatures_are_kept_as_they_were_first(works: Works) -> None:
    checkpoint = a_signature(2, SignatureKind.CHECKPOINT)
    with committed(works) as work:
        work.audit_trail.add_signatures([a_signature(3), a_signature(1), checkpoint, a_signature(2)])
        work.audit_trail.add_signatures([a_signature(1, key_id="key-2")])
    with works.reading(EVERYONE) as work:
        trail = work.audit_trail
        assert trail.signatures(PLATFORM_CHAIN, after=0, until=2, limit=9) == (a_signature(1), a_signature(2))
        assert trail.signatures(PLATFORM_CHAIN, after=1, until=9, limit=1) == (a_signature(2),)
        assert trail.last_signature(PLATFORM_CHAIN) == a_signature(3)
        assert trail.checkpoints(PLATFORM_CHAIN) == (checkpoint,)
        assert trail.chains() == (PLATFORM_CHAIN,)


def test_a_head_waits_for_a_signature_until_it_has_one(works: Works, acme: Customer) -> None:
    record_all(works, an_audit_record(), an_audit_record(customer_id=acme.id))
    first = head(works)
    assert first is not None
    with committed(works) as work:
        assert [one.chain for one in work.audit_trail.unsigned_heads()] == [PLATFORM_CHAIN, chain_of(acme.id)]
        work.audit_trail.add_signatures([a_signature(1), a_signature(9, SignatureKind.CHECKPOINT)])
    with works.reading(EVERYONE) as work:
        assert [one.chain for one in work.audit_trail.unsigned_heads()] == [chain_of(acme.id)]
    record_all(works, an_audit_record())
    with works.reading(EVERYONE) as work:
        assert [one.sequence for one in work.audit_trail.unsigned_heads()] == [2, 1]


@pytest.fixture
def listed(works: Works, acme: Customer, globex: Customer) -> dict[str, AuditRecord]:
    """Records that differ in what lists can be narrowed by; the earliest first."""
    records = {
        "source": an_audit_record(by_name="berta"),
        "alert": an_audit_record(action="alert.changed", object_type="alert", object_id="a-1", customer_id=acme.id),
        "other": an_audit_record(action="alerts.counted", object_type="alert", object_id="a-2", customer_id=globex.id),
    }
    made = {name: evolve(one, at=NOW + timedelta(hours=hour)) for hour, (name, one) in enumerate(records.items())}
    record_all(works, *made.values())
    return made


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (AuditFilter(), ["other", "alert", "source"]),
        (AuditFilter(customer="acme-CLOUD"), ["alert"]),
        (AuditFilter(customer="nobody"), []),
        (AuditFilter(actor="berta"), ["source"]),
        (AuditFilter(action="alert.changed"), ["alert"]),
        (AuditFilter(action="alert."), ["alert"]),
        (AuditFilter(action="ALERT."), []),
        (AuditFilter(action="alert"), []),
        (AuditFilter(object_type="alert"), ["other", "alert"]),
        (AuditFilter(object_id="a-2"), ["other"]),
        (AuditFilter(at_from=NOW + timedelta(hours=1)), ["other", "alert"]),
        (AuditFilter(at_until=NOW + timedelta(hours=1)), ["source"]),
        (AuditFilter(actor="berta\x00"), []),
        (AuditFilter(action="berta\ud800."), []),
    ],
)
def test_a_list_shows_what_is_wanted(
    works: Works, listed: dict[str, AuditRecord], wanted: AuditFilter, names: list[str]
) -> None:
    with works.reading(EVERYONE) as work:
        page = work.audit_trail.page(wanted, FIRST, reach=EVERYONE)
    assert [one.chained.record for one in page.items] == [listed[name] for name in names]


def test_a_list_keeps_to_the_reach(works: Works, acme: Customer, listed: dict[str, AuditRecord]) -> None:
    with works.reading(Reach.only([acme.id])) as work:
        (one,) = work.audit_trail.page(AuditFilter(), FIRST, reach=Reach.only([acme.id])).items
        assert work.audit_trail.page(AuditFilter(), FIRST, reach=Reach.nothing()).items == ()
    assert (one.chained.record, one.customer) == (listed["alert"], "ACME")


def test_a_list_is_read_in_pages(works: Works, listed: dict[str, AuditRecord]) -> None:
    def read(page: PageRequest) -> Any:
        with works.reading(EVERYONE) as work:
            return work.audit_trail.page(AuditFilter(), page, reach=EVERYONE)

    assert [one.chained.record for one in walked(read, limit=1)] == list(reversed(listed.values()))


@pytest.fixture
def postgres_works(postgres_database: str) -> Iterator[Works]:
    """Units of work that write side by side."""
    with sql_backend(postgres_database) as backend:
        yield backend.works


def test_writers_side_by_side_neither_fork_a_chain_nor_leave_a_gap(postgres_works: Works) -> None:
    """Each adds to two chains in another order than its neighbour, and some change their mind."""
    acme = a_customer()
    failed: list[Exception] = []

    def write(writer: int) -> None:
        of_acme = [an_audit_record(customer_id=acme.id) for _ in range(10)]
        of_platform = [an_audit_record() for _ in range(10)]
        try:
            for pair in zip(of_acme, of_platform, strict=True):
                with postgres_works(EVERYONE) as work:
                    for record in pair if writer % 2 else reversed(pair):
                        work.audit.add(record)
                    if writer != 5:
                        work.commit()
        except Exception as error:
            failed.append(error)

    writers = [Thread(target=write, args=(number,)) for number in range(6)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()

    assert failed == []
    for name in (PLATFORM_CHAIN, chain_of(acme.id)):
        found = chain(postgres_works, name)
        assert (len(found), is_whole(found)) == (50, True)
        assert head(postgres_works, name) == found[-1].head
