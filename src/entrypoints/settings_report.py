"""Every setting with its value and where that comes from, fit to be shown to anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import Attribute, frozen

from entrypoints.given_keys import GivenKey, variables
from entrypoints.setting_rules import PREFIX, SECRET, SettingsError, variable
from entrypoints.settings import Settings, setting_fields

MASK: Final = "***"
DEFAULT: Final = "default"
# A user may be called `name@server`, and a URL that is none may hold a password all the same.
_PASSWORD: Final = re.compile(r"(?<=://)([^:]*):.*@", re.DOTALL)
_SECRET_PARAMETER: Final = re.compile(r"(?i)((?:^|[?&\s])[^=&\s]*(?:password|secret|passfile)[^=&]*)=[^&]*")


@frozen
class SettingLine:
    """One setting.

    Attributes:
        name: Its variable.
        value: What it is; secrets are masked, and what is not set is empty.
        source: ``default``, ``environment`` or ``command line``.
        default: What it would be otherwise.
    """

    name: str
    value: str
    source: str
    default: str


def setting_lines(settings: Settings) -> Iterator[SettingLine]:
    """Returns every setting there is, in the order in which they are declared."""
    for attribute in setting_fields():
        name = variable(attribute)
        given = getattr(settings, attribute.name)
        value = (MASK if given else "") if attribute.metadata.get(SECRET) else _shown(given)
        yield SettingLine(name, value, settings.origins.get(name, DEFAULT), _shown(_default(attribute)))
    for short, (key, is_file) in variables().items():
        name, one = PREFIX + short, settings.keys.get(key, GivenKey())
        value = _shown(one.file or "") if is_file else MASK if one.text else ""
        yield SettingLine(name, value, settings.origins.get(name, DEFAULT), "")


def _default(attribute: Attribute[Any]) -> Any:
    # What depends on the machine is an `attrs.Factory`, which the checker takes for what it makes.
    make = getattr(attribute.default, "factory", None)
    try:
        return attribute.default if make is None else make()
    except SettingsError:
        # On this machine there would be none.
        return ""


def _shown(value: Any) -> str:
    return _SECRET_PARAMETER.sub(rf"\1={MASK}", _PASSWORD.sub(rf"\1:{MASK}@", str(value)))
