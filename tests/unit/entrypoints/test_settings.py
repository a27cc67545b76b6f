"""Settings are read whole, and what is wrong stops the program before it does anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from entrypoints.settings import SettingsError, child_environment, load_settings


def test_a_variable_sets_what_it_names() -> None:
    settings = load_settings({"WATCHFLOOR_PORT": "9000", "WATCHFLOOR_DATA_DIR": "/srv/wf", "HOME": "/root"})

    assert (settings.port, settings.data_dir) == (9000, Path("/srv/wf"))
    assert settings.url == "sqlite:////srv/wf/watchfloor.db"


def test_the_command_line_goes_before_the_environment() -> None:
    assert load_settings({"WATCHFLOOR_PORT": "9000"}, port=9001).port == 9001
    assert load_settings({"WATCHFLOOR_PORT": "9000"}, port=None).port == 9000


def test_an_unknown_variable_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(SettingsError, match=r"WATCHFLOOR_DATABSE_URL .* did you mean WATCHFLOOR_DATABASE_URL"):
        load_settings({"WATCHFLOOR_DATABSE_URL": "x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "none"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("DATABASE_POOL_SIZE", "0"),
        ("MAX_BODY_BYTES", "-1"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_cannot_be_is_an_error(name: str, value: str) -> None:
    with pytest.raises(SettingsError):
        load_settings({f"WATCHFLOOR_{name}": value})


def test_a_child_gets_the_same_settings() -> None:
    settings = load_settings({"WATCHFLOOR_PORT": "9000", "WATCHFLOOR_DATABASE_URL": "postgresql://u:p@h/n"})

    assert load_settings({k: v for k, v in child_environment(settings).items() if k.startswith("WATCH")}) == settings


def test_the_databases_password_is_not_in_what_is_printed_of_settings() -> None:
    assert "hunter2" not in repr(load_settings({"WATCHFLOOR_DATABASE_URL": "postgresql://u:hunter2@h/n"}))
