"""``watchfloor-verify``, as a script or a person runs it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

import pytest

from socdomain.audit.public_keys import jwk_set
from tests.unit.artifacts.bundling import KEYS, MALLORY, Bundler
from tests.unit.artifacts.locker import Locker
from watchfloor_verify.bundle_file import BundleFile
from watchfloor_verify.command import NOBODY, Exit, main, run

JWKS: Final = json.dumps(jwk_set(KEYS.public_keys))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    locker = Locker().open()
    locker.store("evil\u202e.exe")
    locker.delete(locker.store("gone.txt"), "\x1b[2Jcourt order")
    path = tmp_path_factory.mktemp("bundle") / "evidence.zip"
    path.write_bytes(Bundler(locker).export())
    return path


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_text(JWKS, encoding="utf-8")
    return path


def test_all_holds_and_a_named_key_signed_it(bundle: Path, key_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(bundle), "--key", str(key_file)]) == 0
    shown = capsys.readouterr().out
    (key,) = KEYS.public_keys
    assert f"signed with {key.key_id}, SHA256:{key.fingerprint}" in shown
    assert "all of it holds" in shown
    assert "\\u{1b}[2Jcourt order" in shown
    assert "\x1b" not in shown


def test_a_key_is_given_as_text_and_one_of_several_is_enough(bundle: Path) -> None:
    others = json.dumps(jwk_set(MALLORY.public_keys))
    assert run([str(bundle), "--key", others, "--key", JWKS]) is Exit.PROVED


def test_without_a_key_nobody_has_signed_it(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(bundle)]) == 3
    shown = capsys.readouterr().out
    assert NOBODY in shown
    assert "all of it holds" not in shown


def test_what_does_not_hold_is_named(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = tmp_path / "changed.zip"
    body = bytearray(bundle.read_bytes())
    body[200] ^= 1
    changed.write_bytes(body)
    assert run([str(changed), "--key", JWKS]) == 1
    shown = capsys.readouterr().out
    assert "changed: files/0001-evil.exe: its SHA-256 is" in shown
    assert "it is NOT as it was exported" in shown
    assert run([str(changed)]) is Exit.FOUND


def test_another_key_did_not_sign_it(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(bundle), "--key", json.dumps(jwk_set(MALLORY.public_keys))]) is Exit.FOUND
    assert "unknown key: manifest.json" in capsys.readouterr().out


def test_what_is_no_bundle_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"")
    assert run([str(path), "--key", JWKS]) is Exit.FOUND
    assert "it is no whole zip" in capsys.readouterr().out


def test_it_is_written_as_json(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run([str(bundle), "--key", JWKS, "--json"])
    document = json.loads(capsys.readouterr().out)
    (key,) = KEYS.public_keys
    assert (document["whole"], document["proved"], document["findings"]) == (True, True, [])
    assert document["signed_by"] == {"key_id": key.key_id, "sha256": key.fingerprint}


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["not-there.zip"],
        ["{bundle}", "--key", "not-there.json"],
        ["{bundle}", "--key", "{bundle}"],
        ["{bundle}", "--key", '{{"keys": []}}'],
        ["{bundle}", "--what"],
    ],
)
def test_wrong_use_is_told_apart(bundle: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([one.format(bundle=bundle) for one in arguments])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: watchfloor-verify")


def test_the_process_ends_with_the_code(bundle: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(bundle)])
    assert ended.value.code == 3


def test_a_pipe_has_no_places(bundle: Path) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with pytest.raises(SystemExit) as ended:
        main([f"/dev/fd/{reading}"])
    os.close(reading)
    assert ended.value.code == 2


def test_a_file_that_grows_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    with path.open("rb") as file:
        bundle = BundleFile(file)
        path.write_bytes(b"abcdef")
        assert (bundle.size_bytes, bundle.read(1, 100), bundle.read(3, 1), bundle.read(9, 1)) == (3, b"bc", b"", b"")
