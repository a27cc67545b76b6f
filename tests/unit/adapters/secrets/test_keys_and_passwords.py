"""Keys in files, password hashes and new passwords."""

from __future__ import annotations

import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from types import SimpleNamespace

import pytest

from adapters.secrets import key_file
from adapters.secrets.argon2_hasher import MOST_AT_A_TIME, Argon2Hasher
from adapters.secrets.key_file import KeyFileError, read_or_create_key
from adapters.secrets.password_maker import RandomPasswords
from adapters.secrets.platform_keys import PlatformKeys


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "token.key"

    key = read_or_create_key(path)

    assert read_or_create_key(path) == key
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["token.key"]


def test_what_is_made_above_a_key_is_its_owners_alone_and_what_was_there_stays(tmp_path: Path) -> None:
    """The data folder too, where keys are made before anything else."""
    tmp_path.chmod(0o755)
    read_or_create_key(tmp_path / "data" / "keys" / "token.key")
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (tmp_path, tmp_path / "data", tmp_path / "data" / "keys")]
    assert modes == [0o755, 0o700, 0o700]


def test_two_files_hold_two_keys(tmp_path: Path) -> None:
    assert read_or_create_key(tmp_path / "a") != read_or_create_key(tmp_path / "b")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "token.key"
    read_or_create_key(path)
    path.chmod(0o640)

    with pytest.raises(KeyFileError, match="0640"):
        read_or_create_key(path)


def test_modes_say_nothing_where_the_system_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows reports every file as readable by everybody; who may read it is in lists that modes do not show."""
    path = tmp_path / "token.key"
    key = read_or_create_key(path)
    path.chmod(0o666)
    monkeypatch.setattr(key_file, "HAS_MODES", False)

    assert read_or_create_key(path) == key


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "token.key"
    path.write_bytes(b"")
    path.chmod(0o600)

    with pytest.raises(KeyFileError):
        read_or_create_key(path)


@pytest.mark.parametrize("is_given", [False, True])
def test_one_key_for_two_uses_is_refused(tmp_path: Path, is_given: bool) -> None:
    """Also where somebody copied a file to the name of another, or gave by a variable what a file holds."""
    key = read_or_create_key(tmp_path / "audit.key")
    if not is_given:
        (tmp_path / "secrets.key").write_bytes(key)
        (tmp_path / "secrets.key").chmod(0o600)
    keys = PlatformKeys(tmp_path, makes_missing=True, given={"secrets": lambda: key} if is_given else {})

    with pytest.raises(KeyFileError, match="audit and secrets are the same"):
        keys.check(["audit", "cursor", "secrets"])


def test_a_password_fits_its_own_hash_only() -> None:
    hasher = Argon2Hasher()
    hashed = hasher.hash("correct horse")

    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert hasher.verify("correct horse", hashed)
    assert not hasher.verify("wrong horse", hashed)
    assert hashed != hasher.hash("correct horse"), "each hash has a salt of its own"


def test_nobody_has_a_password_that_fits() -> None:
    hasher = Argon2Hasher()

    assert not hasher.verify("nobody has this password", None)
    assert not hasher.verify("anything", "not a hash")
    assert not hasher.verify("nobody has this password", "")


def test_new_passwords_differ() -> None:
    made = {RandomPasswords().new() for _ in range(100)}

    assert len(made) == 100
    assert {len(password) for password in made} == {27}


def test_no_more_than_two_passwords_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes 64 MiB while it runs, so that many sign-ins at once could take all memory."""
    running, most = 0, 0
    lock = Lock()

    def hash_slowly(_password: str) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return "hash"

    hasher = Argon2Hasher()
    monkeypatch.setattr(hasher, "_hasher", SimpleNamespace(hash=hash_slowly))
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(hasher.hash, ["password"] * 8)) == ["hash"] * 8

    assert most == MOST_AT_A_TIME


def test_processes_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "token.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: read_or_create_key(path), range(8)))

    assert len(keys) == 1
