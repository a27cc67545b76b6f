"""Evidence on the command line: exported here, and verified elsewhere with the key that is shown here."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from entrypoints.bootstrap import build
from entrypoints.settings import Settings
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.auth.local_principal import local_principal
from socdomain.ids import CaseId
from tests.flows.floors import Floor
from watchfloor_verify.command import Exit, run


@pytest.fixture
def case_id(worked: Floor) -> str:
    """A case with a file."""
    (first, *_) = json.loads(worked.run("alerts", "--json").stdout)
    opened = worked.run("cases", "open", first["id"], "--json")
    found: str = json.loads(opened.stdout)["id"]
    return found


def store(floor: Floor, case_id: str, content: bytes) -> None:
    """Stores a file in the case, as the API would."""
    with closing(build(Settings(data_dir=floor.folder, database_url=floor.url))) as platform:
        for bucket in platform.settings.buckets:
            platform.objects.ensure_bucket(bucket)
        wanted = NewArtifact("evil.exe", case_id=CaseId(UUID(case_id)))
        platform.container.artifacts.store.execute(wanted, [content], by=local_principal("test"))


def keys_of(floor: Floor) -> str:
    """The public keys, as they are shown for whoever verifies."""
    return floor.run("keys", "fingerprint", "--json").stdout


def export(floor: Floor, case_id: str, path: Path) -> Any:
    done = floor.run("cases", "evidence-bundle", case_id, "--output", str(path), "--json")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout)


def test_a_bundle_is_written_and_proved_with_the_shown_key(worked: Floor, case_id: str, tmp_path: Path) -> None:
    store(worked, case_id, b"MZ" * 50_000)
    path = tmp_path / "evidence.zip"

    made = export(worked, case_id, path)

    assert made["size_bytes"] == path.stat().st_size > 100_000
    assert run([str(path), "--key", keys_of(worked)]) is Exit.PROVED
    again = worked.run("cases", "evidence-bundle", case_id, "--output", str(path))
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    assert path.stat().st_size == made["size_bytes"]


def test_a_byte_that_was_changed_on_the_disk_is_named(
    worked: Floor, case_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store(worked, case_id, b"what was stored")
    files = [path for path in (worked.folder / "objects").rglob("*") if path.is_file()]
    (kept,) = [path for path in files if b"what was stored" in path.read_bytes()]
    kept.write_bytes(kept.read_bytes().replace(b"was", b"saw"))
    path = tmp_path / "evidence.zip"
    export(worked, case_id, path)

    assert run([str(path), "--key", keys_of(worked)]) is Exit.FOUND

    assert "not as stored: files/0001-evil.exe" in capsys.readouterr().out


def test_nothing_is_written_where_nothing_can_be_exported(worked: Floor, case_id: str, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    done = worked.run("cases", "evidence-bundle", case_id, "--output", str(path))
    assert (done.returncode, "the case has no files" in done.stderr) == (1, True)
    assert not path.exists()


def test_the_fingerprint_is_shown_and_no_key_that_signs(worked: Floor) -> None:
    done = worked.run("keys", "fingerprint")
    (key,) = json.loads(keys_of(worked))["keys"]
    line = done.stdout.splitlines()[0]
    assert line.split()[0] == key["kid"]
    assert "SHA256:" in line
    assert line.endswith("signs now")
    (private,) = (worked.folder / "keys").glob("audit.key")
    assert private.read_bytes().hex() not in done.stdout
    assert set(key) == {"kty", "crv", "kid", "use", "alg", "x"}


def test_a_key_that_is_retired_is_shown_and_still_proves(worked: Floor, case_id: str, tmp_path: Path) -> None:
    store(worked, case_id, b"evidence")
    path = tmp_path / "evidence.zip"
    export(worked, case_id, path)
    keys = worked.folder / "keys"
    (keys / "audit.key").rename(keys / "audit.2026.key")

    shown = worked.run("keys", "fingerprint").stdout.splitlines()

    assert [line.split()[-1] for line in shown] == ["now", "retired"]
    assert run([str(path), "--key", keys_of(worked)]) is Exit.PROVED
