"""What values settings may have."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Any

from attrs import Attribute

from socdomain.errors import InvalidInputError, WatchfloorError
from socdomain.object_store import check_bucket

PREFIX = "WATCHFLOOR_"
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")
_REDIS = re.compile(r"(?:rediss?|unix)://\S+")
_MOST_DAYS = 36_500
"""A hundred years; a date cannot be told that lies much further back."""


class SettingsError(WatchfloorError):
    """A setting that does not exist, or has a value that it cannot have."""


def positive(instance: object, attribute: Attribute[Any], value: int) -> None:
    """Refuses a number below 1."""
    if value < 1:
        raise SettingsError(f"{variable(attribute)} must be at least 1, not {value}")


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
    if value and not _REDIS.match(value):
        raise SettingsError(f"{variable(attribute)} must begin with redis://, rediss:// or unix://")


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
