"""Velociraptor: clients, organisations and artifacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.kind import Kind
from adapters.connectors.velociraptor.api import VelociraptorApi
from adapters.connectors.velociraptor.api_file import FIELD, ApiClientFile
from adapters.connectors.velociraptor.client import VelociraptorClient
from adapters.connectors.velociraptor.simulator import VelociraptorSimulator
from socdomain.connectors.capabilities import ListsAgents, ListsArtifacts
from socdomain.connectors.catalogue import AskedField, FieldForm
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import InvalidInputError

_FIELDS: Final = (
    AskedField(
        FIELD,
        "API client file",
        is_secret=True,
        help="The YAML file that `velociraptor config api_client` writes; it says where the API is, and holds a key.",
        form=FieldForm.FILE,
    ),
)


def _rules(values: Mapping[str, str]) -> None:
    ApiClientFile.of(values[FIELD])


def _build(kit: ClientKit) -> VelociraptorClient:
    try:
        file = ApiClientFile.of(kit.values[FIELD])
    except InvalidInputError as error:
        raise ConnectorError(Outcome.REFUSED_CREDENTIALS, f"Its API client file {error.reason}.") from error
    return VelociraptorClient(VelociraptorApi(kit, file))


KIND: Final = Kind(
    name="velociraptor",
    title="Velociraptor",
    fields=_FIELDS,
    capabilities=(ListsAgents, ListsArtifacts),
    build=_build,
    simulator=VelociraptorSimulator,
    package=__name__,
    rules=_rules,
)
