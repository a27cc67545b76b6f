"""Two who complete a file at once, or one who completes what another gives up: one file, or none."""

from __future__ import annotations

import pytest
from attrs import evolve

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.artifacts.upload_parts import NotPendingError
from socdomain.ids import ArtifactId
from tests.builders import EVERYONE
from tests.unit.artifacts.failing_store import FailingStore
from tests.unit.artifacts.locker import CONTENT, Locker

BUCKET = "copilot-cases"


@pytest.fixture
def store() -> FailingStore:
    return FailingStore()


@pytest.fixture
def locker(store: FailingStore) -> Locker:
    """An empty locker, in whose store something else can happen at the same moment."""
    return Locker(objects=store).open()


def sent(locker: Locker) -> ArtifactId:
    artifact_id = locker.begin(len(CONTENT))
    locker.put(artifact_id, 1, CONTENT)
    return artifact_id


def test_both_who_complete_a_file_at_once_are_told_that_it_is_stored(locker: Locker, store: FailingStore) -> None:
    artifact_id = sent(locker)
    store.behind_parts.append(lambda: locker.complete(artifact_id))
    artifact = locker.complete(artifact_id)
    assert locker.artifacts() == [artifact]
    assert locker.read(artifact) == CONTENT


@pytest.mark.parametrize("status", [ArtifactStatus.CORRUPT, ArtifactStatus.MISSING])
def test_what_was_stored_meanwhile_stays_whatever_is_said_of_it(
    locker: Locker, store: FailingStore, status: ArtifactStatus
) -> None:
    artifact_id = sent(locker)

    def stored_and_damaged() -> None:
        stored = locker.complete(artifact_id)
        with locker.works(EVERYONE) as work:
            work.artifacts.save(evolve(stored, status=status, version=stored.version + 1))
            work.commit()

    store.behind_complete.append(stored_and_damaged)
    with pytest.raises(NotPendingError):
        locker.complete(artifact_id)
    (artifact,) = locker.artifacts()
    assert artifact.status is status
    assert locker.read(artifact) == CONTENT


def test_what_was_given_up_meanwhile_is_removed(locker: Locker, store: FailingStore) -> None:
    artifact_id = sent(locker)

    def given_up() -> None:
        store.stuck.add(locker.artifacts()[0].key)
        with pytest.raises(Exception, match="does not answer"):
            locker.ending.execute(artifact_id, "no longer wanted", by=locker.me)
        store.stuck.clear()

    store.behind_complete.append(given_up)
    with pytest.raises(NotPendingError):
        locker.complete(artifact_id)
    assert locker.stored() == []


def test_what_is_coming_is_not_deleted_but_given_up(locker: Locker) -> None:
    artifact_id = sent(locker)
    (pending,) = locker.artifacts()
    with pytest.raises(NoObjectError, match="pending"):
        locker.delete(pending)
    failed = locker.ending.execute(artifact_id, "no longer wanted", by=locker.me)
    with pytest.raises(NoObjectError, match="no longer wanted"):
        locker.delete(pending)
    assert locker.artifacts() == [failed]


def test_parts_of_what_has_ended_otherwise_go_when_they_took_too_long(locker: Locker, store: FailingStore) -> None:
    sent(locker)
    (pending,) = locker.artifacts()
    ended: Artifact = evolve(pending, status=ArtifactStatus.DELETED, reason="asked for", version=pending.version + 1)
    with locker.works(EVERYONE) as work:
        work.artifacts.save(ended)
        work.commit()
    locker.clock.advance(locker.limits.upload_lasts)
    assert locker.ending.expired(by=locker.me) == 0
    assert list(store.uploads(BUCKET)) == []
    assert locker.artifacts() == [ended]
