"""Asks Grafana."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from itertools import count
from typing import Final

from attrs import frozen

from adapters.connector_kit.http import HttpClient, Parameters
from adapters.connectors.grafana.payloads import Health, Hit, Organisation, OrganisationOfUser
from socdomain.connectors.capabilities import Named
from socdomain.connectors.verification import ConnectorAnswerError, ProductFound

PAGE_SIZE: Final = 500

_NO_HEALTH: Final = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""Its database's trouble, or a proxy that keeps its health to itself; neither is about the credential."""


@frozen
class GrafanaClient:
    """Asks one Grafana, as ``ListsDashboards``.

    Attributes:
        http: Asks it with the credential.
        is_user: Whether that is a user's; a service account belongs to one organisation, and is no user.
    """

    http: HttpClient
    is_user: bool

    def verify(self) -> ProductFound:
        """Reads the organisation with the credential, then the version."""
        self.http.get("/api/org").read_as(Organisation)
        health = self.http.get("/api/health", allowed=_NO_HEALTH)
        return ProductFound(health.read_as(Health).version if health.status == HTTPStatus.OK else "")

    def orgs(self) -> tuple[Named, ...]:
        """Returns the organisations that the credential may see."""
        if not self.is_user:
            return (self.http.get("/api/org").read_as(Organisation).named(),)
        found = self.http.get("/api/user/orgs").read_as(tuple[OrganisationOfUser, ...])
        return tuple(one.named() for one in found)

    def dashboards(self, search: str = "") -> Iterator[Named]:
        """Yields dashboards whose title holds some text, by title."""
        before: tuple[Hit, ...] = ()
        for page in count(1):
            parameters: Parameters = {
                "type": "dash-db",
                "query": search,
                "sort": "alpha-asc",
                "limit": PAGE_SIZE,
                "page": page,
            }
            hits = self.http.get("/api/search", parameters=parameters).read_as(tuple[Hit, ...])
            if hits and hits == before:
                raise ConnectorAnswerError("It gives the same page of dashboards again and again.")
            yield from (hit.named() for hit in hits)
            if len(hits) < PAGE_SIZE:
                return
            before = hits
