"""What the kinds that are a Graylog have in common: fields, signing in, capabilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.credentials import basic, checked_token
from adapters.connector_kit.graylog_api.client import GraylogClient
from adapters.connector_kit.graylog_api.simulator import GraylogSimulator
from adapters.connector_kit.http_fields import TLS_FIELDS, url_field
from adapters.connector_kit.kind import Kind
from socdomain.connectors.capabilities import FetchesDocuments, ListsStreams, SearchesEvents
from socdomain.connectors.catalogue import AskedField
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import InvalidInputError

TOKEN_PASSWORD: Final = "token"  # noqa: S105  # the word that Graylog takes in the place of a token's password
REQUESTED_BY: Final = {"X-Requested-By": "watchfloor"}
"""Graylog refuses whatever is not a GET without it, so that no page of another site can ask in a user's name."""

_FIELDS: Final = (
    url_field("Where Graylog is opened in a browser, such as https://graylog.example.org or https://example.org/logs."),
    AskedField(
        "username", "User", help="Beside a token it may be left out; then its roles are not read.", is_optional=True
    ),
    AskedField("password", "Password", is_secret=True, help="Where there is no token.", is_optional=True),
    AskedField("api_key", "Access token", is_secret=True, help="Instead of a password.", is_optional=True),
    *TLS_FIELDS,
)


def graylog_kind(name: str, title: str, package: str, simulator: Callable[..., GraylogSimulator]) -> Kind:
    """Returns a kind that is one Graylog.

    Args:
        name: Its folder's name.
        title: What people call it.
        package: The folder's name for imports; its guide lies there.
        simulator: Makes a stand-in that holds what this Graylog would.
    """
    return Kind(
        name=name,
        title=title,
        fields=_FIELDS,
        capabilities=(FetchesDocuments, ListsStreams, SearchesEvents),
        build=_build,
        simulator=simulator,
        package=package,
        rules=_rules,
    )


def _rules(values: Mapping[str, str]) -> None:
    if "api_key" in values and "password" in values:
        raise InvalidInputError("values.api_key", "must not be given beside a password")
    if "api_key" not in values and not ("username" in values and "password" in values):
        raise InvalidInputError("values.api_key", "must be given, or a user and a password")


def _build(kit: ClientKit) -> GraylogClient:
    username, token = kit.values.get("username", ""), kit.values.get("api_key")
    if not username.isprintable():
        raise ConnectorError(Outcome.REFUSED_CREDENTIALS, "The user's name has characters that no name has.")
    signed_in = basic(checked_token(token), TOKEN_PASSWORD) if token else basic(username, kit.values["password"])
    return GraylogClient(kit.http({**signed_in, **REQUESTED_BY}), username)
