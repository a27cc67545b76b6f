"""Versions in HTTP: ``ETag`` on what can be changed, ``If-Match`` on its change (RFC 9110 sections 8.8.3 and 13.1.1).

The tag counts what people change. What intake adds to an alert (counts, times) does not change it, since it can
overwrite nothing; the tag is therefore for changing, not for caching, and every answer says ``no-store``.

Where what is shown can change without a change by anybody, and clients look whether it has, as with a connector that is
tried, the tag has the state of all that is shown behind the version: ``"3.5f1d0c9a2b7e4680"``. ``If-Match`` goes by the
version alone, so that whoever changes a connector is not refused because somebody tried it meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Annotated, Any, TypeVar

import msgspec
from attrs import frozen
from litestar import Request
from litestar.params import HeaderParameter

from entrypoints.api.api_errors import VersionNeededError
from socdomain.errors import InvalidInputError, StaleVersionError

MOST_TAGS = 10
"""Each tag of a list is tried, so their number is also how often a thing is read for one request."""

NO_VERSION = 0
"""What no thing has, since versions count from 1."""

T = TypeVar("T")

_TAG = r'(W/)?"([!#-~\x80-\xff]*)"'
_TAGS = re.compile(_TAG)
_MEMBERS = re.compile(rf"(?:[ \t]*(?:{_TAG}[ \t]*)?,)*")
_OURS = re.compile(r"([1-9][0-9]{0,9})(?:\.[0-9a-f]{16})?")
_READ_TAG = f'must be the ETag as it was sent with what is to be changed, such as "3", or a list of up to {MOST_TAGS}'

IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match",
        description=f"ETag of what is to be changed, as it was read; or up to {MOST_TAGS}, of which one has to be the "
        "present one. `*` names no version, and is answered like none at all (428), since it would overwrite what the "
        "caller has not seen.",
    ),
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


def etag_of(version: int, state: str = "") -> str:
    """Returns the strong entity tag of a version.

    Args:
        version: It.
        state: From ``state_of``, where what is shown changes without a version.
    """
    return f'"{version}.{state}"' if state else f'"{version}"'


def state_of(body: Any) -> str:
    """Returns what differs where an answer does: the first 16 digits of the SHA-256 over its JSON."""
    return sha256(msgspec.json.encode(body)).hexdigest()[:16]


def versions_in(if_match: str) -> tuple[int, ...]:
    """Reads the versions in ``If-Match``, at least one, the smallest first.

    A weak tag never matches, and neither does one that is not ours: where there is nothing else, ``NO_VERSION`` is.

    Raises:
        VersionNeededError: It is ``*``.
        InvalidInputError: It is no list of entity tags, or too long a one.
    """
    if if_match.strip() == "*":
        raise VersionNeededError
    tags = _TAGS.findall(if_match) if _MEMBERS.fullmatch(f"{if_match},") else []
    if not 1 <= len(tags) <= MOST_TAGS:
        raise InvalidInputError("If-Match", _READ_TAG)
    found = {int(ours[1]) for weak, opaque in tags if not weak and (ours := _OURS.fullmatch(opaque))}
    return tuple(sorted(found)) or (NO_VERSION,)


def versions_if_given(request: Request[Any, Any, Any], if_match: IfMatch = None) -> tuple[int, ...] | None:
    """Provides the versions of which a change is meant for one; None for something new."""
    if if_match is None:
        return None
    # Several lines are one list (RFC 9110 section 5.3), and the framework gives the first line.
    return versions_in(",".join(request.headers.getall("if-match")))


def expected_versions(request: Request[Any, Any, Any], if_match: IfMatch = None) -> tuple[int, ...]:
    """Provides the versions of which a change is meant for one.

    Raises:
        VersionNeededError: The request does not say.
    """
    versions = versions_if_given(request, if_match)
    if versions is None:
        raise VersionNeededError
    return versions


def matching(versions: tuple[int, ...], change: Callable[[int], T]) -> T:
    """Makes a change for whichever version is the present one.

    The smallest is tried first: versions only grow, so none of them becomes the present one unnoticed.

    Args:
        versions: Those of which one should be.
        change: Makes it for the one that it is given.

    Raises:
        StaleVersionError: None of them is.
    """
    for version in versions[:-1]:
        with suppress(StaleVersionError):
            return change(version)
    return change(versions[-1])


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
