"""A bucket that is away says nothing of any file, and nobody takes what was in it for gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.delete_artifact import DeleteArtifact
from socdomain.artifacts.expire_artifacts import ExpireArtifacts
from socdomain.artifacts.set_retention import SetArtifactRetention
from socdomain.errors import StorageUnavailableError
from tests.unit.artifacts.failing_store import FailingStore
from tests.unit.artifacts.locker import CONTENT, Locker

BUCKET = "copilot-cases"


@pytest.fixture
def store() -> FailingStore:
    return FailingStore()


@pytest.fixture
def locker(store: FailingStore) -> Locker:
    """An empty locker whose store can lose a bucket."""
    return Locker(objects=store).open()


def test_what_was_in_it_is_not_missing(locker: Locker, store: FailingStore) -> None:
    artifact = locker.store()
    store.lose_bucket(BUCKET)
    with pytest.raises(StorageUnavailableError, match="no bucket"):
        locker.verify(artifact)
    assert locker.artifacts() == [artifact]
    assert [event.act for event in locker.custody(artifact.id)] == [CustodyAct.STORED]


def test_who_deletes_a_file_is_told_that_its_bytes_are_not_removed(locker: Locker, store: FailingStore) -> None:
    artifact = locker.store()
    store.lose_bucket(BUCKET)
    with pytest.raises(StorageUnavailableError):
        locker.delete(artifact)
    assert locker.artifacts()[0].status is ArtifactStatus.DELETED


def test_retention_removes_nothing_of_it(locker: Locker, store: FailingStore) -> None:
    artifacts = [locker.store() for _ in range(3)]
    SetArtifactRetention(locker.works, locker.clock, locker.ids).execute("ACME", 1, expected_version=None, by=locker.me)
    locker.clock.advance(timedelta(days=2))
    store.lose_bucket(BUCKET)
    delete = DeleteArtifact(locker.works, store, locker.clock, locker.ids)
    with pytest.raises(StorageUnavailableError):
        ExpireArtifacts(locker.works, delete).execute(by=locker.me)
    assert {one.id: one for one in locker.artifacts()} == {one.id: one for one in artifacts}


def test_parts_that_were_in_it_can_be_completed_and_given_up_later(locker: Locker, store: FailingStore) -> None:
    first, second = locker.begin(len(CONTENT)), locker.begin(len(CONTENT))
    store.lose_bucket(BUCKET)
    with pytest.raises(StorageUnavailableError):
        locker.complete(first)
    with pytest.raises(StorageUnavailableError):
        locker.ending.execute(second, "no longer wanted", by=locker.me)
    status = {one.id: one.status for one in locker.artifacts()}
    assert status == {first: ArtifactStatus.PENDING, second: ArtifactStatus.FAILED}
