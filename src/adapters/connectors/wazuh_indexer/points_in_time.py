"""Points in time of OpenSearch (2.4 and later): what is searched stays as it was, however long a search is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Final

from attrs import define, field, frozen

from adapters.connector_kit.http import HttpClient, segment
from adapters.connectors.wazuh_indexer.payloads import PointInTimeMade
from socdomain.connectors.verification import ConnectorError

KEEP_ALIVE: Final = "5m"
"""How long the product keeps one from page to page; what was not closed is gone after that."""

PATH: Final = "/_search/point_in_time"

_HAS_NONE: Final = (
    HTTPStatus.BAD_REQUEST,  # no such route, or nothing that the pattern stands for
    HTTPStatus.FORBIDDEN,  # the credential may search, and make none
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
)


@define(eq=False)
class PointInTime:
    """A point in time that is open.

    Attributes:
        id: How the product calls it; may change with each page.
    """

    id: str


@frozen(eq=False)
class PointsInTime:
    """Those that one client has open.

    Attributes:
        http: Asks the product.
    """

    http: HttpClient
    _open: list[PointInTime] = field(factory=list, init=False)

    @contextmanager
    def opened(self, indices: Sequence[str]) -> Iterator[PointInTime | None]:
        """Opens one for the length of a block; None where the product, or the credential, has none.

        Raises:
            ConnectorError: The product cannot be asked.
        """
        answer = self.http.post(
            f"/{index_path(indices)}{PATH}",
            parameters={
                "keep_alive": KEEP_ALIVE,
                "ignore_unavailable": "true",
                "allow_no_indices": "true",
                "allow_partial_pit_creation": "false",
            },
            allowed=_HAS_NONE,
            # One that was made and whose answer was lost goes by itself.
            is_repeatable=True,
        )
        if answer.status in _HAS_NONE:
            yield None
            return
        point = PointInTime(answer.read_as(PointInTimeMade).pit_id)
        self._open.append(point)
        try:
            yield point
        finally:
            self._close([point])

    def close(self) -> None:
        """Closes those that are still open; a search that is read on afterwards finds nothing to close."""
        self._close(list(self._open))

    def _close(self, points: Sequence[PointInTime]) -> None:
        still_open = [point for point in points if point in self._open]
        for point in still_open:
            self._open.remove(point)
        if still_open:
            # What cannot be closed goes by itself, and is no reason for a search to fail.
            with suppress(ConnectorError):
                self.http.send("DELETE", PATH, json={"pit_id": [point.id for point in still_open]})


def index_path(indices: Sequence[str]) -> str:
    """Returns indices, or patterns of them, as a part of a path."""
    return ",".join(map(segment, indices))
