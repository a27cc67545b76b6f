"""What values settings may have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from attrs import Attribute

from socdomain.errors import InvalidInputError, WatchfloorError
from socdomain.object_store import check_bucket

PREFIX = "WATCHFLOOR_"
SECRET = "secret"  # noqa: S105 - names a mark, and is none
"""Marks a setting that is shown to nobody."""
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_REGION = re.compile(r"[A-Za-z0-9-]{1,63}")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")
_REDIS = re.compile(r"(?:rediss?|unix)://\S+")
_REDIS_DATABASE = re.compile(r"/?|/[0-9]{1,5}")
_TLS_FILES: Final = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_REDIS_OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "redis": (),
    "rediss": (*_TLS_FILES, "ssl_cert_reqs", "ssl_check_hostname"),
    "unix": ("db",),
}
"""What may stand behind the question mark. The client would take whatever else it knows, such as another timeout, or
that answers are text, and would fail over what it does not know when it is used.
"""
_VALUES_OF_OPTIONS: Final[Mapping[str, re.Pattern[str]]] = {
    "ssl_cert_reqs": re.compile("none|optional|required"),
    "ssl_check_hostname": re.compile("true|false"),
    "db": re.compile("[0-9]{1,5}"),
}
_LEAST_MIB = 64
_MOST_MIB = 1_048_576
_MOST_MINUTES = 1_440
_MOST_DAYS = 36_500
"""A hundred years; a date cannot be told that lies much further back."""


class SettingsError(WatchfloorError):
    """A setting that does not exist, or has a value that it cannot have."""


def positive(instance: object, attribute: Attribute[Any], value: int) -> None:
    """Refuses a number below 1."""
    if value < 1:
        raise SettingsError(f"{variable(attribute)} must be at least 1, not {value}")


def memory(instance: object, attribute: Attribute[Any], value: int) -> None:
    """Refuses a number of MiB with which no job could even begin, or that no system can tell."""
    if not _LEAST_MIB <= value <= _MOST_MIB:
        raise SettingsError(f"{variable(attribute)} must be from {_LEAST_MIB} to {_MOST_MIB}, not {value}")


def minutes(instance: object, attribute: Attribute[Any], value: int) -> None:
    """Refuses less than none, and more than a day."""
    if not 0 <= value <= _MOST_MINUTES:
        raise SettingsError(f"{variable(attribute)} must be from 0 to {_MOST_MINUTES}, not {value}")


def port(instance: object, attribute: Attribute[Any], value: int) -> None:
    """Refuses what is no port."""
    if not 1 <= value <= 65535:
        raise SettingsError(f"{variable(attribute)} must be from 1 to 65535, not {value}")


def days(instance: object, attribute: Attribute[Any], value: int) -> None:
    """Refuses a time that cannot be told."""
    if not 1 <= value <= _MOST_DAYS:
        raise SettingsError(f"{variable(attribute)} must be from 1 to {_MOST_DAYS}, not {value}")


def bucket(instance: object, attribute: Attribute[Any], value: str) -> None:
    """Refuses what no bucket can be called."""
    try:
        check_bucket(value)
    except InvalidInputError as error:
        raise SettingsError(f"{variable(attribute)} {error.reason}") from error


def networks(instance: object, attribute: Attribute[Any], value: str) -> None:
    """Refuses what is no list of addresses and networks."""
    for text in listed(value):
        try:
            ip_network(text)
        except ValueError:
            raise SettingsError(f"{variable(attribute)} must hold addresses or networks, not {text!r}") from None


def redis_url(instance: object, attribute: Attribute[Any], value: str) -> None:
    """Refuses what no Redis has for an address; does not quote it, since it may hold a password."""
    if value and (reason := _why_no_redis(value)):
        raise SettingsError(f"{variable(attribute)} {reason}")


def _why_no_redis(url: str) -> str:
    if not _REDIS.fullmatch(url):
        return "must begin with redis://, rediss:// or unix://"
    try:
        parts = urlsplit(url)
        is_whole = not parts.fragment and parts.port != 0
    except ValueError:
        is_whole, parts = False, SplitResult("", "", "", "", "")
    if not is_whole:
        return "cannot be read; what is special in a password, such as / # ? : %, is percent-encoded"
    if parts.scheme == "unix":
        return _why_not_options(parts) if parts.path else "names no socket"
    if not parts.hostname:
        return "names no host"
    if not _REDIS_DATABASE.fullmatch(parts.path):
        return "must end with the number of a database, such as /0"
    return _why_not_options(parts)


def _why_not_options(parts: SplitResult) -> str:
    known = _REDIS_OPTIONS[parts.scheme]
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in known:
            return f"may have these options and no others: {', '.join(known) or 'none'}"
        if name in _TLS_FILES and not Path(value).is_file():
            return f"names no file by {name}"
        if name in _VALUES_OF_OPTIONS and not _VALUES_OF_OPTIONS[name].fullmatch(value):
            return f"has a value of {name} that it cannot have"
    return ""


def s3_url(instance: object, attribute: Attribute[Any], value: str) -> None:
    """Refuses what is no address of a server of S3; does not quote it, since it may hold a secret."""
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        is_no_more = value.rstrip("/") == f"{parts.scheme}://{parts.netloc}" and "@" not in value
    except ValueError:
        is_whole = is_no_more = False
    if value and not (is_whole and is_no_more):
        raise SettingsError(f"{variable(attribute)} must be https://HOST or https://HOST:PORT, and no more")


def s3_region(instance: object, attribute: Attribute[Any], value: str) -> None:
    """Refuses what no region is called."""
    if value and not _REGION.fullmatch(value):
        raise SettingsError(f"{variable(attribute)} must be up to 63 letters, digits and hyphens, such as us-east-1")


def ca_file(instance: object, attribute: Attribute[Any], value: str) -> None:
    """Refuses what is no file."""
    if value and not Path(value).is_file():
        raise SettingsError(f"{variable(attribute)} names no file")


def check_s3(url: str, access_key: str, secret_key: str, ca_file: str) -> None:
    """Refuses settings of S3 that do not go together."""
    if len({bool(url), bool(access_key), bool(secret_key)}) == 2:
        raise SettingsError(f"{PREFIX}S3_URL, {PREFIX}S3_ACCESS_KEY and {PREFIX}S3_SECRET_KEY need each other")
    if ca_file and not url.startswith("https:"):
        raise SettingsError(f"{PREFIX}S3_CA_FILE needs a {PREFIX}S3_URL that begins with https://")


def origins(instance: object, attribute: Attribute[Any], value: str) -> None:
    """Refuses what is no list of origins."""
    for text in listed(value):
        # With "*" any page could call on behalf of whoever looks at it.
        if not _ORIGIN.fullmatch(text):
            raise SettingsError(f"{variable(attribute)} must hold origins such as https://example.com, not {text!r}")


def listed(value: str) -> list[str]:
    """Returns the items of a setting that holds several, separated by commas."""
    return [text for item in value.split(",") if (text := item.strip())]


def variable(attribute: Attribute[Any]) -> str:
    """Returns the environment variable of a setting."""
    return PREFIX + attribute.name.upper()


def parsed(attribute: Attribute[Any], text: str) -> Any:
    """Returns the value that a variable's text means.

    Raises:
        SettingsError: It means none.
    """
    if isinstance(attribute.default, bool):
        if text.lower() not in _TRUTH:
            raise SettingsError(f"{variable(attribute)} must be true or false, not {text!r}")
        return _TRUTH[text.lower()]
    if not isinstance(attribute.default, int):
        return text
    try:
        return int(text)
    except ValueError:
        raise SettingsError(f"{variable(attribute)} must be a whole number, not {text!r}") from None
