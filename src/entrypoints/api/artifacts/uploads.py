"""Files that come in one request, parsed and hashed as they arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar
from uuid import UUID

import structlog
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from entrypoints.api.answers import LOCATION_HEADER, created
from entrypoints.api.api_errors import (
    BodyBrokenOffError,
    BodyFault,
    InvalidBodyError,
    TooBusyError,
    UnsupportedMediaError,
)
from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.artifacts.forms import ArrivingFile, boundary_of, form_of, read_files, read_form
from entrypoints.api.artifacts.shapes import ArtifactOut, StoredFiles, artifact_out
from entrypoints.api.artifacts.shelves import OnShelf, Shelf
from entrypoints.api.body_stream import read_on_thread
from entrypoints.api.caller import needs
from entrypoints.api.places import Places
from entrypoints.api.problem_docs import refusals
from entrypoints.api.streamed_body import arriving
from entrypoints.api.wired import ShownBy, UseCases
from entrypoints.container import Container
from socdomain.artifacts.artifact import ArtifactKind
from socdomain.artifacts.limits import CustomerFullError, FileTooLargeError, UploadTooSlowError
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.queries import ArtifactListing, list_artifact, list_stored
from socdomain.auth.authenticate import Caller
from socdomain.errors import NotFoundError, OtherCustomerError
from socdomain.ids import AgentId, CaseId
from socdomain.object_store import StorageFullError
from socdomain.principal import Scope

USUAL_TYPE = "application/octet-stream"
_OVERHEAD_BYTES = 1024 * 1024
"""What a form may have beside its file."""

T = TypeVar("T")

_log = structlog.get_logger(__name__)


_TAKES_FILE: Final[dict[str, Any]] = {
    **needs(Scope.ARTIFACTS_WRITE),
    "response_headers": [LOCATION_HEADER],
    "responses": refusals(
        NotFoundError,
        OtherCustomerError,
        InvalidBodyError,
        BodyBrokenOffError,
        UnsupportedMediaError,
        FileTooLargeError,
        UploadTooSlowError,
        CustomerFullError,
        StorageFullError,
        TooBusyError,
    ),
}


@post(
    "/upload",
    summary="Upload a file about an agent or a case",
    operation_class=form_of("agent_id", "case_id", "notes"),
    **_TAKES_FILE,
)
async def upload(
    request: Request[Any, Any, Any],
    caller: ShownBy,
    container: UseCases,
    settings: NamedDependency[SkipValidation[ApiSettings]],
    uploads: NamedDependency[SkipValidation[Places]],
) -> Response[ArtifactOut]:
    """Stores a file about an agent, a case, or both of one customer, as `multipart/form-data`.

    It is stored and hashed as it arrives. The parts `agent_id`, `case_id` and `notes` come before `file`. Large files
    are better sent by parts, which can be taken up again.
    """
    fields = frozenset({"agent_id", "case_id", "notes"})
    return await _taken(request, caller, container, settings, uploads, Shelf(), fields)


@post(
    "/upload/many",
    summary="Upload files about an agent or a case",
    **{**_TAKES_FILE, "response_headers": []},
    operation_class=form_of("agent_id", "case_id", "notes"),
)
async def upload_many(
    request: Request[Any, Any, Any],
    caller: ShownBy,
    container: UseCases,
    settings: NamedDependency[SkipValidation[ApiSettings]],
    uploads: NamedDependency[SkipValidation[Places]],
) -> StoredFiles:
    """Stores up to 1,000 files about the same, all of them or none: `file` comes as often as there are files.

    What is said before the first file goes for each. The files are stored and hashed as they arrive.
    """
    boundary, fields = boundary_of(request), frozenset({"agent_id", "case_id", "notes"})

    def take(files: Iterator[ArrivingFile]) -> StoredFiles:
        incoming = ((wanted_of(file, Shelf()), file.content) for file in files)
        asking = then_asking(incoming, lambda: container.still_stands.execute(caller))
        stored = container.artifacts.store_many.execute(asking, by=caller.principal)
        listed = list_stored(container.reading(caller.principal.reach), stored, by=caller.principal)
        return StoredFiles(list(map(artifact_out, listed)))

    with uploads.taken(caller.principal.reach) as executor:
        return await read_on_thread(
            arriving(request),
            lambda pieces: read_files(pieces, boundary, fields, take),
            executor=executor,
            idle_timeout_s=settings.ingest_idle_timeout_s,
        )


@post("/", summary="Upload a file to a case", operation_class=form_of("agent_id", "notes"), **_TAKES_FILE)
async def upload_to_case(
    request: Request[Any, Any, Any],
    shelf: OnShelf,
    caller: ShownBy,
    container: UseCases,
    settings: NamedDependency[SkipValidation[ApiSettings]],
    uploads: NamedDependency[SkipValidation[Places]],
) -> Response[ArtifactOut]:
    """Stores a file of a case, as `multipart/form-data`: `agent_id` and `notes`, which may be left out, then `file`."""
    return await _taken(request, caller, container, settings, uploads, shelf, frozenset({"agent_id", "notes"}))


@post(
    "/",
    summary="Upload a template of reports",
    operation_class=form_of("customer", "notes", required=("customer",)),
    **_TAKES_FILE,
)
async def upload_template(
    request: Request[Any, Any, Any],
    shelf: OnShelf,
    caller: ShownBy,
    container: UseCases,
    settings: NamedDependency[SkipValidation[ApiSettings]],
    uploads: NamedDependency[SkipValidation[Places]],
) -> Response[ArtifactOut]:
    """Stores what reports about a customer's cases are made from: `customer`, its code, then `file`."""
    return await _taken(request, caller, container, settings, uploads, shelf, frozenset({"customer", "notes"}))


@post("/", summary="Upload a configuration of Sysmon", operation_class=form_of("notes"), **_TAKES_FILE)
async def upload_config(
    request: Request[Any, Any, Any],
    shelf: OnShelf,
    caller: ShownBy,
    container: UseCases,
    settings: NamedDependency[SkipValidation[ApiSettings]],
    uploads: NamedDependency[SkipValidation[Places]],
) -> Response[ArtifactOut]:
    """Stores a configuration for a customer's machines; the latest one is the first of the list."""
    return await _taken(request, caller, container, settings, uploads, shelf, frozenset({"notes"}))


async def _taken(
    request: Request[Any, Any, Any],
    caller: Caller,
    container: Container,
    settings: ApiSettings,
    uploads: Places,
    shelf: Shelf,
    fields: frozenset[str],
) -> Response[ArtifactOut]:
    boundary = boundary_of(request)
    most_bytes = container.artifacts.limits.most_bytes
    if (request.content_length or 0) > most_bytes + _OVERHEAD_BYTES:
        raise FileTooLargeError(most_bytes)

    def take(file: ArrivingFile) -> ArtifactListing:
        content = then_asking(file.content, lambda: container.still_stands.execute(caller))
        artifact = container.artifacts.store.execute(wanted_of(file, shelf), content, by=caller.principal)
        return list_artifact(container.reading(caller.principal.reach), artifact, by=caller.principal)

    with uploads.taken(caller.principal.reach) as executor:
        listing = await read_on_thread(
            arriving(request),
            lambda pieces: read_form(pieces, boundary, fields, take),
            executor=executor,
            idle_timeout_s=settings.ingest_idle_timeout_s,
        )
    _log.info("file stored", artifact=str(listing.artifact.id), size_bytes=listing.artifact.size_bytes)
    return created(artifact_out(listing), location_of(listing))


def wanted_of(file: ArrivingFile, shelf: Shelf) -> NewArtifact:
    """Returns what a file is, by its form and by the path that it was sent to.

    Raises:
        InvalidBodyError: A part is not what it has to be.
        InvalidInputError: It has no name that can be, or is about nothing.
    """
    agent_id, case_id = _id(file, "agent_id"), _id(file, "case_id")
    return NewArtifact(
        file_name=file.file_name,
        kind=shelf.kind,
        customer=shelf.customer or file.fields.get("customer"),
        agent_id=shelf.agent_id or (None if agent_id is None else AgentId(agent_id)),
        case_id=shelf.case_id or (None if case_id is None else CaseId(case_id)),
        content_type=file.content_type or USUAL_TYPE,
        notes=file.fields.get("notes", ""),
    )


def then_asking(content: Iterator[T], ask: Callable[[], object]) -> Iterator[T]:
    """Yields what arrives, and asks again about its sender before it is whole: it may have taken hours.

    Args:
        content: What arrives.
        ask: Raises where they may not send it any more.
    """
    yield from content
    ask()


def location_of(listing: ArtifactListing) -> str:
    """Returns where a file can be found."""
    artifact = listing.artifact
    if artifact.kind is ArtifactKind.REPORT_TEMPLATE:
        return f"/api/incident_management/case-report-template/{artifact.id}"
    if artifact.kind is ArtifactKind.SYSMON_CONFIG:
        return f"/api/sysmon_config/{listing.customer_code}/{artifact.id}"
    if artifact.case_id is not None:
        return f"/api/incident_management/cases/{artifact.case_id}/data-store/{artifact.id}"
    return f"/api/agent_data_store/agent/{artifact.agent_id}/artifacts/{artifact.id}"


def _id(file: ArrivingFile, name: str) -> UUID | None:
    text = file.fields.get(name)
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise InvalidBodyError(BodyFault(f"$.{name}", "must be a UUID")) from None
