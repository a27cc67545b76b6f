"""Versions in HTTP: ``ETag`` on what can be changed, ``If-Match`` on its change (RFC 9110 sections 8.8.3 and 13.1.1).

The tag counts what people change. What intake adds to an alert (counts, times) does not change it, since it can
overwrite nothing; the tag is therefore for changing, not for caching, and every answer says ``no-store``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from attrs import frozen
from litestar.params import HeaderParameter

from entrypoints.api.api_errors import VersionNeededError
from socdomain.errors import InvalidInputError, StaleVersionError

_ETAG = re.compile(r'"([1-9][0-9]{0,9})"')
_READ_TAG = 'must be the ETag as it was sent with what is to be changed, such as "3"; no list, no weak tag and no *'

IfMatch = Annotated[
    str | None, HeaderParameter(name="If-Match", description="ETag of what is to be changed, as it was read.")
]


@frozen
class Presented:
    """Something as it is now, in the shape in which its route shows it.

    Attributes:
        body: What the route answers.
        etag: Its ``ETag``.
    """

    body: Any
    etag: str


def etag_of(version: int) -> str:
    """Returns the strong entity tag of a version."""
    return f'"{version}"'


def version_in(if_match: str) -> int:
    """Reads a version from ``If-Match``.

    ``*`` is refused, since it would overwrite what the caller has not seen.

    Raises:
        InvalidInputError: It is not one entity tag of ours.
    """
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        raise InvalidInputError("If-Match", _READ_TAG)
    return int(match[1])


def expected_version(if_match: IfMatch = None) -> int:
    """Provides the version that a change is meant for.

    Raises:
        VersionNeededError: The request does not say.
    """
    if if_match is None:
        raise VersionNeededError
    return version_in(if_match)


def version_if_given(if_match: IfMatch = None) -> int | None:
    """Provides the version that a change is meant for; None for something new."""
    return None if if_match is None else version_in(if_match)


@contextmanager
def presenting(shape: Callable[[Any], Presented]) -> Iterator[None]:
    """Turns what a stale change carries into the shape in which the route shows it.

    Args:
        shape: Makes it from the entity that the use case gave.
    """
    try:
        yield
    except StaleVersionError as error:
        raise StaleVersionError(error.kind, shape(error.present)) from error
