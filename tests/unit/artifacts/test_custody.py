"""What becomes of a stored file, and that all of it is written down."""

from __future__ import annotations

import pytest
from attrs import evolve

from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError
from socdomain.principal import Reach, Scope
from tests.builders import NOW
from tests.unit.artifacts.locker import CONTENT, Locker

ACTS = CustodyAct


def acts(locker: Locker) -> list[CustodyAct]:
    (artifact,) = locker.artifacts()
    return [event.act for event in locker.custody(artifact.id)]


def test_a_download_is_written_down(locker: Locker) -> None:
    artifact = locker.store()
    assert locker.read(artifact) == CONTENT
    assert acts(locker) == [ACTS.STORED, ACTS.DOWNLOADED]
    assert [one.action for one in locker.platform.audit_records][-1] == "artifact.downloaded"


def test_what_is_as_it_was_is_said_to_be(locker: Locker) -> None:
    artifact = locker.verify(locker.store())
    assert (artifact.status, artifact.reason, artifact.verified_at) == (ArtifactStatus.STORED, "", NOW)
    assert locker.custody(artifact.id)[-1].detail == {"outcome": "intact", "reason": ""}


@pytest.mark.parametrize(
    ("content", "reason"),
    [(CONTENT[:-1] + b"\x01", "SHA-256"), (CONTENT[:-1], "3999 bytes, and had 4000"), (CONTENT + b"x", "4001 bytes")],
)
def test_a_changed_byte_is_found(locker: Locker, content: bytes, reason: str) -> None:
    artifact = locker.store()
    locker.objects.put(artifact.bucket, artifact.key, [content])
    found = locker.verify(artifact)
    assert (found.status, found.verified_at) == (ArtifactStatus.CORRUPT, None)
    assert reason in found.reason
    assert locker.custody(artifact.id)[-1].detail["outcome"] == "corrupt"
    assert locker.artifacts() == [found]


def test_what_the_store_lost_is_missing_until_it_is_there_again(locker: Locker) -> None:
    artifact = locker.store()
    locker.objects.delete(artifact.bucket, artifact.key)
    assert locker.verify(artifact).status is ArtifactStatus.MISSING
    with pytest.raises(NotFoundError):
        locker.read(artifact)
    locker.objects.put(artifact.bucket, artifact.key, [CONTENT])
    found = locker.verify(artifact)
    assert (found.status, found.reason, found.version) == (ArtifactStatus.STORED, "", 3)


def test_what_is_deleted_leaves_its_record(locker: Locker) -> None:
    artifact = locker.store()
    deleted = locker.delete(artifact, " court order 7 ")
    assert locker.stored() == []
    assert locker.artifacts() == [deleted]
    assert (deleted.status, deleted.reason) == (ArtifactStatus.DELETED, "court order 7")
    assert acts(locker) == [ACTS.STORED, ACTS.DELETED]
    assert locker.delete(artifact, "again") == deleted
    assert acts(locker) == [ACTS.STORED, ACTS.DELETED]
    for ask in (locker.read, locker.verify):
        with pytest.raises(NoObjectError, match="deleted: court order 7"):
            ask(artifact)


def test_what_is_deleted_leaves_its_twin_and_its_room(locker: Locker) -> None:
    locker.most_bytes_of_customer = 2 * len(CONTENT)
    first, second = locker.store(), locker.store()
    locker.delete(first)
    assert locker.read(second) == CONTENT
    locker.store()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001])
def test_who_deletes_says_why(locker: Locker, reason: str) -> None:
    artifact = locker.store()
    with pytest.raises(InvalidInputError, match="reason"):
        locker.delete(artifact, reason)
    assert locker.read(artifact) == CONTENT


def test_what_is_out_of_reach_is_not_there(locker: Locker) -> None:
    artifact = locker.store()
    of_globex = evolve(locker.me, reach=Reach.only([locker.customers["GLOBEX"].id]))
    nothing = evolve(locker.me, scopes=frozenset({Scope.CASES_READ}))
    for ask in (locker.read, locker.verify, lambda one, by: locker.delete(one, by=by)):
        with pytest.raises(NotFoundError):
            ask(artifact, by=of_globex)
        with pytest.raises(NotAllowedError):
            ask(artifact, by=nothing)
    assert acts(locker) == [ACTS.STORED]
