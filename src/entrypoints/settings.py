"""Settings of a process; the only place that reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from attrs import Attribute, field, fields, frozen

from socdomain.errors import WatchfloorError

PREFIX = "WATCHFLOOR_"
GIBIBYTE = 1024**3


class SettingsError(WatchfloorError):
    """A setting that does not exist, or has a value that it cannot have."""


def _positive(instance: object, attribute: Attribute[Any], value: int) -> None:
    if value < 1:
        raise SettingsError(f"{variable(attribute)} must be at least 1, not {value}")


def _port(instance: object, attribute: Attribute[Any], value: int) -> None:
    if not 1 <= value <= 65535:
        raise SettingsError(f"{variable(attribute)} must be from 1 to 65535, not {value}")


def _lower(text: str) -> str:
    return text.lower()


def _default_data_dir() -> Path:
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "watchfloor"


@frozen
class Settings:
    """What one may decide about a process, each by the environment variable ``WATCHFLOOR_<NAME>``.

    Attributes:
        data_dir: Folder of the embedded database and of generated keys; made with mode 0700.
        database_url: ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``; empty: SQLite in the data folder.
        database_pool_size: Connections of a process to the database, and so requests that it works on at a time.
        host: Address that the API listens on.
        port: Port that the API listens on, 1 to 65535.
        max_body_bytes: The largest request body that intake reads.
        max_document_bytes: The largest document that becomes an event; larger ones are kept as rejected.
        event_retention_days: For how long the bytes of events are kept; the first and last of an alert always are.
        log_level: debug, info, warning or error.
    """

    data_dir: Path = field(factory=_default_data_dir, converter=Path)
    database_url: str = field(default="", repr=False)
    database_pool_size: int = field(default=6, converter=int, validator=_positive)
    host: str = "127.0.0.1"
    port: int = field(default=8080, converter=int, validator=_port)
    max_body_bytes: int = field(default=2 * GIBIBYTE, converter=int, validator=_positive)
    max_document_bytes: int = field(default=1_048_576, converter=int, validator=_positive)
    event_retention_days: int = field(default=365, converter=int, validator=_positive)
    log_level: str = field(default="info", converter=_lower)

    def __attrs_post_init__(self) -> None:
        if self.log_level not in ("debug", "info", "warning", "error"):
            raise SettingsError(f"{PREFIX}LOG_LEVEL must be debug, info, warning or error, not {self.log_level!r}")

    @property
    def url(self) -> str:
        """The database that is used."""
        return self.database_url or f"sqlite:///{self.data_dir / 'watchfloor.db'}"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the one that the program brings along."""
        return self.url.startswith("sqlite")


def variable(attribute: Attribute[Any]) -> str:
    """Returns the environment variable of a setting."""
    return PREFIX + attribute.name.upper()


def load_settings(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Reads the settings, whole: one that is wrong stops the program before it does anything.

    Args:
        environ: The environment; the process's own where None.
        **given: Settings that the command line gave, which go first; None means not given.

    Raises:
        SettingsError: A variable with our prefix is not a setting, or has a value that it cannot have.
    """
    environ = os.environ if environ is None else environ
    known = {variable(attribute): attribute.name for attribute in fields(Settings)}
    for name in environ:
        if name.startswith(PREFIX) and name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise SettingsError(f"{name} is not a setting{hint}")
    values: dict[str, Any] = {known[name]: value for name, value in environ.items() if name in known}
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**values)
    except ValueError as error:
        raise SettingsError(f"a setting must be a whole number: {error}") from error


def child_environment(settings: Settings) -> dict[str, str]:
    """Returns the environment for a process of ours that is to have the same settings."""
    own = {variable(attribute): str(getattr(settings, attribute.name)) for attribute in fields(Settings)}
    return {**os.environ, **own}
