"""What no record has is removed once it is old enough; what has one, is coming, or is somebody else's stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from attrs import evolve

from socdomain.artifacts.artifact import is_own_key
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.purge_orphans import Purged, PurgeOrphans
from socdomain.errors import NotAllowedError, StorageUnavailableError
from socdomain.memory import MemoryObjectStore
from socdomain.object_store import ListedObject
from socdomain.principal import Principal, Reach, Scope
from tests.builders import IDS
from tests.unit.artifacts.failing_store import FailingStore
from tests.unit.artifacts.locker import CONTENT, Locker

DAY = timedelta(hours=24)
MOMENT = timedelta(microseconds=1)
BUCKET = "copilot-cases"


@pytest.fixture
def locker() -> Locker:
    """An empty locker whose store can fail."""
    made = Locker()
    made.objects = FailingStore(made.clock)
    return made.open()


def store_of(locker: Locker) -> FailingStore:
    assert isinstance(locker.objects, FailingStore)
    return locker.objects


def purge(locker: Locker, by: Principal | None = None) -> Purged:
    use_case = PurgeOrphans(locker.works, locker.objects, locker.clock, locker.ids, Buckets())
    return use_case.execute(by=by or locker.me)


def an_orphan(locker: Locker, bucket: str = BUCKET, size_bytes: int = 10) -> str:
    key = f"{locker.cases['ACME']}/{IDS.new()}/report.pdf"
    locker.objects.put(bucket, key, [bytes(size_bytes)])
    return key


def test_what_no_record_has_goes_when_it_is_old_enough(locker: Locker) -> None:
    for bucket in Buckets().all:
        an_orphan(locker, bucket)
    locker.clock.advance(DAY)
    assert purge(locker) == Purged(listed=4)
    locker.clock.advance(MOMENT)
    assert purge(locker) == Purged(listed=4, objects=4, bytes=40)
    assert purge(locker) == Purged()


def test_what_is_about_nothing_that_is_known_here_stays(locker: Locker) -> None:
    """It is another platform's, of which this one was led to the store."""
    locker.objects.put(BUCKET, f"{IDS.new()}/{IDS.new()}/report.pdf", [b"theirs"])
    subjects = (locker.cases["ACME"], locker.agents["GLOBEX"], locker.customers["ACME"].id)
    for subject in subjects:
        locker.objects.put(BUCKET, f"{subject}/{IDS.new()}/report.pdf", [b"ours"])
    locker.clock.advance(2 * DAY)
    assert purge(locker) == Purged(listed=4, objects=3, bytes=12, foreign=1)
    assert [one.size_bytes for one in locker.objects.list(BUCKET)] == [6]


def test_what_is_stored_stays(locker: Locker) -> None:
    stored = [locker.store(), locker.keep(NewArtifact("memory.raw", agent_id=locker.agents["ACME"]))]
    locker.clock.advance(100 * DAY)
    assert purge(locker) == Purged(listed=2)
    assert [locker.read(one) for one in stored] == [CONTENT, CONTENT]


def test_what_is_removed_is_written_down_before(locker: Locker) -> None:
    keys = [an_orphan(locker) for _ in range(3)]
    store = store_of(locker)
    store.stuck.update(keys)
    locker.clock.advance(2 * DAY)
    with pytest.raises(StorageUnavailableError):
        purge(locker)
    records = [one for one in locker.platform.audit_records if one.object_id == BUCKET]
    assert [one.action for one in records] == ["orphan_objects.removing", "orphan_objects.not_removed"]
    for record in records:
        assert record.customer_id is None
        assert record.before is not None
        assert sorted(record.before["names"]) == sorted(keys)
    store.stuck.clear()
    assert purge(locker).objects == 3


def noted(locker: Locker, action: str) -> list[str]:
    return [
        name for one in locker.platform.audit_records if one.action == action for name in (one.before or {})["names"]
    ]


def test_one_that_cannot_be_removed_keeps_no_others(locker: Locker) -> None:
    store, keys = store_of(locker), [an_orphan(locker) for _ in range(9)]
    uploads = [locker.objects.begin_upload(BUCKET, f"{IDS.new()}/{IDS.new()}/a") for _ in range(3)]
    stuck = {*keys[1:6], uploads[0]}
    store.stuck.update(stuck)
    locker.clock.advance(2 * DAY)
    with pytest.raises(StorageUnavailableError, match="did not remove 6 of 12"):
        purge(locker)
    assert {one.key for one in store.list(BUCKET)} == set(keys[1:6])
    assert [one.upload for one in store.uploads(BUCKET)] == uploads[:1]
    assert noted(locker, "orphan_objects.not_removed") == keys[1:6]
    assert noted(locker, "orphan_uploads.not_removed") == uploads[:1]
    store.stuck.clear()
    assert (purge(locker).objects, purge(locker).failed) == (5, 0)


def test_a_store_that_goes_away_is_not_asked_for_each(locker: Locker) -> None:
    """All that is not removed is named, also what was not tried."""
    store, keys = store_of(locker), [an_orphan(locker) for _ in range(9)]
    locker.clock.advance(2 * DAY)
    tried: list[str] = []

    class Gone(MemoryObjectStore):
        def list(self, bucket: str, prefix: str = "") -> Iterator[ListedObject]:
            if tried:
                raise StorageUnavailableError("the server does not answer")
            return store.list(bucket, prefix)

        def delete(self, bucket: str, key: str) -> bool:
            tried.append(key)
            raise StorageUnavailableError("the server does not answer")

    locker.objects = Gone(locker.clock)
    with pytest.raises(StorageUnavailableError):
        purge(locker)
    assert tried == keys[:3]
    assert noted(locker, "orphan_objects.not_removed") == keys


def test_the_bytes_of_a_removed_file_go_where_the_store_had_failed(locker: Locker) -> None:
    artifact, twin = locker.store(), locker.store()
    store = store_of(locker)
    store.stuck.add(artifact.key)
    with pytest.raises(StorageUnavailableError):
        locker.delete(artifact)
    store.stuck.clear()
    locker.clock.advance(2 * DAY)
    assert purge(locker).objects == 1
    assert locker.stored() == [f"{BUCKET}/{twin.key}"]


def test_a_file_between_its_object_and_its_record_stays(locker: Locker) -> None:
    """It came just before, however long it took to come; the record is written right behind it."""
    found: list[Purged] = []

    def purge_a_day_later() -> None:
        locker.clock.advance(DAY)
        found.append(purge(locker))

    store_of(locker).behind_put.append(purge_a_day_later)
    artifact = locker.store()
    assert found == [Purged(listed=1)]
    assert locker.read(artifact) == CONTENT


def test_a_file_that_is_coming_is_left_alone(locker: Locker) -> None:
    found: list[Purged] = []

    def coming() -> Iterator[bytes]:
        yield CONTENT
        locker.clock.advance(DAY / 2)
        found.append(purge(locker))
        yield CONTENT

    artifact = locker.use_case.execute(NewArtifact("a", case_id=locker.cases["ACME"]), coming(), by=locker.me)
    assert found == [Purged()]
    assert locker.read(artifact) == 2 * CONTENT


def test_parts_that_a_record_waits_for_stay_and_others_go(locker: Locker) -> None:
    waiting = locker.begin(len(CONTENT))
    locker.put(waiting, 1, CONTENT)
    stray = locker.objects.begin_upload(BUCKET, f"{IDS.new()}/{IDS.new()}/a")
    locker.clock.advance(DAY)
    assert purge(locker).uploads == 0
    locker.clock.advance(MOMENT)
    assert purge(locker).uploads == 1
    assert stray not in [one.upload for one in locker.objects.uploads(BUCKET)]
    assert len(list(locker.objects.uploads(BUCKET))) == 1
    (record,) = [one for one in locker.platform.audit_records if one.action == "orphan_uploads.removing"]
    assert record.before == {"names": [stray]}


def test_an_upload_that_goes_on_stays_however_long_ago_it_began(locker: Locker) -> None:
    upload = locker.objects.begin_upload(BUCKET, f"{IDS.new()}/{IDS.new()}/a")
    locker.clock.advance(DAY)
    locker.objects.put_part(BUCKET, upload, 1, [b"part"])
    locker.clock.advance(DAY)
    assert purge(locker).uploads == 0
    locker.clock.advance(MOMENT)
    assert purge(locker).uploads == 1


def test_what_somebody_put_there_by_hand_stays(locker: Locker) -> None:
    here, there = IDS.new(), IDS.new()
    by_hand = ["README.txt", f"{here}/notes.txt", f"backup/{there}/a.zip", f"{here}/{there}/deep/a.zip", f"{here}/x/a"]
    for key in by_hand:
        locker.objects.put(BUCKET, key, [b"mine"])
    locker.clock.advance(2 * DAY)
    assert purge(locker) == Purged(listed=5, foreign=5)


@pytest.mark.parametrize(
    ("key", "is_own"),
    [
        ("{a}/{b}/report.pdf", True),
        ("{a}/F.BQ0RQ3H0Q2J6C/collection.zip", True),
        ("{a}/{b}/.hidden", False),
        ("{a}/{b}/with space", False),
        ("{A}/{b}/report.pdf", False),
        ("{a}/{b}", False),
        ("x/{b}/report.pdf", False),
    ],
)
def test_which_keys_are_its_own(key: str, is_own: bool) -> None:
    one, other = IDS.new(), IDS.new()
    made = key.format(a=one, b=other, A=f"{{{one}}}")
    assert is_own_key(made) is is_own


def test_many_orphans_go_among_many_files(locker: Locker) -> None:
    locker.most_bytes_of_customer = 10**9
    kept = [locker.store(f"{number}.bin", content=b"x") for number in range(20)]
    orphans = [an_orphan(locker, size_bytes=1) for _ in range(1_101)]
    locker.clock.advance(2 * DAY)
    told: list[int] = []
    use_case = PurgeOrphans(locker.works, locker.objects, locker.clock, locker.ids, Buckets())
    done = use_case.execute(by=locker.me, tell=lambda so_far: told.append(so_far.objects))
    assert (done.listed, done.objects) == (20 + len(orphans), len(orphans))
    assert len(locker.stored()) == len(kept)
    assert told == sorted(told)
    assert len(told) == 3


def test_buckets_that_were_never_made_hold_nothing() -> None:
    locker = Locker()
    assert purge(locker) == Purged()


def test_who_does_not_see_every_customer_may_not(locker: Locker) -> None:
    """The records of others would look as if they were not there."""
    locker.store()
    locker.clock.advance(2 * DAY)
    for by in (
        evolve(locker.me, reach=Reach.only([locker.customers["ACME"].id])),
        evolve(locker.me, scopes=frozenset({Scope.ARTIFACTS_READ})),
    ):
        with pytest.raises(NotAllowedError):
            purge(locker, by)
    assert len(locker.stored()) == 1
