"""Keys that an operator gives, and the settings that are shown."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from entrypoints.given_keys import KEYS
from entrypoints.setting_rules import SettingsError
from entrypoints.settings import Settings, child_environment, load_settings
from entrypoints.settings_report import SettingLine, setting_lines

KEY, OTHER = sha256(b"canary").digest(), sha256(b"other").digest()
TEXT = b64encode(KEY).decode()
CURSOR, CURSOR_FILE = "WATCHFLOOR_CURSOR_KEY", "WATCHFLOOR_CURSOR_KEY_FILE"


def line(settings: Settings, name: str) -> SettingLine:
    (found,) = [one for one in setting_lines(settings) if one.name == f"WATCHFLOOR_{name}"]
    return found


@pytest.mark.parametrize("name", KEYS)
def test_each_key_can_be_given(name: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{TEXT}\n")
    variable = f"WATCHFLOOR_{name.upper()}_KEY"
    for given in ({variable: TEXT}, {f"{variable}_FILE": str(tmp_path / "key")}):
        assert {found: key.read() for found, key in load_settings(given).keys.items()} == {name: KEY}


@pytest.mark.parametrize("content", [KEY, TEXT.encode(), urlsafe_b64encode(KEY), f"  {TEXT}\n".encode()])
def test_a_file_holds_a_key_as_bytes_or_as_text(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    assert load_settings({CURSOR_FILE: str(path)}).keys["cursor"].read() == KEY


@pytest.mark.parametrize(
    "text",
    [
        "changeme",
        "secret",
        "not base64!",
        TEXT[:-4],
        b64encode(bytes(32)).decode(),
        b64encode(b"x" * 32).decode(),
        b64encode(KEY[:16]).decode(),
    ],
)
def test_a_bad_key_is_refused_without_showing_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    for given, name in (({CURSOR: text}, CURSOR), ({CURSOR_FILE: str(path)}, CURSOR_FILE)):
        with pytest.raises(SettingsError, match=rf"^{name} must be|^{name} must have") as refused:
            load_settings(given)
        assert text not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"^{CURSOR_FILE} names a file"):
        load_settings({CURSOR_FILE: str(tmp_path / "none")})


def test_a_key_is_given_in_one_way_and_for_one_use(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(OTHER)
    with pytest.raises(SettingsError, match="another variable"):
        load_settings({CURSOR: TEXT, CURSOR_FILE: str(tmp_path / "key")})
    with pytest.raises(SettingsError, match="cursor and secrets are the same"):
        load_settings({CURSOR: TEXT, "WATCHFLOOR_SECRETS_KEY": urlsafe_b64encode(KEY).decode()})


def test_a_misspelt_key_is_named() -> None:
    with pytest.raises(SettingsError, match=f"did you mean {CURSOR}"):
        load_settings({"WATCHFLOOR_CURSR_KEY": TEXT})


def test_a_child_gets_the_same_keys_in_the_same_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_bytes(OTHER)
    settings = load_settings({CURSOR: TEXT, "WATCHFLOOR_AUDIT_KEY_FILE": str(tmp_path / "key")})
    monkeypatch.setenv("WATCHFLOOR_CURSOR_KEY_FILE", "/by/chance")

    assert load_settings(child_environment(settings)) == settings


def test_no_key_is_in_what_is_printed_of_settings() -> None:
    settings = load_settings({CURSOR: TEXT})
    assert TEXT not in repr(settings) + str(list(setting_lines(settings)))
    assert line(settings, "CURSOR_KEY").value == "***"


def test_every_setting_says_where_it_comes_from(tmp_path: Path) -> None:
    settings = load_settings({"WATCHFLOOR_LOG_LEVEL": "debug", CURSOR: TEXT}, port=9000)

    assert line(settings, "LOG_LEVEL") == SettingLine("WATCHFLOOR_LOG_LEVEL", "debug", "environment", "info")
    assert line(settings, "PORT") == SettingLine("WATCHFLOOR_PORT", "9000", "command line", "8080")
    assert line(settings, "HOST") == SettingLine("WATCHFLOOR_HOST", "127.0.0.1", "default", "127.0.0.1")
    assert line(settings, "CURSOR_KEY").source == "environment"
    assert line(settings, "AUDIT_KEY_FILE") == SettingLine("WATCHFLOOR_AUDIT_KEY_FILE", "", "default", "")


def test_who_has_no_home_has_to_name_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose user is a number that nobody gave a name."""
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 2**31 - 7)

    with pytest.raises(SettingsError, match="WATCHFLOOR_DATA_DIR has to be set"):
        load_settings({})
    named = load_settings({"WATCHFLOOR_DATA_DIR": "/srv/wf"})
    assert line(named, "DATA_DIR") == SettingLine("WATCHFLOOR_DATA_DIR", "/srv/wf", "environment", "")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:hunter2@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:hunter2@x@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:hun/ter2?@h/d", "postgresql://u:***@h/d"),
        ("postgresql://:hunter2@h/d", "postgresql://:***@h/d"),
        ("postgresql://u@server:hunter2@h/d", "postgresql://u@server:***@h/d"),
        ("postgresql://u/v:hunter2@h/d", "postgresql://u/v:***@h/d"),
        ("postgresql://h/d?user=u&password=hunter2", "postgresql://h/d?user=u&password=***"),
        ("host=h user=u password=hunter2", "host=h user=u password=***"),
        ("password = 'hunter2 x' host=h", "password =***"),
        ("postgresql://u@h:5432/d", "postgresql://u@h:5432/d"),
        ("sqlite:////srv/a.db", "sqlite:////srv/a.db"),
    ],
)
def test_the_databases_password_is_masked(url: str, shown: str) -> None:
    assert line(load_settings({"WATCHFLOOR_DATABASE_URL": url}), "DATABASE_URL").value == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://:hunter2@h:6379/0", "redis://:***@h:6379/0"),
        ("rediss://u:hun%2Fter2@h", "rediss://u:***@h"),
        ("redis://:hun@ter2@h/1", "redis://:***@h/1"),
        ("unix://:hunter2@/run/redis.sock?db=1", "unix://:***@/run/redis.sock?db=1"),
        ("redis://h", "redis://h"),
    ],
)
def test_the_password_of_redis_is_masked(url: str, shown: str) -> None:
    assert line(load_settings({"WATCHFLOOR_REDIS_URL": url}), "REDIS_URL").value == shown


def test_buckets_have_names_of_their_own_that_every_store_takes() -> None:
    settings = load_settings({"WATCHFLOOR_BUCKET_SYSMON_CONFIGS": "acme-sysmon"})
    assert set(settings.buckets) == {
        "copilot-cases",
        "copilot-case-report-templates",
        "acme-sysmon",
        "velociraptor-artifacts",
        "incident-management-reports",
        "audit-anchors",
    }
    with pytest.raises(SettingsError, match="WATCHFLOOR_BUCKET_SYSMON_CONFIGS must be 3 to 63"):
        load_settings({"WATCHFLOOR_BUCKET_SYSMON_CONFIGS": "../etc"})
    with pytest.raises(SettingsError, match="different"):
        load_settings({"WATCHFLOOR_BUCKET_SYSMON_CONFIGS": "copilot-cases"})
