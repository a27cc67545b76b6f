"""Settings of a process; the only place that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from attrs import Attribute, field, fields, frozen

from socdomain.errors import WatchfloorError

PREFIX = "WATCHFLOOR_"
GIBIBYTE = 1024**3
_SQLITE_FILE = re.compile(r"sqlite(?:\+pysqlite)?:///(?!:memory:$)([^?]+)")
_MOST_DAYS = 36_500
"""A hundred years; a date cannot be told that lies much further back."""


class SettingsError(WatchfloorError):
    """A setting that does not exist, or has a value that it cannot have."""


def _positive(instance: object, attribute: Attribute[Any], value: int) -> None:
    if value < 1:
        raise SettingsError(f"{variable(attribute)} must be at least 1, not {value}")


def _port(instance: object, attribute: Attribute[Any], value: int) -> None:
    if not 1 <= value <= 65535:
        raise SettingsError(f"{variable(attribute)} must be from 1 to 65535, not {value}")


def _days(instance: object, attribute: Attribute[Any], value: int) -> None:
    if not 1 <= value <= _MOST_DAYS:
        raise SettingsError(f"{variable(attribute)} must be from 1 to {_MOST_DAYS}, not {value}")


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
        database_url: ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``, percent-encoded; empty: SQLite in
            the data folder.
        database_pool_size: Connections of a process to the database, and so requests that it works on at a time.
        host: Address that the API listens on.
        port: Port that the API listens on, 1 to 65535.
        max_body_bytes: The largest request body that intake reads.
        max_document_bytes: The largest document that becomes an event; larger ones are kept as rejected.
        event_retention_days: For how long the bytes of events are kept; the first and last of an alert always are.
        audit_retention_days: For how long records of the audit log are kept, before `audit prune` removes them.
        log_level: debug, info, warning or error.
    """

    data_dir: Path = field(factory=_default_data_dir, converter=Path)
    database_url: str = field(default="", repr=False)
    database_pool_size: int = field(default=6, validator=_positive)
    host: str = "127.0.0.1"
    port: int = field(default=8080, validator=_port)
    max_body_bytes: int = field(default=2 * GIBIBYTE, validator=_positive)
    max_document_bytes: int = field(default=1_048_576, validator=_positive)
    event_retention_days: int = field(default=365, validator=_days)
    audit_retention_days: int = field(default=1_825, validator=_days)
    log_level: str = field(default="info", converter=_lower)

    def __attrs_post_init__(self) -> None:
        if self.log_level not in ("debug", "info", "warning", "error"):
            raise SettingsError(f"{PREFIX}LOG_LEVEL must be debug, info, warning or error, not {self.log_level!r}")

    @property
    def url(self) -> str:
        """The database that is used."""
        # In a URL a question mark ends the path, and a percent sign begins an escape.
        return self.database_url or f"sqlite:///{quote(str(self.data_dir / 'watchfloor.db'))}"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the one that the program brings along."""
        return self.url.startswith("sqlite")

    @property
    def database_file(self) -> Path | None:
        """The file of an embedded database; None where a server keeps it, or the URL cannot be."""
        found = _SQLITE_FILE.fullmatch(self.url)
        return Path(unquote(found[1])) if found else None


def variable(attribute: Attribute[Any]) -> str:
    """Returns the environment variable of a setting."""
    return PREFIX + attribute.name.upper()


def load_settings(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Reads the settings, whole: one that is wrong stops the program before it does anything.

    An empty variable counts as unset, since files of variables can often not leave one out.

    Args:
        environ: The environment; the process's own where None.
        **given: Settings that the command line gave, which go first; None means not given.

    Raises:
        SettingsError: A variable with our prefix is not a setting, or has a value that it cannot have.
    """
    environ = os.environ if environ is None else environ
    known = {variable(attribute): attribute for attribute in fields(Settings)}
    found = {name: text for name, text in environ.items() if name.startswith(PREFIX) and text}
    for name in found:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise SettingsError(f"{name} is not a setting{hint}")
    values = {known[name].name: _value(known[name], text) for name, text in found.items()}
    values |= {name: value for name, value in given.items() if value is not None}
    return Settings(**values)


def _value(attribute: Attribute[Any], text: str) -> Any:
    if not isinstance(attribute.default, int):
        return text
    try:
        return int(text)
    except ValueError:
        raise SettingsError(f"{variable(attribute)} must be a whole number, not {text!r}") from None


def child_environment(settings: Settings) -> dict[str, str]:
    """Returns the environment for a process of ours that is to have the same settings."""
    own = {variable(attribute): str(getattr(settings, attribute.name)) for attribute in fields(Settings)}
    return {**os.environ, **own}
