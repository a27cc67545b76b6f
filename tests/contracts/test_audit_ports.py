"""What every ``AuditKeys`` and ``KeepsAnchors`` does."""

from pathlib import Path

import pytest

from adapters.object_store.filesystem import FilesystemObjectStore
from adapters.secrets.ed25519 import Ed25519Keys
from socdomain.audit.ports import AuditKeys, KeepsAnchors
from socdomain.audit.public_keys import PublicKey
from socdomain.audit.stored_anchors import StoredAnchors
from socdomain.errors import NotFoundError
from socdomain.memory import MemoryAnchors, MemoryObjectStore, UnsafeAuditKeys
from watchfloor_verify.ed25519 import Ed25519PublicKeys


@pytest.fixture(params=[UnsafeAuditKeys, lambda: Ed25519Keys(b"k" * 32)], ids=["memory", "ed25519"])
def keys(request: pytest.FixtureRequest) -> AuditKeys:
    made: AuditKeys = request.param()
    return made


@pytest.fixture(params=["memory", "bucket in memory", "folder"])
def anchors(request: pytest.FixtureRequest, tmp_path: Path) -> KeepsAnchors:
    if request.param == "memory":
        return MemoryAnchors()
    in_folder = request.param == "folder"
    objects = FilesystemObjectStore(tmp_path / "not" / "there" / "yet") if in_folder else MemoryObjectStore()
    return StoredAnchors(objects, "audit-anchors")


def test_a_signature_is_good_for_its_message_and_no_other(keys: AuditKeys) -> None:
    signature = keys.sign(b"a head")
    assert keys.verifies(b"a head", signature, key_id=keys.key_id)
    assert not keys.verifies(b"a heap", signature, key_id=keys.key_id)
    assert not keys.verifies(b"a head", signature[:-1] + bytes([signature[-1] ^ 1]), key_id=keys.key_id)
    assert not keys.verifies(b"a head", b"", key_id=keys.key_id)


def test_a_signature_by_another_key_is_never_good(keys: AuditKeys) -> None:
    assert keys.knows(keys.key_id)
    assert not keys.knows("another")
    assert not keys.verifies(b"a head", keys.sign(b"a head"), key_id="another")


def test_another_key_has_another_name_and_another_signature() -> None:
    one, other = Ed25519Keys(b"k" * 32), Ed25519Keys(b"l" * 32)
    assert one.key_id != other.key_id
    assert not one.verifies(b"a head", other.sign(b"a head"), key_id=one.key_id)


def test_keys_that_signed_before_are_known_and_sign_no_more() -> None:
    before, now = Ed25519Keys(b"k" * 32), Ed25519Keys(b"l" * 32, [b"k" * 32])
    assert now.verifies(b"a head", before.sign(b"a head"), key_id=before.key_id)
    assert not now.verifies(b"a head", before.sign(b"a head"), key_id=now.key_id)
    assert now.sign(b"a head") == Ed25519Keys(b"l" * 32).sign(b"a head")
    assert [one.key_id for one in now.public_keys] == [now.key_id, before.key_id]


def test_who_has_the_public_keys_alone_verifies_as_well(keys: AuditKeys) -> None:
    others = Ed25519PublicKeys(keys.public_keys)
    signature = keys.sign(b"a head")
    for key in keys.public_keys:
        assert others.verifies(b"a head", signature, key_id=key.key_id) is (key.key_id == keys.key_id)
        assert not others.verifies(b"a heap", signature, key_id=key.key_id)
        assert not others.verifies(b"a head", b"", key_id=key.key_id)
    assert not others.verifies(b"a head", signature, key_id="another")
    assert not Ed25519PublicKeys([PublicKey(b"\xff" * 32)]).verifies(b"a", signature, key_id="another")


def test_what_is_kept_is_there(anchors: KeepsAnchors) -> None:
    assert list(anchors.names()) == []
    anchors.put("audit/b.json", b"two")
    anchors.put("audit/a.json", b"one")
    assert list(anchors.names()) == ["audit/a.json", "audit/b.json"]
    assert anchors.get("audit/a.json") == b"one"


def test_what_is_not_there_is_said(anchors: KeepsAnchors) -> None:
    with pytest.raises(NotFoundError):
        anchors.get("audit/a.json")
