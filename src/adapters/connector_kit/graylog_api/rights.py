"""What a user of Graylog may do, read from the permissions that Graylog says it has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from socdomain.connectors.verification import ConnectorError, Outcome

OLDEST: Final = (5, 0)
NEWEST_MAJOR: Final = 7

ALL: Final = "*"
_NEEDED: Final = {
    "searches:absolute": "search messages",
    "indices:read": "fetch single documents",
    "inputs:read": "see inputs",
    "eventdefinitions:read": "see event definitions",
}
"""What a reader with streams shared lacks; each is asked for by one of the capabilities."""

_VERSION: Final = re.compile(r"(\d{1,4})\.(\d{1,4})(?!\d)")


def implies(granted: str, wanted: str) -> bool:
    """Returns whether a permission comes with another one.

    Args:
        granted: As Graylog says it (Apache Shiro's ``WildcardPermission``): parts between colons, each of words between
            commas; ``*`` stands for any, and so do parts that are left out at the end.
        wanted: The same, without ``*``.
    """
    having, asked = granted.lower().split(":"), wanted.lower().split(":")
    # A permission for one thing, such as `streams:read:5d28...`, is none for all of them.
    asked += [ALL] * (len(having) - len(asked))
    return all(ALL in words or ALL != part in words for words, part in zip(map(_words, having), asked, strict=False))


def remark_on_rights(permissions: Sequence[str]) -> str:
    """Returns what an operator should know of a user who has these permissions, in a sentence; empty for nothing."""
    if ALL in permissions:
        return "Its user is an administrator: one with the rights of the guide would do."
    lacking = {wanted: what for wanted, what in _NEEDED.items() if not any(_some(one, wanted) for one in permissions)}
    if not lacking:
        return ""
    return f"Its user may not {', '.join(lacking.values())}: it lacks {', '.join(lacking)}."


def remark_on_version(version: str) -> str:
    """Returns what an operator should know of a version, in a sentence; empty for nothing.

    Raises:
        ConnectorError: It is too old.
    """
    found = _VERSION.match(version)
    if found is None:
        return "It says no version that is known here."
    major, minor = int(found[1]), int(found[2])
    if (major, minor) < OLDEST:
        raise ConnectorError(
            Outcome.UNSUPPORTED_VERSION, "It is older than Graylog 5.0, the first that is supported: upgrade it."
        )
    return f"It is newer than Graylog {NEWEST_MAJOR}, the last that was tried." if major > NEWEST_MAJOR else ""


def _some(granted: str, wanted: str) -> bool:
    # Whoever was given single things was given those on purpose.
    return implies(granted, wanted) or granted.lower().startswith(f"{wanted}:")


def _words(part: str) -> list[str]:
    return part.split(",")
