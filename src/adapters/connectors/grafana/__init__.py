"""Grafana: organisations and dashboards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.credentials import basic, bearer
from adapters.connector_kit.http_fields import TLS_FIELDS, url_field
from adapters.connector_kit.kind import Kind
from adapters.connectors.grafana.client import GrafanaClient
from adapters.connectors.grafana.simulator import GrafanaSimulator
from socdomain.connectors.capabilities import ListsDashboards
from socdomain.connectors.catalogue import AskedField
from socdomain.errors import InvalidInputError

_FIELDS: Final = (
    url_field(
        "Where Grafana is opened in a browser, such as https://grafana.example.org or https://example.org/grafana."
    ),
    AskedField("api_key", "Service-account token", is_secret=True, help="Begins with glsa_.", is_optional=True),
    AskedField("username", "User", help="Where there is no token.", is_optional=True),
    AskedField("password", "Password", is_secret=True, help="Where there is no token.", is_optional=True),
    *TLS_FIELDS,
)


def _rules(values: Mapping[str, str]) -> None:
    has_user = "username" in values or "password" in values
    if "api_key" in values and has_user:
        raise InvalidInputError("values.api_key", "must not be given beside a user and a password")
    if "api_key" not in values and not ("username" in values and "password" in values):
        raise InvalidInputError("values.api_key", "must be given, or a user and a password")


def _build(kit: ClientKit) -> GrafanaClient:
    token = kit.values.get("api_key")
    headers = bearer(token) if token else basic(kit.values["username"], kit.values["password"])
    return GrafanaClient(kit.http(headers), is_user=not token)


KIND: Final = Kind(
    name="grafana",
    title="Grafana",
    fields=_FIELDS,
    capabilities=(ListsDashboards,),
    build=_build,
    simulator=GrafanaSimulator,
    package=__name__,
    rules=_rules,
)
