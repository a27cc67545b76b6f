"""Files are read again in turn, those longest ago first, and a store that is down says nothing of any."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.gone_objects import MOST_FAILURES
from socdomain.artifacts.verify_artifact import VerifyArtifact
from socdomain.artifacts.verify_artifacts import Checked, VerifyArtifacts
from socdomain.errors import NotAllowedError
from socdomain.principal import Reach, Scope
from tests.unit.artifacts.failing_store import FailingStore
from tests.unit.artifacts.locker import CONTENT, Locker

SIZE = len(CONTENT)


@pytest.fixture
def locker() -> Locker:
    """An empty locker whose store can fail."""
    made = Locker()
    made.objects = FailingStore(made.clock)
    return made.open()


def store_of(locker: Locker) -> FailingStore:
    assert isinstance(locker.objects, FailingStore)
    return locker.objects


def several(locker: Locker, count: int) -> list[Artifact]:
    """Files that came an hour after each other."""
    files = []
    for number in range(count):
        files.append(locker.store(f"{number}.bin"))
        locker.clock.advance(timedelta(hours=1))
    return files


def verified(
    locker: Locker, *, most_bytes: int | None = None, days: int = 0, told: list[Artifact] | None = None
) -> Checked:
    verify = VerifyArtifact(locker.works, locker.objects, locker.clock, locker.ids)
    use_case = VerifyArtifacts(locker.works.reading, verify)
    said = [] if told is None else told
    done = use_case.execute(
        by=locker.me, older_than=timedelta(days=days), most_bytes=most_bytes, tell=lambda one, _: said.append(one)
    )
    locker.clock.advance(timedelta(minutes=1))
    return done


def looked_at(locker: Locker, files: list[Artifact]) -> list[int]:
    """How often each was verified."""
    return [[one.act for one in locker.custody(file.id)].count(CustodyAct.VERIFIED) for file in files]


def test_what_was_found_is_told_and_written_down_once_for_each_file(locker: Locker) -> None:
    intact, corrupt, missing = several(locker, 3)
    locker.objects.put(corrupt.bucket, corrupt.key, [CONTENT[:-1] + b"!"])
    locker.objects.delete(missing.bucket, missing.key)
    told: list[Artifact] = []
    done = verified(locker, told=told)
    assert [one.status for one in told] == [ArtifactStatus.STORED, ArtifactStatus.CORRUPT, ArtifactStatus.MISSING]
    assert (done.intact, done.files, done.bytes) == (1, 3, 2 * SIZE)
    assert [one.id for one in done.damaged] == [corrupt.id, missing.id]
    assert looked_at(locker, [intact, corrupt, missing]) == [1, 1, 1]
    assert [record.action for record in locker.platform.audit_records].count("artifact.verified") == 3
    assert told[0].checked_at == told[0].verified_at == told[1].checked_at
    assert told[1].verified_at is None


def test_all_have_their_turn_whatever_fits_into_a_run(locker: Locker) -> None:
    files = several(locker, 5)
    for times in ([1, 1, 0, 0, 0], [1, 1, 1, 1, 0], [2, 1, 1, 1, 1], [2, 2, 2, 1, 1]):
        verified(locker, most_bytes=SIZE + 1)
        assert looked_at(locker, files) == times


def test_a_file_that_is_longer_than_a_run_may_read_is_read_all_the_same(locker: Locker) -> None:
    files = several(locker, 2)
    assert verified(locker, most_bytes=1).files == 1
    assert looked_at(locker, files) == [1, 0]


def test_damaged_files_do_not_come_before_all_others_each_time(locker: Locker) -> None:
    files = several(locker, 3)
    locker.objects.put(files[0].bucket, files[0].key, [CONTENT[1:] + b"!"])
    for _ in range(3):
        verified(locker, most_bytes=1)
    assert looked_at(locker, files) == [1, 1, 1]


def test_one_that_is_intact_again_is_said_to_be_so(locker: Locker) -> None:
    (file,) = several(locker, 1)
    locker.objects.delete(file.bucket, file.key)
    assert verified(locker).damaged
    locker.objects.put(file.bucket, file.key, [CONTENT])
    assert verified(locker).intact == 1
    assert locker.artifacts()[0].status is ArtifactStatus.STORED


def test_what_was_looked_at_of_late_is_left_in_peace(locker: Locker) -> None:
    files = several(locker, 2)
    assert verified(locker, days=7).files == 0
    locker.clock.advance(timedelta(days=7) - timedelta(minutes=90))
    assert verified(locker, days=7).files == 1
    locker.clock.advance(timedelta(hours=1))
    assert verified(locker, days=7).files == 1
    assert looked_at(locker, files) == [1, 1]


def test_more_files_than_are_listed_at_once_are_read_each_once(locker: Locker) -> None:
    files = [locker.store(f"{number}", content=b"x") for number in range(205)]
    locker.clock.advance(timedelta(seconds=1))
    assert verified(locker).files == 205
    assert looked_at(locker, files) == [1] * 205


def test_a_store_that_is_down_says_nothing_of_any_file(locker: Locker) -> None:
    files = several(locker, 5)
    store_of(locker).away.update(one.key for one in files[1:])
    store_of(locker).unlisted.add(files[0].bucket)
    done = verified(locker)
    assert done.is_cut_short
    assert [one.id for one in done.unread] == [one.id for one in files[1:4]], "the last one was not asked for"
    assert looked_at(locker, files) == [1, 0, 0, 0, 0]
    assert [one.status for one in locker.artifacts()] == [ArtifactStatus.STORED] * 5
    store_of(locker).away.clear()
    assert verified(locker, most_bytes=4 * SIZE).files == 4
    assert looked_at(locker, files) == [1] * 5


def test_many_files_that_cannot_be_read_keep_no_others_from_it_while_the_store_is_there(locker: Locker) -> None:
    files = several(locker, 9)
    store_of(locker).away.update(one.key for one in files[:7])
    for _ in range(2):
        done = verified(locker)
        assert [one.id for one in done.unread] == [one.id for one in files[:7]]
        assert (done.intact, done.is_cut_short) == (2, False)
    assert looked_at(locker, files) == [0] * 7 + [2, 2]


def test_those_of_a_case_are_looked_at_past_one_that_cannot_be_read(locker: Locker) -> None:
    files = several(locker, 3)
    store_of(locker).away.add(files[0].key)
    verify = VerifyArtifact(locker.works, locker.objects, locker.clock, locker.ids)
    done = VerifyArtifacts(locker.works.reading, verify).these(files, by=locker.me, tell=lambda *_: None)
    assert ([one.id for one in done.unread], done.intact) == ([files[0].id], 2)


def test_a_slow_look_does_not_overwrite_a_newer_one(locker: Locker) -> None:
    (file,) = several(locker, 1)

    def damaged_and_found_so() -> None:
        locker.objects.put(file.bucket, file.key, [CONTENT[:-1] + b"!"])
        locker.verify(file)

    store_of(locker).behind_get.append(damaged_and_found_so)
    found = locker.verify(file)
    assert found.status is ArtifactStatus.CORRUPT
    assert locker.artifacts() == [found]


def test_what_others_found_stays_where_they_look_all_the_time(locker: Locker) -> None:
    (file,) = several(locker, 1)
    locker.objects.put(file.bucket, file.key, [CONTENT[:-1] + b"!"])

    def found_twice() -> None:
        locker.verify(file)
        store_of(locker).behind_get.append(lambda: locker.verify(file))

    store_of(locker).behind_get.append(found_twice)
    assert locker.verify(file).status is ArtifactStatus.CORRUPT
    assert looked_at(locker, [file]) == [2]


def test_a_few_files_that_cannot_be_read_do_not_keep_the_others_from_it(locker: Locker) -> None:
    files = several(locker, 6)
    store_of(locker).away.update(one.key for one in (*files[:2], files[3]))
    assert MOST_FAILURES == 3
    done = verified(locker)
    assert [one.id for one in done.unread] == [files[0].id, files[1].id, files[3].id]
    assert (done.intact, done.damaged) == (3, [])
    assert looked_at(locker, files) == [0, 0, 1, 0, 1, 1]
    store_of(locker).away.clear()
    assert verified(locker, most_bytes=3 * SIZE).files == 3
    assert looked_at(locker, files) == [1, 1, 1, 1, 1, 1]


def test_one_that_was_removed_meanwhile_is_passed_by(locker: Locker) -> None:
    files = several(locker, 3)

    def remove(artifact: Artifact, _: Checked) -> None:
        if artifact.id == files[0].id:
            locker.delete(files[1])

    verify = VerifyArtifact(locker.works, locker.objects, locker.clock, locker.ids)
    use_case = VerifyArtifacts(locker.works.reading, verify)
    done = use_case.execute(by=locker.me, older_than=timedelta(), most_bytes=None, tell=remove)
    assert (done.files, done.damaged, done.unread) == (2, [], [])


def test_files_out_of_reach_are_left_alone(locker: Locker) -> None:
    several(locker, 1)
    locker.me = evolve(locker.me, reach=Reach.only([locker.customers["GLOBEX"].id]))
    assert verified(locker).files == 0
    locker.me = evolve(locker.me, scopes=frozenset({Scope.CASES_READ}))
    with pytest.raises(NotAllowedError):
        verified(locker)
