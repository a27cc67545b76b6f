"""Storing a file: the object first, then the record, and neither a trace of what was refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import pytest
from attrs import evolve

from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.limits import CustomerFullError, FileTooLargeError, UploadTooSlowError
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.purge_orphans import USUAL_GRACE
from socdomain.artifacts.store_artifact import StoreArtifact
from socdomain.errors import (
    ConcurrentChangeError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    OtherCustomerError,
    StorageUnavailableError,
)
from socdomain.memory import MemoryObjectStore, MemoryUnitOfWork
from socdomain.object_store import StorageFullError
from socdomain.pages import PageRequest
from socdomain.principal import Reach, Scope
from tests.builders import EVERYONE, NOW
from tests.unit.artifacts.locker import CONTENT, Locker


def test_a_file_of_a_case_is_stored_and_written_down(locker: Locker) -> None:
    artifact = locker.store("../r\u202eeport.pdf")
    assert locker.artifacts() == [artifact]
    assert artifact.key == f"{locker.cases['ACME']}/{artifact.id}/report.pdf"
    assert (artifact.bucket, artifact.file_name) == ("copilot-cases", "../r\u202eeport.pdf")
    assert (artifact.size_bytes, artifact.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).digest())
    assert (artifact.status, artifact.collected_at, artifact.collected_by) == (
        ArtifactStatus.STORED,
        NOW,
        "local:analyst",
    )
    assert artifact.customer_id == locker.customers["ACME"].id
    assert b"".join(locker.objects.get(artifact.bucket, artifact.key)) == CONTENT


def test_its_hash_is_in_its_custody_and_in_the_audit_log(locker: Locker) -> None:
    artifact = locker.store()
    with locker.works(EVERYONE) as work:
        (event,) = work.artifacts.custody(artifact.id, PageRequest(), reach=EVERYONE).items
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert (event.act, event.by, event.detail["sha256"]) == (CustodyAct.STORED, "local:analyst", digest)
    (record,) = [one for one in locker.platform.audit_records if one.action == "artifact.stored"]
    assert record.after is not None
    assert (record.after["sha256"], record.customer_id) == (digest, artifact.customer_id)
    assert record.id == event.id


def test_a_file_about_an_agent_needs_no_case(locker: Locker) -> None:
    artifact = locker.keep(NewArtifact("memory.raw", agent_id=locker.agents["ACME"]))
    assert (artifact.bucket, artifact.case_id) == ("velociraptor-artifacts", None)
    assert artifact.key == f"{locker.agents['ACME']}/{artifact.id}/memory.raw"


def test_the_same_name_and_the_same_content_are_two_files(locker: Locker) -> None:
    first, second = locker.store(), locker.store()
    assert first.key != second.key
    assert first.sha256 == second.sha256
    assert len(locker.stored()) == 2


@pytest.mark.parametrize(
    ("agent", "case", "error"),
    [
        ("ACME", "GLOBEX", OtherCustomerError),
        ("nobody", None, OtherCustomerError),
    ],
)
def test_a_file_is_about_things_of_one_customer(
    locker: Locker, agent: str | None, case: str | None, error: type[Exception]
) -> None:
    wanted = NewArtifact(
        "a", agent_id=locker.agents[agent] if agent else None, case_id=locker.cases[case] if case else None
    )
    with pytest.raises(error):
        locker.keep(wanted)
    assert (locker.stored(), locker.artifacts()) == ([], [])


def test_what_is_out_of_reach_is_not_there(locker: Locker) -> None:
    of_globex = evolve(locker.me, reach=Reach.only([locker.customers["GLOBEX"].id]))
    with pytest.raises(NotFoundError):
        locker.store(by=of_globex)
    with pytest.raises(NotAllowedError):
        locker.store(by=evolve(locker.me, scopes=frozenset({Scope.ARTIFACTS_READ})))
    assert locker.stored() == []


@pytest.mark.parametrize(
    ("file_bytes", "customer_bytes", "error"),
    [(3_999, 10_000_000, FileTooLargeError), (1_000_000, 3_999, CustomerFullError)],
)
def test_what_is_too_long_leaves_nothing(
    locker: Locker, file_bytes: int, customer_bytes: int, error: type[Exception]
) -> None:
    locker.most_bytes, locker.most_bytes_of_customer = file_bytes, customer_bytes
    with pytest.raises(error, match="3,999 bytes"):
        locker.store()
    assert (locker.stored(), locker.artifacts()) == ([], [])
    locker.store(content=CONTENT[:3_999])


def test_what_a_customer_has_counts(locker: Locker) -> None:
    locker.most_bytes_of_customer = 5_000
    locker.store()
    with pytest.raises(CustomerFullError) as told:
        locker.store()
    assert (told.value.limit_bytes, told.value.used_bytes) == (5_000, 4_000)


def test_what_was_stored_meanwhile_counts(locker: Locker) -> None:
    """Two files come in at once, and there is room for one of them."""
    locker.most_bytes_of_customer = 5_000

    def coming() -> Iterator[bytes]:
        yield CONTENT
        locker.store("first.bin")

    with pytest.raises(CustomerFullError):
        locker.use_case.execute(NewArtifact("second.bin", case_id=locker.cases["ACME"]), coming(), by=locker.me)
    assert [one.file_name for one in locker.artifacts()] == ["first.bin"]
    assert len(locker.stored()) == 1


def test_what_breaks_off_leaves_nothing(locker: Locker) -> None:
    def broken() -> Iterator[bytes]:
        yield CONTENT
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        locker.use_case.execute(NewArtifact("a", case_id=locker.cases["ACME"]), broken(), by=locker.me)
    assert (locker.stored(), locker.artifacts()) == ([], [])


def test_an_object_whose_record_cannot_be_written_is_removed(locker: Locker) -> None:
    """Such as where its case went away while it came in."""

    def coming() -> Iterator[bytes]:
        yield CONTENT
        with locker.works(EVERYONE) as work:
            agent = work.agents.for_change(about, reach=EVERYONE)
            work.agents.save_seen([evolve(agent, customer_id=locker.customers["GLOBEX"].id)])
            work.commit()

    about = locker.agents["ACME"]
    with pytest.raises(OtherCustomerError):
        locker.use_case.execute(NewArtifact("a", agent_id=about), coming(), by=locker.me)
    assert (locker.stored(), locker.artifacts()) == ([], [])


def test_evidence_is_about_something() -> None:
    with pytest.raises(InvalidInputError, match="agent_id"):
        NewArtifact("a", customer="ACME")


def of_room(locker: Locker, room_bytes: int) -> Locker:
    """A locker whose store takes so much, of which 1,000 bytes have to stay free."""
    locker.objects = MemoryObjectStore(locker.clock, room_bytes)
    for bucket in Buckets().all:
        locker.objects.ensure_bucket(bucket)
    return locker


def test_the_last_room_of_the_store_is_for_others(locker: Locker) -> None:
    of_room(locker, 2 * len(CONTENT) + 999)
    for _ in range(2):
        locker.store()
    with pytest.raises(StorageFullError) as told:
        locker.store(content=b"x")
    assert told.value.free_bytes == 999
    with pytest.raises(StorageFullError):
        locker.begin(0)
    assert len(locker.artifacts()) == len(locker.stored()) == 2


def test_room_is_looked_at_while_a_file_comes(locker: Locker) -> None:
    mebibyte = 1024**2
    locker.most_bytes = locker.most_bytes_of_customer = 10**9
    of_room(locker, 16 * mebibyte)
    came = 0

    def coming() -> Iterator[bytes]:
        nonlocal came
        for came in range(1, 65):
            if came == 20:
                locker.store("another.bin", content=bytes(16 * mebibyte - 999))
            yield bytes(mebibyte)

    with pytest.raises(StorageFullError):
        locker.use_case.execute(NewArtifact("a", case_id=locker.cases["ACME"]), coming(), by=locker.me)
    assert came == 32
    assert [one.file_name for one in locker.artifacts()] == ["another.bin"]


def test_what_takes_too_long_to_come_in_one_piece_leaves_nothing(locker: Locker) -> None:
    """Its object would be old as soon as it is there, on a store that tells ages from when it began to come."""

    def coming(takes: timedelta) -> Iterator[bytes]:
        yield CONTENT
        locker.clock.advance(takes)
        yield CONTENT

    lasts = locker.limits.one_piece_lasts
    wanted = NewArtifact("a", case_id=locker.cases["ACME"])
    with pytest.raises(UploadTooSlowError) as told:
        locker.use_case.execute(wanted, coming(lasts + timedelta(seconds=1)), by=locker.me)
    assert told.value.limit_s == lasts.total_seconds() < USUAL_GRACE.total_seconds()
    assert (locker.stored(), locker.artifacts()) == ([], [])
    assert locker.use_case.execute(wanted, coming(lasts), by=locker.me).size_bytes == 2 * len(CONTENT)


def test_an_object_stays_where_nobody_knows_whether_its_record_was_kept(locker: Locker) -> None:
    """The database kept it, and went away before it said so."""

    class GoneBehindIt(MemoryUnitOfWork):
        def commit(self) -> None:
            super().commit()
            raise StorageUnavailableError("the database did not answer")

    use_case = StoreArtifact(evolve(locker.several, work=lambda _: GoneBehindIt(locker.platform)))
    with pytest.raises(StorageUnavailableError):
        use_case.execute(NewArtifact("a", case_id=locker.cases["ACME"]), [CONTENT], by=locker.me)
    (artifact,) = locker.artifacts()
    assert locker.read(artifact) == CONTENT


@pytest.mark.parametrize(("lost", "is_kept"), [(2, True), (3, False)])
def test_a_record_that_other_writers_come_before_is_written_again(locker: Locker, lost: int, is_kept: bool) -> None:
    """The bytes come once, and nobody can be asked to send them again."""
    attempts: list[int] = []

    class Lost(MemoryUnitOfWork):
        def commit(self) -> None:
            attempts.append(len(attempts))
            if len(attempts) <= lost:
                raise ConcurrentChangeError("two writers met")
            super().commit()

    use_case = StoreArtifact(evolve(locker.several, work=lambda _: Lost(locker.platform)))
    wanted = NewArtifact("a", case_id=locker.cases["ACME"])
    if is_kept:
        assert locker.read(use_case.execute(wanted, iter([CONTENT]), by=locker.me)) == CONTENT
    else:
        with pytest.raises(ConcurrentChangeError):
            use_case.execute(wanted, iter([CONTENT]), by=locker.me)
    assert len(attempts) == 3
    assert len(locker.artifacts()) == len(locker.stored()) == is_kept


def several(locker: Locker, *names: str, agent: str | None = None) -> Iterator[tuple[NewArtifact, list[bytes]]]:
    for name in names:
        yield NewArtifact(name, case_id=locker.cases["ACME"]), [name.encode() * 100]
    if agent is not None:
        yield NewArtifact("last", agent_id=locker.agents[agent]), [b"last"]


def test_several_files_are_stored_together(locker: Locker) -> None:
    stored = locker.several.execute(several(locker, "a.log", "b.log", agent="GLOBEX"), by=locker.me)
    assert [one.file_name for one in stored] == ["a.log", "b.log", "last"]
    assert [locker.read(one) for one in stored] == [b"a.log" * 100, b"b.log" * 100, b"last"]
    assert {one.id for one in locker.artifacts()} == {one.id for one in stored}
    assert [one.customer_id for one in stored][-1] == locker.customers["GLOBEX"].id
    for one in stored:
        assert locker.custody(one.id)[0].detail["sha256"] == hashlib.sha256(locker.read(one)).hexdigest()
    assert locker.several.execute(iter([]), by=locker.me) == []


@pytest.mark.parametrize("agent", ["nobody", None])
def test_of_several_files_all_or_none_are_stored(locker: Locker, agent: str | None) -> None:
    """The last is nobody's, or one too many for its customer."""
    if agent is None:
        locker.most_bytes_of_customer = 1_200
    error = OtherCustomerError if agent else CustomerFullError
    with pytest.raises(error):
        locker.several.execute(several(locker, "a.log", "b.log", "c.log", agent=agent), by=locker.me)
    assert (locker.stored(), locker.artifacts()) == ([], [])


def test_several_files_that_break_off_leave_nothing(locker: Locker) -> None:
    def coming() -> Iterator[tuple[NewArtifact, list[bytes]]]:
        yield from several(locker, "a.log", "b.log")
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        locker.several.execute(coming(), by=locker.me)
    assert (locker.stored(), locker.artifacts()) == ([], [])
