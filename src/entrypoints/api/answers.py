"""Answers: their headers, and the shapes that several routes share."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from litestar import Response
from litestar.datastructures import ResponseHeader
from msgspec import Meta

from entrypoints.api.etags import etag_of
from socdomain.sources.severity import Severity

T = TypeVar("T")

ETAG_HEADER = ResponseHeader(
    name="ETag", documentation_only=True, description="Its version; send it as If-Match to change it."
)
LOCATION_HEADER = ResponseHeader(name="Location", documentation_only=True, description="Where it is from now on.")

Time = Annotated[datetime, Meta(tz=True, description="RFC 3339, UTC.")]


class SeverityWord(StrEnum):
    """How bad; severities come and go as words, since the numbers behind them are ours."""

    INFORMATIONAL = "Informational"
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"
    CRITICAL = "Critical"

    @property
    def severity(self) -> Severity:
        """The severity that the word means."""
        return Severity[self.name]


WORDS = {severity: SeverityWord[severity.name] for severity in Severity}
"""The word of each severity."""


def versioned(body: T, version: int, state: str = "") -> Response[T]:
    """Returns an answer with its version.

    Args:
        body: It.
        version: Its version.
        state: See ``etag_of``.
    """
    return Response(body, headers={"ETag": etag_of(version, state)})


def created(body: T, location: str, version: int | None = None, state: str = "") -> Response[T]:
    """Returns the answer to something new.

    Args:
        body: It.
        location: Where it is from now on.
        version: Its version, where it has one.
        state: See ``etag_of``.
    """
    headers = {"Location": location}
    if version is not None:
        headers["ETag"] = etag_of(version, state)
    return Response(body, headers=headers)
