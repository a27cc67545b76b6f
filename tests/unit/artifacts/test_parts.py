"""Files that come by parts: what becomes of them when they come whole, and when they do not."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from attrs import evolve

from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.complete_upload import OtherContentError
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.limits import CustomerFullError, FileTooLargeError
from socdomain.artifacts.upload_parts import NotPendingError
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError, OtherCustomerError
from socdomain.ids import ArtifactId, PrincipalId
from socdomain.object_parts import SMALLEST_PART_BYTES
from socdomain.principal import Reach, Scope
from tests.builders import EVERYONE
from tests.unit.artifacts.locker import Locker

FIRST, LAST = b"\x00" * SMALLEST_PART_BYTES, b"end"
WHOLE = FIRST + LAST
DIGEST = hashlib.sha256(WHOLE).digest()


@pytest.fixture
def locker(locker: Locker) -> Locker:
    locker.most_bytes = locker.most_bytes_of_customer = 2 * len(WHOLE)
    return locker


def sent(locker: Locker) -> ArtifactId:
    artifact_id = locker.begin(len(WHOLE))
    locker.put(artifact_id, 2, LAST)
    locker.put(artifact_id, 1, FIRST)
    return artifact_id


def used(locker: Locker) -> int:
    with locker.works(EVERYONE) as work:
        return work.artifacts.used_bytes(locker.customers["ACME"].id)


def unfinished(locker: Locker) -> int:
    return len(list(locker.objects.uploads("copilot-cases")))


def test_a_file_is_made_of_its_parts(locker: Locker) -> None:
    artifact_id = sent(locker)
    (pending,) = locker.artifacts()
    assert (pending.status, pending.sha256, pending.size_bytes) == (ArtifactStatus.PENDING, None, len(WHOLE))
    locker.clock.advance(timedelta(hours=1))
    artifact = locker.complete(artifact_id, DIGEST)
    assert (artifact.status, artifact.sha256, artifact.size_bytes) == (ArtifactStatus.STORED, DIGEST, len(WHOLE))
    assert artifact.collected_at == locker.clock.now()
    assert locker.artifacts() == [artifact]
    assert locker.read(artifact) == WHOLE
    acts = [event.act for event in locker.custody(artifact_id)]
    assert acts == [CustodyAct.BEGUN, CustodyAct.STORED, CustodyAct.DOWNLOADED]
    assert locker.custody(artifact_id)[1].detail["sha256"] == DIGEST.hex()
    assert unfinished(locker) == 0


def test_which_parts_are_there_is_told(locker: Locker) -> None:
    artifact_id = sent(locker)
    _, upload, parts = locker.parts.there(artifact_id, by=locker.me)
    assert [(part.number, part.size_bytes) for part in parts] == [(1, len(FIRST)), (2, len(LAST))]
    assert upload.expires_at == locker.clock.now() + timedelta(days=1)


def test_to_complete_again_changes_nothing(locker: Locker) -> None:
    artifact = locker.complete(sent(locker))
    assert locker.complete(artifact.id, DIGEST) == artifact
    with pytest.raises(OtherContentError):
        locker.complete(artifact.id, b"\x01" * 32)
    assert locker.artifacts() == [artifact]


def test_what_was_made_and_not_written_down_is_completed(locker: Locker) -> None:
    artifact_id = sent(locker)
    with locker.works(EVERYONE) as work:
        upload = work.artifacts.upload(artifact_id, reach=EVERYONE)
    locker.objects.complete_upload("copilot-cases", upload.upload)
    assert locker.complete(artifact_id).sha256 == DIGEST


def test_a_file_of_nothing_is_a_file(locker: Locker) -> None:
    artifact = locker.complete(locker.begin(0))
    assert (locker.read(artifact), artifact.sha256) == (b"", hashlib.sha256().digest())
    assert unfinished(locker) == 0


def test_a_length_that_was_not_true_is_refused_and_may_be_mended(locker: Locker) -> None:
    artifact_id = locker.begin(len(WHOLE))
    locker.put(artifact_id, 1, FIRST)
    with pytest.raises(InvalidInputError, match="is 5242883, and the parts are longer"):
        locker.put(artifact_id, 2, LAST + b"!")
    locker.put(artifact_id, 2, LAST[:-1])
    with pytest.raises(InvalidInputError, match="5242882 bytes, and have to have 5242883"):
        locker.complete(artifact_id)
    assert (locker.stored(), locker.artifacts()[0].status) == ([], ArtifactStatus.PENDING)
    locker.put(artifact_id, 2, LAST)
    assert locker.complete(artifact_id).status is ArtifactStatus.STORED


def test_another_content_than_was_said_leaves_nothing(locker: Locker) -> None:
    artifact_id = sent(locker)
    with pytest.raises(OtherContentError) as told:
        locker.complete(artifact_id, b"\x01" * 32)
    assert told.value.sha256 == DIGEST
    (failed,) = locker.artifacts()
    assert failed.status is ArtifactStatus.FAILED
    assert DIGEST.hex() in failed.reason
    assert (locker.stored(), used(locker), unfinished(locker)) == ([], 0, 0)


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_file_of_a_length_has_so_many_parts(locker: Locker, number: int) -> None:
    artifact_id = locker.begin(len(WHOLE))
    with pytest.raises(InvalidInputError, match="from 1 to 2"):
        locker.put(artifact_id, number, b"x")


def test_what_is_being_sent_takes_its_room(locker: Locker) -> None:
    with pytest.raises(FileTooLargeError):
        locker.begin(2 * len(WHOLE) + 1)
    with pytest.raises(InvalidInputError, match="size_bytes"):
        locker.begin(-1)
    locker.begin(len(WHOLE))
    assert used(locker) == len(WHOLE)
    with pytest.raises(CustomerFullError) as told:
        locker.begin(len(WHOLE) + 1)
    assert told.value.used_bytes == len(WHOLE)
    assert unfinished(locker) == 1


def test_what_is_given_up_gives_its_room_back(locker: Locker) -> None:
    artifact_id = sent(locker)
    failed = locker.ending.execute(artifact_id, "no longer wanted", by=locker.me)
    assert locker.artifacts() == [failed]
    assert (failed.status, failed.reason) == (ArtifactStatus.FAILED, "no longer wanted")
    assert locker.custody(artifact_id)[-1].detail == {"reason": "no longer wanted"}
    assert (locker.stored(), used(locker), unfinished(locker)) == ([], 0, 0)
    assert locker.ending.execute(artifact_id, "again", by=locker.me) == failed
    for ask in (locker.complete, lambda one: locker.put(one, 1, FIRST)):
        with pytest.raises(NotPendingError, match="failed"):
            ask(artifact_id)


def test_what_is_stored_cannot_be_given_up(locker: Locker) -> None:
    artifact = locker.complete(sent(locker))
    with pytest.raises(NotPendingError):
        locker.ending.execute(artifact.id, "too late", by=locker.me)
    assert locker.read(artifact) == WHOLE


def test_parts_expire(locker: Locker) -> None:
    late, whole = sent(locker), sent(locker)
    locker.complete(whole)
    locker.clock.advance(timedelta(hours=23))
    in_time = locker.begin(0)
    locker.clock.advance(timedelta(hours=1))
    for ask in (locker.complete, lambda one: locker.put(one, 1, FIRST)):
        with pytest.raises(NotPendingError, match="late"):
            ask(late)
    assert locker.ending.expired(by=locker.me) == 1
    status = {one.id: one.status for one in locker.artifacts()}
    assert status == {
        late: ArtifactStatus.FAILED,
        whole: ArtifactStatus.STORED,
        in_time: ArtifactStatus.PENDING,
    }
    assert (unfinished(locker), used(locker)) == (1, len(WHOLE))
    assert locker.ending.expired(by=locker.me) == 0


def test_a_file_that_expires_while_it_is_made_is_not_kept(locker: Locker) -> None:
    artifact_id = sent(locker)
    with locker.works(EVERYONE) as work:
        upload = work.artifacts.upload(artifact_id, reach=EVERYONE)
    locker.objects.complete_upload("copilot-cases", upload.upload)
    locker.clock.advance(timedelta(days=1))
    assert locker.ending.expired(by=locker.me) == 1
    assert (locker.stored(), used(locker)) == ([], 0)


def test_nobody_else_adds_to_a_file(locker: Locker) -> None:
    artifact_id = sent(locker)
    another = evolve(locker.me, id=PrincipalId(locker.ids.new()))
    of_globex = evolve(locker.me, reach=Reach.only([locker.customers["GLOBEX"].id]))
    reader = evolve(locker.me, scopes=frozenset({Scope.ARTIFACTS_READ}))
    for by, error in ((another, NotFoundError), (of_globex, NotFoundError), (reader, NotAllowedError)):
        with pytest.raises(error):
            locker.put(artifact_id, 1, b"theirs", by)
        with pytest.raises(error):
            locker.complete(artifact_id, by=by)
        with pytest.raises(error):
            locker.parts.there(artifact_id, by=by)
        with pytest.raises(error):
            locker.ending.execute(artifact_id, "mine", by=by)
    assert locker.complete(artifact_id).sha256 == DIGEST


def test_a_file_is_about_things_of_one_customer(locker: Locker) -> None:
    with pytest.raises(OtherCustomerError):
        locker.begin(0, agent_id=locker.agents["GLOBEX"])
    assert (locker.artifacts(), unfinished(locker)) == ([], 0)
