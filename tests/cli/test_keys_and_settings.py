"""``watchfloor keys`` and ``watchfloor settings``."""

from __future__ import annotations

import json
import stat
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from entrypoints.given_keys import KEYS
from tests.flows.floors import Floor

NO_SERVER = "postgresql://u:hunter2@127.0.0.1:9/d"


def test_keys_are_made_once_and_none_is_shown(tmp_path: Path) -> None:
    floor = Floor(NO_SERVER, tmp_path / "data", has_keys=False)

    first = floor.run("keys", "generate")
    made = {path.stem: path.read_bytes() for path in (tmp_path / "data" / "keys").iterdir()}
    (tmp_path / "data" / "keys" / "cursor.key").unlink()
    second = floor.run("keys", "generate")
    now = {path.stem: path.read_bytes() for path in (tmp_path / "data" / "keys").iterdir()}

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert set(made) == set(now) == set(KEYS)
    assert {name for name in KEYS if made[name] != now[name]} == {"cursor"}
    for name, key in made.items():
        assert f"{name}.key" in first.stdout
        assert key.hex() not in first.stdout
        assert b64encode(key).decode() not in first.stdout
    assert "access_token" not in second.stdout
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data" / "keys").iterdir()}
    assert modes == {0o600}


@pytest.mark.parametrize("command", [["migrate"], ["api"]])
def test_no_key_is_made_on_the_quiet_for_a_servers_database(
    postgres_database: str, tmp_path: Path, command: list[str]
) -> None:
    floor = Floor(postgres_database, tmp_path / "data", has_keys=False)

    done = floor.run(*command)

    assert done.returncode == 1
    assert "watchfloor keys generate" in done.stdout + done.stderr
    assert "_KEY_FILE" in done.stdout + done.stderr
    assert list(tmp_path.rglob("*.key")) == []


def test_given_keys_are_enough_for_a_servers_database(postgres_database: str, tmp_path: Path) -> None:
    given = {f"WATCHFLOOR_{name.upper()}_KEY": b64encode(sha256(name.encode()).digest()).decode() for name in KEYS}
    floor = Floor(postgres_database, tmp_path / "data", has_keys=False)

    done = floor.run("migrate", environment=given)

    assert done.returncode == 0, done.stderr
    assert list(tmp_path.rglob("*.key")) == []


@pytest.mark.parametrize("text", ["changeme", b64encode(bytes(32)).decode()])
def test_a_known_bad_key_stops_every_command(tmp_path: Path, text: str) -> None:
    done = Floor("", tmp_path).run("migrate", environment={"WATCHFLOOR_SECRETS_KEY": text})

    assert (done.returncode, done.stdout) == (2, "")
    assert "WATCHFLOOR_SECRETS_KEY" in done.stderr
    assert text not in done.stderr
    assert list(tmp_path.rglob("*.key")) == []


def test_doctor_names_the_keys_that_have_to_be_given(postgres_database: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    done = Floor(postgres_database, tmp_path / "data", has_keys=False).run("doctor", "--json")

    (found,) = [one for one in json.loads(done.stdout) if one["check"] == "keys"]
    assert (done.returncode, found["ok"]) == (4, False)
    assert "secrets" in found["detail"]
    assert "watchfloor keys generate" in found["remedy"]


def test_settings_are_shown_with_their_source_and_without_secrets(tmp_path: Path) -> None:
    floor = Floor(NO_SERVER, tmp_path)

    shown = {one["name"]: one for one in json.loads(floor.run("settings", "--json").stdout)}
    text = floor.run("settings")

    assert shown["WATCHFLOOR_DATABASE_URL"]["value"] == "postgresql://u:***@127.0.0.1:9/d"
    assert shown["WATCHFLOOR_LOG_LEVEL"] == {
        "name": "WATCHFLOOR_LOG_LEVEL",
        "value": "warning",
        "source": "environment",
        "default": "info",
    }
    assert "hunter2" not in text.stdout
    assert text.stdout.count("\n") == len(shown) + 1
