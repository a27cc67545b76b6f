"""``/api/connectors``: connectors that are given files, such as Velociraptor's API client file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import (
    Encoding,
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    Reference,
    RequestBody,
    Schema,
)
from litestar.params import FromPath, PathParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, LOCATION_HEADER
from entrypoints.api.api_errors import BodyFault, InvalidBodyError
from entrypoints.api.bodies import JSON, decoded
from entrypoints.api.caller import needs
from entrypoints.api.connectors.bodies import ConnectorBody
from entrypoints.api.connectors.shapes import ConnectorOut
from entrypoints.api.connectors.showing import answer, answer_new, presented
from entrypoints.api.etags import expected_versions, matching, presenting
from entrypoints.api.problem_docs import CHANGES_VERSION, TAKES_BODY, refusals
from entrypoints.api.strict_converter import structured
from entrypoints.api.uploads import LARGEST_UPLOAD_BYTES, MULTIPART, only_part, uploaded_parts
from entrypoints.api.wired import By, Expected, UseCases
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.change_connector import ConnectorChange
from socdomain.connectors.connector import Connector, ConnectorTakenError, SecretsWantedError
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import ConnectorId
from socdomain.principal import Scope

FILE = "file"
CONNECTOR = "connector"
LONGEST_FIELD = 80

Parts = NamedDependency[SkipValidation[dict[str, bytes]]]
"""As ``parts``: what was uploaded, by name."""

_A_FILE = Schema(
    type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, description="The file, of text in UTF-8, at most 64 KiB long."
)


@dataclass
class FileOperation(Operation):
    """Describes the file, which is read by hand: the framework's own reader puts files on the disk."""

    def __post_init__(self) -> None:
        """Adds the body."""
        schema = Schema(type=OpenAPIType.OBJECT, properties={FILE: _A_FILE}, required=[FILE])
        self.request_body = RequestBody(required=True, content={MULTIPART: OpenAPIMediaType(schema=schema)})


@dataclass
class ConnectorWithFilesOperation(Operation):
    """Describes a connector with its files."""

    def __post_init__(self) -> None:
        """Adds the body."""
        schema = Schema(
            type=OpenAPIType.OBJECT,
            properties={CONNECTOR: Reference(ref="#/components/schemas/ConnectorBody")},
            required=[CONNECTOR],
            additional_properties=_A_FILE,
        )
        content = OpenAPIMediaType(schema=schema, encoding={CONNECTOR: Encoding(content_type=JSON)})
        self.request_body = RequestBody(
            required=True,
            description="The connector as JSON, and beside it each file as a part with the name of its field.",
            content={MULTIPART: content},
        )


@post(
    "/upload",
    summary="Add a connector with files",
    **needs(Scope.CONNECTORS_WRITE),
    request_max_body_size=LARGEST_UPLOAD_BYTES,
    operation_class=ConnectorWithFilesOperation,
    dependencies={"parts": Provide(uploaded_parts)},
    response_headers=[ETAG_HEADER, LOCATION_HEADER],
    responses=refusals(NotFoundError, ConnectorTakenError, ConcurrentChangeError, *TAKES_BODY),
    sync_to_thread=True,
)
def add_with_files(parts: Parts, by: By, container: UseCases) -> Response[ConnectorOut]:
    """Adds a connector whose fields take files, in one request; what is in the files is held against what they take."""
    if CONNECTOR not in parts:
        raise InvalidBodyError(BodyFault(f"$.{CONNECTOR}", "must be given"))
    files = {name: content for name, content in parts.items() if name != CONNECTOR}
    body = structured(decoded(parts[CONNECTOR]), ConnectorBody)
    wanted = NewConnector(body.kind, body.name, body.values, body.customer, body.enabled, files, body.org_customers)
    return answer_new(container, settled(container.connectors.add.execute, wanted, by=by), by)


@post(
    "/{connector_id:uuid}/files/{field:str}",
    summary="Give a connector a file",
    **needs(Scope.CONNECTORS_WRITE),
    status_code=HTTP_200_OK,
    request_max_body_size=LARGEST_UPLOAD_BYTES,
    operation_class=FileOperation,
    dependencies={
        "parts": Provide(uploaded_parts),
        "versions": Provide(expected_versions, sync_to_thread=False),
    },
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, SecretsWantedError, *CHANGES_VERSION),
    sync_to_thread=True,
)
def give_file(
    connector_id: FromPath[UUID],
    field: Annotated[str, PathParameter(max_length=LONGEST_FIELD, description="Name of a field that takes a file.")],
    parts: Parts,
    versions: Expected,
    by: By,
    container: UseCases,
) -> Response[ConnectorOut]:
    """Gives a connector a file for one of its fields, in place of the one that it had; a secret one is sealed.

    A file that is not what the field takes is refused with what is wrong, and never quoted.
    """
    wanted = ConnectorChange(files={field: only_part(parts, FILE)})

    def change_as(version: int) -> Connector:
        use_case = container.connectors.change
        return settled(use_case.execute, ConnectorId(connector_id), wanted, expected_version=version, by=by)

    with presenting(presented(container, by)):
        return answer(container, matching(versions, change_as), by)
